"""Survey tables of layout D: what is read, in every dress of a csv or a workbook, and what is refused."""

import io
from collections.abc import Sequence
from decimal import Decimal

import pytest
import xlsxwriter

from benchmarks.surveys.reader import read_survey
from benchmarks.surveys.survey_file import SurveyFile
from rvuedge.lib.issues import Severity
from tests.benchmarks.tables import FAMILY, GASTRO, HEAD, table

ROWS = [
    ("Willow Survey 2026",),
    ("specialty", "metric", "percentile", "value", "provider_count", "group_count", "region"),
    ("Gastroenterology", "Work RVUs", "25th", 4000, 90, 12, "National"),
    ("Gastroenterology", "Work RVUs", "Median", 5000.5, 90, 12, "National"),
    ("Gastroenterology", "Work RVUs", "Mean", 5100, 90, 12, "National"),
    ("Gastroenterology", "Work RVUs", "50th", "*", 7, 6, "Western"),
]
TEXT = "\n".join(",".join(str(cell) for cell in row) for row in ROWS)


def book_of(*sheets: Sequence[tuple[object, ...]]) -> bytes:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    for rows in sheets:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    book.close()
    return held.getvalue()


def errors(file: SurveyFile) -> list[tuple[int | None, str]]:
    return [(issue.line, issue.field) for issue in file.issues if issue.severity is Severity.ERROR]


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode(),
        TEXT.replace("\n", "\r\n").encode("cp1252"),
        book_of(ROWS),
        book_of([("Read me first",)], ROWS),
    ],
    ids=["utf-8", "BOM", "utf-16", "semicolon", "tab", "cp1252", "xlsx", "second sheet"],
)
def test_reads_the_same_cells_from_every_dress(content: bytes) -> None:
    file = read_survey(content)
    everybody, western = file.cells
    assert (file.layout, file.suppressed, file.issues, len(file.sha256)) == ("D", 1, (), 64)
    assert (everybody.line, everybody.raw_specialty, everybody.metric, everybody.cut) == (3, "Gastroenterology", "wrvu", "")
    assert [(point.percentile, point.value) for point in everybody.points] == [
        (Decimal(25), Decimal(4000)),
        (Decimal(50), Decimal("5000.5")),
    ]
    assert (everybody.mean, everybody.provider_count, everybody.group_count) == (Decimal(5100), 90, 12)
    assert (western.cut, western.points, western.is_suppressed, western.provider_count) == ("Western", (), True, 7)


def test_reads_names_of_windows_1252() -> None:
    assert read_survey((HEAD + "Médecine,wrvu,50,4800,\n").encode("cp1252")).raw_specialties == ("Médecine",)


@pytest.mark.parametrize("sign", ["*", "**", "-", "N/A", "ISD", "ID", ""])
def test_takes_a_suppressed_value_for_unknown_and_never_for_zero(sign: str) -> None:
    file = table(f"Gastroenterology,wrvu,25,4000,90\nGastroenterology,wrvu,50,{sign},90\n")
    assert [point.percentile for point in file.cells[0].points] == [25]
    assert (file.suppressed, file.issues) == (1, ())


def test_refuses_a_zero() -> None:
    assert errors(table("Gastroenterology,wrvu,25,0,90\n")) == [(2, "value")]


def test_tells_every_fault_at_once_with_line_and_field() -> None:
    body = ",wrvu,50,4800,\nGastroenterology,rvu,50,4800,\nGastroenterology,wrvu,0.5,4800,\nGastroenterology,wrvu,50,4.8k,many\n"
    file = table(body)
    assert errors(file) == [(2, "specialty"), (3, "metric"), (4, "percentile"), (5, "value"), (5, "n")]
    assert file.is_refused


def test_sees_a_number_that_its_comma_divided() -> None:
    assert errors(table("Gastroenterology,wrvu,50,4,800,90\n")) == [(2, "line")]
    assert table('Gastroenterology,wrvu,50,"4,800",90\n').cells[0].points[0].value == 4800


def test_refuses_two_values_under_one_key_and_names_the_first_line() -> None:
    file = table("Gastroenterology,wrvu,50,4800,90\ngastroenterology,Work RVU,median,4900,90\n")
    assert errors(file) == [(3, "value")]
    assert "Line 2" in file.issues[0].message


def test_counts_the_same_value_twice_once() -> None:
    file = table("Gastroenterology,wrvu,50,4800,90\nGastroenterology,wrvu,50,4800,90\n")
    assert [issue.severity for issue in file.issues] == [Severity.WARNING]
    assert file.point_count == 1


def test_refuses_two_counts_of_one_cell() -> None:
    assert errors(table("Gastroenterology,wrvu,50,4800,90\nGastroenterology,wrvu,75,5800,91\n")) == [(3, "n")]


def test_says_which_columns_are_not_read_and_refuses_one_twice() -> None:
    file = table("Gastroenterology,wrvu,50,4800,Hospital\n", "specialty,metric,percentile,value,beds\n")
    assert [(issue.field, issue.severity) for issue in file.issues] == [("beds", Severity.WARNING)]
    assert errors(table("Gastroenterology,wrvu,50,4800,4800\n", "specialty,metric,percentile,value,amount\n")) == [(1, "value")]


def test_takes_a_line_of_one_text_for_a_note_and_says_so() -> None:
    file = table(GASTRO + "Do not copy\n\n")
    assert [(issue.line, issue.severity) for issue in file.issues] == [(6, Severity.WARNING)]
    assert file.point_count == 4


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 \x00\x81", "neither"),
        (b"specialty,q1,q2\nGastroenterology,1,2\n", "specialty, metric, percentile and value"),
        (b"title\n" * 20 + HEAD.encode() + FAMILY.encode(), "first 20"),
        (HEAD.encode(), "stands nothing"),
        (b"PK\x03\x04 broken", "damaged"),
        (book_of(ROWS, ROWS), "2 sheets"),
        (HEAD.encode() + b"x" * 10_000_001, "bytes"),
        (HEAD.encode() + b"\n" * 200_001, "lines"),
    ],
)
def test_refuses_what_it_cannot_read_in_one_sentence(content: bytes, words: str) -> None:
    file = read_survey(content)
    assert file.is_refused and len(file.issues) == 1 and not file.cells
    assert words in file.issues[0].message


def test_finds_the_header_in_line_twenty() -> None:
    assert read_survey(b"title,\n" * 19 + HEAD.encode() + FAMILY.encode()).cells[0].line == 21
