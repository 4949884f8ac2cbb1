"""Files of an upload opened: a file by itself, or one of an archive; a workbook is read in a process with limits."""

from collections.abc import Mapping

from codes.cms.archive import Found, members_by_kind
from codes.cms.kinds import kind_of_file
from codes.cms.reading import Opened, opened
from codes.cms.recognise import NotATable, Shape, shape_of, unpacked
from codes.cms.sheet_answer import cells_of
from rvuedge.imports.confined import Ended, read_confined
from rvuedge.imports.registry import Asked
from rvuedge.lib.issues import Issue


def opened_of(asked: Asked) -> tuple[Opened, tuple[Issue, ...]]:
    """Return an asked file opened, with the remarks on the archive it came in; NotATable says why it was not."""
    found = archived(asked)
    if found is not None:
        return found.opened, found.issues
    return opened(asked.content, asked.member or asked.file_name, open_sheet), ()


def archived(asked: Asked) -> Found | None:
    """Return the asked file of an archive; None where the asked content is no archive."""
    if not is_archive(asked.content) or not asked.member:
        return None
    found = members_by_kind(unpacked(asked.content), asked.file_name, kind_of_file, open_sheet)
    member = next((one for one in found if one.name == asked.member), None)
    if member is None:
        raise NotATable("The archive does not hold this table any more. Bring it again.")
    return member


def is_archive(content: bytes) -> bool:
    """Whether the content is a zip with files; NotATable for what is no table at all."""
    return shape_of(unpacked(content)) is Shape.ZIP


def open_sheet(content: bytes) -> list[list[str]]:
    """Return the cells of a workbook with any table, read in a limited process; NotATable says why it was not."""
    try:
        told = read_confined("codes.cms.sheet_answer:answer_any", content)
    except Ended:
        raise NotATable("The workbook needs more time or memory than a table does. Bring the csv of the same table.") from None
    if not isinstance(told, Mapping):
        raise NotATable("The workbook is damaged. Download the file again.")
    return cells_of(told)
