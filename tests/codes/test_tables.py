"""RVU Edge finds tables by the names in their header and reads money, days and records strictly."""

from datetime import date
from decimal import Decimal

import pytest

from codes.cms.file_names import day_in_name
from codes.cms.findings import Findings
from codes.cms.reading import Opened
from codes.cms.tables import day, first_day_in, has_header, key, money, month_words, padded, read_table, records


def lines(text: str) -> Opened:
    return Opened("fees.csv", lines=text.split("\n"))


def cut(text: str, separator: str = ",") -> tuple[list[tuple[int, list[str]]], list[tuple[int | None, str]]]:
    """Return the records of a text with their lines, and the faults."""
    findings = Findings()
    rows = [(line, list(cells)) for line, cells in records(lines(text), findings, separator)]
    return rows, [(issue.line, issue.message) for issue in findings.shown()]


def test_reads_a_cell_that_runs_over_lines_and_counts_its_first_line():
    rows, faults = cut('a,b\nc,"d\ne\n\nf"\ng,h')
    assert rows == [(1, ["a", "b"]), (2, ["c", "d\ne\n\nf"]), (6, ["g", "h"])]
    assert not faults


def test_names_a_quote_that_is_not_closed_and_goes_on_in_the_next_line():
    rows, faults = cut('a,"b\n' + "\n".join(f"{number},x" for number in range(2, 40)))
    assert faults == [(1, "A quote is not closed or stands in the wrong place. Download the file again.")]
    assert [line for line, _cells in rows] == list(range(2, 40))


def test_names_a_quote_that_another_line_seems_to_close():
    rows, faults = cut('a,"b\nc,"d"\ne,f')
    assert faults == [(1, "A quote is not closed or stands in the wrong place. Download the file again.")]
    assert rows == [(2, ["c", "d"]), (3, ["e", "f"])]


def test_names_a_file_that_ends_within_a_quote():
    rows, faults = cut('a,b\nc,"d')
    assert rows == [(1, ["a", "b"])]
    assert faults == [(2, "The file ends early in line 2. Download it again.")]


def test_names_a_line_that_is_longer_than_64_kilobytes():
    rows, faults = cut(f"a,b\n{'x' * 70_000}\nc,d")
    assert [line for line, _cells in rows] == [1, 3]
    assert faults == [(2, "Line 2 is longer than 64 KB. Download the file again.")]


def test_reads_the_cells_of_a_sheet_as_they_stand():
    sheet = Opened("fees.xlsx", cells=[["a", "b"], ["c\nd", "e"]])
    assert list(records(sheet, Findings())) == [(1, ["a", "b"]), (2, ["c\nd", "e"])]


def test_finds_a_header_by_its_letters_and_digits_alone():
    opened = lines("A title, with a comma\n\nHCPCS_Code, PAYMENT  LIMIT ,Notes\n90371,1.00,")
    assert has_header(opened, ("HCPCS Code", "Payment Limit"))
    assert not has_header(opened, ("HCPCS Code", "Rate"))
    table = read_table(opened, ("HCPCS Code", "Payment Limit"), Findings())
    assert table is not None
    assert (table.line, table.title, table.columns("Payment Limit"), table.position("Rate", "notes")) == (
        3,
        "A title with a comma",
        (1,),
        2,
    )
    assert list(table.rows) == [(4, ["90371", "1.00", ""])]


def test_looks_for_a_header_in_the_first_lines_only():
    assert not has_header(lines("x\n" * 60 + "HCPCS,RATE"), ("HCPCS", "RATE"))
    assert read_table(lines("x\n" * 60 + "HCPCS,RATE"), ("HCPCS", "RATE"), Findings()) is None


def test_tells_how_a_file_was_decoded_and_separated():
    findings = Findings()
    assert read_table(Opened("f", lines=["HCPCS;RATE"], remark="The file was read as UTF-16."), ("HCPCS", "RATE"), findings) is not None
    assert [issue.message for issue in findings.shown()] == [
        "The file was read as UTF-16.", "The cells are separated by semicolons; the file was read so.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("$1,662.630", "1662.63"),
        ("00720.00", "720.00"),
        ("35.92", "35.92"),
        ("25", "25.00"),
        (".5", "0.50"),
        ("7.", "7.00"),
        ("$ 1,234,567.8", "1234567.80"),
        (" 9.09\xa0", "9.09"),
    ],
)
def test_reads_money(text: str, amount: str):
    assert str(money(text)) == amount


@pytest.mark.parametrize(
    "text", ["", ".", "$", "-1", "(1)", "1,23", "12,34.00", "1.005", "1e5", "NaN", "1_000", "\uff11", "10000000000", "5 $"]
)
def test_takes_nothing_else_for_money(text: str):
    assert money(text) is None


def test_keeps_as_many_decimals_as_are_asked_for():
    assert str(money("137.828", 3)) == "137.828"
    assert money("137.8280", 3) == Decimal("137.828")
    assert money("137.8281", 3) is None


def test_reads_days():
    assert day("20250401") == day("2025-04-01") == day("2025-04-01 00:00:00") == day(" 4/1/2025 ") == date(2025, 4, 1)
    assert [day(text) for text in ("20250231", "4/1/25", "2025-4-1", "April 1, 2025", "")] == [None] * 5


def test_reads_the_first_day_that_a_text_names():
    assert first_day_in("Effective January 1, 2026 through March 31, 2026") == date(2026, 1, 1)
    assert first_day_in("the April 2025 release") == date(2025, 4, 1)
    assert first_day_in("Feb 31, 2025; Sep 2025") == date(2025, 9, 1)
    assert first_day_in("based on 3Q25 data of 2025") is None
    assert (month_words(date(2025, 4, 1)), month_words(None)) == ("April 2025", "")


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("CLFS 2025 Q2V1.csv", date(2025, 4, 1)),
        ("25CLABQ4.csv", date(2025, 10, 1)),
        ("508 version of October 2025 Web Addendum B.10.31.25.csv", date(2025, 10, 1)),
        ("2026_january_web_addendum_b.csv", date(2026, 1, 1)),
        ("DMEPOS26_JAN.csv", date(2026, 1, 1)),
        ("Former CBA Fee schedule File- JAN2026.csv", date(2026, 1, 1)),
        ("plan 2026-07-01.xlsx", date(2026, 7, 1)),
        ("sept2025.csv", date(2025, 9, 1)),
        ("plan 2026-13-01.xlsx", None),
        ("DMEPOS_JAN.xlsx", None),
        ("market 2026.csv", None),
        ("fees2026.csv", None),
    ],
)
def test_reads_the_day_that_a_file_name_tells(name: str, first: date | None):
    assert day_in_name(name) == first


def test_puts_zeros_before_digits_only():
    assert (padded("0", 2), padded("2102", 5)) == ("00", "02102")
    assert [padded(text, 2) for text in ("00", "123", "A", "\u0661", "")] == [None] * 5


def test_compares_headers_by_letters_and_digits():
    assert key(" AL (NR)") == key("al_nr") == "ALNR"
