"""The rows of a code with the payment in each setting: nationally, and in the locality that was chosen."""

from dataclasses import dataclass
from decimal import Decimal

from codes.fees import FeeRow, Status
from codes.locality import Locality
from codes.payment import NATIONAL, Indices, Payment, imaging_cap, payment_of
from codes.reference import Table

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Place:
    """The locality that payments are told for, and the table that its indices were read from."""

    locality: Locality
    source: str
    year: int

    @classmethod
    def of(cls, locality: Locality, table: Table) -> "Place":
        return cls(locality, table.title, table.effective_from.year)


@dataclass(frozen=True, slots=True)
class PlacedPart:
    """One part of a value in a place: the index, and the RVUs of each setting multiplied by it, not rounded."""

    index: Decimal
    facility: Decimal
    office: Decimal


@dataclass(frozen=True, slots=True)
class PlacedSum:
    """The formula in a place, step by step: each part with its index, and the sums that the factor multiplies."""

    work: PlacedPart
    expense: PlacedPart
    malpractice: PlacedPart

    @property
    def facility(self) -> Decimal:
        return self.work.facility + self.expense.facility + self.malpractice.facility

    @property
    def office(self) -> Decimal:
        return self.work.office + self.expense.office + self.malpractice.office


@dataclass(frozen=True, slots=True)
class Payments:
    """What Medicare pays by a row in each setting, in one place or nationally; None where it pays nothing by the row there."""

    facility: Payment | None
    office: Payment | None

    @property
    def facility_amount(self) -> Decimal | None:
        return self.facility.amount if self.facility else None

    @property
    def office_amount(self) -> Decimal | None:
        return self.office.amount if self.office else None

    @property
    def facility_by_formula(self) -> Decimal | None:
        return self.facility.by_formula if self.facility else None

    @property
    def office_by_formula(self) -> Decimal | None:
        return self.office.by_formula if self.office else None

    @property
    def is_capped(self) -> bool:
        """Whether the imaging cap lowers the payment in one of the settings."""
        return any(payment is not None and payment.is_capped for payment in (self.facility, self.office))


@dataclass(frozen=True, slots=True)
class PricedRow:
    """A fee row with its payments: nationally, and in the chosen place."""

    row: FeeRow
    national: Payments
    local: Payments | None

    @property
    def has_values(self) -> bool:
        return self.row.facility_total > _ZERO or self.row.non_facility_total > _ZERO

    @property
    def is_paid(self) -> bool:
        return self.national.facility is not None or self.national.office is not None

    @property
    def payments(self) -> Payments:
        """The payments that the page speaks of: in the chosen place, else nationally."""
        return self.local or self.national

    @property
    def contractors_cap(self) -> Decimal | None:
        """The most that the technical part of a row may cost that the contractor prices; None where there is no such cap."""
        return imaging_cap(self.row, in_facility=False) if self.row.status == Status.CONTRACTOR_PRICED else None


def priced(row: FeeRow, place: Place | None) -> PricedRow:
    """Return a row with its payments."""
    return PricedRow(row, _payments(row, NATIONAL), _payments(row, place.locality.indices) if place else None)


def placed_sum(row: FeeRow, place: Place) -> PlacedSum:
    """Return the parts of a row with the indices of a place."""
    indices = place.locality.indices
    return PlacedSum(
        work=_part(indices.work, row.work_rvu, row.work_rvu),
        expense=_part(indices.practice_expense, row.facility_pe_rvu, row.non_facility_pe_rvu),
        malpractice=_part(indices.malpractice, row.mp_rvu, row.mp_rvu),
    )


def _part(index: Decimal, facility: Decimal, office: Decimal) -> PlacedPart:
    return PlacedPart(index, facility * index, office * index)


def _payments(row: FeeRow, indices: Indices) -> Payments:
    return Payments(payment_of(row, indices, in_facility=True), payment_of(row, indices, in_facility=False))
