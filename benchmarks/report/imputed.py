"""The clinical FTE that the work stands for at the survey's mean, or its median: a check of what is entered, never of pay."""

from dataclasses import dataclass
from decimal import Decimal

from benchmarks.report.report import Report
from benchmarks.stats.percentiles import value_at
from rvuedge.lib.decimals import round_half_up

MEDIAN = Decimal(50)
_DAYS = Decimal(365)


@dataclass(frozen=True, slots=True)
class Imputed:
    """The mean clinical FTE of the year so far: what the work stands for, and what is entered."""

    found: Decimal
    entered: Decimal
    is_by_mean: bool = False


def imputed_of(report: Report) -> Imputed | None:
    """Return both, the work on the edition's values where it was valued on them; None without clinical time.

    The mean of the survey is what published comparisons of this kind divide by; where it gives none, the median.
    """
    if report.source is None or report.is_trainee:
        return None
    row, mean = report.year_to_date, report.source.mean
    against = mean or value_at(report.source.points, MEDIAN)
    days = (row.last_day - row.first_day).days + 1
    if not against or not row.effective_cfte or days <= 0:
        return None
    credit = report.revalued_year.credit if report.revalued_year else row.credit
    years = row.whole_years or Decimal(days) / _DAYS
    return Imputed(round_half_up(credit / against / years, 2), round_half_up(row.effective_cfte / years, 2), bool(mean))
