"""The share of a bonus that is paid out: what is not paid is shown."""

from decimal import Decimal

from benchmarks.pay.arithmetic import PayLine, Rule


def payout_line(bonus: Decimal, share: Decimal) -> PayLine:
    """Return the part of a bonus that is not paid out, as a negative amount."""
    return PayLine(Rule.PAYOUT, -(bonus - bonus * share), (("bonus", bonus), ("share", share)))
