"""/manage/months/YYYY-MM/ is one checklist: days, roster, lines, schedule, exceptions and steps; its true-up list leaves as csv."""

import csv
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client

from codes.models import Specialty
from rvuedge.accounts.models import AuditEntry
from tests.benchmarks.agreed import agree, of, told
from tests.benchmarks.work import NOON, OCTOBER, clinician_of, close, did, edition_in_force, employ, publish
from tests.cast import Cast
from tests.factories import ReleaseFactory
from tracking.models import Clinician, Leave

PAGE, LIST = "/manage/months/2026-10/", "/manage/months/2026-10/true-up.csv"
OTHERS = ("clinician", "colleague", "lead", "lead_elsewhere", "trainee", "stranger", "operator")
# The session, the person, the place (2), the shell (2), the month's reports (4), the checklist (11) and the queries of clinicians (2).
QUERIES = 23


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def fay(cast: Cast) -> Client:
    return of(cast.administrator)


def row(client: Client, name: str):
    return next(one for one in client.get(PAGE).context["found"].rows if one.clinician.name == name)


def test_counts_working_days_without_an_entry_and_without_leave(fay: Client, cast: Cast) -> None:
    ada = clinician_of(cast.clinician)
    did(cast.clinician, date(2026, 10, 5), "99214", "1.92")
    did(cast.clinician, date(2026, 10, 5), "45385", "4.46")
    did(cast.clinician, date(2026, 10, 10), "99214", "1.92")
    Leave.objects.create(clinician=ada, first_day=date(2026, 10, 9), last_day=date(2026, 10, 13), kind="holiday")
    # 22 weekdays in October 2026, without Columbus Day on the 12th 21; the 5th has entries, the 9th and 13th are leave.
    assert (row(fay, "Ada Clinician").unlogged, row(fay, "Ada Clinician").days_away) == (18, 5)
    assert row(fay, "Ben Colleague").unlogged == 21
    Clinician.objects.filter(pk=ada.pk).update(started_on=date(2026, 10, 29))
    # The 29th, a Thursday, and the 30th.
    assert row(fay, "Ada Clinician").unlogged == 2


def test_shows_who_starts_ends_and_has_no_clinical_time(fay: Client, cast: Cast) -> None:
    for member in (cast.clinician, cast.colleague):
        employ(member, fte="0.800")
    Clinician.objects.filter(pk=clinician_of(cast.clinician).pk).update(started_on=date(2026, 10, 12))
    Clinician.objects.filter(pk=clinician_of(cast.colleague).pk).update(ended_on=date(2026, 10, 20))
    Clinician.objects.filter(pk=clinician_of(cast.surgeon).pk).update(ended_on=date(2026, 9, 30))
    page = told(fay.get(PAGE))
    assert "starts 12 October 2026" in page and "ends 20 October 2026" in page and "0.800" in page
    assert "no clinical FTE entered, so no percentile" in page
    assert "Cleo Surgeon" not in page


def test_shows_what_is_not_counted_and_on_what_the_month_was_counted(fay: Client, cast: Cast) -> None:
    release = ReleaseFactory.create()
    did(cast.clinician, date(2026, 10, 5), "99214", "1.92", release=release)
    did(cast.clinician, date(2026, 10, 6), "78815", outcome="needs_modifier", lane="needs_26")
    did(cast.clinician, date(2026, 10, 6), "D1553", outcome="not_credited", lane="dental", fee="64.00")
    edition = edition_in_force(cast)
    found = fay.get(PAGE).context["found"]
    assert {(one.lane, one.lines, one.to_review) for one in found.lanes} == {("needs_26", 1, 1), ("dental", 1, 0)}
    assert (found.lines_to_review, found.edition, found.releases, found.in_force) == (1, edition, (release.name,), release)


def test_shows_exceptions_and_leaves_out_who_was_away(fay: Client, cast: Cast) -> None:
    for month in range(4, 10):
        did(cast.clinician, date(2026, month, 5), "45385", "100")
        did(cast.colleague, date(2026, month, 5), "45385", "100")
    did(cast.clinician, date(2026, 10, 5), "45385", "301")
    Leave.objects.create(clinician=clinician_of(cast.colleague), first_day=date(2026, 9, 20), last_day=date(2026, 11, 5), kind="medical")
    page = told(fay.get(PAGE))
    assert "more than three times the own mean of 100.00" in page
    assert [one.kind for one in row(fay, "Ada Clinician").exceptions] == ["high"]
    assert row(fay, "Ben Colleague").exceptions == ()
    assert [one.kind for one in row(fay, "Cleo Surgeon").exceptions] == ["no_data"]


def test_holds_clinical_time_against_what_the_work_stands_for(fay: Client, cast: Cast, specialties: dict[str, Specialty]) -> None:
    employ(cast.clinician, specialty=specialties["gastroenterology"])
    edition_in_force(cast)
    for month in range(1, 11):
        did(cast.clinician, date(2026, month, 5), "45385", "1000")
    close(cast, OCTOBER)
    publish(cast, OCTOBER)
    # 10,000 in 304 of 365 days at a median of 5,000: 10,000 / 5,000 / (304 / 365) = 2.40.
    page = told(fay.get(PAGE))
    assert "the year to date stands for 2.40 clinical FTE by the survey, 1.00 is entered" in page


def test_leads_to_the_steps(fay: Client, cast: Cast) -> None:
    assert f'href="{PAGE}"' in fay.get("/manage/months/").text
    assert "Close October 2026" in fay.get(PAGE).text
    close(cast, OCTOBER)
    assert "Publish October 2026" in fay.get(PAGE).text
    publish(cast, OCTOBER)
    page = fay.get(PAGE).text
    assert "Restate</a>" not in page and "/manage/months/2026-10/restate/" in page and LIST in page
    assert "can be closed after 30 November 2026" in told(fay.get("/manage/months/2026-11/"))


def test_has_no_page_of_a_month_that_is_not_there(fay: Client) -> None:
    for month in ("2026-12", "2024-01", "2026-13", "0000-00"):
        assert fay.get(f"/manage/months/{month}/").status_code == 404


def test_sends_a_true_up_list_that_no_spreadsheet_runs(fay: Client, cast: Cast) -> None:
    employ(cast.clinician)
    agree(cast.clinician)
    for month in range(1, 11):
        did(cast.clinician, date(2026, month, 5), "45385", "450")
    Clinician.objects.filter(pk=clinician_of(cast.clinician).pk).update(name="=1+1")
    assert fay.get(LIST).status_code == 404
    close(cast, OCTOBER)
    publish(cast, OCTOBER)
    head, one, notice = csv.reader(fay.get(LIST).content.decode("utf-8-sig").splitlines())
    assert head[:5] == ["clinician", "plan", "from", "to", "earned"]
    assert one[:4] == ["'=1+1", "Agreed", "2026-01-01", "2026-10-31"]
    assert "Illustration, not payroll" in notice[0]
    # By the end of September 4,050 x 50, by the end of October 4,500 x 50, since base and threshold cancel out: 22,500.00.
    # Of it the base of 31 days is paid steadily: 180,000 x 31 / 365 = 15,287.67; the true-up is the rest.
    assert one[4:9] == ["22500.00", "15287.67", "0.00", "7212.33", "0.00"]
    assert AuditEntry.objects.get(action="true_up.exported").subject == "2026-10"


@pytest.mark.parametrize("part", OTHERS)
def test_does_not_exist_for_others(cast: Cast, client: Client, part: str) -> None:
    close(cast, OCTOBER)
    client.force_login(cast.members[part])
    assert (client.get(PAGE).status_code, client.get(LIST).status_code) == (404, 404)


def test_stays_within_the_own_organisation(cast: Cast) -> None:
    page = of(cast.strange_administrator).get(PAGE)
    assert "Ada Clinician" not in page.text and len(page.context["found"].rows) == 1


def test_asks_the_database_a_fixed_number_of_times(fay: Client, cast: Cast, django_assert_max_num_queries) -> None:
    for member in (cast.clinician, cast.colleague, cast.surgeon, cast.lead):
        employ(member)
        did(member, date(2026, 10, 5), "99214", "1.92")
    close(cast, OCTOBER)
    publish(cast, OCTOBER)
    with django_assert_max_num_queries(QUERIES):
        assert fay.get(PAGE).status_code == 200
