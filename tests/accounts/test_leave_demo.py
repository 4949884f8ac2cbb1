"""RVU Edge's doors after the demo was left: nobody fictional comes in, and the set-up page shows where nobody else is there."""

from io import StringIO

from django.core.management import call_command
from django.test import Client

from rvuedge.accounts.models import Membership, Organisation, Role, User
from tests.cast import Cast


def leave() -> str:
    told = StringIO()
    call_command("leave_demo", stdout=told)
    return told.getvalue()


def test_shows_the_set_up_page_where_nobody_is_left(cast: Cast, client: Client) -> None:
    Organisation.objects.update(is_demo=True)
    cast.operator.delete()
    leave()
    assert not User.objects.exists()
    assert Client().post("/demo/sign-in/", {"email": cast.clinician.user.email})["Location"] == "/setup/"


def test_offers_nobody_fictional_any_more(cast: Cast, ada: Client) -> None:
    Organisation.objects.update(is_demo=True)
    Membership.objects.create(user=cast.operator, organisation=cast.organisation, role=Role.ADMINISTRATOR)
    leave()
    assert list(User.objects.all()) == [cast.operator]
    assert "fictional people" not in Client().get("/accounts/login/").text
    assert Client().post("/demo/sign-in/", {"email": cast.clinician.user.email}).status_code == 404
    assert ada.get("/settings/").status_code == 302


def test_says_that_there_is_no_demo(cast: Cast) -> None:
    assert "Nothing was removed." in leave()
    assert User.objects.count() == 10
    assert Organisation.objects.count() == 2
