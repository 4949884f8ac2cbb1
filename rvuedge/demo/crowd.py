"""Made-up clinicians with millions of lines, for the benchmarks: the engine values each kind of case once a schedule."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from random import Random
from uuid import UUID

from django.db import transaction

from codes.models import Specialty
from rvuedge.accounts.models import Membership, Organisation, Role, User
from rvuedge.demo.patterns import WEEKS, Kind
from rvuedge.demo.rapid import Pattern, Values, Writer
from rvuedge.lib.months import Month
from tracking.agreed import DEFAULT
from tracking.bulk import StretchOfDays
from tracking.entry import EntryLine
from tracking.models import Case, CaseLine, Clinician, Effort, MonthTotal
from tracking.schedules import Schedules
from tracking.services import unsaved_lines
from tracking.valuing import value_lines
from tracking.wrvu.types import Outcome

SLUG = "benchmark-crowd"
SPREAD_OVER = 365
TELL_EACH = 50
# Of the 128 bits of an id: 24 for the clinician and 24 for the case, before the ones that name the version.
SERIAL_BITS, RANDOM_BITS = 24, 80
Tell = Callable[[str], object]


@dataclass(slots=True)
class Totals:
    """What one month of one clinician holds."""

    credit: Decimal = Decimal(0)
    lines: int = 0
    not_counted: int = 0
    fee_amount: Decimal = Decimal(0)

    def add(self, line: CaseLine) -> None:
        self.credit += line.credit
        self.lines += 1
        self.not_counted += line.outcome != Outcome.CREDITED
        self.fee_amount += line.fee_amount or Decimal(0)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A kind of case under one schedule: its row, its lines' rows, and the lines themselves for the totals."""

    case: Pattern
    patterns: tuple[Pattern, ...]
    lines: tuple[CaseLine, ...]


class Crowd:
    """Writes the cases of one clinician."""

    def __init__(self, clinician: Clinician, kinds: Sequence[Kind], today: date) -> None:
        self.clinician, self.cases, self.lines = clinician, Writer(Case), Writer(CaseLine)
        self._stretches = StretchOfDays(clinician, {code for kind in kinds for code, _ in kind.lines})
        self._known: dict[int, list[Prepared]] = {}
        self.days = [OneDay(self, kinds, today - timedelta(days=back)) for back in range(1, SPREAD_OVER)]

    def prepared(self, kinds: Sequence[Kind], on: date) -> list[Prepared]:
        """Return every kind of case as it is stored on a day; days that share their schedules share it."""
        schedules = self._stretches.on(on)
        if id(schedules) not in self._known:
            self._known[id(schedules)] = [self._prepared(kind, on, schedules) for kind in kinds]
        return self._known[id(schedules)]

    def _prepared(self, kind: Kind, on: date, schedules: Schedules) -> Prepared:
        case = Case(clinician=self.clinician, date_of_service=on, place_of_service=kind.place, source="crowd")
        entered = tuple(EntryLine(code, (modifier,) if modifier else (), 1) for code, modifier in kind.lines)
        rows = unsaved_lines(case, value_lines(entered, kind.place, schedules, DEFAULT), schedules, DEFAULT)
        return Prepared(self.cases.pattern_of(case), tuple(map(self.lines.pattern_of, rows)), tuple(rows))


class OneDay:
    """A day with what its rows repeat, and every kind of case as it is stored on it."""

    def __init__(self, crowd: Crowd, kinds: Sequence[Kind], on: date) -> None:
        self.stored, self.month, self.totals = crowd.cases.stored("date_of_service", on), Month.of(on).index, Totals()
        self.kinds = crowd.prepared(kinds, on)


def seed_crowd(*, clinicians: int, lines: int, today: date, tell: Tell | None = None) -> int:
    """Bring so many clinicians to so many lines over the last year, an equal share each; return how many lines were new."""
    organisation, _ = Organisation.objects.get_or_create(slug=SLUG, defaults={"name": "Benchmark crowd (fictional)", "is_demo": True})
    stored = 0
    for number in range(clinicians):
        share = lines // clinicians + (1 if number < lines % clinicians else 0)
        stored += _seed_one(organisation, number, share, today)
        if tell and (number + 1) % TELL_EACH == 0:
            tell(f"{number + 1:,} of {clinicians:,} clinicians, {stored:,} new lines")
    return stored


@transaction.atomic
def _seed_one(organisation: Organisation, number: int, share: int, today: date) -> int:
    clinician, pattern = _clinician(organisation, number, today)
    known = clinician.lines.count()
    if known >= share:
        return 0
    kinds = [kind for day in WEEKS[pattern] if day is not None for kind in day.kinds]
    crowd = Crowd(clinician, kinds, today)
    cases: list[Values] = []
    lines: list[Values] = []
    for case, of_case in _rows(crowd, [kind.weight for kind in kinds], Random(f"{number} {known}"), share - known):
        cases.append(case)
        lines += of_case
    crowd.cases.write(cases)
    crowd.lines.write(lines)
    _store_totals(clinician, crowd.days)
    return len(lines)


def _clinician(organisation: Organisation, number: int, today: date) -> tuple[Clinician, str]:
    """The clinician of a number and the pattern of the week, made where it is not there yet."""
    pattern = list(WEEKS)[number % len(WEEKS)]
    email = f"crowd.{number}@lakeside.example"
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, None, name=f"Crowd {number}")
    Membership.objects.get_or_create(user=user, organisation=organisation, defaults={"role": Role.CLINICIAN})
    started = today - timedelta(days=SPREAD_OVER)
    facts = {"name": user.name, "started_on": started, "specialty": Specialty.objects.filter(code=pattern).first()}
    clinician, made = Clinician.objects.get_or_create(user=user, organisation=organisation, defaults=facts)
    if made:
        Effort.objects.create(clinician=clinician, effective_from=started, total_fte=Decimal(1), clinical_fte=Decimal(1))
    return clinician, pattern


def _rows(crowd: Crowd, weights: Sequence[int], chance: Random, wanted: int) -> Iterator[tuple[Values, list[Values]]]:
    """Yield the rows of each case, until so many lines are there; the last case is cut to fit.

    The ids ascend, by clinician and case: random ones would touch a page of the index for each row of a large table.
    """
    serial = (crowd.clinician.pk << SERIAL_BITS) + crowd.clinician.cases.count()
    bounds = list(accumulate(weights))
    while wanted > 0:
        (place,) = chance.choices(range(len(bounds)), cum_weights=bounds)
        day = chance.choice(crowd.days)
        prepared = day.kinds[place]
        serial += 1
        number = crowd.cases.key(UUID(int=(serial << RANDOM_BITS) + chance.getrandbits(RANDOM_BITS), version=4))
        case = crowd.cases.changed(prepared.case, {"id": number, "date_of_service": day.stored})
        beside = {"case_id": number, "date_of_service": day.stored, "month_index": day.month}
        lines = [crowd.lines.changed(pattern, beside) for pattern in prepared.patterns[:wanted]]
        for line in prepared.lines[:wanted]:
            day.totals.add(line)
        wanted -= len(lines)
        yield case, lines


def _store_totals(clinician: Clinician, days: Iterable[OneDay]) -> None:
    months: dict[int, MonthTotal] = {}
    for day in days:
        if day.totals.lines:
            total = months.get(day.month) or _total(clinician, day.month)
            total.credit += day.totals.credit
            total.lines += day.totals.lines
            total.not_counted += day.totals.not_counted
            total.fee_amount += day.totals.fee_amount
            months[day.month] = total
    for total in months.values():
        total.save(update_fields=["credit", "lines", "not_counted", "fee_amount"])


def _total(clinician: Clinician, month_index: int) -> MonthTotal:
    return MonthTotal.objects.get_or_create(clinician=clinician, month_index=month_index, basis=MonthTotal.CURRENT)[0]
