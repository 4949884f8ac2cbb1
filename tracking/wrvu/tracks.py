"""A rule that runs on each track for itself: on work under the contract's policy, on payment under the payer's."""

from collections.abc import Callable, Sequence
from functools import wraps

from tracking.wrvu.policy import Policy
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Item, Track

Rule = Callable[[Sequence[Item], Terms], tuple[Item, ...]]
TrackRule = Callable[[Sequence[Item], Terms, Track], tuple[Item, ...]]


def policy_of(terms: Terms, track: Track) -> Policy:
    """Return the policy that a track is counted under."""
    return terms.policy if track is Track.WORK else terms.pays


def on_both(rule: TrackRule) -> Rule:
    """Return the rule that runs first on payment, then on work: ranking by fee needs nothing else of payment."""

    @wraps(rule)
    def run(items: Sequence[Item], terms: Terms) -> tuple[Item, ...]:
        return rule(rule(items, terms, Track.PAY), terms, Track.WORK)

    return run
