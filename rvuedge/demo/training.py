"""The training of the demo's resident and student: programmes with invented minimums, and what is said of their cases."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

from django.db import transaction

from rvuedge.accounts.models import Organisation
from rvuedge.demo.people import PEOPLE, Person
from tracking.models import Case, CaseSet, Clinician, Programme, TrainedCase, Training
from tracking.models.case import CaseQuerySet
from tracking.services_programmes import SetTerms, activate_case_set, add_programme, enrol, stage_case_set
from tracking.training.case_set_file import read_case_set
from tracking.training.terms import Responsibility, ReturnReason, Setting, TraineeRole

FOLDER = Path(__file__).resolve().parent
SOURCE = "Invented for this demonstration; no accrediting body has such numbers"
# An attending signs within a week or so; the cases of the last days wait.
SIGNED_AFTER = timedelta(days=9)
UNTOLD_DAYS = timedelta(days=2)
TYPED_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Course:
    """A fictional programme: who is in it, from how long before the log to how long after, and how its cases are done."""

    name: str
    set_name: str
    file: str
    pattern: str
    years: int
    first_year: int
    roles: tuple[str, ...]
    levels: tuple[str, ...]


COURSES = (
    Course(
        "General surgery residency (fictional)",
        "Example minimums for surgery (fictional)",
        "case_set_surgery.csv",
        "resident",
        5,
        1,
        (*[TraineeRole.SURGEON_JUNIOR.value] * 7, *[TraineeRole.FIRST_ASSISTANT.value] * 2, TraineeRole.TEACHING_ASSISTANT.value),
        (*[Responsibility.PERFORMED_DIRECTLY.value] * 3, Responsibility.PERFORMED_INDIRECTLY.value),
    ),
    Course(
        "Surgery clerkship (fictional)",
        "Example encounters of a clerkship (fictional)",
        "case_set_clerkship.csv",
        "student",
        2,
        3,
        (TraineeRole.STUDENT.value,),
        (*[Responsibility.OBSERVED.value] * 2, *[Responsibility.ASSISTED.value] * 3, Responsibility.PERFORMED_DIRECTLY.value),
    ),
)


@transaction.atomic
def seed_training(*, organisation: Organisation, today: date) -> int:
    """Put the fictional trainees into programmes and say the rest of their cases; return of how many cases it was new."""
    told = 0
    for course in COURSES:
        person = next(person for person in PEOPLE if person.pattern == course.pattern)
        clinician = Clinician.objects.filter(organisation=organisation, user__email=person.email).first()
        if clinician is not None:
            _enrolled(organisation, course, clinician)
            told += _say(course, person, clinician, today)
    return told


def _enrolled(organisation: Organisation, course: Course, clinician: Clinician) -> None:
    """Once: whoever changed the demo's programmes keeps what was changed."""
    is_there = Programme.objects.filter(organisation=organisation, name=course.name).exists()
    if is_there or Training.objects.filter(clinician=clinician).exists():
        return
    programme = add_programme(organisation=organisation, department=clinician.department, name=course.name, by=None)
    began = clinician.started_on
    ends = date(began.year + course.years, 6, 30)
    enrol(programme=programme, clinician=clinician, started_on=began, graduates_on=ends, first_year=course.first_year, by=None)
    content = (FOLDER / course.file).read_bytes()
    terms = SetTerms(course.set_name, date(2024, 7, 1), SOURCE)
    stored, _new = stage_case_set(
        programme=programme, terms=terms, file=read_case_set(content), content=content, source_name=course.file, by=None
    )
    _activate(stored)


def _activate(stored: CaseSet) -> None:
    activate_case_set(case_set=stored, by=None, at=datetime.combine(stored.effective_from, time(12), UTC))


def _say(course: Course, person: Person, clinician: Clinician, today: date) -> int:
    cases = Case.objects.kept().filter(clinician=clinician, source="demo", trained=None, date_of_service__lt=today - UNTOLD_DAYS)
    rows = list(_rows(course, person, cases.select_related("attending__user").order_by("date_of_service", "id"), today))
    TrainedCase.objects.bulk_create(rows)
    _sign_since(clinician, today)
    return len(rows)


def _sign_since(clinician: Clinician, today: date) -> None:
    """On a later day the attending has signed what waited then, but for what came back."""
    of_demo = TrainedCase.objects.waiting().filter(case__clinician=clinician, case__source="demo")
    rows = list(of_demo.filter(case__date_of_service__lt=today - SIGNED_AFTER).select_related("case__attending__user"))
    for row in rows:
        row.signed_at, row.signed_by = row.seen_at, row.case.attending.user if row.case.attending else None
    TrainedCase.objects.bulk_update(rows, ["signed_at", "signed_by"])


def _rows(course: Course, person: Person, cases: CaseQuerySet, today: date) -> Iterator[TrainedCase]:
    """Always the same for the same person and day, in the order in which the day's cases were made."""
    day, chance = None, Random(person.email)
    for case in cases.iterator():
        if case.date_of_service != day:
            day = case.date_of_service
            chance = Random(f"{person.email} {day.isoformat()} said")
        yield _row(course, case, chance, today)


def _row(course: Course, case: Case, chance: Random, today: date) -> TrainedCase:
    role, level = chance.choice(course.roles), chance.choice(course.levels)
    is_signed = case.attending is not None and case.date_of_service < today - SIGNED_AFTER
    simulated = chance.random() < 0.03
    setting = Setting.SIMULATION if simulated else Setting.OPERATING_ROOM if course.pattern == "resident" else Setting.INPATIENT
    came_back = case.attending is not None and not is_signed and chance.random() < 0.08
    return TrainedCase(
        case=case,
        role=role,
        level=level,
        setting=setting.value,
        is_simulated=simulated,
        signed_at=case.updated_at if is_signed else None,
        signed_by=case.attending.user if is_signed and case.attending else None,
        typed_at=case.updated_at if case.date_of_service < today - TYPED_AFTER else None,
        returned_at=case.updated_at if came_back else None,
        return_reason=ReturnReason.RESPONSIBILITY.value if came_back else "",
    )
