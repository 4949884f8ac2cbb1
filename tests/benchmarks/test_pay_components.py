"""Each component of a pay plan against hand arithmetic; published terms where a source prints them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.pay.arithmetic import Rule
from benchmarks.pay.cap import cap_line
from benchmarks.pay.contract_year import contract_year, parts_of, quarters
from benchmarks.pay.draw import Recovery, Settlement, settle
from benchmarks.pay.encounters import encounter_line
from benchmarks.pay.proration import TotalFrom, share_of_year, total_fte_years
from benchmarks.pay.quality import quality_line, withhold_lines
from benchmarks.pay.threshold import threshold_lines
from benchmarks.pay.tiers import Tier, TierMethod, marginal, tier_lines, whole
from benchmarks.pay.true_up import increments
from benchmarks.stats.effective_cfte import EffortFrom, Window

D = Decimal
# 55 up to 4,500, 65 up to 7,000, 75 above (rvutrackerapp.com, compensation models).
PUBLISHED = (Tier(D(0), D(55)), Tier(D(4500), D(65)), Tier(D(7000), D(75)))
work = st.decimals(min_value=0, max_value=20_000, places=4)
rising = st.lists(st.integers(1, 3000), min_size=1, max_size=5)


def ladder(steps: list[int]) -> tuple[Tier, ...]:
    """Tiers at rising bounds and rates."""
    return tuple(Tier(D(sum(steps[:place])), D(40 + 5 * place)) for place in range(len(steps)))


def paid(amount: Decimal, tiers: tuple[Tier, ...], method: TierMethod = TierMethod.MARGINAL) -> Decimal:
    return sum(((line.amount or D(0)) for line in tier_lines(amount, tiers, method, D(1))), D(0))


def test_pays_each_tier_at_its_own_rate() -> None:
    # 4,500 x 55 + 2,500 x 65 + 500 x 75 = 247,500 + 162,500 + 37,500 = 447,500.
    assert [band.pay for band in marginal(D(7500), PUBLISHED)] == [D(247500), D(162500), D(37500)]
    assert paid(D(7500), PUBLISHED) == D(447500)


def test_pays_all_work_at_the_tier_that_was_reached() -> None:
    # 7,500 x 75 = 562,500; 4,500 is still in the first tier, a hair more is in the second: 4,500.0001 x 65.
    assert paid(D(7500), PUBLISHED, TierMethod.WHOLE) == D(562500)
    assert paid(D(4500), PUBLISHED, TierMethod.WHOLE) == D(247500)
    assert paid(D("4500.0001"), PUBLISHED, TierMethod.WHOLE) == D("292500.0065")
    assert whole(D(0), PUBLISHED) == ()


def test_moves_the_bounds_of_tiers_with_clinical_time() -> None:
    # Half a year: bounds 2,250 and 3,500; 3,750 = 2,250 x 55 + 1,250 x 65 + 250 x 75 = 123,750 + 81,250 + 18,750.
    lines = tier_lines(D(3750), PUBLISHED, TierMethod.MARGINAL, D("0.5"))
    assert [line.amount for line in lines] == [D(123750), D(81250), D(18750)]


@given(amount=work, more=st.decimals(min_value=0, max_value=500, places=4), steps=rising)
def test_never_pays_less_for_more_and_nothing_twice(amount: Decimal, more: Decimal, steps: list[int]) -> None:
    tiers = ladder(steps)
    gained = paid(amount + more, tiers) - paid(amount, tiers)
    assert tiers[0].rate * more <= gained <= tiers[-1].rate * more
    assert sum((band.work for band in marginal(amount, tiers)), D(0)) == amount


@given(steps=rising)
def test_has_no_gap_at_the_bounds_of_marginal_tiers(steps: list[int]) -> None:
    tiers, hair = ladder(steps), D("0.0001")
    for tier in tiers[1:]:
        assert paid(tier.above + hair, tiers) - paid(tier.above, tiers) == hair * tier.rate
        assert paid(tier.above, tiers) - paid(tier.above - hair, tiers) < hair * tier.rate


@given(amount=work, steps=rising)
def test_pays_one_tier_as_a_rate_for_all_work(amount: Decimal, steps: list[int]) -> None:
    assert paid(amount, ladder(steps)[:1]) == paid(amount, ladder(steps)[:1], TierMethod.WHOLE) == amount * 40


def test_prorates_the_threshold_and_never_the_rate() -> None:
    # 8,200 x 0.686 = 5,625.20; 6,040.45 - 5,625.20 = 415.25; x 54 = 22,423.50.
    lines = threshold_lines(D("6040.45"), D(8200), D(54), D("0.686"))
    assert [line.amount for line in lines] == [D("5625.200"), D("415.250"), D("22423.500")]
    assert [line.adds for line in lines] == [False, False, True]
    assert threshold_lines(D(5000), D(8200), D(54), D("0.686"))[-1].amount == 0


def test_keeps_each_leg_above_nothing() -> None:
    # (1,900 - 2,000) x 12 would be -1,200.
    assert encounter_line(D(1900), D(2000), D(12), D(1)).amount == 0
    assert encounter_line(D(2100), D(2000), D(12), D(1)).amount == D(1200)


def test_waits_for_a_score_that_is_missing() -> None:
    assert quality_line(D(5000), D(5), None).amount is None
    assert quality_line(D(5000), D(5), D(0)).amount == 0
    # 10% of 200,000 is kept back; 85% of it is released.
    assert [line.amount for line in withhold_lines(D(200000), D("0.1"), D("0.85"))] == [D(-20000), D(17000)]
    assert withhold_lines(D(200000), D("0.1"), None)[1].amount is None


def test_shows_what_a_cap_takes() -> None:
    # 450,000 x 0.5 = 225,000; 240,000 - 225,000 = 15,000 forgone.
    assert cap_line(Rule.CAP_TOTAL, D(450000), D("0.5"), D(240000)).amount == D(-15000)
    assert cap_line(Rule.CAP_TOTAL, D(450000), D("0.5"), D(200000)).amount == 0


@pytest.mark.parametrize(
    ("recovery", "true_ups", "carried", "forgiven"),
    [
        # Earned 30, 50, 20 (thousand) against a draw of 36 each: short 6; then 50 - 36 - 6 = 8; then short 16.
        (Recovery(), (0, 8000, 0), (6000, 0, 16000), (0, 0, 0)),
        (Recovery(is_recoverable=False), (0, 14000, 0), (0, 0, 0), (6000, 0, 16000)),
        # At most 4,000 is carried: 50 - 36 - 4 = 10.
        (Recovery(most=D(4000)), (0, 10000, 0), (4000, 0, 4000), (2000, 0, 12000)),
        (Recovery(forgives_at_end=True), (0, 8000, 0), (6000, 0, 0), (0, 0, 16000)),
    ],
)
def test_carries_a_draw_forward(recovery: Recovery, true_ups: tuple[int, ...], carried: tuple[int, ...], forgiven: tuple[int, ...]) -> None:
    found = settle((D(30000), D(50000), D(20000)), (D(36000),) * 3, recovery)
    assert tuple(one.true_up for one in found) == true_ups
    assert tuple(one.carried_forward for one in found) == carried
    assert tuple(one.forgiven for one in found) == forgiven
    assert found[0] == Settlement(D(30000), D(36000), D(0), D(true_ups[0]), D(carried[0]), D(forgiven[0]))


money = st.decimals(min_value=0, max_value=200_000, places=2)


@given(periods=st.lists(st.tuples(money, money), min_size=1, max_size=8))
def test_neither_loses_nor_makes_a_dollar_in_settlement(periods: list[tuple[Decimal, Decimal]]) -> None:
    found = settle([earned for earned, _ in periods], [already for _, already in periods], Recovery())
    received = sum(((one.paid + one.true_up) for one in found), D(0))
    assert received - found[-1].carried_forward == sum((earned for earned, _ in periods), D(0))


def test_takes_a_running_sum_apart() -> None:
    assert increments((D(10), D(25), D(22))) == (D(10), D(15), D(-3))
    assert increments(()) == ()


def test_counts_total_fte_by_the_day() -> None:
    # 1.0 for 181 days of 2025, then 0.6 for 184: (181 + 110.4) / 365.
    efforts = (TotalFrom(date(2025, 1, 1), D(1)), TotalFrom(date(2025, 7, 1), D("0.6")))
    assert total_fte_years(Window(date(2025, 1, 1), date(2025, 12, 31)), efforts) == D("291.4") / 365
    # More than full time is paid as more, and a leap year has 366 days.
    assert total_fte_years(Window(date(2024, 1, 1), date(2024, 12, 31)), (TotalFrom(date(2020, 1, 1), D("1.2")),)) == D("1.2")
    assert share_of_year(Window(date(2024, 2, 29), date(2024, 2, 29))) == D(1) / 366
    # 31 of 365 days and 60 of 366; before an effort holds, and after it ends, nothing counts.
    ends = (TotalFrom(date(2023, 12, 1), D("0.5")), TotalFrom(date(2024, 3, 1), D(0)))
    assert total_fte_years(Window(date(2023, 1, 1), date(2025, 12, 31)), ends) == D("15.5") / 365 + D(30) / 366
    assert total_fte_years(Window(date(2025, 1, 2), date(2025, 1, 1)), ends) == 0


def test_finds_the_contract_year_and_its_quarters() -> None:
    assert contract_year(7, date(2026, 6, 30)) == Window(date(2025, 7, 1), date(2026, 6, 30))
    assert contract_year(7, date(2026, 7, 1)) == Window(date(2026, 7, 1), date(2027, 6, 30))
    assert contract_year(1, date(2024, 2, 29)) == Window(date(2024, 1, 1), date(2024, 12, 31))
    assert [quarter.first_day.month for quarter in quarters(contract_year(7, date(2026, 7, 1)))] == [7, 10, 1, 4]


def test_splits_a_contract_year_where_a_plan_follows_another() -> None:
    plans = [EffortFrom(date(2026, 7, 15), D(2)), EffortFrom(date(2025, 3, 1), D(1)), EffortFrom(date(2028, 1, 1), D(3))]
    parts = parts_of(contract_year(1, date(2026, 8, 1)), plans)
    assert [(plan.clinical_fte, window) for plan, window in parts] == [
        (D(1), Window(date(2026, 1, 1), date(2026, 7, 14))),
        (D(2), Window(date(2026, 7, 15), date(2026, 12, 31))),
    ]
