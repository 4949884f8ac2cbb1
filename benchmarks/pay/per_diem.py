"""Per diems: days as agreed, not as worked, at their rate."""

from dataclasses import dataclass
from decimal import Decimal

from benchmarks.pay.arithmetic import PayLine, Rule


@dataclass(frozen=True, slots=True)
class PerDiem:
    """Something that is paid by the day or the shift, with as many a year as were agreed."""

    name: str
    days: Decimal
    rate: Decimal


def per_diem_line(per_diem: PerDiem, share_of_year: Decimal) -> PayLine:
    """Return the agreed days of a part of the year at their rate."""
    figures = (("days", per_diem.days), ("rate", per_diem.rate), ("share", share_of_year))
    return PayLine(Rule.PER_DIEM, per_diem.days * per_diem.rate * share_of_year, figures, name=per_diem.name)
