"""RVU Edge does not make the mistakes that other tools print about codes; the values are those of the official files."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from codes.lanes import Lane
from codes.page import CodePage, code_page
from codes.payment import payment_of
from tests.cast import make_cast
from tests.codes.official_rows import official_rows, store_official
from tests.codes.test_code_page import NOVEMBER, page_of, told
from tests.codes.test_code_place import store_localities
from tests.snapshots import load_sample

CODES = (
    "43644", "99213", "45378", "44388", "51725", "10060", "90837", "D1553", "J0585", "G0439", "0446T", "74160", "00142", "99214", "45385",
    "80053", "36416", "49999", "3044F", "E0601",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-23T15:00:00Z", tick=False):
        yield


@pytest.fixture
def files(db: None, official_files: Path) -> Path:
    load_sample()
    make_cast()
    store_official(official_files, "RVU25D", CODES)
    store_official(official_files, "RVU26C", CODES)
    return official_files


def shown(code: str, release: str = "") -> CodePage:
    return code_page(code, NOVEMBER, None, release)


def linked(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found is not None
    document = json.loads(found[1])
    assert isinstance(document, dict)
    return document


def test_prints_all_three_parts_as_the_total_and_pays_the_total(files: Path, client: Client):
    # RVU26C, 43644: 28.67 + 13.58 + 6.20 = 48.45; 48.45 x 33.4009 = 1618.273605. Others print 28.67 and $957.58.
    page = told(page_of(client, "43644"))
    assert "Total RVU 48.45" in page
    assert "$1,618.27" in page
    assert "957.60" not in page
    assert "957.58" not in page


def test_pays_a_visit_by_its_setting(files: Path, client: Client):
    # RVU26C, 99213: office 2.85 x 33.4009 = 95.192565, facility 1.72 x 33.4009 = 57.449548. Others print $43.42, which is 1.30 x 33.40.
    page = told(page_of(client, "99213"))
    assert "Total, facility 1.72 $57.45 national" in page
    assert "Total, office 2.85 $95.19 national" in page
    assert "43.42" not in page


def test_never_takes_the_work_for_the_total_on_any_row(official_files: Path):
    for row in official_rows(official_files, "RVU26C"):
        for expense, total in ((row.facility_pe_rvu, row.facility_total), (row.non_facility_pe_rvu, row.non_facility_total)):
            assert total == row.work_rvu + expense + row.mp_rvu, row.key
        payment = payment_of(row, in_facility=True)
        if payment is not None and row.work_rvu and row.facility_total != row.work_rvu:
            assert payment.by_formula > row.work_rvu * row.conversion_factor, row.key


def test_says_which_release_a_value_is_of_and_shows_both_years(files: Path, client: Client):
    # RVU25D 29.40, RVU26C 28.67 = 29.40 x 0.975 = 28.665 half up. Others show one in the app and the other on the site.
    told_of = [(point.release, point.work_rvu) for point in shown("43644").history]
    assert told_of[:2] == [("RVU26C", Decimal("28.67")), ("RVU25D", Decimal("29.40"))]
    page = told(page_of(client, "43644"))
    assert "29.40 x 0.975, rounded 28.67" in page
    assert "July 2026 28.67" in page


def test_lets_the_indicators_of_each_code_decide_about_modifiers(files: Path, client: Client):
    # RVU26C: 43644 MULT 2, 45385 BILAT 0 and ASST 1. Others multiply every code by 1.50 with 50 and by 0.16 with 80.
    assert "Several procedures 2 Ranked with the other procedures of the day" in told(page_of(client, "43644"))
    page = told(page_of(client, "45385"))
    assert "Both sides 0 Modifier 50 adds nothing." in page
    assert "Assistant 1 An assistant at surgery is not paid." in page


def test_moves_a_payment_by_the_locality_and_never_the_work(files: Path, client: Client):
    store_localities()
    page = told(client.get("/codes/43644/?locality=CA-05").content.decode())
    assert "Work RVU 28.67" in page
    assert "never the work RVU that is credited" in page


@pytest.mark.parametrize("code", ["D1553", "J0585", "G0439", "0446T"])
def test_has_a_page_for_codes_with_letters(files: Path, client: Client, code: str):
    assert code in page_of(client, code)


def test_calls_a_dental_code_a_dental_code(files: Path, client: Client):
    page = page_of(client, "D1553")
    assert linked(page)["about"]["code"] == {"@type": "MedicalCode", "codeValue": "D1553", "codingSystem": "CDT"}  # type: ignore[index]
    assert "sales price" not in page
    assert "Work RVU none" in told(page)
    assert not re.search(r"Work( RVU)? 0(\.00)?\b", told(page))


@pytest.mark.parametrize(("code", "system"), [("45385", "CPT"), ("J0585", "HCPCS"), ("D1553", "CDT"), ("0446T", "CPT")])
def test_names_the_coding_system_and_rates_nothing(files: Path, client: Client, code: str, system: str):
    document = json.dumps(linked(page_of(client, code)))
    assert f'"codingSystem": "{system}"' in document
    assert not re.search("rating|review|offer|price", document, re.IGNORECASE)


def test_never_prints_zero_for_work_that_is_not_there(files: Path, client: Client):
    for code in ("D1553", "80053", "J0585", "E0601", "00142", "3044F", "49999", "36416"):
        page = shown(code)
        assert page.lane not in (Lane.WRVU, Lane.UNKNOWN)
        assert client.get(f"/api/v1/codes/{code}/").json()["history"][0]["work_rvu"] is None if page.history else True
        assert "Work RVU none" in told(page_of(client, code))


@pytest.mark.parametrize(
    ("release", "code", "whole", "part", "of_part"),
    [
        # RVU25D and RVU26C; another tool lets the row of a modifier overwrite the whole service.
        ("RVU25D", "45378", "3.26", "53", "1.63"),
        ("RVU26C", "45378", "3.18", "53", "1.59"),
        ("RVU25D", "44388", "2.72", "53", "1.36"),
        ("RVU25D", "51725", "1.51", "TC", "0.00"),
        ("RVU25D", "51725", "1.51", "26", "1.51"),
    ],
)
def test_keeps_the_whole_service_and_its_parts_apart(files: Path, release: str, code: str, whole: str, part: str, of_part: str):
    page = shown(code, release)
    assert page.main is not None
    assert (page.main.row.modifier, page.main.row.work_rvu) == ("", Decimal(whole))
    assert [priced.row.work_rvu for priced in page.rows if priced.row.modifier == part] == [Decimal(of_part)]


def test_shows_a_scan_whole_and_as_its_interpretation(files: Path, client: Client):
    # RVU26C, 74160: work 1.24 on the whole row and on 26, none on TC.
    page = told(page_of(client, "74160"))
    assert "Whole service 1.24" in page
    assert "26, professional part 1.24" in page
    assert "TC, technical part none" in page


@pytest.mark.parametrize(("code", "work"), [("10060", "1.19"), ("99213", "1.30"), ("99214", "1.92"), ("90837", "3.78")])
def test_has_the_work_of_the_file(files: Path, code: str, work: str):
    # RVU26C; another tool says 2.05 for 10060. Visits kept their work in 2026, 90837 rose from 3.63: nothing is computed.
    main = shown(code).main
    assert main is not None
    assert main.row.work_rvu == Decimal(work)
    assert main.row.conversion_factor == Decimal("33.4009")


def test_tells_of_an_adjustment_only_where_it_happened(files: Path, client: Client):
    page = told(page_of(client, "45385"))
    # The rule holds from January; the release of July is only the first of that year which is stored here.
    assert "The efficiency adjustment of 2026 From 1 January 2026 Medicare lowered" in page
    assert "Of the releases stored here, July 2026 is the first to show it." in page
    for code in ("99213", "90837", "D1553"):
        assert "The efficiency adjustment of 2026" not in page_of(client, code)


def test_says_where_anesthesia_units_come_from_instead_of_sending_to_the_payer(files: Path, client: Client):
    page = told(page_of(client, "00142"))
    assert "(base units + minutes / 15) x the factor of the locality" in page
    assert "Base units not on file" in page
