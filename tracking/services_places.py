"""The only writer of an organisation's places and of where a clinician usually is."""

from collections.abc import Mapping

from django.db import transaction

from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Organisation, User
from tracking.models import Clinician, UsualPlace, WorkPlace

Usual = str | WorkPlace | None


@transaction.atomic
def add_place(*, organisation: Organisation, name: str, place_of_service: str, locality: str, by: User) -> WorkPlace:
    """Make a place of an organisation; a name that is known keeps its place and takes what is said now."""
    facts = {"place_of_service": place_of_service, "locality": locality, "closed": False}
    place, made = WorkPlace.objects.update_or_create(organisation=organisation, name=name.strip(), defaults=facts)
    _record("place.added" if made else "place.changed", place, by)
    return place


@transaction.atomic
def close_place(*, place: WorkPlace, by: User) -> bool:
    """Offer a place no longer; False where that was so already."""
    if not WorkPlace.objects.open().filter(pk=place.pk).update(closed=True):
        return False
    UsualPlace.objects.filter(work_place=place).delete()
    _record("place.closed", place, by)
    return True


@transaction.atomic
def keep_usual_places(*, clinician: Clinician, usual: Mapping[int, Usual]) -> None:
    """Keep where a clinician usually is on each weekday; a day without a place has none."""
    clinician.usual_places.all().delete()
    UsualPlace.objects.bulk_create(
        UsualPlace(
            clinician=clinician,
            weekday=weekday,
            work_place=place if isinstance(place, WorkPlace) else None,
            place_of_service=place if isinstance(place, str) else "",
        )
        for weekday, place in usual.items()
        if place
    )


def _record(action: str, place: WorkPlace, by: User) -> None:
    detail: dict[str, object] = {"place_of_service": place.place_of_service, "locality": place.locality}
    record(action=action, actor=by, organisation=place.organisation, subject=place.name, detail=detail)
