"""Which releases are active, and the number that moves when that changes."""

from datetime import date

from django.db.models import F

from codes.effective import ReleaseKey, release_on
from codes.models import CatalogueVersion, Release


def catalogue_version() -> int:
    """Return the catalogue's version number; caches built under another number are old."""
    number = CatalogueVersion.objects.filter(pk=1).values_list("number", flat=True).first()
    return number or 0


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
