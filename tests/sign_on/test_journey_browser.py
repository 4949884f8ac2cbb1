"""RVU Edge in a browser: an administrator sets single sign-on up, and a new person comes in by the page of the hospital."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from rvuedge.accounts.models import Membership, Organisation
from rvuedge.sign_on.services import Terms, set_sign_on
from tests import looking
from tests.cast import Cast, make_cast
from tests.sign_on.provider import Provider

pytestmark = pytest.mark.usefixtures("audit_may_be_emptied")
NIA = {"email": "nia.new@clinic.example", "email_verified": True, "name": "Nia New", "groups": ["residents"]}
Open = Callable[..., Page]


@pytest.fixture
def people(transactional_db: None) -> Cast:
    people = make_cast()
    # The installation holds one organisation, so its administrator confirms the domains.
    Organisation.objects.exclude(pk=people.organisation.pk).update(is_signed_up=True)
    return people


@pytest.fixture
def opened(new_page: Open, live_server: LiveServer, provider: Provider) -> Iterator[Open]:
    """Opens pages; what the browser refused on any of them fails the test at its end."""
    refusals: list[str] = []

    def open_it(width: int, scheme: str = "light") -> Page:
        page: Page = new_page(viewport={"width": width, "height": 844}, color_scheme=scheme, base_url=live_server.url)
        page.on("console", lambda said: refusals.append(said.text) if "Content Security Policy" in said.text else None)
        return page

    yield open_it
    assert refusals == []


def as_administrator(page: Page, people: Cast, live_server: LiveServer) -> None:
    client = Client()
    client.force_login(people.administrator.user)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])


def come_in(page: Page, sub: str) -> None:
    """From the sign-in page to the provider and back."""
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Sign in with Riverside Clinic").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Riverside Clinic")
    looking.look_at(page)
    page.get_by_role("button", name="Sign in with Riverside Clinic").click()
    page.locator("input[name=sub]").fill(sub)
    page.get_by_role("button", name="Authorize").click()


def test_goes_from_the_settings_to_a_new_person_who_is_signed_in(
    people: Cast, live_server: LiveServer, provider: Provider, opened: Open
) -> None:
    office = opened(1280)
    as_administrator(office, people, live_server)
    office.goto("/manage/people/")
    office.get_by_role("link", name="Single sign-on").click()
    expect(office.get_by_role("heading", level=1)).to_have_text("Single sign-on")
    looking.look_at(office)
    number, secret = provider.client(office.get_by_label("Redirect address").input_value())
    office.get_by_label("Address of the issuer").fill(provider.issuer)
    office.get_by_label("Client ID").fill(number)
    office.get_by_label("Client secret").fill(secret)
    office.get_by_label("Your own domains of mail").fill("clinic.example")
    office.get_by_label("Claim that holds groups or roles").fill("groups")
    office.get_by_label("Its values as roles").fill("residents = trainee, Pathology")
    office.get_by_label("People may sign in by it").check()
    office.get_by_role("button", name="Save single sign-on").click()
    expect(office.get_by_text("there is no department 'Pathology'")).to_be_visible()
    looking.look_at(office)
    office.get_by_label("Its values as roles").fill("residents = trainee, Surgery")
    office.get_by_label("Client secret").fill(secret)
    office.get_by_role("button", name="Save single sign-on").click()
    expect(office.get_by_text("Saved. Test it, then sign in by it once.")).to_be_visible()
    office.get_by_role("button", name="Test it").click()
    expect(office.get_by_role("heading", name="What the test found")).to_be_visible()
    expect(office.get_by_text("It accepts the client ID and the secret: yes")).to_be_visible()
    looking.look_at(office)
    assert looking.fits_doubled(office)

    provider.person("u-nia", **NIA)
    phone = opened(390, "dark")
    come_in(phone, "u-nia")
    expect(phone).to_have_url(f"{live_server.url}/log/")
    place = Membership.objects.select_related("department").get(user__email=NIA["email"])
    assert (place.role, str(place.department)) == ("trainee", "Surgery")


def test_says_on_a_phone_why_somebody_is_not_let_in(people: Cast, opened: Open, provider: Provider, live_server: LiveServer) -> None:
    number, secret = provider.client(f"{live_server.url}/accounts/organisation/riverside/back/")
    terms = Terms(provider.issuer, number, secret, ("clinic.example",), "", "", "clinician", True, False)
    set_sign_on(organisation=people.organisation, terms=terms, by=people.administrator.user, may_confirm=True)
    provider.person("u-evil", email="ada.clinician@elsewhere.example", email_verified=True)
    phone = opened(390)
    phone.goto("/accounts/organisation/")
    looking.look_at(phone)
    phone.get_by_label("Work email address").fill("nobody@nowhere.example")
    phone.get_by_role("button", name="Continue").press("Enter")
    expect(phone.get_by_text("No organisation here signs in under that name.")).to_be_visible()
    come_in(phone, "u-evil")
    expect(phone.get_by_role("alert")).to_contain_text("Addresses at elsewhere.example are not the organisation's own")
    looking.look_at(phone)
    assert looking.fits_doubled(phone)


def test_makes_a_token_for_the_provider(people: Cast, opened: Open, live_server: LiveServer) -> None:
    for width, scheme in ((1280, "dark"), (390, "light")):
        office = opened(width, scheme)
        as_administrator(office, people, live_server)
        office.goto("/manage/provisioning/")
        looking.look_at(office)
        office.get_by_label("What it is for").fill(f"Provider {width}")
        office.get_by_role("button", name="Make the token").press("Enter")
        expect(office.get_by_label("Token", exact=True)).to_have_value(re.compile("^rvus_"))
        looking.look_at(office)
        assert looking.fits_doubled(office)
