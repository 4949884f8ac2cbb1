"""RVU Edge says what a steady pace to graduation would be; every value is worked out by hand beside it."""

from datetime import date
from decimal import Decimal

import pytest

from tracking.training.pace import Pace, Span, pace_of, training_year

# 1 July 2026 to 30 June 2031: five years of 365 days and the leap day of 2028, without the last day: 1825.
RESIDENCY = Span(date(2026, 7, 1), date(2031, 6, 30))


def test_counts_the_days_of_a_training() -> None:
    assert RESIDENCY.days == 1825
    assert [RESIDENCY.elapsed(day) for day in (date(2026, 6, 1), date(2026, 7, 1), date(2027, 7, 1), date(2040, 1, 1))] == [0, 0, 365, 1825]
    # 2028 has 366 days: 1 July 2027 + 366 is 1 July 2028.
    assert RESIDENCY.elapsed(date(2028, 7, 1)) == 731


@pytest.mark.parametrize(
    ("today", "minimum", "counted", "due", "needed", "ends"),
    [
        # The first day: nothing is due; 850 x 30.4375 / 1825 = 14.176...
        (date(2026, 7, 1), 850, 0, 0, "14.2", None),
        # After 365 days: 850 x 365 / 1825 = 170; 682 are missing over 1460 days: 682 x 30.4375 / 1460 = 14.218...; 168 x 1825 / 365 = 840.
        (date(2027, 7, 1), 850, 168, 170, "14.2", 840),
        # 89 days are too few to say where it ends, 90 are enough: 20 x 1825 / 90 = 405.55...
        # 850 x 89 / 1825 = 41.45, 850 x 90 / 1825 = 41.9; 830 x 30.4375 / 1736 = 14.55, / 1735 = 14.56.
        (date(2026, 9, 28), 850, 20, 41, "14.6", None),
        (date(2026, 9, 29), 850, 20, 42, "14.6", 406),
        # 15 x 365 / 1825 = 3; 12 x 30.4375 / 1460 = 0.25, half up 0.3; 3 x 1825 / 365 = 15.
        (date(2027, 7, 1), 15, 3, 3, "0.3", 15),
        # Reached: nothing is needed any more. 60 x 1825 / 365 = 300.
        (date(2027, 7, 1), 50, 60, 10, None, 300),
        # The last day and later: all is due, nothing can be added.
        (date(2031, 6, 30), 850, 800, 850, None, 800),
        (date(2032, 1, 1), 850, 800, 850, None, 800),
        # No minimum: nothing is ever due.
        (date(2027, 7, 1), 0, 4, 0, None, 20),
    ],
)
def test_says_what_is_due_needed_and_to_come(
    today: date, minimum: int, counted: int, due: int, needed: str | None, ends: int | None
) -> None:
    assert pace_of(minimum, counted, RESIDENCY, today) == Pace(due, Decimal(needed) if needed else None, ends)


def test_rounds_half_a_case_up() -> None:
    # 200 days; after 50 of them a quarter of 10 is due: 2.5, shown as 3.
    assert pace_of(10, 0, Span(date(2026, 1, 1), date(2026, 7, 20)), date(2026, 2, 20)).due == 3


def test_refuses_a_training_without_days() -> None:
    with pytest.raises(ValueError, match="ends after its first day"):
        pace_of(10, 0, Span(date(2026, 7, 1), date(2026, 7, 1)), date(2026, 7, 1))


@pytest.mark.parametrize(
    ("on", "year"),
    [
        (date(2026, 6, 30), 1),
        (date(2026, 7, 1), 1),
        (date(2027, 6, 30), 1),
        (date(2027, 7, 1), 2),
        (date(2030, 12, 31), 5),
    ],
)
def test_turns_the_year_of_training_on_the_day_it_began(on: date, year: int) -> None:
    assert training_year(date(2026, 7, 1), 1, on) == year


def test_turns_the_year_of_a_training_that_began_on_a_leap_day() -> None:
    began = date(2028, 2, 29)
    assert [training_year(began, 2, day) for day in (date(2029, 2, 28), date(2029, 3, 1), date(2032, 2, 28), date(2032, 2, 29))] == [
        2,
        3,
        5,
        6,
    ]
