"""RVU Edge loses no entry with a sign-in: what a device could not send waits for the next one and goes out by itself."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from playwright.sync_api import Page, expect

from rvuedge.accounts.models import DeviceSession
from rvuedge.accounts.services_sessions import end_sessions
from rvuedge.accounts.sessions import SEEN_AT
from tests.cast import Cast
from tests.factories import PASSWORD
from tests.journeys.test_offline import SEND, codes_of, log, state
from tests.log_pages import LogPages, field_of, is_kept
from tracking.models import Case

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(pages: LogPages, people: Cast) -> Page:
    page = pages.open(people.clinician.user)
    is_kept(page)
    return page


def leave_alone(people: Cast, **time: float) -> None:
    """Let the only session of the clinician be unused for some time."""
    row = DeviceSession.objects.get(user=people.clinician.user)
    session = SessionStore(row.session_key)
    session[SEEN_AT] = (timezone.now() - timedelta(**time)).timestamp()
    session.save()


def sign_in_to_send(phone: Page, people: Cast) -> None:
    """Follow the strip to the sign-in page, sign in by password, and see that everything is saved."""
    phone.get_by_role("link", name="Sign in to send").tap()
    phone.get_by_label("Email").fill(people.clinician.user.email)
    phone.get_by_label("Password").fill(PASSWORD)
    phone.get_by_role("button", name="Continue").tap()
    expect(phone.locator('[data-total="day"]')).to_have_text("1.92")
    state(phone, "saved")
    assert codes_of(people) == ["99214"]


@pytest.mark.parametrize("end", ["signed out elsewhere", "unused"])
def test_sends_what_waited_after_the_next_sign_in(phone: Page, people: Cast, end: str) -> None:
    phone.context.set_offline(True)
    log(phone, "99214")
    if end == "unused":
        leave_alone(people, hours=12, minutes=1)
    else:
        end_sessions(user=people.clinician.user)
    with phone.expect_response(SEND) as answer:
        phone.context.set_offline(False)
    assert answer.value.status == 401
    assert not Case.objects.exists()
    sign_in_to_send(phone, people)


def test_takes_the_log_page_that_a_device_keeps_for_use(phone: Page, people: Cast) -> None:
    leave_alone(people, hours=1)
    row = DeviceSession.objects.get(user=people.clinician.user)
    DeviceSession.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    phone.goto("/log/")
    expect(phone.get_by_role("combobox", name="Add procedures")).to_be_visible()
    assert timezone.now().timestamp() - SessionStore(row.session_key)[SEEN_AT] < 600
    row.refresh_from_db()
    assert row.seen_at > timezone.now() - timedelta(minutes=10)


def test_says_that_somebody_else_is_signed_in_where_a_form_needs_the_server(phone: Page, people: Cast) -> None:
    other = phone.context.new_page()
    other.goto("/settings/")
    other.get_by_role("button", name="Sign out").tap()
    other.wait_for_url(re.compile(r"://[^/]+/$"))
    other.goto("/accounts/login/")
    other.get_by_label("Email").fill(people.colleague.user.email)
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Continue").tap()
    other.wait_for_url("**/log/")
    field_of(phone).fill("99214 #99")
    phone.get_by_role("button", name="Save case").tap()
    expect(phone.locator("#sync")).to_contain_text("signed in as somebody else")
    expect(phone.locator("#sync")).not_to_contain_text("Look at the remark", use_inner_text=True)
    expect(field_of(phone)).to_have_value("99214 #99")
    assert not Case.objects.exists()


def test_says_that_the_server_was_not_heard_where_it_alone_can_read_the_text(phone: Page) -> None:
    phone.context.set_offline(True)
    field_of(phone).fill("99214 #99")
    phone.get_by_role("button", name="Save case").tap()
    expect(phone.locator("#sync")).to_contain_text("needs the server, and it did not answer")
    phone.context.set_offline(False)
    phone.get_by_role("button", name="Save case").tap()
    expect(phone.locator("#draft-head")).to_contain_text("'#99' is no tooth that can be read")
    state(phone, "needs-review")
