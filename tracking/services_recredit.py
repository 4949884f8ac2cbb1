"""Counts stored cases anew by what holds now, many in one transaction: what holds is read once for all cases of a clinician."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Prefetch

from rvuedge.accounts.models import User
from rvuedge.lib.decimals import decimal_text
from rvuedge.lib.months import Month
from tracking.agreed import Agreements
from tracking.bulk import StretchOfDays
from tracking.content import content_of
from tracking.models import Case, CaseLine, Clinician, FormerValuation
from tracking.services import record_case, sum_of, unsaved_lines
from tracking.services_totals import move_totals
from tracking.valuations import is_same, valuation_of
from tracking.valuing import value_lines

# So many lock the rows of their cases for a moment, no more.
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class _Recount:
    """A case with its lines as they are stored and as they are counted now."""

    case: Case
    removed: Sequence[CaseLine]
    added: Sequence[CaseLine]

    @property
    def change(self) -> Decimal:
        return sum_of(self.added) - sum_of(self.removed)


def recredit(*, case: Case, actor: User | None, reason: str, left_out: Collection[Month] = ()) -> Decimal | None:
    """Value a kept case again with what is in force now; return the change of its credit, 0 where nothing changed.

    None where there is nothing to value: the case is gone by now, or lies in a month that is left out.
    """
    return recredit_many(cases=[case.pk], actor=actor, reason=reason, left_out=left_out).get(case.pk)


@transaction.atomic
def recredit_many(*, cases: Collection[UUID], actor: User | None, reason: str, left_out: Collection[Month] = ()) -> dict[UUID, Decimal]:
    """Value kept cases again with what is in force now; return the change of each, 0 where nothing changed.

    The former value is kept as a version of its own, with the reason; a case that comes to the same stays as it is. A case that is
    gone by now, or lies in a month that is left out, is not among those returned.
    """
    # Always in one order, so that two that count the same cases wait for each other and never both.
    kept = Case.objects.kept().filter(pk__in=cases).order_by("pk").select_for_update(of=("self",))
    lines = Prefetch("lines", CaseLine.objects.select_related("release", "ranked_on"))
    found = [
        case
        for case in kept.select_related("clinician__organisation").prefetch_related(lines)
        if Month.of(case.date_of_service) not in left_out
    ]
    recounts = [one for own in _by_clinician(found).values() for one in _counted(own)]
    changed = [one for one in recounts if not is_same(one.removed, one.added)]
    if changed:
        _store(changed, actor, reason)
    return {one.case.pk: one.change for one in recounts}


def _by_clinician(cases: Iterable[Case]) -> Mapping[int, list[Case]]:
    own: dict[int, list[Case]] = defaultdict(list)
    for case in cases:
        own[case.clinician_id].append(case)
    return dict(sorted(own.items()))


def _counted(cases: Sequence[Case]) -> list[_Recount]:
    """Return the cases of one clinician with their lines of now."""
    clinician: Clinician = cases[0].clinician
    agreements = Agreements(clinician)
    stretches = StretchOfDays(clinician, {line.code for case in cases for line in case.lines.all()})
    recounts = []
    for case in cases:
        agreed = agreements.on(case.date_of_service, case.place_of_service)
        schedules = stretches.on(case.date_of_service, agreed.frozen)
        valued = value_lines(content_of(case).lines, case.place_of_service, schedules, agreed.policy)
        recounts.append(_Recount(case, list(case.lines.all()), unsaved_lines(case, valued, schedules, agreed.policy)))
    return recounts


def _store(changed: Sequence[_Recount], actor: User | None, reason: str) -> None:
    """Store the new lines with what they replace, and move the month totals by the difference."""
    cases = [one.case for one in changed]
    counts = FormerValuation.objects.filter(case__in=cases).order_by().values("case").annotate(number=Count("pk"))
    kept = {row["case"]: row["number"] for row in counts}
    former = [_former(one, kept.get(one.case.pk, 0) + 1, actor, reason) for one in changed]
    FormerValuation.objects.bulk_create(former)
    CaseLine.objects.filter(case__in=cases).delete()
    CaseLine.objects.bulk_create([line for one in changed for line in one.added])
    for own in _by_clinician(cases).values():
        mine = [one for one in changed if one.case in own]
        removed, added = [line for one in mine for line in one.removed], [line for one in mine for line in one.added]
        move_totals(own[0].clinician_id, removed=removed, added=added)
    for one, version in zip(changed, former, strict=True):
        told: dict[str, object] = {"change": decimal_text(one.change), "reason": reason, "version": version.version + 1}
        record_case("case.recredited", one.case, actor, told)


def _former(one: _Recount, version: int, actor: User | None, reason: str) -> FormerValuation:
    lines = valuation_of(one.removed)
    return FormerValuation(case=one.case, version=version, credit=sum_of(one.removed), lines=lines, reason=reason[:200], replaced_by=actor)
