"""RVU Edge finds every code that any active table lists, gives it a page with its true reason, and names what took its place."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from codes.effective import SAMPLE_FAMILY
from codes.lanes import FeeKind, Lane
from codes.models import AnesthesiaBase, NationalCode, OtherFee, OtherSchedule, Release, ReleaseState, UnitLimit
from codes.releases import move_catalogue_version
from codes.search import current_index
from codes.search_index import Entry
from tests.cast import make_cast
from tests.codes.test_code_page import page_of, told
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import fee_row

NOVEMBER = date(2026, 11, 23)
Table = Callable[[str, date], OtherSchedule]


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-23T15:00:00Z", tick=False):
        yield


@pytest.fixture
def table(db: None) -> Table:
    """Stores an active official table without rows; two releases are active beside it, of which the later lacks 37220."""
    make_cast()
    october = ReleaseFactory.create(name="RVU25D", year=2025, letter="D", title="October 2025", effective_from=date(2025, 10, 1))
    july = ReleaseFactory.create(name="RVU26C", year=2026, letter="C", title="July 2026", effective_from=date(2026, 7, 1))
    # RVU25D: 37220 8.15; RVU26C has the family of 37254 in its place, which no file says. 99406 0.24 in both.
    store_rows(october, fee_row("37220", "", "A", "8.15", "0"), fee_row("99406", "", "A", "0.24", "0"))
    store_rows(july, fee_row("99406", "", "A", "0.24", "0"))
    move_catalogue_version()

    def store(kind: str, day: date) -> OtherSchedule:
        schedule = OtherSchedule.objects.create(kind=kind, name=kind, title=f"{kind} table", effective_from=day, state=ReleaseState.ACTIVE)
        move_catalogue_version()
        return schedule

    return store


@pytest.fixture
def national(table: Table) -> OtherSchedule:
    """The national file of 2018 says: G0436 ended on 30 September 2016, 99406 and 99407 in its place; A0380 goes on, A0425 in its place."""
    schedule = table("hcpcs", date(2018, 1, 1))
    NationalCode.objects.bulk_create(
        (
            NationalCode(
                schedule=schedule,
                code="G0436",
                short_description="Tobacco counsel",
                terminated_on=date(2016, 9, 30),
                cross_references="99406 99407",
            ),
            NationalCode(schedule=schedule, code="A0380", short_description="Mile, BLS", pricing_indicator="00", cross_references="A0425"),
            NationalCode(schedule=schedule, code="E0100", short_description="Cane", pricing_indicator="32"),
        )
    )
    return schedule


def found(query: str) -> Entry:
    return current_index(NOVEMBER).search(query, 1)[0].entry


def test_finds_a_code_that_only_the_national_file_lists(client: Client, national: OtherSchedule):
    assert (found("E0100").official, found("E010").code, found("cane").code) == ("Cane", "E0100", "E0100")
    assert client.get("/codes/", {"q": "E0100"}).headers["Location"] == "/codes/E0100/"
    page = told(page_of(client, "E0100"))
    assert "CMS lists this national code, and no loaded schedule has a value or a fee for it. Inexpensive or routinely bought" in page


def test_names_what_cms_put_in_the_place_of_an_ended_code(client: Client, national: OtherSchedule):
    page = told(page_of(client, "G0436"))
    assert "CMS ended this code on 30 September 2016." in page
    assert "Replaced by Named by CMS in the place of this code, in hcpcs table. 99406" in page
    assert page.index("99406") < page.index("99407")


def test_names_the_codes_in_whose_place_a_code_stands(client: Client, national: OtherSchedule):
    page = told(page_of(client, "99406"))
    assert "Replaces CMS names this code in the place of these, in hcpcs table. G0436" in page
    assert "ended on 30 September 2016" in page
    assert "Replaced by" not in page


def test_says_nothing_of_a_replacement_where_no_file_names_one(client: Client, national: OtherSchedule):
    page = told(page_of(client, "37220"))
    assert "Replaced by" not in page
    assert "Ended" in page
    assert "July 2026 does not list this code. The last loaded release that does is October 2025." in page
    # The release that lists it prints 8.15: nobody may read that CMS sets no value, or that the service is not paid on its own.
    assert "Work RVU none 8.15 in October 2025 Fee not known no loaded schedule has it" in page


def test_takes_no_code_for_ended_that_the_sample_alone_leaves_out(client: Client, table: Table):
    Release.objects.filter(year=2026).update(family=SAMPLE_FAMILY, title="Sample values of 2026")
    move_catalogue_version()
    page = told(page_of(client, "37220"))
    assert "Ended" not in page
    assert "Not in the sample Work RVU none 8.15 in October 2025" in page
    assert "No official release of 2026 is active, and the sample holds few codes. October 2025 lists this one." in page


def test_tells_a_code_that_ended_from_one_that_is_the_hospitals_alone(client: Client, table: Table):
    hospital = table(FeeKind.HOSPITAL, date(2025, 10, 1))
    for code in ("37220", "C1713"):
        OtherFee.objects.create(schedule=hospital, code=code, amount="5.00")
    move_catalogue_version()
    page = told(page_of(client, "37220"))
    assert "July 2026 does not list this code. The last loaded release that does is October 2025." in page
    alone = "outpatient schedule lists this code: the hospital reports it for what it uses."
    assert alone not in page
    assert alone in told(page_of(client, "C1713"))
    assert (found("37220").only_in, found("C1713").only_in) == ("October 2025", "")


def test_answers_with_ended_codes_after_those_in_force_and_says_so(client: Client, national: OtherSchedule):
    assert (found("37220").only_in, found("G0436").ended_on) == ("October 2025", date(2016, 9, 30))
    listed = client.get("/codes/", {"q": "3722"}, headers={"HX-Request": "true"}).content.decode()
    assert "only in October 2025" in told(listed)
    assert "ended on 30 September 2016" in told(client.get("/codes/", {"q": "tobacco counsel"}).content.decode())


def test_counts_only_codes_in_force_where_the_catalogue_is_browsed(client: Client, national: OtherSchedule):
    index = current_index(NOVEMBER)
    assert [entry.code for entry in index.in_force] == ["99406", "A0380", "E0100"]
    assert sum(index.kinds.values()) == 3
    # 37220 and G0436 are found too, and counted nowhere.
    page = told(client.get("/codes/").content.decode())
    assert "3 codes, one search" in page
    assert "All kinds 3 " in page


def test_knows_a_code_in_force_on_the_day_that_is_asked_for(national: OtherSchedule):
    assert current_index(date(2025, 11, 1)).search("37220", 1)[0].entry.work_rvu == Decimal("8.15")


def test_finds_a_code_that_only_a_table_of_base_units_or_of_limits_lists(client: Client, table: Table):
    AnesthesiaBase.objects.create(schedule=table("anes_base", date(2026, 1, 1)), code="00100", base_units=5)
    UnitLimit.objects.create(schedule=table("mue", date(2026, 1, 1)), code="L0120", setting="practitioner", units=1)
    assert (found("00100").code, found("L0120").code) == ("00100", "L0120")
    assert "Anesthesia is counted in base and time units" in told(page_of(client, "00100"))
    assert "Of the loaded tables only that of the unit limits lists this code" in told(page_of(client, "L0120"))


def test_tells_a_national_code_on_the_command_line_and_through_the_api(client: Client, national: OtherSchedule):
    out = StringIO()
    call_command("code", "A0380", stdout=out)
    assert "CMS lists this national code" in out.getvalue()
    answer = client.get("/api/v1/codes/G0436/").json()
    assert (answer["lane"], answer["national"]["replaced_by"]) == (str(Lane.UNKNOWN), ["99406", "99407"])
