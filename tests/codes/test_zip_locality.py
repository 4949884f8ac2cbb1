"""RVU Edge reads the locality of each ZIP code, forty thousand of them within half a second."""

import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from codes.cms import zip_locality
from codes.cms.zip_locality import ZipLocality
from rvuedge.lib.issues import Severity
from tests.codes.locality_files import as_opened, changed, errors, excerpt, expected, issue_of, read, texts, told, workbook

NAME = "ZIP5_OCT2025"
ANCHORAGE = "AK995010210201 Z9   0 A                                                    20254"
TABLE = (
    "STATE,ZIP CODE,CARRIER,LOCALITY,RURAL IND,LAB CB LOCALITY,RURAL IND2,PLUS 4 FLAG,PART B DRUG INDICATOR,YEAR/QTR\r\n"
    "NY,00501,13202,02,,Z9,,0,A,20254\r\nPR,00601,09202,20,R,Z9,R,0,A,20254\r\n"
)


def records() -> bytes:
    return excerpt("zip5", f"{NAME}.txt")


def test_reads_the_records_as_their_text_says() -> None:
    reading = read(zip_locality, records(), "ZIP5_OCT2025.txt")
    assert texts(reading.rows) == expected("zip5", NAME)
    assert (reading.about.title, reading.about.effective_from) == ("ZIP codes and localities October 2025", date(2025, 10, 1))
    assert (reading.is_refused, reading.layout) == (False, "fixed width")


def test_reads_the_same_columns_of_a_table_and_proposes_lost_zeros_of_a_sheet() -> None:
    whole = texts(read(zip_locality, TABLE.encode()).rows)
    assert whole == [row for row in expected("zip5", NAME) if row["zip_code"] in {"00501", "00601"}]
    sheet = workbook(TABLE.encode(), numbers=(1, 2, 3, 9))
    asked = read(zip_locality, sheet)
    assert (asked.waits_for_mends, dict(asked.mends)) == (True, {"zip_code": 2, "mac": 1, "locality": 1})
    assert texts(read(zip_locality, sheet, accepts_repairs=True).rows) == whole


def test_remarks_that_an_excerpt_is_not_whole() -> None:
    messages = told(read(zip_locality, records()), Severity.WARNING)
    # The twelve ZIP codes lie in eleven localities: Arlington belongs to the one of Washington.
    assert "The file has 11 localities, CMS has 109 in 2025." in messages[0]
    assert "The file has 12 ZIP codes; a whole one has more than 42,000." in messages[1]


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("AK99501", "AK9950 ", ("zip_code", "9950")),
        ("AK9950102102", "AK99501 2102", ("mac", "2102")),
        ("AK995010210201 Z9", "AK995010210201XZ9", ("rural", "X")),
    ],
)
def test_tells_line_field_and_value_of_a_fault(before: str, after: str, fault: tuple[str, str]) -> None:
    reading = read(zip_locality, changed(records(), before, after))
    found = [(issue.line, issue.field, issue.value) for issue in reading.issues if issue.severity != Severity.WARNING]
    assert (reading.is_refused, found) == (True, [(1, *fault)])


@pytest.mark.parametrize(
    ("before", "after"),
    [(ANCHORAGE, ANCHORAGE[:-3]), (ANCHORAGE, f"{ANCHORAGE}9"), ("AK99501", "ak99501"), ("AK99501", "K99501"), ("AK99501", "AK995O1")],
)
def test_refuses_what_is_no_record(before: str, after: str) -> None:
    reading = read(zip_locality, changed(records(), before, after))
    assert errors(reading) == [(1, "", "")]
    assert "is no record of 80 characters" in reading.issues[0].message


def test_refuses_a_file_that_ends_within_a_record() -> None:
    assert errors(read(zip_locality, records()[:-40])) == [(12, "", "")]


def test_refuses_two_quarters_and_no_quarter() -> None:
    two = read(zip_locality, changed(records(), ANCHORAGE, ANCHORAGE.replace("20254", "20261")))
    assert errors(two) == [(None, "quarter", "20254 in 11 rows, 20261 in 1 rows")]
    none = read(zip_locality, changed(records(), ANCHORAGE, ANCHORAGE.replace("20254", "20255")))
    assert errors(none) == [(1, "quarter", "20255")]


def test_refuses_one_zip_code_in_two_localities_and_counts_a_repeated_record_once() -> None:
    other = read(zip_locality, records() + ANCHORAGE.replace("0210201", "0240299").encode() + b"\r\n")
    assert errors(other) == [(13, "zip_code", "99501")]
    assert "Lines 1 and 13 both hold 99501: 02102 01 and 02402 99" in other.issues[0].message
    same = read(zip_locality, records() + ANCHORAGE.encode() + b"\r\n")
    assert (len(same.rows), same.is_refused, issue_of(same, "zip_code").line) == (12, False, 13)


def test_refuses_localities_that_cms_does_not_have() -> None:
    reading = read(zip_locality, changed(records(), "AK995010210201", "AK995010210202"))
    assert errors(reading) == [(None, "locality", "02102 02")]


def test_names_a_missing_column() -> None:
    reading = read(zip_locality, TABLE.replace("CARRIER", "PAYER").encode())
    assert errors(reading) == [(1, "mac", "")]


def test_does_not_take_records_with_nine_digits_for_those_with_five() -> None:
    """Record layout of the nine digit file: the same length, blank in positions 16 to 20, four more digits in 22 to 25."""
    nine = "AK995010210201      11234      A" + " " * 43 + "20254"
    assert len(nine) == 80
    assert not zip_locality.recognises(as_opened(f"{nine}\r\n{nine}\r\n".encode()))
    assert zip_locality.recognises(as_opened(records()))


def test_reads_the_official_file_of_october_2025(official_files: Path) -> None:
    opened = as_opened((official_files / "cms/ZIPLOC25/ZIP5_OCT2025.txt.gz").read_bytes(), "ZIP5_OCT2025.txt.gz")
    started = time.process_time()
    reading = zip_locality.read(opened)
    taken = time.process_time() - started
    assert (len(reading.rows), reading.issues) == (42_956, ())
    # Counted with cut and sort: 11,633 rural ZIP codes, 7,830 most rural ones, the others urban.
    assert Counter(row.rural for row in reading.rows) == {"": 23_493, "R": 11_633, "B": 7_830}
    assert ZipLocality("64030", "WM", "05302", "02", "", "20254") in reading.rows
    assert taken < 2, "it takes a quarter of a second on a small machine"
