"""Fee schedules beside the physician fee schedule: laboratory, drugs, hospital, dental and payer tables."""

from django.db import models
from django.db.models import Q

from codes.models.release import ReleaseState
from rvuedge.accounts.models import Membership, Organisation, User
from rvuedge.imports.models import ImportRun


class OtherScheduleQuerySet(models.QuerySet["OtherSchedule"]):
    """Reads of fee schedules, each within a border."""

    def active(self) -> "OtherScheduleQuerySet":
        return self.filter(state=ReleaseState.ACTIVE)

    def public(self) -> "OtherScheduleQuerySet":
        """Return what everybody may read: official schedules, and those an operator published."""
        return self.filter(Q(organisation__isnull=True) | Q(is_public=True))

    def visible_to(self, user: User) -> "OtherScheduleQuerySet":
        """Return the public schedules and those of the user's own organisations."""
        own = Membership.objects.filter(user=user, active=True).values("organisation_id")
        return self.filter(Q(organisation__isnull=True) | Q(is_public=True) | Q(organisation__in=own))


class OtherSchedule(models.Model):
    """A list of dollar amounts that holds from a day; an organisation's own, or the installation's."""

    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="fee_schedules")
    effective_from = models.DateField()
    state = models.CharField(max_length=10, choices=ReleaseState.choices, default=ReleaseState.DRAFT)
    is_sample = models.BooleanField(default=False)
    is_public = models.BooleanField(default=False)
    source_name = models.CharField(max_length=255, blank=True)
    import_run = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="other_schedules")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OtherScheduleQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "-effective_from")

    def __str__(self) -> str:
        return self.name


class OtherFee(models.Model):
    """One amount in dollars per unit; a code listed without an amount is on the schedule, its fee not known."""

    schedule = models.ForeignKey(OtherSchedule, on_delete=models.CASCADE, related_name="fees")
    code = models.CharField(max_length=5, db_index=True)
    modifier = models.CharField(max_length=2, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("schedule", "code", "modifier"), name="fee_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.amount}"
