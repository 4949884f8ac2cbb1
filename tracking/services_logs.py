"""The only writer of logs themselves: a member begins one, and it moves and ends with the member's place."""

from datetime import date, timedelta

from django.db import transaction

from codes.models import Specialty
from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Membership, Role
from tracking.models import Clinician


@transaction.atomic
def begin_log(*, place: Membership, specialty: Specialty | None, started_on: date) -> Clinician:
    """Open the log of a member from a day on and return it; whoever has one keeps it as it is."""
    facts = {
        "department": place.department,
        "specialty": specialty,
        "name": str(place.user),
        "is_trainee": place.role == Role.TRAINEE,
        "started_on": started_on,
    }
    clinician, is_new = Clinician.objects.get_or_create(user=place.user, organisation=place.organisation, defaults=facts)
    if is_new:
        detail: dict[str, object] = {"started_on": started_on.isoformat(), "specialty": specialty.code if specialty else ""}
        record(action="log.begun", actor=place.user, organisation=place.organisation, subject=clinician.name, detail=detail)
    return clinician


def follow_place(place: Membership, on: date) -> None:
    """Let a log follow its owner's place: department, training and name; it ends on the day that the person leaves."""
    logs = Clinician.objects.filter(user=place.user_id, organisation=place.organisation_id)
    if place.role == Role.TRAINEE:
        logs.update(trainee_until=None)
    else:
        logs.filter(is_trainee=True).update(trainee_until=on - timedelta(days=1))
    logs.update(department=place.department_id, is_trainee=place.role == Role.TRAINEE, name=str(place.user))
    if place.active:
        logs.update(ended_on=None)
    else:
        logs.filter(ended_on=None).update(ended_on=on)
