"""Puts the fictional people, their fees and their cases into a database, always the same for the same day."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from django.db import connection, transaction

from codes.lanes import FeeKind
from codes.models import OtherFee, OtherSchedule, ReleaseState, Specialty
from codes.releases import move_catalogue_version
from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Department, Membership, Organisation, Role, User
from rvuedge.demo.anesthetics import anesthetic
from rvuedge.demo.dental_fees import DENTAL_FEES
from rvuedge.demo.patterns import Kind, cases_of
from rvuedge.demo.people import ORGANISATION, PEOPLE, SLUG, TIME_ZONE, Person
from rvuedge.lib.months import Month
from tracking.bulk import NewCase, log_many
from tracking.entry import CaseContent, EntryLine
from tracking.models import Case, CaseLine, Clinician, Effort, Favourite, Leave, Target

MONTHS = 14
FAVOURITES = 6


@transaction.atomic
def seed_people(*, today: date) -> Organisation:
    """Make the demo organisation with its people and fees, each once, and return it."""
    facts = {"name": ORGANISATION, "time_zone": TIME_ZONE, "is_demo": True}
    organisation, made = Organisation.objects.get_or_create(slug=SLUG, defaults=facts)
    for person in PEOPLE:
        _seed_person(organisation, person, today)
    _seed_fees(organisation)
    if made:
        record(action="demo.loaded", organisation=organisation, subject=ORGANISATION)
    return organisation


def seed_logs(*, organisation: Organisation, today: date) -> int:
    """Log the cases of the last 14 months up to yesterday and return how many were new."""
    signer = Clinician.objects.filter(organisation=organisation, specialty__code="orthopaedic-surgery").first()
    stored = 0
    for person in PEOPLE:
        clinician = Clinician.objects.filter(organisation=organisation, user__email=person.email).select_related("organisation").first()
        if clinician is not None:
            attending = signer if person.role == Role.TRAINEE else None
            stored += log_many(clinician=clinician, cases=list(_cases(person, clinician, attending, today)), source="demo")
            _seed_favourites(clinician)
    if connection.vendor == "postgresql":
        # So many rows at once: until the database has counted them anew, it joins lines with their cases row by row.
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {Case._meta.db_table}, {CaseLine._meta.db_table}")
    return stored


def first_day(today: date) -> date:
    """Return the day on which the demo's logs begin."""
    return Month.of(today).plus(1 - MONTHS).first_day


def _seed_person(organisation: Organisation, person: Person, today: date) -> None:
    department = Department.objects.get_or_create(organisation=organisation, name=person.department)[0] if person.department else None
    user = User.objects.filter(email=person.email).first()
    if user is None:
        user = User.objects.create_user(person.email, None, name=person.name, career_stage=person.career_stage)
    place = {"role": person.role, "department": department}
    Membership.objects.get_or_create(user=user, organisation=organisation, defaults=place)
    _seed_clinician(organisation, department, user, person, today)


def _seed_clinician(organisation: Organisation, department: Department | None, user: User, person: Person, today: date) -> None:
    started = first_day(today)
    clinician, made = Clinician.objects.get_or_create(
        user=user,
        organisation=organisation,
        defaults={
            "department": department,
            "specialty": Specialty.objects.filter(code=person.specialty).first(),
            "name": person.name,
            "is_trainee": person.role == Role.TRAINEE,
            "started_on": started,
        },
    )
    if not made:
        return
    Effort.objects.create(clinician=clinician, effective_from=started, total_fte=person.total_fte, clinical_fte=person.clinical_fte)
    if person.annual_wrvu is not None:
        Target.objects.create(clinician=clinician, effective_from=started, annual_wrvu=person.annual_wrvu)
    for absence in person.absences:
        away = today - timedelta(days=absence.days_ago)
        last = away + timedelta(days=absence.length - 1)
        Leave.objects.create(clinician=clinician, first_day=away, last_day=last, kind=absence.kind, counts=absence.counts)


def _seed_fees(organisation: Organisation) -> None:
    schedule, made = OtherSchedule.objects.get_or_create(
        organisation=organisation,
        kind=FeeKind.DENTAL.value,
        name="Lakeside dental fees (fictional)",
        effective_from=date(2024, 1, 1),
        defaults={"state": ReleaseState.ACTIVE, "row_count": len(DENTAL_FEES)},
    )
    if made:
        fees = (OtherFee(schedule=schedule, code=code, amount=Decimal(amount), unit="service") for code, amount in DENTAL_FEES.items())
        OtherFee.objects.bulk_create(fees)
        move_catalogue_version()


def _cases(person: Person, clinician: Clinician, attending: Clinician | None, today: date) -> Iterator[NewCase]:
    away = [(leave.first_day, leave.last_day) for leave in clinician.leaves.all()]
    day = first_day(today)
    while day < today:
        if not any(first <= day <= last for first, last in away):
            for number, kind in enumerate(cases_of(person.email, person.pattern, day)):
                name = uuid5(NAMESPACE_URL, f"{clinician.pk} {person.email} {day.isoformat()} {number}")
                yield NewCase(name, _content(kind, person.email, day, number), attending)
        day += timedelta(days=1)


def _content(kind: Kind, who: str, day: date, number: int) -> CaseContent:
    lines = (EntryLine(code, (modifier,) if modifier else (), 1) for code, modifier in kind.lines)
    return CaseContent(day, kind.place, tuple(anesthetic(line, who, day, number) for line in lines))


def _seed_favourites(clinician: Clinician) -> None:
    if clinician.favourites.exists():
        return
    used: dict[tuple[str, str], int] = {}
    for code, modifiers in clinician.lines.order_by("-date_of_service").values_list("code", "modifiers")[:1000]:
        used[(code, modifiers)] = used.get((code, modifiers), 0) + 1
    most = sorted(used, key=lambda key: (-used[key], key))[:FAVOURITES]
    Favourite.objects.bulk_create(
        Favourite(clinician=clinician, code=code, modifiers=modifiers, position=place) for place, (code, modifiers) in enumerate(most)
    )
