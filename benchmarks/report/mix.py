"""The month's work by kind, largest first, and what each kind made in the months before."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from benchmarks.report.inputs import CodeSum, ReportInputs
from benchmarks.report.periods import trailing_row
from benchmarks.report.report import MixPart
from rvuedge.lib.decimals import round_half_up
from rvuedge.lib.months import Month

# Fewer points are no line.
_LEAST_MONTHS = 3
Trends = Mapping[str, tuple[Decimal, ...]]


def mix(credited: Sequence[CodeSum], trends: Trends) -> tuple[MixPart, ...]:
    """Return the month's credit by kind of work, largest first, at most four parts."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for entry in credited:
        sums[kind_of_work(entry.code)] += entry.credit
    total = sum(sums.values(), Decimal(0))
    parts = sorted(((label, credit) for label, credit in sums.items() if credit), key=lambda part: (-part[1], part[0]))
    return tuple(MixPart(label, credit, round_half_up(credit * 100 / total, 1), trends.get(label, ())) for label, credit in parts)


def trends_of(inputs: ReportInputs) -> Trends:
    """Return the credit of each kind in each of the whole months of the position, oldest first.

    The lines are those that were read to be valued on another year; without such a year, and from few months, there is nothing.
    """
    logged, row = inputs.on_edition or inputs.on_last_year, trailing_row(inputs)
    first, last = Month.of(row.first_day).index, Month.of(row.last_day).index
    if logged is None or last - first + 1 < _LEAST_MONTHS:
        return {}
    sums: dict[str, list[Decimal]] = {}
    for one in logged.months:
        if first <= one.month.index <= last:
            sums.setdefault(kind_of_work(one.code), [Decimal(0)] * (last - first + 1))[one.month.index - first] += one.current
    return {kind: tuple(months) for kind, months in sums.items()}


def kind_of_work(code: str) -> str:
    """Return visits, procedures, imaging or other, by the ranges of the code set."""
    if not code.isdigit():
        return "Visits" if code in ("G0438", "G0439", "G2211", "G2212") else "Procedures" if code.startswith("G01") else "Other"
    if "99202" <= code <= "99499":
        return "Visits"
    if "70010" <= code <= "79999":
        return "Imaging"
    return "Procedures" if "10004" <= code <= "69990" else "Other"
