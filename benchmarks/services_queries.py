"""The only writer of queries about reports: raised within the window, answered, closed; each message is mailed at most once."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from benchmarks.models import QueryMessage, QueryState, ReportQuery, ReportSnapshot
from benchmarks.queries import window_of
from rvuedge.accounts.audit import record
from rvuedge.accounts.models import User
from rvuedge.lib.months import Month

MOST_QUERIES, MOST_MESSAGES = 30, 60


@transaction.atomic
def raise_query(*, snapshot: ReportSnapshot, about: str, text: str, by: User, on: date) -> QueryMessage:
    """Raise a query about a published report and return its first message; refused after the window."""
    if not window_of(snapshot).is_open(on):
        raise ValidationError("The days in which this report can be queried are over.")
    if snapshot.queries.count() >= MOST_QUERIES:
        raise ValidationError(f"This report has {MOST_QUERIES} queries already. Write into one of them.")
    query = ReportQuery.objects.create(snapshot=snapshot, about=about)
    _record("query.raised", query, by)
    return QueryMessage.objects.create(query=query, author=by, is_from_clinician=True, text=text)


@transaction.atomic
def add_message(*, query: ReportQuery, text: str, by: User) -> QueryMessage:
    """Add to the thread of a query that is not closed: the clinician's words open it again, those of anybody else answer it."""
    is_own = query.snapshot.clinician.user_id == by.pk
    state = QueryState.OPEN if is_own else QueryState.ANSWERED
    if not ReportQuery.objects.filter(pk=query.pk).unsettled().update(state=state):
        raise ValidationError("This query is closed. Raise another one while the report can be queried.")
    if query.messages.count() >= MOST_MESSAGES:
        raise ValidationError(f"This query has {MOST_MESSAGES} messages already. Talk to each other, then close it.")
    _record("query.added_to" if is_own else "query.answered", query, by)
    return QueryMessage.objects.create(query=query, author=by, is_from_clinician=is_own, text=text)


@transaction.atomic
def close_query(*, query: ReportQuery, by: User) -> bool:
    """Close a query; False where it is closed already. It stays to be read."""
    closed = ReportQuery.objects.filter(pk=query.pk).unsettled().update(state=QueryState.CLOSED, closed_at=timezone.now())
    if closed:
        _record("query.closed", query, by)
    return bool(closed)


def claim_message(*, message_id: int, at: datetime) -> QueryMessage | None:
    """Return a message to be mailed if nobody claimed it before: a task that comes twice mails once."""
    if not QueryMessage.objects.filter(pk=message_id, mailed_at=None).update(mailed_at=at):
        return None
    return QueryMessage.objects.select_related("query__snapshot__clinician__organisation").get(pk=message_id)


def _record(action: str, query: ReportQuery, by: User) -> None:
    clinician = query.snapshot.clinician
    subject = f"{clinician.name} {Month.from_index(query.snapshot.month_index)}"
    detail: dict[str, object] = {"query": str(query.pk), "about": query.about}
    record(action=action, actor=by, organisation=clinician.organisation, subject=subject, detail=detail)
