"""The own position with everything that it comes from: what its page and its API show, as far as the licence allows."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from benchmarks.report.points import shown_points
from benchmarks.report.report import PeriodRow, Report
from benchmarks.stats.basis import mean_of
from benchmarks.stats.effective_cfte import Window
from benchmarks.stats.percentiles import CurvePoint, Kind, position
from rvuedge.lib.decimals import round_half_up

TRAILING = 4


@dataclass(frozen=True, slots=True)
class Derivation:
    """A position and its derivation; `points` are those that the licence shows."""

    report: Report
    window: PeriodRow
    days: int
    mean: Decimal
    points: tuple[CurvePoint, ...]

    @property
    def credit(self) -> Decimal:
        """The credit that the rate is made of: on the edition's values where they are loaded."""
        return self.report.revalued.credit if self.report.revalued else self.window.credit

    @property
    def between(self) -> tuple[CurvePoint, CurvePoint] | None:
        """The two published points that make the percentile, where the licence shows both and they are on the page."""
        rate, standing = self.report.standing.rate, self.report.standing
        if rate is None or standing.kind != Kind.BETWEEN or standing.percentile is None:
            return None
        pairs = (ends for ends in pairwise(self.points) if ends[0].value < rate < ends[1].value)
        return next((ends for ends in pairs if position(ends, rate).percentile == standing.percentile), None)

    @property
    def absent_percent(self) -> Decimal:
        """The share of the credit, in percent, that the edition's schedule does not list."""
        return round_half_up(self.report.revalued.absent_share * 100, 1) if self.report.revalued else Decimal(0)


def derivation_of(report: Report) -> Derivation:
    """Return where a report stands and how that came about."""
    row = report.periods[TRAILING]
    window = Window(row.first_day, row.last_day)
    mean = round_half_up(mean_of(window, row.effective_cfte, row.whole_years), 4) if window.days > 0 else Decimal(0)
    points = shown_points(report) if report.standing.text and not report.is_trainee else ()
    return Derivation(report, row, max(window.days, 0), mean, points)
