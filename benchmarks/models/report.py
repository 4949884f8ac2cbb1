"""Closed months, and the report of each clinician as it was when it was published."""

import uuid

from django.conf import settings
from django.db import models

from rvuedge.accounts.models import Department, Division, Membership, Organisation, Role, User
from tracking.models import Clinician


class PeriodCloseQuerySet(models.QuerySet["PeriodClose"]):
    """Reads of closed months, each within a border."""

    def visible_to(self, user: User) -> "PeriodCloseQuerySet":
        """Return the closings of the organisations that the user administers."""
        administered = Membership.objects.filter(user=user, active=True, role=Role.ADMINISTRATOR).values("organisation_id")
        return self.filter(organisation__in=administered)


class PeriodClose(models.Model):
    """A month that an organisation closed; only closed months are reported."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="closed_months")
    department = models.ForeignKey(Department, on_delete=models.CASCADE, null=True, blank=True, related_name="closed_months")
    month_index = models.PositiveIntegerField()
    closed_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = PeriodCloseQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "month_index"),
                condition=models.Q(department__isnull=True),
                name="organisation_month_closed_once",
            ),
            models.UniqueConstraint(fields=("department", "month_index"), name="department_month_closed_once"),
        )

    def __str__(self) -> str:
        return f"{self.organisation} {self.month_index}"


class SnapshotState(models.TextChoices):
    """A report waits, is being made, is published, or failed with a reason."""

    DUE = "due", "Due"
    MAKING = "making", "Being made"
    PUBLISHED = "published", "Published"
    FAILED = "failed", "Failed"


class ReportSnapshotQuerySet(models.QuerySet["ReportSnapshot"]):
    """Reads of reports, each within a border."""

    def published(self) -> "ReportSnapshotQuerySet":
        return self.filter(state=SnapshotState.PUBLISHED)

    def visible_to(self, user: User) -> "ReportSnapshotQuerySet":
        """Return the reports of the clinicians that the user may see."""
        return self.filter(clinician__in=Clinician.objects.visible_to(user))

    def of_division(self, division: Division) -> "ReportSnapshotQuerySet":
        """Return the reports of a division's departments, to be summed and never shown by name."""
        return self.filter(clinician__department__division=division, clinician__organisation=division.organisation_id)

    def colleagues_of(self, snapshot: "ReportSnapshot", specialty: str) -> "ReportSnapshotQuerySet":
        """Return the published reports of the others of an organisation, month and specialty, to be shown without names alone."""
        same = self.published().filter(month_index=snapshot.month_index, clinician__organisation=snapshot.clinician.organisation_id)
        return same.filter(payload__specialty=specialty, payload__is_trainee=False).exclude(clinician=snapshot.clinician_id)


class ReportSnapshot(models.Model):
    """One clinician's report of one month, frozen with its inputs; unique in the database."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinician = models.ForeignKey(Clinician, on_delete=models.CASCADE, related_name="reports")
    month_index = models.PositiveIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=SnapshotState.choices, default=SnapshotState.DUE)
    reason = models.CharField(max_length=300, blank=True)
    # Why a later version stands beside the first one; empty for the first.
    restated_because = models.CharField(max_length=200, blank=True)
    # The clinician's own query that led to it; other people's later versions of the month name none.
    restated_for = models.ForeignKey("ReportQuery", on_delete=models.SET_NULL, null=True, blank=True, related_name="restatements")
    method_version = models.CharField(max_length=12, blank=True)
    payload = models.JSONField(default=dict)
    inputs_hash = models.CharField(max_length=64, blank=True)
    pdf = models.FileField(upload_to="reports/%Y/", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    # How often a worker began it without coming to an end; what ends a worker again and again is given up.
    attempts = models.SmallIntegerField(default=0, db_default=0, editable=False)
    # Which worker makes it.
    worker = models.CharField(max_length=120, blank=True, default="", db_default="", editable=False)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = ReportSnapshotQuerySet.as_manager()

    class Meta:
        ordering = ("-month_index", "-version")
        constraints = (models.UniqueConstraint(fields=("clinician", "month_index", "version"), name="report_once"),)

    def __str__(self) -> str:
        return f"{self.clinician} {self.month_index} v{self.version}"
