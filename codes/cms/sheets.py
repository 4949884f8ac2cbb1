"""Cells of an xlsx sheet as the texts that the csv of the same release holds; run it where time and memory are limited."""

import io
from collections.abc import Iterable, Iterator
from decimal import Decimal

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from rvuedge.lib.decimals import round_half_up

_FACTOR_PLACES, _AMOUNT_PLACES = 4, 2
_ERRORS = ("#REF!", "#DIV/0!", "#N/A", "#NAME?", "#VALUE!", "#NUM!", "#NULL!")


class SheetFault(Exception):
    """A workbook that cannot be read, with a sentence that says what to do."""


def read_sheet(content: bytes) -> list[list[str]]:
    """Return the cells of the one visible sheet; hidden sheets are never read."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        if len(visible) != 1:
            raise SheetFault(f"The workbook has {len(visible)} visible sheets ({', '.join(visible[:5])}). Keep the one with the values and save it again.")
        rows = book.get_sheet_by_name(visible[0]).to_python(skip_empty_area=False)
    except PasswordError:
        raise SheetFault("The workbook has a password. Remove it and save the file again.") from None
    except CalamineError as error:
        raise SheetFault(f"The workbook is damaged ({str(error)[:80]}). Download the file again.") from None
    return [list(_texts(row)) for row in rows]


def _texts(row: Iterable[object]) -> Iterator[str]:
    for cell in row:
        if isinstance(cell, float):
            # Sheets store 1.3 for 1.30 and 32.3465 as a binary fraction: four decimals hold every value of the layout.
            yield _number(cell)
        else:
            yield "" if cell is None else str(cell)


def _number(cell: float) -> str:
    exact = round_half_up(Decimal(repr(cell)), _FACTOR_PLACES)
    return format(exact.normalize(), "f") if exact != 0 else "0"
