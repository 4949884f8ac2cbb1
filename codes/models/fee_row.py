"""Rows of a release as stored: the fields of codes.fees.FeeRow, no more and no less."""

from dataclasses import fields
from decimal import Decimal

from django.db import models

from codes.fees import FeeRow
from codes.models.release import Release

FIELD_NAMES = tuple(field.name for field in fields(FeeRow))


def _rvu() -> "models.DecimalField[Decimal, Decimal]":
    return models.DecimalField(max_digits=8, decimal_places=2)


def _share() -> "models.DecimalField[Decimal, Decimal]":
    return models.DecimalField(max_digits=4, decimal_places=2)


def _indicator(length: int = 1) -> "models.CharField[str, str]":
    return models.CharField(max_length=length, blank=True)


class FeeScheduleRow(models.Model):
    """One (code, modifier) of one release."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="rows", db_index=False)
    code = models.CharField(max_length=5)
    modifier = models.CharField(max_length=2, blank=True)
    descriptor = models.CharField(max_length=60, blank=True)
    status = _indicator()
    not_used_for_medicare = models.BooleanField(default=False)
    work_rvu = _rvu()
    non_facility_pe_rvu = _rvu()
    non_facility_na = models.BooleanField(default=False)
    facility_pe_rvu = _rvu()
    facility_na = models.BooleanField(default=False)
    mp_rvu = _rvu()
    non_facility_total = _rvu()
    facility_total = _rvu()
    pctc_indicator = _indicator()
    global_days = _indicator(3)
    pre_operative = _share()
    intra_operative = _share()
    post_operative = _share()
    multiple_procedure = _indicator()
    bilateral = _indicator()
    assistant = _indicator()
    co_surgeon = _indicator()
    team_surgeon = _indicator()
    pricing_indicator = _indicator(2)
    endoscopic_base = _indicator(5)
    conversion_factor = models.DecimalField(max_digits=8, decimal_places=4)
    supervision = _indicator(2)
    calculation_flag = _indicator()
    imaging_family = _indicator(2)
    opps_non_facility_pe = _rvu()
    opps_facility_pe = _rvu()
    opps_mp = _rvu()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("release", "code", "modifier"), name="row_once"),)
        indexes = (models.Index(fields=("code",), name="row_code"),)

    def __str__(self) -> str:
        return f"{self.code}-{self.modifier}" if self.modifier else self.code

    def as_fee_row(self) -> FeeRow:
        """Return the row as the value that the engine and the pages read."""
        return FeeRow(**{name: getattr(self, name) for name in FIELD_NAMES})
