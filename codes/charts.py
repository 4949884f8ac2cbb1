"""Small drawings of a code page as coordinates: the work RVU through the releases, and the global period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from codes.fees import FeeRow
from codes.history import HistoryPoint
from rvuedge.lib.decimals import round_half_up
from rvuedge.lib.svg_scales import Scale, polyline

SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 88, 24, Decimal(4)
_ZERO = Decimal(0)
PHONE_WIDTH, WIDE_WIDTH = 300, 560
BEFORE, ON_THE_DAY, AFTER = "before", "day", "after"
_MAJOR = 90
_PERIODS = {"010": 10, "090": _MAJOR}


@dataclass(frozen=True, slots=True)
class Spark:
    """A line of work RVUs from 0 (88 x 24), its last point, and its finding in numbers."""

    line: str
    x: Decimal
    y: Decimal
    first: HistoryPoint
    last: HistoryPoint
    lowest: Decimal
    highest: Decimal


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a global period: the day before, the day itself or the days after, and its share of the work in percent."""

    when: str
    x: int
    width: int
    percent: Decimal | None

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True, slots=True)
class Timeline:
    """A global period of so many days as blocks in a row, not to scale, and the shares of the work where the file gives them."""

    width: int
    days: int
    blocks: tuple[Block, ...]
    before: Decimal | None
    during: Decimal | None
    after: Decimal | None

    @property
    def end(self) -> int:
        last = self.blocks[-1]
        return last.x + last.width


def spark_of(history: Sequence[HistoryPoint]) -> Spark | None:
    """Return the line of the releases that gave the code work, oldest first; None for fewer than two."""
    told = [(point, point.work_rvu) for point in reversed(history) if point.work_rvu is not None]
    if len(told) < 2:
        return None
    works = [work for _point, work in told]
    first, last = told[0][0], told[-1][0]
    start = first.effective_from.toordinal()
    across = Scale(_ZERO, Decimal(last.effective_from.toordinal() - start), SPARK_EDGE, SPARK_WIDTH - SPARK_EDGE)
    up = Scale(_ZERO, max(works), SPARK_HEIGHT - SPARK_EDGE, SPARK_EDGE)
    points = [(across.at(Decimal(point.effective_from.toordinal() - start)), up.at(work)) for point, work in told]
    # A value holds until the next release, so the line goes on level and then steps.
    steps = [corner for (_x, before), (x, y) in pairwise(points) for corner in ((x, before), (x, y))]
    x, y = points[-1]
    return Spark(polyline([points[0], *steps]), x, y, first, last, min(works), max(works))


def timeline_of(row: FeeRow, width: int) -> Timeline | None:
    """Return the drawing of a global period of 10 or 90 days; None for any other indicator."""
    days = _PERIODS.get(row.global_days)
    if days is None:
        return None
    has_shares = row.pre_operative + row.post_operative > _ZERO
    before, during, after = (
        round_half_up(share * 100, 0) if has_shares else None for share in (row.pre_operative, row.intra_operative, row.post_operative)
    )
    # Without a day before, the work before the operation is done on its day.
    on_the_day = during if days == _MAJOR or before is None or during is None else before + during
    shares = {BEFORE: before, ON_THE_DAY: on_the_day, AFTER: after}
    return Timeline(width, days, _blocks(days, width, shares), before, during, after)


def _blocks(days: int, width: int, shares: Mapping[str, Decimal | None]) -> tuple[Block, ...]:
    """The day before a major operation, the day, and the days after."""
    stretches = [(ON_THE_DAY, width * 36 // 100)]
    if days == _MAJOR:
        stretches.insert(0, (BEFORE, width * 24 // 100))
    stretches.append((AFTER, width - sum(length for _when, length in stretches)))
    blocks: list[Block] = []
    for when, length in stretches:
        start = blocks[-1].x + blocks[-1].width if blocks else 0
        blocks.append(Block(when, start, length, shares[when]))
    return tuple(blocks)
