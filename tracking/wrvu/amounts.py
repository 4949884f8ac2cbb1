"""Amounts of one unit of a row: work, practice expense and malpractice times locality and conversion factor (payment rules 2.2)."""

from decimal import Decimal

from codes.fees import FeeRow
from tracking.wrvu.resolve import is_facility
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import NOTHING, Line


def uses_facility_column(row: FeeRow, line: Line) -> bool:
    """Return whether the facility column holds; where it is marked NA and the other is not, the other one does."""
    wanted = is_facility(line)
    is_marked, is_other_marked = (row.facility_na, row.non_facility_na) if wanted else (row.non_facility_na, row.facility_na)
    return wanted != (is_marked and not is_other_marked)


def practice_expense(row: FeeRow, line: Line, beside: FeeRow | None = None) -> Decimal:
    """Return the practice expense RVU of the column that holds at the place of a line, for the row or for the one that it stands beside."""
    return row.facility_pe_rvu if uses_facility_column(beside or row, line) else row.non_facility_pe_rvu


def total_rvu(row: FeeRow, line: Line, beside: FeeRow | None = None) -> Decimal:
    """Return the total RVU of a row at the place of a line."""
    return row.work_rvu + practice_expense(row, line, beside) + row.mp_rvu


def adjusted_rvu(row: FeeRow, line: Line, terms: Terms, beside: FeeRow | None = None) -> Decimal:
    """Return the total RVU with the geographic indices of the locality."""
    local = terms.locality
    expense = practice_expense(row, line, beside) * local.practice_expense
    return row.work_rvu * local.work + expense + row.mp_rvu * local.malpractice


def factor_of(row: FeeRow, terms: Terms) -> Decimal:
    """Return the conversion factor: that of the terms, else that of the row."""
    return row.conversion_factor if terms.conversion_factor is None else terms.conversion_factor


def fee_amount(row: FeeRow, line: Line, terms: Terms, beside: FeeRow | None = None) -> Decimal:
    """Return the fee schedule amount of one unit, not rounded; with `beside`, in the column that holds for that row."""
    return adjusted_rvu(row, line, terms, beside) * factor_of(row, terms)


def expense_amount(row: FeeRow, line: Line, terms: Terms) -> Decimal:
    """Return the practice expense in the amount of one unit."""
    return practice_expense(row, line) * terms.locality.practice_expense * factor_of(row, terms)


def opps_cap(row: FeeRow, line: Line, terms: Terms) -> Decimal | None:
    """Return what one unit of a technical row is capped at by the hospital's outpatient price; None where it is not."""
    expense = row.opps_facility_pe if uses_facility_column(row, line) else row.opps_non_facility_pe
    if expense == NOTHING and row.opps_mp == NOTHING:
        return None
    local = terms.locality
    capped = expense * local.practice_expense + row.opps_mp * local.malpractice
    return capped * factor_of(row, terms)
