"""The only writer of restated reports: a later version beside the first one, with its reason; what was published stays as it is."""

from django.db import transaction

from benchmarks.models import ReportQuery, ReportSnapshot
from benchmarks.report.codec import as_json
from benchmarks.report_services import is_closed, report_of
from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Organisation, User
from rvuedge.lib.months import Month
from tracking.models import Clinician

# A report is restated where one of these differs; words and layout alone are no reason.
_SAID = ("this_month", "year_to_date", "top_codes", "top_fees", "not_counted", "policy", "releases")


class MonthOpen(Exception):
    """Only a closed month is restated: an open one is counted anew."""


@transaction.atomic
def ask_restatement(*, organisation: Organisation, month: Month, because: str, by: User | None, query: ReportQuery | None = None) -> None:
    """Record who asked for a restatement of a closed month, why, and which query led to it."""
    if not is_closed(organisation, month):
        raise MonthOpen
    detail: dict[str, object] = {"reason": because, "query": str(query.pk)} if query else {"reason": because}
    record(action="month.restate_asked", actor=by, organisation=organisation, subject=str(month), detail=detail)


@transaction.atomic
def restate_report(*, published: ReportSnapshot, because: str, query: ReportQuery | None = None) -> ReportSnapshot | None:
    """Make the row of the next version where the log says something else than a published report; None where it says the same.

    The query that led to it is named on the report that it is about, and on no one else's.
    """
    people = Clinician.objects.select_related("organisation", "department", "specialty")
    month = Month.from_index(published.month_index)
    report = as_json(report_of(people.get(pk=published.clinician_id), month))
    assert isinstance(report, dict)
    # An organisation's year that was set since is no reason either: a published report keeps the one that it was counted by.
    is_same_year = report["fiscal_year"] == published.payload.get("fiscal_year", "")
    compared = [name for name in _SAID if is_same_year or name != "year_to_date"]
    if all(report[name] == published.payload.get(name, report[name]) for name in compared):
        return None
    is_asked = query is not None and query.snapshot.clinician_id == published.clinician_id
    later, _is_new = ReportSnapshot.objects.get_or_create(
        clinician_id=published.clinician_id,
        month_index=published.month_index,
        version=published.version + 1,
        defaults={"restated_because": because[:200], "restated_for": query if is_asked else None},
    )
    return later
