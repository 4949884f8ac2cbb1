"""Rules on diagnostic pools: imaging, therapy, cardiovascular and eye tests lose practice expense, never work (payment rules 2.3)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from tracking.wrvu import dated
from tracking.wrvu.amounts import expense_amount
from tracking.wrvu.measures import session_of, tie_of
from tracking.wrvu.resolve import TECHNICAL, is_facility
from tracking.wrvu.technical import CARDIOVASCULAR, IMAGING, OPHTHALMOLOGY, THERAPY
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import NOTHING, ONE, Item, Track

_NO_FAMILY = "99"
_TECHNICAL_CUTS = {
    IMAGING: ("imaging_technical", dated.IMAGING_TECHNICAL),
    CARDIOVASCULAR: ("cardiovascular", dated.CARDIOVASCULAR),
    OPHTHALMOLOGY: ("ophthalmology", dated.OPHTHALMOLOGY),
}


@dataclass(frozen=True, slots=True)
class Pooled:
    """A line in a pool: its place in the claim, the part of one unit that can be reduced, the units, what breaks ties."""

    place: int
    unit: Decimal
    parts: int
    tie: tuple[object, ...]


def reduce_technical(items: Sequence[Item], _terms: Terms) -> tuple[Item, ...]:
    """Return the items; of the technical parts of one pool the highest is full, all others are cut."""
    changed = list(items)
    for (indicator, *_), pool in _pools(items, Track.PAY, _technical_key, _technical_unit).items():
        rule, cut = _TECHNICAL_CUTS[indicator]
        for pooled, reduced in _reduced(pool):
            item = changed[pooled.place]
            if reduced and item.technical:
                technical = replace(item.technical, full=pooled.parts - reduced, reduced=reduced, kept=ONE - cut)
                changed[pooled.place] = _cut(item, Track.PAY, rule, pooled.unit * reduced * cut, indicator)._replace(technical=technical)
    return tuple(changed)


def reduce_professional(items: Sequence[Item], terms: Terms) -> tuple[Item, ...]:
    """Return the items; of the professional parts of imaging the highest is full, all others are cut as of the date of service."""
    cut = dated.factor_on(dated.IMAGING_PROFESSIONAL, terms.day)
    changed = list(items)
    for pool in _pools(items, Track.PAY, _professional_key(Track.PAY), _professional_unit).values():
        for pooled, reduced in _reduced(pool):
            if reduced and cut:
                amount = pooled.unit * reduced * cut
                changed[pooled.place] = _cut(changed[pooled.place], Track.PAY, "imaging_professional", amount, IMAGING)
    return tuple(changed)


def reduce_second_professional(items: Sequence[Item], terms: Terms) -> tuple[Item, ...]:
    """Return the items; work of second and later imaging is cut where the policy asks for it."""
    cut = ONE - terms.policy.second_professional
    if not cut:
        return tuple(items)
    changed = list(items)
    for pool in _pools(items, Track.WORK, _professional_key(Track.WORK), lambda item: item.credit / item.work.parts).values():
        for pooled, reduced in _reduced(pool):
            if reduced:
                amount = pooled.unit * reduced * cut
                changed[pooled.place] = _cut(changed[pooled.place], Track.WORK, "imaging_professional", amount, IMAGING)
    return tuple(changed)


def reduce_therapy(items: Sequence[Item], terms: Terms) -> tuple[Item, ...]:
    """Return the items; of all therapy units of the day the one with the highest practice expense is full, the others are cut."""
    changed = list(items)

    def unit_of(item: Item) -> Decimal:
        return expense_amount(item.pay.row, item.line, terms) if item.pay.row else NOTHING

    for pool in _pools(items, Track.PAY, _therapy_key, unit_of).values():
        for pooled, reduced in _reduced(pool):
            if reduced:
                item = changed[pooled.place]
                amount = pooled.unit * reduced * _therapy_cut(item, terms)
                changed[pooled.place] = _cut(item, Track.PAY, "therapy", amount, THERAPY)
    return tuple(changed)


def pool_keys(item: Item) -> set[tuple[str, ...]]:
    """Return the pools that a line may share with others, before it is known what of it can be cut."""
    keys = {_imaging_key(item, track) for track in Track if _is_imaging(item, track)}
    row = item.pay.row
    if row and row.multiple_procedure in (CARDIOVASCULAR, OPHTHALMOLOGY):
        keys.add((row.multiple_procedure, session_of(item)))
    return {key for key in (*keys, _therapy_key(item)) if key}


def _technical_key(item: Item) -> tuple[str, ...]:
    row = item.pay.row
    if not item.technical or not item.pay.is_open or row is None or row.multiple_procedure not in _TECHNICAL_CUTS:
        return ()
    return _imaging_key(item, Track.PAY) if row.multiple_procedure == IMAGING else (row.multiple_procedure, session_of(item))


def _professional_key(track: Track) -> Callable[[Item], tuple[str, ...]]:
    def key(item: Item) -> tuple[str, ...]:
        row = item.on(track).row
        return () if row is None or row.modifier == TECHNICAL or not _is_imaging(item, track) else _imaging_key(item, track)

    return key


def _is_imaging(item: Item, track: Track) -> bool:
    tally = item.on(track)
    return tally.is_open and tally.row is not None and tally.row.multiple_procedure == IMAGING


def _imaging_key(item: Item, track: Track) -> tuple[str, ...]:
    row = item.on(track).row
    family = row.imaging_family if row else _NO_FAMILY
    return () if family == _NO_FAMILY else (IMAGING, family, session_of(item))


def _therapy_key(item: Item) -> tuple[str, ...]:
    row = item.pay.row
    return (THERAPY,) if row and item.pay.is_open and row.multiple_procedure == THERAPY else ()


def _pools(
    items: Sequence[Item], track: Track, key_of: Callable[[Item], tuple[str, ...]], unit_of: Callable[[Item], Decimal]
) -> dict[tuple[str, ...], list[Pooled]]:
    pools: dict[tuple[str, ...], list[Pooled]] = defaultdict(list)
    for place, item in enumerate(items):
        key, tally = key_of(item), item.on(track)
        if key and tally.row:
            pools[key].append(Pooled(place, unit_of(item), tally.parts, tie_of(tally.row, item.line)))
    return pools


def _reduced(pool: Iterable[Pooled]) -> list[tuple[Pooled, int]]:
    """Return each line of a pool with how many of its units are cut: all but the first of the highest."""
    ranked = sorted(pool, key=lambda pooled: (-pooled.unit, pooled.tie))
    return [(pooled, pooled.parts - (place == 0)) for place, pooled in enumerate(ranked)]


def _technical_unit(item: Item) -> Decimal:
    return item.technical.unit if item.technical else NOTHING


def _professional_unit(item: Item) -> Decimal:
    return item.fee * item.pay.sides - _technical_unit(item)


def _therapy_cut(item: Item, terms: Terms) -> Decimal:
    if terms.therapy_cut is not None:
        return terms.therapy_cut
    factors = dated.THERAPY_INSTITUTION if is_facility(item.line) else dated.THERAPY_OFFICE
    return dated.factor_on(factors, terms.day)


def _cut(item: Item, track: Track, rule: str, amount: Decimal, indicator: str) -> Item:
    tally = item.on(track)
    return item.with_tally(track, tally.stepped(rule, tally.amount - amount, "multiple_procedure", indicator))
