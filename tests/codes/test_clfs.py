"""RVU Edge reads the clinical laboratory fee schedule as CMS publishes it."""

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from codes.cms import clfs
from codes.cms.reading import About
from tests.codes.fee_files import ALL, CLFS, OTHERS, changed, errors, excerpt, expected, listed, of_bytes, of_text, told, workbook

LINE = "2025,P9612,,20250101,N,9.09,urine taken,,"


def test_reads_the_excerpt_as_listed_beside_it():
    reading = clfs.read(excerpt(CLFS))
    assert listed(reading.rows) == expected("clfs/clfs25q2.expected.csv")
    assert (reading.kind, reading.is_refused, reading.layout, reading.skipped) == ("clfs", False, "csv", 0)
    # The note of CMS holds 0xA0, which is no UTF-8.
    assert [issue.message for issue in reading.issues] == ["The file was read as Windows-1252 (line 3 is not UTF-8)."]


def test_takes_title_and_day_from_the_latest_line():
    assert clfs.read(excerpt(CLFS)).about == About("Clinical laboratory fees, April 2025", date(2025, 4, 1))


def test_takes_a_later_quarter_from_the_name_where_a_quarter_brought_no_new_rate():
    opened = of_bytes(b"\r\n".join(excerpt(CLFS).head.encode("cp1252").split(b"\n")[:7]), "CLFS 2025 Q3V1.csv")
    assert clfs.read(opened).about == About("Clinical laboratory fees, July 2025", date(2025, 7, 1))


def test_remarks_on_a_name_of_another_year_and_believes_the_lines():
    text = "\n".join(excerpt(CLFS).lines)
    reading = clfs.read(of_text(text, "CLFS 2024 Q1V1.csv"))
    assert reading.about.effective_from == date(2025, 4, 1)
    assert not reading.is_refused
    assert "The lines hold from April 2025, the name of the file says January 2024." in told(reading)


def test_reads_the_same_from_a_workbook():
    assert clfs.read(workbook(CLFS, leave_text=(1,))).rows == clfs.read(excerpt(CLFS)).rows


def test_reads_semicolons_tabs_and_pipes():
    head = ["YEAR", "HCPCS", "MOD", "EFF_DATE", "INDICATOR", "RATE"]
    for separator, word in ((";", "semicolons"), ("\t", "tabs"), ("|", "pipes")):
        lines = [separator.join(head), separator.join(["2025", "P9612", "", "20250101", "N", "9.09"])]
        reading = clfs.read(of_text("\n".join(lines)))
        assert [(item.code, item.amount, item.name) for item in reading.rows] == [("P9612", Decimal("9.09"), "")]
        assert told(reading) == f"The cells are separated by {word}; the file was read so."


def test_proposes_zeros_for_codes_that_a_spreadsheet_made_numbers():
    reading = clfs.read(changed(CLFS, "2025,36415,", "2025,415,"))
    assert reading.waits_for_mends
    assert reading.mends == (("code", 1),)
    assert "'415' in line 7 will be read as '00415'" in told(reading)
    accepted = clfs.read(changed(CLFS, "2025,36415,", "2025,415,"), accepts_repairs=True)
    assert not accepted.is_refused
    assert "00415" in {item.code for item in accepted.rows}


@pytest.mark.parametrize(
    ("line", "field", "value", "sentence"),
    [
        ("2025,P961O,,20250101,N,9.09,,,", "code", "P961O", "Is a letter O a zero?"),
        ("2025,1E+05,,20250101,N,9.09,,,", "code", "1E+05", "is a number instead of a code"),
        ("2025,99213.0,,20250101,N,9.09,,,", "code", "99213.0", "is a number instead of a code"),
        ("2025,5-Jan,,20250101,N,9.09,,,", "code", "5-Jan", "is a date instead of a code"),
        ("2025,=A1,,20250101,N,9.09,,,", "code", "=A1", "is a formula instead of a code"),
        ("2025,,,20250101,N,9.09,,,", "code", "", "the code is missing"),
        ("2025,P9612,QWX,20250101,N,9.09,,,", "modifier", "QWX", "is no modifier of two characters"),
        ("2025,P9612,,2025,N,9.09,,,", "effective_from", "2025", "is no day written as 20250401"),
        ("2025,P9612,,20250231,N,9.09,,,", "effective_from", "20250231", "is no day written as 20250401"),
        ("2025,P9612,,20250101,X,9.09,,,", "indicator", "X", "is neither N (national) nor L (local)"),
        ("2025,P9612,,20250101,N,,,,", "amount", "", "is no amount in dollars"),
        ("2025,P9612,,20250101,N,0.00,,,", "amount", "0.00", "a national rate is never 0.00"),
        ("2025,P9612,,20250101,N,-9.09,,,", "amount", "-9.09", "is negative"),
        ("2025,P9612,,20250101,N,9.095,,,", "amount", "9.095", "has more than 2 decimals"),
        ("2025,P9612,,20250101,N,80%,,,", "amount", "80%", "is a percentage"),
        ("2025,P9612,,20250101,N,NaN,,,", "amount", "NaN", "is no amount in dollars"),
        ("2025,P9612,,20250101,N,1_000,,,", "amount", "1_000", "is no amount in dollars"),
        ("2025,P9612,,20250101,N,\uff19.09,,,", "amount", "\uff19.09", "is no amount in dollars"),
        ("2025,P9612,,20250101,N,9.09", "", "", "Line 13 has 6 cells, the table from line 5 on has 9."),
    ],
)
def test_names_line_field_and_value_of_a_fault(line: str, field: str, value: str, sentence: str):
    reading = clfs.read(changed(CLFS, LINE, line))
    # The note of 80047 runs over lines 8 and 9, so P9612 stands in line 13.
    assert errors(reading) == [(13, field, value)]
    assert sentence in told(reading)


def test_drops_blank_cells_beyond_the_last_column_and_keeps_a_placeholder_of_cms():
    reading = clfs.read(changed(CLFS, LINE, "2025,GXXX1,,20250101,N,9.09,,,,,"))
    assert not reading.is_refused
    assert "A placeholder that CMS has not numbered yet; the row is kept." in told(reading)
    assert "GXXX1" in {item.code for item in reading.rows}


def test_names_every_fault_of_a_line_at_once():
    assert errors(clfs.read(changed(CLFS, LINE, "2025,P961O,X,2025,Z,abc,,,"))) == [
        (13, "code", "P961O"),
        (13, "modifier", "X"),
        (13, "indicator", "Z"),
        (13, "amount", "abc"),
        (13, "effective_from", "2025"),
    ]


def test_refuses_two_rates_for_one_code_and_counts_the_same_line_once():
    twice = clfs.read(changed(CLFS, LINE, f"{LINE}\n{LINE}"))
    assert not twice.is_refused
    assert "The same row stands in line 13 already" in told(twice)
    other = clfs.read(changed(CLFS, LINE, f"{LINE}\n{LINE.replace('9.09', '9.10')}"))
    assert "Lines 13 and 14 hold the same code and modifier (P9612): $9.09 and $9.10." in told(other)


def test_never_lets_an_open_quote_swallow_the_next_line():
    reading = clfs.read(changed(CLFS, "urine taken", '"urine taken'))
    assert errors(reading) == [(13, "", "")]
    assert "U0001" in {item.code for item in reading.rows}


def test_says_that_no_rows_stand_below_the_header():
    assert "No rows stand below the header in line 1." in told(clfs.read(of_text("YEAR,HCPCS,MOD,EFF_DATE,INDICATOR,RATE\n")))


def test_says_which_columns_it_looked_for():
    reading = clfs.read(of_text("a,b\n1,2\n"))
    assert reading.is_refused
    assert "names the columns HCPCS, MOD, EFF_DATE, INDICATOR, RATE" in told(reading)


def test_recognises_its_own_files_only():
    assert [name for name in ALL if clfs.recognises(excerpt(name))] == [CLFS]


def test_recognises_no_official_file_of_another_kind(official_files: Path):
    assert not [name for name in OTHERS if clfs.recognises(of_bytes((official_files / "cms" / name).read_bytes()))]


def test_reads_the_official_file_of_april_2025(official_files: Path):
    path = official_files / "cms/CLFS25Q2/CLFS 2025 Q2V1.csv"
    reading = clfs.read(of_bytes(path.read_bytes(), path.name))
    assert not reading.is_refused
    assert Counter(item.note for item in reading.rows) == {"national": 2_039, "local": 66}
    assert reading.about == About("Clinical laboratory fees, April 2025", date(2025, 4, 1))
    # All lines without an amount are local ones, and the other way round.
    assert {item.note for item in reading.rows if item.amount is None} == {"local"}
    assert sum(item.amount is None for item in reading.rows) == 66
    fees = {item.key: item for item in reading.rows}
    assert (fees["0001U", ""].amount, fees["80047", "QW"].amount, fees["U0001", ""].amount) == (
        Decimal("720.00"), Decimal("13.73"), Decimal("35.92"),
    )  # fmt: skip
    assert sum(item.modifier == "QW" for item in reading.rows) == 118
