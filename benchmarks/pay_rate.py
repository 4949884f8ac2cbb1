"""The dollars for each wRVU by which a difference is told in money."""

from decimal import Decimal

from benchmarks.models import Reconciliation
from rvuedge.lib.months import Month
from tracking.models import Clinician


def rate_for(clinician: Clinician, month: Month) -> Decimal | None:
    """Return the rate that holds for a clinician in a month: the last one that was named for that month or an earlier one."""
    named = Reconciliation.objects.filter(clinician=clinician, month_index__lte=month.index, rate__isnull=False)
    return named.order_by("-month_index", "-made_at").values_list("rate", flat=True).first()
