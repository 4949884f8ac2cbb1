"""The table of a workbook as rows of texts, run where time and memory are limited; what a workbook must not hold is told first."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from numbers import Real
from pathlib import PurePosixPath

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from rvuedge.lib.decimals import round_half_up
from rvuedge.lib.sheet_parts import MOST_CHARACTERS, MOST_RATIO, Flaw, bursts, flaw_of

MOST_PARTS, MOST_UNPACKED = 2_000, 1024 * 1024 * 1024
# What one row, and all rows together, may hold: more is no extract, and would fill the memory of whoever reads on.
MOST_OF_ROW, MOST_OF_ALL = 500_000, 250_000_000
_STEP = 1024 * 1024
_SAVE = "Copy the values into a new workbook, or save the sheet as csv."
_TOLD = {
    Flaw.DOCTYPE: f"The workbook declares a document type, which a sheet never does. {_SAVE}",
    Flaw.DAMAGED: "The workbook is damaged. Save it again from its program.",
    Flaw.LONG_CELL: f"A cell of the workbook{{}} is longer than {MOST_CHARACTERS:,} characters, which no charge is. {_SAVE}",
    Flaw.FORMULA: f"The workbook holds formulas{{}}. {_SAVE}",
    Flaw.ERROR: f"The workbook holds an error such as #REF!{{}}. {_SAVE}",
    Flaw.HIDDEN_ROW: "The workbook hides rows{}. Show every row and save it again, so that nothing is read unseen.",
    Flaw.HIDDEN_COLUMN: "The workbook hides columns{}. Show every column and save it again, so that nothing is read unseen.",
    Flaw.MERGED: "The workbook has merged cells{}. Separate them and save it again.",
}
_FEWEST_ROWS, _FEWEST_CELLS, _LOOKED_AT = 2, 2, 200
_PLACES = 4


class NotRead(Exception):
    """A workbook that cannot be read; the text tells why and what to do."""


def answer(content: bytes) -> Iterator[list[str] | dict[str, str]]:
    """Yield ["ok"] and the rows of the one visible table of a workbook, else ["fault", why it was not read].

    Where a row goes beyond what a row may hold, the last that is yielded is {"fault": why} in its place.
    """
    try:
        check(content)
        sheet = _sheet_of(content)
    except NotRead as error:
        yield ["fault", str(error)]
        return
    yield ["ok"]
    left = MOST_OF_ALL
    for number, row in enumerate(sheet.iter_rows(), start=1):
        texts = [_text(cell) for cell in row]
        size = sum(map(len, texts))
        left -= size
        fault = _too_much(number, texts, size, left)
        if fault:
            yield {"fault": fault}
            return
        yield texts


def _too_much(number: int, texts: Sequence[str], size: int, left: int) -> str:
    if size > MOST_CHARACTERS and any(len(text) > MOST_CHARACTERS for text in texts):
        return f"Row {number:,} holds a cell of more than {MOST_CHARACTERS:,} characters, which no charge is. {_SAVE}"
    if size > MOST_OF_ROW:
        return f"Row {number:,} holds more than {MOST_OF_ROW:,} characters, which no charge does. {_SAVE}"
    return f"The sheet holds more than {MOST_OF_ALL:,} characters. Split it by year or month, and bring the parts." if left < 0 else ""


def check(content: bytes) -> None:
    """Return where nothing stands against reading the workbook; NotRead says what does."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError):
        raise NotRead("The file is damaged. Save it again from its program.") from None
    with archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if not any(info.filename.startswith("xl/workbook") for info in infos):
            raise NotRead("The file is an archive. Unpack it and bring the files inside one by one.")
        if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_UNPACKED:
            raise NotRead("Unpacked, the workbook is larger than 1 GB. Save the sheet as csv.")
        if any(bursts(info.compress_size, info.file_size) for info in infos):
            raise NotRead(f"The workbook unpacks to more than {MOST_RATIO} times its size, so it was not opened. Save the sheet as csv.")
        for info in infos:
            _check_part(archive, info)


def _check_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or stat.S_ISLNK(info.external_attr >> 16):
        raise NotRead(f"The workbook holds a part with an unsafe name. {_SAVE}")
    if info.flag_bits & 0x1:
        raise NotRead("The workbook has a password. Remove it and save it again.")
    if info.filename.endswith("vbaProject.bin"):
        raise NotRead("The workbook holds macros. Save it as xlsx without them.")
    flaw, places = flaw_of(_pieces(archive, info)) or (None, ())
    if flaw is not None:
        raise NotRead(_TOLD[flaw].format(f" ({', '.join(places)})" if places else ""))


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part as it unpacks, counted against what the archive says of it."""
    left = info.file_size
    try:
        with archive.open(info) as part:
            while piece := part.read(_STEP):
                left -= len(piece)
                if left < 0:
                    raise NotRead("The workbook unpacks to more than it says; it was not read.")
                yield piece
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, zlib.error):
        raise NotRead("The workbook is damaged. Save it again from its program.") from None


def _sheet_of(content: bytes) -> CalamineSheet:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = [sheet.name for sheet in book.sheets_metadata if _is_read(sheet.visible, sheet.typ)]
        tables = [sheet for name in visible[:10] if _is_table(islice((sheet := book.get_sheet_by_name(name)).iter_rows(), _LOOKED_AT))]
    except PasswordError:
        raise NotRead("The workbook has a password. Remove it and save it again.") from None
    except CalamineError:
        raise NotRead("The workbook is damaged. Save it again from its program.") from None
    if not tables:
        raise NotRead("No visible sheet holds a table. Show the sheet with the charges and save the workbook again.")
    if len(tables) > 1:
        raise NotRead(f"{len(tables)} visible sheets hold a table. Keep the one with the charges, or save it as csv.")
    return tables[0]


def _is_read(visible: SheetVisibleEnum, kind: SheetTypeEnum) -> bool:
    return visible == SheetVisibleEnum.Visible and kind == SheetTypeEnum.WorkSheet


def _is_table(rows: Iterable[Sequence[object]]) -> bool:
    return sum(sum(cell not in ("", None) for cell in row) >= _FEWEST_CELLS for row in rows) >= _FEWEST_ROWS


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, Real):
        return _number(str(cell))
    return str(cell) if isinstance(cell, date | time | timedelta) else ""


@lru_cache(maxsize=20_000)
def _number(written: str) -> str:
    exact = Decimal(written)
    if not exact.is_finite() or exact.adjusted() > 12:
        return written
    rounded = round_half_up(exact, _PLACES)
    return format(rounded.normalize(), "f") if rounded else "0"
