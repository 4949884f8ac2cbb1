"""The only writer of an organisation's calendar."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from benchmarks.models import CalendarDay
from benchmarks.stats.holidays import holiday_on
from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Organisation, User

MOST_DAYS = 500


@transaction.atomic
def keep_day(*, organisation: Organisation, day: date, is_open: bool, is_yearly: bool, name: str, by: User) -> CalendarDay:
    """Keep that an organisation is open or closed on a day, in place of what was said of it."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if is_open and is_yearly and holiday_on(day) is None:
        raise ValidationError({"is_yearly": "Only a federal holiday can be open every year: another date falls on other weekdays."})
    before = CalendarDay.objects.filter(organisation=organisation, day=day).first()
    if before is None and CalendarDay.objects.filter(organisation=organisation).count() >= MOST_DAYS:
        raise ValidationError(f"A calendar keeps {MOST_DAYS} days. Remove some that are long over.")
    said = {"is_open": is_open, "is_yearly": is_yearly, "name": name}
    kept, _ = CalendarDay.objects.update_or_create(organisation=organisation, day=day, defaults=said)
    detail: dict[str, object] = {"before": _told(before), "after": _told(kept)}
    record(action="calendar.changed", actor=by, organisation=organisation, subject=day.isoformat(), detail=detail)
    return kept


@transaction.atomic
def remove_day(*, day: CalendarDay, by: User) -> None:
    """Take away what was said of a day: weekdays and federal holidays hold again."""
    detail: dict[str, object] = {"before": _told(day), "after": {}}
    record(action="calendar.changed", actor=by, organisation=day.organisation, subject=day.day.isoformat(), detail=detail)
    day.delete()


def _told(day: CalendarDay | None) -> dict[str, object]:
    return {} if day is None else {"is_open": day.is_open, "is_yearly": day.is_yearly, "name": day.name}
