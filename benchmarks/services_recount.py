"""Counts logged lines anew, case by case: open months by what holds now, a closed one with later versions of its reports."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction

from benchmarks.models import ReportQuery, ReportSnapshot
from benchmarks.report_services import closed_months, lock_closing
from benchmarks.restatement import newest_published
from benchmarks.services_restate import restate_report
from codes.models import Release
from rvuedge.accounts.models import Organisation, User
from rvuedge.lib.months import Month
from tracking.models import Case
from tracking.recount import cases_of, recountable
from tracking.recount_terms import since_of, stale_cases
from tracking.services import recredit


def recount_with(*, release: Release, organisation: Organisation, today: date, actor: User | None, reason: str) -> int:
    """Count the open months' lines of a release's days with it, and return how many cases were looked at; twice finds less to do."""
    cases = cases_of(recountable(release, organisation, today, closed_months(organisation)))
    return _recredit(cases, organisation, actor, reason)


def recount_open(*, organisation: Organisation, today: date, actor: User | None, reason: str) -> int:
    """Count the open months' lines by what holds now, every one of them; return how many cases. Twice finds less to do."""
    cases = stale_cases(organisation, since_of(today), today, closed_months(organisation))
    return _recredit(cases, organisation, actor, reason)


def recount_closed(
    *, organisation: Organisation, month: Month, actor: User | None, because: str, query: ReportQuery | None = None
) -> list[ReportSnapshot]:
    """Count a closed month by what holds now; return the later versions of its reports that say something else then, unpublished.

    What was published and what each case was counted as stay beside it.
    """
    _recredit(stale_cases(organisation, month.first_day, month.last_day, ()), organisation, actor, because, restated=month)
    restated = [restate_report(published=one, because=because, query=query) for one in newest_published(organisation, month)]
    return [one for one in restated if one is not None]


def _recredit(cases: Iterable[UUID], organisation: Organisation, actor: User | None, reason: str, *, restated: Month | None = None) -> int:
    """Count cases anew, each in a transaction of its own; return how many were there to be counted."""
    return sum(_recredit_case(case, organisation, actor, reason, restated) for case in cases)


@transaction.atomic
def _recredit_case(case: UUID, organisation: Organisation, actor: User | None, reason: str, restated: Month | None) -> bool:
    """Count a case anew unless it is gone or its month was closed meanwhile: a recount may wait, and runs for minutes."""
    lock_closing(organisation)
    closed = [month for month in closed_months(organisation) if month != restated]
    return recredit(case=Case(pk=case), actor=actor, reason=reason, left_out=closed) is not None
