"""The geometry of the pace chart and the mix bar: coordinates as text, labels as values; templates only place them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from benchmarks.report.imputed import MEDIAN
from benchmarks.report.pace import is_on_edition, own_line
from benchmarks.report.points import shown_points
from benchmarks.report.report import MixPart, Report
from benchmarks.stats.fiscal_year import FiscalYear
from benchmarks.stats.percentiles import CurvePoint, ordinal
from rvuedge.lib.decimals import round_half_up
from rvuedge.lib.months import Month
from rvuedge.lib.svg_scales import Scale, nice_ceiling, polyline

ROOM_AT_THE_RIGHT, ROOM_FOR_VALUES = 64, 124
_LABEL_HEIGHT = Decimal(15)
_TOP, _FOOT = Decimal(18), 24
# Left of this the own label would leave the drawing, so it stands right of its dot.
_ROOM_FOR_OWN_LABEL = Decimal(90)
_SPARK_WIDTH, _SPARK_HEIGHT, _SPARK_EDGE = Decimal(88), Decimal(24), Decimal(4)


Line = list[tuple[Decimal, Decimal]]


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a place."""

    x: Decimal
    y: Decimal
    text: str
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of leave as a field across the chart."""

    x: Decimal
    length: Decimal
    middle: Decimal


@dataclass(frozen=True, slots=True)
class Fan:
    """The pace chart: fields of the benchmark, the own line, the target, leave, and where the texts stand."""

    width: Decimal
    height: Decimal
    inner: str
    outer: str
    median: str
    mine: str
    # The own line on the values of each day, where the target is agreed on them and the main line is not; the ramp's median.
    each_day: str
    ramp: str
    dot: Label | None
    dot_is_left: bool
    target: str
    axis_y: Decimal
    axis_end: Decimal
    top: Decimal
    grid: tuple[Decimal, ...]
    leaves: tuple[Stretch, ...]
    months: tuple[Label, ...]
    labels: tuple[Label, ...]
    range_text: str


@dataclass(frozen=True, slots=True)
class MixBar:
    """One part of the mix bar: place, length and its tone (m1 to m4)."""

    x: Decimal
    length: Decimal
    tone: str
    part: MixPart
    spark: "Spark | None" = None


@dataclass(frozen=True, slots=True)
class Spark:
    """A line of months from 0 (88 x 24) and its last point."""

    line: str
    x: Decimal
    y: Decimal


def fan(report: Report, width: int, height: int, *, with_values: bool = False) -> Fan:
    """Return the pace chart in a drawing of this size; what is shown of the benchmark follows its licence.

    Beside the benchmark the own line counts on the benchmark's work values.
    """
    right, bottom = Decimal(width - (ROOM_FOR_VALUES if with_values else ROOM_AT_THE_RIGHT)), Decimal(height - _FOOT)
    year, curve = report.year, shown_points(report)
    whole = Scale(Decimal(0), Decimal(365), Decimal(2), right)
    across = {point.day: whole.at(Decimal((point.day - year[0].day).days)) for point in year}
    line = own_line(report)
    up = Scale(Decimal(0), _top(report, curve, line), bottom, _TOP)
    lines = {point.percentile: [(across[at.day], up.at(point.value * at.effective_cfte)) for at in year] for point in curve}
    mine = [(across[day], up.at(credit)) for day, credit in line.items()] if report.year_to_date.credit else []
    each_day = [(across[at.day], up.at(at.credit)) for at in year if at.credit is not None] if has_two_lines(report) else []
    ramp = _ramp(report, curve, across, up)
    inner, outer = _fields(lines)
    return Fan(
        width=Decimal(width),
        height=Decimal(height),
        inner=inner,
        outer=outer,
        median=polyline(lines.get(MEDIAN, [])) if len(lines) > 2 else "",
        mine=polyline(mine),
        each_day=polyline(each_day),
        ramp=polyline(ramp),
        dot=Label(*mine[-1], f"{round_half_up(list(line.values())[-1], 0):,}") if mine else None,
        dot_is_left=bool(mine) and mine[-1][0] < _ROOM_FOR_OWN_LABEL,
        target=polyline([(across[at.day], up.at(at.target)) for at in year if at.target is not None]),
        axis_y=bottom,
        axis_end=right,
        top=_TOP,
        grid=tuple(bottom - (bottom - _TOP) * step / 4 for step in range(1, 5)),
        leaves=_stretches(report, whole),
        months=_months(report, whole, bottom, with_names=with_values),
        labels=_apart(right + 6, _ends(report, lines, up, ramp, with_values=with_values)),
        range_text=f"{ordinal(curve[0].percentile)} to {ordinal(curve[-1].percentile)}" if inner else "",
    )


def mix_bars(parts: Sequence[MixPart], width: int) -> tuple[MixBar, ...]:
    """Return the mix bar's parts, largest first, 2 px apart."""
    bars, x = [], Decimal(0)
    usable = Decimal(width - 2 * max(len(parts) - 1, 0))
    for number, part in enumerate(parts[:4], start=1):
        length = round_half_up(usable * part.percent / 100, 1)
        bars.append(MixBar(x, length, f"m{number}", part, spark_of(part.trend)))
        x += length + 2
    return tuple(bars)


def spark_of(trend: Sequence[Decimal]) -> Spark | None:
    """Return the line of some months; None for fewer than two."""
    if len(trend) < 2:
        return None
    across = Scale(Decimal(0), Decimal(len(trend) - 1), _SPARK_EDGE, _SPARK_WIDTH - _SPARK_EDGE)
    up = Scale(Decimal(0), max(*trend, Decimal(1)), _SPARK_HEIGHT - _SPARK_EDGE, _SPARK_EDGE)
    points = [(across.at(Decimal(number)), up.at(credit)) for number, credit in enumerate(trend)]
    return Spark(polyline(points), *points[-1])


def has_two_lines(report: Report) -> bool:
    """Return whether the own line on the values of each day is drawn too: for a target, where it ends elsewhere."""
    if report.target is None or not is_on_edition(report):
        return False
    return round_half_up(list(own_line(report).values())[-1], 0) != round_half_up(report.year_to_date.credit, 0)


def _ramp(report: Report, curve: Sequence[CurvePoint], across: dict[date, Decimal], up: Scale) -> Line:
    """The median on the cFTE-years of a beginning; the fields stay those of the whole benchmark."""
    median = next((point.value for point in curve if point.percentile == MEDIAN), None)
    if median is None:
        return []
    return [(across[at.day], up.at(median * at.ramped_cfte)) for at in report.year if at.ramped_cfte is not None]


def _top(report: Report, curve: Sequence[CurvePoint], line: Mapping[date, Decimal]) -> Decimal:
    year = report.year
    reached = [*line.values(), *(at.credit for at in year if at.credit is not None)]
    reached += [at.target for at in year if at.target is not None]
    highest = max((point.value for point in curve), default=Decimal(0)) * max((at.effective_cfte for at in year), default=Decimal(0))
    return nice_ceiling(max([*reached, highest, Decimal(1)]))


def _fields(lines: dict[Decimal, Line]) -> tuple[str, str]:
    """The field around the median and the one above it; of two points only, the field between them."""
    known = sorted(lines)
    if len(known) == 2:
        return _field(lines, *known), ""
    return _field(lines, Decimal(25), Decimal(75)), _field(lines, Decimal(75), Decimal(90))


def _field(lines: dict[Decimal, Line], low: Decimal, high: Decimal) -> str:
    below, above = lines.get(low), lines.get(high)
    return polyline([*below, *reversed(above)]) if below and above else ""


def _ends(report: Report, lines: dict[Decimal, Line], up: Scale, ramp: Line, *, with_values: bool) -> list[tuple[Decimal, str, bool]]:
    """What stands at the right edge: each percentile and the target, with their values at the year's end where there is room.

    Where neither is known, the grid's middle and top lines say what they stand for.
    """
    last = report.year[-1]
    values = {point.percentile: point.value * last.effective_cfte for point in shown_points(report)}
    ends = [(line[-1][1], _end_text(ordinal(p), values[p], with_values=with_values), False) for p, line in lines.items()]
    if ramp and last.ramped_cfte is not None:
        at_the_end = values[MEDIAN] / last.effective_cfte * last.ramped_cfte if last.effective_cfte else Decimal(0)
        ends.append((ramp[-1][1], _end_text("ramp", at_the_end, with_values=with_values), False))
    if last.target is not None:
        ends.append((up.at(last.target), _end_text("target", last.target, with_values=with_values), True))
    return ends or [(up.at(value), f"{value.normalize():,f}", False) for value in (up.high / 2, up.high)]


def _end_text(name: str, value: Decimal, *, with_values: bool) -> str:
    return f"{name} {round_half_up(value, 0):,}" if with_values else name


def _stretches(report: Report, whole: Scale) -> tuple[Stretch, ...]:
    first = report.year[0].day
    found = []
    for leave in report.leaves:
        start, end = whole.at(Decimal((leave.first_day - first).days)), whole.at(Decimal((leave.last_day - first).days + 1))
        found.append(Stretch(start, max(end - start, Decimal(2)), round_half_up((start + end) / 2, 1)))
    return tuple(found)


def _months(report: Report, whole: Scale, bottom: Decimal, *, with_names: bool) -> tuple[Label, ...]:
    """The months under the axis, each in the middle of its days: three letters where there is room, else one."""
    first = report.year[0].day
    found = []
    for month in FiscalYear(Month.of(first)).months:
        middle = Decimal((month.first_day - first).days + (month.last_day - first).days) / 2
        found.append(Label(whole.at(middle), bottom + 17, month.name[: 3 if with_names else 1]))
    return tuple(found)


def _apart(x: Decimal, ends: list[tuple[Decimal, str, bool]]) -> tuple[Label, ...]:
    """Labels at the right edge, moved down where they would touch."""
    placed: list[Label] = []
    for y, text, is_strong in sorted(ends):
        free = placed[-1].y + _LABEL_HEIGHT if placed else Decimal(0)
        placed.append(Label(x, max(y + 4, free), text, is_strong))
    return tuple(placed)
