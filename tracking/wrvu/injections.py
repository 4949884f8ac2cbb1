"""Rule on status T: paid only where nothing else of the day is paid to the same clinician (RVU25D.pdf, attachment A)."""

from collections.abc import Sequence

from codes.fees import MEDICARE_PAYABLE, Status
from tracking.wrvu.terms import Terms
from tracking.wrvu.tracks import policy_of
from tracking.wrvu.types import Item, Reason, Tally, Track


def bundle_injections(items: Sequence[Item], terms: Terms, track: Track) -> tuple[Item, ...]:
    """Return the items; those of status T count nothing beside another service under the fee schedule."""
    tallies = [item.on(track) for item in items]
    if not policy_of(terms, track).bundles_injections or not any(map(is_injection, tallies)):
        return tuple(items)
    if not any(_counts_beside(item, track) for item in items):
        return tuple(items)
    return tuple(_bundled(item, track) if is_injection(item.on(track)) else item for item in items)


def is_injection(tally: Tally) -> bool:
    """Return whether a line counts only alone."""
    return tally.is_open and tally.row is not None and tally.row.status == Status.INJECTION


def _counts_beside(item: Item, track: Track) -> bool:
    """Return whether a line is another service that the physician fee schedule pays, be it without work; drugs and laboratory are none."""
    own, paid = item.on(track), item.pay
    if is_injection(own) or is_injection(paid):
        return False
    return any(tally.is_open and tally.row is not None and tally.row.status in MEDICARE_PAYABLE for tally in (own, paid))


def _bundled(item: Item, track: Track) -> Item:
    tally = item.on(track).closed(Reason.BUNDLED_WITH_OTHERS, "status", Status.INJECTION)
    return item.with_tally(track, tally)
