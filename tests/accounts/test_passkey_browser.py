"""RVU Edge takes a passkey instead of a password, in a browser with an authenticator of its own."""

from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from rvuedge.accounts.models import AuditEntry
from tests.cast import Cast, make_cast
from tests.factories import PASSWORD

pytestmark = pytest.mark.usefixtures("audit_may_be_emptied")


@pytest.fixture
def people(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture
def at(live_server: LiveServer, settings) -> str:
    # A passkey belongs to a name, not to an address in numbers.
    settings.ALLOWED_HOSTS = ["localhost"]
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Iterator[Page]:
    """A page in a browser whose screen lock says yes at once."""
    page = new_page(viewport={"width": 390, "height": 844})
    add_screen_lock(page)
    yield page


def add_screen_lock(page: Page) -> None:
    """Give a browser a screen lock that says yes at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    verified = {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options | verified})


def sign_in(page: Page, at: str, cast: Cast) -> None:
    page.goto(f"{at}/accounts/login/")
    page.get_by_label("Email").fill(cast.colleague.user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(f"{at}/log/")


def add_passkey(page: Page, at: str) -> None:
    page.goto(f"{at}/settings/")
    page.get_by_role("link", name="Passkeys, authenticator app and recovery codes").click()
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("My phone")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    expect(page).to_have_url(f"{at}/accounts/2fa/recovery-codes/")


def test_signs_in_by_a_passkey_alone(phone: Page, at: str, people: Cast) -> None:
    faults: list[str] = []
    phone.on("pageerror", lambda error: faults.append(str(error)))
    phone.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    sign_in(phone, at, people)
    add_passkey(phone, at)
    key = Authenticator.objects.get(user=people.colleague.user, type="webauthn")
    assert key.wrap().is_passwordless
    phone.goto(f"{at}/settings/")
    phone.get_by_role("button", name="Sign out").click()
    phone.wait_for_url(f"{at}/")
    phone.goto(f"{at}/accounts/login/")
    phone.get_by_role("button", name="Use a passkey").click()
    expect(phone).to_have_url(f"{at}/log/")
    assert AuditEntry.objects.filter(action="sign_in.done", actor_id=people.colleague.user.pk).count() == 2
    assert not faults


def test_asks_for_the_passkey_after_the_password(phone: Page, at: str, people: Cast) -> None:
    sign_in(phone, at, people)
    add_passkey(phone, at)
    phone.context.clear_cookies()
    phone.goto(f"{at}/accounts/login/")
    phone.get_by_label("Email").fill(people.colleague.user.email)
    phone.get_by_label("Password").fill(PASSWORD)
    phone.get_by_role("button", name="Continue").click()
    expect(phone).to_have_url(f"{at}/accounts/2fa/authenticate/")
    phone.get_by_role("button", name="Use a passkey").click()
    expect(phone).to_have_url(f"{at}/log/")


def test_takes_a_passkey_back(phone: Page, at: str, people: Cast) -> None:
    sign_in(phone, at, people)
    add_passkey(phone, at)
    phone.goto(f"{at}/accounts/2fa/webauthn/")
    phone.get_by_role("link", name="Remove").click()
    phone.get_by_role("button", name="Remove").click()
    expect(phone).to_have_url(f"{at}/accounts/2fa/webauthn/")
    assert not Authenticator.objects.filter(type="webauthn").exists()
