"""The published points that a report may show: what the licence allows, and no more than fit beside each other."""

from decimal import Decimal

from benchmarks.report.report import Report
from benchmarks.stats.percentiles import CurvePoint

ALL_POINTS, AROUND_OWN = "all_points", "around_own"
# A survey that publishes every percentile from 10 to 90 is shown by these; the position is worked out from all of them.
USUAL = tuple(Decimal(percentile) for percentile in (10, 25, 50, 75, 90))
MOST = 6


def shown_points(report: Report) -> tuple[CurvePoint, ...]:
    """Return the points that the clinician may see, lowest first: all, the two around the own position, or none."""
    source = report.source
    if source is None or report.is_trainee:
        return ()
    curve = tuple(sorted(source.points, key=lambda point: point.percentile))
    if source.view == ALL_POINTS:
        usual = tuple(point for point in curve if point.percentile in USUAL)
        return usual if len(curve) > MOST and len(usual) > 1 else curve
    rate = report.standing.rate
    if source.view != AROUND_OWN or rate is None or not report.standing.text:
        return ()
    below = [point for point in curve if point.value <= rate][-1:]
    return tuple(below + [point for point in curve if point.value > rate][:1])
