"""RVU Edge stores nothing by which a code could be made, and goes on through a change of its key."""

from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.db import connection
from django.test import Client

from rvuedge.accounts.sealing import CLIENT_SECRET, seal, unseal
from rvuedge.operating.tasks import seal_anew
from rvuedge.sign_on.models import SignOn
from tests.accounts.test_guessing import SECRET, code_at
from tests.accounts.test_idle import MORNING
from tests.cast import Cast

NEW_KEY = "a new key of this test, longer than fifty characters, and no secret"


@pytest.fixture(autouse=True)
def _morning():
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def app(cast: Cast) -> Authenticator:
    return TOTP.activate(cast.clinician.user, SECRET).instance


@pytest.fixture
def codes(cast: Cast) -> RecoveryCodes:
    return RecoveryCodes.activate(cast.clinician.user)


def stored(factor: Authenticator) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator WHERE id = %s", [factor.pk])
        return str(cursor.fetchone()[0])


def fits(factor: Authenticator, code: str) -> bool:
    return bool(TOTP(Authenticator.objects.get(pk=factor.pk)).validate_code(code))


def test_stores_no_seed_that_a_copy_of_the_database_shows(app: Authenticator, codes: RecoveryCodes) -> None:
    assert SECRET not in stored(app)
    assert "sealed:" in stored(app) and "sealed:" in stored(codes.instance)
    # Eighty hexadecimal digits are what the library makes codes of.
    assert len(codes.instance.data["seed"].removeprefix("sealed:")) > 80
    assert fits(app, code_at(MORNING))


def test_takes_codes_of_what_was_stored_before_it_was_sealed_and_seals_it(cast: Cast) -> None:
    user = cast.clinician.user
    app = Authenticator.objects.create(user=user, type="totp", data={"secret": SECRET})
    codes = RecoveryCodes(Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": "ab" * 40, "used_mask": 5}))
    before = codes.generate_codes()
    assert seal_anew() == 2
    assert seal_anew() == 0
    assert SECRET not in stored(app) and "abab" not in stored(codes.instance)
    assert fits(app, code_at(MORNING))
    after = RecoveryCodes(Authenticator.objects.get(pk=codes.instance.pk))
    # The first and the third were used: 5 is 101 in binary.
    assert after.generate_codes() == before and after.get_unused_codes() == [before[1], *before[3:]]


def test_goes_on_under_a_new_key_and_needs_the_former_one_no_more(
    cast: Cast, app: Authenticator, codes: RecoveryCodes, settings: Any
) -> None:
    said, former = codes.generate_codes(), settings.SECRET_KEY
    provider = SignOn.objects.create(
        organisation=cast.organisation, issuer="https://p.example", client_id="c", sealed_secret=seal("of the provider", CLIENT_SECRET)
    )
    ada = Client()
    ada.force_login(cast.clinician.user)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW_KEY, [former]
    assert ada.get("/settings/").status_code == 200
    assert RecoveryCodes(Authenticator.objects.get(pk=codes.instance.pk)).generate_codes() == said
    assert seal_anew() == 3
    settings.SECRET_KEY_FALLBACKS = []
    provider.refresh_from_db()
    assert unseal(provider.sealed_secret, CLIENT_SECRET) == "of the provider"
    assert RecoveryCodes(Authenticator.objects.get(pk=codes.instance.pk)).generate_codes() == said
    assert fits(app, code_at(MORNING))


def test_takes_no_code_at_all_where_the_key_is_lost_and_the_right_ones_when_it_is_back(app: Authenticator, settings: Any) -> None:
    former = settings.SECRET_KEY
    settings.SECRET_KEY = NEW_KEY
    of_nothing = format_hotp_value(hotp_value("", int(MORNING.timestamp()) // 30))
    assert not fits(app, code_at(MORNING)) and not fits(app, of_nothing)
    assert seal_anew() == 0
    settings.SECRET_KEY = former
    assert fits(app, code_at(MORNING))
