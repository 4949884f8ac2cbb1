"""Codes that a clinician keeps one tap away."""

from django.db import models

from tracking.models.clinician import Clinician


class Favourite(models.Model):
    """A code with its modifiers, in the order the clinician chose."""

    clinician = models.ForeignKey(Clinician, on_delete=models.CASCADE, related_name="favourites")
    code = models.CharField(max_length=5)
    modifiers = models.CharField(max_length=20, blank=True)
    label = models.CharField(max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=("clinician", "code", "modifiers"), name="favourite_once"),)

    def __str__(self) -> str:
        return self.code
