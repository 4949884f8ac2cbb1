"""What the pages of a report need beside the report: charts in two sizes and the facts of the sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.report.charts import fan, mix_bars
from benchmarks.report.points import shown_points
from benchmarks.report.report import Report, YearPoint
from benchmarks.report.strip import strip
from benchmarks.report.words import facts_of
from benchmarks.stats.percentiles import CurvePoint, ordinal
from rvuedge.lib.months import Month

PHONE, WIDE, REPORT_WIDE = 358, 720, 470


@dataclass(frozen=True, slots=True)
class PaceRow:
    """One line of the pace chart's table."""

    label: str
    credit: Decimal
    target: Decimal | None
    points: tuple[Decimal, ...]


def shape_of(report: Report, *, is_own: bool = True, wide: int = WIDE) -> dict[str, object]:
    """Return the context of the report's templates; `is_own` says whether the reader is the clinician."""
    curve = shown_points(report)
    rows = tuple(_pace_rows(report, curve))
    return {
        "report": report,
        "is_own": is_own,
        "facts": facts_of(report),
        "fan_phone": fan(report, PHONE, 300),
        "fan_wide": fan(report, wide, 380 if wide == WIDE else 330, with_values=wide == WIDE),
        "strip_phone": strip(report, PHONE),
        "strip_wide": strip(report, wide),
        "mix_bars": mix_bars(report.mix, 700),
        "pace_heads": [ordinal(point.percentile) for point in curve],
        "pace_rows": rows,
        "pace_last": tuple(zip((ordinal(point.percentile) for point in curve), rows[-1].points, strict=True)) if rows else (),
    }


def _pace_rows(report: Report, curve: tuple[CurvePoint, ...]) -> Iterator[PaceRow]:
    """Yield the last drawn day of each month, and the last day that counts."""
    reached = [point for point in report.year if point.credit is not None]
    for number, point in enumerate(reached):
        following = reached[number + 1] if number + 1 < len(reached) else None
        if following is None or following.day.month != point.day.month:
            yield _pace_row(point, tuple(entry.value * point.effective_cfte for entry in curve))


def _pace_row(point: YearPoint, points: tuple[Decimal, ...]) -> PaceRow:
    return PaceRow(f"{point.day.day} {Month.of(point.day).name.split()[0]}", point.credit or Decimal(0), point.target, points)
