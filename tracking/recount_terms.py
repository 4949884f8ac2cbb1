"""What counting logged lines anew would change under what holds now: releases, policies, contracts and the engine's version."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from rvuedge.accounts.models import Organisation
from rvuedge.lib.decimals import credit_of
from rvuedge.lib.months import Month
from tracking.agreed import Agreements
from tracking.bulk import StretchOfDays
from tracking.effect import MOST_LINES, CodeEffect
from tracking.entry import stored_line
from tracking.models import CaseLine, Clinician
from tracking.models.case import CaseLineQuerySet
from tracking.recount import Change
from tracking.schedules import Schedules
from tracking.valuing import ValuedLine, value_lines
from tracking.wrvu.policy import Policy
from tracking.wrvu.types import NOTHING

LARGEST = 20


@dataclass(frozen=True, slots=True)
class CaseChange:
    """A case that would be counted otherwise: whether a value changes, and by which policy and release it would be counted."""

    case: UUID
    has_other_value: bool
    policy: str
    release: str


@dataclass(slots=True)
class _Sums:
    touched: list[CaseChange] = field(default_factory=list)
    by_code: dict[str, list[Decimal]] = field(default_factory=lambda: defaultdict(lambda: [NOTHING, NOTHING, NOTHING]))
    looked_at: int = 0


@dataclass(frozen=True, slots=True)
class TermsChange:
    """The change, the cases that it touches, and whether only the first lines were looked at."""

    change: Change
    touched: tuple[CaseChange, ...]
    is_cut: bool

    @property
    def kept(self) -> int:
        """How many of the cases keep their value: another policy or release comes to the same, or the flags alone are others."""
        return sum(not one.has_other_value for one in self.touched)

    @property
    def cases(self) -> tuple[UUID, ...]:
        """The cases by their number."""
        return tuple(one.case for one in self.touched)


def since_of(today: date) -> date:
    """Return how far a recount reaches back: the first day of the year before, since older years are closed in practice."""
    return date(today.year - 1, 1, 1)


def change_of_terms(organisation: Organisation, since: date, until: date, closed: Collection[Month]) -> TermsChange:
    """Return what a recount of an organisation's months between two days would change, closed ones left out; nothing is stored."""
    return change_of_lines(organisation, _between(organisation, since, until, closed))


def stale_cases(organisation: Organisation, since: date, until: date, closed: Collection[Month]) -> Iterator[UUID]:
    """Yield every case that a recount between two days would change, closed months left out, one clinician after the other."""
    lines = _between(organisation, since, until, closed)
    for clinician in _people(organisation, lines):
        sums = _Sums()
        _add(sums, clinician, _lines(lines.filter(clinician=clinician)))
        yield from (one.case for one in sums.touched)


def change_of_lines(organisation: Organisation, lines: CaseLineQuerySet) -> TermsChange:
    """Return what a recount of the cases of some lines would change, each clinician under the own contracts; nothing is stored.

    A page waits for it, so that it looks at so many lines at most.
    """
    sums = _Sums()
    for clinician in _people(organisation, lines):
        if sums.looked_at >= MOST_LINES:
            break
        _add(sums, clinician, _lines(lines.filter(clinician=clinician)))
    effects = [CodeEffect(code, int(count), before, after) for code, (count, before, after) in sums.by_code.items()]
    moved = sorted((one for one in effects if one.change), key=lambda one: (-abs(one.change), one.code))
    before, after = sum((one.before for one in effects), NOTHING), sum((one.after for one in effects), NOTHING)
    counted = sum(one.lines for one in effects)
    change = Change(counted, len(sums.touched), before, after, tuple(moved[:LARGEST]))
    return TermsChange(change, tuple(sums.touched), sums.looked_at >= MOST_LINES)


def _between(organisation: Organisation, since: date, until: date, closed: Collection[Month]) -> CaseLineQuerySet:
    lines = CaseLine.objects.kept().filter(clinician__organisation=organisation, date_of_service__gte=since, date_of_service__lte=until)
    return lines.exclude(month_index__in=[month.index for month in closed])


def _people(organisation: Organisation, lines: CaseLineQuerySet) -> Iterable[Clinician]:
    people = Clinician.objects.filter(organisation=organisation, pk__in=lines.order_by().values("clinician"))
    return people.select_related("organisation").order_by("pk")


def _add(sums: _Sums, clinician: Clinician, lines: Sequence[CaseLine]) -> None:
    """Add the cases of one clinician whose value, flags, policy or release would be others."""
    agreements, stretches = Agreements(clinician), StretchOfDays(clinician, {line.code for line in lines})
    sums.looked_at += len(lines)
    for case in _cases(lines):
        first = case[0]
        agreed = agreements.on(first.date_of_service, first.case.place_of_service)
        schedules = stretches.on(first.date_of_service, agreed.frozen)
        entered = [stored_line(line.code, line.modifiers, line.units, line.details) for line in case]
        valued = value_lines(entered, first.case.place_of_service, schedules, agreed.policy)
        pairs = list(zip(case, valued, strict=True))
        if all(_is_same(line, one, schedules, agreed.policy) for line, one in pairs):
            continue
        has_other_value = not all(_has_same_value(line, one) for line, one in pairs)
        counted_on = schedules.frozen or schedules.release
        sums.touched.append(CaseChange(first.case_id, has_other_value, agreed.policy.name, counted_on.name if counted_on else ""))
        for line, one in pairs:
            for place, value in enumerate((Decimal(1), line.credit, one.item.credit)):
                sums.by_code[line.code][place] += value


def _is_same(line: CaseLine, one: ValuedLine, schedules: Schedules, policy: Policy) -> bool:
    """Whether a line counted anew has the value and the flags that are stored, by the same policy on the same releases."""
    counted_on = schedules.frozen or schedules.release
    ranked_on = schedules.release if schedules.frozen else None
    terms = (policy.name, counted_on.pk if counted_on else None, ranked_on.pk if ranked_on else None)
    is_told_alike = line.flags == [str(flag) for flag in one.item.flags]
    return _has_same_value(line, one) and is_told_alike and (line.policy, line.release_id, line.ranked_on_id) == terms


def _has_same_value(line: CaseLine, one: ValuedLine) -> bool:
    """Whether a line counted anew has the outcome, the credit and the units that are stored."""
    units = None if one.item.asa_units is None else credit_of(one.item.asa_units)
    return (line.outcome, line.credit, line.asa_units) == (str(one.item.outcome), one.item.credit, units)


def _lines(lines: CaseLineQuerySet) -> Sequence[CaseLine]:
    """Return all lines of the cases that some lines belong to: they decide about each other."""
    of_cases = CaseLine.objects.filter(case__in=lines.order_by().values("case"))
    return list(of_cases.select_related("case").defer("steps").order_by("date_of_service", "case_id", "position"))


def _cases(lines: Iterable[CaseLine]) -> Iterator[list[CaseLine]]:
    for _key, case in groupby(lines, key=lambda line: line.case_id):
        yield list(case)
