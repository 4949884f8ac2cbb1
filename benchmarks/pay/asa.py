"""What anesthesia pays by the ASA unit: never turned into wRVU."""

from decimal import Decimal

from benchmarks.pay.arithmetic import PayLine, Rule


def asa_line(units: Decimal, value: Decimal) -> PayLine:
    """Return what ASA units pay at so much a unit."""
    return PayLine(Rule.ASA, units * value, (("units", units), ("rate", value)))
