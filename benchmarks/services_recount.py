"""Counts logged lines anew, some cases at a time: open months by what holds now, a closed one with later versions of its reports."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from uuid import UUID

from django.db import transaction

from benchmarks.models import ReportQuery, ReportSnapshot
from benchmarks.report_services import closed_months, lock_closing
from benchmarks.restatement import newest_published
from benchmarks.services_restate import restate_report
from codes.models import Release
from rvuedge.accounts.models import Organisation, User
from rvuedge.lib.months import Month
from tracking.recount import cases_of, recountable
from tracking.recount_terms import since_of, stale_cases
from tracking.services_recredit import AT_ONCE, recredit_many


def recount_with(*, release: Release, organisation: Organisation, today: date, actor: User | None, reason: str) -> int:
    """Count the open months' lines of a release's days with it, and return how many cases were looked at; twice finds less to do."""
    cases = cases_of(recountable(release, organisation, today, closed_months(organisation)))
    return _recredit(cases, organisation, actor, reason)


def recount_open(*, organisation: Organisation, today: date, actor: User | None, reason: str) -> int:
    """Count the open months' lines by what holds now, every one of them; return how many cases. Twice finds less to do."""
    cases = stale_cases(organisation, since_of(today), today, closed_months(organisation))
    return _recredit(cases, organisation, actor, reason)


@dataclass(frozen=True, slots=True)
class Restated:
    """How many cases of a closed month were counted anew, and the later versions of its reports, unpublished."""

    cases: int
    later: list[ReportSnapshot]


def recount_closed(
    *, organisation: Organisation, month: Month, actor: User | None, because: str, query: ReportQuery | None = None
) -> Restated:
    """Count a closed month by what holds now, with later versions of its reports where they say something else then.

    What was published and what each case was counted as stay beside it.
    """
    stale = stale_cases(organisation, month.first_day, month.last_day, ())
    counted = _recredit(stale, organisation, actor, because, restated=month)
    restated = [restate_report(published=one, because=because, query=query) for one in newest_published(organisation, month)]
    return Restated(counted, [one for one in restated if one is not None])


def _recredit(cases: Iterable[UUID], organisation: Organisation, actor: User | None, reason: str, *, restated: Month | None = None) -> int:
    """Count cases anew, some in one transaction; return how many were there to be counted."""
    waiting, counted = iter(cases), 0
    while some := list(islice(waiting, AT_ONCE)):
        counted += _recredit_some(some, organisation, actor, reason, restated)
    return counted


@transaction.atomic
def _recredit_some(cases: Sequence[UUID], organisation: Organisation, actor: User | None, reason: str, restated: Month | None) -> int:
    """Count cases anew unless they are gone or their month was closed meanwhile: a recount may wait, and runs for minutes."""
    lock_closing(organisation)
    closed = [month for month in closed_months(organisation) if month != restated]
    return len(recredit_many(cases=cases, actor=actor, reason=reason, left_out=closed))
