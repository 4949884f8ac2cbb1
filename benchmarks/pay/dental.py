"""What dental production pays by the dollar: never turned into wRVU."""

from decimal import Decimal

from benchmarks.pay.arithmetic import PayLine, Rule


def dental_line(dollars: Decimal, value: Decimal) -> PayLine:
    """Return what dental production pays at so much a dollar."""
    return PayLine(Rule.DENTAL, dollars * value, (("dollars", dollars), ("rate", value)))
