"""RVU Edge takes any long password as it was typed, and none that everybody tries first."""

import hashlib
from pathlib import Path

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


KNOWN = [f"known from a breach {number}" for number in range(200)]


def list_of_breaches(folder: Path, ending: str, count: str) -> str:
    """A list as it is downloaded: hashes in order, each with how often it was seen."""
    hashes = sorted(hashlib.sha1(one.encode()).hexdigest().upper() for one in KNOWN)
    path = folder / "breached.txt"
    path.write_bytes("".join(f"{one}{count}{ending}" for one in hashes).encode())
    return str(path)


@pytest.mark.parametrize(("ending", "count"), [("\r\n", ":17"), ("\n", ":23597311"), ("\n", "")])
def test_refuses_passwords_of_the_list_that_an_operator_names(settings, tmp_path: Path, ending: str, count: str) -> None:
    validate_password(KNOWN[0])
    settings.BREACHED_PASSWORDS = list_of_breaches(tmp_path, ending, count)
    for one in KNOWN:
        with pytest.raises(ValidationError, match="known from breaches"):
            validate_password(one)
    for number in range(200, 400):
        validate_password(f"known from a breach {number}")


def test_keeps_nobody_out_where_the_list_cannot_be_read(settings, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings.BREACHED_PASSWORDS = str(tmp_path / "gone.txt")
    validate_password(KNOWN[0])
    assert "The list of breached passwords cannot be read" in caplog.text
    (tmp_path / "gone.txt").write_bytes(b"")
    validate_password(KNOWN[0])


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
