"""Counts logged lines anew, case by case: open months by what holds now, a closed one with later versions of its reports."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from benchmarks.models import ReportQuery, ReportSnapshot
from benchmarks.report_services import closed_months
from benchmarks.restatement import newest_published
from benchmarks.services_restate import restate_report
from codes.models import Release
from rvuedge.accounts.models import Organisation, User
from rvuedge.lib.months import Month
from tracking.models import Case
from tracking.recount import cases_of, recountable
from tracking.recount_terms import change_of_terms, since_of
from tracking.services import recredit


def recount_with(*, release: Release, organisation: Organisation, today: date, actor: User | None, reason: str) -> int:
    """Count the open months' lines of a release's days with it, and return how many cases were looked at; twice finds less to do."""
    cases = cases_of(recountable(release, organisation, today, closed_months(organisation)))
    _recredit(cases, actor, reason)
    return len(cases)


def recount_open(*, organisation: Organisation, today: date, actor: User | None, reason: str) -> int:
    """Count the open months' lines by what holds now, round after round until nothing is left; return how many cases."""
    return _until_nothing_is_left(organisation, since_of(today), today, closed_months(organisation), actor, reason)


def recount_closed(
    *, organisation: Organisation, month: Month, actor: User | None, because: str, query: ReportQuery | None = None
) -> list[ReportSnapshot]:
    """Count a closed month by what holds now; return the later versions of its reports that say something else then, unpublished.

    What was published and what each case was counted as stay beside it.
    """
    _until_nothing_is_left(organisation, month.first_day, month.last_day, (), actor, because)
    restated = [restate_report(published=one, because=because, query=query) for one in newest_published(organisation, month)]
    return [one for one in restated if one is not None]


def _until_nothing_is_left(
    organisation: Organisation, since: date, until: date, closed: Iterable[Month], actor: User | None, reason: str
) -> int:
    counted: set[UUID] = set()
    left_out = tuple(closed)
    # A round looks at so many lines at most; a case that was counted anew is never taken twice, so the rounds end.
    while left := set(change_of_terms(organisation, since, until, left_out).cases) - counted:
        _recredit(left, actor, reason)
        counted |= left
    return len(counted)


def _recredit(cases: Iterable[UUID], actor: User | None, reason: str) -> None:
    for case in Case.objects.kept().filter(pk__in=list(cases)).iterator():
        recredit(case=case, actor=actor, reason=reason)
