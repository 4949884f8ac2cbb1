"""Rule on endoscopies of one family: the highest in full, each other by what it is above the base (payment rules 2.4)."""

from collections.abc import Sequence
from decimal import Decimal

from tracking.wrvu.families import Member, families_of, family_amounts
from tracking.wrvu.terms import Terms
from tracking.wrvu.tracks import policy_of
from tracking.wrvu.types import Item, Reason, Tally, Track


def fold_families(items: Sequence[Item], terms: Terms, track: Track) -> tuple[Item, ...]:
    """Return the items; of each endoscopy family the highest is full, and every member knows its family.

    Work is folded on work, also where fees decide the rank: so a family never counts less than its highest member.
    """
    families = families_of(items, track) if policy_of(terms, track).folds_endoscopy else {}
    changed = list(items)
    for family, places in families.items():
        tallies = [items[place].on(track) for place in places]
        for place, tally in zip(places, _folded(tallies, family), strict=True):
            changed[place] = items[place].with_tally(track, tally)
    return tuple(changed)


def _folded(tallies: Sequence[Tally], family: tuple[str, ...]) -> list[Tally]:
    ranked = [(tally, tally.standing) for tally in tallies if tally.standing]
    if not all(standing.knows_base for _, standing in ranked):
        return [tally.flagged(Reason.BASE_NOT_IN_SCHEDULE) for tally, _ in ranked]
    members = [Member(standing.value, tally.parts, standing.base_value, not standing.base, standing.tie) for tally, standing in ranked]
    amounts = family_amounts(members)
    return [_counted(ranked[place][0], amounts[place], member, family) for place, member in enumerate(members)]


def _counted(tally: Tally, amount: Decimal, member: Member, family: tuple[str, ...]) -> Tally:
    if amount != tally.value:
        if amount:
            tally = tally.stepped("endoscopy", amount, "endoscopic_base", family[0])
        else:
            reason = Reason.INCLUDED_IN_ENDOSCOPY if member.is_base else Reason.BELOW_ENDOSCOPIC_BASE
            tally = tally.closed(reason, "endoscopic_base", family[0])
    return tally._replace(family=family)
