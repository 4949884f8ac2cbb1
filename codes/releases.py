"""Which releases are active, and the number that moves when that changes."""

from datetime import date

from django.db import connection
from django.db.models import F

from codes.effective import ReleaseKey, release_on
from codes.models import CatalogueVersion, Release, ReleaseState
from codes.models.release import ReleaseQuerySet

OFFICIAL_FAMILY = "PPRRVU"
_VERSION = f"SELECT number FROM {CatalogueVersion._meta.db_table} WHERE id = 1"


def catalogue_version() -> int:
    """Return the catalogue's version number; caches built under another number are old."""
    # Asked at every key stroke of a search: the bare statement takes a fraction of what a query set takes to be built.
    with connection.cursor() as cursor:
        cursor.execute(_VERSION)
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def move_catalogue_version() -> None:
    """Tell every process that what is active has changed; called within the transaction that changes it."""
    CatalogueVersion.objects.get_or_create(pk=1)
    CatalogueVersion.objects.filter(pk=1).update(number=F("number") + 1)


def active_keys() -> tuple[ReleaseKey, ...]:
    """Return what decides between the active releases."""
    return tuple(release.key for release in Release.objects.active())


def release_in_force(on: date) -> Release | None:
    """Return the release that holds on a date of service; None where none does."""
    releases = {release.pk: release for release in Release.objects.active()}
    key = release_on((release.key for release in releases.values()), on)
    return releases[key.id] if key else None


def official() -> ReleaseQuerySet:
    """Return the official releases, the latest first."""
    return Release.objects.filter(family=OFFICIAL_FAMILY)


def same_quarter(release: Release) -> ReleaseQuerySet:
    """Return the other imports of a release's quarter that hold from the same day: revisions, and the other variant."""
    same = Release.objects.filter(family=release.family, year=release.year, letter=release.letter, effective_from=release.effective_from)
    return same.exclude(pk=release.pk)


def former_of(release: Release) -> Release | None:
    """Return what counts again once a release is taken back: its former revision, else the release active before it, else the sample."""
    revision = same_quarter(release).filter(state=ReleaseState.RETIRED, activated_at__isnull=False).order_by("-activated_at").first()
    if revision is not None:
        return revision
    earlier = Release.objects.active().filter(effective_from__lte=release.effective_from).exclude(pk=release.pk)
    return earlier.filter(family=OFFICIAL_FAMILY).order_by("-effective_from", "-letter", "-revision").first() or earlier.first()


def compared_with(effective_from: date) -> Release | None:
    """Return the official release that a new one is compared with: the latest active one up to its day; None for the first."""
    earlier = official().active().filter(effective_from__lte=effective_from)
    return earlier.order_by("-effective_from", "-letter", "-revision").first()
