"""RVU Edge takes any long password as it was typed, and none that everybody tries first."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from rvuedge.accounts.models import User
from rvuedge.accounts.services import reset_path
from tests.cast import Cast
from tests.factories import PASSWORD

SIGN_IN, CHANGE = "/accounts/login/", "/accounts/password/change/"
# 100 characters with blanks at both ends, beyond ASCII.
LONG = " " + "ein Satz über 27 Füße und ein 鞋 " * 3 + " "


def test_refuses_usual_passwords() -> None:
    """These stand among the 20,000 that are tried first."""
    for usual in ("qwerty123456", "international", "1qaz2wsx3edc"):
        with pytest.raises(ValidationError, match="too common"):
            validate_password(usual)


@pytest.mark.parametrize("own", ["rvuedge-2026!", "RVU Edge 12345", "wrvuwrvuwrvu", "Password.Rvu1", "Riverside-wRVU-1", "administrator"])
def test_refuses_words_of_the_house(settings, own: str) -> None:
    settings.SITE_NAME = "Riverside wRVU"
    with pytest.raises(ValidationError, match="names of this product"):
        validate_password(own)


@pytest.mark.parametrize(
    "sentence", ["my rvuedge log is full of scopes", "we counted every single polyp", "ЯблокоВСаду2", "aaaa bbbb cccc dddd"]
)
def test_takes_a_sentence_of_one_kind_of_letters(settings, sentence: str) -> None:
    settings.SITE_NAME = "Riverside wRVU"
    validate_password(sentence)


def test_takes_a_long_password_as_it_was_typed(client: Client, cast: Cast) -> None:
    user = cast.clinician.user
    client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    client.post(CHANGE, {"oldpassword": PASSWORD, "password1": LONG, "password2": LONG})
    assert len(LONG) > 64
    for other in (LONG.strip(), LONG[:72], LONG.lower(), LONG + " "):
        assert Client().post(SIGN_IN, {"login": user.email, "password": other}).status_code == 200, other
    assert Client().post(SIGN_IN, {"login": user.email, "password": LONG}).status_code == 302


def test_asks_for_the_present_password_before_another(client: Client, cast: Cast) -> None:
    user = cast.clinician.user
    client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    client.post(CHANGE, {"oldpassword": "not this one at all", "password1": LONG, "password2": LONG})
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_asks_for_the_second_factor_after_a_new_password(client: Client, cast: Cast) -> None:
    user = cast.clinician.user
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    link = reset_path(user=user, organisation=cast.organisation, by=cast.administrator.user)
    assert client.post(link, {"password": LONG})["Location"] == SIGN_IN
    assert client.post(SIGN_IN, {"login": user.email, "password": LONG})["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/log/").status_code == 302


def test_hides_what_is_typed_and_lets_it_be_pasted(client: Client, cast: Cast) -> None:
    for address in (SIGN_IN, "/accounts/signup/"):
        page = client.get(address).text
        assert 'type="password"' in page and "onpaste" not in page
        assert 'autocomplete="off"' not in page
    assert 'autocomplete="current-password"' in client.get(SIGN_IN).text
    assert 'autocomplete="new-password"' in client.get("/accounts/signup/").text
