"""Until when a published report can be queried."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class QueryWindow:
    """The days in which a report can be queried: the day of its publication, and so many days after it."""

    published_on: date
    days: int

    @property
    def last_day(self) -> date:
        """The last day on which a query can be raised."""
        return self.published_on + timedelta(days=self.days)

    def is_open(self, on: date) -> bool:
        """Return whether a query can still be raised on a day."""
        return on <= self.last_day
