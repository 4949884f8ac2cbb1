"""Fee schedules and tables beside the physician fee schedule: laboratory, drugs, hospital, localities, dental and payer tables."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from codes.models.release import ReleaseState
from rvuedge.accounts.borders import of_members
from rvuedge.accounts.models import Membership, Organisation, User
from rvuedge.imports.models import ImportRun


class OtherScheduleQuerySet(models.QuerySet["OtherSchedule"]):
    """Reads of fee schedules, each within a border."""

    def active(self) -> "OtherScheduleQuerySet":
        return self.filter(state=ReleaseState.ACTIVE)

    def whole(self) -> "OtherScheduleQuerySet":
        """Return what is there whole: no table that is still being stored."""
        return self.exclude(state=ReleaseState.STORING)

    def official(self) -> "OtherScheduleQuerySet":
        """Return the imported tables of the installation: no organisation's own, and not the sample."""
        return self.whole().filter(organisation__isnull=True, is_sample=False)

    def public(self) -> "OtherScheduleQuerySet":
        """Return what everybody may read: official schedules, and those an operator published."""
        return self.whole().filter(Q(organisation__isnull=True) | Q(is_public=True))

    def visible_to(self, user: User) -> "OtherScheduleQuerySet":
        """Return the public schedules and those of the user's own organisations."""
        own = Membership.objects.filter(user=user, active=True).values("organisation_id")
        return self.whole().filter(Q(organisation__isnull=True) | Q(is_public=True) | Q(organisation__in=own))

    def series_of(self, schedule: "OtherSchedule") -> "OtherScheduleQuerySet":
        """Return the imported schedules of which one follows the other: of one kind, one organisation and one name."""
        return self.whole().filter(kind=schedule.kind, organisation=schedule.organisation_id, is_sample=False, name=schedule.name)


class OtherSchedule(models.Model):
    """A table that holds from a day until the next of its series; an organisation's own, or the installation's."""

    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=160, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="fee_schedules")
    effective_from = models.DateField()
    released_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=ReleaseState.choices, default=ReleaseState.DRAFT)
    is_sample = models.BooleanField(default=False)
    is_public = models.BooleanField(default=False)
    source_name = models.CharField(max_length=255, blank=True)
    source_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    row_count = models.PositiveIntegerField(default=0)
    import_run = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="other_schedules")
    created_at = models.DateTimeField(auto_now_add=True)
    activated_at = models.DateTimeField(null=True, blank=True)
    activated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = OtherScheduleQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "-effective_from")

    def __str__(self) -> str:
        return self.name


class OtherFee(models.Model):
    """One amount in dollars per unit; a code listed without an amount is on the schedule, its fee not known.

    `regions` holds amounts of single places ({"AL": "12.34", "AL rural": "13.50"}); `effective_from` is the line's own day.
    """

    schedule = models.ForeignKey(OtherSchedule, on_delete=models.CASCADE, related_name="fees")
    code = models.CharField(max_length=5, db_index=True)
    modifier = models.CharField(max_length=8, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    unit = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=255, blank=True)
    note = models.CharField(max_length=160, blank=True)
    effective_from = models.DateField(null=True, blank=True)
    regions = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("schedule", "code", "modifier"), name="fee_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.amount}"


class ColumnMapping(models.Model):
    """Which column of an organisation's fee table holds what, remembered for the next table of that name."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="column_mappings")
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64, blank=True)
    mapping = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "kind", "name"), name="mapping_once"),)

    def __str__(self) -> str:
        return self.name


class NoticeAcknowledgementQuerySet(models.QuerySet["NoticeAcknowledgement"]):
    """Reads of what was acknowledged, each within a border."""

    def visible_to(self, user: User) -> "NoticeAcknowledgementQuerySet":
        """Return what the user's own organisations acknowledged, and for an operator what the installation did."""
        return self.filter(of_members(user.pk) | (Q(organisation=None) if user.is_superuser else Q()))


class NoticeAcknowledgement(models.Model):
    """That an organisation has read the notices of the AMA and the ADA, and whether it holds the licences to show descriptors."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="notices")
    holds_licence = models.BooleanField(default=False)
    acknowledged_at = models.DateTimeField(auto_now=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = NoticeAcknowledgementQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Notices of {self.organisation}"
