"""RVU Edge writes numbers, money and dates the same everywhere, and draws its icons inline."""

from datetime import date
from decimal import Decimal

import pytest
from django.template import Context, Template

from rvuedge.web.templatetags.parts import day, dollars, icon, money, price, short_day, signed, three, whole, wrvu
from tests.shape import tracked


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("4.46"), "4.46"),
        (Decimal("6040.445"), "6,040.45"),
        (Decimal("0"), "0.00"),
        (None, "-"),
    ],
)
def test_writes_work_rvus_with_two_decimals_half_up(value, shown):
    assert wrvu(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(Decimal("223.446"), "$223.45"), (Decimal("-31400"), "-$31,400.00"), (Decimal("0.005"), "$0.01"), (None, "-")]
)
def test_writes_money_with_the_sign_in_front(value, shown):
    assert money(value) == shown


def test_writes_heads_in_whole_dollars():
    assert [dollars(Decimal(value)) for value in ("46572.88", "-31400.5", "0")] == ["$46,573", "-$31,401", "$0"]
    assert dollars(None) == "-"


def test_writes_a_change_with_its_sign_and_none_without():
    assert [signed(Decimal(value)) for value in ("1234.5", "-0.275", "0", "0.004")] == ["+1,234.50", "-0.28", "0.00", "0.00"]
    assert signed(None) == "-"


def test_writes_a_price_for_one_unit_with_the_third_decimal_where_it_has_one():
    assert (price(Decimal("0.462")), price(Decimal("10.560")), price(None)) == ("$0.462", "$10.56", "-")


def test_writes_numbers_without_decimals_and_shares_with_three():
    assert (whole(Decimal("6176.5")), three(Decimal("0.6855"))) == ("6,177", "0.686")


def test_writes_dates_in_words():
    assert (day(date(2026, 11, 23)), short_day(date(2026, 11, 3)), day(None)) == ("23 November 2026", "3 Nov", "-")


def test_draws_an_icon_that_screen_readers_skip():
    drawn = Template('{% load parts %}{% icon "plus" "s" %}').render(Context())
    assert drawn.startswith('<svg class="i s" viewBox="0 0 24 24" aria-hidden="true"><path')
    assert "style=" not in drawn


def test_knows_no_icon_that_is_not_drawn():
    with pytest.raises(FileNotFoundError):
        icon("unicorn")


def test_draws_every_icon_of_the_set():
    names = [path.stem for path in tracked("rvuedge/static/icons/*.svg")]
    assert len(names) > 40
    assert all("<path" in icon(name) for name in names)
