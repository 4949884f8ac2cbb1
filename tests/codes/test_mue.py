"""RVU Edge reads the medically unlikely edits of each setting: the most units of a code, and what they are counted over."""

from datetime import date
from pathlib import Path

import pytest

from codes.cms import mue
from codes.cms.mue import Adjudication, Setting, UnitLimit
from codes.cms.reading import Reading
from rvuedge.lib.issues import Severity
from tests.codes.locality_files import as_opened, changed, errors, excerpt, expected, texts, told, workbook

NAME = "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv"
COLUMN = "Practitioner Services MUE Values"


def sample() -> bytes:
    return excerpt("mue", NAME)


def read(content: bytes, name: str = NAME, *, accepts_repairs: bool = False) -> Reading[UnitLimit]:
    return mue.read(as_opened(content, name), accepts_repairs=accepts_repairs)


def with_text(before: str, after: str, name: str = NAME) -> Reading[UnitLimit]:
    return read(changed(sample(), before, after), name)


def test_reads_a_table_whose_notice_and_header_run_over_several_lines() -> None:
    reading = read(sample())
    assert texts(reading.rows) == expected("mue", "practitioner")
    assert (reading.kind, reading.layout, reading.is_refused, reading.issues) == ("mue", "csv", False, ())


def test_reads_a_workbook_as_the_csv() -> None:
    content = sample().replace(b'"Notices on the codes of this table stand here.\r\n\r\nThey run over several lines."', b'"Notices, short"')
    flat = content.replace(b'"HCPCS/\r\nCPT Code"', b"HCPCS/ CPT Code")
    reading = read(workbook(flat, numbers=(1,)), "MCR_MUE_PractitionerServices_Eff_07-01-2026.xlsx")
    assert texts(reading.rows) == expected("mue", "practitioner")
    assert reading.layout == "xlsx"


@pytest.mark.parametrize(
    ("column", "setting", "name"),
    [
        (COLUMN, Setting.PRACTITIONER, "table.csv"),
        ("Outpatient Hospital Services MUE Values", Setting.OUTPATIENT_HOSPITAL, "table.csv"),
        ("DME Supplier Services MUE Values", Setting.SUPPLIER, "table.csv"),
        ("MUE Values", Setting.OUTPATIENT_HOSPITAL, "MCR_MUE_OutpatientHospitalServices_Eff_10-01-2026.csv"),
        ("MUE Values", Setting.SUPPLIER, "MCR_MUE_DMESupplierServices_Eff_10-01-2026.csv"),
    ],
)
def test_takes_the_setting_from_the_header_and_else_from_the_name(column: str, setting: Setting, name: str) -> None:
    reading = with_text(COLUMN, column, name)
    assert not reading.is_refused
    assert {row.setting for row in reading.rows} == {setting}


def test_refuses_a_table_without_a_setting_and_one_with_two() -> None:
    assert errors(with_text(COLUMN, "MUE Values", "table.csv")) == [(4, "setting", "")]
    reading = read(sample(), "MCR_MUE_DMESupplierServices_Eff_07-01-2026.csv")
    assert told(reading, Severity.ERROR) == [
        "The header names the setting practitioner, the file is named as that of the supplier. Bring the file as CMS publishes it."
    ]


@pytest.mark.parametrize(
    ("title", "name", "holds_from"),
    [
        ("Notices on the codes", NAME, date(2026, 7, 1)),
        ("Effective July 1, 2026. Notices", "table.csv", date(2026, 7, 1)),
        ("Effective 10/01/2026. Notices", NAME, date(2026, 10, 1)),
        ("Notices on the codes", "table.csv", None),
    ],
)
def test_takes_the_effective_day_from_the_header_and_else_from_the_name(title: str, name: str, holds_from: date | None) -> None:
    about = with_text("Notices on the codes", title, name).about
    assert about.effective_from == holds_from
    assert about.title == "Medically unlikely edits, practitioner" + (f", {holds_from:%B} 2026" if holds_from else "")


def test_tells_what_the_units_are_counted_over_and_keeps_a_limit_of_none() -> None:
    rows = {row.code: row for row in read(sample()).rows}
    assert [rows[code].adjudication_indicator for code in ("A9999", "0001U", "0002M")] == list(Adjudication)
    assert rows["A9999"].units == 0


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("0001U,1", "0001X1,1", (6, "code", "0001X1")),
        ("0001U,1", "0001U,1.5", (6, "units", "1.5")),
        ("0001U,1", "0001U,-1", (6, "units", "-1")),
        ("0001U,1", "0001U,", (6, "units", "")),
        ("0001U,1", "0001U,100000", (6, "units", "100000")),
        ("0001U,1", "0001U,\uff11", (6, "units", "\uff11")),
        ("1 Line Edit", "4 Line Edit", (11, "adjudication_indicator", "4 Line Edit")),
        ("1 Line Edit", "12 Line Edit", (11, "adjudication_indicator", "12 Line Edit")),
        ("1 Line Edit", "", (11, "adjudication_indicator", "")),
        ("CMS Policy", "x" * 121, (11, "rationale", "x" * 40)),
        ("A9999,0,", "A9999,", (11, "", "")),
    ],
)
def test_tells_line_field_and_value_of_a_fault(before: str, after: str, fault: tuple[int, str, str]) -> None:
    reading = with_text(before, after)
    assert errors(reading) == [fault]
    assert told(reading, Severity.ERROR)[0].endswith(".")


def test_counts_a_code_once_and_refuses_it_with_other_units() -> None:
    line = "A9999,0,1 Line Edit,CMS Policy\r\n"
    same = with_text(line, line + line)
    assert (len(same.rows), same.is_refused) == (6, False)
    assert told(same, Severity.WARNING) == ["The same row stands in line 11 already; it is counted once."]
    other = with_text(line, line + line.replace(",0,", ",3,"))
    assert errors(other) == [(12, "code", "A9999")]
    assert "units 0 and 3" in told(other, Severity.ERROR)[0]


def test_mends_lost_zeros_only_where_that_is_accepted() -> None:
    content = changed(sample(), "A9999,0", "100,0")
    waiting = read(content)
    assert (waiting.is_refused, waiting.waits_for_mends, waiting.mends) == (True, True, (("code", 1),))
    assert read(content, accepts_repairs=True).rows[5].code == "00100"


def test_swallows_no_line_behind_an_open_quote() -> None:
    reading = with_text("0009U,2,3 Date", '0009U,2,"3 Date')
    assert [line for line, _field, _value in errors(reading)] == [8]
    assert [row.code for row in reading.rows] == ["0001U", "0002M", "0016M", "0022U", "A9999"]


@pytest.mark.parametrize(
    ("before", "after", "field"), [("HCPCS/\r\nCPT Code", "Number", "code"), ("MUE Rationale", "MUE Adjudication Indicator", "rationale")]
)
def test_tells_a_column_that_is_missing_or_stands_twice(before: str, after: str, field: str) -> None:
    assert (4, field) in [(line, name) for line, name, _value in errors(with_text(before, after))]


def test_tells_a_file_without_the_columns_and_one_without_rows() -> None:
    assert "No line names the columns MUE Values" in told(read(b"code,units\n99213,1\n"), Severity.ERROR)[0]
    bare = sample().partition(b"0001U")[0]
    assert told(read(bare), Severity.ERROR) == ["No row of the table could be read. Download the file again."]


def test_tells_that_a_text_was_not_utf_8() -> None:
    assert "Windows-1252" in told(read(sample().replace(b"Notices on", b"Notices\xa0on")), Severity.WARNING)[0]


def test_reads_the_excerpt_of_july_2026(official_files: Path) -> None:
    name = "MCR_MUE_PractitionerServices_Eff_07-01-2026.excerpt.csv"
    reading = read((official_files / "derived/ncci" / name).read_bytes(), name)
    assert texts(reading.rows) == expected("mue", "practitioner")[:5]
    assert (reading.is_refused, reading.about.effective_from) == (False, date(2026, 7, 1))
