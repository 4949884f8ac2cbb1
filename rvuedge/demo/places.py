"""The demo's places, and where its gastroenterologist usually is."""

from django.db import transaction

from rvuedge.accounts.models import Organisation
from tracking.models import Clinician, UsualPlace, WorkPlace

# Name, place of service, Medicare locality (Chicago).
PLACES = (
    ("Lakeside main hospital", "21", "IL-16"),
    ("Lakeside clinic", "11", "IL-16"),
    ("Lakeside surgery center", "24", "IL-16"),
)
WHO = "nadia.osei@lakeside.example"
# Monday to Friday; the days of the pattern of her week.
WEEK = {0: "Lakeside surgery center", 1: "Lakeside clinic", 2: "Lakeside surgery center", 4: "Lakeside main hospital"}


@transaction.atomic
def seed_places(*, organisation: Organisation) -> None:
    """Make the places and the usual ones, once; what somebody changed stays."""
    if WorkPlace.objects.filter(organisation=organisation).exists():
        return
    rows = (WorkPlace(organisation=organisation, name=name, place_of_service=code, locality=locality) for name, code, locality in PLACES)
    by_name = {place.name: place for place in WorkPlace.objects.bulk_create(rows)}
    clinician = Clinician.objects.filter(organisation=organisation, user__email=WHO).first()
    if clinician is not None:
        UsualPlace.objects.bulk_create(UsualPlace(clinician=clinician, weekday=day, work_place=by_name[name]) for day, name in WEEK.items())
