"""The only writers of cases: a case, its credits, the month's total and the audit entry are one transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from rvuedge.accounts.audit import record
from rvuedge.accounts.models import User
from rvuedge.lib.decimals import credit_of, decimal_text
from rvuedge.lib.months import Month
from rvuedge.web.statements import Insertion
from tracking.agreed import agreed_on
from tracking.content import content_of
from tracking.entry import CaseContent, EntryLine, write_entry
from tracking.models import Case, CaseLine, Clinician
from tracking.schedules import Schedules, for_case
from tracking.services_former import keep_corrected
from tracking.services_totals import move_totals
from tracking.valuations import steps_as_json, valuation_of
from tracking.valuing import ValuedLine, value_lines
from tracking.wrvu.credit import ENGINE_VERSION
from tracking.wrvu.details import write_details
from tracking.wrvu.policy import Policy

SAME_AGAIN = timedelta(minutes=2)
_CASE, _LINES = Insertion(Case, unless='"id"'), Insertion(CaseLine)


class CaseConflict(Exception):
    """The id belongs to a case of the same clinician that says something else, or that was deleted."""


def log_case(
    *, clinician: Clinician, case_id: UUID, content: CaseContent, actor: User, source: str = "log", attending: Clinician | None = None
) -> Case:
    """Store a case with its credit and return it; the same id with the same content again changes nothing.

    An id of another clinician's case raises Case.DoesNotExist, other content under a used id CaseConflict.
    """
    case = Case(
        id=case_id,
        clinician=clinician,
        attending=attending,
        date_of_service=content.date_of_service,
        place_of_service=content.place_of_service,
        source=source,
    )
    # Within the transaction of a caller a failure ends that one: a case is never stored in part.
    with transaction.atomic(savepoint=False):
        is_new = _CASE.store(case)
        if is_new:
            lines = _store_lines(case, content.lines)
            move_totals(clinician.pk, removed=(), added=lines)
            record_case("case.logged", case, actor, {"lines": write_entry(content.lines)})
    return case if is_new else _told_before(Case.objects.get(pk=case_id), clinician, content)


@transaction.atomic
def amend_case(*, case: Case, content: CaseContent, actor: User) -> Case:
    """Replace what a case says, value it again and return it; equal content changes nothing.

    Where policy or release are others than when it was counted, the former value is kept as a version of its own.
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    before = content_of(case)
    if case.deleted_at is not None:
        raise CaseConflict
    if before == content:
        return case
    removed = list(case.lines.select_related("release", "ranked_on"))
    was = valuation_of(removed)
    case.lines.all().delete()
    case.date_of_service, case.place_of_service = content.date_of_service, content.place_of_service
    case.save(update_fields=["date_of_service", "place_of_service", "updated_at"])
    added = _store_lines(case, content.lines)
    move_totals(case.clinician_id, removed=removed, added=added)
    former = keep_corrected(case=case, removed=removed, told=was, added=added, by=actor)
    change = {"change": decimal_text(sum_of(added) - former.credit), "version": former.version + 1} if former else {}
    record_case("case.amended", case, actor, {"before": _told(before), "after": _told(content), **change})
    return case


@transaction.atomic
def remove_case(*, case: Case, actor: User, at: datetime) -> Case:
    """Take a case out of every total; the row stays and can be restored. Twice is once."""
    if Case.objects.kept().filter(pk=case.pk).update(deleted_at=at):
        move_totals(case.clinician_id, removed=case.lines.all(), added=())
        record_case("case.removed", case, actor, {})
    case.refresh_from_db(fields=["deleted_at"])
    return case


@transaction.atomic
def restore_case(*, case: Case, actor: User) -> Case:
    """Put a removed case back into the totals. Twice is once."""
    if Case.objects.filter(pk=case.pk, deleted_at__isnull=False).update(deleted_at=None):
        move_totals(case.clinician_id, removed=(), added=case.lines.all())
        record_case("case.restored", case, actor, {})
    case.refresh_from_db(fields=["deleted_at"])
    return case


def same_case_before(case: Case) -> bool:
    """Return whether the same was logged within the two minutes before: perhaps a slip, never dropped silently."""
    since = case.created_at - SAME_AGAIN
    others = Case.objects.kept().filter(clinician_id=case.clinician_id, date_of_service=case.date_of_service, created_at__gte=since)
    earlier = others.filter(created_at__lt=case.created_at).exclude(pk=case.pk).prefetch_related("lines")
    content = content_of(case)
    return any(content_of(other) == content for other in earlier)


def unsaved_lines(case: Case, valued: Sequence[ValuedLine], schedules: Schedules, policy: Policy) -> list[CaseLine]:
    """Return the lines of a case as rows with their credit, not stored yet (bulk writers store many cases at once)."""
    return [_row(case, position, one, schedules, policy) for position, one in enumerate(valued, start=1)]


def _told_before(case: Case, clinician: Clinician, content: CaseContent) -> Case:
    if case.clinician_id != clinician.pk:
        raise Case.DoesNotExist
    if case.deleted_at is not None or content_of(case) != content:
        raise CaseConflict
    return case


def _store_lines(case: Case, lines: Sequence[EntryLine]) -> list[CaseLine]:
    """Store the lines of a case and keep them beside it: what is told of it next needs no second reading."""
    stored = _counted(case, lines)
    _LINES.store(*stored)
    case.stored_lines = stored
    return stored


def _counted(case: Case, lines: Sequence[EntryLine]) -> list[CaseLine]:
    agreed = agreed_on(case.clinician, case.date_of_service, case.place_of_service)
    schedules = for_case((line.code for line in lines), case.date_of_service, case.clinician.organisation, agreed.frozen, agreed.catalogue)
    valued = value_lines(lines, case.place_of_service, schedules, agreed.policy)
    return unsaved_lines(case, valued, schedules, agreed.policy)


def sum_of(lines: Iterable[CaseLine]) -> Decimal:
    """Return the sum of the credits of lines."""
    return sum((line.credit for line in lines), Decimal(0))


def _row(case: Case, position: int, one: ValuedLine, schedules: Schedules, policy: Policy) -> CaseLine:
    item = one.item
    return CaseLine(
        case=case,
        position=position,
        clinician_id=case.clinician_id,
        date_of_service=case.date_of_service,
        month_index=Month.of(case.date_of_service).index,
        code=one.line.code,
        modifiers=one.line.qualifiers,
        units=one.line.units,
        details=write_details(one.line.facts),
        outcome=str(item.outcome),
        lane=str(item.lane),
        work_rvu=item.work_rvu,
        credit=item.credit,
        asa_units=None if item.asa_units is None else credit_of(item.asa_units),
        fee_amount=one.fee_amount,
        fee_schedule=one.fee.schedule if one.fee else "",
        release=schedules.frozen or schedules.release,
        ranked_on=schedules.release if schedules.frozen else None,
        policy=policy.name,
        engine_version=ENGINE_VERSION,
        flags=[str(flag) for flag in item.flags],
        steps=steps_as_json(item),
    )


def record_case(action: str, case: Case, actor: User | None, detail: dict[str, object]) -> None:
    """Add an entry of a case to the audit trail."""
    record(action=action, actor=actor, organisation=case.clinician.organisation, subject=str(case.pk), detail=detail)


def _told(content: CaseContent) -> dict[str, object]:
    told: dict[str, object] = {
        "date": content.date_of_service.isoformat(),
        "place": content.place_of_service,
        "lines": write_entry(content.lines),
    }
    details = {str(place): text for place, line in enumerate(content.lines, start=1) if (text := write_details(line.facts))}
    return {**told, "details": details} if details else told
