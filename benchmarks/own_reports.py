"""Reads of published reports: the list of one clinician, the newest version of a month, and what a month still waits for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from benchmarks.models import PeriodClose, ReportSnapshot, SnapshotState
from benchmarks.report.codec import from_json
from rvuedge.accounts.models import User
from rvuedge.lib.months import Month
from tracking.models import Clinician


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A published report in the list; the newest version of its month."""

    month: Month
    version: int
    published_at: datetime | None
    credit: Decimal
    fee_amount: Decimal
    is_paid_by_fees: bool
    # The state of the own query about it that is not closed; empty without one.
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A month that is over without a published report: closed or not, and the state of its making."""

    month: Month
    clinician: str
    is_closed: bool
    state: str
    reason: str


def rows_of(clinician: Clinician, asked: Mapping[int, str]) -> tuple[ReportRow | Waiting, ...]:
    """Return the reports of a clinician, each with what was asked of its month, and the closed months that still wait for one.

    Newest first; two queries.
    """
    made = list(ReportSnapshot.objects.filter(clinician=clinician).order_by("version"))
    published = {one.month_index: one for one in made if one.state == SnapshotState.PUBLISHED}
    unpublished = {one.month_index: one for one in made if one.state != SnapshotState.PUBLISHED}
    closed = PeriodClose.objects.filter(organisation=clinician.organisation_id, department=None)
    since = closed.filter(month_index__gte=Month.of(clinician.started_on).index).values_list("month_index", flat=True)
    ended = Month.of(clinician.ended_on).index if clinician.ended_on else None
    waiting = {index for index in since if ended is None or index <= ended}
    rows: list[ReportRow | Waiting] = []
    for index in sorted(waiting | set(published), reverse=True):
        if index in published:
            rows.append(_row(published[index], asked.get(index, "")))
        else:
            rows.append(_waiting(clinician, Month.from_index(index), unpublished.get(index), is_closed=True))
    return tuple(rows)


def newest_of(user: User, clinician: int, month: Month, version: int | None = None) -> ReportSnapshot | None:
    """Return the newest published version of a month's report that the user may see, or the one that is asked for. One query."""
    visible = ReportSnapshot.objects.visible_to(user).published().filter(clinician_id=clinician, month_index=month.index)
    if version is not None:
        visible = visible.filter(version=version)
    return visible.select_related("clinician__organisation").order_by("-version").first()


def wait_for(user: User, clinician: int, month: Month, today_month: Month) -> Waiting | None:
    """Return what a month's report waits for; None where it has no month that is over, or is not the user's to see."""
    whose = Clinician.objects.visible_to(user).filter(pk=clinician).distinct().first()
    if whose is None or month >= today_month or month.last_day < whose.started_on:
        return None
    if whose.ended_on is not None and month.first_day > whose.ended_on:
        return None
    is_closed = PeriodClose.objects.filter(organisation=whose.organisation_id, department=None, month_index=month.index).exists()
    snapshot = ReportSnapshot.objects.filter(clinician=whose, month_index=month.index).order_by("-version").first()
    return _waiting(whose, month, snapshot, is_closed=is_closed)


def _row(snapshot: ReportSnapshot, asked: str) -> ReportRow:
    report = from_json(snapshot.payload)
    return ReportRow(
        report.month,
        snapshot.version,
        snapshot.published_at,
        report.this_month.credit,
        report.this_month.fee_amount,
        report.is_paid_by_fees,
        asked,
    )


def _waiting(clinician: Clinician, month: Month, snapshot: ReportSnapshot | None, *, is_closed: bool) -> Waiting:
    state, reason = (snapshot.state, snapshot.reason) if snapshot else ("", "")
    return Waiting(month, clinician.name, is_closed, state, reason)
