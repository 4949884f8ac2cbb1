"""RVU Edge slows guessing: the sixth wrong try in five minutes gets 429 and when to come back, for known and unknown people alike."""

import base64
import hashlib
import hmac
import struct
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.test import Client

from rvuedge.accounts.models import AuditEntry, User
from tests.cast import Cast
from tests.factories import PASSWORD

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
SIGN_IN, SECOND = "/accounts/login/", "/accounts/2fa/authenticate/"
WRONG = {"password": "wrong wrong wrong"}
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def guess(client: Client, email: str, times: int, address: str = SIGN_IN, **options: str) -> list[int]:
    return [client.post(address, {"login": email, **WRONG}, **options).status_code for _ in range(times)]  # type: ignore[arg-type]


@pytest.mark.parametrize("email", ["ada.clinician@clinic.example", "nobody@clinic.example"])
def test_answers_the_sixth_wrong_password_with_429(client: Client, cast: Cast, email: str) -> None:
    assert guess(client, email, 6) == [200] * 5 + [429]
    answer = client.post(SIGN_IN, {"login": email, "password": PASSWORD})
    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    assert "Too many tries" in answer.text
    with time_machine.travel(NOON + timedelta(minutes=5, seconds=1), tick=False):
        assert client.post(SIGN_IN, {"login": email, **WRONG}).status_code == 200


def test_says_the_same_of_a_wrong_password_and_of_an_unknown_address(client: Client, cast: Cast) -> None:
    pages = []
    for email in ("ada.clinician@clinic.example", "nobody@clinic.example"):
        page = client.post(SIGN_IN, {"login": email, **WRONG}).text
        pages.append(page.replace(email, "somebody"))
    known, unknown = ([line for line in page.splitlines() if "csrfmiddlewaretoken" not in line] for page in pages)
    assert known == unknown
    assert "No account opens with this email address and password" in pages[0]


class QuickArgon2(Argon2PasswordHasher):
    """Argon2 as the product hashes with, small, and counting how often it is worked out."""

    time_cost, memory_cost, parallelism = 1, 8, 1
    worked_out = 0

    def encode(self, password: str, salt: str) -> str:
        QuickArgon2.worked_out += 1
        return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        QuickArgon2.worked_out += 1
        return super().verify(password, encoded)


def test_works_as_long_for_an_unknown_address_as_for_a_wrong_password(client: Client, cast: Cast, settings) -> None:
    """What takes long is the hash: it is worked out as often, whoever is named. `bench sign-in` measures it."""
    settings.PASSWORD_HASHERS = [f"{__name__}.QuickArgon2"]
    known, suspended, without = cast.clinician.user, cast.colleague.user, cast.lead.user
    for user in (known, suspended):
        user.set_password(PASSWORD)
    suspended.is_active = False
    without.set_unusable_password()
    for user in (known, suspended, without):
        user.save()
    counted = {}
    for email in (known.email, known.email.upper(), suspended.email, without.email, "nobody@clinic.example", "no address"):
        cache.clear()
        before = QuickArgon2.worked_out
        client.post(SIGN_IN, {"login": email, **WRONG})
        counted[email] = QuickArgon2.worked_out - before
    assert counted.pop("no address") == 0
    assert len(set(counted.values())) == 1 and counted[known.email] > 0, counted


def test_tells_of_a_suspension_only_whoever_knows_the_password(client: Client, cast: Cast) -> None:
    User.objects.filter(pk=cast.clinician.user.pk).update(is_active=False)
    email = cast.clinician.user.email
    assert "No account opens with this email address and password" in client.post(SIGN_IN, {"login": email, **WRONG}).text
    assert client.post(SIGN_IN, {"login": email, "password": PASSWORD})["Location"] == "/accounts/inactive/"
    assert client.get("/log/").status_code == 302


def test_lets_a_person_in_whose_address_somebody_else_guesses_at_from_elsewhere_after_the_limit(client: Client, cast: Cast) -> None:
    assert guess(client, "ada.clinician@clinic.example", 5) == [200] * 5
    assert client.post(SIGN_IN, {"login": "ben.colleague@clinic.example", "password": PASSWORD}).status_code == 302


def test_counts_no_right_password_as_a_try(client: Client, cast: Cast) -> None:
    for _ in range(8):
        assert client.post(SIGN_IN, {"login": "ben.colleague@clinic.example", "password": PASSWORD}).status_code == 302
        client.post("/accounts/logout/")


def test_slows_one_address_that_tries_many_people(client: Client, cast: Cast) -> None:
    answers = [guess(client, f"person{number}@clinic.example", 1)[0] for number in range(21)]
    assert answers == [200] * 20 + [429]


def test_believes_no_header_about_where_a_request_comes_from(client: Client, cast: Cast) -> None:
    answers = [guess(client, f"person{number}@clinic.example", 1, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")[0] for number in range(21)]
    assert answers[-1] == 429


def test_tells_people_apart_behind_a_proxy_by_the_address_that_it_added(client: Client, cast: Cast, settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    answers = [guess(client, f"p{number}@clinic.example", 1, HTTP_X_FORWARDED_FOR=f"1.2.3.4, 10.0.0.{number}")[0] for number in range(21)]
    assert answers == [200] * 21
    answers = [guess(client, f"q{number}@clinic.example", 1, HTTP_X_FORWARDED_FOR=f"10.9.9.{number}, 10.0.1.1")[0] for number in range(21)]
    assert answers[-1] == 429


def test_leads_the_sign_in_of_the_admin_through_the_same_page(client: Client, cast: Cast) -> None:
    assert client.get("/admin/login/")["Location"].startswith(SIGN_IN)
    client.post("/admin/login/", {"username": cast.operator.email, "password": PASSWORD})
    assert client.get("/admin/").status_code == 302


def code_at(moment: datetime, secret: str = SECRET) -> str:
    """RFC 6238 with six digits and steps of 30 seconds."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(moment.timestamp()) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def test_makes_codes_as_the_standard_does() -> None:
    # RFC 6238, appendix B, SHA-1 at 59 seconds: 94287082, of which the last six digits.
    assert code_at(datetime.fromtimestamp(59, UTC), base64.b32encode(b"12345678901234567890").decode()) == "287082"


@pytest.fixture
def halfway(cast: Cast, client: Client) -> Client:
    """Somebody with an authenticator app who gave the password."""
    TOTP.activate(cast.clinician.user, SECRET)
    answer = client.post(SIGN_IN, {"login": cast.clinician.user.email, "password": PASSWORD})
    assert answer["Location"] == SECOND
    return client


def test_asks_for_the_second_factor_before_anything_opens(halfway: Client, cast: Cast) -> None:
    assert halfway.get("/log/").status_code == 302
    assert not AuditEntry.objects.filter(action="sign_in.done").exists()
    assert halfway.post(SECOND, {"code": code_at(NOON)})["Location"] == "/log/"
    assert halfway.get("/log/").status_code == 200


def test_takes_a_code_of_the_app_once(halfway: Client, cast: Cast) -> None:
    halfway.post(SECOND, {"code": code_at(NOON)})
    other = Client()
    other.post(SIGN_IN, {"login": cast.clinician.user.email, "password": PASSWORD})
    assert other.post(SECOND, {"code": code_at(NOON)}).status_code == 200
    assert other.get("/log/").status_code == 302


def test_answers_the_sixth_wrong_code_with_429(halfway: Client) -> None:
    answers = [halfway.post(SECOND, {"code": f"{number:06d}"}) for number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[-1]["Retry-After"] == "300"
    assert halfway.post(SECOND, {"code": code_at(NOON)}).status_code == 429


def test_sets_an_authenticator_app_up_and_gives_recovery_codes(cast: Cast, client: Client) -> None:
    client.post(SIGN_IN, {"login": cast.clinician.user.email, "password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    assert "<svg" in page.text or "data:image/svg+xml" in page.text
    assert client.post("/accounts/2fa/totp/activate/", {"code": code_at(NOON, secret)})["Location"] == "/accounts/2fa/recovery-codes/"
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200
