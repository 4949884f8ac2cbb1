"""The visible sheets of a workbook as rows of texts; values only, never a hidden sheet, and nothing that is hidden in a sheet."""

import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from numbers import Real

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum, ZipError

from rvuedge.lib.decimals import round_half_up
from rvuedge.lib.sheet_parts import MOST_CHARACTERS, MOST_RATIO, Flaw, bursts, flaw_of

MOST_UNPACKED = 100_000_000
MOST_SHEETS = 20
# A sheet stores 52.1 as a binary fraction: four decimals hold every value that a survey publishes.
PLACES = 4
# Merged cells are no flaw here: the metric stands once above its percentiles.
_TOLD = {
    Flaw.DOCTYPE: "The workbook declares a document type, which a table never does. It was not read.",
    Flaw.DAMAGED: "The workbook is damaged. Save the table as xlsx or csv again.",
    Flaw.LONG_CELL: f"The workbook holds a cell of more than {MOST_CHARACTERS:,} characters{{}}. Keep the table alone.",
    Flaw.FORMULA: "Cell {} holds a formula. Copy the values into a new workbook and bring that one.",
    Flaw.ERROR: "Cell {} holds an error such as #REF!. Correct it and save the file again.",
    Flaw.HIDDEN_ROW: "Row {} is hidden. Show every row and save the file again, so that nothing is read unseen.",
    Flaw.HIDDEN_COLUMN: "Column {} is hidden. Show every column and save the file again, so that nothing is read unseen.",
}


class WorkbookFault(Exception):
    """A workbook that cannot be read, with a sentence that says what to do."""


def sheets_of(content: bytes) -> Iterator[tuple[str, list[list[str]]]]:
    """Return the name and the cells of each visible sheet, row by row from the first; raises WorkbookFault."""
    try:
        _check_size(content)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = [sheet for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        seen = [sheet.name for sheet in visible if sheet.typ == SheetTypeEnum.WorkSheet]
        tables = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in seen[:MOST_SHEETS]]
    except PasswordError:
        raise WorkbookFault("The workbook has a password. Remove it and save the file again.") from None
    except (CalamineError, ZipError, zipfile.BadZipFile):
        raise WorkbookFault("The workbook is damaged, or is none. Save the table as xlsx or csv again.") from None
    for name, table in tables:
        yield name, [[_text(cell) for cell in row] for row in table]


def _check_size(content: bytes) -> None:
    if not content.startswith(b"PK"):
        return
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
            raise WorkbookFault(f"The workbook unpacks to more than {MOST_UNPACKED:,} bytes. Keep the table alone and save it again.")
        if any(bursts(part.compress_size, part.file_size) for part in packed.infolist()):
            raise WorkbookFault(f"The workbook unpacks to more than {MOST_RATIO} times its size, so it was not opened. Save it as csv.")
        for part in packed.infolist():
            flaw, places = flaw_of((packed.read(part),)) or (None, ())
            if flaw in _TOLD:
                named = ", ".join(places)
                raise WorkbookFault(_TOLD[flaw].format(f" ({named})" if named and flaw is Flaw.LONG_CELL else named))


def _text(cell: object) -> str:
    if isinstance(cell, bool) or not isinstance(cell, Real):
        return "" if cell is None else str(cell)
    exact = round_half_up(Decimal(str(cell)), PLACES)
    return format(exact.normalize(), "f") if exact else "0"
