"""An import as a row: its file, its progress and its issues survive restarts and are what the page shows."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from rvuedge.accounts.models import Membership, Organisation, Role, User


class RunState(models.TextChoices):
    """Where an import stands."""

    RECEIVED = "received", "Received"
    READING = "reading", "Reading"
    READY = "ready", "Ready to activate"
    NEEDS_ANSWER = "needs_answer", "Mends wait for an answer"
    REFUSED = "refused", "Refused"
    ACTIVE = "active", "Active"
    UNCHANGED = "unchanged", "Already imported"
    FAILED = "failed", "Failed"


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    """Reads of imports, each within a border."""

    def visible_to(self, user: User) -> "ImportRunQuerySet":
        """Return what the user may see: an operator everything; an administrator the own organisation's runs."""
        if user.is_superuser:
            return self
        administered = Membership.objects.filter(user=user, active=True, role=Role.ADMINISTRATOR).values("organisation_id")
        return self.filter(Q(organisation__in=administered))


class ImportRun(models.Model):
    """One file that somebody brought, from receipt to the end."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=30, blank=True)
    # Runs of one upload (several files, or the files of an archive) share a batch; `member` names the file within the archive.
    batch = models.UUIDField(null=True, editable=False, db_index=True)
    member = models.CharField(max_length=255, blank=True)
    # What somebody answered while the run waited, such as which column holds what.
    answers = models.JSONField(default=dict, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="import_runs")
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    file = models.FileField(upload_to="imports/%Y/%m/", max_length=255)
    accepts_repairs = models.BooleanField(default=False)
    effective_from = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=RunState.choices, default=RunState.RECEIVED)
    stage = models.CharField(max_length=120, blank=True)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    issue_count = models.PositiveIntegerField(default=0)
    outcome = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    # The mark of the claim under which a worker holds the run, and which worker that is.
    claimed_as = models.UUIDField(null=True, editable=False)
    worker = models.CharField(max_length=120, blank=True, default="", db_default="", editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display()})"


class ImportIssue(models.Model):
    """One fault of an imported file: where, what, how bad."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="issues")
    position = models.PositiveIntegerField()
    line = models.PositiveIntegerField(null=True)
    field = models.CharField(max_length=80, blank=True)
    value = models.CharField(max_length=120, blank=True)
    severity = models.CharField(max_length=10)
    message = models.CharField(max_length=400)

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return self.message
