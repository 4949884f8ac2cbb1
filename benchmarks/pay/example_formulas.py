"""The formula of each type of worked plan, made of the components that illustrations are made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.pay.arithmetic import NOTHING
from benchmarks.pay.base import base_pay
from benchmarks.pay.draw import true_up
from benchmarks.pay.effective_rate import change_percent, per_wrvu
from benchmarks.pay.example_inputs import Inputs, Unusable
from benchmarks.pay.guarantee import above_guarantee, top_up
from benchmarks.pay.proration import prorated
from benchmarks.pay.quality import carved_out
from benchmarks.pay.threshold import excess_over, implied_threshold, threshold_bonus
from benchmarks.pay.tiers import marginal

Outcome = Decimal | tuple[Decimal, ...]
Outcomes = Mapping[str, Outcome]
_ONE = Decimal(1)
# For the reader of the file only.
_READING = ("period",)


@dataclass(frozen=True, slots=True)
class Formula:
    """What a type of plan computes, and the figures that it knows."""

    compute: Callable[[Inputs], Outcomes]
    known: tuple[str, ...]


def outcomes_of(plan_type: str, values: Mapping[str, object]) -> Outcomes:
    """Return every outcome of a plan; Unusable where the type or a figure is not known."""
    formula = _FORMULAS.get(plan_type)
    if formula is None:
        raise Unusable(f"unknown plan_type {plan_type}")
    inputs = Inputs(values)
    inputs.refuse_beyond((*formula.known, *_READING))
    try:
        return formula.compute(inputs)
    except ArithmeticError:
        raise Unusable("the figures divide by nothing") from None


def _threshold(given: Inputs) -> Outcomes:
    work, threshold, rate = given.number("actual_wrvu"), given.number("threshold_wrvu"), given.number("rate")
    return {"excess_wrvu": excess_over(work, threshold), "bonus": threshold_bonus(work, threshold, rate)}


def _base_and_threshold(given: Inputs) -> Outcomes:
    bonus = threshold_bonus(given.number("actual_wrvu"), given.number("threshold_wrvu"), given.number("rate"))
    return {**_threshold(given), "total": given.number("base") + bonus}


def _base_and_all(given: Inputs) -> Outcomes:
    production = threshold_bonus(given.number("actual_wrvu"), NOTHING, given.number("rate"))
    return {"production": production, "total": given.number("base") + production}


def _tiered(given: Inputs) -> Outcomes:
    if given.values.get("tier_method") != "marginal":
        raise Unusable("tier_method is not marginal")
    by_visits = "visits" in given.values
    work = given.number("visits") * given.number("wrvu_per_visit") if by_visits else given.number("actual_wrvu")
    pay = tuple(band.pay for band in marginal(work, given.tiers()))
    return {"actual_wrvu": work, "tier_pay": pay, "total": given.number("base") + sum(pay, NOTHING)}


def _guarantee(given: Inputs) -> Outcomes:
    guarantee, rate = given.number("guarantee"), given.number("rate")
    production = given.number("actual_wrvu") * rate
    short = top_up(guarantee, production)
    return {
        "total": production + short,
        "bonus": above_guarantee(guarantee, production),
        "shortfall_dollars": short,
        "implied_threshold_wrvu": implied_threshold(guarantee, rate),
    }


def _carve_out(given: Inputs) -> Outcomes:
    work = given.number("actual_wrvu")
    production = carved_out(work, given.number("production_rate"), _ONE)
    quality = carved_out(work, given.number("quality_rate_max"), given.number("quality_score"))
    other = carved_out(work, given.number("other_rate_max"), given.number("other_score"))
    total, most = production + quality + other, work * given.number("market_rate")
    return {"production": production, "quality": quality, "other": other, "total": total, "maximum": most, "forgone": most - total}


def _draw(given: Inputs) -> Outcomes:
    earned = given.number("actual_wrvu") * given.number("rate")
    paid = given.number("draw_monthly") * given.number("months")
    settled = true_up(earned, paid, given.flag("recoverable"))
    return {"earned": earned, "paid_draw": paid, "true_up": settled, "total": paid + settled}


def _hybrid(given: Inputs) -> Outcomes:
    encounters = threshold_bonus(given.number("actual_encounters"), given.number("encounter_threshold"), given.number("encounter_rate"))
    work = threshold_bonus(given.number("actual_wrvu"), given.number("wrvu_threshold"), given.number("wrvu_rate"))
    return {"encounter_bonus": encounters, "wrvu_bonus": work, "bonus": encounters + work}


def _proration(given: Inputs) -> Outcomes:
    active, year = given.number("active_days"), given.number("year_days")
    threshold = prorated(given.number("threshold_wrvu"), given.number("cfte"), active, year)
    base = base_pay(given.number("base"), prorated(_ONE, given.number("total_fte"), active, year))
    bonus = threshold_bonus(given.number("actual_wrvu"), threshold, given.number("rate"))
    return {
        "proration": prorated(_ONE, given.number("cfte"), active, year),
        "threshold_prorated": threshold,
        "base_paid": base,
        "excess_wrvu": excess_over(given.number("actual_wrvu"), threshold),
        "bonus": bonus,
        "total": base + bonus,
    }


def _break_even(given: Inputs) -> Outcomes:
    return {"break_even_wrvu": implied_threshold(given.number("guarantee"), given.number("rate"))}


def _rate(given: Inputs) -> Outcomes:
    dollars, work = given.numbers("total_comp"), given.numbers("actual_wrvu")
    if len(dollars) != len(work):
        raise Unusable("total_comp and actual_wrvu are not equally many")
    rates = tuple(_per_wrvu(one, other) for one, other in zip(dollars, work, strict=True))
    return {"comp_per_wrvu": rates if isinstance(given.values["total_comp"], list) else rates[0]}


def _rate_change(given: Inputs) -> Outcomes:
    before, after = (
        _per_wrvu(part.number("total_comp"), part.number("actual_wrvu")) for part in (given.part("before"), given.part("after"))
    )
    return {"before_rate": before, "after_rate": after, "change_pct": change_percent(before, after)}


def _misuse(given: Inputs) -> Outcomes:
    product = given.number("comp_per_wrvu") * given.number("actual_wrvu")
    return {"product": product, "excess_pct": change_percent(given.number("total_comp"), product)}


def _imputed(given: Inputs) -> Outcomes:
    return {"imputed_cfte": given.number("actual_wrvu") / given.number("benchmark_wrvu")}


def _schedule(given: Inputs) -> Outcomes:
    return {"wrvu_after": given.number("wrvu_before") * (1 + given.number("adjustment"))}


def _per_wrvu(dollars: Decimal, work: Decimal) -> Decimal:
    rate = per_wrvu(dollars, work)
    if rate is None:
        raise Unusable("there is no work to divide by")
    return rate


_FORMULAS = {
    "base_plus_threshold_bonus": Formula(_base_and_threshold, ("actual_wrvu", "threshold_wrvu", "rate", "base")),
    "quarterly_threshold": Formula(_threshold, ("actual_wrvu", "threshold_wrvu", "rate")),
    "base_plus_all_wrvu": Formula(_base_and_all, ("actual_wrvu", "rate", "base")),
    "tiered_marginal": Formula(_tiered, ("tiers", "tier_method", "base", "actual_wrvu", "visits", "wrvu_per_visit")),
    "guarantee_vs_production": Formula(_guarantee, ("actual_wrvu", "rate", "guarantee")),
    "value_carve_out": Formula(
        _carve_out,
        ("actual_wrvu", "market_rate", "production_rate", "quality_rate_max", "quality_score", "other_rate_max", "other_score"),
    ),
    "draw_true_up": Formula(_draw, ("actual_wrvu", "rate", "draw_monthly", "months", "recoverable")),
    "hybrid_encounter_wrvu": Formula(
        _hybrid, ("actual_encounters", "encounter_threshold", "encounter_rate", "actual_wrvu", "wrvu_threshold", "wrvu_rate")
    ),
    "fte_and_partial_year_proration": Formula(
        _proration, ("actual_wrvu", "threshold_wrvu", "rate", "base", "cfte", "total_fte", "active_days", "year_days")
    ),
    "break_even": Formula(_break_even, ("guarantee", "rate")),
    "effective_rate": Formula(_rate, ("total_comp", "actual_wrvu")),
    "effective_rate_change": Formula(_rate_change, ("before", "after")),
    "misuse_check": Formula(_misuse, ("comp_per_wrvu", "actual_wrvu", "total_comp")),
    "imputed_cfte": Formula(_imputed, ("actual_wrvu", "benchmark_wrvu")),
    "schedule_change": Formula(_schedule, ("wrvu_before", "adjustment")),
}
PLAN_TYPES = tuple(_FORMULAS)
