"""Calendar months as values: what a report, a total and a closing are keyed by."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_SHAPE = re.compile(r"((?!0000)[0-9]{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month; orders by time, prints as YYYY-MM."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month that holds `day`."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Return the month written YYYY-MM; ValueError says what was expected."""
        match = _SHAPE.fullmatch(text.strip())
        if not match:
            raise ValueError(f"'{text}' is not a month. Write it as YYYY-MM, for example 2026-10.")
        return cls(int(match[1]), int(match[2]))

    @property
    def index(self) -> int:
        """Months since year 0, the number that is stored on a line and a total."""
        return self.year * 12 + self.number - 1

    @classmethod
    def from_index(cls, index: int) -> "Month":
        """Return the month of a stored index."""
        return cls(index // 12, index % 12 + 1)

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    def plus(self, months: int) -> "Month":
        """Return the month so many months later (earlier when negative)."""
        return Month.from_index(self.index + months)

    def days(self) -> Iterator[date]:
        """Yield every day of the month in order."""
        day = self.first_day
        while day <= self.last_day:
            yield day
            day += timedelta(days=1)

    @property
    def name(self) -> str:
        """The month as people write it: October 2026."""
        return f"{calendar.month_name[self.number]} {self.year}"

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"
