"""Which release holds on a date of service (CMS: quarterly full files, never across 1 January)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

SAMPLE_FAMILY = "SAMPLE"


@dataclass(frozen=True, slots=True)
class ReleaseKey:
    """What decides between releases: family, year, letter, revision, and the day it takes effect."""

    id: int
    name: str
    family: str
    year: int
    letter: str
    revision: int
    effective_from: date

    @property
    def is_sample(self) -> bool:
        return self.family == SAMPLE_FAMILY


def release_on(releases: Iterable[ReleaseKey], on: date) -> ReleaseKey | None:
    """Return the active release that holds on `on`; None where none does.

    An official release holds from its day to the end of its calendar year; the later letter day wins,
    and among revisions of one day the later revision. Where no official release holds, the sample
    catalogue does: the sample of the latest year that has begun.
    """
    begun = [release for release in releases if release.effective_from <= on]
    official = [release for release in begun if not release.is_sample and release.effective_from.year == on.year]
    candidates = official or [release for release in begun if release.is_sample]
    return max(candidates, key=_precedence, default=None)


def _precedence(release: ReleaseKey) -> tuple[date, str, int]:
    return release.effective_from, release.letter, release.revision
