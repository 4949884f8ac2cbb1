"""The worked numbers of the method, to the printed digit; the arithmetic stands beside each."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from benchmarks.stats.blend import Method, Refusal, SharesFrom, SurveyCurve, blend, shares_over, weighted, weighted_mean
from benchmarks.stats.effective_cfte import Absence, EffortFrom, Window, effective_cfte
from benchmarks.stats.gap import MixCode, gap_to
from benchmarks.stats.holidays import holidays_of
from benchmarks.stats.percentiles import CurvePoint, position, value_at
from benchmarks.stats.ramp import ramp_factor
from benchmarks.stats.revalue import Revalued, before_efficiency, imputed_cfte
from benchmarks.stats.working_days import effective_by_working_days, working_days
from rvuedge.lib.decimals import round_half_up
from rvuedge.lib.months import Month

PERCENTILES = (25, 50, 75, 90)
HALF = Window(date(2025, 1, 1), date(2025, 6, 30))
YEAR = Window(date(2025, 1, 1), date(2025, 12, 31))


def curve(*values: int, at: tuple[int, ...] = PERCENTILES) -> tuple[CurvePoint, ...]:
    return tuple(CurvePoint(Decimal(p), Decimal(v)) for p, v in zip(at, values, strict=True))


# Family medicine 2013, the one complete curve that was published openly.
FAMILY = curve(3695, 4763, 5887, 7342)
FULL = [EffortFrom(date(2024, 1, 1), Decimal(1))]


def survey(label: str, points: tuple[CurvePoint, ...], n: int | None = None, year: int = 2025, data: int = 2025, weight: str = "1"):
    return SurveyCurve(label, points, year, data, n, Decimal(weight))


def test_brings_half_a_year_of_part_time_to_a_full_year() -> None:
    years = effective_cfte(HALF, [EffortFrom(date(2024, 1, 1), Decimal("0.8"))], [])
    assert round_half_up(years, 6) == Decimal("0.396712")  # 181 x 0.8 / 365
    assert round_half_up(Decimal(2100) / years, 2) == Decimal("5293.51")


@pytest.mark.parametrize(
    ("value", "text", "percentile"),
    [
        ("4000", "32nd", "32.14"),  # 3.3: 25 + 25 x 305/1068 = 32.14; the page rounds to a whole number
        ("5250", "61st", "60.83"),  # 50 + 25 x 487/1124
        ("6500", "81st", "81.32"),  # 75 + 15 x 613/1455
        ("3694", "below the 25th", ""),
        ("7343", "above the 90th", ""),
        ("3000", "below the 25th", ""),
        ("8000", "above the 90th", ""),
    ],
)
def test_places_family_medicine_of_2013(value: str, text: str, percentile: str) -> None:
    found = position(FAMILY, Decimal(value))
    assert found.text == text
    assert ("" if found.percentile is None else str(round_half_up(found.percentile, 2))) == percentile


def test_blends_two_surveys_by_providers_and_equally() -> None:
    first, second = survey("Willow", curve(3600, 4700, 5800, 7200), 3000), survey("Oak", curve(3800, 4900, 6100, 7600), 1000)
    by_n = blend([first, second], Method.BY_PROVIDERS)
    assert by_n.points == curve(3650, 4750, 5875, 7300)
    assert by_n.weights == (("Willow", Decimal("0.7500")), ("Oak", Decimal("0.2500")))
    assert blend([first, second], Method.EQUAL).points == curve(3700, 4800, 5950, 7400)
    # 3600 x 9/10 + 3800 / 10 = 3620, and so on.
    fixed = [survey("Willow", first.points, weight="9"), survey("Oak", second.points)]
    assert blend(fixed, Method.FIXED).points == curve(3620, 4720, 5830, 7240)


def test_blends_the_means_where_all_give_one() -> None:
    # (3 x 5,000 + 5,200) / 4 = 5,050 by providers; (5,000 + 5,200) / 2 = 5,100; 60 % of 5,050 and 40 % of 7,000 = 5,830.
    first = replace(survey("Willow", FAMILY, 3000), mean=Decimal(5000))
    second = replace(survey("Oak", FAMILY, 1000), mean=Decimal(5200))
    assert (blend([first, second], Method.BY_PROVIDERS).mean, blend([first, second], Method.EQUAL).mean) == (Decimal(5050), Decimal(5100))
    assert weighted_mean([(Decimal("0.6"), Decimal(5050)), (Decimal("0.4"), Decimal(7000))]) == Decimal(5830)
    assert blend([first, replace(second, mean=None)], Method.EQUAL).mean is None
    assert weighted_mean([]) is None


def test_blends_the_percentiles_that_all_publish() -> None:
    narrow = survey("Oak", curve(3800, 4900, at=(25, 50)))
    assert [int(point.percentile) for point in blend([survey("Willow", FAMILY), narrow], Method.EQUAL).points] == [25, 50]
    assert blend([survey("Willow", FAMILY), survey("Oak", curve(3000, at=(10,)))], Method.EQUAL).refusal is Refusal.NO_COMMON_POINT


def test_refuses_to_blend_different_schedule_years_and_tells_different_data_years() -> None:
    assert blend([survey("Willow", FAMILY), survey("Oak", FAMILY, year=2026)], Method.EQUAL).refusal is Refusal.SCHEDULE_YEARS
    assert blend([survey("Willow", FAMILY), survey("Oak", FAMILY, data=2024)], Method.EQUAL).data_years_differ
    assert blend([survey("Willow", FAMILY), survey("Oak", FAMILY)], Method.BY_PROVIDERS).refusal is Refusal.NO_COUNT
    assert blend([survey("Willow", FAMILY, weight="0")], Method.FIXED).refusal is Refusal.NO_WEIGHT
    assert blend([], Method.EQUAL).refusal is Refusal.NOTHING


def test_blends_two_specialties_by_their_shares() -> None:
    # 60 % of 3,695 and 40 % of 5,600 = 4,457; 4,763 and 7,000: 5,657.80.
    found = weighted([(Decimal("0.6"), FAMILY), (Decimal("0.4"), curve(5600, 7000, at=(25, 50)))])
    assert [point.value for point in found] == [Decimal("4457.0000"), Decimal("5657.8000")]


def test_counts_a_switch_of_specialty_by_its_days() -> None:
    # 181 days of the one alone, 184 days half and half: (181 + 92) / 365 and 92 / 365.
    both = SharesFrom(date(2025, 7, 1), (("a", Decimal("0.5")), ("b", Decimal("0.5"))))
    shares = shares_over(YEAR, [SharesFrom(date(2024, 1, 1), (("a", Decimal(1)),)), both], FULL, [])
    assert {code: round_half_up(share, 6) for code, share in shares.items()} == {"a": Decimal("0.747945"), "b": Decimal("0.252055")}
    away = Absence(date(2025, 7, 1), date(2025, 12, 31), counts=False)
    assert shares_over(YEAR, [SharesFrom(date(2024, 1, 1), (("a", Decimal(1)),)), both], FULL, [away]) == {"a": Decimal(1)}


def test_estimates_a_total_on_the_values_before_2026() -> None:
    assert before_efficiency(Decimal(8000), Decimal("0.85")) == Decimal("8174.36")  # 6,800 / 0.975 + 1,200


def test_calls_a_revaluation_approximate_beyond_two_percent() -> None:
    assert not Revalued(2025, "R", Decimal(98), Decimal(100), Decimal(2)).is_approximate
    assert Revalued(2025, "R", Decimal(98), Decimal(100), Decimal("2.01")).is_approximate
    assert Revalued(2025, "R", Decimal(98), Decimal(100), Decimal(0)).schedule_effect == -2
    assert Revalued(2025, "R", Decimal(0), Decimal(0), Decimal(0)).absent_share == 0


def test_finds_the_value_of_a_wanted_percentile() -> None:
    assert value_at(FAMILY, Decimal(60)) == Decimal("5212.6000")  # 4,763 + 1,124 x 10/25


def test_imputes_clinical_time_by_the_mean() -> None:
    assert imputed_cfte(Decimal(4500), Decimal(5000)) == Decimal("0.9000")
    assert imputed_cfte(Decimal(4500), Decimal(0)) is None


def test_ramps_the_first_months_only() -> None:
    steps = (Decimal("0.5"), Decimal("0.75"))
    factors = [ramp_factor(steps, date(2025, 11, 15), Month(2025, 10).plus(ahead)) for ahead in range(4)]
    assert factors == [1, Decimal("0.5"), Decimal("0.75"), 1]


def test_knows_the_working_days_of_a_month() -> None:
    # November 2026 has 21 weekdays; Veterans Day (11) and Thanksgiving (26) are kept.
    assert working_days(Window(date(2026, 11, 1), date(2026, 11, 30))) == 19
    # July 2026: 23 weekdays; 4 July is a Saturday and kept on Friday the third.
    assert date(2026, 7, 3) in holidays_of(2026)
    assert working_days(Window(date(2026, 7, 1), date(2026, 7, 31))) == 22
    # 1 January 2028 is a Saturday, kept on 31 December 2027: 23 weekdays, Christmas (Friday 24th kept) and that day.
    assert working_days(Window(date(2027, 12, 1), date(2027, 12, 31))) == 21
    away = [Absence(date(2026, 11, 2), date(2026, 11, 6), counts=True)]
    assert working_days(Window(date(2026, 11, 1), date(2026, 11, 30)), away) == 14


def test_is_one_over_a_year_of_working_days() -> None:
    assert effective_by_working_days(YEAR, FULL, []) == 1
    # 2025 has 261 weekdays and 11 holidays: 250; January has 23 and 2: 21.
    assert effective_by_working_days(Window(date(2025, 1, 1), date(2025, 1, 31)), FULL, []) == Decimal(21) / 250


def test_spreads_a_gap_over_the_days_that_are_left_and_over_the_own_mix() -> None:
    mix = [MixCode("99214", "Visit", 100, Decimal(192)), MixCode("45385", "Polypectomy", 10, Decimal(48))]
    gap = gap_to(Decimal(6000), Decimal(5760), 20, mix)
    # 240 are missing: 12 a day, 60 a week; 192/240 of them are 100 visits of 1.92, the rest 10 of 4.80.
    assert [str(part) for part in (gap.missing, gap.a_day, gap.a_week)] == ["240.0000", "12.00", "60.00"]
    assert [(one.code, one.units, one.each) for one in gap.services] == [("99214", 100, Decimal("1.92")), ("45385", 10, Decimal("4.80"))]
    assert gap_to(Decimal(6000), Decimal(6001), 20, mix).missing == 0
    assert gap_to(Decimal(6000), Decimal(5760), 0, []).a_day is None
