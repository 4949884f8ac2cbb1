"""The geometry of the percentile strip: published points, the own marker, the target, and ends without numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from benchmarks.report.points import shown_points
from benchmarks.report.report import Report
from benchmarks.stats.percentiles import CurvePoint, ordinal
from rvuedge.lib.decimals import round_half_up
from rvuedge.lib.svg_scales import Scale, polyline

# Widths of texts of 12 px, on the generous side: a label is left out sooner than it is printed over another.
LETTER = 7
GAP = 6


@dataclass(frozen=True, slots=True)
class Tick:
    """A published point: its place, its percentile and its value; an empty text where there is no room."""

    x: Decimal
    text: str
    value: str
    value_x: Decimal


@dataclass(frozen=True, slots=True)
class Marker:
    """A place on the strip with the text above it, which ends or starts at `text_x`."""

    x: Decimal
    text_x: Decimal
    anchor: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The percentile strip: a tick per published point, the markers, and the ends without numbers."""

    width: Decimal
    start: Decimal
    length: Decimal
    ticks: tuple[Tick, ...]
    own: Marker
    own_shape: str
    target: Marker | None


def strip(report: Report, width: int) -> Strip | None:
    """Return the percentile strip; None without a position or where fewer than two points may be shown."""
    rate, curve = report.standing.rate, shown_points(report)
    if rate is None or not report.standing.text or len(curve) < 2:
        return None
    values = [point.value for point in curve]
    margin = (max(values) - min(values)) / 5
    along = Scale(min(values) - margin, max(values) + margin, Decimal(2), Decimal(width - 2))
    own, target = along.at(rate), _target_rate(report)
    aim = along.at(target) if target is not None else None
    is_left = aim is None or own <= aim
    return Strip(
        width=Decimal(width),
        start=along.at(min(values)),
        length=along.at(max(values)) - along.at(min(values)),
        ticks=_ticks(curve, along, width),
        own=_marker(own, width, is_left=is_left),
        own_shape=polyline([(own, Decimal(43)), (own - 7, Decimal(32)), (own + 7, Decimal(32))]),
        target=_marker(aim, width, is_left=not is_left) if aim is not None else None,
    )


def _target_rate(report: Report) -> Decimal | None:
    """The target per clinical FTE-year: the target of the year over the clinical time of the year."""
    due, last = report.target_of_year, report.year[-1]
    return due / last.effective_cfte if due is not None and last.effective_cfte else None


def _marker(x: Decimal, width: int, *, is_left: bool) -> Marker:
    """A text left of its mark ends there, unless the drawing begins too soon; and the other way round."""
    room = Decimal(84)
    ends_here = (is_left and x > room) or x > width - room
    return Marker(x, x - 12 if ends_here else x + 12, "end" if ends_here else "start")


def _ticks(curve: Sequence[CurvePoint], along: Scale, width: int) -> tuple[Tick, ...]:
    """Every value or none: a reader would take a missing one for a missing value."""
    ticks = _placed(curve, along, width)
    return ticks if all(tick.value for tick in ticks) else tuple(replace(tick, value="") for tick in ticks)


def _placed(curve: Sequence[CurvePoint], along: Scale, width: int) -> tuple[Tick, ...]:
    ticks: list[Tick] = []
    free = Decimal(0)
    for number, point in enumerate(curve):
        x, name, value = along.at(point.value), ordinal(point.percentile), f"{round_half_up(point.value, 0):,}"
        half = Decimal(len(name) * LETTER) / 2
        following = along.at(curve[number + 1].value) - half - GAP if number + 1 < len(curve) else Decimal(width)
        is_free = x - half >= free
        value_x = x + half + 4
        has_room = is_free and value_x + len(value) * LETTER <= following
        ticks.append(Tick(x, name if is_free else "", value if has_room else "", value_x))
        if is_free:
            free = (value_x + len(value) * LETTER if has_room else x + half) + GAP
    return tuple(ticks)
