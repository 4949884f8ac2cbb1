"""RVU Edge keeps the pages of administrators and operators closed until they have a second factor, and leads them to it."""

from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.management import CommandError, call_command
from django.test import Client

from rvuedge.accounts.models import AuditEntry, DeviceSession, Membership, Organisation, Role, User
from rvuedge.accounts.services import invite
from rvuedge.settings import SECOND_FACTOR_FORCED
from tests.access.passkeys import store_passkey
from tests.accounts.test_doors import ALONE, FIRST
from tests.accounts.test_guessing import code_at
from tests.accounts.test_idle import MORNING, SIGN_IN, signed_in
from tests.cast import Cast
from tests.factories import PASSWORD, MembershipFactory

SET_UP = "/settings/second-factor/"
APP = "/accounts/2fa/totp/activate/"
CODES = "/accounts/2fa/recovery-codes/"
A_CASE = "/cases/6f2f7c1e-9a0b-4c55-8d3e-1b2a3c4d5e6f/"


@pytest.fixture(autouse=True)
def _forced(settings):
    settings.SECOND_FACTOR_FORCED = True
    with time_machine.travel(MORNING, tick=False):
        yield


def test_is_on_unless_an_operator_says_otherwise() -> None:
    assert SECOND_FACTOR_FORCED is True


def test_leads_an_administrator_from_the_sign_in_through_the_set_up_to_what_was_wanted(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    client = Client()
    said = {"login": cast.administrator.user.email, "password": PASSWORD, "next": "/manage/people/"}
    answer = client.post(SIGN_IN, said)
    assert answer["Location"] == f"{SET_UP}?next=%2Fmanage%2Fpeople%2F"
    page = client.get(answer["Location"]).text
    assert "a password alone does not open those pages" in page
    assert f'href="{APP}"' in page
    # The password was typed a moment ago: it is not asked for again.
    assert client.get(APP).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(APP, {"code": code_at(MORNING, client.session["mfa.totp.secret"])})["Location"] == CODES
    codes = client.get(CODES).text
    assert f'href="{SET_UP}"' in codes
    assert len(RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()) == 10
    assert client.get(SET_UP)["Location"] == "/manage/people/"
    assert client.get("/manage/people/").status_code == 200
    assert client.get(SET_UP)["Location"] == "/accounts/2fa/"
    added = AuditEntry.objects.filter(action="second_factor.added", organisation_id=cast.organisation.pk)
    assert {entry.detail["kind"] for entry in added} == {"totp", "recovery_codes"}


@pytest.mark.parametrize("address", ["/manage/people/", "/manage/audit/", "/department/", "/reports/2026-10.csv?clinician=1"])
def test_keeps_the_pages_of_administrators_closed(fay: Client, address: str) -> None:
    assert fay.get(address)["Location"].startswith(f"{SET_UP}?next=")


def test_keeps_the_cases_and_comparisons_of_others_closed_and_every_address_that_nobody_thought_of(fay: Client, cast: Cast) -> None:
    others = (A_CASE, f"{A_CASE}edit/", A_CASE.replace("cases", "reconcile"), f"/training{A_CASE}", "/no/such/page/")
    for address in others:
        assert fay.get(address)["Location"].startswith(f"{SET_UP}?next="), address
    assert fay.post(f"{A_CASE}remove/")["Location"] == SET_UP
    store_passkey(cast.administrator.user)
    assert fay.get(A_CASE).status_code == 404


def test_keeps_the_admin_closed_to_an_operator(cast: Cast) -> None:
    client = signed_in(cast.operator.email)
    for address in ("/admin/", "/admin/accounts/user/", "/manage/status/", "/manage/schedules/"):
        assert client.get(address)["Location"].startswith(SET_UP), address
    store_passkey(cast.operator)
    assert client.get("/admin/").status_code == 200


def test_does_nothing_that_is_sent_and_makes_no_token(fay: Client, cast: Cast) -> None:
    assert fay.post("/manage/people/departments/", {"name": "Pathology"})["Location"] == SET_UP
    assert fay.post("/settings/tokens/", {"name": "Script", "days": "30"})["Location"] == SET_UP
    assert not cast.organisation.departments.filter(name="Pathology").exists()
    assert not cast.administrator.user.api_tokens.exists()


def test_tells_a_script_in_the_session_what_is_missing(fay: Client) -> None:
    answer = fay.get("/api/v1/cases/")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert "passkey or an authenticator app" in answer.json()["detail"]
    assert fay.get("/api/v1/codes/?q=99214").status_code == 200


def test_leaves_logging_and_settings_open(fay: Client) -> None:
    for address in ("/log/", "/dashboard/", "/reports/", "/settings/", "/settings/sessions/", "/accounts/2fa/"):
        assert fay.get(address).status_code == 200, address


def test_asks_nothing_of_a_clinician_or_a_lead(cast: Cast) -> None:
    for member, address in ((cast.clinician, "/log/"), (cast.lead, "/department/")):
        client = Client()
        answer = client.post(SIGN_IN, {"login": member.user.email, "password": PASSWORD})
        assert answer["Location"] == "/log/"
        assert client.get(address).status_code == 200


def test_asks_who_becomes_administrator_from_the_next_request_on(ada: Client, cast: Cast) -> None:
    Membership.objects.filter(pk=cast.clinician.membership.pk).update(role=Role.ADMINISTRATOR)
    assert ada.get("/manage/people/")["Location"].startswith(SET_UP)


def test_asks_again_where_the_last_one_was_removed(fay: Client, cast: Cast) -> None:
    key = store_passkey(cast.administrator.user)
    assert fay.get("/manage/people/").status_code == 200
    fay.post(f"/accounts/2fa/webauthn/keys/{key.pk}/remove/")
    assert AuditEntry.objects.get(action="second_factor.removed").detail == {"kind": "webauthn"}
    assert fay.get("/manage/people/")["Location"].startswith(SET_UP)


def test_takes_recovery_codes_alone_for_none(fay: Client, cast: Cast) -> None:
    RecoveryCodes.activate(cast.administrator.user)
    assert fay.get("/manage/people/")["Location"].startswith(SET_UP)


def test_asks_nothing_of_the_people_of_a_demo(cast: Cast) -> None:
    Organisation.objects.update(is_demo=True)
    client = Client()
    assert client.post("/demo/sign-in/", {"email": cast.administrator.user.email})["Location"] == "/log/"
    assert client.get("/manage/people/").status_code == 200
    assert signed_in(cast.operator.email).get("/admin/")["Location"].startswith(SET_UP)


def test_asks_nothing_where_an_operator_switched_it_off(fay: Client, settings) -> None:
    settings.SECOND_FACTOR_FORCED = False
    assert fay.get("/manage/people/").status_code == 200


def test_asks_who_practises_alone_once_somebody_joins(cast: Cast, client: Client) -> None:
    assert client.post("/accounts/signup/", ALONE)["Location"] == "/log/"
    assert client.get("/manage/people/").status_code == 200
    user = User.objects.get(email=ALONE["email"])
    MembershipFactory.create(organisation=user.memberships.get().organisation)
    assert client.get("/manage/people/")["Location"].startswith(SET_UP)


@pytest.mark.django_db
def test_leads_the_first_person_from_the_set_up_of_the_installation(client: Client, settings) -> None:
    settings.MAIL_IS_CONFIGURED = True
    assert client.post("/setup/", FIRST)["Location"] == f"{SET_UP}?next=%2Flog%2F"
    assert client.get(SET_UP).status_code == 200
    assert client.get(APP).status_code == 200
    assert client.get("/log/").status_code == 200


def test_leads_who_joins_as_administrator(cast: Cast, client: Client) -> None:
    secret = invite(organisation=cast.organisation, email="nia@clinic.example", role="administrator", department=None, by=cast.operator)[1]
    said = {"name": "Nia", "career_stage": "attending", "password": PASSWORD}
    assert client.post(f"/invitations/{secret}/", said)["Location"] == f"{SET_UP}?next=%2Flog%2F"


def test_says_that_the_address_has_to_be_confirmed_first(fay: Client, cast: Cast, settings) -> None:
    assert "Confirm your email address first" not in fay.get(SET_UP).text
    settings.MAIL_IS_CONFIGURED = True
    EmailAddress.objects.create(user=cast.administrator.user, email=cast.administrator.user.email, verified=False)
    assert "Confirm your email address first" in fay.get(SET_UP).text


def test_keeps_everybody_out_where_the_organisation_lets_nobody_do_without(fay: Client, cast: Cast, settings) -> None:
    settings.SECOND_FACTOR_FORCED = False
    facts = {"name": "Riverside", "time_zone": "America/New_York", "year_starts_in": "1", "query_days": "10"}
    said = facts | {"second_factor_for_all": "on"}
    assert fay.post("/settings/organisation/", said)["Location"] == "/settings/"
    assert AuditEntry.objects.get(action="organisation.changed").detail["second_factor_for_all"] is True
    client = Client()
    answer = client.post(SIGN_IN, {"login": cast.clinician.user.email, "password": PASSWORD}, follow=True)
    assert answer.redirect_chain == [(f"{SET_UP}?next=%2Flog%2F", 302)]
    assert "lets nobody in by a password alone" in answer.text
    for address in (
        "/log/",
        "/dashboard/",
        "/reports/",
        "/plan/",
        "/reconcile/",
        "/training/",
        "/log/export/",
        "/cases/6f2f7c1e-9a0b-4c55-8d3e-1b2a3c4d5e6f/",
    ):
        assert client.get(address)["Location"].startswith(SET_UP), address
    assert client.get("/api/v1/cases/").status_code == 403
    assert client.get("/settings/").status_code == 200
    # What waits on a device is taken: here it is a body that says nothing.
    assert client.post("/log/send/", {}, content_type="application/json", headers={"Idempotency-Key": "k"}).status_code == 400
    store_passkey(cast.clinician.user)
    assert client.get("/log/").status_code == 200
    assert signed_in(cast.stranger.user.email).get("/log/").status_code == 200


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/"])
def test_leads_to_no_other_site(fay: Client, cast: Cast, wanted: str) -> None:
    fay.get(SET_UP, {"next": wanted})
    store_passkey(cast.administrator.user)
    assert fay.get(SET_UP)["Location"] == "/accounts/2fa/"


def test_lets_somebody_in_again_whose_factors_are_lost(fay: Client, cast: Cast, capsys) -> None:
    store_passkey(cast.administrator.user)
    RecoveryCodes.activate(cast.administrator.user)
    call_command("remove_second_factor", " FAY.administrator@clinic.example")
    assert "are removed and every device is signed out" in capsys.readouterr().out
    assert not Authenticator.objects.exists()
    assert not DeviceSession.objects.filter(user=cast.administrator.user).exists()
    assert fay.get("/settings/").status_code == 302
    assert AuditEntry.objects.get(action="second_factor.all_removed").subject == cast.administrator.user.email
    call_command("remove_second_factor", cast.administrator.user.email)
    assert "has no second factor. Nothing was changed." in capsys.readouterr().out
    with pytest.raises(CommandError, match="Nobody here has the address x@y.example") as refused:
        call_command("remove_second_factor", "x@y.example")
    assert refused.value.returncode == 2
