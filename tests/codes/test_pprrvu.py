"""RVU Edge reads a relative value file of either generation, row for row."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from codes.cms.pprrvu import read_pprrvu
from codes.fees import FeeRow
from rvuedge.lib.issues import Severity
from tests.codes.locality_files import expected, texts
from tests.codes.pprrvu_files import FIXED_2025, JULY_2026, OCTOBER_2025, excerpt

# Row 27447 of RVU26C, cell by cell; the total knee replacement has NA beside a real expense value.
KNEE = FeeRow(
    code="27447",
    modifier="",
    descriptor="",
    status="A",
    not_used_for_medicare=False,
    work_rvu=Decimal("19.11"),
    non_facility_pe_rvu=Decimal("11.58"),
    non_facility_na=True,
    facility_pe_rvu=Decimal("11.58"),
    facility_na=False,
    mp_rvu=Decimal("4.02"),
    non_facility_total=Decimal("34.71"),
    facility_total=Decimal("34.71"),
    pctc_indicator="0",
    global_days="090",
    pre_operative=Decimal("0.10"),
    intra_operative=Decimal("0.69"),
    post_operative=Decimal("0.21"),
    multiple_procedure="2",
    bilateral="1",
    assistant="2",
    co_surgeon="1",
    team_surgeon="0",
    pricing_indicator="9",
    endoscopic_base="",
    conversion_factor=Decimal("33.4009"),
    supervision="09",
    calculation_flag="0",
    imaging_family="99",
    opps_non_facility_pe=Decimal("0.00"),
    opps_facility_pe=Decimal("0.00"),
    opps_mp=Decimal("0.00"),
)


def rows_by_key(name: str) -> dict[tuple[str, str], FeeRow]:
    return {row.key: row for row in read_pprrvu(excerpt(name), name).rows}


def test_reads_every_column_of_a_row() -> None:
    assert rows_by_key(JULY_2026)["27447", ""] == KNEE


@pytest.mark.parametrize("name", [JULY_2026, OCTOBER_2025, FIXED_2025])
def test_reads_each_generation_as_listed_beside_it(name: str) -> None:
    """The lists hold the cells of the csv by their place in the record layout; the fixed-width text is that of October 2025."""
    listed = expected("pprrvu", Path(OCTOBER_2025 if name == FIXED_2025 else name).stem)
    assert texts(read_pprrvu(excerpt(name), name).rows) == listed


def test_reads_release_date_variant_and_factor_from_the_file() -> None:
    file = read_pprrvu(excerpt(JULY_2026))
    assert (file.title.words, file.title.letter, file.title.first_day) == ("July 2026", "C", date(2026, 7, 1))
    assert file.title.released_on == date(2026, 6, 30)
    assert (file.variant, file.conversion_factor, file.columns) == ("nonQPP", Decimal("33.4009"), 32)
    assert not file.is_refused


def test_reads_thirty_one_columns_before_2026_and_thirty_two_since() -> None:
    # 45385 belongs to the endoscopy family of 45378; the column of 2026 stands right before that cell.
    old, new = rows_by_key(OCTOBER_2025)["45385", ""], rows_by_key(JULY_2026)["45385", ""]
    assert (old.pricing_indicator, old.endoscopic_base, old.conversion_factor) == ("", "45378", Decimal("32.3465"))
    assert (new.pricing_indicator, new.endoscopic_base, new.conversion_factor) == ("9", "45378", Decimal("33.4009"))
    assert read_pprrvu(excerpt(OCTOBER_2025)).variant == ""


@pytest.mark.parametrize(
    ("key", "in_2025", "in_2026"),
    [
        (("99213", ""), "1.30", "1.30"),
        (("45378", ""), "3.26", "3.18"),
        (("45378", "53"), "1.63", "1.59"),
        (("71046", ""), "0.22", "0.21"),
        (("71046", "26"), "0.22", "0.21"),
        (("71046", "TC"), "0.00", "0.00"),
        (("G2211", ""), "0.33", "0.33"),
        (("D1553", ""), "0.00", "0.00"),
    ],
)
def test_reads_work_by_code_and_modifier(key: tuple[str, str], in_2025: str, in_2026: str) -> None:
    assert rows_by_key(OCTOBER_2025)[key].work_rvu == Decimal(in_2025)
    assert rows_by_key(JULY_2026)[key].work_rvu == Decimal(in_2026)


def test_keeps_codes_and_indicators_as_text() -> None:
    rows = rows_by_key(JULY_2026)
    assert rows["00100", ""].status == "J"
    assert (rows["20610", ""].global_days, rows["71046", "TC"].supervision) == ("000", "01")


def test_marks_what_medicare_does_not_use() -> None:
    rows = rows_by_key(JULY_2026)
    assert rows["99417", ""].not_used_for_medicare
    assert rows["99417", ""].work_rvu == Decimal("0.61")
    assert sum(row.not_used_for_medicare for row in rows.values()) == 1


def test_reads_fixed_width_records_as_the_csv_of_the_same_release() -> None:
    records = read_pprrvu(excerpt(FIXED_2025), FIXED_2025)
    assert records.rows == read_pprrvu(excerpt(OCTOBER_2025)).rows
    assert (records.layout, records.title.words, records.is_refused) == ("fixed width", "October 2025", False)


def test_reads_a_fixed_width_file_without_a_telling_name_by_the_day_that_is_given() -> None:
    assert read_pprrvu(excerpt(FIXED_2025), "rvu.txt").is_refused
    assert read_pprrvu(excerpt(FIXED_2025), "rvu.txt", holds_from=date(2025, 10, 1)).title.words == "October 2025"


@pytest.mark.parametrize("name", ["PPRRVU2026_Jul.txt", "PPRRVU26_JUL.txt"])
def test_refuses_a_fixed_width_file_of_a_year_whose_layout_is_not_known(name: str) -> None:
    file = read_pprrvu(excerpt(FIXED_2025), name)
    assert file.is_refused
    assert "fixed-width layout of 2026" in file.issues[0].message


def test_refuses_a_fixed_width_file_whose_filler_is_in_use() -> None:
    lines = excerpt(FIXED_2025).decode("ascii").split("\r\n")
    lines[-2] = f"{lines[-2][:120]}9{lines[-2][121:]}"
    file = read_pprrvu("\r\n".join(lines).encode("ascii"), FIXED_2025)
    assert "fixed-width layout of 2026" in file.issues[0].message


def test_takes_the_order_of_columns_from_the_header() -> None:
    """Every line with its last two columns exchanged, header included, holds the same rows."""
    lines = excerpt().decode("ascii").split("\r\n")
    exchanged = []
    for line in lines:
        cells = line.split(",")
        cells[-2:] = reversed(cells[-2:])
        exchanged.append(",".join(cells))
    # OPPS facility PE and MP are not the same for the chest X-ray (2.70 and 0.05), so their names must decide.
    read = {row.key: row for row in read_pprrvu("\r\n".join(exchanged).encode("ascii")).rows}
    assert read["71046", ""] == rows_by_key(JULY_2026)["71046", ""]


def test_warns_that_an_excerpt_is_no_whole_release() -> None:
    issues = read_pprrvu(excerpt()).issues
    assert [issue.severity for issue in issues] == [Severity.WARNING]
    assert "15 rows" in issues[0].message


def test_reads_the_day_given_only_within_the_year_of_the_title() -> None:
    file = read_pprrvu(excerpt(), holds_from=date(2025, 10, 1))
    assert file.is_refused
    assert [(issue.field, issue.value) for issue in file.issues if issue.severity == Severity.ERROR] == [("effective_from", "2025-10-01")]


def test_values_are_the_same_whatever_the_line_ends() -> None:
    whole = read_pprrvu(excerpt())
    for ending in (b"\n", b"\r"):
        assert replace(read_pprrvu(excerpt().replace(b"\r\n", ending)), issues=()) == replace(whole, issues=())
    mixed = excerpt().replace(b"\r\n", b"\n", 12)
    assert replace(read_pprrvu(mixed), issues=()) == replace(whole, issues=())
