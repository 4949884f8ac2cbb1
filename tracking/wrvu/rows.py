"""First rule: each line gets the row that its credit is counted on, its lane and the printed work, or leaves with its reason."""

from collections.abc import Sequence
from dataclasses import replace

from codes.fees import FeeRow
from codes.lanes import Lane, lane_of
from tracking.wrvu.policy import Absent
from tracking.wrvu.resolve import STOPPED, TECHNICAL, Kind, Resolution, is_facility, resolve
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import NOTHING, Item, Line, Outcome, Reason, Tally

_WITHOUT_ROW = {
    Kind.NEEDS_26: (Outcome.NEEDS_MODIFIER, Reason.NEEDS_26),
    Kind.NOT_ALLOWED: (Outcome.INVALID, Reason.MODIFIER_NOT_ALLOWED),
    Kind.NOT_IN_SCHEDULE: (Outcome.NOT_CREDITED, Reason.NOT_IN_SCHEDULE),
    Kind.ANESTHESIA: (Outcome.NOT_CREDITED, Reason.ANESTHESIA_UNITS),
}


def find_rows(items: Sequence[Item], terms: Terms) -> tuple[Item, ...]:
    """Return the items with row, lane and printed work, or with the reason why there is none."""
    return tuple(_with_row(item, terms) for item in items)


def _with_row(item: Item, terms: Terms) -> Item:
    kinds = terms.kinds_of(item.line.code)
    schedule = terms.credit_schedule
    if schedule is None or len(terms.frozen) > 1:
        lane = lane_of(item.line.code, (), "", kinds)
        return item._replace(lane=lane, work=_without_schedule(terms))
    found = resolve(item.line, schedule, kinds)
    if found.kind is Kind.NOT_IN_SCHEDULE and terms.frozen:
        return _absent(item, found, terms)
    return _resolved(item, found)


def _without_schedule(terms: Terms) -> Tally:
    if terms.frozen:
        names = " ".join(sorted(schedule.release for schedule in terms.frozen))
        return Tally().closed(Reason.TWO_FROZEN_SCHEDULES, "schedule", names, Outcome.INVALID)
    return Tally().closed(Reason.NO_RELEASE, "date_of_service", terms.on.isoformat() if terms.on else "")


def _absent(item: Item, found: Resolution, terms: Terms) -> Item:
    """Return an item whose code the frozen schedule does not have, as the policy says."""
    code, kinds = item.line.code, terms.kinds_of(item.line.code)
    if terms.policy.absent is Absent.CURRENT and terms.schedule:
        found, reason = resolve(item.line, terms.schedule, kinds), Reason.VALUE_OF_CURRENT_RELEASE
    elif terms.policy.absent is Absent.COMPARATOR and code in terms.comparators:
        comparator = replace(item.line, code=terms.comparators[code])
        found, reason = resolve(comparator, terms.frozen[0], kinds), Reason.VALUE_OF_COMPARATOR
    else:
        return _resolved(item, found)
    item = _resolved(item, found)
    return item._replace(work=item.work.flagged(reason)) if item.is_open else item


def _resolved(item: Item, found: Resolution) -> Item:
    item = item._replace(lane=found.lane, work=Tally(row=found.row, parts=item.line.units))
    if found.kind is not Kind.FOUND or found.row is None:
        outcome, reason = _WITHOUT_ROW[found.kind]
        return item._replace(work=item.work.closed(reason, found.field, found.value, outcome))
    work = _with_work(item.work, found, found.row, item.lane)
    if work.is_open:
        work = _remarked(work, found.row, item.line)
    return item._replace(work=work, work_rvu=found.row.work_rvu)


def _with_work(work: Tally, found: Resolution, row: FeeRow, lane: Lane) -> Tally:
    if row.modifier == TECHNICAL:
        return work.closed(Reason.TECHNICAL_COMPONENT, "modifier", TECHNICAL)
    if row.work_rvu == NOTHING:
        name, value = ("pctc_indicator", row.pctc_indicator) if lane is Lane.TECHNICAL else ("status", row.status)
        return work.closed(Reason.NO_WORK, name, value)
    return work.stepped("row", row.work_rvu, found.field, found.value)


def _remarked(work: Tally, row: FeeRow, line: Line) -> Tally:
    """Return the tally with the remarks of payment rules 2.1: a global row in a facility, 53 without a row of its own."""
    if row.pctc_indicator == "1" and not row.modifier and is_facility(line):
        work = work.flagged(Reason.FACILITY_GLOBAL)
    if STOPPED in line.modifiers and row.modifier != STOPPED:
        work = work.flagged(Reason.STOPPED_WITHOUT_ROW)
    return work
