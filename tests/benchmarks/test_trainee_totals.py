"""RVU Edge shows a trainee's work value as learning only: it joins no total of an attending, a department or an organisation."""

import json
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from benchmarks.department import people_of, roll_up
from benchmarks.gather import for_clinician
from benchmarks.models import ReportSnapshot
from benchmarks.report.build import build
from benchmarks.report.codec import from_json
from rvuedge.accounts.models import Role
from rvuedge.accounts.services import change_membership
from rvuedge.lib.months import Month
from tests.benchmarks.work import NOVEMBER, OCTOBER, SEPTEMBER, clinician_of, close, did, employ, publish
from tests.cast import Cast
from tests.tracking.trained import tell
from tracking.models import Case, Clinician, MonthTotal

# Like no other number here, so that it is found wherever it would join.
LEARNED = "7777.77"
AUGUST = Month(2026, 8)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel("2026-11-23T17:00:00Z", tick=True):
        yield


@pytest.fixture
def work(cast: Cast) -> Cast:
    """In October and November the attending did 500 and 50, her trainee 7,777.77 each, told and addressed to her."""
    employ(cast.clinician, target="6000")
    for month, credit in ((OCTOBER, "500"), (NOVEMBER, "50")):
        did(cast.clinician, month.first_day, "45385", credit)
        case = did(cast.trainee, month.first_day, "45385", LEARNED)
        tell(cast, Case.objects.get(pk=case.pk))
    close(cast, OCTOBER)
    publish(cast, OCTOBER)
    return cast


def totals(client: Client, **asked: str) -> list[tuple[str, str, bool]]:
    rows = client.get("/api/v1/totals/", asked).json()["results"]
    return sorted((row["clinician"], row["credit"], row["is_learning"]) for row in rows)


def holds_learned(page: str) -> bool:
    return any(text in page for text in ("7777.77", "7,777.77", "8277.77", "8,277.77", "7,827.77", "16,105.54", "15,555.54"))


def test_leaves_the_dashboard_of_the_attending_alone(work: Cast, client: Client) -> None:
    client.force_login(work.clinician.user)
    answer = client.get("/dashboard/")
    assert answer.context["report"].year_to_date.credit == Decimal(550)
    assert not holds_learned(answer.text)


def test_shows_it_to_the_trainee_as_observed(work: Cast, client: Client) -> None:
    client.force_login(work.trainee.user)
    for address in ("/dashboard/", "/log/", "/log/calendar/2026-11/"):
        assert "work value observed" in client.get(address).text, address


@pytest.mark.parametrize("part", ["lead", "administrator"])
def test_leaves_the_page_of_the_department_alone(work: Cast, client: Client, part: str) -> None:
    client.force_login(work.members[part])
    answer = client.get("/department/", {"month": "2026-10"})
    rollup = answer.context["rollup"]
    assert (rollup.sums.month, rollup.sums.to_date) == (Decimal(500), Decimal(500))
    assert [row.clinician.name for row in rollup.trainees] == ["Gus Trainee"]
    assert "Trainees are listed apart and never add to the total" in answer.text
    before, _apart, after = answer.text.partition("Trainees, work value observed")
    assert holds_learned(after) and not holds_learned(before)


def test_leaves_the_roll_up_alone(work: Cast) -> None:
    user = work.administrator.user
    people = people_of(user, work.organisation, None, is_lead=False)
    rollup = roll_up(user, people, OCTOBER, is_licensed=True)
    assert rollup.sums.month == Decimal(500)
    assert sum(row.report.this_month.credit for row in rollup.rows if row.report) == Decimal(500)
    assert sum(band.people for band in rollup.sums.bands) == rollup.sums.people == len(rollup.rows)


def test_leaves_the_monthly_report_of_the_attending_alone(work: Cast) -> None:
    payload = ReportSnapshot.objects.get(clinician=clinician_of(work.clinician), month_index=OCTOBER.index).payload
    assert from_json(payload).this_month.credit == Decimal(500)
    assert not holds_learned(json.dumps(payload))
    own = from_json(ReportSnapshot.objects.get(clinician=clinician_of(work.trainee), month_index=OCTOBER.index).payload)
    assert (own.is_trainee, own.this_month.credit, own.target, own.standing.percentile) == (True, Decimal(LEARNED), None, None)


@pytest.mark.parametrize("part", ["lead", "administrator"])
def test_gives_programs_of_a_department_no_total_of_a_trainee(work: Cast, client: Client, part: str) -> None:
    client.force_login(work.members[part])
    assert totals(client) == [("Ada Clinician", "50.0000", False), ("Ada Clinician", "500.0000", False)]


def test_gives_programs_of_the_trainee_the_own_totals_marked(work: Cast, client: Client) -> None:
    client.force_login(work.trainee.user)
    assert totals(client, month="2026-10") == [("Gus Trainee", "7777.7700", True)]


@pytest.fixture
def graduated(cast: Cast) -> Cast:
    """A trainee until 14 October who stayed as a clinician: 700 in September and 100 in October were learned, 30 and 40 done after."""
    for day, credit in (
        (date(2026, 8, 3), "11"),
        (date(2026, 9, 7), "700"),
        (date(2026, 10, 10), "100"),
        (date(2026, 10, 20), "30"),
        (date(2026, 11, 5), "40"),
    ):
        did(cast.trainee, day, "45385", credit)
    membership = cast.trainee.membership
    change_membership(
        membership=membership, role=Role.CLINICIAN, department=cast.medicine, by=cast.administrator.user, on=date(2026, 10, 15)
    )
    return cast


def log_of(cast: Cast) -> Clinician:
    return Clinician.objects.select_related("organisation", "department", "specialty").get(pk=clinician_of(cast.trainee).pk)


def test_counts_for_who_stayed_from_the_day_after_the_training(graduated: Cast) -> None:
    clinician = log_of(graduated)
    assert (clinician.is_trainee, clinician.trainee_until) == (False, date(2026, 10, 14))
    october = build(for_clinician(clinician, OCTOBER.last_day, is_closed=True))
    assert (october.is_trainee, october.this_month.credit, october.year_to_date.credit) == (False, Decimal(30), Decimal(30))
    assert (october.this_month.lines, october.this_month.cases) == (1, 1)
    november = build(for_clinician(clinician, date(2026, 11, 23), is_closed=False))
    # 30 + 40: what was learned in August, September and October stays out.
    assert (november.this_month.credit, november.year_to_date.credit) == (Decimal(40), Decimal(70))


def test_keeps_the_months_of_the_training_months_of_training(graduated: Cast) -> None:
    september = build(for_clinician(log_of(graduated), SEPTEMBER.last_day, is_closed=True))
    assert (september.is_trainee, september.this_month.credit, september.year_to_date.credit) == (True, Decimal(700), Decimal(711))


def test_leaves_the_months_of_a_training_out_of_the_department_for_ever(graduated: Cast, client: Client) -> None:
    close(graduated, AUGUST, SEPTEMBER, OCTOBER)
    for month in (SEPTEMBER, OCTOBER):
        publish(graduated, month)
    client.force_login(graduated.lead.user)
    september = client.get("/department/", {"month": "2026-09"}).context["rollup"]
    assert (september.sums.month, [row.clinician.name for row in september.trainees]) == (Decimal(0), ["Gus Trainee"])
    october = client.get("/department/", {"month": "2026-10"}).context["rollup"]
    assert (october.sums.month, october.sums.to_date, october.trainees) == (Decimal(30), Decimal(30), ())
    # September is training, October is partly; November is work.
    assert totals(client) == [("Gus Trainee", "40.0000", False)]
    client.force_login(graduated.trainee.user)
    assert len(totals(client)) == 4


def test_begins_a_training_again_where_the_role_does(graduated: Cast) -> None:
    place = graduated.trainee.membership
    change_membership(
        membership=place, role=Role.TRAINEE, department=graduated.medicine, by=graduated.administrator.user, on=date(2026, 11, 1)
    )
    clinician = log_of(graduated)
    assert (clinician.is_trainee, clinician.trainee_until) == (True, None)


def test_keeps_month_totals_as_sums_of_lines(graduated: Cast) -> None:
    """What is learned is left out where totals are added up; the stored totals stay what `verify` checks."""
    total = MonthTotal.objects.get(clinician=clinician_of(graduated.trainee), month_index=OCTOBER.index)
    assert total.credit == Decimal(130)
