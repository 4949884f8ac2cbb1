"""RVU Edge's front page and pages for the stages of a career show what the engine gives, and answer what a visitor types."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from codes.models import Release
from rvuedge.site.training import OPERATIONS, PARTS
from tests.cast import Cast, make_cast
from tests.snapshots import load_sample


@pytest.fixture(scope="module")
def shared(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """The cast and the sample catalogue, once for all tests: none of them writes."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_sample()
        yield make_cast()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def db(shared: Cast) -> Iterator[None]:
    """Stands for the plain database here, at a noon in November; what a test changes ends with it."""
    with time_machine.travel("2026-11-27T15:00:00Z", tick=False), transaction.atomic():
        yield
        transaction.set_rollback(True)


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return str(answer.content.decode())


def test_shows_residents_where_their_minimum_stands(client: Client) -> None:
    shown = page(client, "/for/residents/")
    assert "made-up numbers" in shown and "4 below" in shown and "34 are missing: 1.4 a month" in shown
    # 30 left in 10 months (304 days of the calendar): 30 x 30.4375/304 = 3.0.
    shown = page(client, "/for/residents/?counted=70&minimum=100&over=50&left=10")
    assert "30 are missing: 3.0 a month until graduation." in shown and "made-up numbers" not in shown
    assert 'name="robots" content="noindex"' in shown
    assert 'name="counted" value="70"' in shown  # What is typed stays when a part is chosen.


def test_shows_residents_what_a_part_makes_of_an_operation(client: Client) -> None:
    # 19.11 x 0.16 = 3.0576; 24.38 x 0.625 = 15.2375; the surgeon of a gallbladder 10.21.
    assert ">3.06<" in page(client, "/for/residents/")
    assert ">15.24<" in page(client, "/for/residents/?operation=22551&part=62")
    assert page(client, "/for/residents/?operation=47562&part=").count(">10.21<") > 1
    # Two surgeons at a cataract: the row permits none (indicator 0).
    assert "not counted: the steps say why" in page(client, "/for/residents/?operation=66984&part=62")


def test_offers_each_part_of_each_operation(client: Client) -> None:
    shown = page(client, "/for/residents/")
    assert re.findall(r'<option value="([0-9]{5})"', shown) == list(OPERATIONS)
    assert all(f'<option value="{modifier}"' in shown for modifier, _words in PARTS)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("counted=-1", "greater than or equal to 0"),
        ("minimum=0", "greater than or equal to 1"),
        ("counted=many", "Enter a whole number"),
        ("left=", "required"),
        ("over=121", "less than or equal to 120"),
        ("operation=99999", "Select a valid choice"),
        ("part=00", "Select a valid choice"),
    ],
)
def test_says_what_residents_typed_wrong(client: Client, typed: str, said: str) -> None:
    assert said in page(client, f"/for/residents/?{typed}", 400)


def test_explains_a_code_to_students(client: Client) -> None:
    assert "All about 27447" in page(client, "/for/medical-students/?code=27447")
    assert "is no code" in page(client, "/for/medical-students/?code=%3Cb%3E")
    assert "Fee-schedule reimbursed" in page(client, "/for/medical-students/?code=D1553")


def test_shows_attendings_a_mix_of_their_specialty(client: Client) -> None:
    # 90837 rose from 3.63 to 3.78: 50 of them are 7.50 more.
    assert "+7.50" in page(client, "/for/attendings/?mix=psychiatry")
    # A name that is none shows the first mix, with 40 of 45385: 182.80 to 178.40.
    unknown = page(client, "/for/attendings/?mix=nothing")
    assert '<option value="gastroenterology" selected>' in unknown and "-4.40" in unknown


def test_shows_a_year_at_a_glance_of_nobody_real(client: Client) -> None:
    """The sum by hand stands in test_example_year.py."""
    shown = page(client, "/")
    assert 'id="pace"' in shown and "4,117.20 wRVU up to 30 September 2026. That is about the 57th percentile." in shown
    assert "Harbourlight Demonstration Survey (fictional)" in shown
    assert "Nobody's real numbers." in shown


def test_shows_no_year_without_a_schedule(client: Client) -> None:
    Release.objects.all().delete()
    assert 'id="pace"' not in page(client, "/")


FILLED_IN = (
    "/tools/case/?lines=45385",
    "/tools/what-changed/?lines=45385x10",
    "/tools/percentile/?value=5500&p50=5000",
    "/tools/pay/?work=4000&rate=50",
    "/tools/payment/?lines=99213",
    "/for/medical-students/?code=27447",
    "/for/residents/?counted=1",
    "/for/attendings/?mix=psychiatry",
    "/resources/?q=assistant",
    "/support/?q=assistant",
)


def test_keeps_what_a_visitor_typed_out_of_search_engines(client: Client) -> None:
    noindex = '<meta name="robots" content="noindex">'
    assert [address for address in FILLED_IN if page(client, address).count(noindex) != 1] == []
    assert [address for address in FILLED_IN if noindex in page(client, address.partition("?")[0])] == []
    assert noindex not in page(client, "/codes/?kind=visits")


# What only reads, a cursor of PostgreSQL too.
READS = ("SELECT", "DECLARE", "SAVEPOINT", "RELEASE")
READ = ("/", "/codes/", "/codes/45385/", "/resources/modifier-50/", "/blog/", "/support/", "/support/privacy/", "/support/status/")


@pytest.mark.parametrize("address", FILLED_IN + READ)
def test_stores_nothing_of_who_reads_or_types(client: Client, address: str) -> None:
    """Nothing in the database, and nothing in the browser."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert [query["sql"][:60] for query in asked if not query["sql"].lstrip("( ").upper().startswith(READS)] == []
    assert not answer.cookies


def test_takes_the_whole_case_along_into_the_log(client: Client, shared: Cast) -> None:
    shown = page(client, "/tools/case/?lines=45385+45380-59+99213x2&place=22")
    (link,) = re.findall(r'href="(/log/\?add=[^"]+)"', shown)
    client.force_login(shared.clinician.user)
    log = page(client, link)
    assert all(f'value="{code}"' in log for code in ("45385", "45380", "99213"))
