"""The pace to graduation: what a steady pace would be today, what is still needed a month, and where this pace ends."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rvuedge.lib.decimals import round_half_up

# The mean month of the calendar, 365.25 days over 12.
DAYS_A_MONTH = Decimal("30.4375")
# Before that an end would be a guess.
LEAST_DAYS = 90


@dataclass(frozen=True, slots=True)
class Span:
    """A training from its first to its last day."""

    started_on: date
    graduates_on: date

    @property
    def days(self) -> int:
        return (self.graduates_on - self.started_on).days

    def elapsed(self, today: date) -> int:
        """How many of its days are over."""
        return min(max((today - self.started_on).days, 0), self.days)


@dataclass(frozen=True, slots=True)
class Pace:
    """Where a minimum stands today; `needed_a_month` is None once it is reached or the training is over, `ends_at` while too new."""

    due: int
    needed_a_month: Decimal | None
    ends_at: int | None


def pace_of(minimum: int, counted: int, span: Span, today: date) -> Pace:
    """Return the pace of one minimum over the days of a training, by the calendar."""
    if span.days <= 0:
        raise ValueError("A training ends after its first day.")
    elapsed, left = span.elapsed(today), (span.graduates_on - today).days
    missing = minimum - counted
    needed = round_half_up(missing * DAYS_A_MONTH / left, 1) if missing > 0 and left > 0 else None
    return Pace(
        due=int(round_half_up(Decimal(minimum * elapsed) / span.days, 0)),
        needed_a_month=needed,
        ends_at=int(round_half_up(Decimal(counted * span.days) / elapsed, 0)) if elapsed >= LEAST_DAYS else None,
    )


def training_year(started_on: date, first_year: int, on: date) -> int:
    """Return the year of training on a day: the first one until the day of the calendar on which it began comes again."""
    full = on.year - started_on.year - ((on.month, on.day) < (started_on.month, started_on.day))
    return first_year + max(full, 0)
