"""Encounters above a threshold of their own: a leg that never lowers another."""

from decimal import Decimal

from benchmarks.pay.arithmetic import PayLine, Rule
from benchmarks.pay.threshold import threshold_bonus


def encounter_line(encounters: Decimal, annual: Decimal, rate: Decimal, effective_years: Decimal) -> PayLine:
    """Return the encounters above their own threshold at their own rate: this leg never lowers another."""
    threshold = annual * effective_years
    figures = (("encounters", encounters), ("threshold", threshold), ("rate", rate), ("annual", annual), ("years", effective_years))
    return PayLine(Rule.ENCOUNTERS, threshold_bonus(encounters, threshold, rate), figures)
