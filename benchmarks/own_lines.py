"""The lines of a log as a comparison takes them, and what they would count under other releases and policies."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from benchmarks.reconcile.compare import alternatives_of, explained
from benchmarks.reconcile.lines import NOTHING, Alternative, CountedLine, Finding, Kind, Reason, Terms
from codes.models import Release
from rvuedge.lib.decimals import credit_of
from rvuedge.lib.months import Month
from tracking.agreed import policies_of
from tracking.effect import line_of
from tracking.entry import stored_line
from tracking.models import CaseLine, Clinician
from tracking.models.case import CaseLineQuerySet
from tracking.schedules import rows_of
from tracking.wrvu.credit import value_claim
from tracking.wrvu.policy import Policy
from tracking.wrvu.presets import CMS_PARALLEL
from tracking.wrvu.terms import Terms as CreditTerms
from tracking.wrvu.types import Line

# The latest releases that a changed value is looked for under; a year has up to five.
MOST_RELEASES = 8
_AT_ONCE = 5_000
_READ = ("id", "date_of_service", "code", "modifiers", "units", "credit", "case_id", "case__place_of_service")
Case = tuple[tuple[Line, ...], str, str]


def counted_from(clinician: Clinician) -> date:
    """Return the first day of a log whose work is counted for pay: that of a training that ended is not."""
    until = clinician.trainee_until
    return clinician.started_on if until is None else max(clinician.started_on, until + timedelta(days=1))


def own_lines(clinician: Clinician, first: date, last: date) -> list[CountedLine]:
    """Return the kept lines of a log in some days, with what each of them counts."""
    kept = _kept(clinician, first, last)
    found = []
    for number, day, code, qualifiers, units, credit, case, place in kept.values_list(*_READ).iterator(chunk_size=_AT_ONCE):
        entered = stored_line(code, qualifiers, units)
        found.append(CountedLine(day, code, tuple(sorted(entered.modifiers)), units, credit, str(case), place, number))
    return found


def with_reasons(findings: Sequence[Finding], clinician: Clinician, terms: Terms) -> tuple[Finding, ...]:
    """Return findings, those of changed values with the release or policy under which the log would count what the report counts."""
    changed = [one for one in findings if one.kind is Kind.VALUE]
    if not changed:
        return tuple(findings)
    cases = {UUID(line.case) for one in changed for line in one.own}
    ways = _by_line(sorted(cases), clinician)
    return tuple(explained(one, alternatives_of(one, ways), terms) if one.kind is Kind.VALUE else one for one in findings)


def month_under_other_ways(clinician: Clinician, first: date, last: date) -> tuple[Alternative, ...]:
    """Return what the log counts in some days under each other release and policy, all cases together."""
    kept = _kept(clinician, first, last)
    sums: dict[tuple[Reason, str], Decimal] = {}
    cases = sorted(set(kept.values_list("case_id", flat=True)))
    per_line = _by_line(cases, clinician)
    for told in per_line.values():
        for reason, name, value in told:
            sums[reason, name] = sums.get((reason, name), NOTHING) + value
    whole = {name: all(any(one[:2] == name for one in told) for told in per_line.values()) for name in sums}
    return tuple(Alternative(*name, value) for name, value in sums.items() if whole[name])


def _kept(clinician: Clinician, first: date, last: date) -> CaseLineQuerySet:
    lines = CaseLine.objects.kept().of_months(clinician, Month.of(first), Month.of(last))
    return lines.filter(date_of_service__gte=first, date_of_service__lte=last).order_by()


def _by_line(cases: Sequence[UUID], clinician: Clinician) -> Mapping[int, Sequence[Alternative]]:
    """What each line of some cases would count for; equal cases are valued once."""
    stored = [line for chunk in _chunks(cases) for line in _stored(chunk)]
    ways = _Ways(clinician, sorted({line.code for line in stored}))
    found: dict[int, Sequence[Alternative]] = {}
    for _case, rows in groupby(stored, key=lambda line: line.case_id):
        lines = list(rows)
        entered = tuple(line_of(one.case.place_of_service, one.code, one.modifiers, one.units, one.details) for one in lines)
        release = lines[0].release.name if lines[0].release else ""
        for line, alternatives in zip(lines, ways.of((entered, release, lines[0].policy)), strict=True):
            found[line.pk] = alternatives
    return found


def _stored(cases: Sequence[UUID]) -> Iterable[CaseLine]:
    read = CaseLine.objects.filter(case__in=cases).select_related("case", "release").defer("steps", "flags")
    return read.order_by("case_id", "position")


def _chunks(cases: Sequence[UUID]) -> Iterable[Sequence[UUID]]:
    return (cases[start : start + 500] for start in range(0, len(cases), 500))


class _Ways:
    """Values cases under each known release and policy; the same case is valued once."""

    def __init__(self, clinician: Clinician, codes: Sequence[str]) -> None:
        latest = list(Release.objects.active().order_by("-effective_from", "-pk")[:MOST_RELEASES])
        self._schedules = {release.name: rows_of(release, codes) for release in latest}
        self._policies = policies_of(clinician.organisation)
        self._terms: dict[tuple[str, str], CreditTerms] = {}
        self._known: dict[Case, tuple[tuple[Alternative, ...], ...]] = {}

    def of(self, case: Case) -> tuple[tuple[Alternative, ...], ...]:
        """Return, for each line of a case, what it counts under another release, another policy, or both."""
        if case not in self._known:
            lines, release, policy = case
            under = [(release, name) for name in self._policies if name != policy]
            under = [(name, policy) for name in self._schedules if name != release] + under
            under += [(name, other) for name in self._schedules if name != release for other in self._policies if other != policy]
            valued = [self._valued(lines, *way, case) for way in under if way[0] in self._schedules]
            self._known[case] = tuple(zip(*valued, strict=True)) if valued else tuple(() for _line in lines)
        return self._known[case]

    def _valued(self, lines: tuple[Line, ...], release: str, policy: str, case: Case) -> list[Alternative]:
        _lines, own_release, own_policy = case
        if (release, policy) not in self._terms:
            self._terms[release, policy] = CreditTerms(self._schedules[release], self._policy(policy))
        reason = Reason.POLICY if release == own_release else Reason.RELEASE if policy == own_policy else Reason.RELEASE_AND_POLICY
        name = {Reason.POLICY: policy, Reason.RELEASE: release}.get(reason, f"{release}, {policy}")
        items = value_claim(lines, self._terms[release, policy])
        return [Alternative(reason, name, credit_of(item.credit)) for item in items]

    def _policy(self, name: str) -> Policy:
        return self._policies.get(name, CMS_PARALLEL)
