"""The only writer of releases: staged as a draft, activated by one conditional UPDATE, taken back in one step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from codes.cms.title import Title
from codes.fee_table import write_rows
from codes.fees import FeeRow
from codes.models import CatalogueVersion, Release, ReleaseState
from codes.releases import OFFICIAL_FAMILY, former_of, move_catalogue_version, same_quarter
from rvuedge.accounts.audit import record
from rvuedge.accounts.models import User
from rvuedge.imports.models import ImportRun, RunState


@dataclass(frozen=True, slots=True)
class NewRelease:
    """A file that was read and not refused, and the day from which it is to hold."""

    title: Title
    variant: str
    conversion_factor: Decimal
    rows: Sequence[FeeRow]
    effective_from: date
    source_name: str
    sha256: str


@transaction.atomic
def stage_release(*, new: NewRelease, run: ImportRun | None, by: User | None) -> Release:
    """Store a release as a draft with all its rows, or nothing at all; the same bytes give the release that is there."""
    _one_at_a_time()
    stored = Release.objects.filter(family=OFFICIAL_FAMILY, source_sha256=new.sha256).order_by("-id").first()
    if stored is not None:
        return stored
    year, letter = new.title.year, new.title.letter
    if year is None or not letter:
        raise ValidationError("The release is not known. Name the day from which it holds.")
    last = Release.objects.filter(family=OFFICIAL_FAMILY, year=year, letter=letter, variant=new.variant).aggregate(last=Max("revision"))[
        "last"
    ]
    revision = 0 if last is None else last + 1
    release = Release.objects.create(
        family=OFFICIAL_FAMILY,
        year=year,
        letter=letter,
        revision=revision,
        variant=new.variant,
        name=_name(year, letter, new.variant, revision),
        title=new.title.words,
        released_on=new.title.released_on,
        effective_from=new.effective_from,
        conversion_factor=new.conversion_factor,
        source_name=new.source_name[:255],
        source_sha256=new.sha256,
        row_count=len(new.rows),
        import_run=run,
    )
    write_rows(release.pk, new.rows)
    record(action="release.staged", actor=by, subject=release.name, detail={"rows": len(new.rows), "sha256": new.sha256})
    return release


@transaction.atomic
def set_effective_from(*, release: Release, day: date, by: User | None) -> Release:
    """Change the day from which a draft will hold; what is active or was active keeps its day."""
    if day.year != release.year:
        raise ValidationError(f"{release.title} holds in {release.year} only. Choose a day of {release.year}.")
    if not Release.objects.filter(pk=release.pk, state=ReleaseState.DRAFT).update(effective_from=day):
        raise ValidationError(f"{release.name} is no draft any more; the day from which it holds stays.")
    record(action="release.dated", actor=by, subject=release.name, detail={"effective_from": day.isoformat()})
    release.refresh_from_db()
    return release


@transaction.atomic
def activate_release(*, release: Release, by: User | None) -> bool:
    """Make a release count from its day on; an earlier import of the same quarter and day is retired. False where it counts already."""
    _one_at_a_time()
    waiting = Release.objects.filter(pk=release.pk).exclude(state=ReleaseState.ACTIVE)
    if not waiting.update(state=ReleaseState.ACTIVE, activated_at=timezone.now(), activated_by=by):
        return False
    same_quarter(release).filter(state=ReleaseState.ACTIVE).update(state=ReleaseState.RETIRED)
    _tell_runs()
    move_catalogue_version()
    record(action="release.activated", actor=by, subject=release.name, detail={"effective_from": release.effective_from.isoformat()})
    release.refresh_from_db()
    return True


@transaction.atomic
def go_back(*, release: Release, by: User | None) -> Release | None:
    """Retire an active official release and return the one that counts again; logged lines keep their release and value."""
    _one_at_a_time()
    former = former_of(release)
    taken_back = Release.objects.filter(pk=release.pk, family=OFFICIAL_FAMILY, state=ReleaseState.ACTIVE).update(state=ReleaseState.RETIRED)
    if not taken_back:
        raise ValidationError(f"{release.name} is not active, so there is nothing to take back.")
    if former is not None:
        Release.objects.filter(pk=former.pk, state=ReleaseState.RETIRED).update(state=ReleaseState.ACTIVE)
    _tell_runs()
    move_catalogue_version()
    record(action="release.taken_back", actor=by, subject=release.name, detail={"counts_again": former.name if former else ""})
    release.refresh_from_db()
    return former


def _tell_runs() -> None:
    """An import is shown as active while its release is."""
    active = Release.objects.active().filter(import_run__isnull=False).values("import_run")
    ImportRun.objects.filter(pk__in=active, state=RunState.READY).update(state=RunState.ACTIVE)
    ImportRun.objects.filter(state=RunState.ACTIVE, releases__isnull=False).exclude(pk__in=active).update(state=RunState.READY)


def _one_at_a_time() -> None:
    """Two imports of the same bytes become one release, and of two drafts of a quarter one counts: the second waits here for the first."""
    CatalogueVersion.objects.get_or_create(pk=1)
    CatalogueVersion.objects.select_for_update().get(pk=1)


def _name(year: int, letter: str, variant: str, revision: int) -> str:
    name = f"RVU{year % 100:02d}{letter}{'-QPP' if variant == 'QPP' else ''}"
    return f"{name}-{revision + 1}" if revision else name
