"""Reads of queries about reports: their window, whom a message is told, and what a month still has to answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from benchmarks.models import QueryMessage, QueryState, ReportQuery, ReportSnapshot
from benchmarks.models.query import ReportQueryQuerySet
from benchmarks.report.query_window import QueryWindow
from benchmarks.report.subjects import PAY
from rvuedge.accounts.models import Membership, Organisation, Role, User
from rvuedge.lib.months import Month

MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class MonthQueries:
    """The queries of a month that are not closed, and how long its reports can be queried; None before the first is published."""

    unsettled: tuple[ReportQuery, ...]
    last_day: date | None
    is_over: bool

    @property
    def open(self) -> tuple[ReportQuery, ...]:
        """Those that wait for an answer."""
        return tuple(query for query in self.unsettled if query.state == QueryState.OPEN)


def window_of(snapshot: ReportSnapshot) -> QueryWindow:
    """Return the window of a published report, by the organisation's days; the snapshot comes with clinician and organisation."""
    organisation = snapshot.clinician.organisation
    assert snapshot.published_at is not None
    return QueryWindow(snapshot.published_at.astimezone(ZoneInfo(organisation.time_zone)).date(), organisation.query_days)


def month_queries(user: User, organisation: Organisation, month: Month, today: date) -> MonthQueries:
    """Return what the reports of a month still have to answer, and whether they can be queried. Two queries."""
    published = ReportSnapshot.objects.published().filter(clinician__organisation=organisation, month_index=month.index)
    newest = published.select_related("clinician__organisation").defer("payload").order_by("-published_at").first()
    window = window_of(newest) if newest else None
    return MonthQueries(
        unsettled=unsettled_of(user, organisation, month),
        last_day=window.last_day if window else None,
        is_over=window is not None and not window.is_open(today),
    )


def unsettled_of(user: User, organisation: Organisation, month: Month) -> tuple[ReportQuery, ...]:
    """Return the queries of a month that the user may see and that are not closed: those that wait first. One query."""
    found = ReportQuery.objects.visible_to(user).unsettled()
    found = found.filter(snapshot__clinician__organisation=organisation, snapshot__month_index=month.index)
    return tuple(_listed(found).order_by("-state", "raised_at", "pk")[:MOST_LISTED])


def queries_of(user: User, clinician: int, month: Month) -> tuple[ReportQuery, ...]:
    """Return the queries about the reports of one clinician and month that the user may see, newest first. One query."""
    found = ReportQuery.objects.visible_to(user).filter(snapshot__clinician_id=clinician, snapshot__month_index=month.index)
    return tuple(_listed(found))


def unsettled_months(user: User, clinician: int) -> dict[int, str]:
    """Return the state of the query that waits longest, by the month of the own reports. One query."""
    found = ReportQuery.objects.visible_to(user).unsettled().filter(snapshot__clinician_id=clinician).order_by("-raised_at")
    return dict(found.values_list("snapshot__month_index", "state"))


def thread_of(user: User, query_id: UUID) -> ReportQuery | None:
    """Return a query that the user may see, with its report and its clinician. One query."""
    found = ReportQuery.objects.visible_to(user).filter(pk=query_id)
    return _listed(found).first()


def messages_of(query: ReportQuery) -> Sequence[QueryMessage]:
    """Return the thread, oldest first. One query."""
    return list(query.messages.select_related("author"))


def told_by(message: QueryMessage) -> list[str]:
    """Return the addresses that hear of a message: those who may answer of the clinician's, the clinician of an answer.

    Who wants no such mail gets none; the thread waits on its page all the same.
    """
    clinician = message.query.snapshot.clinician
    if not message.is_from_clinician:
        is_here = clinician.user.memberships.filter(organisation=clinician.organisation_id, active=True).exists()
        is_told = is_here and clinician.user.is_active and clinician.user.gets_query_mail and clinician.user_id != message.author_id
        return [clinician.user.email] if is_told else []
    answers = Q(role=Role.ADMINISTRATOR)
    if message.query.about != PAY and clinician.department_id:
        answers |= Q(role=Role.LEAD, department=clinician.department_id)
    told = {"user__is_active": True, "user__gets_query_mail": True}
    places = Membership.objects.filter(answers, organisation=clinician.organisation_id, active=True, **told)
    return list(places.exclude(user=message.author_id).order_by("pk").values_list("user__email", flat=True))


def _listed(found: ReportQueryQuerySet) -> ReportQueryQuerySet:
    return found.select_related("snapshot__clinician__organisation", "snapshot__clinician__user").defer("snapshot__payload")
