"""The geometry of the charts: coordinates as text, labels as values; templates only place them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.report.report import MixPart, Report, YearPoint
from benchmarks.stats.percentiles import CurvePoint, ordinal
from rvuedge.lib.decimals import round_half_up
from rvuedge.lib.svg_scales import Scale, nice_ceiling, polyline

ALL_POINTS, AROUND_OWN = "all_points", "around_own"
_MONTH_LETTERS = "JFMAMJJASOND"
_LABEL_HEIGHT = Decimal(15)


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a place."""

    x: Decimal
    y: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Fan:
    """The pace chart: fields of the benchmark, the own line, the target, and where the texts stand."""

    width: Decimal
    height: Decimal
    inner: str
    outer: str
    median: str
    mine: str
    dot: Label
    target: str
    axis_y: Decimal
    axis_end: Decimal
    months: tuple[Label, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """The percentile strip: a tick per published point, the marker, and the ends without numbers."""

    width: Decimal
    start: Decimal
    end: Decimal
    length: Decimal
    ticks: tuple[Label, ...]
    values: tuple[Label, ...]
    marker: str
    marker_x: Decimal


@dataclass(frozen=True, slots=True)
class MixBar:
    """One part of the mix bar: place, length and its tone (m1 to m4)."""

    x: Decimal
    length: Decimal
    tone: str
    part: MixPart


def fan(report: Report, width: int, height: int) -> Fan:
    """Return the pace chart in a drawing of this size; what is shown of the benchmark follows its licence."""
    right, bottom = Decimal(width - 64), Decimal(height - 24)
    year, curve = report.year, _shown(report)
    whole = Scale(Decimal(0), Decimal(365), Decimal(2), right)
    across = {point.day: whole.at(Decimal((point.day - year[0].day).days)) for point in year}
    up = Scale(Decimal(0), _top(year, curve), bottom, Decimal(10))
    lines = {point.percentile: [(across[at.day], up.at(point.value * at.effective_cfte)) for at in year] for point in curve}
    mine = [(across[at.day], up.at(at.credit)) for at in year if at.credit is not None]
    target = [(across[at.day], up.at(at.target)) for at in year if at.target is not None]
    last = mine[-1] if mine else (Decimal(2), bottom)
    total = next((at.credit for at in reversed(year) if at.credit is not None), Decimal(0)) or Decimal(0)
    ends = [(line[-1][1], f"{ordinal(p)}") for p, line in lines.items()] + ([(target[-1][1], "target")] if target else [])
    return Fan(
        width=Decimal(width),
        height=Decimal(height),
        inner=_field(lines, 25, 75),
        outer=_field(lines, 75, 90),
        median=polyline(lines.get(Decimal(50), [])),
        mine=polyline(mine),
        dot=Label(last[0], last[1], f"{round_half_up(total, 0):,}"),
        target=polyline(target),
        axis_y=bottom,
        axis_end=right,
        months=tuple(Label(whole.at(Decimal(n * 365) / 12 + 15), bottom + 17, letter) for n, letter in enumerate(_MONTH_LETTERS)),
        labels=_apart(right + 6, ends),
    )


def strip(report: Report, width: int) -> Strip | None:
    """Return the percentile strip; None without a position or where no point may be shown."""
    rate, curve = report.standing.rate, _shown(report)
    if rate is None or not report.standing.text or len(curve) < 2:
        return None
    values = [point.value for point in curve]
    margin = (max(values) - min(values)) / 5
    along = Scale(min(values) - margin, max(values) + margin, Decimal(4), Decimal(width - 4))
    marker = along.at(rate)
    return Strip(
        width=Decimal(width),
        start=along.at(min(values)),
        end=along.at(max(values)),
        length=along.at(max(values)) - along.at(min(values)),
        ticks=tuple(Label(along.at(point.value), Decimal(46), ordinal(point.percentile)) for point in curve),
        values=tuple(Label(along.at(point.value), Decimal(72), f"{round_half_up(point.value, 0):,}") for point in curve),
        marker=polyline([(marker, Decimal(30)), (marker - 7, Decimal(17)), (marker + 7, Decimal(17))]),
        marker_x=min(max(marker, Decimal(14)), Decimal(width - 14)),
    )


def mix_bars(parts: Sequence[MixPart], width: int) -> tuple[MixBar, ...]:
    """Return the mix bar's parts, largest first, 2 px apart."""
    bars, x = [], Decimal(0)
    usable = Decimal(width - 2 * max(len(parts) - 1, 0))
    for number, part in enumerate(parts[:4], start=1):
        length = round_half_up(usable * part.percent / 100, 1)
        bars.append(MixBar(x, length, f"m{number}", part))
        x += length + 2
    return tuple(bars)


def _shown(report: Report) -> tuple[CurvePoint, ...]:
    """The points that a clinician may see."""
    source = report.source
    if source is None or report.standing.refusal == "trainee":
        return ()
    if source.view == ALL_POINTS:
        return source.points
    rate = report.standing.rate
    if source.view != AROUND_OWN or rate is None:
        return ()
    below = [point for point in source.points if point.value <= rate][-1:]
    return tuple(below + [point for point in source.points if point.value > rate][:1])


def _top(year: Sequence[YearPoint], curve: Sequence[CurvePoint]) -> Decimal:
    reached = [at.credit for at in year if at.credit is not None] + [at.target for at in year if at.target is not None]
    highest = max((point.value for point in curve), default=Decimal(0)) * max((at.effective_cfte for at in year), default=Decimal(0))
    return nice_ceiling(max([*reached, highest, Decimal(1)]))


def _field(lines: dict[Decimal, list[tuple[Decimal, Decimal]]], low: int, high: int) -> str:
    below, above = lines.get(Decimal(low)), lines.get(Decimal(high))
    return polyline([*below, *reversed(above)]) if below and above else ""


def _apart(x: Decimal, ends: list[tuple[Decimal, str]]) -> tuple[Label, ...]:
    """Labels at the right edge, moved down where they would touch."""
    placed: list[Label] = []
    for y, text in sorted(ends):
        free = placed[-1].y + _LABEL_HEIGHT if placed else Decimal(0)
        placed.append(Label(x, max(y + 4, free), text))
    return tuple(placed)
