"""Sets of codes that a clinician logs by one tap."""

from django.db import models

from rvuedge.accounts.models import User
from tracking.models.clinician import Clinician


class ProcedureSetQuerySet(models.QuerySet["ProcedureSet"]):
    """Reads of sets, each within a border."""

    def visible_to(self, user: User) -> "ProcedureSetQuerySet":
        """Return the own sets: nobody else sees them."""
        return self.filter(clinician__in=Clinician.objects.own(user))


class ProcedureSet(models.Model):
    """A name for the lines of a case, in the notation that the log reads ("47562 47000-59")."""

    clinician = models.ForeignKey(Clinician, on_delete=models.CASCADE, related_name="procedure_sets")
    name = models.CharField(max_length=40)
    lines = models.CharField(max_length=400)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProcedureSetQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "id")
        constraints = (models.UniqueConstraint(fields=("clinician", "name"), name="procedure_set_once"),)

    def __str__(self) -> str:
        return self.name
