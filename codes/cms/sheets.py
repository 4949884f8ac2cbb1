"""Cells of an xlsx sheet as the texts that the csv of the same release holds; run it where time and memory are limited."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import islice
from numbers import Real

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from codes.cms.recognise import NotATable
from codes.cms.workbook import check_workbook
from rvuedge.lib.decimals import round_half_up

# Sheets store 1.3 for 1.30 and 32.3465 as a binary fraction: four decimals hold every value of the layout.
_PLACES = 4
_SEARCHED_LINES = 30
# Fewer rows or cells are notes beside the table.
_FEWEST_ROWS, _FEWEST_CELLS = 2, 2


def read_sheet(content: bytes) -> list[list[str]]:
    """Return the cells of the sheet with the values; NotATable names what a fee schedule's workbook must not hold."""
    return _one_of(content, _has_header, "No visible sheet has a column HCPCS in its first 30 lines. A relative value file has one.")


def read_any_sheet(content: bytes) -> list[list[str]]:
    """Return the cells of the one sheet that holds a table of any kind; NotATable as above."""
    return _one_of(content, _is_table, "No visible sheet holds a table. Bring the file as it was published.")


def _one_of(content: bytes, is_wanted: Callable[[Sequence[Sequence[object]]], bool], told_none: str) -> list[list[str]]:
    check_workbook(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = [sheet.name for sheet in book.sheets_metadata if _is_read(sheet.visible, sheet.typ)]
        tables = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in visible[:10]}
    except PasswordError:
        raise NotATable("The workbook has a password. Remove it and save the file again.") from None
    except CalamineError:
        raise NotATable("The workbook is damaged. Download the file again.") from None
    named = [name for name, rows in tables.items() if is_wanted(rows)]
    if len(named) > 1:
        raise NotATable(
            f"{len(named)} visible sheets hold a table ({', '.join(named)[:120]}). Keep the one of this release and save the file again."
        )
    if not named:
        raise NotATable(told_none)
    return [list(_texts(row)) for row in tables[named[0]]]


def _is_read(visible: SheetVisibleEnum, kind: SheetTypeEnum) -> bool:
    return visible == SheetVisibleEnum.Visible and kind == SheetTypeEnum.WorkSheet


def _has_header(rows: Sequence[Sequence[object]]) -> bool:
    return any(row and str(row[0]).strip().upper() == "HCPCS" for row in rows[:_SEARCHED_LINES])


def _is_table(rows: Sequence[Sequence[object]]) -> bool:
    filled = (sum(cell not in ("", None) for cell in row) for row in rows)
    return sum(count >= _FEWEST_CELLS for count in islice(filled, 200)) >= _FEWEST_ROWS


def _texts(row: Iterable[object]) -> Iterator[str]:
    for cell in row:
        if isinstance(cell, str):
            yield cell
        elif isinstance(cell, bool):
            yield "TRUE" if cell else "FALSE"
        elif isinstance(cell, Real):
            yield _number(str(cell))
        elif isinstance(cell, date | time | timedelta):
            yield str(cell)
        else:
            yield ""


def _number(written: str) -> str:
    exact = Decimal(written)
    if not exact.is_finite():
        return written
    if exact.adjusted() > 12:
        return str(exact)
    rounded = round_half_up(exact, _PLACES)
    return format(rounded.normalize(), "f") if rounded else "0"
