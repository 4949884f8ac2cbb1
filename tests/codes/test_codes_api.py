"""RVU Edge offers the catalogue to programs: decimals as strings, faults as problem documents."""

import json
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from codes.models import OtherFee, OtherSchedule
from codes.releases import move_catalogue_version
from codes.services_notices import declare_licence
from tests.cast import make_cast
from tests.factories import ReleaseFactory, store_rows
from tests.snapshots import load_sample
from tests.tracking.rows import fee_row

ROW_FIELDS = {
    "modifier", "status", "work_rvu", "non_facility_pe_rvu", "facility_pe_rvu", "mp_rvu", "non_facility_total", "facility_total",
    "global_days", "pctc_indicator", "multiple_procedure", "bilateral", "assistant", "co_surgeon", "team_surgeon", "endoscopic_base",
    "conversion_factor",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-23T15:00:00Z", tick=False):
        yield


@pytest.fixture
def cast(db):
    load_sample()
    return make_cast()


def test_finds_codes_in_rank_order(client, cast):
    results = client.get("/api/v1/codes/?q=colonoscopy+snare&limit=3").json()["results"]
    assert results[0] == {"code": "45385", "name": "Colonoscopy, polyp removed by snare", "work_rvu": "4.46", "lane": "wrvu", "why": "name"}
    assert len(results) <= 3


def test_gives_no_work_value_as_null(client, cast):
    found = client.get("/api/v1/codes/?q=D1553").json()["results"][0]
    assert (found["work_rvu"], found["lane"]) == (None, "dental")


@pytest.mark.parametrize(
    ("query", "field"), [("", "q"), ("?q=", "q"), ("?q=" + "a" * 101, "q"), ("?q=x&limit=0", "limit"), ("?q=x&limit=51", "limit")]
)
def test_refuses_a_search_that_it_cannot_read(client, cast, query, field):
    answer = client.get("/api/v1/codes/" + query)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert field in answer.json()["errors"]


def test_tells_everything_of_a_code(client, cast):
    document = client.get("/api/v1/codes/45385/").json()
    assert (document["code"], document["release"], document["effective_from"]) == ("45385", "SAMPLE26", "2026-01-01")
    assert (document["lane"], document["fee_schedule_reimbursed"], document["fees"]) == ("wrvu", False, [])
    (row,) = document["rows"]
    assert set(row) == ROW_FIELDS
    # RVU26C, 45385.
    assert (row["work_rvu"], row["facility_total"], row["non_facility_total"], row["conversion_factor"]) == (
        "4.46",
        "6.69",
        "14.97",
        "33.4009",
    )
    assert (row["multiple_procedure"], row["endoscopic_base"], row["global_days"]) == ("3", "45378", "000")


def test_tells_of_a_dental_code_that_a_fee_pays_it(client, cast):
    document = client.get("/api/v1/codes/d1553/").json()
    assert (document["lane"], document["fee_schedule_reimbursed"]) == ("dental", True)
    assert document["rows"][0]["status"] == "R"
    # OPPS Addendum B, October 2025.
    assert document["fees"][0].items() >= {
        "schedule": "Hospital outpatient prices (sample)", "kind": "opps", "amount": "1662.630", "unit": "", "effective_from": "2025-10-01",
    }.items()  # fmt: skip


def test_speaks_of_the_day_and_the_release_that_are_asked_for(client, cast):
    assert client.get("/api/v1/codes/45385/?on=2025-03-01").json()["rows"][0]["work_rvu"] == "4.57"
    assert client.get("/api/v1/codes/45385/?release=SAMPLE24").json()["release"] == "SAMPLE24"
    refused = client.get("/api/v1/codes/45385/?release=NOPE")
    assert refused.status_code == 400
    assert f"No active release has this name. {reverse('api-schedules')} lists them." in refused.content.decode()


def test_says_of_an_unknown_code_what_was_searched(client, cast):
    answer = client.get("/api/v1/codes/99999/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert "SAMPLE26" in answer.json()["detail"]


def test_refuses_a_day_that_is_none(client, cast):
    answer = client.get("/api/v1/codes/45385/?on=2026-13-01")
    assert answer.status_code == 400
    assert "YYYY-MM-DD" in answer.json()["errors"]["on"][0]


def test_lists_the_active_releases(client, cast):
    listed = client.get("/api/v1/schedules/").json()
    assert [release["name"] for release in listed["results"]] == ["SAMPLE26", "SAMPLE25", "SAMPLE24"]
    assert listed["results"][0]["conversion_factor"] == "33.4009"
    assert listed["results"][0]["is_sample"] is True


def test_keeps_an_organisations_fees_to_its_members(client, cast):
    schedule = OtherSchedule.objects.create(
        kind="dental", name="Riverside dental fees", organisation=cast.organisation, effective_from="2026-01-01", state="active"
    )
    OtherFee.objects.create(schedule=schedule, code="D1553", amount="64.00")
    assert "Riverside" not in client.get("/api/v1/codes/D1553/").content.decode()
    client.force_login(cast.stranger.user)
    assert "Riverside" not in client.get("/api/v1/codes/D1553/").content.decode()
    client.force_login(cast.colleague.user)
    assert client.get("/api/v1/codes/D1553/").json()["fees"][0]["schedule"] == "Riverside dental fees"


def test_shows_official_descriptors_only_where_somebody_holds_the_licence(client, cast):
    release = ReleaseFactory.create()
    store_rows(release, fee_row("45300", "", "A", "0.78", "0"))
    release.rows.update(descriptor="Imported words")
    move_catalogue_version()
    assert client.get("/api/v1/codes/45300/").json()["name"] == ""
    assert client.get("/api/v1/codes/?q=45300").json()["results"][0]["name"] == ""
    client.force_login(cast.clinician.user)
    assert client.get("/api/v1/codes/45300/").json()["name"] == ""
    declare_licence(organisation=cast.organisation, holds_licence=True, by=cast.administrator.user)
    assert client.get("/api/v1/codes/45300/").json()["name"] == "Imported words"


def test_says_the_same_as_the_command(client, cast):
    printed = StringIO()
    call_command("code", "45385", "--json", stdout=printed)
    assert json.loads(printed.getvalue()) == client.get("/api/v1/codes/45385/").json()
