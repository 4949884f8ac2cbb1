"""The only writer of acknowledged notices: that an organisation read them, and what it holds a licence for."""

from django.db import transaction

from codes.models import NoticeAcknowledgement
from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Organisation, User


@transaction.atomic
def acknowledge_notices(*, organisation: Organisation | None, by: User) -> bool:
    """Record that an organisation (the installation's operator without one) read the notices; False where it did before."""
    _kept, is_new = NoticeAcknowledgement.objects.get_or_create(organisation=organisation, defaults={"acknowledged_by": by})
    if is_new:
        record(action="notices.acknowledged", actor=by, organisation=organisation, subject="Notices of the AMA and the ADA")
    return is_new


@transaction.atomic
def declare_licence(*, organisation: Organisation, holds_licence: bool, by: User) -> None:
    """Record whether an organisation holds the licences to show official short descriptors to its members."""
    NoticeAcknowledgement.objects.update_or_create(
        organisation=organisation, defaults={"holds_licence": holds_licence, "acknowledged_by": by}
    )
    detail: dict[str, object] = {"holds_licence": holds_licence}
    record(action="descriptors.declared", actor=by, organisation=organisation, subject="Official short descriptors", detail=detail)
