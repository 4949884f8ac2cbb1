"""Everything stored counted again: lines whose value or steps the engine would give otherwise, and month totals that are not their sum."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, islice
from uuid import UUID

from django.db.models import Sum

from codes.fees import FeeSchedule
from codes.models import Release
from rvuedge.lib.decimals import credit_of
from tracking.agreed import as_policy
from tracking.models import CaseLine, CreditPolicy, MonthTotal
from tracking.reproduction import reproduced_items, says_the_same
from tracking.schedules import rows_of
from tracking.wrvu.credit import ENGINE_VERSION
from tracking.wrvu.policy import Policy
from tracking.wrvu.presets import PRESETS
from tracking.wrvu.terms import Terms

_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class DifferingLine:
    """A stored line that the engine counts otherwise under its own release and policy; `computed` is None where that policy is gone.

    Where the credit is the same, the way to it differs: outcome, units, flags or a step.
    """

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


class Policies:
    """Every policy that a stored line may name: the presets, and each version that its organisation ever had."""

    def __init__(self) -> None:
        own = CreditPolicy.objects.all()
        self._own = {(stored.organisation_id, stored.label): as_policy(stored) for stored in own}

    def of(self, organisation: int, label: str) -> Policy | None:
        """Return the policy under which an organisation's line was counted; None where it is gone."""
        return PRESETS.get(label) or self._own.get((organisation, label))


def differing_lines() -> Iterator[DifferingLine]:
    """Yield the lines of kept cases that differ; whole cases are counted, each under what it was counted with.

    Lines that an earlier engine counted are held to their credit alone: their steps are stored, and stay as they were.
    """
    policies = Policies()
    lines = CaseLine.objects.kept().filter(release__isnull=False).select_related("case", "clinician").order_by("case_id", "position")
    stream = (list(case) for _key, case in groupby(lines.iterator(chunk_size=2_000), key=lambda line: line.case_id))
    while chunk := list(islice(stream, _AT_ONCE // 3)):
        schedules = _schedules(line for case in chunk for line in case)
        terms: dict[tuple[int, str], dict[object, Terms]] = defaultdict(dict)
        for case in chunk:
            first = case[0]
            organisation = first.clinician.organisation_id
            policy = policies.of(organisation, first.policy)
            yield from _differing(case, schedules, policy, terms[organisation, first.policy])


def differing_totals() -> Iterator[DifferingTotal]:
    """Yield the month totals that are not the sum of their kept lines, and months whose lines have no total."""
    sums = CaseLine.objects.kept().values("clinician_id", "month_index").annotate(credit=Sum("credit"))
    # A sum of decimals is exact on PostgreSQL and near it on SQLite.
    summed = {(row["clinician_id"], row["month_index"]): credit_of(Decimal(row["credit"])) for row in sums.iterator()}
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


def _differing(
    case: Sequence[CaseLine], schedules: dict[int, FeeSchedule], policy: Policy | None, terms: dict[object, Terms]
) -> Iterator[DifferingLine]:
    first = case[0]
    items = reproduced_items(case, first.case.place_of_service, schedules, policy, terms) if policy else [None] * len(case)
    for line, item in zip(case, items, strict=True):
        is_of_this_engine = line.engine_version == ENGINE_VERSION
        if item is not None and (says_the_same(line, item) if is_of_this_engine else item.credit == line.credit):
            continue
        release = schedules[line.release_id or 0].release
        yield DifferingLine(line.case_id, line.position, line.code, release, line.policy, line.credit, item.credit if item else None)
