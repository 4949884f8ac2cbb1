"""Made-up clinicians with millions of lines, for the benchmarks: the engine values each kind of case once a release."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from django.db import transaction

from rvuedge.accounts.models import Membership, Organisation, Role, User
from rvuedge.demo.patterns import WEEKS, Day, Kind
from tracking.agreed import DEFAULT
from tracking.bulk import StretchOfDays
from tracking.entry import CaseContent, EntryLine
from tracking.models import Case, CaseLine, Clinician, MonthTotal
from tracking.services import unsaved_lines
from tracking.valuing import value_lines
from tracking.wrvu.types import Outcome

SLUG = "benchmark-crowd"
SPREAD_OVER = 365
CHUNK = 2_000
Tell = Callable[[str], object]


def seed_crowd(*, clinicians: int, lines: int, today: date, tell: Tell | None = None) -> int:
    """Store so many clinicians with about so many lines over the last year and return the lines stored."""
    organisation, _ = Organisation.objects.get_or_create(slug=SLUG, defaults={"name": "Benchmark crowd (fictional)", "is_demo": True})
    stored = 0
    for number in range(clinicians):
        share = lines // clinicians + (1 if number < lines % clinicians else 0)
        stored += _seed_one(organisation, number, share, today)
        if tell and (number + 1) % 50 == 0:
            tell(f"{number + 1:,} of {clinicians:,} clinicians, {stored:,} lines")
    return stored


@transaction.atomic
def _seed_one(organisation: Organisation, number: int, lines: int, today: date) -> int:
    email = f"crowd.{number}@lakeside.example"
    user, made = User.objects.get_or_create(email=email, defaults={"name": f"Crowd {number}"})
    if not made:
        return 0
    Membership.objects.create(user=user, organisation=organisation, role=Role.CLINICIAN)
    clinician = Clinician.objects.create(
        user=user, organisation=organisation, name=user.name, started_on=today - timedelta(days=SPREAD_OVER)
    )
    totals: dict[int, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0), Decimal(0), Decimal(0)])
    cases: list[Case] = []
    rows: list[CaseLine] = []
    for case, of_case in _cases(clinician, number, lines, today):
        cases.append(case)
        rows += of_case
        for row in of_case:
            total = totals[row.month_index]
            total[0] += row.credit
            total[1] += 1
            total[2] += row.outcome != Outcome.CREDITED
            total[3] += row.fee_amount or Decimal(0)
    for start in range(0, len(cases), CHUNK):
        Case.objects.bulk_create(cases[start : start + CHUNK])
    for start in range(0, len(rows), CHUNK):
        CaseLine.objects.bulk_create(rows[start : start + CHUNK])
    MonthTotal.objects.bulk_create(
        MonthTotal(clinician=clinician, month_index=month, credit=t[0], lines=int(t[1]), not_counted=int(t[2]), fee_amount=t[3])
        for month, t in totals.items()
    )
    return len(rows)


def _cases(clinician: Clinician, number: int, lines: int, today: date) -> Iterator[tuple[Case, list[CaseLine]]]:
    chance = Random(number)
    week = list(WEEKS.values())[number % len(WEEKS)]
    days: list[Day] = [day for day in week if day is not None]
    kinds = [kind for day in days for kind in day.kinds]
    weights = [kind.weight for kind in kinds]
    stretches = StretchOfDays(clinician, {code for kind in kinds for code, _ in kind.lines})
    stored = 0
    while stored < lines:
        kind = chance.choices(kinds, weights=weights)[0]
        on = today - timedelta(days=chance.randrange(1, SPREAD_OVER))
        case = Case(
            id=UUID(int=chance.getrandbits(128), version=4),
            clinician=clinician,
            date_of_service=on,
            place_of_service=kind.place,
            source="crowd",
        )
        rows = _rows(case, kind, on, stretches)[: lines - stored]
        stored += len(rows)
        yield case, rows


def _rows(case: Case, kind: Kind, on: date, stretches: StretchOfDays) -> list[CaseLine]:
    lines = tuple(EntryLine(code, (modifier,) if modifier else (), 1) for code, modifier in kind.lines)
    content = CaseContent(on, kind.place, lines)
    schedules = stretches.on(on)
    return unsaved_lines(case, value_lines(content.lines, content.place_of_service, schedules, DEFAULT), schedules, DEFAULT)
