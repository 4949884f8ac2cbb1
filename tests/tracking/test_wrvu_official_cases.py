"""RVU Edge counts cases of whole official releases as worked out by hand, beside each: what is paid, by which row, and once."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from codes.cms.pprrvu import read_pprrvu
from codes.fees import FeeSchedule, schedule_of
from codes.lanes import FeeKind
from tests.tracking.claims import credits, line, payments
from tracking.wrvu.credit import value_claim, value_plainly
from tracking.wrvu.facts import AnesthesiaCare, Facts, Provider
from tracking.wrvu.presets import CMS_PARALLEL, RAW
from tracking.wrvu.terms import Participation, SetFee, Terms
from tracking.wrvu.types import Item, Line, Outcome, Reason

FILES = {
    "RVU26C": ("cms/RVU26C/PPRRVU2026_Jul_nonQPP.csv", date(2026, 7, 1), Decimal("33.4009")),
    "RVU25D": ("cms/RVU25D/PPRRVU2025_Oct.csv", date(2025, 10, 1), Decimal("32.3465")),
}
FEES = {
    ("80053", ""): SetFee("CLFS", FeeKind.LABORATORY, Decimal("10.56")),
    ("J1642", ""): SetFee("ASP", FeeKind.DRUG, Decimal("0.20")),
}
BASES = {"00790": Decimal(7), "00840": Decimal(6), "01967": Decimal(5), "01968": Decimal(2), "01952": Decimal(5), "01953": Decimal(1)}


@cache
def release(folder: Path, name: str) -> FeeSchedule:
    path, begins, factor = FILES[name]
    return schedule_of(name, begins, factor, read_pprrvu((folder / path).read_bytes(), Path(path).name).rows)


@pytest.fixture(scope="module", autouse=True)
def _forget() -> Iterator[None]:
    yield
    release.cache_clear()


@pytest.fixture
def july(official_files: Path) -> FeeSchedule:
    return release(official_files, "RVU26C")


def both_ways(claim: list[Line], terms: Terms) -> tuple[Item, ...]:
    """Return the claim valued, the same by all rules on all lines."""
    items = value_claim(claim, terms)
    assert items == value_plainly(claim, terms)
    return items


def anesthetics(
    july: FeeSchedule, told: Mapping[str, Facts], participation: Participation = Participation.PARTICIPATING
) -> tuple[Item, ...]:
    under = Terms(july, CMS_PARALLEL, base_units=BASES, anesthesia_factor=Decimal("20.4976"), participation=participation)
    return both_ways([line(text, facts=facts) for text, facts in told.items()], under)


def minutes(number: int, encounter: str = "") -> Facts:
    return Facts(encounter=encounter, anesthesia=AnesthesiaCare(minutes=number))


def test_takes_an_endoscopic_base_in_the_column_of_its_member(july: FeeSchedule) -> None:
    """29881 is not done in an office, so its facility total of 15.44 stands there, and that of its base 29870 beside it: 11.97.

    15.44 - 11.97 = 3.47, times 33.4009 is 115.90. The family of 21.04 comes before 20680, whose work of 5.81 is halved to 2.905.
    """
    items = both_ways([line("29881-RT", "11"), line("29877-RT", "11")], Terms(july, CMS_PARALLEL))
    assert payments(items)[0] == payments(both_ways([line("29881-RT"), line("29877-RT")], Terms(july, CMS_PARALLEL)))[0] == "115.90"
    three = both_ways([line("29881-RT", "11"), line("29877-RT", "11"), line("20680", "11")], Terms(july, CMS_PARALLEL))
    assert credits(three)[2] == "2.9050"
    assert sum(item.credit for item in three) == Decimal("12.785")


def test_bundles_a_status_t_code_only_beside_what_the_fee_schedule_pays(july: FeeSchedule) -> None:
    terms = Terms(july, CMS_PARALLEL, fees=FEES)
    beside_a_drug = both_ways([line("96523", "11"), line("J1642x100", "11")], terms)
    assert payments(beside_a_drug) == payments(both_ways([line("96523", "11")], terms)) + ["20.00"]
    for other in ("93005", "71046-TC"):
        (flush, _other) = both_ways([line("96523", "11"), line(other, "11")], terms)
        assert flush.credit == flush.payment == 0 and Reason.BUNDLED_WITH_OTHERS in flush.flags, other


@pytest.mark.parametrize("text", ["80053", "J1642x100"])
def test_takes_no_share_of_the_fee_schedule_from_the_amount_of_another(july: FeeSchedule, text: str) -> None:
    whole = {"80053": "10.56", "J1642x100": "20.00"}[text]
    by_nurse = line(text, "11", Facts(provider=Provider.NURSE_PRACTITIONER))
    assert payments(both_ways([by_nurse], Terms(july, CMS_PARALLEL, fees=FEES))) == [whole]
    for participation in Participation:
        assert payments(both_ways([line(text, "11")], Terms(july, CMS_PARALLEL, fees=FEES, participation=participation))) == [whole]


@pytest.mark.parametrize("modifier", ["26", "TC"])
def test_pays_no_part_of_a_code_that_has_none(july: FeeSchedule, modifier: str) -> None:
    (item,) = both_ways([line(f"80053-{modifier}", "11")], Terms(july, CMS_PARALLEL, fees=FEES))
    assert (item.outcome, item.payment) == (Outcome.INVALID, None)
    assert Reason.MODIFIER_NOT_ALLOWED in item.payment_flags


def test_judges_a_share_of_a_package_by_the_row_of_each_track(july: FeeSchedule, official_files: Path) -> None:
    """55706 had a package of ten days in 2025 and has none in 2026: work 6.28 x (0.10 + 0.80) = 5.652 by the frozen one, no payment."""
    october = release(official_files, "RVU25D")
    (item,) = both_ways([line("55706-54")], Terms(july, CMS_PARALLEL, frozen=(october,)))
    assert (str(item.credit), item.payment, item.payment_flags) == ("5.6520", None, (Reason.MODIFIER_NOT_ALLOWED,))


def test_counts_a_reviewed_factor_once(july: FeeSchedule) -> None:
    """33935: 89.49 x 0.6 = 53.694; 27447: 19.11 x 0.7 = 13.377."""
    terms = Terms(july, CMS_PARALLEL)
    assert credits(both_ways([line("33935-22-66", facts=Facts(reviewed_factor=Decimal("0.6")))], terms)) == ["53.6940"]
    assert credits(both_ways([line("27447-22-52", facts=Facts(reviewed_factor=Decimal("0.7")))], terms)) == ["13.3770"]


@pytest.mark.parametrize(
    ("modifier", "participation", "payment"),
    [
        ("AA", Participation.PARTICIPATING, "204.98"),  # (6 + 4) x 20.4976
        ("AA", Participation.NONPARTICIPATING, "194.73"),  # x 0.95
        ("AA", Participation.LIMITING_CHARGE, "223.94"),  # x 1.0925
        ("52", Participation.PARTICIPATING, "102.49"),  # half
    ],
)
def test_takes_shares_of_an_anesthetic(july: FeeSchedule, modifier: str, participation: Participation, payment: str) -> None:
    assert payments(anesthetics(july, {f"00840-{modifier}": minutes(60)}, participation=participation)) == [payment]


def test_adds_the_base_of_an_add_on_anesthetic(july: FeeSchedule) -> None:
    """Obstetrics: 5 + 120/15 = 13 and 2 + 45/15 = 5. Burns: 5 + 120/15 = 13 and two areas of one unit, without a time of their own."""
    labor = anesthetics(july, {"01967-AA": minutes(120), "01968-AA": minutes(45)})
    assert [item.asa_units for item in labor] == [13, 5]
    burns = anesthetics(july, {"01952-AA": minutes(120), "01953-AAx2": Facts()})
    assert [item.asa_units for item in burns] == [13, 2]


def test_counts_anesthetics_of_two_encounters_apart(july: FeeSchedule) -> None:
    """7 + 60/15 = 11 and 6 + 60/15 = 10; in one encounter 7 + 120/15 = 15."""
    apart = anesthetics(july, {"00790-AA": minutes(60, "1"), "00840-AA": minutes(60, "2")})
    assert [item.asa_units for item in apart] == [11, 10]
    together = anesthetics(july, {"00790-AA": minutes(60), "00840-AA": minutes(60)})
    assert [item.asa_units for item in together] == [15, 0]


def test_directs_nobody_at_half_in_raw(july: FeeSchedule) -> None:
    (item,) = value_claim([line("00840-QK", facts=minutes(60))], Terms(july, RAW, base_units=BASES))
    assert item.asa_units == 10
