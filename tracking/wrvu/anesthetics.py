"""Rule on anesthetics as they were entered: figures that cannot be are refused, a line without the role of its clinician is named."""

from collections.abc import Sequence

from codes.fees import Status
from codes.lanes import Lane
from tracking.wrvu.modifiers import ANESTHESIA_ROLES
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import NOTHING, Item, Outcome, Reason, Track

# Two days.
MOST_MINUTES = 2_880


def check_anesthetics(items: Sequence[Item], _terms: Terms, track: Track) -> tuple[Item, ...]:
    """Return the items; an anesthetic of no minutes or less, or of base units below nothing, is invalid."""
    return tuple([_checked(item, track) if _is_anesthetic(item, track) else item for item in items])


def _is_anesthetic(item: Item, track: Track) -> bool:
    """Whether a line is an anesthetic by the schedule of the track: one may know a code that the other does not."""
    if item.on(track).outcome is Outcome.INVALID:
        return False
    row = item.pay.row
    return item.lane is Lane.ANESTHESIA if track is Track.WORK else row is not None and row.status == Status.ANESTHESIA


def _checked(item: Item, track: Track) -> Item:
    care = item.facts.anesthesia
    if care and care.minutes is not None and not 1 <= care.minutes <= MOST_MINUTES:
        return _refused(item, track, "minutes", str(care.minutes))
    if care and care.base_units is not None and care.base_units < NOTHING:
        return _refused(item, track, "base_units", format(care.base_units, "f"))
    if not ANESTHESIA_ROLES.isdisjoint(item.line.modifiers):
        return item
    row = item.on(track).row
    remarked = item.on(track).remarked(Reason.ANESTHESIA_ROLE_MISSING, "status", row.status if row else "")
    return item.with_tally(track, remarked)


def _refused(item: Item, track: Track, name: str, value: str) -> Item:
    refused = item.refused(Reason.ANESTHESIA_OUT_OF_RANGE, name, value)
    return item.with_tally(track, refused.on(track))
