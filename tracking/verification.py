"""Everything stored counted again: lines, former versions and month totals that are not what the engine and the lines give."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, islice
from uuid import UUID

from codes.fees import FeeSchedule
from codes.models import Release
from rvuedge.lib.months import Month
from tracking.agreed import as_policy
from tracking.models import CaseLine, CreditPolicy, FormerValuation
from tracking.reproduction import reproduced_items, told_otherwise
from tracking.schedules import rows_of
from tracking.stored_fees import StoredFees
from tracking.valuations import lines_of
from tracking.wrvu.credit import ENGINE_VERSION
from tracking.wrvu.policy import Policy
from tracking.wrvu.presets import PRESETS
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Item

_CASES_AT_ONCE = 6_000
_VERSIONS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class DifferingLine:
    """A stored line that the engine counts otherwise under its own release and policy, and what differs.

    `computed` is None where that policy or release is gone. `version` is that of a former value, None for what counts now.
    """

    case: UUID
    position: int
    code: str
    release: str
    policy: str
    stored: Decimal
    computed: Decimal | None
    differs: tuple[str, ...]
    version: int | None = None


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
    lines = CaseLine.objects.kept().select_related("case__clinician", "release").order_by("case_id", "position")
    stream = (list(case) for _key, case in groupby(lines.iterator(chunk_size=2_000), key=lambda line: line.case_id))
    while chunk := list(islice(stream, _CASES_AT_ONCE)):
        checking = _Checking(policies, [line for case in chunk for line in case])
        for case in chunk:
            yield from checking.differing(case)


def differing_versions() -> Iterator[DifferingLine]:
    """Yield the lines of the former values of kept cases that differ; position 0 is a version that is not the sum of its lines."""
    policies = Policies()
    releases = {release.name: release for release in Release.objects.all()}
    kept = CaseLine.objects.kept().values("case_id")
    stream = FormerValuation.objects.filter(case__in=kept).select_related("case__clinician").order_by("case_id", "version").iterator()
    while chunk := list(islice(stream, _VERSIONS_AT_ONCE)):
        read = [(former, _read(former, releases)) for former in chunk]
        checking = _Checking(policies, [line for _former, lines in read for line in lines or ()])
        for former, lines in read:
            if lines is None:
                yield DifferingLine(former.case_id, 0, "", "", "", former.credit, None, ("release",), former.version)
                continue
            total = sum((line.credit for line in lines), Decimal(0))
            if total != former.credit:
                yield DifferingLine(former.case_id, 0, "", "", "", former.credit, total, ("credit",), former.version)
            yield from checking.differing(lines, former.version)


def _read(former: FormerValuation, releases: dict[str, Release]) -> list[CaseLine] | None:
    """The lines of a former version; None where a release that it names is gone."""
    try:
        return lines_of(former, releases)
    except KeyError:
        return None


class _Checking:
    """What some cases are counted again with: the rows of their releases, their policies, and the fees that they name."""

    def __init__(self, policies: Policies, lines: Sequence[CaseLine]) -> None:
        self._policies, self._schedules, self._fees = policies, _schedules(lines), StoredFees(lines)
        self._terms: dict[tuple[int, str], dict[object, Terms]] = defaultdict(dict)

    def differing(self, case: Sequence[CaseLine], version: int | None = None) -> Iterator[DifferingLine]:
        """Yield the lines of one case that differ, each with what does."""
        if not case:
            return
        first = case[0]
        organisation = first.case.clinician.organisation_id
        policy, terms = self._policies.of(organisation, first.policy), self._terms[organisation, first.policy]
        items: Sequence[Item | None] = [None] * len(case)
        if policy:
            items = reproduced_items(case, first.case.place_of_service, self._schedules, policy, terms)
        for line, item in zip(case, items, strict=True):
            differs = (*self._otherwise(line, item), *_elsewhere(line, first))
            if differs:
                release = line.release.name if line.release else ""
                computed = item.credit if item else None
                yield DifferingLine(line.case_id, line.position, line.code, release, line.policy, line.credit, computed, differs, version)

    def _otherwise(self, line: CaseLine, item: Item | None) -> tuple[str, ...]:
        if item is None:
            return ("policy",)
        if line.engine_version != ENGINE_VERSION:
            return () if item.credit == line.credit else ("credit",)
        return (*told_otherwise(line, item), *(() if self._fees.may_give(line, item.lane) else ("fee_amount",)))


def _elsewhere(line: CaseLine, first: CaseLine) -> tuple[str, ...]:
    """What a line says otherwise than its case, or than the first line: a case is counted under one policy on one release."""
    case = line.case
    pairs: dict[str, tuple[object, object]] = {
        "clinician": (line.clinician_id, case.clinician_id),
        "date_of_service": (line.date_of_service, case.date_of_service),
        "month": (line.month_index, Month.of(case.date_of_service).index),
        "release": ((line.release_id, line.ranked_on_id), (first.release_id, first.ranked_on_id)),
        "policy": (line.policy, first.policy),
    }
    return tuple(name for name, (stored, expected) in pairs.items() if stored != expected)


def _schedules(lines: Iterable[CaseLine]) -> dict[int, FeeSchedule]:
    codes: dict[int, set[str]] = defaultdict(set)
    for line in lines:
        for release in (line.release_id, line.ranked_on_id):
            if release is not None:
                codes[release].add(line.code)
    releases = Release.objects.in_bulk(codes)
    return {number: rows_of(releases[number], sorted(found)) for number, found in codes.items()}
