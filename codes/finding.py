"""Which tables an upload holds, told by content: one file, or the files of an archive."""

from codes.archives import is_archive, open_sheet
from codes.cms.archive import members_by_kind
from codes.cms.kinds import PPRRVU, kind_of_file
from codes.cms.reading import opened
from codes.cms.recognise import NotATable, unpacked
from rvuedge.imports.registry import Found


def found_in(content: bytes, file_name: str) -> tuple[Found, ...]:
    """Return the tables of an upload, the main one first.

    What no reader recognises goes to the reader of relative value files, which says what is wrong with it.
    """
    try:
        if is_archive(content):
            return _of_archive(unpacked(content), file_name)
        return (Found(kind_of_file(opened(content, file_name, open_sheet)) or PPRRVU),)
    except NotATable:
        return (Found(PPRRVU),)


def _of_archive(content: bytes, file_name: str) -> tuple[Found, ...]:
    """The main table is read from the archive as it came; every other one gets a file of its own."""
    found = members_by_kind(content, file_name, kind_of_file, open_sheet)
    main = next((one for one in found if one.kind == PPRRVU), found[0])
    others = tuple(Found(one.kind, one.opened.file_name, one.content) for one in found if one is not main)
    return (Found(main.kind, main.name), *others)
