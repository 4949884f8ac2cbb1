"""What must hold of every cell of a survey, whatever its layout; each fault is told with the line of its cell."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from benchmarks.surveys.survey_file import SurveyCell
from benchmarks.surveys.vocabulary import GROUPS, VALUE
from rvuedge.lib.decimals import round_half_up
from rvuedge.lib.issues import Issue, Severity

MEDIAN = Decimal(50)
FEWEST_GROUPS = 5
SAME_SPREADS = 5
# Where the median of a specialty lies in every survey that publishes one.
RANGES = {"wrvu": (Decimal(500), Decimal(30_000)), "compensation": (Decimal(30_000), Decimal(3_000_000))}


def check_cells(cells: Sequence[SurveyCell]) -> tuple[Issue, ...]:
    """Return every fault of the cells: order, range, ratios, few groups, and spreads that look made up."""
    found: list[Issue] = []
    for cell in cells:
        found += _order(cell)
        found += _range(cell)
        found += _groups(cell)
    return (*found, *_ratios(cells), *_same_spreads(cells))


def _order(cell: SurveyCell) -> Iterable[Issue]:
    for low, high in zip(cell.points, cell.points[1:], strict=False):
        if high.value < low.value:
            order = f"percentile {high.percentile:f} lies below percentile {low.percentile:f} ({low.value:,f})"
            message = f"{_told(cell)}: {order}. Correct the one that is wrong."
            yield Issue(cell.line, VALUE, f"{high.value:f}", Severity.ERROR, message)


def _range(cell: SurveyCell) -> Iterable[Issue]:
    low, high = RANGES.get(cell.metric, (None, None))
    median = _at(cell, MEDIAN)
    if low is not None and high is not None and median is not None and not low <= median <= high:
        message = f"{_told(cell)}: a median lies between {low:,} and {high:,}. Check the metric and the unit."
        yield Issue(cell.line, VALUE, f"{median:f}", Severity.ERROR, message)


def _groups(cell: SurveyCell) -> Iterable[Issue]:
    if cell.group_count is not None and cell.group_count < FEWEST_GROUPS and cell.points:
        message = f"{_told(cell)}: fewer than {FEWEST_GROUPS} groups answered. Read the values with care."
        yield Issue(cell.line, GROUPS, str(cell.group_count), Severity.WARNING, message)


def _ratios(cells: Sequence[SurveyCell]) -> Iterable[Issue]:
    by_key = {(cell.cut.casefold(), cell.raw_specialty.casefold(), cell.metric): cell for cell in cells if cell.points}
    for (cut, name, metric), cell in by_key.items():
        pay, work = by_key.get((cut, name, "compensation")), by_key.get((cut, name, "wrvu"))
        if metric != "compensation_per_wrvu" or pay is None or work is None:
            continue
        low, high = pay.points[0].value / work.points[-1].value, pay.points[-1].value / work.points[0].value
        for point in cell.points:
            if not low <= point.value <= high:
                allowed = f"{round_half_up(low, 2)} to {round_half_up(high, 2)}"
                message = f"{_told(cell)}: pay and work of this specialty allow {allowed}. Check the unit."
                yield Issue(cell.line, VALUE, f"{point.value:f}", Severity.WARNING, message)


def _same_spreads(cells: Sequence[SurveyCell]) -> Iterable[Issue]:
    spreads: dict[tuple[object, ...], list[SurveyCell]] = defaultdict(list)
    for cell in cells:
        median = _at(cell, MEDIAN)
        if median and len(cell.points) > 1:
            shape = tuple((point.percentile, round_half_up(point.value / median, 3)) for point in cell.points)
            spreads[(cell.metric, shape)].append(cell)
    for (metric, _), same in spreads.items():
        if len({cell.raw_specialty.casefold() for cell in same}) >= SAME_SPREADS:
            message = f"{len(same)} cells of {metric} have the same spread around their median. The file looks calculated, not surveyed."
            yield Issue(same[0].line, VALUE, "", Severity.WARNING, message)


def _at(cell: SurveyCell, percentile: Decimal) -> Decimal | None:
    return next((point.value for point in cell.points if point.percentile == percentile), None)


def _told(cell: SurveyCell) -> str:
    return f"{cell.raw_specialty}, {cell.metric}" + (f", {cell.cut}" if cell.cut else "")
