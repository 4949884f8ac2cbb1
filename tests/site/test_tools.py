"""RVU Edge's calculators answer by the engine, from the address alone, and store nothing."""

from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from benchmarks.pay.tiers import Tier
from rvuedge.site.illustrations import illustrate
from tests.cast import Cast
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import fee_row
from tracking.models import Case


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-27T15:00:00Z", tick=False):
        yield


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return str(answer.content.decode())


# Published terms: 180,000 + 50 above 3,600 at 4,000 = 200,000 (PSD);
# 4,500 at 55, 2,500 at 65, the rest at 75: 447,500 for 7,500 (RVU Tracker).
THREE_RATES = (Tier(Decimal(0), Decimal(55)), Tier(Decimal(4500), Decimal(65)), Tier(Decimal(7000), Decimal(75)))
FIFTY = (Tier(Decimal(0), Decimal(50)),)
FIFTY_ABOVE = (Tier(Decimal(3600), Decimal(50)),)


def test_pays_above_a_threshold() -> None:
    found = illustrate(Decimal(4000), Decimal(180_000), FIFTY_ABOVE)
    assert (found.total, found.produced) == (Decimal(200_000), Decimal(200_000))
    assert [pay for _band, pay in found.bands] == [Decimal(20_000)]


@pytest.mark.parametrize(
    ("work", "total"),
    [("7500", "447500"), ("4500", "247500"), ("4500.01", "247500.65"), ("7000", "410000"), ("0", "0")],
)
def test_pays_by_tiers_without_a_gap(work: str, total: str) -> None:
    assert illustrate(Decimal(work), Decimal(0), THREE_RATES).total == Decimal(total)


def test_pays_the_guarantee_where_it_is_higher() -> None:
    low = illustrate(Decimal(1000), Decimal(0), FIFTY, Decimal(80_000))
    assert (low.total, low.rests_on_guarantee) == (Decimal(80_000), True)
    high = illustrate(Decimal(2000), Decimal(0), FIFTY, Decimal(80_000))
    assert (high.total, high.rests_on_guarantee) == (Decimal(100_000), False)


def test_pays_nothing_below_a_threshold() -> None:
    assert illustrate(Decimal(3000), Decimal(100), FIFTY_ABOVE).total == Decimal(100)


@pytest.mark.usefixtures("catalogue")
def test_values_a_case_with_its_steps(client: Client) -> None:
    shown = page(client, "/tools/case/?lines=45385+45380&place=22")
    # 4.46 + (3.47 - 3.18) = 4.75, by hand.
    assert ">4.75<" in shown
    assert "Only what it adds over 45378" in shown
    assert not Case.objects.exists()


@pytest.mark.usefixtures("catalogue")
def test_values_a_case_by_other_policies(client: Client) -> None:
    # 4.46 + 3.47 = 7.93, as printed.
    assert ">7.93<" in page(client, "/tools/case/?lines=45385+45380&policy=raw")


@pytest.mark.usefixtures("catalogue")
def test_takes_what_stands_in_both_fields(client: Client) -> None:
    assert 'value="45385 45380-59"' in page(client, "/tools/case/?lines=45385&entry=45380-59")


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("address", "said", "status"),
    [
        ("/tools/case/?lines=45385x0", "no possible number of units", 400),
        ("/tools/case/?lines=45385-26-TC", "exclude each other", 400),
        ("/tools/case/?lines=knee+thing", "Not read as codes: KNEE THING", 200),
        ("/tools/case/?lines=45385&policy=mine", "Select a valid choice", 400),
        ("/tools/case/?lines=" + "1" * 1001, "at most 1000 characters", 400),
        ("/tools/what-changed/?lines=x", "Not read as codes", 200),
        ("/tools/what-changed/?lines=45385&before=NONE", "Select a valid choice", 400),
        ("/tools/percentile/?value=5", "at least one point", 400),
        ("/tools/percentile/?value=5&p25=9&p50=8", "do not fall", 400),
        ("/tools/percentile/?value=five&p25=9", "Enter a number", 400),
        ("/tools/pay/?work=5&rate=1&upto=3", "needs the next one", 400),
        ("/tools/pay/?work=5&rate=1&upto=3&rate2=2&upto2=2&rate3=3", "above the one before", 400),
        ("/tools/pay/?work=5&rate=1&upto=3&rate2=2&threshold=9", "above the threshold", 400),
        ("/tools/pay/?work=7500&rate=55&rate2=65", "Say up to which wRVU", 400),
        ("/tools/pay/?work=NaN&rate=1", "Enter a number", 400),
        ("/tools/payment/?lines=99213x0", "no possible number of units", 400),
    ],
)
def test_says_what_is_wrong_and_what_to_do(client: Client, address: str, said: str, status: int) -> None:
    assert said in page(client, address, status)


@pytest.mark.usefixtures("catalogue")
def test_compares_a_list_under_two_releases(client: Client) -> None:
    shown = page(client, "/tools/what-changed/?lines=45385x100+99213x10&before=SAMPLE25&after=SAMPLE26")
    # 100 x (4.46 - 4.57) = -11.00; 99213 is 1.30 in both years; 470.00 to 459.00 is -2.34 percent.
    assert "-11.00" in shown
    assert "470.00" in shown
    assert "459.00" in shown
    assert "-2.34 %" in shown


@pytest.mark.usefixtures("catalogue")
def test_proposes_the_last_release_of_last_year_and_the_one_in_force(client: Client) -> None:
    shown = page(client, "/tools/what-changed/?lines=45385x100")
    # 4.57 of 2025 and 4.46 of 2026, as in the test above.
    assert "457.00" in shown
    assert "446.00" in shown


@pytest.mark.usefixtures("cast")
def test_says_that_two_releases_are_needed(client: Client) -> None:
    assert "Two active releases are needed" in page(client, "/tools/what-changed/?lines=45385")
    assert "Releases of two years are needed" in page(client, "/for/attendings/")


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("query", "said"),
    [
        # 50 + 25 x 500 / 1000 = 62.5, shown as the 63rd.
        ("value=5500&p25=4000&p50=5000&p75=6000", "About the 63rd percentile"),
        ("value=3600&p25=4000&p50=5000", "400.00 wRVU below the 25th"),
        ("value=8000&p50=5000&p90=7500", "500.00 wRVU above the 90th"),
        ("value=5000&p50=5000", "On the 50th percentile"),
        # 2,100 / 0.396712 = 5,293.51.
        ("value=2100&fte=0.396712&p25=4000&p50=5000&p75=6000", "a rate of 5,293.51 a year"),
    ],
)
def test_places_a_value_on_a_visitors_own_table(client: Client, query: str, said: str) -> None:
    assert said in page(client, f"/tools/percentile/?{query}")


@pytest.mark.usefixtures("catalogue")
def test_shows_the_arithmetic_of_pay(client: Client) -> None:
    shown = page(client, "/tools/pay/?work=7500&rate=55&upto=4500&rate2=65&upto2=7000&rate3=75")
    assert "$447,500.00" in shown
    assert "2,500.00 wRVU" in shown


@pytest.mark.usefixtures("catalogue")
def test_shows_payments_in_both_settings(client: Client) -> None:
    shown = page(client, "/tools/payment/?lines=99213+D1553")
    # 2.85 x 33.4009 = 95.19; 1.72 x 33.4009 = 57.45.
    assert "$95.19" in shown
    assert "$57.45" in shown
    assert "No indices of localities are loaded here" in shown


@pytest.mark.usefixtures("catalogue")
def test_says_which_modifier_a_payment_is_without(client: Client) -> None:
    """80 pays a share, 25 pays as without it, and 26 has a row of its own."""
    shown = page(client, "/tools/payment/?lines=22551-80+99213-25+71046-26")
    assert "without modifier 80" in shown
    assert shown.count("without modifier") == 1


@pytest.mark.usefixtures("catalogue")
def test_compares_what_both_releases_list_and_prints_no_zero_for_what_has_no_work(client: Client) -> None:
    shown = page(client, "/tools/what-changed/?lines=45385x100+D1553+Z9999&before=SAMPLE25&after=SAMPLE26")
    assert "-11.00" in shown and "-2.41 %" in shown  # 457.00 to 446.00: -11 / 457
    assert "not listed" in shown and "One code is not in both releases and is left out of the sums." in shown
    assert ">0.00<" not in shown


@pytest.mark.usefixtures("catalogue")
def test_tells_in_the_calculator_what_is_by_report_and_what_a_rule_does_not_count(client: Client) -> None:
    """22 is priced by report; 45385 has assistant indicator 1: 80 on it needs documentation, so nothing is counted."""
    assert "by report" in page(client, "/tools/case/?lines=47562-22")
    assert "not counted: the steps say why" in page(client, "/tools/case/?lines=45385-80")


def test_follows_the_release_in_force(client: Client, cast: Cast) -> None:
    store_rows(ReleaseFactory.create(), fee_row("45385", "", "A", "5.00", "0"))
    assert ">5.00<" in page(client, "/tools/case/?lines=45385")


@pytest.mark.usefixtures("catalogue")
def test_finds_codes_while_typing_without_an_account(client: Client) -> None:
    shown = page(client, "/tools/find/?q=snare&text=snare")
    assert 'role="option"' in shown
    assert "45385" in shown
