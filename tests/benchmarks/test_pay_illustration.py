"""Whole plans put to work, against hand arithmetic; terms as a document and back."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.pay.arithmetic import Rule
from benchmarks.pay.basis import is_unadjusted
from benchmarks.pay.codec import as_document, from_document
from benchmarks.pay.draw import Recovery
from benchmarks.pay.illustration import Illustration, illustrate
from benchmarks.pay.per_diem import PerDiem
from benchmarks.pay.plan import Fault, PlanTerms, Span, check_terms
from benchmarks.pay.stipend import Stipend
from benchmarks.pay.tiers import Tier, TierMethod
from benchmarks.pay.work import Rate, Stretch, added, continued, rate_of
from tracking.wrvu.policy import Policy
from tracking.wrvu.presets import CMS_PARALLEL, NO_RANK, RAW

D = Decimal
Q = D("0.25")


def quarter(number: int, wrvu: str = "0", **more: Decimal) -> Stretch:
    """A whole quarter of full time, a round fourth of the year."""
    first = date(2026, 3 * number - 2, 1)
    time = {"effective_years": Q, "fte_years": Q, "share_of_year": Q}
    return Stretch(first, date(2026, 3 * number, 28), D(wrvu), period=number, **(time | more))


YEAR = (quarter(1, "900"), quarter(2, "1100"), quarter(3, "800"), quarter(4, "1200"))


def amounts(shown: Illustration) -> dict[str, Decimal | None]:
    return {line.rule.value: line.amount for line in shown.lines}


def test_pays_base_and_a_bonus_above_the_threshold() -> None:
    # Published: 180,000 + 50 x (4,000 - 3,600) = 200,000.
    shown = illustrate(PlanTerms(base=D(180000), threshold=D(3600), rate=D(50)), YEAR)
    assert (shown.total, shown.above_regular, shown.per_wrvu) == (D(200000), D(20000), D(50))
    # By quarter on the year to date: 0 of 900; 2,000 - 1,800 = 200; 2,800 - 2,700 = 100; 4,000 - 3,600 = 400.
    assert [one.earned - 45000 for one in shown.settlements] == [0, 10000, -5000, 15000]
    assert [one.true_up for one in shown.settlements] == [0, 10000, 0, 10000]
    assert [one.carried_forward for one in shown.settlements] == [0, 0, 5000, 0]


def test_starts_a_quarterly_threshold_anew() -> None:
    # 3,600 a year is 900 a quarter: 0 + 200 + 0 + 300 above it, x 50.
    shown = illustrate(PlanTerms(base=D(180000), threshold=D(3600), rate=D(50), resets=Span.QUARTER), YEAR)
    bonus = [line.amount for line in shown.lines if line.rule is Rule.BONUS]
    assert bonus == [0, 10000, 0, 15000]
    assert [line.part for line in shown.lines if line.rule is Rule.BONUS] == [1, 2, 3, 4]
    assert shown.total == D(205000)


def test_implies_a_threshold_by_base_and_rate() -> None:
    # 180,000 / 50 = 3,600.
    assert illustrate(PlanTerms(base=D(180000), threshold_is_implied=True, rate=D(50)), YEAR).total == D(200000)


def test_pays_the_guarantee_or_production_whichever_is_more() -> None:
    # Published: 80,000 against 27 x 3,700 = 99,900. At 2,000: 54,000 and 26,000 up to the guarantee.
    terms = PlanTerms(guarantee=D(80000), rate=D(27))
    assert illustrate(terms, (quarter(1, "3700", effective_years=D(1)),)).total == D(99900)
    low = illustrate(terms, (quarter(1, "2000", effective_years=D(1)),))
    assert (low.total, amounts(low)["guarantee"]) == (D(80000), D(26000))
    # The guarantee is paid steadily, and leaves no debt.
    assert (low.settlements[0].paid, low.settlements[0].carried_forward) == (D(80000), D(0))


def test_carves_quality_out_and_lets_it_wait() -> None:
    # 4,000 x 42.50 = 170,000; 4,000 x 5.00 x 0.80 = 16,000.
    terms = PlanTerms(rate=D("42.50"), quality_rate=D(5), quality_score=D("0.8"))
    assert illustrate(terms, YEAR).total == D(186000)
    waiting = illustrate(replace(terms, quality_score=None), YEAR)
    assert (waiting.total, waiting.waits) == (D(170000), True)


def test_adds_other_work_without_turning_it_into_wrvu() -> None:
    terms = PlanTerms(
        encounter_threshold=D(1000), encounter_rate=D(10), dental_rate=D("0.3"), asa_rate=D(12),
        stipends=(Stipend("Director", D(24000)),), per_diems=(PerDiem("Call", D(12), D(900)),),
    )  # fmt: skip
    # Half a year: (700 - 500) x 10; 100,000 x 0.3; 2,000 x 12; 24,000 / 2; 12 x 900 / 2.
    half = Stretch(date(2026, 1, 1), date(2026, 6, 30), D(0), D(700), D(100000), D(2000), D("0.5"), D("0.5"), D("0.5"))
    shown = amounts(illustrate(terms, (half,)))
    assert shown == {"stipend": 12000, "per_diem": 5400, "credited": 0, "encounters": 2000, "dental": 30000, "asa": 24000}


def test_caps_the_work_the_pay_for_it_and_all_cash() -> None:
    # Work: min(4,000, 3,000) x 50 = 150,000. Pay for work: 140,000. With the base of 100,000 at most 230,000.
    capped = PlanTerms(base=D(100000), rate=D(50), cap_wrvu=D(3000), cap_production=D(140000), cap_total=D(230000))
    shown = illustrate(capped, YEAR)
    taken = {rule: amount for rule, amount in amounts(shown).items() if rule.startswith("cap")}
    assert taken == {"cap_wrvu": -1000, "cap_production": -10000, "cap_total": -10000}
    assert (shown.total, shown.forgone) == (D(230000), D(20000))


def test_pays_a_part_of_a_bonus_out() -> None:
    # 400 x 50 = 20,000, of which 75%.
    assert illustrate(PlanTerms(threshold=D(3600), rate=D(50), payout=D("0.75")), YEAR).total == D(15000)


def test_settles_a_draw_by_quarter_or_once() -> None:
    # 50 x 900, 1,100, 800, 1,200 = 45, 55, 40, 60 thousand against 48 each: short 3; 55 - 48 - 3 = 4; short 8; 60 - 48 - 8 = 4.
    terms = PlanTerms(rate=D(50), draw_monthly=D(16000))
    shown = illustrate(terms, YEAR)
    assert [one.true_up for one in shown.settlements] == [0, 4000, 0, 4000]
    once = illustrate(replace(terms, settled=Span.YEAR), YEAR)
    assert [(one.earned, one.paid, one.true_up) for one in once.settlements] == [(D(200000), D(192000), D(8000))]


def test_prorates_base_by_total_and_threshold_by_clinical_time() -> None:
    # 0.5 total and 0.4 clinical FTE-years: 200,000 x 0.5; (1,500 - 3,600 x 0.4) x 50 = 60 x 50 = 3,000.
    one = Stretch(date(2026, 1, 1), date(2026, 12, 31), D(1500), effective_years=D("0.4"), fte_years=D("0.5"), share_of_year=D(1))
    assert illustrate(PlanTerms(base=D(200000), threshold=D(3600), rate=D(50)), (one,)).total == D(103000)


def test_goes_on_at_a_rate_and_joins_the_quarter_that_began() -> None:
    done = (quarter(1, "900"), replace(quarter(2, "300"), effective_years=D("0.1")))
    rest = (replace(quarter(2), effective_years=D("0.15")), quarter(3), quarter(4))
    whole = continued(done, rest, Rate(D(4000), D(0), D(0), D(0)))
    # 300 + 0.15 x 4,000 = 900; then 1,000 a quarter.
    assert [(one.period, one.wrvu, one.effective_years) for one in whole] == [
        (1, D(900), Q),
        (2, D(900), Q),
        (3, D(1000), Q),
        (4, D(1000), Q),
    ]
    assert rate_of(added(whole)) == Rate(D(3800), D(0), D(0), D(0))
    assert rate_of(replace(whole[0], effective_years=D(0))) is None


FULL = PlanTerms(
    base=D("180000.00"), withhold=D("0.1"), threshold=D(3600), rate=D("50.125"), resets=Span.QUARTER, encounter_threshold=D(1),
    encounter_rate=D(2), dental_rate=D("0.3"), asa_rate=D(12), payout=D("0.75"), quality_rate=D(5), quality_score=D("0.8"),
    guarantee=D(80000), draw_monthly=D(100), recovery=Recovery(True, D(4000), True), cap_wrvu=D(9000), cap_production=D(1),
    cap_total=D(2), settled=Span.YEAR, stipends=(Stipend("Director", D(24000)),), per_diems=(PerDiem("Call", D(12), D(900)),),
    tiers=(Tier(D(0), D(55)), Tier(D(4500), D(65))), tier_method=TierMethod.WHOLE, threshold_is_implied=True,
)  # fmt: skip


def test_keeps_every_term_as_a_document() -> None:
    assert from_document(as_document(FULL)) == FULL
    assert from_document(as_document(PlanTerms())) == PlanTerms() == from_document({})
    assert all(getattr(FULL, field.name) != getattr(PlanTerms(), field.name) for field in fields(PlanTerms))


@pytest.mark.parametrize(
    ("terms", "faults"),
    [
        (PlanTerms(), [("base", Fault.NOTHING_PAID)]),
        (PlanTerms(rate=D(50), tiers=(Tier(D(0), D(55)),)), [("tiers", Fault.TWO_WAYS)]),
        (PlanTerms(base=D(1), threshold=D(3600)), [("rate", Fault.THRESHOLD_WITHOUT_RATE)]),
        (PlanTerms(base=D(1), threshold=D(1), rate=D(1), threshold_is_implied=True), [("threshold", Fault.TWO_THRESHOLDS)]),
        (PlanTerms(rate=D(1), threshold_is_implied=True), [("threshold_is_implied", Fault.NOTHING_TO_IMPLY)]),
        (PlanTerms(tiers=(Tier(D(9), D(55)), Tier(D(9), D(65)))), [("tiers", Fault.TIERS_IN_ORDER)]),
        (PlanTerms(rate=D(1), withhold=D("0.1")), [("withhold", Fault.WITHHOLD_WITHOUT_BASE)]),
        (PlanTerms(base=D(1), encounter_threshold=D(1)), [("encounter_rate", Fault.ENCOUNTERS_WITHOUT_RATE)]),
        (PlanTerms(base=D(1), payout=D("0.8")), [("payout", Fault.SHARE_WITHOUT_WORK)]),
        (PlanTerms(dental_rate=D("0.3"), payout=D("0.8")), []),
        (PlanTerms(base=D(1), quality_score=D("0.9")), [("quality_score", Fault.SCORE_WITHOUT_QUALITY)]),
        (PlanTerms(base=D(1), withhold=D("0.1"), quality_score=D("0.9")), []),
        (PlanTerms(base=D(1), recovery=Recovery(False, D(5000))), [("most_recovered", Fault.LIMIT_WITHOUT_DEBT)]),
        (PlanTerms(base=D(1), recovery=Recovery(True, D(5000))), []),
        (PlanTerms(asa_rate=D(30), cap_wrvu=D(7000)), [("cap_wrvu", Fault.CAP_WITHOUT_WRVU)]),
        (PlanTerms(quality_rate=D(5), cap_wrvu=D(7000)), []),
        (PlanTerms(quality_rate=D(5), cap_production=D(7000)), [("cap_production", Fault.CAP_WITHOUT_WORK)]),
        (PlanTerms(asa_rate=D(30), cap_production=D(7000)), []),
        (PlanTerms(base=D(1)), []),
    ],
)
def test_tells_what_cannot_be_agreed(terms: PlanTerms, faults: list[tuple[str, Fault]]) -> None:
    assert list(check_terms(terms)) == faults


amount = st.decimals(min_value=0, max_value=5_000, places=4)


@given(volumes=st.lists(amount, min_size=4, max_size=4))
def test_settles_what_was_earned_to_the_last_digit(volumes: list[Decimal]) -> None:
    work = tuple(quarter(number, str(one)) for number, one in enumerate(volumes, start=1))
    for terms in (FULL, PlanTerms(rate=D(50), guarantee=D(90000)), PlanTerms(base=D(9), tiers=FULL.tiers)):
        shown = illustrate(terms, work)
        assert sum((one.earned for one in shown.settlements), D(0)) == shown.total
        assert sum(shown.sums().values(), D(0)) == shown.total


@pytest.mark.parametrize(("policy", "unadjusted"), [(RAW, True), (NO_RANK, False), (CMS_PARALLEL, False)])
def test_knows_which_policy_counts_as_no_survey_does(policy: Policy, unadjusted: bool) -> None:
    assert is_unadjusted(policy) is unadjusted
