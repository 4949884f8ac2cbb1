"""What a plan pays for the months of the position, as a report keeps it beside the pay curve of the same edition."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from benchmarks.pay.arithmetic import PayLine
from benchmarks.stats.percentiles import CurvePoint
from rvuedge.lib.decimals import round_half_up


class NoPay(StrEnum):
    """Why pay has no position beside the work: the plan says nothing, or the survey does not."""

    NO_PLAN = "no_plan"
    NO_TIME = "no_time"
    WAITS = "waits"
    NO_VALUES = "no_values"
    NO_SURVEY = "no_survey"
    OTHER_SURVEY = "other_survey"


@dataclass(frozen=True, slots=True)
class PayBeside:
    """The pay of the trailing months under the plan of the last day, and the survey's points of pay; for administrators alone.

    `refusal` says why the plan gives no figure, `lacks` why the survey gives no points.
    """

    plan: str
    first_day: date
    last_day: date
    total: Decimal
    fte_years: Decimal
    refusal: str = ""
    lacks: str = ""
    points: tuple[CurvePoint, ...] = ()
    provider_count: int | None = None
    group_count: int | None = None
    # The release on whose values the plan pays, where it names a fee schedule year.
    release: str = ""
    lines: tuple[PayLine, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether a line waits for a score."""
        return any(line.amount is None for line in self.lines)

    def rate_of(self, pay: Decimal) -> Decimal | None:
        """Return a pay per total FTE-year, four decimals, half up; None without any."""
        return round_half_up(pay / self.fte_years, 4) if self.fte_years else None
