"""RVU Edge's demo is the same on the same day: nine fictional people with plausible logs, effort, leave, fees and reports."""

from collections import Counter
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Count, Max, Min, Sum

from benchmarks.gather import for_clinician
from benchmarks.models import Edition, PeriodClose, ReconciledLine, Reconciliation, ReportSnapshot
from benchmarks.report.build import build
from codes.models import OtherSchedule
from codes.texts import load_texts
from rvuedge.accounts.models import AuditEntry, CareerStage, Membership, Organisation, Role, User
from rvuedge.demo.employer import compare_last_month
from rvuedge.demo.leave import leave_demo
from rvuedge.demo.people import PEOPLE
from rvuedge.demo.seed import first_day
from rvuedge.lib.months import Month
from tests.demo.seeded import TODAY, seed
from tracking.models import CaseLine, Clinician, MonthTotal, TrainedCase, Training, UsualPlace, WorkPlace
from tracking.training_page import standings

FIRST = date(2025, 10, 1)  # 14 months: October 2025 to November 2026
LOGS = {
    "Nadia Osei, MD": "gastroenterology", "Tomas Rivera, MD": "family-medicine", "Ingrid Halvorsen, MD": "orthopaedic-surgery",
    "Priya Raman, DMD": "pediatric-dentistry", "Samuel Adeyemi, MD": "anesthesiology", "Lucia Fontaine, MD": "general-surgery",
    "Jonas Keller": "general-surgery", "Harriet Boyd, MD": "internal-medicine",
    "Amir Haddad": "internal-medicine",
}  # fmt: skip


def all_lines() -> list[tuple[str, ...]]:
    facts = ("clinician__name", "date_of_service", "code", "modifiers", "units", "outcome", "lane", "credit", "fee_amount", "case_id")
    return sorted(tuple(map(str, line)) for line in CaseLine.objects.values_list(*facts))


def of(name: str) -> Clinician:
    return Clinician.objects.select_related("organisation", "department", "specialty").get(name=name)


def test_begins_fourteen_months_back() -> None:
    assert first_day(TODAY) == FIRST
    assert first_day(date(2026, 1, 1)) == date(2024, 12, 1)


def test_brings_the_nine_people(demo: Organisation) -> None:
    places = Membership.objects.filter(organisation=demo).select_related("user")
    assert len(places) == len(PEOPLE) == 9
    assert Counter(place.role for place in places) == {Role.CLINICIAN: 5, Role.TRAINEE: 2, Role.LEAD: 1, Role.ADMINISTRATOR: 1}
    assert {one.name: one.specialty.code for one in Clinician.objects.select_related("specialty") if one.specialty} == LOGS
    assert User.objects.get(name="Jonas Keller").career_stage == CareerStage.MEDICAL_STUDENT
    assert User.objects.get(name="Lucia Fontaine, MD").career_stage == CareerStage.RESIDENT
    assert all(place.user.email.endswith(".example") and not place.user.has_usable_password() for place in places)


def test_gives_each_of_the_nine_fourteen_months_of_cases_effort_and_leave(demo: Organisation) -> None:
    assert set(Clinician.objects.values_list("user__email", flat=True)) == {person.email for person in PEOPLE}
    for clinician in Clinician.objects.all():
        months = set(clinician.lines.values_list("month_index", flat=True))
        missing = {Month.of(FIRST).index + number for number in range(14)} - months
        # Parental leave takes one family physician out of a whole month.
        assert len(missing) <= (1 if clinician.name == "Tomas Rivera, MD" else 0), clinician.name
        assert clinician.efforts.get().effective_from == clinician.started_on == FIRST
        assert clinician.leaves.exists(), clinician.name
        away = [(leave.first_day, leave.last_day) for leave in clinician.leaves.all()]
        worked = clinician.lines.values_list("date_of_service", flat=True).distinct()
        assert not [day for day in worked if any(first <= day <= last for first, last in away)], clinician.name
        bounds = clinician.lines.aggregate(first=Min("date_of_service"), last=Max("date_of_service"))
        assert bounds["first"] >= FIRST and bounds["last"] < TODAY


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        # Within what surveys of the real specialties print for a year of such a part of full time.
        ("Nadia Osei, MD", 4500, 7500), ("Tomas Rivera, MD", 4000, 7500),
        ("Ingrid Halvorsen, MD", 8000, 14000), ("Harriet Boyd, MD", 1500, 2600),
        ("Amir Haddad", 750, 1300),
    ],
)  # fmt: skip
def test_makes_plausible_years(demo: Organisation, name: str, low: int, high: int) -> None:
    report = build(for_clinician(of(name), date(2026, 10, 31), is_closed=True))
    assert low < report.periods[4].credit < high
    assert report.standing.kind == "between", report.standing


def test_pays_the_dentist_by_fees_and_counts_the_anesthetist_in_units(demo: Organisation) -> None:
    dental = of("Priya Raman, DMD").lines.aggregate(fees=Sum("fee_amount"), credit=Sum("credit"))
    assert dental["fees"] > 300_000 and dental["credit"] == 0
    anesthesia = of("Samuel Adeyemi, MD").lines.filter(lane="anesthesia")
    assert anesthesia.count() > 500 and not anesthesia.filter(asa_units=None).exists()
    # A knee replacement: 7 base units, and a unit for each quarter of an hour, to one decimal.
    knee = anesthesia.filter(code="01402").earliest("pk")
    minutes = int(knee.details.removeprefix("minutes=").split(";")[0])
    assert knee.asa_units == 7 + (Decimal(minutes) / 15).quantize(Decimal("0.1"), ROUND_HALF_UP)
    report = build(for_clinician(of("Samuel Adeyemi, MD"), date(2026, 10, 31), is_closed=True))
    assert report.asa_units > 5_000
    assert OtherSchedule.objects.get(organisation=demo).name == "Lakeside dental fees (fictional)"


def test_lets_the_attending_sign_for_trainees(demo: Organisation) -> None:
    cases = of("Lucia Fontaine, MD").cases.all()
    assert {case.attending for case in cases.select_related("attending")} == {of("Ingrid Halvorsen, MD")}
    assert of("Lucia Fontaine, MD").is_trainee and of("Jonas Keller").is_trainee


def test_trains_the_resident_and_the_student_by_invented_minimums(demo: Organisation) -> None:
    trainings = {one.clinician.name: one for one in Training.objects.select_related("clinician", "programme")}
    assert set(trainings) == {"Lucia Fontaine, MD", "Jonas Keller"}
    for training in trainings.values():
        assert "fictional" in training.programme.name
        case_set = training.programme.case_sets.get()
        assert case_set.state == "active" and "fictional" in case_set.name and "Invented" in case_set.source
        told = TrainedCase.objects.filter(case__clinician=training.clinician)
        assert told.signed().count() > told.waiting().count() > 0
        # The last two days are still without a role.
        assert (
            training.clinician.cases.filter(trained=None).exists()
            == training.clinician.cases.filter(date_of_service__gte=date(2026, 11, 21)).exists()
        )
    (residency,) = standings(trainings["Lucia Fontaine, MD"].programme, TODAY)
    assert residency.head is not None and 100 < residency.head.row.counted < residency.head.row.category.minimum
    assert residency.below_pace and residency.reached


def test_names_places_and_a_usual_week(demo: Organisation) -> None:
    assert {place.name: place.is_facility for place in WorkPlace.objects.filter(organisation=demo)} == {
        "Lakeside main hospital": True, "Lakeside clinic": False, "Lakeside surgery center": True,
    }  # fmt: skip
    assert UsualPlace.objects.filter(clinician=of("Nadia Osei, MD")).count() == 4


def test_has_lines_that_want_a_look(demo: Organisation) -> None:
    assert {line.outcome for line in CaseLine.objects.filter(code__in=("45999", "76998"))} <= {
        "not_credited",
        "needs_modifier",
        "by_report",
    }
    assert of("Nadia Osei, MD").lines.filter(code="45999").exists()


def test_names_every_code_in_our_own_words(demo: Organisation) -> None:
    used = set(CaseLine.objects.values_list("code", flat=True).distinct())
    assert used - set(load_texts()) == set()
    assert not CaseLine.objects.filter(lane="unknown").exists()


def test_keeps_totals_that_are_the_sums_of_the_lines(demo: Organisation) -> None:
    sums = CaseLine.objects.values("clinician", "month_index").annotate(credit=Sum("credit"), lines=Count("pk"), fees=Sum("fee_amount"))
    totals = {(one.clinician_id, one.month_index): one for one in MonthTotal.objects.all()}
    assert len(sums) == len(totals)
    for row in sums:
        total = totals[row["clinician"], row["month_index"]]
        assert (total.lines, total.credit) == (row["lines"], Decimal(row["credit"]).quantize(Decimal("0.0001")))
        assert total.fee_amount == Decimal(row["fees"] or 0).quantize(Decimal("0.01"))


def test_stands_the_recount_of_everything(demo: Organisation) -> None:
    told = StringIO()
    call_command("verify", stdout=told)
    assert told.getvalue().splitlines()[-1] == "Every stored line and month total is what the engine gives."


def test_closes_the_past_months_and_leaves_the_last_one_unpublished(demo: Organisation) -> None:
    closed = PeriodClose.objects.filter(organisation=demo)
    assert closed.count() == 13
    assert Edition.objects.get().state == "active"
    published = ReportSnapshot.objects.published()
    assert published.count() == 12 * len(LOGS)
    assert not ReportSnapshot.objects.filter(month_index=Month(2026, 10).index).exists()


def test_compares_a_count_of_the_employer_with_the_last_whole_month(demo: Organisation) -> None:
    run = Reconciliation.objects.get()
    assert (run.clinician.name, run.month, run.file_name) == ("Tomas Rivera, MD", Month(2026, 10), "lakeside-count-2026-10-fictional.csv")
    lines = run.clinician.lines.filter(month_index=Month(2026, 10).index).count()
    kinds = Counter(ReconciledLine.objects.filter(run=run).values_list("kind", flat=True))
    # Every 23rd line is forgotten and some visits are counted a level lower; no line of the count is invented.
    assert kinds["missing"] == lines // 23 > 0
    assert kinds["changed_code"] > 0
    assert kinds["extra"] == 0
    assert run.their_total < run.own_total
    assert compare_last_month(organisation=demo, today=TODAY) == run


def test_is_the_same_on_the_same_day(demo: Organisation) -> None:
    before = all_lines()
    assert seed()[1:] == (0, 13)
    assert all_lines() == before
    # Seeded from nothing: the same people, days and codes; ids follow the rows that they belong to.
    leave_demo()
    seed()
    assert [line[:-1] for line in all_lines()] == [line[:-1] for line in before]


def test_adds_only_what_is_new_on_a_later_day(demo: Organisation) -> None:
    before, people = set(all_lines()), User.objects.count()
    later = date(2026, 12, 2)
    _, stored, closed = seed(later)
    after = set(all_lines())
    assert before < after
    new = CaseLine.objects.filter(date_of_service__gte=TODAY)
    assert len(after - before) == new.count() > stored > 0
    assert new.aggregate(last=Max("date_of_service"))["last"] < later
    assert (User.objects.count(), Clinician.objects.count()) == (people, len(LOGS))
    # November is over now: closed and unpublished, and October is published.
    assert closed == 13
    assert ReportSnapshot.objects.published().filter(month_index=Month(2026, 10).index).count() == len(LOGS)
    assert not ReportSnapshot.objects.filter(month_index=Month(2026, 11).index).exists()
    assert Edition.objects.count() == OtherSchedule.objects.filter(organisation__isnull=False).count() == 1
    assert AuditEntry.objects.filter(action="demo.loaded").count() == 1
