"""RVU Edge reads a workbook as the csv of the same release, and names what a fee schedule's workbook must not hold."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
import xlsxwriter

from codes.cms.pprrvu import PprrvuFile, read_pprrvu
from tests.codes.pprrvu_files import OCTOBER_2025, excerpt

Change = Callable[[xlsxwriter.Workbook, "xlsxwriter.worksheet.Worksheet"], None]
CELLS = list(csv.reader(io.StringIO(excerpt(OCTOBER_2025).decode("ascii"))))
KNEE_LINE = next(number for number, row in enumerate(CELLS) if row[0] == "27447")


def _as_cms_types(text: str, column: int) -> object:
    """CMS keeps codes with zeros in front, TC, global days and 09 as text; the rest are numbers (RVU25D xlsx)."""
    is_number = text.replace(".", "", 1).isdigit() and not (text.startswith("0") and len(text) > 1 and "." not in text) and column != 14
    return float(text) if is_number else text


def workbook(change: Change | None = None, name: str = "PPRRVU2025_Oct") -> bytes:
    """Return the excerpt of October 2025 as a workbook, then changed."""
    stored = io.BytesIO()
    with xlsxwriter.Workbook(stored) as book:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(CELLS):
            for column, text in enumerate(row):
                if text:
                    sheet.write(number, column, _as_cms_types(text, column))
        if change is not None:
            change(book, sheet)
    return stored.getvalue()


def fault(content: bytes) -> str:
    file = read_pprrvu(content, "rows.xlsx")
    assert file.is_refused
    return file.issues[0].message


def errors(file: PprrvuFile) -> list[tuple[int | None, str, str]]:
    return [(issue.line, issue.field, issue.value) for issue in file.issues if issue.severity == "error"]


def repacked(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook with one of its packed parts changed, or added."""
    stored = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as again:
        for member in packed.namelist():
            again.writestr(member, change(packed.read(member)) if member == name else packed.read(member))
        if name not in packed.namelist():
            again.writestr(name, change(b""))
    return stored.getvalue()


def test_reads_a_workbook_as_the_csv_of_its_release() -> None:
    file = read_pprrvu(workbook(), "rows.xlsx")
    assert file.rows == read_pprrvu(excerpt(OCTOBER_2025)).rows
    assert (file.layout, file.columns, file.title.words, file.is_refused) == ("xlsx", 31, "October 2025", False)


def test_takes_binary_fractions_as_the_amounts_they_stand_for() -> None:
    # 19.60 as some programs store it; the total stays 38.88 = 19.60 + 15.30 + 3.98.
    file = read_pprrvu(workbook(lambda _book, sheet: sheet.write(KNEE_LINE, 5, 19.599999999999998)))
    assert [str(row.work_rvu) for row in file.rows if row.code == "27447"] == ["19.60"]
    assert not errors(file)


def test_refuses_a_value_that_was_not_rounded() -> None:
    file = read_pprrvu(workbook(lambda _book, sheet: sheet.write(KNEE_LINE, 5, 19.6034)))
    assert errors(file) == [(KNEE_LINE + 1, "work_rvu", "19.6034")]


def test_proposes_zeros_for_codes_that_became_numbers() -> None:
    line = next(number for number, row in enumerate(CELLS) if row[0] == "00100")
    file = read_pprrvu(workbook(lambda _book, sheet: sheet.write(line, 0, 100)))
    assert file.waits_for_mends
    assert file.mends == (("code", 1),)


def test_pads_supervision_without_a_question() -> None:
    """Six cells of the official workbook of October 2025 hold numbers there."""
    file = read_pprrvu(workbook(lambda _book, sheet: sheet.write(KNEE_LINE, 25 + 1, 9)))
    assert not file.is_refused
    assert [row.supervision for row in file.rows if row.code == "27447"] == ["09"]


def test_refuses_a_code_that_became_a_date() -> None:
    def change(book, sheet):
        sheet.write_datetime(KNEE_LINE, 0, date(2026, 5, 1), book.add_format({"num_format": "yyyy-mm-dd"}))

    assert "is a date instead of a code" in fault(workbook(change))


def test_never_reads_a_hidden_sheet() -> None:
    def change(book, sheet):
        book.add_worksheet("Notes").activate()
        sheet.hide()

    assert "No visible sheet" in fault(workbook(change))


def test_reads_the_one_visible_sheet_that_holds_the_table() -> None:
    file = read_pprrvu(workbook(lambda book, _sheet: book.add_worksheet("Notes").write(0, 0, "read me")))
    assert not file.is_refused


def test_asks_which_of_two_tables_to_read() -> None:
    told = fault(workbook(lambda book, _sheet: book.add_worksheet("Copy").write(9, 0, "HCPCS")))
    assert "2 visible sheets hold a table (PPRRVU2025_Oct, Copy)" in told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda _book, sheet: sheet.write_formula(KNEE_LINE, 5, "=19+0.6", None, 19.6), "holds a formula"),
        (lambda _book, sheet: sheet.write_formula(KNEE_LINE, 5, "=B1"), "holds a formula"),
        (lambda _book, sheet: sheet.set_row(KNEE_LINE, None, None, {"hidden": True}), f"Row {KNEE_LINE + 1} is hidden"),
        (
            lambda _book, sheet: sheet.merge_range(KNEE_LINE, 2, KNEE_LINE, 3, "A"),
            f"The cells C{KNEE_LINE + 1}:D{KNEE_LINE + 1} are merged",
        ),
    ],
)
def test_names_the_cell_that_a_fee_schedule_must_not_hold(change: Change, told: str) -> None:
    assert told in fault(workbook(change))


def test_names_a_cell_with_an_error() -> None:
    cell = f'<c r="F{KNEE_LINE + 1}"'.encode()
    broken = repacked(
        workbook(), "xl/worksheets/sheet1.xml", lambda part: part.replace(cell + b"><v>19.6</v>", cell + b' t="e"><v>#REF!</v>')
    )
    assert f"Cell F{KNEE_LINE + 1} holds an error" in fault(broken)


def test_refuses_macros() -> None:
    assert "holds macros" in fault(repacked(workbook(), "xl/vbaProject.bin", lambda _part: b"\x00"))


def test_refuses_a_declared_document_type() -> None:
    def bomb(part: bytes) -> bytes:
        head, _, rest = part.partition(b"?>")
        return head + b'?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + rest

    assert "declares a document type" in fault(repacked(workbook(), "xl/workbook.xml", bomb))


def test_tells_an_old_or_protected_workbook() -> None:
    assert "old or protected Office file" in fault(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)


def test_tells_a_damaged_workbook() -> None:
    assert "damaged" in fault(repacked(workbook(), "xl/worksheets/sheet1.xml", lambda part: part[: len(part) // 2]))
