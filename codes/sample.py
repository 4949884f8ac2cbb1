"""The sample catalogue in the database: three years of facts, fees of other schedules and the specialties."""

import hashlib
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from codes.effective import SAMPLE_FAMILY
from codes.fees import FeeRow
from codes.lanes import FeeKind
from codes.models import CatalogueVersion, FeeScheduleRow, OtherFee, OtherSchedule, Release, ReleaseState, Specialty
from codes.models.fee_row import FIELD_NAMES
from codes.sample_files import SampleFee, read_facts, read_fees, read_listed
from codes.texts import CATALOGUE, load_specialties

SAMPLE_YEARS = (2024, 2025, 2026)
SAMPLE_NAMES = tuple(f"SAMPLE{year % 100}" for year in SAMPLE_YEARS)
_FEES, _LISTED, _SPECIALTIES = CATALOGUE / "fees.csv", CATALOGUE / "hcpcs.csv", CATALOGUE / "specialties.toml"
_NAMES_OF_KINDS = {
    FeeKind.LABORATORY: "Clinical laboratory fees (sample)",
    FeeKind.DRUG: "Part B drug payment limits (sample)",
    FeeKind.HOSPITAL: "Hospital outpatient prices (sample)",
    FeeKind.DMEPOS: "Equipment and supplies (sample, amounts not at hand)",
}


@transaction.atomic
def load_sample() -> bool:
    """Write the sample catalogue as active releases and schedules; False where these very files are loaded already."""
    sha256 = sample_sha256()
    CatalogueVersion.objects.get_or_create(id=1)
    version = CatalogueVersion.objects.select_for_update().get(id=1)
    if version.sample_sha256 == sha256:
        return False
    for year in SAMPLE_YEARS:
        _write_release(year)
    for (kind, effective_from, source), fees in groupby(_fees(), key=_schedule_of):
        _write_schedule(kind, effective_from, source, fees)
    _write_specialties()
    version.number += 1
    version.sample_sha256 = sha256
    version.save(update_fields=["number", "sample_sha256"])
    return True


def sample_sha256() -> str:
    """Return the checksum over the files of the sample catalogue."""
    digest = hashlib.sha256()
    for path in (*(_facts_of(year) for year in SAMPLE_YEARS), _FEES, _LISTED, _SPECIALTIES):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _facts_of(year: int) -> Path:
    return CATALOGUE / f"facts_{year}.csv"


def _write_release(year: int) -> None:
    content = _facts_of(year).read_bytes()
    rows = read_facts(content.decode("ascii"))
    facts = {
        "conversion_factor": rows[0].conversion_factor,
        "source_name": _facts_of(year).name,
        "source_sha256": hashlib.sha256(content).hexdigest(),
        "row_count": len(rows),
    }
    identity = {"family": SAMPLE_FAMILY, "year": year, "title": f"Sample values of {year}", "effective_from": date(year, 1, 1)}
    activation = {"state": ReleaseState.ACTIVE, "activated_at": timezone.now()}
    release, _ = Release.objects.update_or_create(name=f"SAMPLE{year % 100}", defaults=facts, create_defaults=facts | identity | activation)
    release.rows.all().delete()
    FeeScheduleRow.objects.bulk_create(_stored(release, row) for row in rows)


def _stored(release: Release, row: FeeRow) -> FeeScheduleRow:
    return FeeScheduleRow(release=release, **{name: getattr(row, name) for name in FIELD_NAMES})


def _fees() -> list[SampleFee]:
    priced = read_fees(_FEES.read_text(encoding="ascii"))
    listed = read_listed(_LISTED.read_text(encoding="ascii"), date(SAMPLE_YEARS[0], 1, 1), _LISTED.name)
    return sorted(priced + listed, key=_schedule_of)


def _schedule_of(fee: SampleFee) -> tuple[FeeKind, date, str]:
    return fee.kind, fee.effective_from, fee.source


def _write_schedule(kind: FeeKind, effective_from: date, source: str, fees: Iterable[SampleFee]) -> None:
    facts = {"name": _NAMES_OF_KINDS[kind], "source_name": source}
    schedule, _ = OtherSchedule.objects.update_or_create(
        kind=kind,
        effective_from=effective_from,
        organisation=None,
        is_sample=True,
        defaults=facts,
        create_defaults=facts | {"state": ReleaseState.ACTIVE, "is_public": True},
    )
    schedule.fees.all().delete()
    OtherFee.objects.bulk_create(
        OtherFee(schedule=schedule, code=fee.code, modifier=fee.modifier, amount=fee.amount, unit=fee.unit) for fee in fees
    )


def _write_specialties() -> None:
    named = load_specialties().values()
    Specialty.objects.bulk_create(
        [Specialty(code=specialty.code, name=specialty.name) for specialty in named],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name"],
    )
    stored = {specialty.code: specialty for specialty in Specialty.objects.all()}
    for specialty in named:
        stored[specialty.code].parent = stored.get(specialty.parent)
    Specialty.objects.bulk_update([stored[specialty.code] for specialty in named], ["parent"])
