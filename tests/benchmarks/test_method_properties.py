"""What holds of every curve and every window: percentiles rise with the value, a blend keeps the order, time adds up."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.pay.proration import TotalFrom, total_fte_years
from benchmarks.stats.blend import Method, SurveyCurve, blend
from benchmarks.stats.effective_cfte import Absence, EffortFrom, Window, effective_cfte
from benchmarks.stats.percentiles import CurvePoint, Percentile, position, value_at
from benchmarks.stats.working_days import effective_by_working_days, is_working, working_days

ALL = (10, 25, 50, 75, 90)
VALUES = st.integers(500, 30_000).map(Decimal)


@st.composite
def curves(draw: st.DrawFn) -> tuple[CurvePoint, ...]:
    values = sorted(draw(st.lists(VALUES, min_size=len(ALL), max_size=len(ALL))))
    return tuple(CurvePoint(Decimal(at), value) for at, value in zip(ALL, values, strict=True))


def bounds(found: Percentile) -> tuple[Decimal, Decimal]:
    low = found.percentile if found.percentile is not None else found.low
    high = found.percentile if found.percentile is not None else found.high
    return (Decimal(0) if low is None else low, Decimal(100) if high is None else high)


@given(curves(), VALUES, VALUES)
def test_places_no_higher_value_lower(points: tuple[CurvePoint, ...], one: Decimal, other: Decimal) -> None:
    lower, higher = (bounds(position(points, value)) for value in sorted((one, other)))
    assert lower[0] <= higher[0] and lower[1] <= higher[1]


@given(curves(), st.integers(10, 90).map(Decimal))
def test_finds_a_percentile_again_by_its_value(points: tuple[CurvePoint, ...], wanted: Decimal) -> None:
    value = value_at(points, wanted)
    assert value is not None
    low, high = bounds(position(points, value))
    # Values have four decimals: on a steep curve that is far below a hundredth of a percentile.
    assert low - Decimal("0.01") <= wanted <= high + Decimal("0.01")


@given(st.lists(st.tuples(curves(), st.integers(1, 5000)), min_size=1, max_size=4), st.sampled_from(list(Method)))
def test_keeps_the_order_of_a_blend(parts: list[tuple[tuple[CurvePoint, ...], int]], method: Method) -> None:
    blended = blend([SurveyCurve(str(n), points, 2025, 2025, n, Decimal(n)) for points, n in parts], method)
    values = [point.value for point in blended.points]
    assert blended.refusal is None
    assert values == sorted(values) and len(values) == len(ALL)
    for place, value in enumerate(values):
        of_parts = [points[place].value for points, _ in parts]
        assert min(of_parts) - Decimal("0.0001") <= value <= max(of_parts) + Decimal("0.0001")


DAYS = st.dates(date(2023, 6, 1), date(2025, 6, 30))


@given(DAYS, st.integers(1, 500), st.integers(0, 500), st.decimals("0", "1.2", places=2), DAYS, st.integers(0, 90))
def test_adds_adjoining_windows(first: date, days: int, cut: int, fte: Decimal, away: date, length: int) -> None:
    last = first + timedelta(days=days)
    middle = first + timedelta(days=min(cut, days - 1))
    efforts = [EffortFrom(date(2023, 1, 1), fte), EffortFrom(date(2024, 2, 29), Decimal("0.5"))]
    absences = [Absence(away, away + timedelta(days=length), counts=False)]
    before, after = Window(first, middle), Window(middle + timedelta(days=1), last)
    for years in (effective_cfte, effective_by_working_days):
        parts = years(before, efforts, absences) + years(after, efforts, absences)
        assert abs(years(Window(first, last), efforts, absences) - parts) < Decimal("1E-20")


@given(st.integers(1990, 2060), st.decimals("0", "1", places=3))
def test_makes_a_whole_year_of_any_year_leap_or_not(year: int, fte: Decimal) -> None:
    whole = Window(date(year, 1, 1), date(year, 12, 31))
    efforts = [EffortFrom(date(1980, 1, 1), fte)]
    assert abs(effective_cfte(whole, efforts, []) - fte) < Decimal("1E-20")
    assert abs(effective_by_working_days(whole, efforts, []) - fte) < Decimal("1E-20")


@given(
    DAYS,
    st.integers(0, 900),
    st.lists(st.tuples(st.integers(-200, 900), st.decimals("0", "1.3", places=2)), max_size=3, unique_by=lambda one: one[0]),
    st.lists(st.tuples(st.integers(-200, 900), st.integers(0, 120), st.booleans()), max_size=3),
)
def test_counts_stretches_as_it_would_day_by_day(
    first: date, days: int, efforts: list[tuple[int, Decimal]], leaves: list[tuple[int, int, bool]]
) -> None:
    given_efforts = sorted((EffortFrom(first + timedelta(days=at), fte) for at, fte in efforts), key=lambda one: one.effective_from)
    away = [Absence(first + timedelta(days=at), first + timedelta(days=at + long), counts) for at, long, counts in leaves]
    by_year: dict[int, Decimal] = {}
    for number in range(days + 1):
        day = first + timedelta(days=number)
        held = [one.clinical_fte for one in given_efforts if one.effective_from <= day]
        is_away = any(not one.counts and one.first_day <= day <= one.last_day for one in away)
        by_year[day.year] = by_year.get(day.year, Decimal(0)) + (Decimal(0) if is_away or not held else min(held[-1], Decimal(1)))
    # Clinical FTE of each day over the length of its year, added up.
    expected = sum((total / (date(year, 12, 31) - date(year - 1, 12, 31)).days for year, total in by_year.items()), Decimal(0))
    assert effective_cfte(Window(first, first + timedelta(days=days)), given_efforts, away) == expected


@given(DAYS, st.integers(0, 500), st.decimals("0", "1.3", places=2), st.integers(-50, 500), st.integers(0, 120))
def test_counts_working_days_as_it_would_day_by_day(first: date, days: int, fte: Decimal, gone: int, length: int) -> None:
    efforts = [EffortFrom(first + timedelta(days=days // 3), fte)]
    away = [Absence(first + timedelta(days=gone), first + timedelta(days=gone + length), counts=False)]
    by_year: dict[int, Decimal] = {}
    for number in range(days // 3, days + 1):
        day = first + timedelta(days=number)
        if is_working(day) and not away[0].first_day <= day <= away[0].last_day:
            by_year[day.year] = by_year.get(day.year, Decimal(0)) + min(fte, Decimal(1))
    years = {year: Window(date(year, 1, 1), date(year, 12, 31)) for year in by_year}
    expected = sum((total / working_days(years[year]) for year, total in by_year.items()), Decimal(0))
    assert effective_by_working_days(Window(first, first + timedelta(days=days)), efforts, away) == expected


@given(
    DAYS,
    st.integers(0, 900),
    st.lists(st.tuples(st.integers(-200, 900), st.decimals("0", "1.5", places=2)), max_size=4, unique_by=lambda one: one[0]),
)
def test_counts_total_fte_as_it_would_day_by_day(first: date, days: int, efforts: list[tuple[int, Decimal]]) -> None:
    window = Window(first, first + timedelta(days=days))
    entered = [TotalFrom(first + timedelta(days=at), fte) for at, fte in sorted(efforts)]
    by_year: dict[int, Decimal] = {}
    for number in range(days + 1):
        day = first + timedelta(days=number)
        held = [one.total_fte for one in entered if one.effective_from <= day]
        by_year[day.year] = by_year.get(day.year, Decimal(0)) + (held[-1] if held else Decimal(0))
    # Total FTE of each day over the length of its year, added up; nothing of it is left out or capped.
    expected = sum((total / (date(year, 12, 31) - date(year - 1, 12, 31)).days for year, total in by_year.items()), Decimal(0))
    assert total_fte_years(window, entered) == expected
    cut = first + timedelta(days=days // 2)
    parts = total_fte_years(Window(first, cut), entered) + total_fte_years(Window(cut + timedelta(days=1), window.last_day), entered)
    assert abs(expected - parts) < Decimal("1E-20")
