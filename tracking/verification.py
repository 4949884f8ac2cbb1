"""Everything stored counted again: lines whose credit the engine would give otherwise, and month totals that are not their sum."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, islice
from uuid import UUID

from django.db.models import Sum

from codes.fees import FeeSchedule
from codes.models import Release
from tracking.agreed import as_policy
from tracking.effect import line_of
from tracking.models import CaseLine, CreditPolicy, MonthTotal
from tracking.schedules import rows_of
from tracking.wrvu.credit import value_claim
from tracking.wrvu.policy import Policy
from tracking.wrvu.presets import PRESETS
from tracking.wrvu.terms import Terms

_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class DifferingLine:
    """A stored line whose credit is not what the engine gives under its own release and policy; None where that policy is gone."""

    case: UUID
    position: int
    code: str
    release: str
    policy: str
    stored: Decimal
    computed: Decimal | None


@dataclass(frozen=True, slots=True)
class DifferingTotal:
    """A month total that is not the sum of its lines."""

    clinician: int
    month_index: int
    stored: Decimal
    computed: Decimal


def policies_by_label() -> dict[str, Policy]:
    """Return every policy that a line may name: the presets, and each version that any organisation ever had."""
    return {**PRESETS, **{stored.label: as_policy(stored) for stored in CreditPolicy.objects.all()}}


def differing_lines() -> Iterator[DifferingLine]:
    """Yield the lines of kept cases whose credit differs; whole cases are counted, each under what it was counted with."""
    policies = policies_by_label()
    lines = CaseLine.objects.kept().filter(release__isnull=False).select_related("case").order_by("case_id", "position")
    stream = (list(case) for _key, case in groupby(lines.iterator(chunk_size=2_000), key=lambda line: line.case_id))
    while chunk := list(islice(stream, _AT_ONCE // 3)):
        schedules = _schedules(line for case in chunk for line in case)
        for case in chunk:
            yield from _differing(case, schedules, policies)


def differing_totals() -> Iterator[DifferingTotal]:
    """Yield the month totals that are not the sum of their kept lines, and months whose lines have no total."""
    sums = CaseLine.objects.kept().values("clinician_id", "month_index").annotate(credit=Sum("credit"))
    summed = {(row["clinician_id"], row["month_index"]): row["credit"] for row in sums.iterator()}
    for total in MonthTotal.objects.filter(basis=MonthTotal.CURRENT).iterator():
        computed = summed.pop((total.clinician_id, total.month_index), Decimal(0))
        if computed != total.credit:
            yield DifferingTotal(total.clinician_id, total.month_index, total.credit, computed)
    for (clinician, month_index), computed in summed.items():
        yield DifferingTotal(clinician, month_index, Decimal(0), computed)


def _schedules(lines: Iterable[CaseLine]) -> dict[int, FeeSchedule]:
    codes: dict[int, set[str]] = defaultdict(set)
    for line in lines:
        for release in (line.release_id, line.ranked_on_id):
            if release is not None:
                codes[release].add(line.code)
    releases = Release.objects.in_bulk(codes)
    return {number: rows_of(releases[number], sorted(found)) for number, found in codes.items()}


def _differing(case: Sequence[CaseLine], schedules: dict[int, FeeSchedule], policies: dict[str, Policy]) -> Iterator[DifferingLine]:
    first = case[0]
    policy = policies.get(first.policy)
    place = first.case.place_of_service
    entered = [line_of(place, line.code, line.modifiers, line.units) for line in case]
    schedule = schedules[first.release_id or 0]
    ranked_on = schedules[first.ranked_on_id] if first.ranked_on_id else None
    terms = Terms(ranked_on or schedule, policy, frozen=(schedule,) if ranked_on else ()) if policy else None
    computed = [item.credit for item in value_claim(entered, terms)] if terms else [None] * len(case)
    for line, credit in zip(case, computed, strict=True):
        if credit != line.credit:
            yield DifferingLine(line.case_id, line.position, line.code, schedule.release, line.policy, line.credit, credit)
