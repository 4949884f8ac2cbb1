"""Which lines are ranked, and by what: the fee, the total RVU or the work of one part, and of its endoscopic base."""

from collections.abc import Sequence
from decimal import Decimal

from codes.fees import FeeRow
from tracking.wrvu.amounts import fee_amount, total_rvu
from tracking.wrvu.policy import RankBasis
from tracking.wrvu.surgeons import role_of
from tracking.wrvu.terms import Terms
from tracking.wrvu.tracks import policy_of
from tracking.wrvu.types import NOTHING, ONE, Item, Line, Standing, Tally, Track

RETURN = "78"
_RANKED = frozenset({"1", "2", "3"})
_ADD_ON = "ZZZ"
LEFT, RIGHT = "LT", "RT"
_USUAL = "1"
# XE is by its definition a separate encounter (59 alone does not leave a family).
_SEPARATE = "XE"


def measure_lines(items: Sequence[Item], terms: Terms, track: Track) -> tuple[Item, ...]:
    """Return the items; those that take part in ranking know their standing."""
    return tuple([with_standing(item, terms, track) for item in items])


def session_of(item: Item) -> str:
    """Return what tells the encounters of one day apart."""
    return item.facts.encounter or (_SEPARATE if _SEPARATE in item.line.modifiers else "")


def tie_of(row: FeeRow, line: Line) -> tuple[object, ...]:
    """Return what decides between equal measures: the higher total RVU, then the code."""
    return -total_rvu(row, line), *line.order


def with_standing(item: Item, terms: Terms, track: Track) -> Item:
    """Return an item with its standing: its value on the track, its measure by the basis of the policy, and both of its base."""
    tally, line = item.on(track), item.line
    row = tally.row
    if row is None or not _is_ranked(item, row) or not tally.is_open:
        return item
    own = RankBasis.WORK_RVU if track is Track.WORK else RankBasis.FEE
    basis = policy_of(terms, track).ranking
    base = _base_row(row.endoscopic_base, terms, track)
    standing = Standing(
        role=role_of(line),
        code=row.code,
        base=row.endoscopic_base,
        session=session_of(item),
        side=_side_of(row, line, tally),
        knows_base=base is not None or not row.endoscopic_base,
        value=_measure(item, row, own) * tally.sides,
        base_value=NOTHING if base is None else _base_measure(base, item, own, terms, track),
        measure=_measure(item, row, basis) * tally.sides,
        base_measure=NOTHING if base is None else _base_measure(base, item, basis, terms, track),
        tie=tie_of(row, line),
    )
    return item.with_tally(track, tally._replace(standing=standing))


def _measure(item: Item, row: FeeRow, basis: RankBasis) -> Decimal:
    return item.fee if basis is RankBasis.FEE else _rvu(row, item.line, basis)


def _base_measure(base: FeeRow, item: Item, basis: RankBasis, terms: Terms, track: Track) -> Decimal:
    """Return the measure of the base procedure within one part of a member: in the member's column, on both sides where the member is."""
    member, line, sides = item.on(track).row, item.line, item.on(track).sides
    amount = fee_amount(base, line, terms, item.pay.row or member) if basis is RankBasis.FEE else _rvu(base, line, basis, member)
    factors = policy_of(terms, track).sides
    return amount if sides == ONE or factors is None else amount * factors.of(base.bilateral)


def _base_row(code: str, terms: Terms, track: Track) -> FeeRow | None:
    """Return the row of an endoscopic base: for payment that of the day alone, for work first that of the credit's schedule."""
    schedules = (terms.credit_schedule, terms.schedule) if track is Track.WORK else (terms.schedule,)
    rows = (schedule.row(code) for schedule in schedules if schedule is not None)
    return next((row for row in rows if row is not None), None)


def _rvu(row: FeeRow, line: Line, basis: RankBasis, beside: FeeRow | None = None) -> Decimal:
    return total_rvu(row, line, beside) if basis is RankBasis.TOTAL_RVU else row.work_rvu


def _is_ranked(item: Item, row: FeeRow) -> bool:
    """Whether a line takes part in ranking: add-ons and returns to the operating room do not."""
    return row.multiple_procedure in _RANKED and row.global_days != _ADD_ON and RETURN not in item.line.modifiers


def _side_of(row: FeeRow, line: Line, tally: Tally) -> str:
    """Return the side that a line is done on, where the row tells sides apart (payment rules 2.4, point 5); empty for both."""
    sides = {LEFT, RIGHT} & set(line.modifiers)
    return sides.pop() if row.bilateral == _USUAL and tally.sides == ONE and len(sides) == 1 else ""
