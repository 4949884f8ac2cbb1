"""RVU Edge reads anesthesia base units from any table that names a code and its units."""

from datetime import date
from decimal import Decimal

import pytest

from codes.cms import anes_base
from codes.cms.anes_base import AnesthesiaBase
from rvuedge.lib.issues import Severity
from tests.codes.locality_files import as_opened, changed, errors, excerpt, expected, issue_of, read, texts, told, workbook

KNEE = "01402,7,1/1/2026"


def csv_of() -> bytes:
    return excerpt("anes_base", "base_units.csv")


def test_reads_a_table_as_its_text_says() -> None:
    reading = read(anes_base, csv_of())
    assert texts(reading.rows) == expected("anes_base", "base_units")
    assert (reading.about.title, reading.about.effective_from) == ("Anesthesia base units 2026", date(2026, 1, 1))
    assert (reading.is_refused, reading.issues) == (False, ())


@pytest.mark.parametrize(
    "header",
    [
        "HCPCS,Base Units",
        "CPT,base unit",
        "code,Units",
        "CPT Code,2026 Base Units",
        "HCPCS/CPT Code,BASE UNIT(S)",
        "Anesthesia Code,Base_Unit_Value",
    ],
)
def test_finds_the_columns_by_loose_names(header: str) -> None:
    content = f"{header}\n00100,5\n01402,7\n".encode()
    assert anes_base.recognises(as_opened(content))
    assert read(anes_base, content).rows == (
        AnesthesiaBase("00100", Decimal("5.0"), None),
        AnesthesiaBase("01402", Decimal("7.0"), None),
    )


def test_takes_the_order_of_columns_from_the_header_and_leaves_other_columns_alone() -> None:
    content = b"Effective,Base Units,Description,Code\n20260101,5,,00100\n2026-04-01,7,,01402\n"
    rows = [row for row in read(anes_base, content).rows if isinstance(row, AnesthesiaBase)]
    assert [(row.code, row.effective_from) for row in rows] == [("00100", date(2026, 1, 1)), ("01402", date(2026, 4, 1))]


def test_names_the_day_only_where_all_rows_or_the_file_have_one() -> None:
    assert read(anes_base, csv_of().replace(b"1/1/2026", b"4/1/2026")).about.effective_from == date(2026, 4, 1)
    two_days = changed(csv_of(), KNEE, "01402,7,4/1/2026").replace(b" 2026", b"")
    assert read(anes_base, two_days).about.effective_from is None
    assert read(anes_base, two_days, "base units 2026.csv").about.effective_from == date(2026, 1, 1)


def test_reads_a_sheet_whose_codes_became_numbers_once_the_mends_are_accepted() -> None:
    sheet = workbook(csv_of(), numbers=(0, 1))
    asked = read(anes_base, sheet)
    assert (asked.waits_for_mends, asked.mends) == (True, (("code", 3),))
    assert texts(read(anes_base, sheet, accepts_repairs=True).rows) == expected("anes_base", "base_units")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("01402,51,1/1/2026", ("base_units", "51")),
        ("01402,-1,1/1/2026", ("base_units", "-1")),
        ("01402,7.25,1/1/2026", ("base_units", "7.25")),
        ("01402,IC,1/1/2026", ("base_units", "IC")),
        ("01402,,1/1/2026", ("base_units", "")),
        ("0I402,7,1/1/2026", ("code", "0I402")),
        ("1402.0,7,1/1/2026", ("code", "1402.0")),
        ("01402,7,31/12/2026", ("effective_from", "31/12/2026")),
        ("01402,7,soon", ("effective_from", "soon")),
    ],
)
def test_tells_line_field_and_value_of_a_fault(row: str, fault: tuple[str, str]) -> None:
    reading = read(anes_base, changed(csv_of(), KNEE, row))
    assert (reading.is_refused, errors(reading)) == (True, [(4, *fault)])


def test_reads_no_base_unit_and_fifty() -> None:
    rows = texts(read(anes_base, csv_of().replace(b",5,", b",0,").replace(b",7.5,", b",50,")).rows)
    assert [row["base_units"] for row in rows] == ["0.0", "7.0", "50.0"]


def test_refuses_a_table_without_units() -> None:
    assert errors(read(anes_base, csv_of().replace(b"Base unit(s)", b"Price"))) == [(2, "base_units", "")]
    nothing = read(anes_base, b"a,b\n1,2\n")
    assert "names the columns Code, Base units" in nothing.issues[0].message


def test_refuses_two_columns_of_units() -> None:
    reading = read(anes_base, b"Code,2025 Base Units,2026 Base Units\n00100,5,5\n")
    assert errors(reading) == [(1, "base_units", "")]


def test_refuses_one_code_with_two_values() -> None:
    reading = read(anes_base, changed(csv_of(), KNEE, f"{KNEE}\r\n01402,8,1/1/2026"))
    assert errors(reading) == [(5, "code", "01402")]
    assert "base units 7.0 and 8.0" in reading.issues[0].message


def test_refuses_a_file_that_ends_within_a_line() -> None:
    assert errors(read(anes_base, csv_of().split(b",1/1/2026\r\n01990")[0])) == [(4, "", "")]


def test_remarks_on_codes_that_are_not_of_anesthesia() -> None:
    reading = read(anes_base, changed(csv_of(), KNEE, "99213,7,1/1/2026"))
    assert not reading.is_refused
    assert "1 codes are not between 00100 and 01999" in issue_of(reading, "code").message


def test_reads_other_encodings_and_says_so() -> None:
    reading = read(anes_base, csv_of().replace(b"Anesthesia", b"An\xe9sthesia"))
    assert (texts(reading.rows), len(told(reading, Severity.WARNING))) == (expected("anes_base", "base_units"), 1)


@pytest.mark.parametrize(
    "content",
    [
        b"code,units\n99213,1\n",
        b"case,date_of_service,place_of_service,code,modifiers,units\n1,2026-01-05,22,00100,AA,1\n",
        b"HCPCS,MOD,Payment Limit\nJ0120,,1.5\n",
        b"code,base_rate\n00100,5\n",
    ],
)
def test_does_not_take_units_of_service_for_base_units(content: bytes) -> None:
    assert not anes_base.recognises(as_opened(content))
