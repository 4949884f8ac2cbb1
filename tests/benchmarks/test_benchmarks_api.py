"""Editions and reports over the API: no survey value, nobody else's report."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from benchmarks.editions import stage_edition
from benchmarks.models import ReportSnapshot, SnapshotState
from benchmarks.report.codec import as_json
from rvuedge.lib.months import Month
from tests.benchmarks.inputs import report
from tests.benchmarks.tables import GASTRO, TERMS, table
from tests.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("specialties")
OCTOBER = Month(2026, 10)


def publish(member: Member, state: str = SnapshotState.PUBLISHED) -> ReportSnapshot:
    assert member.clinician is not None
    return ReportSnapshot.objects.create(
        clinician=member.clinician,
        month_index=OCTOBER.index,
        state=state,
        payload=as_json(report()),
        published_at=datetime(2026, 11, 3, tzinfo=UTC),
    )


def test_lists_editions_of_the_own_organisation_without_a_value(cast: Cast, client: Client) -> None:
    for organisation in (cast.organisation, cast.elsewhere):
        stage_edition(organisation=organisation, terms=TERMS, file=table(GASTRO), source_name="w.csv", actor=None)
    client.force_login(cast.clinician.user)
    answer = client.get("/api/v1/editions/")
    (told,) = answer.json()["results"]
    assert told.pop("id")
    assert told == {
        "survey": "willow",
        "name": "Willow Survey",
        "is_fictional": False,
        "report_year": 2026,
        "data_year": 2025,
        "schedule_year": 2025,
        "revision": 0,
        "state": "draft",
        "clinician_view": "position_only",
    }
    assert "5000" not in answer.text


def test_lists_own_published_reports_in_short(cast: Cast, client: Client) -> None:
    mine = publish(cast.clinician)
    publish(cast.colleague)
    client.force_login(cast.clinician.user)
    answer = client.get("/api/v1/reports/")
    assert answer.json()["results"] == [
        {
            "id": str(mine.pk),
            "clinician": "Ada Clinician",
            "month": "2026-10",
            "version": 1,
            "published_at": "2026-11-03T00:00:00Z",
            "summary": {"month": "2026-10", "credit": "500.00", "fee_amount": "0.00", "not_counted": "0"},
        }
    ]
    # The median of the survey is 5,000; the year to date is as much, and neither is told.
    assert "5000" not in answer.text


def test_lists_no_report_before_it_is_published(cast: Cast, client: Client) -> None:
    publish(cast.clinician, SnapshotState.MAKING)
    client.force_login(cast.clinician.user)
    assert client.get("/api/v1/reports/").json()["results"] == []


def test_shows_a_stranger_nothing(cast: Cast, client: Client) -> None:
    publish(cast.clinician)
    client.force_login(cast.stranger.user)
    assert client.get("/api/v1/reports/").json()["results"] == []


@pytest.mark.parametrize("address", ["/api/v1/editions/", "/api/v1/reports/"])
def test_asks_visitors_to_sign_in_and_caps_pages(address: str, cast: Cast, client: Client) -> None:
    assert client.get(address).status_code in (401, 403)
    client.force_login(cast.clinician.user)
    assert client.get(address, {"limit": "201"}).status_code == 400


@pytest.mark.parametrize("page", ["survey", "edition", "cell", "specialtyalias", "periodclose", "reportsnapshot"])
def test_shows_the_operator_everything_read_only(page: str, cast: Cast, client: Client) -> None:
    stage_edition(organisation=cast.organisation, terms=TERMS, file=table(GASTRO), source_name="w.csv", actor=None)
    publish(cast.clinician)
    client.force_login(cast.operator)
    assert client.get(f"/admin/benchmarks/{page}/").status_code == 200
    assert client.get(f"/admin/benchmarks/{page}/add/").status_code == 403
