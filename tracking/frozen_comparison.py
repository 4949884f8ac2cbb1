"""What a log counts under the release of each date of service, and under one frozen release: the same cases, nothing stored."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from codes.fees import FeeSchedule
from codes.models import Release
from tracking.agreed import Agreements
from tracking.bulk import StretchOfDays
from tracking.effect import MOST_LINES, line_of
from tracking.models import Clinician
from tracking.models.case import CaseLineQuerySet
from tracking.policy_preview import LineEffect, PolicyEffect, effect_of_sums
from tracking.schedules import rows_of
from tracking.wrvu.credit import value_claim
from tracking.wrvu.outcomes import Reason
from tracking.wrvu.policy import Policy
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import NOTHING, Item, Line

__all__ = ["FrozenEffect", "LineEffect", "compare"]
_READ = ("case_id", "date_of_service", "case__place_of_service", "code", "modifiers", "units", "details")
_ABSENT = (Reason.NOT_IN_SCHEDULE, Reason.VALUE_OF_CURRENT_RELEASE, Reason.VALUE_OF_COMPARATOR)
Sums = dict[str, list[Decimal]]


@dataclass(frozen=True, slots=True)
class FrozenEffect:
    """Credit by date of service and frozen, the lines that change most, and how many lines the frozen release does not have."""

    effect: PolicyEffect
    absent: int


def compare(clinicians: Iterable[Clinician], lines: CaseLineQuerySet, frozen: Release) -> FrozenEffect:
    """Return what freezing a release does to lines of some clinicians, each counted by the own policy of the day."""
    codes = sorted(set(lines.order_by().values_list("code", flat=True).distinct()))
    rows = rows_of(frozen, codes)
    sums: Sums = defaultdict(lambda: [NOTHING, NOTHING, NOTHING])
    absent = left = 0
    for clinician in clinicians:
        read = list(
            lines.filter(clinician=clinician).order_by("-date_of_service", "case_id", "position").values_list(*_READ)[: MOST_LINES - left]
        )
        left += len(read)
        absent += _add(sums, clinician, read, rows)
        if left >= MOST_LINES:
            break
    return FrozenEffect(effect_of_sums(sums, is_cut=left >= MOST_LINES), absent)


def _add(sums: Sums, clinician: Clinician, read: Sequence[tuple[object, ...]], frozen: FeeSchedule) -> int:
    """Add one clinician's cases to the sums, and return how many lines the frozen release does not have."""
    agreements, stretches = Agreements(clinician), StretchOfDays(clinician, {str(row[3]) for row in read})
    known: dict[tuple[int, str], tuple[Terms, Terms]] = {}
    absent = 0
    for _case, rows in groupby(read, key=lambda row: row[0]):
        case = list(rows)
        day, place = case[0][1], str(case[0][2])
        assert isinstance(day, date)
        schedules, policy = stretches.on(day), agreements.on(day, place).policy
        if (id(schedules), policy.name) not in known:
            known[id(schedules), policy.name] = _both(schedules.terms_of(policy), frozen, policy)
        by_day, by_frozen = known[id(schedules), policy.name]
        entered = [line_of(place, str(row[3]), str(row[4]), int(str(row[5])), str(row[6])) for row in case]
        absent += _count(sums, entered, value_claim(entered, by_day), value_claim(entered, by_frozen))
    return absent


def _both(terms: Terms, frozen: FeeSchedule, policy: Policy) -> tuple[Terms, Terms]:
    same: Mapping[str, Decimal] = terms.base_units
    return terms, Terms(terms.schedule, policy, terms.priced_by, frozen=(frozen,), fees=terms.fees, base_units=same)


def _count(sums: Sums, lines: Sequence[Line], now: Sequence[Item], then: Sequence[Item]) -> int:
    absent = 0
    for line, before, after in zip(lines, now, then, strict=True):
        found = sums["-".join((line.code, *line.modifiers))]
        for place, value in enumerate((Decimal(1), before.credit, after.credit)):
            found[place] += value
        absent += any(reason in after.flags for reason in _ABSENT) and not any(reason in before.flags for reason in _ABSENT)
    return absent
