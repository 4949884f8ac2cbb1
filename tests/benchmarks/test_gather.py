"""RVU Edge reads what a report needs in a fixed number of queries, from the own rows alone."""

from datetime import date
from decimal import Decimal

from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.gather import for_clinician
from benchmarks.report.inputs import CodeSum, DaySum, ReportInputs, TargetFrom
from benchmarks.stats.effective_cfte import Absence, EffortFrom
from codes.models import FeeScheduleRow, Specialty
from codes.releases import move_catalogue_version
from rvuedge.lib.months import Month
from tests.benchmarks.inputs import numbers
from tests.benchmarks.work import OCTOBER, clinician_of, did, edition_in_force, employ, paid_by_fee
from tests.cast import Cast, Member
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import fee_row
from tracking.models import Case, CaseLine, Clinician, Contract, Leave, MonthTotal

LAST = OCTOBER.last_day
QUERIES = 7


def gathered(member: Member, as_of: date = LAST) -> ReportInputs:
    people = Clinician.objects.select_related("organisation", "department", "specialty")
    return for_clinician(people.get(pk=clinician_of(member).pk), as_of, is_closed=True)


def test_names_whose_report_it_is(cast: Cast, specialties: dict[str, Specialty]) -> None:
    employ(cast.clinician, specialty=specialties["gastroenterology"])
    read = gathered(cast.clinician)
    assert (read.clinician, read.organisation, read.department, read.specialty) == (
        "Ada Clinician", "Riverside Clinic", "Medicine", "Gastroenterology",
    )  # fmt: skip
    assert (read.is_trainee, read.started_on, read.as_of, read.policy) == (False, date(2024, 1, 1), LAST, "cms_parallel")
    assert gathered(cast.trainee).is_trainee


def test_reads_months_with_their_cases(cast: Cast) -> None:
    case = did(cast.clinician, date(2026, 10, 5), "99214", "1.92")
    did(cast.clinician, date(2026, 10, 5), "45385", "4.46", case=case)
    paid_by_fee(cast.clinician, date(2026, 10, 6), "D1553", "64.00")
    did(cast.clinician, date(2025, 10, 6), "99214", "1.92")
    (year_ago, month) = gathered(cast.clinician).months
    assert (month.month, month.credit, month.lines, month.cases, month.not_counted, month.fee_amount) == (
        OCTOBER, Decimal("6.38"), 3, 2, 1, Decimal("64.00"),
    )  # fmt: skip
    assert (year_ago.month, year_ago.cases) == (Month(2025, 10), 1)


def test_reads_three_years_of_months_and_no_later_one(cast: Cast) -> None:
    for month in (Month(2023, 10), Month(2023, 11), OCTOBER, Month(2026, 11)):
        MonthTotal.objects.create(clinician=clinician_of(cast.clinician), month_index=month.index, credit=1, lines=1)
    MonthTotal.objects.create(clinician=clinician_of(cast.clinician), month_index=OCTOBER.index, basis="2025", credit=9, lines=9)
    assert [entry.month for entry in gathered(cast.clinician).months] == [Month(2023, 11), OCTOBER]


def test_reads_the_days_of_the_year_and_of_the_month_before(cast: Cast) -> None:
    for day in (date(2025, 11, 30), date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 20)):
        did(cast.clinician, day, "99214", "1.92")
    assert gathered(cast.clinician, date(2026, 1, 19)).days == (
        DaySum(date(2025, 12, 31), Decimal("1.9200")),
        DaySum(date(2026, 1, 1), Decimal("3.8400")),
    )


def test_sums_codes_by_lane_and_outcome(cast: Cast) -> None:
    did(cast.clinician, date(2026, 10, 5), "99214", "3.84", units=2)
    did(cast.clinician, date(2026, 10, 6), "99214", "1.92")
    did(cast.clinician, date(2026, 10, 6), "99214", outcome="invalid")
    paid_by_fee(cast.clinician, date(2026, 10, 7), "D1553", "64.00")
    did(cast.clinician, date(2026, 10, 7), "D1553", outcome="not_credited", lane="dental")
    visits, invalid, dental = gathered(cast.clinician).codes
    assert dental == CodeSum(
        "D1553", dental.name, "dental", "not_credited", units=2, lines=2, credit=Decimal(0), fee_amount=Decimal(64), lines_without_fee=1
    )
    assert (visits.units, visits.lines, visits.credit) == (3, 2, Decimal("5.76"))
    assert (invalid.outcome, invalid.lines) == ("invalid", 1)
    assert visits.name == "Office visit, known patient, moderate complexity"


def test_reads_what_a_code_made_in_the_three_months_before(cast: Cast) -> None:
    for day in (date(2026, 6, 30), date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 1)):
        did(cast.clinician, day, "99214", "1.92")
    (entry,) = gathered(cast.clinician).codes
    assert (entry.credit, entry.credit_before) == (Decimal("1.92"), Decimal("3.84"))


def test_reads_effort_leave_and_target(cast: Cast) -> None:
    employ(cast.clinician, "0.800", "5600.00")
    Leave.objects.create(
        clinician=clinician_of(cast.clinician), first_day=date(2026, 6, 1), last_day=date(2026, 6, 30), kind="medical", counts=False
    )
    read = gathered(cast.clinician)
    assert read.efforts == (EffortFrom(date(2024, 1, 1), Decimal("0.800")),)
    assert read.absences == (Absence(date(2026, 6, 1), date(2026, 6, 30), counts=False),)
    assert read.targets == (TargetFrom(date(2024, 1, 1), Decimal("5600.00")),)


def test_names_the_releases_of_this_month_and_of_the_one_before(cast: Cast) -> None:
    july, april = ReleaseFactory.create(), ReleaseFactory.create(name="RVU26B", letter="B", effective_from=date(2026, 4, 1))
    did(cast.clinician, date(2026, 10, 5), "99214", "1.92", release=july)
    did(cast.clinician, date(2026, 10, 6), "99214", "1.92", release=april)
    did(cast.clinician, date(2026, 9, 6), "99214", "1.92", release=april)
    read = gathered(cast.clinician)
    assert (read.releases, read.releases_before) == (("RVU26B", "RVU26C"), ("RVU26B",))


def test_leaves_deleted_cases_and_others_out(cast: Cast) -> None:
    case = did(cast.clinician, date(2026, 10, 5), "99214", "1.92", release=ReleaseFactory.create())
    did(cast.colleague, date(2026, 10, 5), "45385", "4.46")
    Case.objects.filter(pk=case.pk).update(deleted_at=timezone.now())
    read = gathered(cast.clinician)
    assert (read.days, read.codes, read.releases) == ((), (), ())
    assert [entry.cases for entry in read.months] == [0]


def test_finds_the_benchmark_of_the_own_specialty(cast: Cast, specialties: dict[str, Specialty]) -> None:
    employ(cast.clinician, specialty=specialties["gastroenterology"])
    assert gathered(cast.clinician).benchmark is None
    edition = edition_in_force(cast)
    found = gathered(cast.clinician).benchmark
    assert found is not None
    assert (found.edition, found.specialty, found.view, found.provider_count) == (str(edition), "Gastroenterology", "all_points", 90)
    assert [point.percentile for point in found.points] == list(numbers(25, 50, 75, 90))
    assert [point.value for point in found.points] == list(numbers(4000, 5000, 6000, 7500))
    assert gathered(cast.colleague).benchmark is None


def test_compares_with_no_suppressed_cell(cast: Cast, specialties: dict[str, Specialty]) -> None:
    employ(cast.clinician, specialty=specialties["gastroenterology"])
    edition_in_force(cast, body="Gastroenterology,wrvu,50,*,4\nGastroenterology,tcc,50,500000,90\n")
    assert gathered(cast.clinician).benchmark is None


def test_compares_with_no_edition_of_another_organisation(cast: Cast, specialties: dict[str, Specialty]) -> None:
    employ(cast.stranger, specialty=specialties["gastroenterology"])
    edition_in_force(cast)
    assert gathered(cast.stranger).benchmark is None


def test_asks_the_same_number_of_times_whatever_there_is(
    cast: Cast, specialties: dict[str, Specialty], django_assert_max_num_queries
) -> None:
    employ(cast.clinician, target="6000", specialty=specialties["gastroenterology"])
    edition_in_force(cast)
    release = ReleaseFactory.create()
    for day in range(1, 29):
        did(cast.clinician, date(2026, 10, day), "99214", "1.92", release=release)
        did(cast.clinician, date(2026, 9, day), f"4538{day % 10}", "4.46", release=release)
    clinician = Clinician.objects.select_related("organisation", "department", "specialty").get(pk=clinician_of(cast.clinician).pk)
    # What this process keeps of the catalogue is read with the first report.
    for_clinician(clinician, LAST, is_closed=True)
    with django_assert_max_num_queries(QUERIES):
        for_clinician(clinician, LAST, is_closed=True)


def is_by_its_key(sql: str) -> bool:
    """Whether SQLite looks up the case of each line by its key, and tries no two lists against each other."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        plan = [row[3] for row in cursor.fetchall()]
    return [step.partition(" (")[2] for step in plan if " tracking_case " in step] == ["id=?)"]


def test_looks_at_no_case_of_a_colleague_and_at_each_own_one_once(cast: Cast, specialties: dict[str, Specialty]) -> None:
    employ(cast.clinician, target="6000", specialty=specialties["gastroenterology"])
    edition_in_force(cast)
    did(cast.clinician, date(2026, 10, 14), "99214", "1.92", release=ReleaseFactory.create())
    # A release of the edition's year: the lines are read to be valued on it.
    ReleaseFactory.create(name="RVU25D", year=2025, letter="D", effective_from=date(2025, 10, 1))
    own = clinician_of(cast.clinician)
    with CaptureQueriesContext(connection) as asked:
        gathered(cast.clinician)
    joined = [query["sql"] for query in asked.captured_queries if 'JOIN "tracking_case"' in query["sql"]]
    assert len(joined) == 3
    if connection.vendor == "sqlite":
        assert all(is_by_its_key(sql) for sql in joined)
        return
    assert all(f'"tracking_case"."clinician_id" = {own.pk}' in sql for sql in joined)
    assert all('"tracking_case"."date_of_service" >= ' in sql for sql in joined)


def test_values_the_same_case_under_each_policy_by_itself(cast: Cast, specialties: dict[str, Specialty]) -> None:
    """What a process remembers of a case passes neither to another policy nor to the values of a later release."""
    store_rows(
        ReleaseFactory.create(name="RVU25D", year=2025, letter="D", effective_from=date(2025, 10, 1)),
        fee_row("45385", "", "A", "4.58", "0"),
    )
    edition_in_force(cast)
    Contract.objects.create(clinician=clinician_of(cast.colleague), effective_from=date(2024, 1, 1), policy="raw")
    for member in (cast.clinician, cast.colleague):
        employ(member, specialty=specialties["gastroenterology"])
        did(member, date(2026, 10, 5), "45385", "4.46")
    CaseLine.objects.update(modifiers="52")
    # The policy of Medicare halves a reduced service; raw counts the row.
    assert (worth(cast.clinician), worth(cast.colleague)) == numbers("2.29", "4.58")
    FeeScheduleRow.objects.update(work_rvu=Decimal("5.00"))
    move_catalogue_version()
    cache.clear()
    assert (worth(cast.clinician), worth(cast.colleague)) == numbers("2.50", "5.00")


def worth(member: Member) -> Decimal:
    """The month on the values of the edition's year, 2025."""
    found = gathered(member).on_edition
    assert found is not None
    return found.over(OCTOBER, OCTOBER).credit
