"""Stipends, per diems, and what is paid by the dental dollar or the ASA unit: never turned into wRVU."""

from dataclasses import dataclass
from decimal import Decimal

from benchmarks.pay.arithmetic import PayLine, Rule


@dataclass(frozen=True, slots=True)
class Stipend:
    """Something that is paid by the year, whatever the FTE: a directorship, a teaching post."""

    name: str
    annual: Decimal


@dataclass(frozen=True, slots=True)
class PerDiem:
    """Something that is paid by the day or the shift, with as many a year as were agreed."""

    name: str
    days: Decimal
    rate: Decimal


def stipend_line(stipend: Stipend, share_of_year: Decimal) -> PayLine:
    """Return a stipend for a part of the year."""
    figures = (("annual", stipend.annual), ("share", share_of_year))
    return PayLine(Rule.STIPEND, stipend.annual * share_of_year, figures, name=stipend.name)


def per_diem_line(per_diem: PerDiem, share_of_year: Decimal) -> PayLine:
    """Return the agreed days of a part of the year at their rate."""
    figures = (("days", per_diem.days), ("rate", per_diem.rate), ("share", share_of_year))
    return PayLine(Rule.PER_DIEM, per_diem.days * per_diem.rate * share_of_year, figures, name=per_diem.name)


def dental_line(dollars: Decimal, value: Decimal) -> PayLine:
    """Return what dental production pays at so much a dollar."""
    return PayLine(Rule.DENTAL, dollars * value, (("dollars", dollars), ("rate", value)))


def asa_line(units: Decimal, value: Decimal) -> PayLine:
    """Return what ASA units pay at so much a unit."""
    return PayLine(Rule.ASA, units * value, (("units", units), ("rate", value)))


def payout_line(bonus: Decimal, share: Decimal) -> PayLine:
    """Return the part of a bonus that is not paid out, as a negative amount."""
    return PayLine(Rule.PAYOUT, -(bonus - bonus * share), (("bonus", bonus), ("share", share)))
