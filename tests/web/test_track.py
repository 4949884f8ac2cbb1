"""RVU Edge leads a visitor who wants to track a code over the sign-in to the log, with the code in hand."""

import pytest
from django.test import Client

from rvuedge.accounts.models import Organisation
from tests.cast import Cast

TRACKED = "/log/?add=45385"


@pytest.fixture
def demo(cast: Cast) -> Cast:
    Organisation.objects.filter(pk=cast.organisation.pk).update(is_demo=True)
    return cast


def sign_in(client: Client, cast: Cast, **sent: str) -> str:
    return client.post("/demo/sign-in/", {"email": cast.clinician.user.email, **sent})["Location"]


def test_asks_visitors_to_sign_in_and_remembers_the_code(client, cast):
    assert client.get(TRACKED)["Location"] == "/accounts/login/?next=/log/%3Fadd%3D45385"


def test_hands_the_wish_on_to_the_demo_people(client, demo):
    page = client.get("/accounts/login/?next=/log/%3Fadd%3D45385").content.decode()
    assert page.count('name="next" value="/log/?add=45385"') > 1
    assert sign_in(client, demo, next=TRACKED) == TRACKED


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_leads_nowhere_else(client, demo, elsewhere):
    assert sign_in(client, demo, next=elsewhere) == "/log/"
