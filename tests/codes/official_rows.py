"""Rows of the official relative value files for tests of pages: read once, stored without descriptors under their release."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from codes.cms.pprrvu import read_pprrvu
from codes.fees import FeeRow
from codes.models import Release
from codes.releases import move_catalogue_version
from tests.factories import ReleaseFactory, store_rows

FILES = {"RVU26C": "cms/RVU26C/PPRRVU2026_Jul_nonQPP.csv", "RVU25D": "cms/RVU25D/PPRRVU2025_Oct.csv"}
_FACTS = {
    "RVU26C": (2026, "C", "July 2026", date(2026, 7, 1), Decimal("33.4009")),
    "RVU25D": (2025, "D", "October 2025", date(2025, 10, 1), Decimal("32.3465")),
}


@cache
def official_rows(folder: Path, release: str) -> tuple[FeeRow, ...]:
    """Return every row of a release; the descriptors, which are their owners', are left out."""
    file = read_pprrvu((folder / FILES[release]).read_bytes(), Path(FILES[release]).name)
    return tuple(replace(row, descriptor="") for row in file.rows)


def store_official(folder: Path, release: str, codes: Iterable[str]) -> Release:
    """Store the rows of some codes under their release, as an import of the file does."""
    wanted = frozenset(codes)
    year, letter, title, day, factor = _FACTS[release]
    stored = ReleaseFactory.create(name=release, year=year, letter=letter, title=title, effective_from=day, conversion_factor=factor)
    store_rows(stored, *(row for row in official_rows(folder, release) if row.code in wanted))
    move_catalogue_version()
    return stored
