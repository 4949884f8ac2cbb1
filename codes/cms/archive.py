"""The tables of an archive by their kind, told by content: one format of each table, one release of each kind."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from codes.cms.fields import visible
from codes.cms.findings import Findings
from codes.cms.reading import Cells, Opened, opened
from codes.cms.recognise import MOST_UNPACKED, NotATable, unpacked
from codes.cms.release_marks import mark_of
from codes.cms.release_zip import MOST_MEMBERS, members
from rvuedge.lib.issues import Issue

_PACKED, _PDF, _OLD_OFFICE = b"PK", b"%PDF", b"\xd0\xcf\x11\xe0"
# What other systems leave in an archive unasked.
_LEFT_BEHIND = re.compile(r"__MACOSX/|\.DS_Store$|Thumbs\.db$")
_FORMATS = {".csv": 0, ".txt": 1, ".xlsx": 2}
_VARIANT = re.compile(r"(NON[ _-]?)?QPP")
# A file made readable for screen readers, or posted again, is the same table under another name.
_FILLERS = re.compile(r"SECTION[ _-]?508|508|COMPLIANT|VERSION([ _-]OF)?|[ _-]V[0-9](?![0-9])|UPDATED?")
_NO_WORDS = re.compile(r"[^A-Z0-9]+")
_MOST_NAMED = 8
_AS_PUBLISHED = "Bring the release zip as CMS publishes it."
Recognise = Callable[[Opened], str | None]
OpenSheet = Callable[[bytes], Cells]


@dataclass(frozen=True, slots=True)
class Found:
    """A table of an archive; `issues` are remarks on the archive as a whole, and stand with the first of its tables."""

    kind: str
    name: str
    content: bytes
    opened: Opened
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class _Member:
    """A file of the archive, and of the archives in it."""

    name: str
    content: bytes
    is_workbook: bool

    @property
    def path(self) -> PurePosixPath:
        return PurePosixPath(self.name.replace("\\", "/"))

    @property
    def shown(self) -> str:
        """The name without folders, short enough to tell, with marks that are not seen written out."""
        return visible(self.path.name[-60:])

    @property
    def format(self) -> int:
        """The place of the format among those of one table: csv, then text, then workbook."""
        return _FORMATS[".xlsx"] if self.is_workbook else _FORMATS.get(self.path.suffix.lower(), _FORMATS[".txt"])

    @property
    def is_qpp(self) -> bool:
        found = _VARIANT.search(self.shown.upper())
        return found is not None and not found[1]

    @property
    def table(self) -> str:
        """What the formats and variants of one table have in common: the name without them."""
        return _NO_WORDS.sub("", _FILLERS.sub("", _VARIANT.sub("", self.path.stem.upper())))

    def is_another_shape_of(self, other: "_Member") -> bool:
        """Return whether two files of one folder are one table in two formats or two variants."""
        is_same = (self.path.parent, self.table) == (other.path.parent, other.table)
        return is_same and (self.format, self.is_qpp) != (other.format, other.is_qpp)


Taken = tuple[_Member, Found]


def members_by_kind(content: bytes, file_name: str, recognise: Recognise, open_sheet: OpenSheet) -> tuple[Found, ...]:
    """Return the tables of an archive whose kind `recognise` knows, in the order of the archive; NotATable where there is none.

    Of a table in several formats the csv is taken, then the text, then the workbook; of two variants the one beside QPP.
    Two releases of one kind are refused. What is no known table is told in one remark; documents are passed over.
    """
    leaves = list(_leaves(content))
    around = PurePosixPath(file_name.replace("\\", "/")).stem
    taken: list[Taken] = []
    unread: list[_Member] = []
    faults: list[str] = []
    for member in sorted(leaves, key=lambda one: (one.is_qpp, one.format)):
        other = next((one for one, _found in taken if member.is_another_shape_of(one)), None)
        if other is not None:
            unread += [member] * (member.is_qpp and not other.is_qpp)
            continue
        try:
            table = _opened(member, f"{around}/{member.path}", open_sheet)
        except NotATable as fault:
            faults.append(f"{member.shown}: {fault}")
            unread.append(member)
            continue
        kind = recognise(table)
        if kind is None:
            unread.append(member)
        else:
            taken.append((member, Found(kind, member.name, member.content, table)))
    if not taken:
        raise NotATable(faults[0] if len(faults) == len(leaves) == 1 else _told_none(leaves))
    kept = _one_of_each(taken)
    order = {member.name: place for place, member in enumerate(leaves)}
    found = [one for _member, one in sorted(kept, key=lambda one: order[one[0].name])]
    return (replace(found[0], issues=_told_unread(unread, order)), *found[1:])


def _leaves(content: bytes) -> Iterator[_Member]:
    """The files that may hold a table; the limits of an archive hold for it and the archives in it together."""
    count = size = 0
    for name, inner in _unzipped(content):
        count, size = count + 1, size + len(inner)
        if count > MOST_MEMBERS or size > MOST_UNPACKED:
            limit = f"{MOST_MEMBERS} files or {MOST_UNPACKED // 1024 // 1024} MB"
            raise NotATable(f"With the archives in it, the archive holds more than {limit}. {_AS_PUBLISHED}")
        folders = _folders(inner)
        if not (_LEFT_BEHIND.search(name) or _is_document(name, inner, folders)):
            yield _Member(name, inner, "xl" in folders)


def _unzipped(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file, those of an archive within the archive in its place."""
    for name, packed in members(content):
        inner = unpacked(packed)
        if not _is_archive(inner):
            yield name.removesuffix(".gz"), inner
            continue
        for inner_name, inner_packed in members(inner):
            innermost = unpacked(inner_packed)
            if _is_archive(innermost):
                shown = visible(PurePosixPath(inner_name).name[-60:])
                raise NotATable(f"{shown} is an archive in an archive of the archive. Unpack the outer ones and bring {shown}.")
            yield f"{name}/{inner_name.removesuffix('.gz')}", innermost


def _folders(content: bytes) -> frozenset[str]:
    """The top folders of what is packed; a workbook has xl, a text document word. None of what is not packed."""
    if not content.startswith(_PACKED):
        return frozenset()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return frozenset(name.partition("/")[0] for name in packed.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return frozenset()


def _is_archive(content: bytes) -> bool:
    folders = _folders(content)
    return bool(folders) and "[Content_Types].xml" not in folders


def _is_document(name: str, content: bytes, folders: frozenset[str]) -> bool:
    is_old = content.startswith(_OLD_OFFICE) and not name.lower().endswith(".xls")
    return content.startswith(_PDF) or is_old or bool(folders & {"word", "ppt"})


def _opened(member: _Member, name: str, open_sheet: OpenSheet) -> Opened:
    return Opened(name, cells=open_sheet(member.content)) if member.is_workbook else opened(member.content, name, open_sheet)


def _one_of_each(taken: Sequence[Taken]) -> list[Taken]:
    """The tables without those that stand twice; NotATable for two releases of a kind, and for two files of one name that differ."""
    kept: list[Taken] = []
    for member, found in taken:
        same = [one for one in kept if one[1].kind == found.kind]
        for other, before in same:
            mark, mark_before = mark_of(found.opened), mark_of(before.opened)
            if mark.differs_from(mark_before):
                told = f"{other.shown} ({mark_before.words}) and {member.shown} ({mark.words})"
                raise NotATable(f"The archive holds more than one release of a table: {told}. Import one at a time.")
        twin = next((other for other, _before in same if other.table == member.table), None)
        if twin is None:
            kept.append((member, found))
        elif twin.format == member.format and twin.content != member.content:
            told = visible(f"{twin.path} and {member.path}"[-120:])
            raise NotATable(f"The archive holds two files of one table that differ: {told}. Import one at a time.")
    return kept


def _told_unread(unread: Sequence[_Member], order: Mapping[str, int]) -> tuple[Issue, ...]:
    """One remark on what was not read."""
    findings = Findings()
    names = [member.shown for member in sorted(unread, key=lambda member: order[member.name])]
    if names:
        findings.warning(None, "", names[0], f"Not read from the archive: {_listed(names)}.")
    return findings.shown()


def _told_none(leaves: Sequence[_Member]) -> str:
    if not leaves:
        return f"The archive holds documents only, no table. {_AS_PUBLISHED}"
    return f"No file of the archive is a known table. It holds {_listed([member.shown for member in leaves])}. {_AS_PUBLISHED}"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more
