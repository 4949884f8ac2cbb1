"""RVU Edge's doors: the set-up page once, sign-up where it is open, demo people in a demo only."""

import pytest
from django.conf import settings as project
from django.test import Client

from rvuedge.accounts.middleware import SetUpFirst
from rvuedge.accounts.models import AuditEntry, Membership, Organisation, Role, User
from tests.cast import Cast
from tests.factories import PASSWORD, MembershipFactory
from tracking.models import Case, Clinician

FIRST = {
    "name": "Fran First",
    "email": "Fran@clinic.example",
    "password": PASSWORD,
    "organisation_name": "Lakeside",
    "time_zone": "America/Chicago",
}
ALONE = {
    "email": "solo@clinic.example",
    "password1": PASSWORD,
    "name": "Sol Alone",
    "career_stage": "attending",
    "time_zone": "America/Denver",
}
DEMO = "/demo/sign-in/"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/log/", "/accounts/login/", "/accounts/signup/", "/admin/", "/codes/", "/api/v1/codes/"])
def test_leads_everybody_to_the_set_up_page_before_anybody_exists(client: Client, address: str) -> None:
    assert client.get(address)["Location"] == "/setup/"


@pytest.mark.django_db
def test_sets_up_the_first_administrator_once(client: Client) -> None:
    assert client.get("/setup/").status_code == 200
    assert client.post("/setup/", FIRST)["Location"] == "/log/"
    user = User.objects.get()
    assert (user.email, user.name, user.is_superuser, user.check_password(PASSWORD)) == ("fran@clinic.example", "Fran First", True, True)
    assert Membership.objects.get(user=user).role == Role.ADMINISTRATOR
    assert Organisation.objects.get().time_zone == "America/Chicago"
    assert AuditEntry.objects.filter(action="installation.set_up", actor_name=user.email).exists()
    for other in (client, Client()):
        assert other.get("/setup/").status_code == 404
        assert other.post("/setup/", FIRST | {"email": "eve@clinic.example"}).status_code == 404
    assert User.objects.count() == 1
    assert client.get("/manage/people/").status_code == 200
    assert client.get("/admin/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "said", [{"password": "short"}, {"password": "password1234"}, {"email": "x"}, {"organisation_name": ""}, {"time_zone": "X/Y"}]
)
def test_shows_what_is_wrong_with_the_set_up(client: Client, said: dict[str, str]) -> None:
    assert client.post("/setup/", FIRST | said).status_code == 200
    assert not User.objects.exists()


@pytest.mark.django_db
def test_stays_set_up_for_a_process_that_once_saw_somebody(cast: Cast, client: Client) -> None:
    middleware = SetUpFirst(lambda request: client.get("/healthz"))  # type: ignore[arg-type,return-value]
    middleware(client.get("/codes/").wsgi_request)
    assert middleware.is_set_up


@pytest.mark.django_db
def test_brings_the_first_administrator_to_a_first_case(client: Client) -> None:
    client.post("/setup/", FIRST)
    assert "Begin my log" in client.get("/log/").text
    assert client.post("/log/begin/", {"started_on": "2026-01-01", "specialty": ""})["Location"] == "/log/"
    assert "Add procedures" in client.get("/log/").text
    said = {"case_id": "3f1d2c3b-4a59-4687-8899-aabbccddeeff", "date_of_service": "2026-03-02", "place_of_service": "11", "entry": "99214"}
    assert client.post("/log/save/", said).status_code == 302
    assert Case.objects.get().clinician.name == "Fran First"


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["1999-12-31", "2999-01-01", "31.12.2025", ""])
def test_begins_no_log_on_a_day_that_cannot_be(client: Client, day: str) -> None:
    client.post("/setup/", FIRST)
    assert client.post("/log/begin/", {"started_on": day}).status_code == 422
    assert not Clinician.objects.exists()


def test_begins_one_log_however_often_it_is_asked(cast: Cast, fay: Client) -> None:
    for day in ("2026-01-01", "2026-06-01"):
        fay.post("/log/begin/", {"started_on": day})
    assert str(Clinician.objects.get(user=cast.administrator.user).started_on) == "2026-01-01"


def test_signs_a_clinician_up_who_comes_alone(client: Client, cast: Cast) -> None:
    assert client.get("/accounts/signup/").status_code == 200
    assert client.post("/accounts/signup/", ALONE)["Location"] == "/log/"
    user = User.objects.get(email="solo@clinic.example")
    place = user.memberships.get()
    assert (place.role, place.organisation.name, place.organisation.time_zone) == (
        Role.ADMINISTRATOR,
        "Practice of Sol Alone",
        "America/Denver",
    )
    assert client.get("/settings/").status_code == 200


def test_asks_for_each_thing_once(client: Client, cast: Cast) -> None:
    for address in ("/accounts/login/", "/accounts/signup/"):
        page = client.get(address).text
        assert "placeholder=" not in page
        assert "Forgot your password?" not in page


def test_says_the_same_of_an_unknown_person_and_a_wrong_password(client: Client, cast: Cast) -> None:
    for address in (cast.clinician.user.email, "nobody@lakeside.example"):
        page = client.post("/accounts/login/", {"login": address, "password": "not this one"}).text
        assert "No account opens with this email address and password. Type both again." in page


def test_keeps_the_frame_on_the_pages_of_the_sign_in(fay: Client, cast: Cast) -> None:
    page = fay.get("/accounts/2fa/").text
    assert 'class="rail"' in page
    assert '<a href="/settings/">Settings</a>' in page


def test_closes_sign_up_where_the_operator_does(client: Client, cast: Cast, settings) -> None:
    settings.SIGNUP_OPEN = False
    assert "Start your own log" not in client.get("/accounts/login/").text
    client.post("/accounts/signup/", ALONE)
    assert not User.objects.filter(email="solo@clinic.example").exists()


def test_tells_nobody_whether_an_address_is_known_at_sign_up(client: Client, cast: Cast) -> None:
    client.post("/accounts/signup/", ALONE | {"email": cast.clinician.user.email})
    assert User.objects.filter(email=cast.clinician.user.email).count() == 1
    assert Organisation.objects.count() == 2
    assert client.get("/settings/").status_code == 302


def test_signs_nobody_in_by_one_click_outside_a_demo(client: Client, cast: Cast) -> None:
    assert "Ada Clinician" not in client.get("/accounts/login/").text
    for email in (cast.clinician.user.email, cast.operator.email, "", "nobody@clinic.example"):
        assert client.post(DEMO, {"email": email}).status_code == 404
    assert client.get("/settings/").status_code == 302


def test_signs_fictional_people_in_by_one_click_in_a_demo(client: Client, cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.organisation.pk).update(is_demo=True)
    page = client.get("/accounts/login/").text
    assert "Ada Clinician" in page
    assert "Hal Stranger" not in page
    assert client.post(DEMO, {"email": cast.clinician.user.email})["Location"] == "/log/"
    assert client.get("/settings/").status_code == 200


@pytest.mark.parametrize("case", ["operator", "also elsewhere", "left", "suspended", "other organisation"])
def test_signs_nobody_real_in_by_one_click_in_a_demo(client: Client, cast: Cast, case: str) -> None:
    Organisation.objects.filter(pk=cast.organisation.pk).update(is_demo=True)
    user = cast.clinician.user
    if case == "operator":
        User.objects.filter(pk=user.pk).update(is_superuser=True)
    elif case == "also elsewhere":
        MembershipFactory.create(user=user, organisation=cast.elsewhere)
    elif case == "left":
        Membership.objects.filter(user=user).update(active=False)
    elif case == "suspended":
        User.objects.filter(pk=user.pk).update(is_active=False)
    else:
        user = cast.stranger.user
    assert client.post(DEMO, {"email": user.email}).status_code == 404
    assert client.get("/settings/").status_code == 302


def test_hashes_passwords_with_argon2_first() -> None:
    source = (project.BASE_DIR / "rvuedge" / "settings.py").read_text(encoding="utf-8")
    assert 'PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"' in source
