"""RVU Edge takes amounts as people write them."""

import pytest

from benchmarks.forms_amounts import AmountField, plain_amount
from benchmarks.forms_pay import MOST_DOLLARS, MaybeNumber


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("1,234.50", "1234.50"),
        ("$310,000", "310000"),
        ("$ 52.75", "52.75"),
        (" 12 ", "12"),
        ("1,23", "1,23"),
        ("12,5", "12,5"),
        ("1,2345", "1,2345"),
        ("NaN", "NaN"),
        ("-1", "-1"),
    ],
)
def test_reads_dollar_signs_and_thousands_and_no_decimal_comma(written: str, plain: str) -> None:
    assert plain_amount(written) == plain


@pytest.mark.parametrize("field", [AmountField(most=MOST_DOLLARS, decimal_places=2), MaybeNumber("Base", MOST_DOLLARS)])
def test_cleans_them_in_both_kinds_of_forms(field: AmountField) -> None:
    assert str(field.clean("$1,234.50")) == "1234.50"
