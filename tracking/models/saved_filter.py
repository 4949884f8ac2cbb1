"""Filters of the list of entries that a clinician keeps under a name."""

from django.db import models

from rvuedge.accounts.models import User
from tracking.models.clinician import Clinician


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    """Reads of saved filters, each within a border."""

    def visible_to(self, user: User) -> "SavedFilterQuerySet":
        """Return the own filters: nobody else sees them."""
        return self.filter(clinician__in=Clinician.objects.own(user))


class SavedFilter(models.Model):
    """A name for a choice of entries: the fields of the list's form as plain values."""

    clinician = models.ForeignKey(Clinician, on_delete=models.CASCADE, related_name="saved_filters")
    name = models.CharField(max_length=60)
    chosen = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("clinician", "name"), name="saved_filter_once"),)

    def __str__(self) -> str:
        return self.name
