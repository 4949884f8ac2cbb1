"""The year or quarter that a file holds for: as its own words say, else as its name does."""

import re
from collections.abc import Collection
from datetime import date

from codes.cms.findings import Findings

_YEAR = re.compile(r"(?<![0-9.])20[0-9]{2}(?![0-9.]*[0-9])")
_YEAR_OF_NAME = re.compile(
    r"(?<![0-9])(20[0-9]{2})(?![0-9])|(?<![0-9])([0-9]{2})LOCCO|(?:RVU|ANES|GPCI|LOCCO)([0-9]{2})(?![0-9])", re.IGNORECASE
)
_MONTH_OF_NAME = re.compile(r"(?<![A-Z])(?:(JAN)(?:UARY)?|(APR)(?:IL)?|(JUL)Y?|(OCT)(?:OBER)?)(?![A-Z])", re.IGNORECASE)
_LETTER_OF_NAME = re.compile(r"RVU[0-9]{2}([A-D])(?![A-Z])", re.IGNORECASE)
_MONTHS = {"JAN": 1, "APR": 4, "JUL": 7, "OCT": 10}
_LETTERS = {"A": 1, "B": 4, "C": 7, "D": 10}
QUARTERS = {1: "January", 4: "April", 7: "July", 10: "October"}


def years_in(text: str, pattern: re.Pattern[str]) -> frozenset[int]:
    """Return the years that a text names in the places of a pattern."""
    return frozenset(int(year) for year in pattern.findall(text))


def only_year_in(text: str) -> frozenset[int]:
    """Return the year that a text names; none where it names several."""
    years = years_in(text, _YEAR)
    return years if len(years) == 1 else frozenset()


def agreed_year(told: Collection[int], file_name: str, findings: Findings) -> int | None:
    """Return the year that the file tells, else that of its name; two years in one file are a fault, another name is a remark."""
    named = year_of_name(file_name)
    if len(told) > 1:
        shown = " and ".join(str(year) for year in sorted(told))
        findings.error(None, "year", shown, f"The file names the years {shown}. Bring the file of one year as CMS publishes it.")
        return None
    if not told:
        return named
    (year,) = told
    if named is not None and named != year:
        message = f"The file holds for {year}, its name says {named}; the file was believed. Is it the file that you meant?"
        findings.warning(None, "year", str(year), message)
    return year


def year_of_name(file_name: str) -> int | None:
    """Return the year in a file's name, such as GPCI2025.csv, 25LOCCO.csv or RVU25D/ANES.csv; None where there is none."""
    found = _YEAR_OF_NAME.search(file_name)
    if found is None:
        return None
    digits = found[1] or found[2] or found[3]
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def month_of_name(file_name: str) -> int | None:
    """Return the first month of the quarter in a file's name, such as OPPSCAP_Oct.csv; None where there is none."""
    month = _MONTH_OF_NAME.search(file_name.rpartition("/")[2])
    letter = _LETTER_OF_NAME.search(file_name)
    return _MONTHS[month[month.lastindex or 0].upper()] if month else _LETTERS[letter[1].upper()] if letter else None


def first_of(year: int | None, month: int = 1) -> date | None:
    """Return the first day of a month; None without a year."""
    return None if year is None else date(year, month, 1)


def titled(words: str, year: int | None, month: int | None = None) -> str:
    """Return a title with its quarter and year, as far as they are known."""
    return " ".join(part for part in (words, QUARTERS.get(month or 0, ""), str(year or "")) if part)
