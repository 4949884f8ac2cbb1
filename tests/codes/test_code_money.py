"""RVU Edge shows the money of each lane truly: drugs, laboratory, equipment by state, anesthesia units, the hospital's price."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from codes.anesthesia import time_units
from codes.models import AnesthesiaBase, AnesthesiaFactor, NationalCode, OtherFee, OtherSchedule, ReleaseState, UnitLimit
from codes.releases import move_catalogue_version
from tests.cast import make_cast
from tests.codes.test_code_page import page_of, told
from tests.codes.test_code_place import store_localities
from tests.factories import ReleaseFactory, store_rows
from tests.snapshots import load_sample
from tests.tracking.rows import fee_row

Store = Callable[..., OtherSchedule]


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-23T15:00:00Z", tick=False):
        yield


@pytest.fixture
def table(db: None) -> Store:
    """Stores an official table with its fees."""
    load_sample()
    make_cast()

    def store(kind: str, title: str, day: date, *fees: dict[str, object]) -> OtherSchedule:
        schedule = OtherSchedule.objects.create(kind=kind, name=kind, title=title, effective_from=day, state=ReleaseState.ACTIVE)
        OtherFee.objects.bulk_create(OtherFee(schedule=schedule, **fee) for fee in fees)
        move_catalogue_version()
        return schedule

    return store


def test_prices_a_drug_by_its_unit_and_names_the_quarter(client: Client, table: Store):
    # Part B payment limits of January 2026: J0696 $0.462 per 250 MG.
    fee = {"code": "J0696", "amount": Decimal("0.462"), "unit": "250 MG"}
    table("asp", "Part B drug payment limits, January 2026", date(2026, 1, 1), fee)
    page = told(page_of(client, "J0696"))
    assert "Fee $0.462 Part B drug payment limits, January 2026, per 250 MG" in page
    assert "(sample)" not in page.split("Fees on file")[1].split("What the indicators")[0]
    assert "No limit of the present quarter is loaded." in page


def test_says_nothing_of_a_past_quarter_within_it(client: Client, table: Store):
    fee = {"code": "J0696", "amount": Decimal("0.462"), "unit": "250 MG"}
    table("asp", "Part B drug payment limits, October 2026", date(2026, 10, 1), fee)
    assert "No limit of the present quarter" not in told(page_of(client, "J0696"))


def test_drops_the_fee_of_a_code_that_the_next_table_has_not(client: Client, table: Store):
    fee = {"code": "J0696", "amount": Decimal("0.462"), "unit": "250 MG"}
    table("asp", "Part B drug payment limits, January 2026", date(2026, 1, 1), fee)
    table("asp", "Part B drug payment limits, July 2026", date(2026, 7, 1))
    page = told(page_of(client, "J0696"))
    assert "Fee not known no loaded schedule has it" in page
    assert "0.462" not in page


def test_shows_the_sample_only_where_no_official_table_of_its_kind_holds(client: Client, table: Store):
    assert "(sample)" in told(page_of(client, "80053"))
    fee = {"code": "80053", "amount": Decimal("10.56"), "note": "national", "effective_from": date(2025, 1, 1)}
    table("clfs", "Clinical laboratory fees, April 2025", date(2025, 4, 1), fee)
    page = told(page_of(client, "80053"))
    assert "Clinical laboratory fees, April 2025 national rate 1 January 2025 $10.56" in page
    assert "(sample)" not in page.split("Fees on file")[1].split("What the indicators")[0]


def test_says_of_a_local_laboratory_rate_that_the_contractor_sets_it(client: Client, table: Store):
    table("clfs", "Clinical laboratory fees", date(2025, 4, 1), {"code": "80053", "amount": None, "note": "local"})
    assert "priced by the Medicare contractor" in told(page_of(client, "80053"))


REGIONS = {"AL": "61.00", "AL rural": "66.10", "CA": "58.90", "NY": "70.25"}


def test_tells_the_range_of_equipment_over_the_states_and_the_own_one(client: Client, table: Store):
    fee = {"code": "E0601", "modifier": "RR", "regions": REGIONS, "note": "CR capped rental; ceiling 70.25; floor 58.90"}
    table("dmepos", "Durable medical equipment fees, January 2026", date(2026, 1, 1), fee)
    page = told(page_of(client, "E0601"))
    assert "Fee $58.90 to $70.25, by state" in page
    assert "CR capped rental; ceiling 70.25; floor 58.90" in page
    local = told(client.get("/codes/E0601/?locality=AL").content.decode())
    assert "AL: $61.00 rural areas $66.10" in local
    assert "TX is no place" in told(client.get("/codes/E0601/?locality=TX").content.decode())


def test_counts_anesthesia_in_base_and_time_units(client: Client, table: Store):
    bases = table("anes_base", "Anesthesia base units", date(2026, 1, 1))
    AnesthesiaBase.objects.create(schedule=bases, code="00142", base_units="4.0")
    factors = table("anes", "Anesthesia conversion factors 2025", date(2025, 1, 1))
    # ANES2025.csv (RVU25D): Alabama 19.31 and San Francisco 22.37.
    for mac, locality, factor in (("10112", "00", "19.31"), ("01112", "05", "22.37")):
        AnesthesiaFactor.objects.create(schedule=factors, mac=mac, locality=locality, conversion_factor=factor)
    store_localities()
    page = told(page_of(client, "00142"))
    assert "Base units 4 plus a unit for each 15 minutes" in page
    assert "4 + 60 / 15 = 8 units" in page
    assert "$19.31 to $22.37 a unit" in page
    # 8 x 22.37 = 178.96.
    assert "8 x $22.37 = $178.96" in told(client.get("/codes/00142/?locality=CA-05").content.decode())


@pytest.mark.parametrize(("minutes", "units"), [(117, "7.8"), (129, "8.6"), (12, "0.8"), (0, "0.0"), (1, "0.1")])
def test_counts_time_units_to_one_decimal(minutes: int, units: str):
    # Claims processing manual chapter 12: 117 minutes are 7.8 units, 129 are 8.6.
    assert time_units(minutes) == Decimal(units)


def test_keeps_the_hospitals_price_apart(client: Client, table: Store):
    fee = {"code": "45385", "amount": Decimal("1179.08"), "note": "SI T, APC 5312"}
    table("opps", "Hospital outpatient prices, October 2025", date(2025, 10, 1), fee)
    page = told(page_of(client, "45385"))
    assert "Hospital facility price In a hospital's outpatient department Medicare pays the hospital $1,179.08" in page
    assert "It is paid to the hospital, not the clinician's fee." in page
    assert "Where the fee comes from" not in page


@pytest.fixture
def national(table: Store) -> OtherSchedule:
    hcpcs = table("hcpcs", "HCPCS Level II, January 2026", date(2026, 1, 1))
    NationalCode.objects.create(
        schedule=hcpcs, code="E0100", long_description="Cane, with tip", short_description="Cane", pricing_indicator="32", coverage="C"
    )
    NationalCode.objects.create(
        schedule=hcpcs, code="Q0001", long_description="An old service", short_description="Old", terminated_on=date(2017, 12, 31)
    )
    move_catalogue_version()
    return hcpcs


def test_gives_everybody_the_words_of_cms_for_a_national_code(client: Client, national: OtherSchedule):
    page = told(page_of(client, "Q0001"))
    assert "An old service The words of CMS, from HCPCS Level II, January 2026." in page
    assert "ended on 31 December 2017" in page
    assert "No value or fee is loaded" in page
    cane = told(page_of(client, "E0100"))
    assert "CMS Cane, with tip HCPCS Level II, January 2026" in cane
    assert "The contractor decides on coverage. Inexpensive or routinely bought equipment" in cane


def test_tells_the_unit_limit_of_practitioners(client: Client, table: Store):
    limits = table("mue", "Medically unlikely edits, July 2026", date(2026, 7, 1))
    for setting, units in (("practitioner", 1), ("outpatient hospital", 3)):
        UnitLimit.objects.create(schedule=limits, code="45385", setting=setting, units=units, adjudication_indicator="2")
    assert "At most 1 unit for one patient and day are paid" in told(page_of(client, "45385"))
    assert client.get("/api/v1/codes/45385/").json()["unit_limit"]["units"] == 1


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("N", "Medicare does not cover this service (status N)"),
        ("X", "The law keeps this service out of the physician schedule (status X)"),
        ("I", "Medicare does not take this code: it wants another one for the service (status I)."),
        ("P", "A supply whose payment is part of another service"),
        ("C", "The Medicare contractor prices the service from the report"),
    ],
)
def test_says_the_true_reason_for_no_work(client: Client, table: Store, status: str, sentence: str):
    store_rows(ReleaseFactory.create(), fee_row("60000", "", status, "0", "9"))
    move_catalogue_version()
    assert sentence in told(page_of(client, "60000"))
