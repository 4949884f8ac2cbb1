"""First rule: each line gets its row, its lane and the printed work; lines without work leave with their reason."""

from collections.abc import Sequence
from dataclasses import replace

from codes.fees import FeeRow
from codes.lanes import Lane, lane_of
from tracking.wrvu.resolve import FACILITY_PLACES, STOPPED, TECHNICAL, Kind, Resolution, resolve
from tracking.wrvu.types import NOTHING, Item, Outcome, Reason, Terms

_WITHOUT_ROW = {
    Kind.NEEDS_26: (Outcome.NEEDS_MODIFIER, Reason.NEEDS_26),
    Kind.NOT_ALLOWED: (Outcome.INVALID, Reason.MODIFIER_NOT_ALLOWED),
    Kind.CONTRADICTION: (Outcome.INVALID, Reason.MODIFIERS_EXCLUDE),
    Kind.NOT_IN_SCHEDULE: (Outcome.NOT_CREDITED, Reason.NOT_IN_SCHEDULE),
    Kind.ANESTHESIA: (Outcome.NOT_CREDITED, Reason.ANESTHESIA_UNITS),
}


def find_rows(items: Sequence[Item], terms: Terms) -> tuple[Item, ...]:
    """Return the items with row, lane and printed work, or with the reason why there is none."""
    return tuple(_with_row(item, terms) for item in items)


def _with_row(item: Item, terms: Terms) -> Item:
    kinds = terms.kinds_of(item.line.code)
    if terms.schedule is None:
        lane = lane_of(item.line.code, (), "", kinds)
        return replace(item, lane=lane).closed(Outcome.NOT_CREDITED, Reason.NO_RELEASE, "date_of_service", "")
    found = resolve(item.line, terms.schedule, kinds)
    item = replace(item, lane=found.lane, row=found.row)
    if found.kind is not Kind.FOUND or found.row is None:
        outcome, reason = _WITHOUT_ROW[found.kind]
        return item.closed(outcome, reason, found.field, found.value)
    return _with_work(item, found, found.row)


def _with_work(item: Item, found: Resolution, row: FeeRow) -> Item:
    item = replace(item, work_rvu=row.work_rvu)
    if row.modifier == TECHNICAL:
        return item.closed(Outcome.NOT_CREDITED, Reason.TECHNICAL_COMPONENT, "modifier", TECHNICAL)
    if row.work_rvu == NOTHING:
        name, value = ("pctc_indicator", row.pctc_indicator) if item.lane is Lane.TECHNICAL else ("status", row.status)
        return item.closed(Outcome.NOT_CREDITED, Reason.NO_WORK, name, value)
    return _remarked(item.stepped("row", row.work_rvu, found.field, found.value), row)


def _remarked(item: Item, row: FeeRow) -> Item:
    """Return the item with the remarks of payment rules 2.1: a global row in a facility, 53 without a row of its own."""
    if row.pctc_indicator == "1" and not row.modifier and item.line.place_of_service in FACILITY_PLACES:
        item = item.flagged(Reason.FACILITY_GLOBAL)
    if STOPPED in item.line.modifiers and row.modifier != STOPPED:
        item = item.flagged(Reason.STOPPED_WITHOUT_ROW)
    return item
