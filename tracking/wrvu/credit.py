"""The value of a claim on both tracks: the lines pass the rules below, in this order."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from codes.fees import FeeSchedule
from codes.lanes import FeeKind
from tracking.wrvu.altered import alter
from tracking.wrvu.anesthesia import count_anesthesia
from tracking.wrvu.anesthetics import check_anesthetics
from tracking.wrvu.billed import share_provider
from tracking.wrvu.charges import apply_participation, limit_to_charge, round_values, rounded
from tracking.wrvu.endoscopy import fold_families
from tracking.wrvu.global_package import share_return, split_package
from tracking.wrvu.injections import bundle_injections
from tracking.wrvu.interplay import keys_of, meeting
from tracking.wrvu.measures import measure_lines
from tracking.wrvu.misplaced import check_places
from tracking.wrvu.modifiers import check_modifiers
from tracking.wrvu.not_medicare import judge_unused_work
from tracking.wrvu.payment import price
from tracking.wrvu.policy import Policy
from tracking.wrvu.pools import reduce_professional, reduce_second_professional, reduce_technical, reduce_therapy
from tracking.wrvu.ranking import rank
from tracking.wrvu.rows import find_rows
from tracking.wrvu.sides import count_sides, fold_sides
from tracking.wrvu.surgeons import admit_second_surgeons, share_second_surgeons
from tracking.wrvu.technical import cap_technical, split_technical
from tracking.wrvu.terms import Interplay, KnownLine, Terms
from tracking.wrvu.tracks import Rule, on_both
from tracking.wrvu.types import NOTHING, Item, Line
from tracking.wrvu.units import check_units, multiply_units

ENGINE_VERSION = "7"

# Each line for itself: its row, its price, whether its units and modifiers can stand.
OF_A_LINE: tuple[Rule, ...] = (
    find_rows,
    price,
    check_units,
    check_modifiers,
    check_places,
    on_both(check_anesthetics),
    judge_unused_work,
    on_both(admit_second_surgeons),
    on_both(multiply_units),
    on_both(count_sides),
    on_both(measure_lines),
    split_technical,
)
# What the lines of a day do to one another, each with what the lines must have in common.
AMONG_LINES: tuple[tuple[Interplay, Rule], ...] = (
    (Interplay.ANESTHESIA, on_both(count_anesthesia)),
    (Interplay.SIDES, on_both(fold_sides)),
    (Interplay.INJECTION, on_both(bundle_injections)),
    (Interplay.POOL, reduce_professional),
    (Interplay.POOL, reduce_technical),
    (Interplay.POOL, reduce_therapy),
    (Interplay.POOL, reduce_second_professional),
    (Interplay.ENDOSCOPY, on_both(fold_families)),
    (Interplay.RANK, on_both(rank)),
)
# Caps and shares of what is left: of the surgeon, the package, who billed; then the cent.
SHARES: tuple[Rule, ...] = (
    cap_technical,
    on_both(share_second_surgeons),
    on_both(split_package),
    on_both(share_return),
    on_both(alter),
    on_both(share_provider),
    apply_participation,
    limit_to_charge,
)
RULES: tuple[Rule, ...] = (*OF_A_LINE, *(rule for _, rule in AMONG_LINES), *SHARES, round_values)
# Lines, and groups of lines, remembered at most; then the memory is emptied and fills again.
MOST_KNOWN = 2_000
MOST_TOGETHER = 1_000


def value_claim(lines: Iterable[Line], terms: Terms) -> tuple[Item, ...]:
    """Return one item a line, in the order of the lines, with credit and payment; the order changes no value.

    It comes to what `value_plainly` says, in a fraction of the time: lines that share nothing are valued for themselves.
    """
    known = [_known(line, terms) for line in lines]
    if len(known) == 1:
        return (known[0].alone,)
    met = meeting([one.keys for one in known])
    if not met.kinds:
        return tuple([one.alone for one in known])
    together = tuple([one for one, is_shared in zip(known, met.shares, strict=True) if is_shared])
    valued = iter(_together(together, met.kinds, terms))
    return tuple([next(valued) if is_shared else one.alone for one, is_shared in zip(known, met.shares, strict=True)])


def value_plainly(lines: Iterable[Line], terms: Terms) -> tuple[Item, ...]:
    """Return the value of a claim by all rules on all lines, nothing remembered and nothing left out."""
    return apply(RULES, [Item(line) for line in lines], terms)


def credit_case(
    lines: Iterable[Line], schedule: FeeSchedule | None, policy: Policy, priced_by: Mapping[str, frozenset[FeeKind]] | None = None
) -> tuple[Item, ...]:
    """Return one item a line, in the order of the lines, valued on one release at national rates."""
    return value_claim(lines, Terms(schedule, policy, priced_by or {}))


def apply(rules: Iterable[Rule], items: Sequence[Item], terms: Terms) -> tuple[Item, ...]:
    """Return the items after the rules, one after another."""
    for rule in rules:
        items = rule(items, terms)
    return tuple(items)


def total_credit(items: Iterable[Item]) -> Decimal:
    """Return the sum of the credits."""
    return sum((item.credit for item in items), NOTHING)


def total_payment(items: Iterable[Item]) -> Decimal:
    """Return the sum of the payments that could be computed."""
    return sum((item.payment for item in items if item.payment is not None), NOTHING)


def _known(line: Line, terms: Terms) -> KnownLine:
    """Return what a line comes to by itself; it is remembered, since the same few lines make up most of a log."""
    if line.facts is not None:
        return _by_itself(line, terms)
    key = (line.code, line.modifiers, line.units, line.place_of_service)
    found = terms.known.get(key)
    if found is None:
        if len(terms.known) >= MOST_KNOWN:
            terms.known.clear()
        found = terms.known[key] = _by_itself(line, terms)
    return found


def _by_itself(line: Line, terms: Terms) -> KnownLine:
    opened = apply(OF_A_LINE, [Item(line)], terms)
    shares, shared = _shares_of(opened, terms)
    keys = keys_of(opened[0])
    if (Interplay.ANESTHESIA, ()) in keys:
        # Its payment exists only once its units are counted: which shares change it cannot be told before.
        shares = SHARES
    meets_itself = opened[0].work.parts > 1 or opened[0].pay.parts > 1
    if meets_itself or (Interplay.ANESTHESIA, ()) in keys:
        shared = apply((*(rule for _, rule in AMONG_LINES), *shares), opened, terms)
    return KnownLine(opened[0], rounded(shared[0]), keys, shares, meets_itself)


def _shares_of(opened: tuple[Item, ...], terms: Terms) -> tuple[tuple[Rule, ...], tuple[Item, ...]]:
    """Return the rules on shares that change a line, and what they make of it; where a charge is known, all of them.

    A line that a rule leaves alone by itself is left alone in any claim: only a charge is compared with what others lead to.
    """
    (item,) = opened
    changing: list[Rule] = []
    if not item.line.modifiers and item.line.facts is None and item.technical is None and terms.is_plain:
        return (), opened
    items = opened
    for rule in SHARES:
        changed = rule(items, terms)
        if changed != items:
            changing.append(rule)
        items = changed
    return (SHARES if opened[0].charge is not None else tuple(changing)), items


def _together(known: tuple[KnownLine, ...], kinds: frozenset[Interplay], terms: Terms) -> tuple[Item, ...]:
    """Return the lines that share something valued together; remembered like single lines."""
    found = terms.together.get(known)
    if found is None:
        found = _by_what_they_share(known, kinds, terms)
        if all(one.opened.line.facts is None for one in known):
            if len(terms.together) >= MOST_TOGETHER:
                terms.together.clear()
            terms.together[known] = found
    return found


def _by_what_they_share(known: Sequence[KnownLine], kinds: frozenset[Interplay], terms: Terms) -> tuple[Item, ...]:
    """Return the lines by the rules on what they share, then by those on shares that change each of them."""
    items: Sequence[Item] = [one.opened for one in known]
    for one in known:
        if one.meets_itself:
            kinds |= {kind for kind, _ in one.keys}
    for kind, rule in AMONG_LINES:
        if kind in kinds:
            items = rule(items, terms)
    shared = [apply(one.shares, [item], terms)[0] if one.shares else item for one, item in zip(known, items, strict=True)]
    return tuple([rounded(item) for item in shared])
