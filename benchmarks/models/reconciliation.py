"""Comparisons of a log with an employer's report: what was compared, frozen, and what a person made of each difference."""

import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from rvuedge.accounts.models import User
from rvuedge.lib.months import Month
from tracking.models import Clinician


class ReconciliationQuerySet(models.QuerySet["Reconciliation"]):
    """Reads of comparisons, each within a border."""

    def shown(self) -> "ReconciliationQuerySet":
        """Return the comparisons that are whole; one that is still being stored, line by line, nobody sees."""
        return self.filter(is_whole=True)

    def own(self, user: User) -> "ReconciliationQuerySet":
        """Return the comparisons of the own log."""
        return self.shown().filter(clinician__in=Clinician.objects.own(user))

    def visible_to(self, user: User) -> "ReconciliationQuerySet":
        """Return the own ones, and those of the organisations that the user administers; a lead sees no lines."""
        within = Q(clinician__in=Clinician.objects.own(user)) | Q(clinician__in=Clinician.objects.administered_by(user))
        return self.shown().filter(within)


class ReconciliationKind(models.TextChoices):
    """What the employer's report tells: each line, or a total for the month."""

    LINES = "lines", "Line by line"
    TOTAL = "total", "Total of the month"


class Reconciliation(models.Model):
    """One comparison of one month with one report. Its inputs are kept as they were: a later log makes a later version.

    The same file for the same month is one comparison; `version` counts those that were made of it again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinician = models.ForeignKey(Clinician, on_delete=models.CASCADE, related_name="reconciliations")
    month_index = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=ReconciliationKind.choices, default=ReconciliationKind.LINES)
    version = models.PositiveSmallIntegerField(default=1)
    file_name = models.CharField(max_length=255)
    file_hash = models.CharField(max_length=64)
    # The headers that were read as what, for the next report with the same ones, and the name under which the clinician stands in it.
    headers = models.JSONField(default=dict)
    rendering = models.CharField(max_length=60, blank=True)
    tolerance = models.DecimalField(max_digits=6, decimal_places=4, default=Decimal("0.01"))
    shift = models.PositiveSmallIntegerField(default=3)
    # Dollars for each wRVU by which the difference is told in money; None where nobody named them.
    rate = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    own_total = models.DecimalField(max_digits=14, decimal_places=4)
    their_total = models.DecimalField(max_digits=14, decimal_places=4)
    # By kind of finding: how many, and what both sides count in them.
    sums = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    # Lines beside the month: part of no sum, kept so that the comparison can be made again.
    near = models.JSONField(default=list)
    inputs_hash = models.CharField(max_length=64)
    # A large one is stored in pieces first; until the last step it bears the mark of its import instead of the file's checksum.
    is_whole = models.BooleanField(default=True, db_default=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ReconciliationQuerySet.as_manager()

    class Meta:
        ordering = ("-month_index", "-made_at")
        constraints = (models.UniqueConstraint(fields=("clinician", "month_index", "file_hash", "version"), name="reconciliation_once"),)

    def __str__(self) -> str:
        return f"{self.month.name}, {self.file_name}"

    @property
    def month(self) -> Month:
        return Month.from_index(self.month_index)

    @property
    def difference(self) -> Decimal:
        """What the log counts beyond the report."""
        return self.own_total - self.their_total


class ReviewState(models.TextChoices):
    """What the clinician made of a difference."""

    OPEN = "open", "To review"
    DISPUTED = "disputed", "To dispute"
    ACCEPTED = "accepted", "The report is right"
    SETTLED = "settled", "Settled"


class ReconciledLineQuerySet(models.QuerySet["ReconciledLine"]):
    """Reads of findings, each within a border."""

    def visible_to(self, user: User) -> "ReconciledLineQuerySet":
        """Return the findings of the comparisons that the user may see."""
        return self.filter(run__in=Reconciliation.objects.visible_to(user))


class ReconciledLine(models.Model):
    """One finding with the lines of both sides as they were, its reasons, and its state of review."""

    run = models.ForeignKey(Reconciliation, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    day = models.DateField()
    code = models.CharField(max_length=5)
    reasons = models.JSONField(default=list)
    own = models.JSONField(default=list)
    theirs = models.JSONField(default=list)
    difference = models.DecimalField(max_digits=13, decimal_places=4)
    # How far the difference is from nothing, by which the largest stand first.
    weight = models.DecimalField(max_digits=13, decimal_places=4)
    state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.OPEN)
    note = models.CharField(max_length=200, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)

    objects = ReconciledLineQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("run", "position"), name="reconciled_line_once"),)
        indexes = (models.Index(fields=("run", "kind", "-weight"), name="reconciled_line_weight"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.code} {self.day}"
