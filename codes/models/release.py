"""Releases of the physician fee schedule, and the number that tells every process that the catalogue moved."""

from django.conf import settings
from django.db import models

from codes.effective import SAMPLE_FAMILY, ReleaseKey
from rvuedge.imports.models import ImportRun


class ReleaseState(models.TextChoices):
    """A release is staged as a draft, is active, or was taken back; a long table that is still being stored is hidden."""

    STORING = "storing", "Being stored"
    DRAFT = "draft", "Draft"
    ACTIVE = "active", "Active"
    RETIRED = "retired", "Retired"


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Reads of releases; they belong to the installation, everybody may read the active ones."""

    def active(self) -> "ReleaseQuerySet":
        return self.filter(state=ReleaseState.ACTIVE)


class Release(models.Model):
    """One full file of the fee schedule (family PPRRVU), or one year of the sample catalogue (family SAMPLE)."""

    family = models.CharField(max_length=10, default="PPRRVU")
    year = models.PositiveSmallIntegerField()
    letter = models.CharField(max_length=3, blank=True)
    revision = models.PositiveSmallIntegerField(default=0)
    variant = models.CharField(max_length=10, blank=True)
    name = models.CharField(max_length=30, unique=True)
    title = models.CharField(max_length=60, blank=True)
    released_on = models.DateField(null=True, blank=True)
    effective_from = models.DateField()
    conversion_factor = models.DecimalField(max_digits=8, decimal_places=4)
    state = models.CharField(max_length=10, choices=ReleaseState.choices, default=ReleaseState.DRAFT)
    source_name = models.CharField(max_length=255, blank=True)
    source_sha256 = models.CharField(max_length=64, db_index=True)
    row_count = models.PositiveIntegerField(default=0)
    import_run = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="releases")
    created_at = models.DateTimeField(auto_now_add=True)
    activated_at = models.DateTimeField(null=True, blank=True)
    activated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ("-effective_from", "-letter", "-revision")
        constraints = (models.UniqueConstraint(fields=("family", "year", "letter", "revision", "variant"), name="release_once"),)

    def __str__(self) -> str:
        return self.name

    @property
    def is_sample(self) -> bool:
        return self.family == SAMPLE_FAMILY

    @property
    def key(self) -> ReleaseKey:
        return ReleaseKey(self.pk, self.name, self.family, self.year, self.letter, self.revision, self.effective_from)


class CatalogueVersion(models.Model):
    """One row whose number moves with each change of what is active; caches and indexes compare it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=1)
    sample_sha256 = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return str(self.number)
