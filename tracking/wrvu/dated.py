"""Factors that hold from a date of service on, each with where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Dated:
    """A factor and the first date of service that it holds for."""

    effective_from: date
    factor: Decimal


# RVU25D.pdf, multiple procedure 4: professional component, 2012 to 2016 and since 2017.
IMAGING_PROFESSIONAL = (Dated(date(2012, 1, 1), Decimal("0.25")), Dated(date(2017, 1, 1), Decimal("0.05")))
# RVU25D.pdf, multiple procedures 4, 6 and 7: technical component. The payment file says 25% at indicator 7, the layout 20%.
IMAGING_TECHNICAL = Decimal("0.50")
CARDIOVASCULAR = Decimal("0.25")
OPHTHALMOLOGY = Decimal("0.20")
# Payment rules 2.3: 20% in an office, 25% in an institution from 2011 to March 2013; half since (RVU25D.pdf, multiple procedure 5).
THERAPY_OFFICE = (Dated(date(2011, 1, 1), Decimal("0.20")), Dated(date(2013, 4, 1), Decimal("0.50")))
THERAPY_INSTITUTION = (Dated(date(2011, 1, 1), Decimal("0.25")), Dated(date(2013, 4, 1), Decimal("0.50")))


def factor_on(factors: Sequence[Dated], on: date | None) -> Decimal:
    """Return the factor that holds on a date of service, 0 before the first; without a date the latest."""
    begun = [dated.factor for dated in factors if on is None or dated.effective_from <= on]
    return begun[-1] if begun else NONE
