"""The end of deleted cases: they can be restored for thirty days, then their rows go."""

from datetime import datetime, timedelta

from django.db import transaction

from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Organisation
from tracking.models import Case

KEPT_FOR = timedelta(days=30)
_AT_ONCE = 500


def forget_deleted(*, now: datetime) -> int:
    """Remove the rows of cases that were deleted more than thirty days ago, some at once; return how many went."""
    gone = 0
    while found := _forget_some(now - KEPT_FOR):
        gone += found
    return gone


@transaction.atomic
def _forget_some(before: datetime) -> int:
    """Remove some; the trail of each organisation says how many, and keeps what each case said."""
    old = list(
        Case.objects.filter(deleted_at__lt=before).select_for_update(of=("self",)).values_list("pk", "clinician__organisation")[:_AT_ONCE]
    )
    for organisation_id in sorted({organisation_id for _pk, organisation_id in old}):
        count = sum(organisation_id == other for _pk, other in old)
        record(action="cases.forgotten", organisation=Organisation(pk=organisation_id), detail={"cases": count})
    Case.objects.filter(pk__in=[pk for pk, _organisation in old]).delete()
    return len(old)
