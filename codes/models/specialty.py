"""Our own list of specialties, by which codes, clinicians and benchmarks are spoken of."""

from django.db import models


class Specialty(models.Model):
    """A specialty or subspecialty; `code` is a short name with hyphens."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="children")

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "specialties"

    def __str__(self) -> str:
        return self.name
