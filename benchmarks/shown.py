"""What the pages of a report need beside the report: charts in two sizes and the facts of the sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.report.charts import fan, has_two_lines, mix_bars
from benchmarks.report.imputed import MEDIAN, Imputed, imputed_of
from benchmarks.report.pace import is_on_edition, own_line
from benchmarks.report.points import ALL_POINTS, shown_points
from benchmarks.report.report import Report
from benchmarks.report.strip import strip
from benchmarks.report.words import facts_of
from benchmarks.report.year_kept import YearPoint
from benchmarks.stats.percentiles import CurvePoint, ordinal
from rvuedge.lib.months import Month

PHONE, WIDE, REPORT_WIDE = 358, 720, 470


@dataclass(frozen=True, slots=True)
class PaceRow:
    """One line of the pace chart's table: the credit as the chart counts it, and on the values of each day."""

    label: str
    compared: Decimal
    credit: Decimal
    target: Decimal | None
    points: tuple[Decimal, ...]


def shape_of(report: Report, *, is_own: bool = True, wide: int = WIDE) -> dict[str, object]:
    """Return the context of the report's templates; `is_own` says whether the reader is the clinician."""
    curve = shown_points(report)
    rows = tuple(_pace_rows(report, curve))
    last = rows[-1].compared if rows else Decimal(0)
    return {
        "pace_credit": last,
        "has_two_lines": has_two_lines(report),
        "report": report,
        "is_own": is_own,
        "facts": facts_of(report),
        "fan_phone": fan(report, PHONE, 300),
        "fan_wide": fan(report, wide, 380 if wide == WIDE else 330, with_values=wide == WIDE),
        "strip_phone": strip(report, PHONE),
        "strip_wide": strip(report, wide),
        "mix_bars": mix_bars(report.mix, 700),
        "pace_is_on_edition": is_on_edition(report),
        "imputed": _imputed(report, curve),
        "pace_heads": [ordinal(point.percentile) for point in curve],
        "pace_rows": rows,
        "pace_last": tuple(zip((ordinal(point.percentile) for point in curve), rows[-1].points, strict=True)) if rows else (),
    }


def _imputed(report: Report, curve: tuple[CurvePoint, ...]) -> Imputed | None:
    """The clinical FTE that the work stands for, where the licence shows what it is worked out from."""
    found = imputed_of(report) if report.source and report.source.view == ALL_POINTS else None
    has_median = any(point.percentile == MEDIAN for point in curve)
    return found if found is not None and (found.is_by_mean or has_median) else None


def _pace_rows(report: Report, curve: tuple[CurvePoint, ...]) -> Iterator[PaceRow]:
    """Yield the last drawn day of each month, and the last day that counts."""
    reached, line = [point for point in report.year if point.credit is not None], own_line(report)
    for number, point in enumerate(reached):
        following = reached[number + 1] if number + 1 < len(reached) else None
        if following is None or following.day.month != point.day.month:
            yield _pace_row(point, line[point.day], tuple(entry.value * point.effective_cfte for entry in curve))


def _pace_row(point: YearPoint, compared: Decimal, points: tuple[Decimal, ...]) -> PaceRow:
    name = f"{point.day.day} {Month.of(point.day).name.split()[0]}"
    return PaceRow(name, compared, point.credit or Decimal(0), point.target, points)
