"""What the next wRVU pays at the point that was reached, the figure by which a difference in work is told in money."""

from collections.abc import Sequence
from decimal import Decimal

from benchmarks.pay.arithmetic import NOTHING, PayLine, Rule
from benchmarks.pay.illustration import lines_of
from benchmarks.pay.plan import PlanTerms, Span
from benchmarks.pay.tiers import scaled
from benchmarks.pay.work import Stretch, added


def marginal_rate(terms: PlanTerms, work: Sequence[Stretch]) -> Decimal:
    """Return the dollars of one more wRVU, for work of at least one stretch.

    Nothing below a threshold, at a cap, or under a guarantee: the wRVU after this one pays nothing more yet.
    """
    whole = added(work)
    lines = lines_of(terms, work)
    reached = work[-1] if terms.resets is Span.QUARTER else whole
    if _moves(lines, Rule.GUARANTEE) or _moves(lines, Rule.CAP_TOTAL):
        return NOTHING
    part = reached.period if terms.resets is Span.QUARTER else 0
    is_capped = _moves([line for line in lines if line.part == part], Rule.CAP_PRODUCTION)
    production = NOTHING if is_capped else _production_rate(terms, reached) * (Decimal(1) if terms.payout is None else terms.payout)
    return production + _quality_rate(terms, whole)


def _production_rate(terms: PlanTerms, reached: Stretch) -> Decimal:
    years = reached.effective_years
    if _is_at_cap(terms, reached):
        return NOTHING
    if terms.tiers:
        begun = [tier.rate for tier in scaled(terms.tiers, years) if reached.wrvu >= tier.above]
        return begun[-1] if begun else NOTHING
    if terms.rate is None or reached.wrvu < (terms.annual_threshold or NOTHING) * years:
        return NOTHING
    return terms.rate


def _quality_rate(terms: PlanTerms, whole: Stretch) -> Decimal:
    """A rate that waits for its score pays nothing yet."""
    if terms.quality_rate is None or terms.quality_score is None or _is_at_cap(terms, whole):
        return NOTHING
    return terms.quality_rate * terms.quality_score


def _is_at_cap(terms: PlanTerms, one: Stretch) -> bool:
    return terms.cap_wrvu is not None and one.wrvu >= terms.cap_wrvu * one.effective_years


def _moves(lines: Sequence[PayLine], rule: Rule) -> bool:
    return any(line.rule is rule and line.amount for line in lines)
