"""RVU Edge reads the imaging caps of each code and locality to the cent."""

from datetime import date
from pathlib import Path

import pytest

from codes.cms import oppscap
from rvuedge.lib.issues import Severity
from tests.codes.locality_files import changed, errors, excerpt, expected, issue_of, read, texts, told, workbook

NAME = "OPPSCAP_Oct"
ALABAMA = "0633T,TC,C,10112,00,92.38,92.38"


def csv_of() -> bytes:
    return excerpt("oppscap", f"{NAME}.csv")


def test_reads_the_csv_as_its_text_says() -> None:
    reading = read(oppscap, csv_of(), "OPPSCAP_Oct.csv")
    assert texts(reading.rows) == expected("oppscap", NAME)
    assert (reading.is_refused, reading.issues) == (False, ())


def test_reads_fixed_width_records_as_the_csv() -> None:
    reading = read(oppscap, excerpt("oppscap", "OPPSCAP_Oct.txt"))
    assert (texts(reading.rows), reading.layout) == (expected("oppscap", NAME), "fixed width")


def test_reads_a_sheet_as_the_csv() -> None:
    reading = read(oppscap, workbook(csv_of(), numbers=(5, 6)))
    assert (texts(reading.rows), reading.layout) == (expected("oppscap", NAME), "xlsx")


@pytest.mark.parametrize(
    ("name", "title", "day"),
    [
        ("OPPSCAP_Oct.csv", "OPPS payment caps October", None),
        ("OPPSCAP_JAN2026.csv", "OPPS payment caps January 2026", date(2026, 1, 1)),
        ("RVU25D/OPPSCAP_Oct.csv", "OPPS payment caps October 2025", date(2025, 10, 1)),
        ("RVU26B-OPPSCAP.csv", "OPPS payment caps April 2026", date(2026, 4, 1)),
        ("caps.csv", "OPPS payment caps", None),
    ],
)
def test_names_the_quarter_as_far_as_the_name_of_the_file_does(name: str, title: str, day: date | None) -> None:
    about = read(oppscap, csv_of(), name).about
    assert (about.title, about.effective_from) == (title, day)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("0633T,TC,C,10112,00,92.385,92.38", ("facility_cap", "92.385")),
        ("0633T,TC,C,10112,00,NA,92.38", ("facility_cap", "NA")),
        ("0633T,TC,C,10112,00,92.38,$92.38", ("non_facility_cap", "$92.38")),
        ("0633T,TC,C,10112,00,92.38,0", ("non_facility_cap", "0")),
        ("0633T,TC,Q,10112,00,92.38,92.38", ("status", "Q")),
        ("0633T,T,C,10112,00,92.38,92.38", ("modifier", "T")),
        ("0633TX,TC,C,10112,00,92.38,92.38", ("code", "0633TX")),
        ("0633T,TC,C,,00,92.38,92.38", ("mac", "")),
        ("0633T,TC,C,10112,A,92.38,92.38", ("locality", "A")),
    ],
)
def test_tells_line_field_and_value_of_a_fault(row: str, fault: tuple[str, str]) -> None:
    reading = read(oppscap, changed(csv_of(), ALABAMA, row))
    assert (reading.is_refused, errors(reading)) == (True, [(5, *fault)])


def test_names_every_missing_column() -> None:
    reading = read(oppscap, csv_of().replace(b"NON-FACILTY PRICE", b"OFFICE").replace(b"MOD", b"M"))
    assert errors(reading) == [(1, "modifier", ""), (1, "non_facility_cap", "")]


def test_reads_the_column_by_its_right_spelling_too() -> None:
    reading = read(oppscap, csv_of().replace(b"NON-FACILTY", b"NON-FACILITY"))
    assert texts(reading.rows) == expected("oppscap", NAME)


def test_proposes_lost_zeros() -> None:
    lost = csv_of().replace(b",01112,05,", b",1112,5,").replace(b",02102,01,", b",2102,1,").replace(b",10112,00,", b",10112,0,")
    asked = read(oppscap, lost)
    assert (asked.waits_for_mends, dict(asked.mends)) == (True, {"mac": 8, "locality": 12})
    assert texts(read(oppscap, lost, accepts_repairs=True).rows) == expected("oppscap", NAME)


def test_refuses_one_cap_with_two_values() -> None:
    reading = read(oppscap, changed(csv_of(), ALABAMA, f"{ALABAMA}\r\n0633T,TC,C,10112,00,92.38,92.39"))
    assert errors(reading) == [(6, "code", "0633T TC 10112 00")]
    assert "Lines 5 and 6" in reading.issues[0].message


@pytest.mark.parametrize("left", ["93990,TC,A,10112,00,92.1", "93990"])
def test_refuses_a_file_that_ends_within_a_line(left: str) -> None:
    reading = read(oppscap, csv_of().split(b"93990,TC,A,10112")[0] + left.encode())
    assert [line for line, _field, _value in errors(reading)] == [17]


def test_refuses_fixed_width_records_that_are_cut_or_moved() -> None:
    content = excerpt("oppscap", "OPPSCAP_Oct.txt")
    cut = read(oppscap, content[:-6])
    moved = read(oppscap, content.replace(b"74470TC C 02102  01", b"74470TC C  02102 01"))
    letters = read(oppscap, content + b"G0365TC A 011")
    assert errors(letters) == [(17, "", "")]
    assert [errors(cut), errors(moved)] == [[(16, "", "")], [(7, "", "")]]
    assert "is no record of 38 characters" in cut.issues[0].message


def test_remarks_on_codes_with_fewer_localities_and_on_new_modifiers() -> None:
    fewer = read(oppscap, changed(csv_of(), ALABAMA + "\r\n", ""))
    assert "1 codes have caps in fewer than 4 localities, as the others have: 0633T TC 3" in issue_of(fewer, "code").message
    new = read(oppscap, csv_of().replace(b"93990,TC", b"93990,ZZ"))
    assert (new.is_refused, issue_of(new, "modifier").value) == (False, "ZZ")


def test_reads_windows_1252_and_says_so() -> None:
    reading = read(oppscap, csv_of() + b"* caf\xe9 note\r\n")
    assert (reading.skipped, len(told(reading, Severity.WARNING))) == (1, 1)


def test_reads_the_official_files_the_same_in_three_formats(official_files: Path) -> None:
    folder = official_files / "cms/RVU25D"
    tables = [read(oppscap, (folder / name).read_bytes(), name) for name in ("OPPSCAP_Oct.csv", "OPPSCAP_Oct.txt", "OPPSCAP_Oct.xlsx")]
    assert [len(table.rows) for table in tables] == [16_100, 16_100, 16_100]
    assert [table.issues for table in tables] == [(), (), ()]
    assert tables[0].rows == tables[1].rows == tables[2].rows
