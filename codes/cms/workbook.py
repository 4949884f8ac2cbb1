"""What a workbook must not hold, told from its packed parts before a reader of sheets opens it."""

from codes.cms.recognise import NotATable
from codes.cms.release_zip import members
from rvuedge.lib.sheet_parts import MOST_CHARACTERS, Flaw, flaw_of

_AS_PUBLISHED = "Bring the file as CMS publishes it."
_TOLD = {
    Flaw.DOCTYPE: "The workbook declares a document type, which a fee schedule never does. It was not read.",
    Flaw.DAMAGED: "The workbook is damaged. Download the file again.",
    Flaw.LONG_CELL: f"The workbook holds a cell of more than {MOST_CHARACTERS:,} characters{{}}, which a fee schedule never does.",
    Flaw.FORMULA: "Cell {} holds a formula. Copy the values into a new workbook, or bring the file as CMS publishes it.",
    Flaw.ERROR: f"Cell {{}} holds an error such as #REF!. {_AS_PUBLISHED}",
    Flaw.HIDDEN_ROW: "Row {} is hidden. Show every row and save the file again, so that nothing is read unseen.",
    Flaw.HIDDEN_COLUMN: "Column {} is hidden. Show every column and save the file again, so that nothing is read unseen.",
    Flaw.MERGED: "The cells {} are merged. Separate them and save the file again.",
}


def check_workbook(content: bytes) -> None:
    """Return where nothing stands against reading the workbook; NotATable says what does and where."""
    for name, part in members(content, are_parts=True):
        if name.endswith("vbaProject.bin"):
            raise NotATable("The workbook holds macros. Save it as xlsx without them.")
        flaw, places = flaw_of((part,)) or (None, ())
        if flaw is not None:
            named = ", ".join(places)
            raise NotATable(_TOLD[flaw].format(f" ({named})" if named and flaw is Flaw.LONG_CELL else named))
