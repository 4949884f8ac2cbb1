"""What Medicare pays by a row of the physician fee schedule, nationally or in a locality: the formula of CMS and the imaging cap."""

from dataclasses import dataclass
from decimal import Decimal

from codes.fees import MEDICARE_PAYABLE, FeeRow, Status
from rvuedge.lib.decimals import round_half_up

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Indices:
    """The three geographic practice cost indices of a place."""

    work: Decimal = Decimal(1)
    practice_expense: Decimal = Decimal(1)
    malpractice: Decimal = Decimal(1)


NATIONAL = Indices()


@dataclass(frozen=True, slots=True)
class Payment:
    """The payment in one setting: what is paid, and what the formula gives before the imaging cap."""

    amount: Decimal
    by_formula: Decimal

    @property
    def is_capped(self) -> bool:
        return self.amount < self.by_formula


def payment_of(row: FeeRow, indices: Indices = NATIONAL, *, in_facility: bool) -> Payment | None:
    """Return (work x index + expense x index + malpractice x index) x factor, half up to the cent once, and never above the cap.

    None where Medicare pays nothing by the row: its status is not paid, the service is not done in the setting, or it has no RVUs.
    """
    is_done = not (row.facility_na if in_facility else row.non_facility_na)
    expense = row.facility_pe_rvu if in_facility else row.non_facility_pe_rvu
    exact = _exact(row, row.work_rvu, expense, row.mp_rvu, indices)
    if row.status not in MEDICARE_PAYABLE or not is_done or exact <= _ZERO:
        return None
    by_formula = round_half_up(exact, 2)
    cap = imaging_cap(row, indices, in_facility=in_facility)
    return Payment(by_formula if cap is None else min(by_formula, cap), by_formula)


def imaging_cap(row: FeeRow, indices: Indices = NATIONAL, *, in_facility: bool) -> Decimal | None:
    """Return what the service may cost at most (Deficit Reduction Act of 2005, section 5102(b)); None where it has no cap.

    The technical part at the hospital's price, plus the work where the row has any. A row that the contractor prices has a
    cap, too, on its technical part.
    """
    expense = row.opps_facility_pe if in_facility else row.opps_non_facility_pe
    if expense + row.opps_mp <= _ZERO:
        return None
    work = _ZERO if row.status == Status.CONTRACTOR_PRICED else row.work_rvu
    return round_half_up(_exact(row, work, expense, row.opps_mp, indices), 2)


def _exact(row: FeeRow, work: Decimal, expense: Decimal, malpractice: Decimal, indices: Indices) -> Decimal:
    parts = work * indices.work + expense * indices.practice_expense + malpractice * indices.malpractice
    return parts * row.conversion_factor
