"""RVU Edge lists what stands out in a month: a multiple or a fraction of the own mean, no data, little or doubtful clinical time."""

from decimal import Decimal

import pytest

from benchmarks.report.exceptions import Exceptional, Kind, exceptions_of

SIX = tuple(Decimal(value) for value in (90, 110, 100, 95, 105, 100))  # The mean is 100.
WHOLE = Decimal(1)


@pytest.mark.parametrize(
    ("credit", "kinds"),
    [("300", []), ("300.01", [Kind.HIGH]), ("33.34", []), ("33.33", [Kind.LOW]), ("100", []), ("0", [Kind.LOW])],
)
def test_lists_more_than_three_times_or_less_than_a_third_of_the_own_mean(credit: str, kinds: list[Kind]) -> None:
    assert [one.kind for one in exceptions_of(Decimal(credit), 3, SIX, WHOLE)] == kinds


def test_says_what_it_was_held_against() -> None:
    assert exceptions_of(Decimal(301), 9, SIX, WHOLE) == (Exceptional(Kind.HIGH, Decimal(301), Decimal(100)),)


def test_lists_who_logged_nothing_once() -> None:
    assert exceptions_of(Decimal(0), 0, SIX, WHOLE) == (Exceptional(Kind.NO_DATA, Decimal(0), Decimal(100)),)


def test_has_no_mean_in_the_first_month_and_none_of_months_without_work() -> None:
    assert exceptions_of(Decimal(900), 9, (), WHOLE) == ()
    assert exceptions_of(Decimal(900), 9, (Decimal(0), Decimal(0)), WHOLE) == ()


@pytest.mark.parametrize(("cfte", "kinds"), [("0.199", [Kind.SMALL_CFTE]), ("0.200", []), ("0", [Kind.SMALL_CFTE])])
def test_lists_clinical_time_that_is_too_small_for_a_percentile(cfte: str, kinds: list[Kind]) -> None:
    assert [one.kind for one in exceptions_of(Decimal(100), 9, SIX, Decimal(cfte))] == kinds


def test_lists_no_clinical_time_where_none_is_entered() -> None:
    assert exceptions_of(Decimal(100), 9, SIX, None) == ()


@pytest.mark.parametrize(
    ("imputed", "kinds"), [("1.00", []), ("2.00", []), ("2.01", [Kind.IMPUTED]), ("0.50", []), ("0.49", [Kind.IMPUTED])]
)
def test_lists_work_of_twice_or_half_the_clinical_time(imputed: str, kinds: list[Kind]) -> None:
    assert [one.kind for one in exceptions_of(Decimal(100), 9, SIX, WHOLE, (Decimal(imputed), WHOLE))] == kinds
