"""The only writer of releases: staged as a draft, activated by one conditional UPDATE, taken back in one step."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from codes.cms.pprrvu import PprrvuFile
from codes.fee_table import write_rows
from codes.models import Release, ReleaseState
from codes.releases import move_catalogue_version
from rvuedge.accounts.audit import record
from rvuedge.accounts.models import User
from rvuedge.imports.models import ImportRun

FAMILY = "PPRRVU"


@transaction.atomic
def stage_release(*, file: PprrvuFile, effective_from: date, source_name: str, sha256: str, run: ImportRun | None, by: User | None) -> Release:
    """Store a file that was not refused as a draft release with all its rows, or nothing at all."""
    if file.is_refused or file.title.year is None or not file.title.letter:
        raise ValidationError("The release is not known. Name the day from which it holds.")
    year, letter = file.title.year, file.title.letter
    same = Release.objects.filter(family=FAMILY, year=year, letter=letter, variant=file.variant)
    last = same.aggregate(last=Max("revision"))["last"]
    revision = 0 if last is None else last + 1
    release = Release.objects.create(
        family=FAMILY,
        year=year,
        letter=letter,
        revision=revision,
        variant=file.variant,
        name=_name(year, letter, file.variant, revision),
        title=file.title.words,
        released_on=file.title.released_on,
        effective_from=effective_from,
        conversion_factor=file.conversion_factor,
        source_name=source_name[:255],
        source_sha256=sha256,
        row_count=len(file.rows),
        import_run=run,
    )
    write_rows(release.pk, file.rows)
    record(action="release.staged", actor=by, subject=release.name, detail={"rows": len(file.rows), "sha256": sha256})
    return release


@transaction.atomic
def activate_release(*, release: Release, by: User | None) -> bool:
    """Make a release count from its day on; an earlier revision of the same release is retired. False where it counts already."""
    now = timezone.now()
    waiting = Release.objects.filter(pk=release.pk).exclude(state=ReleaseState.ACTIVE)
    if not waiting.update(state=ReleaseState.ACTIVE, activated_at=now, activated_by=by):
        return False
    former_revisions(release).update(state=ReleaseState.RETIRED)
    move_catalogue_version()
    record(action="release.activated", actor=by, subject=release.name, detail={"effective_from": release.effective_from.isoformat()})
    release.refresh_from_db()
    return True


@transaction.atomic
def go_back(*, release: Release, by: User | None) -> Release | None:
    """Retire an active official release and return the one that counts again; lines that were logged keep their values."""
    if release.is_sample:
        raise ValidationError("The sample catalogue is not taken back; an official release replaces it.")
    if not Release.objects.filter(pk=release.pk, state=ReleaseState.ACTIVE).update(state=ReleaseState.RETIRED):
        raise ValidationError(f"{release.name} is not active.")
    former = _retired_revisions(release).order_by("-revision").first()
    if former is not None:
        Release.objects.filter(pk=former.pk).update(state=ReleaseState.ACTIVE)
    move_catalogue_version()
    record(action="release.taken_back", actor=by, subject=release.name, detail={"counts_again": former.name if former else ""})
    return former or before(release)


def before(release: Release) -> Release | None:
    """Return the active release that holds before this one, official or sample; None without one."""
    earlier = Release.objects.active().filter(effective_from__lte=release.effective_from).exclude(pk=release.pk)
    return earlier.order_by("-effective_from", "family", "-revision").first()


def former_revisions(release: Release) -> QuerySet[Release]:
    """Return the active releases that this one replaces: the same quarter under another revision or variant."""
    same = Release.objects.active().filter(family=release.family, year=release.year, letter=release.letter)
    return same.exclude(pk=release.pk)


def _retired_revisions(release: Release) -> QuerySet[Release]:
    same = Release.objects.filter(family=release.family, year=release.year, letter=release.letter, state=ReleaseState.RETIRED)
    return same.exclude(pk=release.pk)


def _name(year: int, letter: str, variant: str, revision: int) -> str:
    name = f"RVU{year % 100:02d}{letter}"
    if variant == "QPP":
        name += "-QPP"
    return f"{name}-{revision + 1}" if revision else name
