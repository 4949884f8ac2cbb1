"""The report as a workbook: days and numbers are typed cells, texts are texts, and no cell is a formula."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from benchmarks.report.report import Report
from benchmarks.report_tables import Cell, tables_of

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}
_WIDEST = 48
_RAW = "The log counts raw wRVU, and surveys count work that is adjusted by modifiers and rank: the position looks higher than it is."


def sheet_of(report: Report) -> bytes:
    """Return the workbook; the same report gives the same bytes."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    made = datetime.combine(report.as_of, time(), UTC).replace(tzinfo=None)
    book.set_properties({"title": f"{report.clinician}, {report.month.name}", "created": made})
    bold = book.add_format({"bold": True})
    _write(book.add_worksheet("Report"), bold, ("report", ""), _facts(report))
    for table in tables_of(report):
        _write(book.add_worksheet(table.name), bold, table.heads, table.rows)
    book.close()
    return out.getvalue()


def _facts(report: Report) -> tuple[tuple[Cell, ...], ...]:
    source = report.source if not report.is_trainee else None
    return (
        ("clinician", report.clinician),
        ("organisation", report.organisation),
        ("department", report.department),
        ("specialty", report.specialty),
        ("month", str(report.month)),
        ("last_day", report.as_of),
        ("position", report.standing.text),
        ("warning", _RAW if report.is_unadjusted and report.standing.text else ""),
        ("edition", source.edition if source else ""),
        ("policy", report.policy),
        ("releases", ", ".join(report.releases)),
        ("method", report.method_version),
        ("note", "A self-kept log is not the billing record. Dollars and ASA units are never added to wRVU."),
    )


def _write(sheet: Any, bold: Any, heads: tuple[str, ...], rows: tuple[tuple[Cell, ...], ...]) -> None:
    sheet.freeze_panes(1, 0)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
        longest = max((len(str(row[column])) for row in rows if row[column] is not None), default=0)
        sheet.set_column(column, column, min(max(longest, len(head)) + 2, _WIDEST))
    for place, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _write_cell(sheet, place, column, value)


def _write_cell(sheet: Any, row: int, column: int, value: Cell) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, datetime.combine(value, time()))
    elif isinstance(value, Decimal | int):
        sheet.write_number(row, column, value)
    elif value:
        sheet.write_string(row, column, value)
