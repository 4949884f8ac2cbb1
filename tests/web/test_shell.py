"""RVU Edge's pages have one shell: for visitors a bar, for signed-in people the entries of their role."""

from pathlib import Path

import pytest
from django.test import Client

from rvuedge.accounts.models import Organisation
from rvuedge.accounts.services import start_alone
from rvuedge.web.context import shell_of
from tests.cast import Cast
from tests.factories import UserFactory

TABS = ["Log", "Ledger", "Codes", "Report"]
ADMINISTRATION = ["Months", "People", "Benchmarks", "Policies", "Places", "Fee tables"]


def page_of(client: Client, address: str = "/codes/") -> str:
    return client.get(address).content.decode()


def more_of(client: Client, cast: Cast, part: str) -> list[str]:
    client.force_login(cast.members[part])
    return [str(item.label) for item in shell_of(client.get("/codes/").wsgi_request).more]


def test_shows_visitors_the_catalogue_and_the_way_in(client, cast):
    page = page_of(client)
    assert '<header class="top">' in page
    assert 'href="/accounts/login/"' in page
    assert 'href="/log/"' not in page


def test_shows_signed_in_people_the_tabs_and_marks_where_they_are(client, cast):
    client.force_login(cast.clinician.user)
    page = page_of(client)
    assert [str(item.label) for item in shell_of(client.get("/codes/").wsgi_request).tabs] == TABS
    assert '<a href="/codes/" aria-current="page">' in page
    assert page.count('aria-current="page"') == 2  # the tab, and "All kinds" in the list of kinds
    assert "Ada Clinician" in page
    assert "Riverside Clinic" in page


def test_shows_a_trainee_the_case_log_among_the_tabs(client, cast):
    client.force_login(cast.trainee.user)
    tabs = shell_of(client.get("/training/").wsgi_request).tabs
    assert [str(tab.label) for tab in tabs] == ["Log", "Case log", "Codes", "Ledger"]
    assert [str(tab.label) for tab in tabs if tab.is_current] == ["Case log"]


@pytest.mark.parametrize(
    ("part", "labels"),
    [
        ("clinician", ["Pay plan", "Reconcile", "Training", "Settings"]),
        ("trainee", ["Report", "Settings"]),
        ("lead", ["Pay plan", "Reconcile", "Department", "Training", "Settings"]),
        ("administrator", ["Pay plan", "Reconcile", "Department", "Training", *ADMINISTRATION, "Settings"]),
        ("operator", ["Fee schedules", "Settings"]),
    ],
)
def test_shows_each_role_its_own_entries(client, cast, part, labels):
    assert more_of(client, cast, part) == labels


def test_shows_the_only_administrator_the_fee_schedules(client, cast):
    cast.organisation.memberships.exclude(pk=cast.administrator.membership.pk).delete()
    Organisation.objects.exclude(pk=cast.organisation.pk).delete()
    assert "Fee schedules" in more_of(client, cast, "administrator")


def test_whoever_signs_up_alone_takes_no_right_from_the_administrator(client, cast):
    cast.organisation.memberships.exclude(pk=cast.administrator.membership.pk).delete()
    Organisation.objects.exclude(pk=cast.organisation.pk).delete()
    newcomer = UserFactory.create()
    start_alone(user=newcomer, time_zone="America/Chicago")
    assert "Fee schedules" in more_of(client, cast, "administrator")
    client.force_login(newcomer)
    assert client.get("/manage/schedules/").status_code == 404


def test_marks_more_for_the_pages_behind_it(client, cast):
    client.force_login(cast.clinician.user)
    page = page_of(client, "/settings/")
    assert '<li class="phone"><a href="/settings/" aria-current="page">' in page


def test_says_on_every_page_of_a_demo_that_it_is_one(client, cast):
    assert "fictional people and figures" not in page_of(client)
    Organisation.objects.filter(pk=cast.organisation.pk).update(is_demo=True)
    assert "fictional people and figures" in page_of(client)
    client.force_login(cast.clinician.user)
    assert "fictional people and figures" in page_of(client)
    client.force_login(cast.stranger.user)
    assert "fictional people and figures" not in page_of(client)


def test_gives_htmx_the_token_of_signed_in_people_only(client, cast):
    assert "X-CSRFToken" not in page_of(client)
    client.force_login(cast.clinician.user)
    assert "X-CSRFToken" in page_of(client)


def test_keeps_the_notices_on_every_page(client, cast):
    assert "copyright American Medical Association" in page_of(client)
    client.force_login(cast.clinician.user)
    assert "copyright American Dental Association" in page_of(client)


def test_leads_to_the_content_first(client, cast):
    page = page_of(client)
    assert page.index('class="skip" href="#main"') < page.index("<header")
    assert 'id="main" tabindex="-1"' in page


def test_asks_for_no_typeface_where_the_operator_gave_none(client, cast, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert "own-face" not in page_of(client)
    assert client.get("/own-face/face.woff2").status_code == 404


def test_serves_the_typeface_that_the_operator_gave(client, cast, settings, tmp_path: Path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "atkinson-hyperlegible-next.woff2").write_bytes(b"wOF2 and more")
    assert 'href="/own-face/face.css"' in page_of(client)
    answer = client.get("/own-face/face.woff2")
    assert b"".join(answer.streaming_content) == b"wOF2 and more"
    assert answer["Content-Type"] == "font/woff2"
    rule = client.get("/own-face/face.css")
    assert rule["Content-Type"] == "text/css"
    assert b'url("/own-face/face.woff2")' in rule.content


def test_tells_that_it_is_alive_without_the_database(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer["Cache-Control"]


def test_leads_an_old_address_of_the_icon_to_the_glyph(client, cast):
    assert client.get("/favicon.ico")["Location"].endswith("icons/glyph.svg")
