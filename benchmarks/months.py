"""What the months page reads: each month with the state of its reports, and what to look at before the next one is closed."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from benchmarks.curves import edition_in_force
from benchmarks.models import Edition, MailState, ReportMail, ReportSnapshot, SnapshotState
from benchmarks.report_services import CLAIM_HOLDS, closed_months
from benchmarks.review import to_review
from rvuedge.accounts.models import Membership, Organisation
from rvuedge.lib.months import Month
from tracking.models import CaseLine, Clinician, Effort, MonthTotal

MONTHS_SHOWN = 14


@dataclass(frozen=True, slots=True)
class Failure:
    """A report that could not be made, or a mail that failed or may not have gone, and why."""

    clinician: str
    reason: str


@dataclass(slots=True)
class MonthRow:
    """One month: how many reports it should have, and how far they are."""

    month: Month
    is_closed: bool
    expected: int = 0
    published: int = 0
    making: int = 0
    failures: list[Failure] = field(default_factory=list)
    mails: dict[str, int] = field(default_factory=dict)
    mail_faults: list[Failure] = field(default_factory=list)

    @property
    def due(self) -> int:
        """How many reports nobody has asked for yet."""
        return max(self.expected - self.published - self.making - len(self.failures), 0)

    @property
    def mails_waiting(self) -> int:
        return self.mails.get(MailState.WAITING, 0) + self.mails.get(MailState.SENDING, 0)

    @property
    def is_all_out(self) -> bool:
        return self.is_closed and self.published >= self.expected


@dataclass(frozen=True, slots=True)
class Missing:
    """A person without an entry, and the place under People by which one is made."""

    name: str
    place: int | None


@dataclass(frozen=True, slots=True)
class Closing:
    """What to look at before a month is closed."""

    month: Month
    is_over: bool
    people: int
    without_cases: tuple[str, ...]
    without_effort: tuple[Missing, ...]
    lines_to_review: int
    people_to_review: int
    edition: Edition | None


def month_rows(organisation: Organisation, this_month: Month) -> list[MonthRow]:
    """Return the months that are over, newest first, as far back as anybody was there. Four queries."""
    people = list(Clinician.objects.filter(organisation=organisation).only("name", "started_on", "ended_on"))
    if not people:
        return []
    start = max(Month.of(min(one.started_on for one in people)), this_month.plus(-MONTHS_SHOWN))
    closed = set(closed_months(organisation))
    rows = {index: MonthRow(Month.from_index(index), Month.from_index(index) in closed) for index in range(start.index, this_month.index)}
    for row in rows.values():
        row.expected = sum(was_there(one, row.month) for one in people)
    _count(organisation, rows, timezone.now())
    _count_mails(organisation, rows)
    return sorted(rows.values(), key=lambda row: row.month, reverse=True)


def closing_of(organisation: Organisation, this_month: Month, rows: list[MonthRow]) -> Closing:
    """Return what to look at before the oldest open month, else the current one, is closed. Six queries."""
    month = next((row.month for row in reversed(rows) if not row.is_closed), this_month)
    people = [one for one in Clinician.objects.filter(organisation=organisation).order_by("name") if was_there(one, month)]
    totals = MonthTotal.objects.filter(clinician__in=people, basis=MonthTotal.CURRENT, month_index=month.index, lines__gt=0)
    with_cases = set(totals.values_list("clinician_id", flat=True))
    known = Effort.objects.filter(clinician__in=people, effective_from__lte=month.last_day)
    with_effort = set(known.values_list("clinician_id", flat=True))
    lines = CaseLine.objects.kept().filter(to_review(), clinician__in=people, month_index=month.index)
    review = lines.aggregate(lines=Count("pk"), people=Count("clinician", distinct=True))
    return Closing(
        month=month,
        is_over=month < this_month,
        people=len(people),
        without_cases=tuple(one.name for one in people if one.pk not in with_cases),
        without_effort=_missing(organisation, [one for one in people if one.pk not in with_effort]),
        lines_to_review=review["lines"],
        people_to_review=review["people"],
        edition=edition_in_force(organisation),
    )


def _missing(organisation: Organisation, people: list[Clinician]) -> tuple[Missing, ...]:
    members = Membership.objects.filter(organisation=organisation, user__in=[one.user_id for one in people])
    places = dict(members.values_list("user_id", "pk"))
    return tuple(Missing(one.name, places.get(one.user_id)) for one in people)


def row_of(organisation: Organisation, month: Month, this_month: Month) -> MonthRow | None:
    """Return one month that is over; None for one that is not listed. Four queries."""
    return next((row for row in month_rows(organisation, this_month) if row.month == month), None)


def was_there(clinician: Clinician, month: Month) -> bool:
    """Return whether somebody kept a log on a day of the month."""
    return clinician.started_on <= month.last_day and (clinician.ended_on is None or clinician.ended_on >= month.first_day)


def _count(organisation: Organisation, rows: dict[int, MonthRow], now: datetime) -> None:
    """The newest version of each clinician's report tells the state; a claim that is too old holds nobody back."""
    found = ReportSnapshot.objects.filter(clinician__organisation=organisation, month_index__in=rows).order_by("version")
    newest: dict[tuple[int, int], tuple[str, str, str, datetime | None]] = {}
    for clinician, index, name, state, reason, claimed in found.values_list(
        "clinician_id", "month_index", "clinician__name", "state", "reason", "claimed_at"
    ):
        newest[clinician, index] = (name, state, reason, claimed)
    for (_clinician, index), (name, state, reason, claimed) in sorted(newest.items(), key=lambda pair: pair[1][0]):
        row = rows[index]
        if state == SnapshotState.PUBLISHED:
            row.published += 1
        elif state == SnapshotState.FAILED:
            row.failures.append(Failure(name, reason))
        elif state == SnapshotState.DUE or (claimed is not None and claimed > now - CLAIM_HOLDS):
            row.making += 1


def _count_mails(organisation: Organisation, rows: dict[int, MonthRow]) -> None:
    """Every mail about a report by its state; what failed or is unknown with its reason."""
    found = ReportMail.objects.filter(snapshot__clinician__organisation=organisation, snapshot__month_index__in=rows)
    found = found.filter(snapshot__state=SnapshotState.PUBLISHED).order_by("snapshot__clinician__name", "snapshot__version")
    for index, name, state, reason in found.values_list("snapshot__month_index", "snapshot__clinician__name", "state", "reason"):
        row = rows[index]
        row.mails[state] = row.mails.get(state, 0) + 1
        if state in (MailState.UNKNOWN, MailState.FAILED):
            row.mail_faults.append(Failure(name, reason))
