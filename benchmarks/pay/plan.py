"""The terms of a pay plan: each component is there or not; faults are told all at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from benchmarks.pay.draw import Recovery
from benchmarks.pay.per_diem import PerDiem
from benchmarks.pay.stipend import Stipend
from benchmarks.pay.tiers import Tier, TierMethod


class Span(StrEnum):
    """How often something starts anew or is settled."""

    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """What a plan pays. Yearly amounts are for 1.0 FTE; thresholds, tiers and their caps follow clinical time."""

    base: Decimal | None = None
    withhold: Decimal | None = None
    threshold: Decimal | None = None
    threshold_is_implied: bool = False
    rate: Decimal | None = None
    tiers: tuple[Tier, ...] = ()
    tier_method: TierMethod = TierMethod.MARGINAL
    resets: Span = Span.YEAR
    encounter_threshold: Decimal | None = None
    encounter_rate: Decimal | None = None
    dental_rate: Decimal | None = None
    asa_rate: Decimal | None = None
    payout: Decimal | None = None
    quality_rate: Decimal | None = None
    quality_score: Decimal | None = None
    guarantee: Decimal | None = None
    draw_monthly: Decimal | None = None
    recovery: Recovery = Recovery()
    cap_wrvu: Decimal | None = None
    cap_production: Decimal | None = None
    cap_total: Decimal | None = None
    settled: Span = Span.QUARTER
    stipends: tuple[Stipend, ...] = ()
    per_diems: tuple[PerDiem, ...] = ()

    @property
    def annual_threshold(self) -> Decimal | None:
        """The threshold for a year of full time: as agreed, or what earns the base at the rate."""
        if self.threshold_is_implied and self.base is not None and self.rate:
            return self.base / self.rate
        return self.threshold


class Fault(StrEnum):
    """What is wrong with terms; the page finds the words."""

    NOTHING_PAID = "nothing_paid"
    TWO_WAYS = "two_ways"
    THRESHOLD_WITHOUT_RATE = "threshold_without_rate"
    TWO_THRESHOLDS = "two_thresholds"
    NOTHING_TO_IMPLY = "nothing_to_imply"
    TIERS_IN_ORDER = "tiers_in_order"
    WITHHOLD_WITHOUT_BASE = "withhold_without_base"
    ENCOUNTERS_WITHOUT_RATE = "encounters_without_rate"
    SHARE_WITHOUT_WORK = "share_without_work"
    SCORE_WITHOUT_QUALITY = "score_without_quality"
    LIMIT_WITHOUT_DEBT = "limit_without_debt"
    CAP_WITHOUT_WRVU = "cap_without_wrvu"
    CAP_WITHOUT_WORK = "cap_without_work"


def check_terms(terms: PlanTerms) -> tuple[tuple[str, Fault], ...]:
    """Return every fault with the field that it stands at."""
    return (*_faults(terms), *_unused(terms))


def _faults(terms: PlanTerms) -> Iterator[tuple[str, Fault]]:
    paid = (terms.base, terms.rate, terms.encounter_rate, terms.dental_rate, terms.asa_rate, terms.quality_rate, terms.guarantee)
    if all(one is None for one in paid) and not (terms.tiers or terms.stipends or terms.per_diems):
        yield "base", Fault.NOTHING_PAID
    if terms.tiers and terms.rate is not None:
        yield "tiers", Fault.TWO_WAYS
    if terms.threshold is not None and terms.rate is None:
        yield "rate", Fault.THRESHOLD_WITHOUT_RATE
    if terms.threshold_is_implied and terms.threshold is not None:
        yield "threshold", Fault.TWO_THRESHOLDS
    if terms.threshold_is_implied and not (terms.base is not None and terms.rate):
        yield "threshold_is_implied", Fault.NOTHING_TO_IMPLY
    starts = [tier.above for tier in terms.tiers]
    if any(after <= before for before, after in zip(starts, starts[1:], strict=False)):
        yield "tiers", Fault.TIERS_IN_ORDER
    if terms.withhold is not None and terms.base is None:
        yield "withhold", Fault.WITHHOLD_WITHOUT_BASE
    if terms.encounter_threshold is not None and terms.encounter_rate is None:
        yield "encounter_rate", Fault.ENCOUNTERS_WITHOUT_RATE


def _unused(terms: PlanTerms) -> Iterator[tuple[str, Fault]]:
    """Yield what was agreed and would change nothing: who typed it expects that it counts."""
    is_paid_by_wrvu = terms.rate is not None or bool(terms.tiers)
    is_paid_by_work = is_paid_by_wrvu or any(one is not None for one in (terms.encounter_rate, terms.dental_rate, terms.asa_rate))
    if terms.payout is not None and not is_paid_by_work:
        yield "payout", Fault.SHARE_WITHOUT_WORK
    if terms.quality_score is not None and terms.quality_rate is None and terms.withhold is None:
        yield "quality_score", Fault.SCORE_WITHOUT_QUALITY
    if terms.recovery.most is not None and not terms.recovery.is_recoverable:
        yield "most_recovered", Fault.LIMIT_WITHOUT_DEBT
    if terms.cap_wrvu is not None and not is_paid_by_wrvu and terms.quality_rate is None:
        yield "cap_wrvu", Fault.CAP_WITHOUT_WRVU
    if terms.cap_production is not None and not is_paid_by_work:
        yield "cap_production", Fault.CAP_WITHOUT_WORK
