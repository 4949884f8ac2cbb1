"""Rules on anesthesia: base units and time, reported in units of their own and never as work RVUs (payment rules 2.9)."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

from codes.lanes import Lane
from rvuedge.lib.decimals import round_half_up
from tracking.wrvu.facts import AnesthesiaCare
from tracking.wrvu.measures import session_of
from tracking.wrvu.policy import Policy, TimeRounding
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import NOTHING, ONE, AnesthesiaUnits, Item, Outcome, Reason, Step, Tally

MINUTES_A_UNIT = 15
SUPERVISED = "AD"
# Who directs, and how many anesthetics at once (payment rules 2.9): others than these are named.
_DIRECTED = {"QK": range(2, 5), "QX": range(1, 5), "QY": range(1, 2)}
_MOST_DIRECTED = 4
# Three units a procedure when more than four are supervised, one more if present at induction.
_SUPERVISED_UNITS = Decimal(3)
# What payers other than Medicare add; Medicare adds none.
_STATUS_UNITS = {"P3": Decimal(1), "P4": Decimal(2), "P5": Decimal(3)}
QUALIFYING_UNITS = {"99100": Decimal(1), "99116": Decimal(5), "99135": Decimal(5), "99140": Decimal(2)}
_NO_CARE = AnesthesiaCare()
# Add-on anesthetics: each area of burns, and the two of obstetrics, whose time is told apart
# (Pub. 100-04, chapter 12, section 50; Transmittal B-03-017 of 2003).
_BURNS, _OBSTETRIC = "01953", frozenset({"01968", "01969"})
_ADD_ONS = _OBSTETRIC | {_BURNS}


def count_anesthesia(items: Sequence[Item], terms: Terms) -> tuple[Item, ...]:
    """Return the items; several anesthetics of an encounter have the highest base once, and their time together.

    Add-on anesthetics keep their base: in obstetrics with a time of their own, else with that of the first.
    """
    changed = list(items)
    encounters: dict[str, list[int]] = {}
    for place, item in enumerate(items):
        if is_anesthesia(item):
            encounters.setdefault(session_of(item), []).append(place)
    for places in encounters.values():
        mains = [place for place in places if items[place].line.code not in _ADD_ONS] or places
        first = min(mains, key=lambda place: (-(_base(items[place], terms) or NOTHING), items[place].line.order))
        timed = [place for place in places if place in mains or items[place].line.code not in _OBSTETRIC]
        times = [minutes for place in timed if (minutes := _care(items[place]).minutes) is not None]
        for place in places:
            if place == first:
                changed[place] = _counted(items[place], sum(times) if times else None, terms)
            elif place in mains:
                changed[place] = _with_highest(items[place])
            else:
                own = _care(items[place]).minutes if items[place].line.code in _OBSTETRIC else 0
                changed[place] = _counted(items[place], own, terms)
    return tuple(changed)


def is_anesthesia(item: Item) -> bool:
    """Return whether a line is an anesthetic whose modifiers and units can stand."""
    return item.lane is Lane.ANESTHESIA and item.outcome is Outcome.NOT_CREDITED


def unit_steps(item: Item) -> tuple[Step, ...]:
    """Return how the units of an anesthetic came about, in units: base, time, risk, the share of the role; none on any other line."""
    units, modifiers = item.anesthesia, item.line.modifiers
    if units is None or not units.total:
        return ()
    if units.minutes is None:
        return (Step("anesthesia_supervised", None, units.base, "modifier", SUPERVISED),)
    timed = units.base + units.time
    steps = [
        Step("anesthesia_base", None, units.base, "base_units", format(units.base, "f")),
        Step("anesthesia_time", units.base, timed, "minutes", str(units.minutes)),
    ]
    if units.risk:
        steps.append(Step("anesthesia_risk", timed, units.total, "risk_units", format(units.risk, "f")))
    if units.role != ONE:
        said = next(name for name in modifiers if name in _DIRECTED)
        steps.append(Step("anesthesia_role", units.total, units.counted, "modifier", said))
    return tuple(steps)


def time_units(minutes: int, rounding: TimeRounding) -> Decimal:
    """Return the units of a time: fifteen minutes each, to one decimal, or up to the next whole one."""
    units = Decimal(minutes) / MINUTES_A_UNIT
    return units.to_integral_value(ROUND_CEILING) if rounding is TimeRounding.WHOLE_UP else round_half_up(units, 1)


def _counted(item: Item, minutes: int | None, terms: Terms) -> Item:
    units = _units(item, minutes, terms, terms.policy)
    if units is None:
        missing = Reason.BASE_UNITS_MISSING if _base(item, terms) is None else Reason.TIME_MISSING
        return item._replace(work=item.work.flagged(missing), pay=item.pay.flagged(missing))
    item = item._replace(anesthesia=units)
    paid = _units(item, minutes, terms, terms.pays)
    if paid is not None and terms.anesthesia_factor is not None:
        amount = paid.counted * terms.anesthesia_factor
        pay = Tally(row=item.pay.row).stepped("anesthesia", amount, "anesthesia_units", format(paid.counted, "f"))
        item = item._replace(pay=pay)
    return _remarked(item)


def _units(item: Item, minutes: int | None, terms: Terms, policy: Policy) -> AnesthesiaUnits | None:
    """Return the units of an anesthetic under a policy; None where base units or time are not known."""
    modifiers, care = item.line.modifiers, _care(item)
    if SUPERVISED in modifiers:
        return AnesthesiaUnits(_SUPERVISED_UNITS + (ONE if care.is_present_at_induction else NOTHING), NOTHING)
    base = _base(item, terms)
    if base is None or minutes is None:
        return None
    role = policy.directs if _DIRECTED.keys() & set(modifiers) else ONE
    risk = _risk_units(item) if policy.counts_risk_units else NOTHING
    return AnesthesiaUnits(base, time_units(minutes, policy.time_rounding), risk, role, minutes)


def _risk_units(item: Item) -> Decimal:
    care = _care(item)
    status = care.physical_status or next((name for name in item.line.modifiers if name in _STATUS_UNITS), "")
    of_status = _STATUS_UNITS.get(status, NOTHING) if care.physical_status_units is None else care.physical_status_units
    usual = sum((QUALIFYING_UNITS.get(code, NOTHING) for code in care.qualifying), NOTHING)
    return of_status + (usual if care.qualifying_units is None else care.qualifying_units)


def _remarked(item: Item) -> Item:
    """Return the item, flagged where the number of anesthetics at once does not fit the modifier."""
    concurrent, modifiers = _care(item).concurrent, item.line.modifiers
    if concurrent is None:
        return item
    fits = all(concurrent in counts for name, counts in _DIRECTED.items() if name in modifiers)
    if fits and not (SUPERVISED in modifiers and concurrent <= _MOST_DIRECTED):
        return item
    return item._replace(work=item.work.flagged(Reason.CONCURRENCY), pay=item.pay.flagged(Reason.CONCURRENCY))


def _with_highest(item: Item) -> Item:
    pay = item.pay.closed(Reason.COUNTED_WITH_HIGHEST_BASE, "code", item.line.code)
    work = item.work.flagged(Reason.COUNTED_WITH_HIGHEST_BASE)
    return item._replace(work=work, pay=pay, anesthesia=AnesthesiaUnits(NOTHING, NOTHING))


def _care(item: Item) -> AnesthesiaCare:
    return item.facts.anesthesia or _NO_CARE


def _base(item: Item, terms: Terms) -> Decimal | None:
    own = _care(item).base_units
    base = terms.base_units.get(item.line.code) if own is None else own
    return base * item.line.units if base is not None and item.line.code == _BURNS else base
