"""The year in which an organisation reports: it begins with any month, and is named by the year in which it ends."""

from dataclasses import dataclass
from datetime import date

from benchmarks.stats.effective_cfte import Window
from rvuedge.lib.months import Month

MONTHS = 12


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """Twelve months from `first` on."""

    first: Month

    @property
    def months(self) -> tuple[Month, ...]:
        """Its months in order."""
        return tuple(self.first.plus(number) for number in range(MONTHS))

    @property
    def window(self) -> Window:
        """Its days."""
        return Window(self.first.first_day, self.months[-1].last_day)

    @property
    def is_calendar(self) -> bool:
        """Whether it is a calendar year."""
        return self.first.number == 1

    @property
    def name(self) -> str:
        """What it is called: 2026 for the calendar year, FY2026 for one that ends in 2026."""
        return str(self.first.year) if self.is_calendar else f"FY{self.months[-1].year}"

    @property
    def before(self) -> "FiscalYear":
        """The year before."""
        return FiscalYear(self.first.plus(-MONTHS))


def fiscal_year(starts_in: int, on: date) -> FiscalYear:
    """Return the year that holds a day, for years that begin with a month (1 to 12)."""
    return FiscalYear(Month(on.year if on.month >= starts_in else on.year - 1, starts_in))
