"""RVU Edge reads the payment limits of Part B drugs as CMS publishes them."""

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from codes.cms import asp
from codes.cms.reading import About
from tests.codes.fee_files import ALL, ASP, NDC, OTHERS, changed, errors, excerpt, expected, listed, of_bytes, of_text, told, workbook

LINE = "P9041,albumin,50 ML,10.615,20.000,,,95,10.615,,,"


def test_reads_the_excerpt_as_listed_beside_it():
    reading = asp.read(excerpt(ASP))
    assert listed(reading.rows) == expected("asp/asp26jan.expected.csv")
    assert (reading.kind, reading.is_refused, reading.layout) == ("asp", False, "csv")


def test_takes_the_day_from_the_title_lines():
    assert asp.read(excerpt(ASP)).about == About("Part B drug payment limits, January 2026", date(2026, 1, 1))


def test_tells_no_day_where_the_titles_tell_none():
    reading = asp.read(changed(ASP, '"Effective January 1, 2026 through March 31, 2026"', "as published"))
    assert reading.about == About("Part B drug payment limits", None)


def test_reads_the_same_from_a_workbook():
    assert asp.read(workbook(ASP)).rows == asp.read(excerpt(ASP)).rows


def test_reads_a_note_that_runs_over_two_lines():
    reading = asp.read(excerpt(ASP))
    radium = next(item for item in reading.rows if item.code == "A9606")
    assert radium.amount is None
    assert radium.note == "microCurie 100% AWP = $202.82 microCurie 100% WAC = $169.02"


def test_cuts_a_unit_that_is_longer_than_can_be_kept_and_says_so():
    reading = asp.read(changed(ASP, "PER IMPLANT", "cells " * 30))
    unit = next(item.unit for item in reading.rows if item.code == "J3403")
    assert len(unit) == 120
    assert unit.endswith("cells…")
    assert "1 texts are longer than can be kept" in told(reading)


def test_makes_control_and_direction_marks_visible():
    reading = asp.read(changed(ASP, ",albumin,", ",albu\u202emin,"))
    assert next(item.name for item in reading.rows if item.code == "P9041") == "albu\\u202emin"


def test_says_that_the_crosswalk_is_not_the_payment_limit_file():
    assert asp.recognises(excerpt(NDC))
    reading = asp.read(excerpt(NDC))
    assert reading.is_refused
    assert told(reading) == "This is the NDC crosswalk; bring the payment limit file."


@pytest.mark.parametrize(
    ("line", "field", "value", "sentence"),
    [
        ("P904,albumin,50 ML,10.615,,,,,,,,", "code", "P904", "has not the shape of a code"),
        ("P9041,albumin,,10.615,,,,,,,,", "unit", "", "the unit of the limit is missing"),
        ("P9041,albumin,50 ML,10.6151,,,,,,,,", "amount", "10.6151", "has more than 3 decimals"),
        ("P9041,albumin,50 ML,see notes,,,,,,,,", "amount", "see notes", "is no amount in dollars"),
        ("P9041,albumin,50 ML,(10.615),,,,,,,,", "amount", "(10.615)", "is negative"),
        ("P9041,albumin,50 ML,10.615,,,,,,,,,x", "", "", "Line 17 has 13 cells, the table from line 9 on has 12."),
    ],
)
def test_names_line_field_and_value_of_a_fault(line: str, field: str, value: str, sentence: str):
    reading = asp.read(changed(ASP, LINE, line))
    # The note of A9606 runs over lines 11 and 12, so P9041 stands in line 17.
    assert errors(reading) == [(17, field, value)]
    assert sentence in told(reading)


def test_refuses_two_limits_for_one_code():
    reading = asp.read(changed(ASP, LINE, f"{LINE}\n{LINE.replace('50 ML,10.615', '50 ML,10.616')}"))
    assert "Lines 17 and 18 hold the same code and modifier (P9041): $10.615 and $10.616." in told(reading)


def test_skips_notes_and_the_end_of_file_mark_and_counts_them():
    reading = asp.read(changed(ASP, LINE, f"{LINE}\n,,,,,,,,,,,\nSee the notes above.,,,,,,,,,,,\n\x1a,,,,,,,,,,,"))
    assert not reading.is_refused
    assert reading.skipped == 2


def test_says_which_columns_it_looked_for():
    assert "names the columns HCPCS Code, HCPCS Code Dosage, Payment Limit" in told(asp.read(of_text("a,b\n1,2\n")))


def test_recognises_its_own_files_only():
    assert [name for name in ALL if asp.recognises(excerpt(name))] == [ASP, NDC]


def test_recognises_no_official_file_of_another_kind(official_files: Path):
    assert not [name for name in OTHERS if asp.recognises(of_bytes((official_files / "cms" / name).read_bytes()))]


def test_reads_the_official_file_of_january_2026(official_files: Path):
    path = next((official_files / "cms/ASP2026Q1").glob("*Payment Limit File*"))
    reading = asp.read(of_bytes(path.read_bytes(), path.name))
    assert not reading.is_refused
    # 887 lines of text: 9 with the header, one note over two lines, so 877 drugs.
    assert len(reading.rows) == 887 - 9 - 1
    assert reading.about == About("Part B drug payment limits, January 2026", date(2026, 1, 1))
    assert [item.code for item in reading.rows if item.amount is None] == ["A9606"]
    fees = {item.code: item for item in reading.rows}
    assert (fees["90371"].amount, fees["90371"].unit) == (Decimal("137.828"), "1 ML")
    assert (fees["Q2041"].amount, fees["Q2041"].unit) == (Decimal("532192.241"), "UP TO 200 MILLION CAR T CELLS")
    assert Counter(item.unit for item in reading.rows).most_common(1) == [("1 MG", 223)]
    assert not [item.unit for item in reading.rows if item.unit.endswith("…")]


def test_refuses_the_official_crosswalk_with_a_sentence(official_files: Path):
    path = next((official_files / "cms/ASP2026Q1").glob("*NDC-HCPCS*"))
    assert told(asp.read(of_bytes(path.read_bytes(), path.name))) == "This is the NDC crosswalk; bring the payment limit file."
