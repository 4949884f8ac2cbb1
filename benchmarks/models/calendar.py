"""The calendar of an organisation: the days on which it is open or closed otherwise than weekdays and federal holidays say."""

from django.db import models

from rvuedge.accounts.models import Membership, Organisation, Role, User


class CalendarDayQuerySet(models.QuerySet["CalendarDay"]):
    """Reads of calendars, each within a border."""

    def visible_to(self, user: User) -> "CalendarDayQuerySet":
        """Return the days of the organisations that the user administers."""
        administered = Membership.objects.filter(user=user, active=True, role=Role.ADMINISTRATOR).values("organisation_id")
        return self.filter(organisation__in=administered)


class CalendarDay(models.Model):
    """One day that is said to be open or closed; `is_yearly` holds it in later years, for a federal holiday whatever its date."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="calendar_days")
    day = models.DateField()
    is_open = models.BooleanField(default=False)
    is_yearly = models.BooleanField(default=False)
    name = models.CharField(max_length=80, blank=True)

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        ordering = ("day",)
        constraints = (models.UniqueConstraint(fields=("organisation", "day"), name="calendar_day_once"),)

    def __str__(self) -> str:
        return f"{self.day} {'open' if self.is_open else 'closed'}"
