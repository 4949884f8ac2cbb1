"""Which release a file is, as far as its first lines or its name tell: to see two releases of one table in an archive."""

import re
from dataclasses import dataclass

from codes.cms.file_names import day_in_name
from codes.cms.reading import Opened
from codes.cms.tables import MONTHS, first_day_in
from codes.cms.title import read_title
from codes.cms.years import month_of_name, only_year_in, year_of_name

_NOTICE = re.compile(r"COPYRIGHT|\(C\)|©|TRADEMARK")
# MCR_MUE_PractitionerServices_Eff_07-01-2026; ccipra-v322r0-f1, which is version 32.2 and that of July 2026; PFREV25C, HCPC17.
_DAY_OF_NAME = re.compile(r"(?<![0-9])([01][0-9])-([0-3][0-9])-(20[0-4][0-9])(?![0-9])")
_VERSION_OF_NAME = re.compile(r"V([0-9]{2})([0-3])R[0-9]")
_SHORT_YEAR_OF_NAME = re.compile(r"(?<![0-9])([0-4][0-9])(?![0-9])(?:([A-D])(?![A-Z]))?")
_LETTERS = {"A": 1, "B": 4, "C": 7, "D": 10}
_YEAR_OF_VERSION_0 = 1994
# Titles stand in the first ten lines of all tables; below a short table notes name other days.
_TITLE_LINES = 10


@dataclass(frozen=True, slots=True)
class Mark:
    """A release by year and month; None where nothing tells."""

    year: int | None = None
    month: int | None = None

    @property
    def words(self) -> str:
        """The release as people say it: July 2026."""
        return " ".join(part for part in (MONTHS[self.month - 1] if self.month else "", str(self.year or "")) if part)

    def differs_from(self, other: "Mark") -> bool:
        """Return whether the two are certainly not the same release."""
        return _differ(self.year, other.year) or _differ(self.month, other.month)


def found_in_name(pattern: re.Pattern[str], file_name: str) -> re.Match[str] | None:
    """Return what a file's name tells; where it tells nothing, what the folders and the archive around it do."""
    return next((found for part in reversed(file_name.split("/")) if (found := pattern.search(part))), None)


def mark_of(opened: Opened) -> Mark:
    """Return what the first lines tell, and what only the name tells."""
    told, named = _mark_of_lines(opened.head), _mark_of_name(opened.file_name.rpartition("/")[2])
    if told.year is None:
        return named
    return told if told.month or named.year not in {None, told.year} else Mark(told.year, named.month)


def _mark_of_lines(head: str) -> Mark:
    """The title of a relative value file, else the first month in words, else the one year that is named; notices do not count."""
    lines = [line for line in head.split("\n")[:_TITLE_LINES] if not _NOTICE.search(line)]
    title = read_title(lines)
    if title.year:
        return Mark(title.year, title.month)
    text = "\n".join(lines)
    first = first_day_in(text)
    if first is not None:
        return Mark(first.year, first.month)
    return Mark(next(iter(only_year_in(text)), None))


def _mark_of_name(file_name: str) -> Mark:
    name = file_name.upper()
    if found := _DAY_OF_NAME.search(name):
        return Mark(int(found[3]), int(found[1]))
    if found := _VERSION_OF_NAME.search(name):
        return Mark(_YEAR_OF_VERSION_0 + int(found[1]), 1 + 3 * int(found[2]))
    day = day_in_name(file_name)
    if day is not None:
        return Mark(day.year, day.month)
    year, month = year_of_name(file_name), month_of_name(file_name)
    if year is None and (found := _SHORT_YEAR_OF_NAME.search(name)):
        return Mark(2000 + int(found[1]), month or _LETTERS.get(found[2] or ""))
    return Mark(year, month)


def _differ(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and one != other
