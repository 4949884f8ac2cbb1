"""RVU Edge's front page shows a case that the engine valued, and leads only to pages that exist."""

import re
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from codes.models import Release
from rvuedge.web.context import shell_of
from tests.cast import Cast
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import fee_row

# RVU26C: 45385 has work 4.46, 45380 has 3.47, and their base 45378 has 3.18; D1553 has status R and no work.
COUNTED = Decimal("4.46") + (Decimal("3.47") - Decimal("3.18"))


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-23T15:00:00Z", tick=False):
        yield


def test_values_the_case_on_the_release_in_force(client, cast, catalogue):
    page = client.get("/").content.decode()
    assert Decimal("4.75") == COUNTED
    assert ">4.75<" in page
    assert "printed 3.47" in page
    assert "How this was counted" in page
    assert "Sample values of 2026" in page


def test_keeps_a_service_without_work_apart_and_never_prints_zero_for_it(client, cast, catalogue):
    page = client.get("/").content.decode()
    assert "Fee-schedule reimbursed" in page
    assert "fee not known" in page
    assert ">0.00<" not in page


def test_follows_an_official_release(client, cast, catalogue):
    release = ReleaseFactory.create()
    store_rows(release, fee_row("45385", "", "A", "5.00", "0"))
    page = client.get("/").content.decode()
    assert "July 2026" in page
    assert ">5.00<" in page


def test_says_so_where_no_release_is_loaded(client, cast):
    assert not Release.objects.exists()
    assert "No fee schedule is loaded for today." in client.get("/").content.decode()


def test_says_how_to_run_it_and_what_it_does_not_do(client, cast, catalogue):
    page = client.get("/").content.decode()
    assert "python3 manage.py up" in page and "python3 manage.py test" in page
    limits = re.findall(r"<li>(.*?)</li>", page[page.index("Honest limits") :], re.DOTALL)
    assert len(limits) >= 3
    assert "A self-kept log is not the billing record." in limits


def test_leads_only_to_pages_that_exist(client, cast, catalogue):
    page = client.get("/").content.decode()
    addresses = {address for address in re.findall(r'href="(/[^"#]*)', page) if not address.startswith("/static/")}
    stages = {"/for/medical-students/", "/for/residents/", "/for/attendings/"}
    assert {"/codes/", "/accounts/login/", "/codes/D1553/", "/resources/", "/blog/", "/support/", "/tools/"} | stages <= addresses
    assert not [address for address in addresses if Client().get(address).status_code not in (200, 302)]


def test_offers_signed_in_people_their_log(client, cast, catalogue):
    client.force_login(cast.clinician.user)
    page = client.get("/").content.decode()
    assert "Open your log" in page


def test_asks_little_of_the_database(client, cast: Cast, catalogue, django_assert_max_num_queries):
    client.get("/")
    with django_assert_max_num_queries(6):
        client.get("/")


def test_works_out_the_shell_once_for_a_request(client, cast: Cast, catalogue, django_assert_max_num_queries):
    client.force_login(cast.clinician.user)
    client.get("/")
    with django_assert_max_num_queries(7):
        request = client.get("/").wsgi_request
    assert shell_of(request) is shell_of(request)
