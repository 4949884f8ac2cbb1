"""Rules on services that were altered: increased (22), reduced (52), stopped (53), on a small infant (63)."""

from collections.abc import Sequence
from decimal import Decimal

from tracking.wrvu.policy import Policy
from tracking.wrvu.resolve import STOPPED
from tracking.wrvu.surgeons import TEAM
from tracking.wrvu.terms import Terms
from tracking.wrvu.tracks import policy_of
from tracking.wrvu.types import ONE, Item, Outcome, Reason, Tally, Track

INCREASED, REDUCED, INFANT = "22", "52", "63"


def alter(items: Sequence[Item], terms: Terms, track: Track) -> tuple[Item, ...]:
    """Return the items with the factors of altered services; what CMS leaves to a review takes the reviewed factor."""
    policy = policy_of(terms, track)
    return tuple(_altered(item, policy, track) if item.line.modifiers and item.on(track).is_open else item for item in items)


def _altered(item: Item, policy: Policy, track: Track) -> Item:
    modifiers, tally = item.line.modifiers, item.on(track)
    reviewed = item.facts.reviewed_factor
    # A review decides on the line as a whole: its factor counts once, under the first modifier that asks for one (66 does so before).
    rest = None if reviewed is None else ONE
    factor = rest if TEAM in modifiers else reviewed
    if INCREASED in modifiers:
        tally = _scaled(tally.flagged(Reason.BY_REPORT), "increased", _or(factor, policy.increased), INCREASED)
        factor = rest
    if REDUCED in modifiers:
        tally = _scaled(tally, "reduced", _or(factor, policy.reduced), REDUCED)
        tally = tally.flagged(Reason.ESTIMATE) if track is Track.PAY and reviewed is None else tally
        factor = rest
    if INFANT in modifiers:
        tally = _scaled(tally, "infant", policy.infant, INFANT)
    if STOPPED in modifiers and tally.row and tally.row.modifier != STOPPED:
        tally = _stopped(tally, policy.stopped if factor is None else factor)
    return item.with_tally(track, tally)


def _or(factor: Decimal | None, usual: Decimal) -> Decimal:
    return usual if factor is None else factor


def _stopped(tally: Tally, factor: Decimal | None) -> Tally:
    """Return a tally of a code without a row for 53: it is priced by report unless the policy has a factor."""
    if factor is None:
        return tally.unpriced(Reason.STOPPED_WITHOUT_ROW, "modifier", STOPPED, Outcome.BY_REPORT)
    return _scaled(tally.flagged(Reason.STOPPED_WITHOUT_ROW), "stopped", factor, STOPPED)


def _scaled(tally: Tally, rule: str, factor: Decimal, modifier: str) -> Tally:
    return tally if factor == 1 else tally.scaled(rule, factor, "modifier", modifier)
