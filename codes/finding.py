"""Which tables an upload holds, told by content: one file, or the files of an archive."""

from codes.cms.archive import members_by_kind
from codes.cms.kinds import PPRRVU, kind_of_file
from codes.cms.reading import opened
from codes.cms.recognise import NotATable, Shape, shape_of, unpacked
from codes.importers_other import open_sheet
from rvuedge.imports.registry import Found


def found_in(content: bytes, file_name: str) -> tuple[Found, ...]:
    """Return the tables of an upload, the main one first.

    What no reader recognises goes to the reader of relative value files, which says what is wrong with it.
    """
    try:
        inner = unpacked(content)
        if shape_of(inner) is Shape.ZIP:
            return _of_archive(inner, file_name)
        return (Found(kind_of_file(opened(inner, file_name, open_sheet)) or PPRRVU),)
    except NotATable:
        return (Found(PPRRVU),)


def _of_archive(content: bytes, file_name: str) -> tuple[Found, ...]:
    """The relative value file is read from the archive as it came; every other table gets a file of its own."""
    found = members_by_kind(content, file_name, kind_of_file, open_sheet)
    own = tuple(Found(one.kind, one.name, one.content) for one in found if one.kind != PPRRVU)
    has_main = len(own) < len(found) or not found
    return (Found(PPRRVU), *own) if has_main else own
