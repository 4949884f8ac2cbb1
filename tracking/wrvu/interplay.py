"""Which lines of a claim can change one another; a line that shares nothing with another is valued for itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracking.wrvu.anesthesia import is_anesthesia, is_circumstance
from tracking.wrvu.injections import is_injection
from tracking.wrvu.pools import pool_keys
from tracking.wrvu.sides import fold_key
from tracking.wrvu.terms import Interplay, Key
from tracking.wrvu.types import Item, Track

ALL = frozenset(Interplay)


@dataclass(frozen=True, slots=True)
class Meeting:
    """Of each line whether it shares something with another of the claim, and in what ways any do."""

    shares: Sequence[bool]
    kinds: frozenset[Interplay]


def keys_of(item: Item) -> frozenset[Key]:
    """Return what a line has in common with the lines that it can change, or that can change it."""
    keys: set[Key] = {(Interplay.POOL, key) for key in pool_keys(item)}
    if any(is_anesthesia(item, track) or is_circumstance(item, track) for track in Track):
        keys.add((Interplay.ANESTHESIA, ()))
    for track in Track:
        if is_injection(item.on(track)):
            keys.add((Interplay.INJECTION, ()))
        standing = item.on(track).ranked
        if standing:
            keys |= {(Interplay.RANK, ()), (Interplay.ENDOSCOPY, (standing.base or standing.code,))}
        folded = fold_key(item, track)
        if folded is not None:
            keys.add((Interplay.SIDES, (track, *folded)))
    return frozenset(keys)


def meeting(keys: Sequence[frozenset[Key]]) -> Meeting:
    """Return which lines share something; beside a line of status T every other line matters, in every way."""
    met: set[Key] = set()
    shared: set[Key] = set()
    for own in keys:
        if own:
            shared |= own & met
            met |= own
    if len(keys) > 1 and (Interplay.INJECTION, ()) in met:
        return Meeting([True] * len(keys), ALL)
    if not shared:
        return Meeting((), frozenset())
    return Meeting([not shared.isdisjoint(own) for own in keys], frozenset(kind for kind, _ in shared))
