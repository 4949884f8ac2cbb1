"""Rules on anesthesia: base units and time, reported in units of their own and never as work RVUs (payment rules 2.9)."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

from codes.fees import Status
from codes.lanes import Lane
from rvuedge.lib.decimals import round_half_up
from tracking.wrvu.facts import AnesthesiaCare
from tracking.wrvu.measures import session_of
from tracking.wrvu.policy import Policy, TimeRounding
from tracking.wrvu.surgeons import refusal
from tracking.wrvu.terms import Terms
from tracking.wrvu.tracks import policy_of
from tracking.wrvu.types import NOTHING, ONE, AnesthesiaUnits, Item, Outcome, Reason, Step, Tally, Track

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
# Daily management of epidural or subarachnoid drugs: base units for the day, no time.
_UNTIMED = "01996"


def count_anesthesia(items: Sequence[Item], terms: Terms, track: Track) -> tuple[Item, ...]:
    """Return the items; several anesthetics of an encounter have the highest base once, and their time, risk and charges together.

    Add-on anesthetics keep their base: in obstetrics with a time of their own, else with that of the first. Each track takes the
    lines that are anesthetics by its own schedule: what a frozen one does not have is paid all the same.
    """
    changed = list(items)
    encounters: dict[str, list[int]] = {}
    circumstances: dict[str, list[int]] = {}
    for place, item in enumerate(items):
        if is_circumstance(item, track):
            circumstances.setdefault(session_of(item), []).append(place)
        elif is_anesthesia(item, track):
            refused = _refusal(item, policy_of(terms, track), track)
            if refused is None:
                encounters.setdefault(session_of(item), []).append(place)
            else:
                changed[place] = _as_nothing(item, refused, track)
    for encounter, places in encounters.items():
        beside = circumstances.get(encounter, [])
        codes = [items[place].line.code for place in beside]
        for place, item in _encounter([(place, items[place]) for place in places], codes, terms, track):
            changed[place] = item
        if track is Track.WORK and any((units := changed[place].anesthesia) and units.risk for place in places):
            for place in beside:
                changed[place] = _remarked(items[place], track, Reason.COUNTED_WITH_ANESTHETIC, "code", items[place].line.code)
    return tuple(changed)


def _encounter(placed: Sequence[tuple[int, Item]], circumstances: Sequence[str], terms: Terms, track: Track) -> list[tuple[int, Item]]:
    """Return the anesthetics of one encounter, each counted on a track, with their places."""
    mains = [one for one in placed if one[1].line.code not in _ADD_ONS] or list(placed)
    numbers = {place for place, _ in mains}
    first, highest = min(mains, key=lambda one: (-(_base(one[1], terms) or NOTHING), one[1].line.order))
    timed = [item for place, item in placed if place in numbers or item.line.code not in _OBSTETRIC]
    times = [minutes for item in timed if (minutes := _care(item).minutes) is not None]
    risk = _risk_units([item for _, item in placed], circumstances)
    counted: list[tuple[int, Item]] = []
    for place, item in placed:
        if place == first:
            whole = item if track is Track.WORK else _with_charges(item, [other for _, other in mains])
            counted.append((place, _counted(whole, sum(times) if times else None, risk, terms, track)))
        elif place in numbers:
            counted.append((place, _with_highest(item, highest, track)))
        else:
            own = _care(item).minutes if item.line.code in _OBSTETRIC else 0
            counted.append((place, _counted(item, own, NOTHING, terms, track)))
    return counted


def _with_charges(item: Item, mains: Sequence[Item]) -> Item:
    """The code with the highest base is billed for all: the others often have no charge of their own, and add nothing then."""
    charges = [other.charge for other in mains if other.charge is not None]
    return item._replace(charge=None if item.charge is None else sum(charges, NOTHING))


def is_anesthesia(item: Item, track: Track) -> bool:
    """Return whether a line is an anesthetic by the schedule of a track, whose modifiers and units can stand."""
    if track is Track.WORK:
        return item.lane is Lane.ANESTHESIA and item.outcome is Outcome.NOT_CREDITED
    return item.pay.row is not None and item.pay.row.status == Status.ANESTHESIA and item.pay.outcome is not Outcome.INVALID


def is_circumstance(item: Item, track: Track) -> bool:
    """Return whether a line is a qualifying circumstance of an anesthetic (99100, 99116, 99135, 99140) that can stand."""
    return item.line.code in QUALIFYING_UNITS and item.on(track).outcome is not Outcome.INVALID


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


def _counted(item: Item, minutes: int | None, risk: Decimal, terms: Terms, track: Track) -> Item:
    units = _units(item, minutes, risk, terms, policy_of(terms, track))
    if units is None:
        missing = Reason.BASE_UNITS_MISSING if _base(item, terms) is None else Reason.TIME_MISSING
        return _remarked(item, track, missing, "base_units" if missing is Reason.BASE_UNITS_MISSING else "minutes", "")
    if track is Track.WORK:
        item = item._replace(anesthesia=units)
    elif terms.anesthesia_factor is not None:
        amount = units.counted * terms.anesthesia_factor
        flags = tuple(flag for flag in item.pay.flags if flag is not Reason.ANESTHESIA_UNITS)
        pay = Tally(row=item.pay.row, flags=flags).stepped("anesthesia", amount, "anesthesia_units", format(units.counted, "f"))
        item = item._replace(pay=pay)
    return _with_concurrency(item, track)


def _units(item: Item, minutes: int | None, risk: Decimal, terms: Terms, policy: Policy) -> AnesthesiaUnits | None:
    """Return the units of an anesthetic under a policy; None where base units or time are not known."""
    modifiers, care = item.line.modifiers, _care(item)
    if SUPERVISED in modifiers:
        return AnesthesiaUnits(_SUPERVISED_UNITS + (ONE if care.is_present_at_induction else NOTHING), NOTHING)
    base = _base(item, terms)
    if item.line.code == _UNTIMED:
        minutes = 0
    if base is None or minutes is None:
        return None
    role = policy.directs if _DIRECTED.keys() & set(modifiers) else ONE
    counted = risk if policy.counts_risk_units else NOTHING
    return AnesthesiaUnits(base, time_units(minutes, policy.time_rounding), counted, role, minutes)


def _risk_units(anesthetics: Sequence[Item], circumstances: Sequence[str]) -> Decimal:
    """Return what risk adds to the anesthetics of one encounter: the patient's status once, each circumstance once."""
    cares = [_care(item) for item in anesthetics]
    told = [care.qualifying_units for care in cares if care.qualifying_units is not None]
    codes = {code for care in cares for code in care.qualifying}.union(circumstances)
    usual = sum((QUALIFYING_UNITS.get(code, NOTHING) for code in codes), NOTHING)
    return max(_status_units(item) for item in anesthetics) + (max(told) if told else usual)


def _status_units(item: Item) -> Decimal:
    care = _care(item)
    status = care.physical_status or next((name for name in item.line.modifiers if name in _STATUS_UNITS), "")
    return _STATUS_UNITS.get(status, NOTHING) if care.physical_status_units is None else care.physical_status_units


def _refusal(item: Item, policy: Policy, track: Track) -> tuple[Reason, str, str] | None:
    """Return why a second surgeon counts nothing of an anesthetic; None for an anesthetist, or where the policy asks nobody."""
    row = item.on(track).row
    return refusal(item, row) if policy.gates_second_surgeons and row else None


def _as_nothing(item: Item, refused: tuple[Reason, str, str], track: Track) -> Item:
    return _without_units(item.with_tally(track, item.on(track).closed(*refused)), track)


def _with_concurrency(item: Item, track: Track) -> Item:
    """Return the item, flagged where the number of anesthetics at once does not fit the modifier."""
    concurrent, modifiers = _care(item).concurrent, item.line.modifiers
    if concurrent is None:
        return item
    fits = all(concurrent in counts for name, counts in _DIRECTED.items() if name in modifiers)
    if fits and not (SUPERVISED in modifiers and concurrent <= _MOST_DIRECTED):
        return item
    return _remarked(item, track, Reason.CONCURRENCY, "concurrent", str(concurrent))


def _with_highest(item: Item, highest: Item, track: Track) -> Item:
    told = Reason.COUNTED_WITH_HIGHEST_BASE, "code", highest.line.code
    if track is Track.PAY:
        return item._replace(pay=item.pay.closed(*told))
    return _without_units(_remarked(item, track, *told), track)


def _without_units(item: Item, track: Track) -> Item:
    return item._replace(anesthesia=AnesthesiaUnits(NOTHING, NOTHING)) if track is Track.WORK else item


def _remarked(item: Item, track: Track, reason: Reason, name: str, value: str) -> Item:
    return item.with_tally(track, item.on(track).remarked(reason, name, value))


def _care(item: Item) -> AnesthesiaCare:
    return item.facts.anesthesia or _NO_CARE


def _base(item: Item, terms: Terms) -> Decimal | None:
    own = _care(item).base_units
    base = terms.base_units.get(item.line.code) if own is None else own
    return base * item.line.units if base is not None and item.line.code == _BURNS else base
