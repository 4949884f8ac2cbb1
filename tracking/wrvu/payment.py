"""Rule that prices a line: the amount of its row in the release of the date, the fee of another schedule, or why there is none."""

from collections.abc import Sequence
from decimal import Decimal

from codes.fees import MEDICARE_PAYABLE, FeeRow, FeeSchedule, Status
from tracking.wrvu.amounts import fee_amount, total_rvu, uses_facility_column
from tracking.wrvu.resolve import COMPONENTS, component_of, is_facility, rows_of
from tracking.wrvu.terms import SetFee, Terms
from tracking.wrvu.types import NOTHING, Item, Line, Reason, Tally

# Medicare pays these nothing apart, ever; the others without an amount are priced elsewhere or locally.
_PAID_NOTHING = frozenset(
    {Status.BUNDLED, Status.BUNDLED_OR_EXCLUDED_SUPPLY, Status.MEASUREMENT, Status.NON_COVERED, Status.NOT_VALID_FOR_MEDICARE}
)
# The patient was told that Medicare does not cover it (unconfirmed: how each contractor answers).
_EXPECTED_DENIALS = ("GY", "GZ")
_SET_FEE = "schedule_fee"


def price(items: Sequence[Item], terms: Terms) -> tuple[Item, ...]:
    """Return the items with the fee of one unit, and the payment that it leads to or the reason why there is none."""
    return tuple(_priced(item, terms) for item in items)


def _priced(item: Item, terms: Terms) -> Item:
    line = item.line
    row = _payment_row(line, terms.schedule)
    ranked_by = row or item.row
    fee = fee_amount(ranked_by, line, terms) if ranked_by else NOTHING
    pay = Tally(row=row, parts=line.units)
    set_fee = terms.fee_of(line.code, line.modifiers)
    if row and fee and row.status in MEDICARE_PAYABLE:
        pay = _by_row(pay, row, line, fee)
    elif set_fee and not _has_no_such_component(line, row, terms):
        pay = _by_schedule(pay, set_fee)
    else:
        pay = _without_amount(pay, line, terms)
    return item._replace(pay=pay, fee=fee, charge=item.facts.charge)


def _has_no_such_component(line: Line, row: FeeRow | None, terms: Terms) -> bool:
    """Whether 26 or TC stands on a code of the schedule that has no such part (payment rules 2.1)."""
    return row is None and component_of(line) in COMPONENTS and terms.schedule is not None and bool(rows_of(terms.schedule, line.code))


def is_set_fee(tally: Tally) -> bool:
    """Return whether an amount is of another schedule (drugs, laboratory, dental): shares of the fee schedule do not touch it."""
    return any(step.rule == _SET_FEE for step in tally.steps)


def _payment_row(line: Line, schedule: FeeSchedule | None) -> FeeRow | None:
    if schedule is None:
        return None
    component = component_of(line)
    row = schedule.row(line.code, component)
    return row if row or component in COMPONENTS else schedule.row(line.code)


def _by_row(pay: Tally, row: FeeRow, line: Line, fee: Decimal) -> Tally:
    column = "facility_total" if uses_facility_column(row, line) else "non_facility_total"
    pay = pay.stepped("fee", fee, column, format(total_rvu(row, line), "f"))
    if uses_facility_column(row, line) != is_facility(line):
        pay = pay.flagged(Reason.OTHER_COLUMN)
    return pay.flagged(Reason.DENIAL_EXPECTED) if set(_EXPECTED_DENIALS) & set(line.modifiers) else pay


def _by_schedule(pay: Tally, fee: SetFee) -> Tally:
    if not fee.amount:
        return pay.closed(Reason.NO_AMOUNT, "schedule", fee.schedule)
    return pay.stepped(_SET_FEE, fee.amount, "schedule", fee.schedule)


def _without_amount(pay: Tally, line: Line, terms: Terms) -> Tally:
    if terms.schedule is None:
        return pay.unpriced(Reason.NO_RELEASE, "date_of_service", terms.on.isoformat() if terms.on else "")
    if pay.row is None:
        rows = rows_of(terms.schedule, line.code)
        if rows:
            return pay.unpriced(Reason.MODIFIER_NOT_ALLOWED, "pctc_indicator", rows[0].pctc_indicator)
        return pay.unpriced(Reason.NOT_IN_SCHEDULE, "code", line.code)
    status = pay.row.status
    if status == Status.ANESTHESIA:
        return pay.unpriced(Reason.ANESTHESIA_UNITS, "status", status)
    has_printed_values = total_rvu(pay.row, line) > NOTHING
    if status in _PAID_NOTHING or (has_printed_values and status not in MEDICARE_PAYABLE):
        return pay.closed(Reason.NOT_USED_BY_MEDICARE, "status", status)
    return pay.unpriced(Reason.NO_AMOUNT, "status", status)
