"""The own work among that of colleagues of the specialty, whom nobody can tell apart: no names, no order that lasts, and never pay."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.report.report import PeriodRow
from rvuedge.lib.svg_scales import Scale

# Among fewer a dot would soon have a name.
LEAST_PEERS = 5
# Less clinical time makes no rate that could be compared, as for a percentile.
LEAST_CFTE = Decimal("0.2")
RADIUS, HEIGHT, MARGIN = 6, 84, 12
_BASE, _LAYER, _MOST_LAYERS = 62, 13, 3


@dataclass(frozen=True, slots=True)
class Peers:
    """wRVU per clinical FTE-year of the last 12 months: the own, and those of the colleagues from the least to the most."""

    own: Decimal
    others: tuple[Decimal, ...]

    @property
    def middle(self) -> Decimal:
        """The median of the colleagues."""
        half = len(self.others) // 2
        return self.others[half] if len(self.others) % 2 else (self.others[half - 1] + self.others[half]) / 2


@dataclass(frozen=True, slots=True)
class Dot:
    """One colleague's place in the drawing."""

    x: Decimal
    y: int


@dataclass(frozen=True, slots=True)
class PeerStrip:
    """The drawing: the colleagues' dots, and the own marker."""

    width: int
    dots: tuple[Dot, ...]
    own: Decimal
    own_text: Decimal
    anchor: str


def rate_of(row: PeriodRow) -> Decimal | None:
    """Return the wRVU per clinical FTE-year of a period; None of too little clinical time."""
    return row.per_cfte if row.effective_cfte >= LEAST_CFTE else None


def among(own: Decimal | None, others: Iterable[Decimal | None]) -> Peers | None:
    """Return the own rate among those of the colleagues that have one; None without the own, and of fewer colleagues than five."""
    rates = tuple(sorted(rate for rate in others if rate is not None))
    return Peers(own, rates) if own is not None and len(rates) >= LEAST_PEERS else None


def peer_strip(peers: Peers, width: int) -> PeerStrip:
    """Return the drawing of peers; dots that would cover each other are stacked."""
    low, high = min(peers.own, *peers.others), max(peers.own, *peers.others)
    along = Scale(low, high, Decimal(MARGIN), Decimal(width - MARGIN))
    own = along.at(peers.own)
    is_right = own > width / 2
    return PeerStrip(
        width, _stacked([along.at(rate) for rate in peers.others]), own, own - 12 if is_right else own + 12, "end" if is_right else "start"
    )


def _stacked(places: Sequence[Decimal]) -> tuple[Dot, ...]:
    ends: list[Decimal] = []
    dots: list[Dot] = []
    for x in places:
        free = next((layer for layer, end in enumerate(ends) if x - end >= 2 * RADIUS), None)
        if free is None and len(ends) < _MOST_LAYERS:
            free = len(ends)
            ends.append(x)
        layer = len(dots) % _MOST_LAYERS if free is None else free
        ends[layer] = x
        dots.append(Dot(x, _BASE - _LAYER * layer))
    return tuple(dots)
