"""What counting logged lines anew would change under what holds now: releases, policies, contracts and the engine's version."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from rvuedge.accounts.models import Organisation
from rvuedge.lib.months import Month
from tracking.agreed import Agreements
from tracking.bulk import StretchOfDays
from tracking.effect import MOST_LINES, CodeEffect
from tracking.entry import stored_line
from tracking.models import CaseLine, Clinician
from tracking.recount import Change
from tracking.valuing import value_lines
from tracking.wrvu.types import NOTHING

LARGEST = 20


@dataclass(slots=True)
class _Sums:
    cases: list[UUID] = field(default_factory=list)
    by_code: dict[str, list[Decimal]] = field(default_factory=lambda: defaultdict(lambda: [NOTHING, NOTHING, NOTHING]))
    looked_at: int = 0


@dataclass(frozen=True, slots=True)
class TermsChange:
    """The change, the cases that it touches, and whether only the first lines were looked at."""

    change: Change
    cases: tuple[UUID, ...]
    is_cut: bool


def since_of(today: date) -> date:
    """Return how far a recount reaches back: the first day of the year before, since older years are closed in practice."""
    return date(today.year - 1, 1, 1)


def change_of_terms(organisation: Organisation, since: date, today: date, closed: Collection[Month]) -> TermsChange:
    """Return what a recount of an organisation's open months since a day would change; nothing is stored."""
    sums = _Sums()
    for clinician in Clinician.objects.filter(organisation=organisation).select_related("organisation"):
        if sums.looked_at >= MOST_LINES:
            break
        _add(sums, clinician, _lines(clinician, since, today, closed))
    effects = [CodeEffect(code, int(count), before, after) for code, (count, before, after) in sums.by_code.items()]
    moved = sorted((one for one in effects if one.change), key=lambda one: (-abs(one.change), one.code))
    before, after = sum((one.before for one in effects), NOTHING), sum((one.after for one in effects), NOTHING)
    lines = sum(one.lines for one in effects)
    change = Change(lines, len(sums.cases), before, after, tuple(moved[:LARGEST]))
    return TermsChange(change, tuple(sums.cases), sums.looked_at >= MOST_LINES)


def _add(sums: _Sums, clinician: Clinician, lines: Sequence[CaseLine]) -> None:
    """Add the cases of one clinician whose credit, policy or release would be another one."""
    if not lines:
        return
    agreements, stretches = Agreements(clinician), StretchOfDays(clinician, {line.code for line in lines})
    sums.looked_at += len(lines)
    for case in _cases(lines):
        first = case[0]
        agreed = agreements.on(first.date_of_service, first.case.place_of_service)
        schedules = stretches.on(first.date_of_service, agreed.frozen)
        entered = [stored_line(line.code, line.modifiers, line.units) for line in case]
        valued = value_lines(entered, first.case.place_of_service, schedules, agreed.policy)
        if all(one.item.credit == line.credit and line.policy == agreed.label for one, line in zip(valued, case, strict=True)):
            continue
        sums.cases.append(first.case_id)
        for one, line in zip(valued, case, strict=True):
            for place, value in enumerate((Decimal(1), line.credit, one.item.credit)):
                sums.by_code[line.code][place] += value


def _lines(clinician: Clinician, since: date, today: date, closed: Collection[Month]) -> Sequence[CaseLine]:
    lines = CaseLine.objects.kept().filter(clinician=clinician, date_of_service__gte=since, date_of_service__lte=today)
    of_open_months = lines.exclude(month_index__in=[month.index for month in closed])
    return list(of_open_months.select_related("case").order_by("date_of_service", "case_id", "position"))


def _cases(lines: Sequence[CaseLine]) -> Iterator[list[CaseLine]]:
    for _key, case in groupby(lines, key=lambda line: line.case_id):
        yield list(case)
