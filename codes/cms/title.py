"""Which release a file is, as its title lines say."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_TITLE = re.compile(r"(20[0-9]{2})\s+NATIONAL\s+PHYSICIAN\s+FEE\s+SCHEDULE\s+RELATIVE\s+VALUE\s+FILE\s+([A-Z]+)", re.IGNORECASE)
_RELEASED = re.compile(r"RELEASED\s+([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", re.IGNORECASE)
_NAME = re.compile(r"PPRRVU(20[0-9]{2}|[0-9]{2})_?(JAN|APR|JUL|OCT)", re.IGNORECASE)
MONTHS = {"JAN": 1, "APR": 4, "JUL": 7, "OCT": 10}
LETTERS = {1: "A", 4: "B", 7: "C", 10: "D"}
MONTH_NAMES = {1: "January", 4: "April", 7: "July", 10: "October"}


@dataclass(frozen=True, slots=True)
class Title:
    """A release by year and first month of its quarter; None where the file does not say."""

    year: int | None = None
    month: int | None = None
    released_on: date | None = None

    @property
    def letter(self) -> str:
        return LETTERS.get(self.month or 0, "")

    @property
    def words(self) -> str:
        """The release as people say it: July 2026."""
        return f"{MONTH_NAMES.get(self.month or 0, '')} {self.year or ''}".strip()

    @property
    def first_day(self) -> date | None:
        """The first day of the quarter."""
        return date(self.year, self.month, 1) if self.year and self.month else None


def read_title(lines: Iterable[str]) -> Title:
    """Return what the title lines say."""
    text = "\n".join(lines)
    named, released = _TITLE.search(text), _RELEASED.search(text)
    year = int(named[1]) if named else None
    month = MONTHS.get(named[2][:3].upper()) if named else None
    return Title(year, month, _date(released) if released else None)


def title_of_name(file_name: str) -> Title:
    """Return what a file's name says; only fixed-width files, which have no title, are read by it."""
    named = _NAME.search(file_name)
    if not named:
        return Title()
    year = int(named[1])
    return Title(year if year > 100 else 2000 + year, MONTHS[named[2].upper()])


def title_of_day(day: date) -> Title:
    """Return the release of the quarter that holds a day."""
    return Title(day.year, (day.month - 1) // 3 * 3 + 1)


def title_of_release(year: int, letter: str) -> Title:
    """Return the title of a release by its letter; without a month where the letter is none of a quarter."""
    return Title(year, next((month for month, known in LETTERS.items() if known == letter), None))


def remark_on_day(title: Title, day: date) -> str:
    """Return what is odd about a day of the title's year from which a release is to hold; nothing where its quarter holds the day."""
    first = title.first_day
    if first is None or title_of_day(day).month == title.month:
        return ""
    when = "before that quarter begins" if day < first else "after that quarter is over"
    return f"The release of {title.words} holds from {first.isoformat()}; the day given, {day.isoformat()}, is {when}. Is it this file?"


def _date(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[3]), int(match[1]), int(match[2]))
    except ValueError:
        return None
