"""RVU Edge reads Addendum B of the hospital outpatient payment system as CMS publishes it."""

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from codes.cms import opps
from codes.cms.reading import About
from tests.codes.fee_files import ALL, OPPS, OTHERS, changed, errors, excerpt, expected, listed, of_bytes, of_text, told, workbook

TITLE = "Hospital outpatient prices (OPPS Addendum B)"
LINE = "C1600,catheter,H,2041,, ,,,,,,,"


def test_reads_the_excerpt_as_listed_beside_it():
    reading = opps.read(excerpt(OPPS))
    assert listed(reading.rows) == expected("opps/expected.csv")
    assert (reading.kind, reading.is_refused, reading.layout) == ("opps", False, "csv")
    # 0553U has a blank behind it, A4341 the byte 0xFF.
    assert "2 codes or modifiers had blanks around them" in told(reading)


def test_takes_the_quarter_from_the_name_of_the_file():
    assert opps.read(excerpt(OPPS)).about == About(f"{TITLE}, October 2025", date(2025, 10, 1))


def test_tells_the_year_alone_where_the_name_tells_no_quarter():
    text = "\n".join(excerpt(OPPS).lines)
    assert opps.read(of_text(text, "addendum.csv")).about == About(f"{TITLE}, 2025", None)


def test_knows_no_day_where_title_and_name_disagree():
    text = "\n".join(excerpt(OPPS).lines)
    reading = opps.read(of_text(text, "January 2026 Web Addendum B.csv"))
    assert reading.about == About(f"{TITLE}, 2025", None)
    assert "The title says 2025, the name of the file January 2026. Give the day from which the prices hold." in told(reading)


def test_reads_the_same_from_a_workbook():
    """A workbook keeps the groups as numbers."""
    assert opps.read(workbook(OPPS, leave_text=(0,))).rows == opps.read(excerpt(OPPS)).rows


def test_puts_back_the_zero_of_a_group_that_a_workbook_keeps_as_a_number():
    reading = opps.read(changed(OPPS, LINE, LINE.replace("2041", "846")))
    assert next(item.note for item in reading.rows if item.code == "C1600") == "SI H, APC 0846"


def test_takes_a_dot_for_no_rate():
    reading = opps.read(changed(OPPS, LINE, "C1600,catheter,H,2041,,.,,,,,,,"))
    assert next(item.amount for item in reading.rows if item.code == "C1600") is None
    assert not reading.is_refused


@pytest.mark.parametrize(
    ("line", "field", "value", "sentence"),
    [
        ("C16000,catheter,H,2041,, ,,,,,,,", "code", "C16000", "has not the shape of a code"),
        ("C1600,catheter,,2041,, ,,,,,,,", "status", "", "is no status indicator such as T or J1"),
        ("C1600,catheter,H12,2041,, ,,,,,,,", "status", "H12", "is no status indicator such as T or J1"),
        ("C1600,catheter,H,20x1,, ,,,,,,,", "group", "20x1", "is no payment group of four digits"),
        ("C1600,catheter,H,2041,,$1.66.2,,,,,,,", "amount", "$1.66.2", "is no amount in dollars"),
        ('C1600,catheter,H,2041,,"$1,66.20",,,,,,,', "amount", "$1,66.20", "is no amount in dollars"),
        ("C1600,catheter,H,2041,,-$5.00,,,,,,,", "amount", "-$5.00", "is negative"),
        ("C1600,catheter,H,2041", "", "", "Line 11 has 4 cells, the table from line 5 on has 13."),
    ],
)
def test_names_line_field_and_value_of_a_fault(line: str, field: str, value: str, sentence: str):
    reading = opps.read(changed(OPPS, LINE, line))
    assert errors(reading) == [(11, field, value)]
    assert sentence in told(reading)


def test_proposes_zeros_for_a_code_that_a_spreadsheet_made_a_number():
    reading = opps.read(changed(OPPS, "\n00100,", "\n100,"))
    assert reading.waits_for_mends
    assert reading.mends == (("code", 1),)


def test_refuses_a_header_that_names_a_column_twice():
    reading = opps.read(changed(OPPS, ",SI,APC,Relative Weight,", ",SI,APC,SI,"))
    assert errors(reading) == [(5, "SI", "")]


def test_says_which_columns_it_looked_for():
    assert "names the columns HCPCS Code, SI, APC, Payment Rate" in told(opps.read(of_text("APC,SI,Payment Rate\n5871,T,1.00\n")))


def test_recognises_its_own_files_only():
    assert [name for name in ALL if opps.recognises(excerpt(name))] == [OPPS]


def test_recognises_no_official_file_of_another_kind(official_files: Path):
    assert not [name for name in OTHERS if opps.recognises(of_bytes((official_files / "cms" / name).read_bytes()))]


def test_reads_the_official_file_of_october_2025(official_files: Path):
    path = next((official_files / "cms/OPPS2025Q4").glob("*Addendum B*"))
    reading = opps.read(of_bytes(path.read_bytes(), path.name))
    assert not reading.is_refused
    assert len(reading.rows) == 18_798
    assert reading.about == About(f"{TITLE}, October 2025", date(2025, 10, 1))
    fees = {item.code: item for item in reading.rows}
    assert (fees["D1553"].amount, fees["D1553"].note) == (Decimal("1662.63"), "SI T, APC 5871")
    dental = [item for item in reading.rows if item.code.startswith("D")]
    assert len(dental) == 822
    # Counted in the file: 186 dental codes with SI T and APC 5871, 497 with SI B and no rate.
    assert Counter(item.note for item in dental).most_common(2) == [("SI B", 497), ("SI T, APC 5871", 186)]
    # 6,708 rates: 18,798 lines less 11,847 with one blank and 243 with nothing.
    assert sum(item.amount is not None for item in reading.rows) == 18_798 - 11_847 - 243
