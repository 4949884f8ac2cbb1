"""Which tables beside the physician fee schedule hold on a day."""

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from codes.models import OtherSchedule
from codes.models.other_schedules import OtherScheduleQuerySet


def in_force(schedules: OtherScheduleQuerySet, on: date) -> OtherScheduleQuerySet:
    """Return the tables that hold on a day: of each series the latest begun, a sample only where no official one of its kind is."""
    begun = OtherSchedule.objects.active().filter(effective_from__lte=on, kind=OuterRef("kind"))
    owned = begun.annotate(owner=Coalesce("organisation_id", 0)).filter(owner=Coalesce(OuterRef("organisation_id"), 0))
    later = owned.filter(name=OuterRef("name"), is_sample=OuterRef("is_sample"), effective_from__gt=OuterRef("effective_from"))
    official = begun.filter(is_sample=False, organisation__isnull=True)
    held = schedules.active().filter(effective_from__lte=on).exclude(Exists(later))
    return held.exclude(Q(is_sample=True) & Exists(official))
