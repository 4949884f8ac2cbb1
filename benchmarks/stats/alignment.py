"""How far the percentile of pay lies from that of work: told where both are known, called out beyond a band."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

# A method choice, taken from a public tool: within so many points two percentiles say nothing about each other.
CALLED_OUT_BEYOND = Decimal(15)


class Reading(StrEnum):
    """What a distance says; nothing where a percentile is open at one end or lies on a flat run."""

    UNKNOWN = "unknown"
    WITHIN = "within"
    PAY_ABOVE = "pay_above"
    PAY_BELOW = "pay_below"


@dataclass(frozen=True, slots=True)
class Alignment:
    """The percentile of pay less that of work, in points, and what it says."""

    gap: Decimal | None
    reading: Reading

    @property
    def is_called_out(self) -> bool:
        """Whether a person should write down why."""
        return self.reading in (Reading.PAY_ABOVE, Reading.PAY_BELOW)


def alignment(pay: Decimal | None, work: Decimal | None) -> Alignment:
    """Return the distance of two percentiles; a percentile is None where the survey publishes no number for the position."""
    if pay is None or work is None:
        return Alignment(None, Reading.UNKNOWN)
    gap = pay - work
    if abs(gap) <= CALLED_OUT_BEYOND:
        return Alignment(gap, Reading.WITHIN)
    return Alignment(gap, Reading.PAY_ABOVE if gap > 0 else Reading.PAY_BELOW)
