"""/dashboard/ shows where the own year stands: month, year to date, target and place, from the log as it is now."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from benchmarks.gather import for_clinician
from benchmarks.report.build import build
from benchmarks.report_services import note_failure, queue_reports
from codes.models import Release, Specialty
from codes.releases import move_catalogue_version
from tests.benchmarks.work import NOON, OCTOBER, SEPTEMBER, clinician_of, close, did, edition_in_force, employ, paid_by_fee, publish
from tests.cast import Cast
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import fee_row
from tracking.models import Case, CaseLine, Clinician, Leave

PAGE = "/dashboard/"
# Session, person with place, and log (3); what holds, survey points and policies (3); days, codes and months (3); the version of the
# catalogue and the lines to value anew (2); closed and published months, lines to review (2).
QUERIES = 13


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def ada(cast: Cast, specialties: dict[str, Specialty], client: Client) -> Client:
    employ(cast.clinician, target="6000", specialty=specialties["gastroenterology"])
    client.force_login(cast.clinician.user)
    return client


def total(page: str, which: str) -> str:
    start = page.index(f'data-total="{which}"')
    return page[page.index(">", start) + 1 : page.index("<", start)]


def a_year(cast: Cast, a_month: str) -> None:
    """The same credit in each of the twelve whole months before November 2026."""
    for month in [date(2025, 11, 5), date(2025, 12, 5), *(date(2026, number, 5) for number in range(1, 11))]:
        did(cast.clinician, month, "45385", a_month)


def test_shows_month_year_target_and_place(ada: Client, cast: Cast) -> None:
    edition_in_force(cast)
    a_year(cast, "450")
    did(cast.clinician, date(2026, 11, 5), "99214", "192.30")
    page = ada.get(PAGE).text
    assert total(page, "year") == "4,692.30"  # ten months of 450 and 192.30
    assert total(page, "month") == "192.30"
    # The target to 23 November: 6,000 x 327 / 365 = 5,375.34; 5,375.34 - 4,692.30 = 683.04.
    assert "Year to date against 5,375.34 at your target:" in page
    assert "683.04 below" in page
    # 12 x 450 = 5,400 in one clinical year: 50 + 25 x 400 / 1,000 = 60.
    assert "Trailing 12 months: 60th percentile" in page
    assert "5,400 wRVU per clinical FTE-year, 1 November 2025 to 31 October 2026." in page
    # The code of the month with its units and credit.
    told = " ".join(page.split())
    assert "Codes that made the month" in told and '<td class="n">1</td><td class="n">192.30</td>' in told
    # 38 days are left at 5,400 a year (562.19), or at 1,350 in 92 days, 5,355.98 a year (557.61).
    assert "5,250 to 5,254 wRVU by 31 December 2026" in page


@pytest.mark.parametrize(
    ("a_month", "words"),
    [
        ("300", "400 below the lowest published point; the survey publishes no percentile there."),
        ("700", "900 above the highest published point; the survey publishes no percentile there."),
        ("500", "Exactly on a published point."),
    ],
)
def test_gives_no_number_outside_the_published_points(ada: Client, cast: Cast, a_month: str, words: str) -> None:
    edition_in_force(cast)
    a_year(cast, a_month)
    assert words in ada.get(PAGE).text


def test_shows_no_survey_value_that_the_licence_hides(ada: Client, cast: Cast) -> None:
    edition_in_force(cast, view="position_only")
    a_year(cast, "450")
    page = ada.get(PAGE).text
    assert "60th percentile" in page
    assert "7,500" not in page and "90th" not in page


@pytest.mark.parametrize(("a_month", "words"), [("300", "Below the lowest"), ("700", "Above the highest")])
def test_tells_no_distance_from_a_point_that_the_licence_hides(ada: Client, cast: Cast, a_month: str, words: str) -> None:
    """12 x 300 and the distance of 400 would tell the 25th: 4,000."""
    edition_in_force(cast, view="position_only")
    a_year(cast, a_month)
    page = ada.get(PAGE).text
    assert f"{words} published point; the survey publishes no percentile there." in page
    assert "400 below" not in page and "900 above" not in page
    report = build(for_clinician(clinician_of(cast.clinician), date(2026, 11, 23), is_closed=False))
    assert report.standing.distance == 0


def test_tells_what_is_not_counted_and_leads_to_the_case(ada: Client, cast: Cast) -> None:
    paid_by_fee(cast.clinician, date(2026, 11, 5), "D1553", "64.00")
    case = did(cast.clinician, date(2026, 11, 6), "78815", outcome="needs_modifier", lane="needs_26")
    did(cast.clinician, date(2026, 11, 7), "45999", outcome="not_credited", lane="contractor_priced")
    did(cast.clinician, date(2026, 10, 6), "45399", outcome="not_credited", lane="contractor_priced")
    page = ada.get(PAGE).text
    assert "Not counted in wRVU, 3" in page
    assert "no work value: compare with a code" in page
    assert f'href="/cases/{case.pk}/"' in page
    assert "Needs modifier 26" in page
    assert "$64.00" in page and "never added to them" in page
    assert "45399" not in page  # of another month


def test_leads_to_published_reports_only(ada: Client, cast: Cast) -> None:
    close(cast, SEPTEMBER, OCTOBER)
    publish(cast, SEPTEMBER)
    page = ada.get(PAGE).text
    assert 'href="/reports/2026-09/"' in page
    assert 'href="/reports/2026-10/"' not in page
    assert "closed, no report yet" in page
    assert "open, 23 days" in page


def test_starts_with_the_first_case(ada: Client, cast: Cast) -> None:
    page = ada.get(PAGE).text
    assert "Your line starts with your first case." in page
    assert 'href="/log/"' in page
    assert (total(page, "year"), total(page, "month")) == ("0.00", "0.00")
    assert "No line in this month." in page


def test_begins_with_the_month_of_the_start(ada: Client, cast: Cast) -> None:
    Clinician.objects.filter(pk=clinician_of(cast.clinician).pk).update(started_on=date(2026, 10, 9))
    months = ada.get(PAGE).context["months"]
    assert [str(one.month) for one in months] == ["2026-11", "2026-10"]


def test_says_why_there_is_no_place(ada: Client, cast: Cast) -> None:
    assert "No benchmark edition in force has wRVU of Gastroenterology." in ada.get(PAGE).text
    edition_in_force(cast)
    Clinician.objects.filter(pk=clinician_of(cast.clinician).pk).update(started_on=date(2026, 9, 9))
    assert "No percentile from fewer than three whole months." in ada.get(PAGE).text
    Clinician.objects.filter(pk=clinician_of(cast.clinician).pk).update(specialty=None)
    assert "No specialty is set" in ada.get(PAGE).text


def test_leaves_leave_out_and_says_so(ada: Client, cast: Cast) -> None:
    did(cast.clinician, date(2026, 11, 5), "99214", "1.92")
    Leave.objects.create(
        clinician=clinician_of(cast.clinician), first_day=date(2026, 6, 1), last_day=date(2026, 6, 14), kind="military", counts=False
    )
    page = ada.get(PAGE).text
    assert "14 days of leave are left out of the comparison." in page
    assert page.count(">leave</text>") == 2
    assert "ilitary" not in page


def test_shows_a_dentist_dollars(ada: Client, cast: Cast) -> None:
    paid_by_fee(cast.clinician, date(2026, 11, 5), "D1553", "64.00")
    paid_by_fee(cast.clinician, date(2026, 10, 5), "D1120", "70.00")
    page = ada.get(PAGE).text
    assert total(page, "fees") == "$134"
    # Neither a zero for the year nor a chart of zeros.
    assert 'data-total="year"' not in page and "Pace in 2026" not in page
    assert "None of this year's lines has a work value." in page


def test_compares_no_trainee(cast: Cast, client: Client) -> None:
    employ(cast.trainee, target="6000")
    edition_in_force(cast)
    did(cast.trainee, date(2026, 11, 5), "99214", "1.92")
    client.force_login(cast.trainee.user)
    page = client.get(PAGE).text
    assert "work value observed" in page
    assert "log is not compared with a benchmark" in page
    assert "at your target" not in page and "If the year goes on" not in page


@pytest.mark.parametrize(
    ("part", "leads_to"), [("administrator", "/department/"), ("strange_administrator", "/manage/months/"), ("operator", "/codes/")]
)
def test_tells_who_keeps_no_log_what_the_page_is_for(cast: Cast, client: Client, part: str, leads_to: str) -> None:
    client.force_login(cast.members[part])
    page = client.get(PAGE).text
    assert "Here a clinician sees the year from the own log" in page
    assert f'href="{leads_to}"' in page
    assert "data-total" not in page


def test_shows_nobody_elses_work(ada: Client, cast: Cast) -> None:
    for other in (cast.colleague, cast.surgeon, cast.stranger):
        did(other, date(2026, 11, 5), "45385", "777.77")
    assert "777.77" not in ada.get(PAGE).text
    assert ada.get(PAGE, {"clinician": clinician_of(cast.colleague).pk}).context["report"].clinician == "Ada Clinician"


def test_asks_visitors_to_sign_in_and_takes_nothing(cast: Cast, client: Client) -> None:
    assert client.get(PAGE).headers["Location"] == f"/accounts/login/?next={PAGE}"
    client.force_login(cast.clinician.user)
    assert client.post(PAGE).status_code == 405


def last_year(work: str) -> None:
    """A release of 2025, the year of the survey, that lists one code."""
    release = ReleaseFactory.create(name="RVU25D", year=2025, letter="D", effective_from=date(2025, 10, 1))
    store_rows(release, fee_row("45385", "", "A", work, "0"))


def test_asks_the_database_a_fixed_number_of_times(ada: Client, cast: Cast, django_assert_num_queries) -> None:
    edition_in_force(cast)
    last_year("4.57")
    a_year(cast, "450")
    for day in range(1, 23):
        did(cast.clinician, date(2026, 11, day), "45399", outcome="by_report", lane="contractor_priced")
    close(cast, SEPTEMBER, OCTOBER)
    note_failure(snapshot_id=queue_reports(organisation=cast.organisation, month=OCTOBER, by=None)[0].pk, reason="x")
    # Whether anybody exists is asked until somebody does, once in the life of a process; the rows of releases are read once, too.
    ada.get(PAGE)
    cache.clear()
    with django_assert_num_queries(QUERIES):
        page = ada.get(PAGE)
    assert "45.70 on the benchmark" in page.text  # ten lines of 4.57
    # What the log is worth on other schedules is kept until the log changes.
    with django_assert_num_queries(QUERIES):
        assert ada.get(PAGE).text.count("wRVU") == page.text.count("wRVU")


def test_values_the_log_anew_after_any_change(ada: Client, cast: Cast) -> None:
    edition_in_force(cast)
    last_year("4.57")
    a_year(cast, "4.46")

    def worth() -> Decimal:
        return Decimal(ada.get(PAGE).context["report"].revalued_year.credit)

    assert worth() == Decimal("45.70")
    case = did(cast.clinician, date(2026, 11, 5), "45385", "4.46")
    assert worth() == Decimal("50.27")
    Case.objects.filter(pk=case.pk).update(deleted_at=timezone.now())
    assert worth() == Decimal("45.70")
    CaseLine.objects.filter(date_of_service=date(2026, 10, 5)).update(units=2)
    assert worth() == Decimal("50.27")
    CaseLine.objects.filter(date_of_service=date(2026, 10, 5)).update(code="99214", credit=Decimal("1.92"))
    assert worth() == Decimal("43.05")  # nine of 4.57, and 1.92 that 2025 does not list
    Release.objects.update(state="retired")
    move_catalogue_version()
    assert ada.get(PAGE).context["report"].revalued_year is None
