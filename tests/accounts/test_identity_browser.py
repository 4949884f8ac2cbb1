"""RVU Edge leads an administrator in a browser from the password to a passkey and on, and asks for it again before rights change."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from rvuedge.accounts.models import DeviceSession, Membership, Role
from rvuedge.accounts.services_sessions import note_session
from tests.accounts.test_passkey_browser import add_screen_lock
from tests.cast import Cast, make_cast
from tests.factories import PASSWORD
from tests.looking import fits_doubled, look_at

pytestmark = pytest.mark.usefixtures("audit_may_be_emptied")


@pytest.fixture
def people(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture
def at(live_server: LiveServer, settings) -> str:
    settings.SECOND_FACTOR_FORCED = True
    settings.ALLOWED_HOSTS = ["localhost"]
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Iterator[Page]:
    page = new_page(viewport={"width": 390, "height": 844})
    add_screen_lock(page)
    yield page


def seen(page: Page, heading: str) -> None:
    """See the page with this heading: it fits, and axe finds nothing."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    look_at(page)
    assert fits_doubled(page)


def sign_in(page: Page, at: str, people: Cast) -> None:
    page.goto(f"{at}/manage/people/")
    page.get_by_label("Email").fill(people.administrator.user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    seen(page, "Set up a second factor")
    page.get_by_role("link", name="Add a passkey").click()
    seen(page, "Add a passkey")
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Add").click()
    seen(page, "Recovery codes")
    page.get_by_role("link", name="I keep them: go on").click()
    expect(page).to_have_url(f"{at}/manage/people/")


def make_old(people: Cast) -> None:
    """Let the sign-in be of twenty minutes ago."""
    session = SessionStore(DeviceSession.objects.get(user=people.administrator.user).session_key)
    session["signed_in_at"] -= 1200
    for record in session["account_authentication_methods"]:
        record["at"] -= 1200
    session.save()


def test_leads_from_the_password_through_the_passkey_to_the_page_that_was_wanted(phone: Page, at: str, people: Cast) -> None:
    sign_in(phone, at, people)
    make_old(people)
    phone.get_by_label("change the role or the access of Ada Clinician").click()
    phone.get_by_label("Role of Ada Clinician", exact=True).select_option(Role.LEAD)
    phone.get_by_role("button", name="Save role of Ada Clinician").click()
    seen(phone, "Confirm that it is you")
    expect(phone.get_by_text("You change what others may do here.")).to_be_visible()
    assert Membership.objects.get(pk=people.clinician.membership.pk).role == Role.CLINICIAN
    phone.get_by_role("link", name="Use a passkey").click()
    seen(phone, "Confirm that it is you")
    phone.get_by_role("button", name="Use a passkey").click()
    expect(phone).to_have_url(f"{at}/manage/people/")
    expect(phone.get_by_text("Saved.")).to_be_visible()
    assert Membership.objects.get(pk=people.clinician.membership.pk).role == Role.LEAD


def test_signs_another_device_out(phone: Page, at: str, people: Cast) -> None:
    sign_in(phone, at, people)
    other, now = SessionStore(), timezone.now()
    other.save()
    key = str(other.session_key)
    note_session(user=people.administrator.user, key=key, device=("Edge", "Windows"), began_at=now - timedelta(hours=1), seen_at=now)
    phone.goto(f"{at}/settings/")
    phone.get_by_role("link", name="Where you are signed in").click()
    seen(phone, "Where you are signed in")
    phone.get_by_role("button", name="Sign out Edge on Windows").click()
    expect(phone.get_by_text("Edge on Windows is signed out.")).to_be_visible()
    expect(phone.get_by_text("You are signed in nowhere else.")).to_be_visible()
    assert not SessionStore().exists(key)
