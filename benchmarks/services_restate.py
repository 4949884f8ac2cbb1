"""The only writer of restated reports: a later version beside the first one, with its reason; what was published stays as it is."""

from django.db import transaction

from benchmarks.models import ReportSnapshot
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
def ask_restatement(*, organisation: Organisation, month: Month, because: str, by: User) -> None:
    """Record who asked for a restatement of a closed month, and why."""
    if not is_closed(organisation, month):
        raise MonthOpen
    record(action="month.restate_asked", actor=by, organisation=organisation, subject=str(month), detail={"reason": because})


@transaction.atomic
def restate_report(*, published: ReportSnapshot, because: str) -> ReportSnapshot | None:
    """Make the row of the next version where the log says something else than a published report; None where it says the same."""
    people = Clinician.objects.select_related("organisation", "department", "specialty")
    month = Month.from_index(published.month_index)
    report = as_json(report_of(people.get(pk=published.clinician_id), month))
    assert isinstance(report, dict)
    if all(report[name] == published.payload.get(name, report[name]) for name in _SAID):
        return None
    later, _is_new = ReportSnapshot.objects.get_or_create(
        clinician_id=published.clinician_id,
        month_index=published.month_index,
        version=published.version + 1,
        defaults={"restated_because": because[:200]},
    )
    return later
