"""What a workbook must not hold, told from its packed parts before a reader of sheets opens it."""

import re
from collections.abc import Iterator

from codes.cms.recognise import NotATable
from codes.cms.release_zip import members

_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FORMULA = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<f[ />]')
_ERROR = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]*\st="e"')
_HIDDEN_ROW = re.compile(rb'<row r="([0-9]{1,7})"[^>]*\shidden="(?:1|true)"')
_MERGED = re.compile(rb'<mergeCell ref="([A-Z0-9:]{2,21})"')
_FAULTS = (
    (_FORMULA, "Cell {} holds a formula. Copy the values into a new workbook, or bring the file as CMS publishes it."),
    (_ERROR, "Cell {} holds an error such as #REF!. Bring the file as CMS publishes it."),
    (_HIDDEN_ROW, "Row {} is hidden. Show every row and save the file again, so that nothing is read unseen."),
    (_MERGED, "The cells {} are merged. Separate them and save the file again."),
)


def check_workbook(content: bytes) -> None:
    """Return where nothing stands against reading the workbook; NotATable says what does and where."""
    for name, part in members(content, are_parts=True):
        if name.endswith("vbaProject.bin"):
            raise NotATable("The workbook holds macros. Save it as xlsx without them.")
        if name.endswith((".xml", ".rels")) and _ENTITY.search(part[:4096]):
            raise NotATable("The workbook declares a document type, which a fee schedule never does. It was not read.")
        if name.startswith("xl/worksheets/sheet"):
            _check_sheet(part)


def _check_sheet(part: bytes) -> None:
    for pattern, told in _FAULTS:
        found = list(_first(pattern, part, 3))
        if found:
            raise NotATable(told.format(", ".join(found)))


def _first(pattern: re.Pattern[bytes], part: bytes, most: int) -> Iterator[str]:
    for count, match in enumerate(pattern.finditer(part)):
        if count == most:
            return
        yield match[1].decode("ascii")
