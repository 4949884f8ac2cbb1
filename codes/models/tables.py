"""Rows of the tables beside the physician fee schedule: localities, anesthesia, caps, national codes, pair edits, unit limits.

The fields of each model are those of the value that its reader in codes.cms returns; a test compares the two lists.
"""

from django.db import models

from codes.models.other_schedules import OtherSchedule


class LocalityIndex(models.Model):
    """The geographic practice cost indices of one locality."""

    schedule = models.ForeignKey(OtherSchedule, on_delete=models.CASCADE, related_name="localities")
    mac = models.CharField(max_length=5)
    state = models.CharField(max_length=2)
    locality = models.CharField(max_length=2)
    name = models.CharField(max_length=120)
    work_gpci = models.DecimalField(max_digits=6, decimal_places=4)
    work_gpci_without_floor = models.DecimalField(max_digits=6, decimal_places=4, null=True, blank=True)
    pe_gpci = models.DecimalField(max_digits=6, decimal_places=4)
    mp_gpci = models.DecimalField(max_digits=6, decimal_places=4)

    class Meta:
        ordering = ("state", "locality")
        constraints = (models.UniqueConstraint(fields=("schedule", "mac", "locality"), name="locality_once"),)
        verbose_name_plural = "locality indices"

    def __str__(self) -> str:
        return self.name


class AnesthesiaFactor(models.Model):
    """The anesthesia conversion factor of one locality, in dollars a unit."""

    schedule = models.ForeignKey(OtherSchedule, on_delete=models.CASCADE, related_name="anesthesia_factors")
    mac = models.CharField(max_length=5)
    locality = models.CharField(max_length=2)
    name = models.CharField(max_length=120, blank=True)
    conversion_factor = models.DecimalField(max_digits=8, decimal_places=4)
    qpp_conversion_factor = models.DecimalField(max_digits=8, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering = ("mac", "locality")
        constraints = (models.UniqueConstraint(fields=("schedule", "mac", "locality"), name="anesthesia_factor_once"),)

    def __str__(self) -> str:
        return f"{self.name} {self.conversion_factor}"


class AnesthesiaBase(models.Model):
    """The base units of one anesthesia code."""

    schedule = models.ForeignKey(OtherSchedule, on_delete=models.CASCADE, related_name="anesthesia_bases")
    code = models.CharField(max_length=5)
    base_units = models.DecimalField(max_digits=4, decimal_places=1)
    effective_from = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("schedule", "code"), name="anesthesia_base_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.base_units}"


class LocalityCounties(models.Model):
    """The counties of one locality, as the carrier's list words them."""

    schedule = models.ForeignKey(OtherSchedule, on_delete=models.CASCADE, related_name="counties")
    mac = models.CharField(max_length=5)
    locality = models.CharField(max_length=2)
    state = models.CharField(max_length=40)
    area = models.CharField(max_length=160)
    counties = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "locality counties"

    def __str__(self) -> str:
        return self.area


class ZipLocality(models.Model):
    """The locality that a ZIP code lies in."""

    schedule = models.ForeignKey(OtherSchedule, on_delete=models.CASCADE, related_name="zip_codes")
    zip_code = models.CharField(max_length=5)
    state = models.CharField(max_length=2)
    mac = models.CharField(max_length=5)
    locality = models.CharField(max_length=2)
    rural = models.CharField(max_length=1, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("schedule", "zip_code"), name="zip_once"),)
        verbose_name_plural = "ZIP localities"

    def __str__(self) -> str:
        return self.zip_code


class PriceCap(models.Model):
    """What imaging may cost at most in one locality (OPPS cap), in dollars."""

    schedule = models.ForeignKey(OtherSchedule, on_delete=models.CASCADE, related_name="caps")
    code = models.CharField(max_length=5)
    modifier = models.CharField(max_length=2, blank=True)
    status = models.CharField(max_length=1, blank=True)
    mac = models.CharField(max_length=5)
    locality = models.CharField(max_length=2)
    facility_cap = models.DecimalField(max_digits=10, decimal_places=2)
    non_facility_cap = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("schedule", "code", "modifier", "mac", "locality"), name="cap_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.mac} {self.locality}"


class NationalCode(models.Model):
    """A code or modifier of HCPCS Level II with the description that CMS publishes for it."""

    schedule = models.ForeignKey(OtherSchedule, on_delete=models.CASCADE, related_name="national_codes")
    code = models.CharField(max_length=5, db_index=True)
    is_modifier = models.BooleanField(default=False)
    long_description = models.TextField(blank=True)
    short_description = models.CharField(max_length=60, blank=True)
    pricing_indicator = models.CharField(max_length=2, blank=True)
    coverage = models.CharField(max_length=1, blank=True)
    betos = models.CharField(max_length=3, blank=True)
    type_of_service = models.CharField(max_length=4, blank=True)
    anesthesia_base_units = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    added_on = models.DateField(null=True, blank=True)
    effective_from = models.DateField(null=True, blank=True)
    terminated_on = models.DateField(null=True, blank=True)
    action = models.CharField(max_length=1, blank=True)
    # The codes that CMS names in the place of this one, a blank between.
    cross_references = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("schedule", "code", "is_modifier"), name="national_code_once"),)

    def __str__(self) -> str:
        return self.code


class PairEdit(models.Model):
    """Two codes that are not paid together (NCCI procedure-to-procedure edit), and whether a modifier unbundles them."""

    schedule = models.ForeignKey(OtherSchedule, on_delete=models.CASCADE, related_name="pair_edits", db_index=False)
    column_1 = models.CharField(max_length=5)
    column_2 = models.CharField(max_length=5)
    before_1996 = models.BooleanField(default=False)
    effective_from = models.DateField()
    deleted_on = models.DateField(null=True, blank=True)
    modifier_indicator = models.CharField(max_length=1)
    rationale = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = (models.Index(fields=("schedule", "column_1", "column_2"), name="pair_edit_codes"),)

    def __str__(self) -> str:
        return f"{self.column_1} {self.column_2}"


class UnitLimit(models.Model):
    """The most units of a code that are paid for one patient and day (NCCI medically unlikely edit)."""

    schedule = models.ForeignKey(OtherSchedule, on_delete=models.CASCADE, related_name="unit_limits")
    code = models.CharField(max_length=5)
    setting = models.CharField(max_length=20)
    units = models.PositiveIntegerField()
    adjudication_indicator = models.CharField(max_length=1)
    rationale = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("schedule", "code", "setting"), name="unit_limit_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.units}"
