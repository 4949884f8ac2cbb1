"""Charge extracts that were brought into a log, and the columns that a clinician chose for the last one."""

from django.db import models

from rvuedge.accounts.models import User
from rvuedge.imports.models import ImportRun
from tracking.models.clinician import Clinician


class ChargeImportQuerySet(models.QuerySet["ChargeImport"]):
    """Reads of charge imports, each within a border."""

    def visible_to(self, user: User) -> "ChargeImportQuerySet":
        """Return the imports into the own log: nobody else sees them."""
        return self.filter(clinician__in=Clinician.objects.own(user))

    def not_shown(self) -> "ChargeImportQuerySet":
        """Return the imports whose cases, where they have any yet, nobody sees: all of them are shown at once, when all are there."""
        return self.filter(stored_at__isnull=True)


class ChargeImport(models.Model):
    """Whose log an import goes into, and what became of it; the run beside it holds file, progress and issues."""

    run = models.OneToOneField(ImportRun, on_delete=models.CASCADE, related_name="charges")
    clinician = models.ForeignKey(Clinician, on_delete=models.CASCADE, related_name="charge_imports")
    created = models.PositiveIntegerField(default=0)
    # Set last: until then the cases of the import are hidden, so that a killed one leaves nothing that is seen.
    stored_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ChargeImportQuerySet.as_manager()

    class Meta:
        ordering = ("-run__created_at",)

    def __str__(self) -> str:
        return f"{self.run} {self.clinician}"


class ChargeColumns(models.Model):
    """Which header text a clinician chose for what, for the next extract with the same columns."""

    clinician = models.OneToOneField(Clinician, on_delete=models.CASCADE, related_name="charge_columns")
    headers = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)
    rendering = models.CharField(max_length=60, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"columns of {self.clinician}"
