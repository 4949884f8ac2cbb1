"""Rule on several procedures of a day: ranked, the first in full, the others by the ladder of the policy (payment rules 2.3)."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from tracking.wrvu.families import Member, family_amounts
from tracking.wrvu.policy import Policy
from tracking.wrvu.terms import Terms
from tracking.wrvu.tracks import policy_of
from tracking.wrvu.types import NOTHING, Item, Reason, Standing, Tally, Track

# Indicator 1 keeps the ladder of before 1995 (RVU25D.pdf).
_OLD_LADDER = tuple(Decimal(share) for share in ("1", "0.5", "0.25", "0.25", "0.25", "0.25"))
_OLD = "1"
# CMS publishes shares for five procedures; from the sixth on each is paid by report.
LAST_PUBLISHED = 5


class Ranked(NamedTuple):
    """One item of a ranking, a line or the lines of a family: first by its measure (negative: the highest first), then by its tie."""

    order: Decimal
    tie: tuple[object, ...]
    places: tuple[int, ...]
    parts: int


def rank(items: Sequence[Item], terms: Terms, track: Track) -> tuple[Item, ...]:
    """Return the items; those that are ranked keep their share, each role of the surgeon for itself."""
    policy = policy_of(terms, track)
    changed = list(items)
    for pool in _pools(items, track).values() if policy.ranks else ():
        if len(pool) == 1 and (len(pool[0]) > 1 or items[pool[0][0]].on(track).parts == 1):
            continue
        ranked = sorted([_ranked([items[place].on(track) for place in places], places) for places in pool])
        count = sum([one.parts for one in ranked])
        before = 0
        for one in ranked:
            for place in one.places:
                tally = items[place].on(track)
                shared = _shared(tally, one.parts, before, count, policy)
                changed[place] = items[place] if shared is tally else items[place].with_tally(track, shared)
            before += one.parts
    return tuple(changed)


def ladder_sum(ladder: Sequence[Decimal], first: int, parts: int) -> Decimal:
    """Return the sum of the shares of `parts` ranks from `first` on; the last share holds for all that follow."""
    named = ladder[first : first + parts]
    return sum(named, ladder[-1] * (parts - len(named)))


def _pools(items: Sequence[Item], track: Track) -> dict[str, list[list[int]]]:
    """Return the places of what is ranked, by the role of the surgeon: each line for itself, or the lines of a family together."""
    pools: dict[str, list[list[int]]] = defaultdict(list)
    families: dict[tuple[str, ...], list[int]] = {}
    for place, item in enumerate(items):
        tally = item.on(track)
        standing = tally.ranked
        if standing is None:
            continue
        if tally.family in families:
            families[tally.family].append(place)
            continue
        pools[standing.role].append(places := [place])
        if tally.family:
            families[tally.family] = places
    return pools


def _ranked(tallies: Sequence[Tally], places: Sequence[int]) -> Ranked:
    """Return a line, or a family as the one item that it is in the ranking."""
    members = [_member(tally.parts, tally.standing) for tally in tallies if tally.standing]
    if not tallies[0].family:
        return Ranked(-members[0].value, members[0].tie, tuple(places), members[0].parts)
    return Ranked(-sum(family_amounts(members), NOTHING), min(member.tie for member in members), tuple(places), 1)


def _member(parts: int, standing: Standing) -> Member:
    # A base that was included in its family is closed by now, so no member is one.
    return Member(standing.measure, parts, standing.base_measure, False, standing.tie)


def _shared(tally: Tally, parts: int, before: int, count: int, policy: Policy) -> Tally:
    indicator = tally.row.multiple_procedure if tally.row else ""
    share = ladder_sum(_OLD_LADDER if indicator == _OLD else policy.ladder, before, parts)
    if share != parts:
        after = tally.amount * share if parts == 1 else tally.amount / parts * share
        tally = tally.stepped("rank", after, "multiple_procedure", indicator, f"{before + 1}/{count} {policy.ranking}")
    return tally.flagged(Reason.BY_REPORT) if before + parts > LAST_PUBLISHED else tally
