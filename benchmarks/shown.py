"""What the pages of a report need beside the report: charts in two sizes and the facts of the sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.report.charts import ALL_POINTS, fan, mix_bars, strip
from benchmarks.report.report import Report, YearPoint
from benchmarks.report.words import facts_of
from benchmarks.stats.percentiles import CurvePoint, ordinal
from rvuedge.lib.months import Month

PHONE, WIDE = 358, 720


@dataclass(frozen=True, slots=True)
class PaceRow:
    """One line of the pace chart's table."""

    label: str
    credit: Decimal
    target: Decimal | None
    points: tuple[Decimal, ...]


def shape_of(report: Report) -> dict[str, object]:
    """Return the context of the report's templates."""
    return {
        "report": report,
        "facts": facts_of(report),
        "fan_phone": fan(report, PHONE, 280),
        "fan_wide": fan(report, WIDE, 360),
        "strip_phone": strip(report, PHONE),
        "strip_wide": strip(report, WIDE),
        "mix_bars": mix_bars(report.mix, 700),
        "pace_heads": [ordinal(point.percentile) for point in _points(report)],
        "pace_rows": list(_pace_rows(report)),
    }


def _points(report: Report) -> tuple[CurvePoint, ...]:
    source = report.source
    return source.points if source and source.view == ALL_POINTS and report.standing.refusal != "trainee" else ()


def _pace_rows(report: Report) -> Iterator[PaceRow]:
    """Yield the last drawn day of each month, and the last day that counts."""
    reached = [point for point in report.year if point.credit is not None]
    source = report.source
    curve = source.points if source and _points(report) else ()
    for number, point in enumerate(reached):
        following = reached[number + 1] if number + 1 < len(reached) else None
        if following is None or following.day.month != point.day.month:
            yield _pace_row(point, tuple(entry.value * point.effective_cfte for entry in curve))


def _pace_row(point: YearPoint, points: tuple[Decimal, ...]) -> PaceRow:
    return PaceRow(f"{point.day.day} {Month.of(point.day).name.split()[0]}", point.credit or Decimal(0), point.target, points)
