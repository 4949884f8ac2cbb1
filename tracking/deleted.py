"""Cases that were deleted of late and can be restored."""

from collections.abc import Sequence
from datetime import datetime

from rvuedge.accounts.models import User
from tracking.models import Case, Clinician
from tracking.naming import names_of
from tracking.services_deleted import KEPT_FOR
from tracking.shown import StoredCase, stored

MOST_SHOWN = 200


def deleted_of(user: User, clinician: Clinician, now: datetime) -> Sequence[StoredCase]:
    """Return the own cases that were deleted in the last thirty days, the latest deletion first."""
    own = Case.objects.own(user).filter(clinician=clinician, deleted_at__gte=now - KEPT_FOR)
    cases = list(own.select_related("clinician").prefetch_related("lines").order_by("-deleted_at")[:MOST_SHOWN])
    names = names_of({line.code for case in cases for line in case.lines.all()}, clinician.organisation_id)
    return [stored(case, names) for case in cases]
