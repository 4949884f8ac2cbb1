"""RVU Edge reads which counties belong to a locality, and never gives a locality to the wrong state."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from codes.cms import locco
from codes.cms.locco import LocalityCounties
from rvuedge.lib.issues import Severity
from tests.codes.locality_files import changed, errors, excerpt, expected, issue_of, read, texts, told, workbook

NAME = "25LOCCO"


def csv_of() -> bytes:
    return excerpt("locco", f"{NAME}.csv")


def test_reads_the_csv_as_its_text_says_with_the_state_carried_down() -> None:
    reading = read(locco, csv_of(), "25LOCCO.csv")
    assert texts(reading.rows) == expected("locco", NAME)
    assert (reading.about.title, reading.about.effective_from) == ("Localities and counties 2025", date(2025, 1, 1))
    assert (reading.is_refused, reading.skipped) == (False, 1)


def test_reads_the_numbers_without_zeros_that_cms_publishes_and_says_so() -> None:
    reading = read(locco, csv_of())
    # Four digits: Alaska, Arkansas, California three times, Florida three times, Hawaii, Missouri four times.
    assert "13 numbers stand without zeros in front, as CMS publishes this file" in issue_of(reading, "mac").message
    assert any("Locality Number: 9 numbers stand without zeros" in message for message in told(reading, Severity.WARNING))
    assert (reading.mends, reading.waits_for_mends) == ((), False)


def test_proposes_lost_zeros_of_a_sheet() -> None:
    asked = read(locco, workbook(csv_of(), numbers=(0, 1)))
    assert asked.waits_for_mends
    assert texts(read(locco, workbook(csv_of(), numbers=(0, 1)), accepts_repairs=True).rows) == expected("locco", NAME)


def test_counts_a_row_that_stands_twice_once() -> None:
    # The rest of Missouri stands twice in every official file: it was served by two carriers.
    reading = read(locco, csv_of())
    assert any("The same row stands in line 25 already" in message for message in told(reading, Severity.WARNING))


def test_reads_the_text_file_and_tells_what_it_cuts() -> None:
    reading = read(locco, excerpt("locco", "25LOCCO.txt"))
    same = [(row["mac"], row["locality"], row["state"]) for row in texts(reading.rows)]
    assert same == [(row["mac"], row["locality"], row["state"]) for row in expected("locco", NAME)]
    assert (
        "In 2 localities the list of counties reaches the end of the line and is cut: DC 01, FL 03" in issue_of(reading, "counties").message
    )


def test_names_the_state_that_the_text_file_forgets() -> None:
    """California's first line has no name there: carried down, Los Angeles would lie in Arkansas."""
    reading = read(locco, excerpt("locco", "25LOCCO.txt"))
    assert [row["state"] for row in texts(reading.rows) if row["mac"] in {"01112", "01182"}] == ["CA", "CA", "CA"]
    assert (issue_of(reading, "state").line, issue_of(reading, "state").value) == (11, "CA")


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("7102,13,ARKANSAS ", "7102,13,ATLANTIS ", (9, "state", "ATLANTIS")),
        ("7102,13,", "71x2,13,", (9, "mac", "71x2")),
        ("7102,13,", "7102,,", (9, "locality", "")),
        (",MIAMI,DADE AND MONROE", ",MIAMI,", (18, "counties", "")),
        (",MIAMI,DADE AND MONROE", ",,DADE AND MONROE", (18, "area", "")),
    ],
)
def test_tells_line_field_and_value_of_a_fault(before: str, after: str, fault: tuple[int, str, str]) -> None:
    reading = read(locco, changed(csv_of(), before, after))
    assert (reading.is_refused, errors(reading)) == (True, [fault])


def test_refuses_a_first_row_without_state() -> None:
    reading = read(locco, changed(csv_of(), "10112,0,ALABAMA ", "10199,0,"))
    assert errors(reading) == [(5, "state", "")]


def test_refuses_localities_that_cms_does_not_have() -> None:
    reading = read(locco, changed(csv_of(), "1112,75,", "1112,76,"))
    assert errors(reading) == [(None, "locality", "CA 76")]


def test_names_every_missing_column() -> None:
    reading = read(locco, csv_of().replace(b"State ", b"Land ").replace(b"Fee Schedule Area", b"FEE SCHEDULE AREA"))
    assert errors(reading) == [(3, "state", "")]


def test_refuses_one_locality_with_two_lists() -> None:
    reading = read(locco, changed(csv_of(), "REST OF STATE*,ALL OTHER COUNTIES\r\n,,,,\r\n,,", "REST OF STATE*,NONE\r\n,,,,\r\n,,"))
    assert errors(reading) == [(26, "locality", "05302 99")]


@pytest.mark.parametrize("left", ["5302,99,,REST", "5302"])
def test_refuses_a_file_that_ends_within_a_line(left: str) -> None:
    reading = read(locco, csv_of().split(b"5302,99,,REST OF STATE*,")[0] + left.encode())
    assert [line for line, _field, _value in errors(reading)] == [26]


def test_refuses_a_fixed_width_record_that_is_cut() -> None:
    content = excerpt("locco", "25LOCCO.txt").split(b"    05302       99")[0]
    for left, fault in ((b"    0530", [(25, "", "")]), (b"    05302       99                           REST", [(25, "counties", "")])):
        assert errors(read(locco, content + left)) == fault


def test_reads_windows_1252_and_says_so() -> None:
    reading = read(locco, csv_of().replace(b"MIAMI", b"MIAM\xcd"))
    assert any("Windows-1252 (line 18" in message for message in told(reading, Severity.WARNING))


def test_reads_the_official_files_with_110_rows_in_109_localities(official_files: Path) -> None:
    for name in ("RVU25D/25LOCCO.csv", "RVU25D/25LOCCO.txt", "RVU25D/25LOCCO.xlsx", "RVU25A/25LOCCO1.csv"):
        content = (official_files / "cms" / name).read_bytes()
        reading = read(locco, content, Path(name).name)
        assert (len(reading.rows), reading.is_refused) == (109, False), name
        assert sum("it is counted once" in message for message in told(reading, Severity.WARNING)) == 1
        states = Counter(row.state for row in reading.rows if isinstance(row, LocalityCounties))
        # 29 localities of California, 8 of Texas, 5 of New York, one of Arkansas.
        assert (states["CA"], states["TX"], states["NY"], states["AR"], len(states)) == (29, 8, 5, 1, 53), name


def test_reads_csv_and_sheet_alike(official_files: Path) -> None:
    table, sheet = (read(locco, (official_files / "cms/RVU25D" / name).read_bytes()) for name in ("25LOCCO.csv", "25LOCCO.xlsx"))
    assert table.rows == sheet.rows
