"""Rules on the global package: surgical, post-operative and pre-operative care apart (54, 55, 56), and a return to theatre (78)."""

from collections.abc import Sequence
from decimal import Decimal

from codes.fees import FeeRow
from tracking.wrvu.measures import RETURN
from tracking.wrvu.policy import Policy
from tracking.wrvu.terms import Terms
from tracking.wrvu.tracks import policy_of
from tracking.wrvu.types import NOTHING, Item, Reason, Track

SURGICAL, POST_OPERATIVE, PRE_OPERATIVE = "54", "55", "56"
_SHARES = (SURGICAL, POST_OPERATIVE, PRE_OPERATIVE)
# Days of the post-operative period, by the row's global days (RVU25D.pdf).
_LONGEST = 90
_PERIODS = {"010": 10, "090": _LONGEST}


def split_package(items: Sequence[Item], terms: Terms, track: Track) -> tuple[Item, ...]:
    """Return the items; who did a part of a global package has the row's own share of it (payment rules 2.7)."""
    policy = policy_of(terms, track)
    if not policy.splits_global_package:
        return tuple(items)
    return tuple(_split(item, policy, track) if item.line.modifiers and item.on(track).is_open else item for item in items)


def share_return(items: Sequence[Item], terms: Terms, track: Track) -> tuple[Item, ...]:
    """Return the items; a return to the operating room has the intra-operative share, full where the row has no shares."""
    policy = policy_of(terms, track)
    return tuple(_returned(item, policy, track) if RETURN in item.line.modifiers and item.on(track).is_open else item for item in items)


def _split(item: Item, policy: Policy, track: Track) -> Item:
    tally = item.on(track)
    shares = [modifier for modifier in _SHARES if modifier in item.line.modifiers]
    if not shares or tally.row is None or not _has_shares(tally.row):
        return item
    if shares == [PRE_OPERATIVE] and policy.pre_operative_care == NOTHING:
        return item.with_tally(track, tally.closed(Reason.PRE_OPERATIVE_NOT_PAID, "pre_operative", _text(tally.row.pre_operative)))
    row = tally.row
    # Care before surgery is part of 54 (the surgeon is taken to have done it), and counts once.
    counted = [modifier for modifier in shares if modifier != PRE_OPERATIVE or SURGICAL not in shares]
    factor = sum((_share(modifier, item, row, policy) for modifier in counted), NOTHING)
    if POST_OPERATIVE in shares and item.facts.days_within(_period(row)) is None:
        tally = tally.flagged(Reason.WHOLE_PERIOD_ASSUMED)
    told = " ".join(_text(share) for share in (row.pre_operative, row.intra_operative, row.post_operative))
    return item.with_tally(track, tally.scaled("global_package", factor, "global_package", told))


def _share(modifier: str, item: Item, row: FeeRow, policy: Policy) -> Decimal:
    if modifier == SURGICAL:
        return row.pre_operative + row.intra_operative if policy.surgical_care is None else policy.surgical_care
    if modifier == PRE_OPERATIVE:
        return row.pre_operative if policy.pre_operative_care is None else policy.pre_operative_care
    whole = row.post_operative if policy.post_operative_care is None else policy.post_operative_care
    period = _period(row)
    days = item.facts.days_within(period)
    return whole if days is None else whole * min(max(days, 0), period) / period


def _period(row: FeeRow) -> int:
    return _PERIODS.get(row.global_days, _LONGEST)


def _returned(item: Item, policy: Policy, track: Track) -> Item:
    tally = item.on(track)
    if tally.row is None:
        return item
    own = tally.row.intra_operative if _has_shares(tally.row) else Decimal(1)
    factor = own if policy.return_to_operating_room is None else policy.return_to_operating_room
    if factor == 1:
        return item
    return item.with_tally(track, tally.scaled("return_to_operating_room", factor, "intra_operative", _text(tally.row.intra_operative)))


def _has_shares(row: FeeRow) -> bool:
    """Whether the row splits its package: rows with global 000, and some with 090 that are no surgery, have zeros."""
    return row.pre_operative + row.intra_operative + row.post_operative > NOTHING


def _text(share: Decimal) -> str:
    return format(share, "f")
