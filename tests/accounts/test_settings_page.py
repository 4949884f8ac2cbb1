"""/settings/: profile, organisation and tokens, each one's own."""

import re

import pytest
from django.test import Client

from rvuedge.accounts.models import ApiToken, CareerStage, Organisation, User
from rvuedge.accounts.tokens import hash_of
from tests.cast import Cast

SETTINGS = "/settings/"


def secret_of(text: str) -> str:
    found = re.search(r'id="secret" readonly value="(rvu_[^"]+)"', text)
    assert found
    return found[1]


@pytest.mark.parametrize("stage", CareerStage.values)
def test_stores_the_own_name_and_where_one_stands(ada: Client, cast: Cast, stage: str) -> None:
    assert ada.post(SETTINGS + "profile/", {"name": "Ada New", "career_stage": stage})["Location"] == SETTINGS
    user = User.objects.get(pk=cast.clinician.user.pk)
    assert (user.name, user.career_stage) == ("Ada New", stage)


@pytest.mark.parametrize("said", [{"name": ""}, {"name": "x" * 121}, {"career_stage": "professor"}])
def test_says_what_is_wrong_with_a_profile(ada: Client, cast: Cast, said: dict[str, str]) -> None:
    answer = ada.post(SETTINGS + "profile/", {"name": "Ada", "career_stage": "attending"} | said)
    assert answer.status_code == 400
    assert User.objects.get(pk=cast.clinician.user.pk).name == "Ada Clinician"


def test_offers_the_organisation_to_its_administrator_alone(fay: Client, ada: Client) -> None:
    assert "Save the organisation" in fay.get(SETTINGS).text
    assert "Save the organisation" not in ada.get(SETTINGS).text


def test_stores_the_name_and_the_zone_in_which_days_end(fay: Client, cast: Cast) -> None:
    said = {"name": "Riverside", "time_zone": "Pacific/Honolulu", "year_starts_in": "7", "query_days": "14"}
    assert fay.post(SETTINGS + "organisation/", said)["Location"] == SETTINGS
    organisation = Organisation.objects.get(pk=cast.organisation.pk)
    assert (organisation.name, organisation.time_zone, organisation.query_days) == ("Riverside", "Pacific/Honolulu", 14)
    assert organisation.year_starts_in == 7
    for wrong in ({"year_starts_in": "13"}, {"query_days": "0"}, {"query_days": "91"}, {"query_days": "x"}):
        assert fay.post(SETTINGS + "organisation/", said | wrong).status_code == 400
    assert fay.post(SETTINGS + "organisation/", said | {"time_zone": "Mars/Olympus"}).status_code == 400


def test_shows_a_token_once_and_keeps_its_hash(ada: Client, cast: Cast) -> None:
    secret = secret_of(ada.post(SETTINGS + "tokens/", {"name": "Script", "days": "30", "may_write": "on"}).text)
    token = ApiToken.objects.get()
    assert (token.name, token.may_write, token.user, token.secret_hash) == ("Script", True, cast.clinician.user, hash_of(secret))
    assert (token.expires_at - token.created_at).days in {29, 30}
    page = ada.get(SETTINGS).text
    assert "Script" in page
    assert "reads and writes" in page
    assert secret not in page
    assert token.secret_hash not in page


def test_makes_a_token_that_only_reads_unless_asked(ada: Client) -> None:
    ada.post(SETTINGS + "tokens/", {"name": "Script", "days": "365"})
    assert not ApiToken.objects.get().may_write
    assert "reads, until" in ada.get(SETTINGS).text


@pytest.mark.parametrize("said", [{"name": ""}, {"days": "31"}, {"days": "forever"}])
def test_makes_no_token_without_a_name_or_an_end(ada: Client, said: dict[str, str]) -> None:
    assert ada.post(SETTINGS + "tokens/", {"name": "Script", "days": "30"} | said).status_code == 400
    assert not ApiToken.objects.exists()


def test_ends_a_token(ada: Client) -> None:
    ada.post(SETTINGS + "tokens/", {"name": "Script", "days": "30"})
    answer = ada.post(f"{SETTINGS}tokens/{ApiToken.objects.get().pk}/end/", follow=True)
    assert "no longer works" in answer.text
    assert "Script" not in answer.text
    assert ApiToken.objects.get().revoked_at is not None


def test_shows_when_a_token_was_last_used(ada: Client) -> None:
    secret = secret_of(ada.post(SETTINGS + "tokens/", {"name": "Script", "days": "30"}).text)
    assert "last used" not in ada.get(SETTINGS).text
    assert Client().get("/api/v1/totals/", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    assert "last used" in ada.get(SETTINGS).text


@pytest.mark.parametrize("address", ["/accounts/password/change/", "/accounts/2fa/", "/accounts/email/"])
def test_leads_to_password_second_factors_and_addresses(ada: Client, address: str) -> None:
    assert f'href="{address}"' in ada.get(SETTINGS).text
    assert ada.get(address).status_code == 200


def test_sends_no_mail_to_confirm_an_address_and_says_so(ada: Client, cast: Cast, mailoutbox) -> None:
    answer = ada.post("/accounts/email/", {"email": "ada@home.example", "action_add": ""}, follow=True)
    assert "No mail is sent here" in answer.text
    assert "Confirmation email sent" not in answer.text
    assert not mailoutbox


def test_sends_the_mail_where_a_server_is_set(ada: Client, cast: Cast, settings, mailoutbox) -> None:
    settings.MAIL_IS_CONFIGURED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    answer = ada.post("/accounts/email/", {"email": "ada@home.example", "action_add": ""}, follow=True)
    assert "No mail is sent here" not in answer.text
    assert [mail.to for mail in mailoutbox] == [["ada@home.example"]]
