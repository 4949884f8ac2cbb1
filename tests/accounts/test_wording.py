"""RVU Edge words titles as sentences begin, those of the sign-in library too, and marks where in the navigation they stand."""

import re

import pytest
from django.test import Client

from rvuedge.accounts.templatetags.wording import sentence_case
from tests.cast import make_cast


@pytest.mark.parametrize(
    ("title", "worded"),
    [
        ("Change Password", "Change password"),
        (" Two-Factor Authentication ", " Two-factor authentication "),
        ("Sign In", "Sign in"),
        ("Re-send Verification", "Re-send verification"),
        ("Sign in with Google", "Sign in with Google"),
        ("RVU Edge", "RVU Edge"),
        ("Activate TOTP", "Activate TOTP"),
        ("Sign out", "Sign out"),
        ("Remove", "Remove"),
        ("", ""),
    ],
)
def test_words_a_title_as_a_sentence_begins(title: str, worded: str) -> None:
    assert sentence_case(title) == worded


@pytest.mark.django_db
def test_marks_the_settings_on_their_pages_of_sign_in(client: Client) -> None:
    client.force_login(make_cast().clinician.user)
    page = client.get("/accounts/email/").content.decode()
    assert '<a href="/settings/" aria-current="page">' in page
    assert re.search(r"<h1>\s*Email addresses\s*</h1>", page) and re.search(r"<title>\s*Email addresses\s* - ", page)
