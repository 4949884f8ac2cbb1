"""A stipend: so much a year, whatever the FTE."""

from dataclasses import dataclass
from decimal import Decimal

from benchmarks.pay.arithmetic import PayLine, Rule


@dataclass(frozen=True, slots=True)
class Stipend:
    """Something that is paid by the year, whatever the FTE: a directorship, a teaching post."""

    name: str
    annual: Decimal


def stipend_line(stipend: Stipend, share_of_year: Decimal) -> PayLine:
    """Return a stipend for a part of the year."""
    figures = (("annual", stipend.annual), ("share", share_of_year))
    return PayLine(Rule.STIPEND, stipend.annual * share_of_year, figures, name=stipend.name)
