"""RVU Edge reads the geographic practice cost indices of every generation, and refuses what only looks like them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from codes.cms import gpci
from codes.cms.recognise import NotATable
from rvuedge.lib.issues import Severity
from tests.codes.locality_files import as_opened, changed, errors, excerpt, expected, issue_of, read, texts, told, workbook

OLD, NEW, BOTH = "GPCI2025", "GPCI2026", "GPCI2026_both_work"
ALABAMA = "10112,AL,00,ALABAMA,1,0.869,0.575"
LAST = "03602,WY,21,WYOMING**,1,1,0.739"


def csv_of(name: str = OLD) -> bytes:
    return excerpt("gpci", f"{name}.csv")


@pytest.mark.parametrize("name", [OLD, NEW, BOTH])
def test_reads_each_generation_as_its_text_says(name: str) -> None:
    reading = read(gpci, csv_of(name), f"{name}.csv")
    assert texts(reading.rows) == expected("gpci", name)
    assert (reading.is_refused, reading.layout) == (False, "csv")


def test_reads_fixed_width_records_as_the_csv() -> None:
    reading = read(gpci, excerpt("gpci", "GPCI2025.txt"), "GPCI2025.txt")
    assert texts(reading.rows) == expected("gpci", OLD)
    assert (reading.layout, reading.skipped, reading.is_refused) == ("fixed width", 3, False)


def test_reads_a_sheet_as_the_csv() -> None:
    reading = read(gpci, workbook(csv_of(), numbers=(4, 5, 6)), "GPCI2025.xlsx")
    assert texts(reading.rows) == expected("gpci", OLD)
    assert reading.layout == "xlsx"


def test_names_the_year_and_its_first_day() -> None:
    about = read(gpci, csv_of(NEW)).about
    assert (about.title, about.effective_from) == ("Geographic practice cost indices 2026", date(2026, 1, 1))


def test_skips_and_counts_the_notes_below_the_table() -> None:
    # 2026: assignments, two footnotes, two lines on the floor, one on California.
    assert [read(gpci, csv_of(name)).skipped for name in (OLD, NEW)] == [3, 6]


def test_reads_a_text_separated_by_tabs() -> None:
    tabbed = b"\r\n".join(line.replace(b",", b"\t") for line in csv_of().split(b"\r\n") if b'"' not in line)
    reading = read(gpci, tabbed, "GPCI2025.txt")
    assert texts(reading.rows) == [row for row in expected("gpci", OLD) if row["state"] != "HI"]
    assert "separated by tabs" in told(reading, Severity.WARNING)[0]


def test_takes_the_index_without_floor_where_the_file_has_no_other() -> None:
    reading = read(gpci, csv_of(NEW).replace(b"(with 1.0 Floor)***", b"(without 1.0 Floor)"))
    row = texts(reading.rows)[0]
    assert (row["work_gpci"], row["work_gpci_without_floor"]) == ("1.000", "1.000")


def test_names_the_missing_localities_of_an_excerpt_and_keeps_it() -> None:
    reading = read(gpci, csv_of())
    (message,) = told(reading, Severity.WARNING)
    assert message.startswith("The file has 7 localities, CMS has 109 in 2025. Missing are AR 13, AZ 00")
    assert not reading.is_refused


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("10112,AL,00,ALABAMA,NA,0.869,0.575", ("work_gpci", "NA")),
        ("10112,AL,00,ALABAMA,1,,0.575", ("pe_gpci", "")),
        ("10112,AL,00,ALABAMA,1,0.869,-0.575", ("mp_gpci", "-0.575")),
        ("10112,AL,00,ALABAMA,1,0.8694,0.575", ("pe_gpci", "0.8694")),
        ("10112,AL,00,ALABAMA,0,0.869,0.575", ("work_gpci", "0")),
        ("10112,AL,00,ALABAMA,1,0.869,3.001", ("mp_gpci", "3.001")),
        ("10112,AL,00,ALABAMA,1e0,0.869,0.575", ("work_gpci", "1e0")),
        ("10112,AL,00,ALABAMA,1,$0.869,0.575", ("pe_gpci", "$0.869")),
        ("10112,AL,00,ALABAMA,\u0661,0.869,0.575", ("work_gpci", "\u0661")),
        ("101120,AL,00,ALABAMA,1,0.869,0.575", ("mac", "101120")),
        ("1O112,AL,00,ALABAMA,1,0.869,0.575", ("mac", "1O112")),
        ("112,AL,00,ALABAMA,1,0.869,0.575", ("mac", "112")),
        ("\u0661\u0660\u0661\u0661\u0662,AL,00,ALABAMA,1,0.869,0.575", ("mac", "\u0661\u0660\u0661\u0661\u0662")),
        ("Palmetto GBA,AL,00,ALABAMA,1,0.869,0.575", ("mac", "Palmetto GBA")),
        ("10112,Alabama,00,ALABAMA,1,0.869,0.575", ("state", "Alabama")),
        ("10112,AL,000,ALABAMA,1,0.869,0.575", ("locality", "000")),
        ("10112,AL,00,,1,0.869,0.575", ("name", "")),
    ],
)
def test_tells_line_field_and_value_of_a_fault(row: str, fault: tuple[str, str]) -> None:
    reading = read(gpci, changed(csv_of(), ALABAMA, row))
    assert reading.is_refused
    assert errors(reading) == [(4, *fault)]
    assert issue_of(reading, fault[0]).message.endswith("Download the file again, or correct the line.")


def test_tells_all_faults_at_once() -> None:
    broken = changed(changed(csv_of(), ALABAMA, "10112,AL,xx,ALABAMA,1,0.869,9"), ",MIAMI,1,1.027", ",MIAMI,1,one")
    assert errors(read(gpci, broken)) == [(4, "locality", "xx"), (4, "mp_gpci", "9"), (8, "pe_gpci", "one")]


def test_proposes_lost_zeros_and_takes_them_back_only_when_told() -> None:
    lost = (
        csv_of().replace(b"\n0", b"\n").replace(b",00,", b",0,").replace(b",01,", b",1,").replace(b",05,", b",5,").replace(b",04,", b",4,")
    )
    asked = read(gpci, lost)
    assert (asked.is_refused, asked.waits_for_mends) == (True, True)
    # Contractors of Alaska, both of California, Florida, Hawaii, Wyoming; localities 00, 01 twice, 05 and 04.
    assert dict(asked.mends) == {"mac": 6, "locality": 5}
    assert "'2102' in line 5 will be read as '02102'" in issue_of(asked, "mac").message
    mended = read(gpci, lost, accepts_repairs=True)
    assert (mended.is_refused, texts(mended.rows)) == (False, expected("gpci", OLD))


def test_names_every_missing_column() -> None:
    reading = read(gpci, csv_of().replace(b"Locality Number", b"No.").replace(b"PE GPCI", b"Expense"))
    assert errors(reading) == [(3, "locality", ""), (3, "pe_gpci", "")]
    assert "No column 'Locality Number'" in issue_of(reading, "locality").message


def test_refuses_a_file_without_its_work_index_or_with_two() -> None:
    assert errors(read(gpci, csv_of().replace(b"PW GPCI", b"Work"))) == [(None, "work_gpci", "")]
    twice = csv_of().replace(b"2025 PE GPCI", b"2025 MP GPCI")
    assert errors(read(gpci, twice)) == [(3, "pe_gpci", ""), (3, "mp_gpci", "")]


def test_refuses_rows_without_their_header() -> None:
    reading = read(gpci, b"\r\n".join(csv_of().split(b"\r\n")[3:]))
    assert "names the columns Medicare Administrative Contractor (MAC), State" in reading.issues[0].message


def test_refuses_a_header_without_rows() -> None:
    reading = read(gpci, csv_of().split(ALABAMA.encode())[0])
    assert (reading.is_refused, reading.issues[0].message) == (True, "No row of the table could be read. Download the file again.")


def test_refuses_one_locality_with_two_values_and_counts_a_repeated_row_once() -> None:
    other = read(gpci, changed(csv_of(), LAST, f"{LAST}\r\n03602,WY,21,WYOMING**,1,1,0.8"))
    assert errors(other) == [(11, "locality", "WY 21")]
    assert "Lines 10 and 11 both hold WY 21, with other values: mp gpci 0.739 and 0.800" in issue_of(other, "locality").message
    same = read(gpci, changed(csv_of(), LAST, f"{LAST}\r\n{LAST}"))
    assert (len(same.rows), same.is_refused) == (7, False)
    assert any("stands in line 10 already" in message for message in told(same, Severity.WARNING))


@pytest.mark.parametrize("left", ["03602,WY,21,WYOM", "0360", "03602,WY,21,WYOMING**,1,1", '03602,WY,21,"WYOM'])
def test_refuses_a_file_that_ends_within_a_line(left: str) -> None:
    reading = read(gpci, csv_of().split(LAST.encode())[0] + left.encode())
    assert reading.is_refused
    assert [line for line, _field, _value in errors(reading)] == [10]


def test_refuses_a_fixed_width_record_of_another_length() -> None:
    content = excerpt("gpci", "GPCI2025.txt")
    for part in (content.split(b"   0.739")[0], content.replace(b"0.739\r\n", b"0.739       0.500\r\n")):
        reading = read(gpci, part)
        assert [line for line, _field, _value in errors(reading)] == [10]
        assert "is no record of 150 characters" in reading.issues[0].message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<!DOCTYPE html><html><body>2025 PW GPCI</body></html>", "It is a web page"),
        (csv_of().replace(b"MIAMI", b"MI\x00AMI"), "Line 8 has a NUL byte"),
        (csv_of().replace(b"MIAMI", b"MI\xe9MI").replace(b"ALABAMA", "\u00c1LABAMA".encode()), "bytes that are not UTF-8"),
    ],
)
def test_refuses_what_is_no_table(content: bytes, message: str) -> None:
    with pytest.raises(NotATable) as refused:
        as_opened(content)
    assert message in refused.value.issue.message


def test_reads_windows_1252_and_utf_16_and_says_so() -> None:
    reading = read(gpci, csv_of().replace(b"MIAMI", b"MI\xc1MI"))
    assert [row["name"] for row in texts(reading.rows)][4] == "MI\u00c1MI"
    assert any("Windows-1252 (line 8" in message for message in told(reading, Severity.WARNING))
    assert texts(read(gpci, csv_of().decode("ascii").encode("utf-16")).rows) == expected("gpci", OLD)


def test_refuses_localities_that_cms_does_not_have_and_names_them() -> None:
    reading = read(gpci, changed(changed(csv_of(NEW), ",WY,21,", ",WY,00,"), ",FL,04,", ",FL,05,"))
    assert errors(reading) == [(None, "locality", "FL 05, WY 00")]
    assert "2 localities of the file (FL 05, WY 00) are not known to CMS in 2026. 104 that it has are missing" in reading.issues[0].message


def test_keeps_some_new_localities_of_a_year_to_come() -> None:
    reading = read(gpci, changed(csv_of(NEW), ",WY,21,", ",WY,22,").replace(b"2026", b"2028"), "GPCI2028.csv")
    assert not reading.is_refused
    assert "The locality WY 22 of the file is not known from 2020 to 2026" in issue_of(reading, "locality").message


def test_knows_the_three_localities_that_california_had_until_2023() -> None:
    def of_year(year: bytes) -> bytes:
        return changed(csv_of(), ",CA,05,", ",CA,06,").replace(b"2025", year)

    assert not read(gpci, of_year(b"2023")).is_refused
    assert errors(read(gpci, of_year(b"2024"))) == [(None, "locality", "CA 06")]


def test_remarks_on_a_locality_under_another_contractor() -> None:
    reading = read(gpci, changed(csv_of(), "09102,FL", "09202,FL"))
    assert not reading.is_refused
    assert "FL 04 09202 (before 09102)" in issue_of(reading, "mac").message


def test_refuses_one_number_of_a_contractor_for_two_states() -> None:
    reading = read(gpci, changed(csv_of(), "03602,WY,21", "02102,WY,01"))
    assert (None, "mac", "02102") in errors(reading)


def test_refuses_work_indices_below_the_floor_that_the_header_names() -> None:
    one = read(gpci, changed(csv_of(), ALABAMA, "10112,AL,00,ALABAMA,0.988,0.869,0.575"))
    assert (one.is_refused, issue_of(one, "work_gpci").value) == (False, "AL 00 0.988")
    exchanged = csv_of().replace(
        b"PW GPCI (with 1.0 Floor),2025 PE GPCI,2025 MP GPCI", b"MP GPCI,2025 PE GPCI,2025 PW GPCI (with 1.0 Floor)"
    )
    assert [field for _line, field, _value in errors(read(gpci, exchanged))] == ["work_gpci"]


def test_remarks_on_a_work_index_below_the_one_without_floor() -> None:
    reading = read(gpci, changed(csv_of(BOTH), "0.988,1.000", "1.002,1.000"))
    assert (reading.is_refused, issue_of(reading, "work_gpci").value) == (False, "AL 00 1.000")


def test_refuses_two_years_and_remarks_on_another_name() -> None:
    assert errors(read(gpci, csv_of().replace(b"2025 PE GPCI", b"2026 PE GPCI"))) == [(None, "year", "2025 and 2026")]
    renamed = read(gpci, csv_of(), "GPCI2026.csv")
    assert (renamed.about.effective_from, issue_of(renamed, "year").severity) == (date(2025, 1, 1), Severity.WARNING)


def test_reads_the_official_files_of_2025_the_same_in_three_formats(official_files: Path) -> None:
    folder = official_files / "cms/RVU25D"
    tables = [read(gpci, (folder / name).read_bytes(), name) for name in ("GPCI2025.csv", "GPCI2025.txt", "GPCI2025.xlsx")]
    assert [len(table.rows) for table in tables] == [109, 109, 109]
    assert [table.issues for table in tables] == [(), (), ()]
    assert tables[0].rows == tables[1].rows == tables[2].rows


def test_reads_the_copy_saved_by_a_spreadsheet_once_its_mends_are_accepted(official_files: Path) -> None:
    content = (official_files / "cms/RVU25A/GPCI2025.csv").read_bytes()
    asked = read(gpci, content)
    assert (asked.waits_for_mends, {issue.severity for issue in asked.issues}) == (True, {Severity.REPAIR})
    official = read(gpci, (official_files / "cms/RVU25D/GPCI2025.csv").read_bytes())
    assert read(gpci, content, accepts_repairs=True).rows == official.rows


def test_reads_2026_and_refuses_the_made_up_file_under_its_header(official_files: Path) -> None:
    genuine = read(gpci, (official_files / "derived/biller/GPCI2026.csv").read_bytes(), "GPCI2026.csv")
    assert (len(genuine.rows), genuine.issues) == (109, ())
    # Minnesota 0.296 and Miami 2.529: the lowest and the highest malpractice index of 2026.
    indices = [row.mp_gpci for row in genuine.rows if isinstance(row, gpci.LocalityIndices)]
    assert (min(indices), max(indices)) == (Decimal("0.296"), Decimal("2.529"))
    made_up = read(gpci, (official_files / "derived/billrosetta/GPCI2026_SUSPECT.csv").read_bytes(), "GPCI2026.csv")
    assert made_up.is_refused
    assert made_up.issues[0].message.startswith("16 localities of the file (CA 26, CA 99, IL 01")
    assert "27 that it has are missing" in made_up.issues[0].message
