"""Quality: a part of the rate, or of the base, that a score releases; a missing score is not zero."""

from decimal import Decimal

from benchmarks.pay.arithmetic import PayLine, Rule


def carved_out(work: Decimal, rate: Decimal, score: Decimal) -> Decimal:
    """Return what a rate carved out of the market rate pays at a score."""
    return work * rate * score


def withheld(base: Decimal, share: Decimal) -> Decimal:
    """Return the part of the base that is kept back."""
    return base * share


def quality_line(work: Decimal, rate: Decimal, score: Decimal | None) -> PayLine:
    """Return the pay of the quality rate; it waits without a score."""
    amount = None if score is None else carved_out(work, rate, score)
    return PayLine(Rule.QUALITY, amount, _with_score((("work", work), ("rate", rate)), score))


def withhold_lines(base: Decimal, share: Decimal, score: Decimal | None) -> tuple[PayLine, PayLine]:
    """Return what is kept back of the base, and what the score releases; the release waits without a score."""
    kept = withheld(base, share)
    amount = None if score is None else kept * score
    return (
        PayLine(Rule.WITHHELD, -kept, (("base", base), ("share", share))),
        PayLine(Rule.RELEASED, amount, _with_score((("kept", kept),), score)),
    )


def _with_score(figures: tuple[tuple[str, Decimal], ...], score: Decimal | None) -> tuple[tuple[str, Decimal], ...]:
    return figures if score is None else (*figures, ("score", score))
