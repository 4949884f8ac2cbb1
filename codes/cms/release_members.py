"""Which file of a release zip is read: told by content, one release at a time, the csv of the non-QPP variant first."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from codes.cms.delimited import lines_of
from codes.cms.findings import Findings
from codes.cms.fixed_width import is_fixed_width
from codes.cms.recognise import NotATable
from codes.cms.title import Title, read_title, title_of_name

_SEARCHED_BYTES = 8_000
_READ = "relative values (PPRRVU), localities, fees, edits, or the alpha-numeric file of HCPCS, as CMS publishes them"


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive."""

    name: str
    content: bytes

    @property
    def shown(self) -> str:
        """The name without folders, short enough to tell."""
        return PurePosixPath(self.name.replace("\\", "/")).name[-60:]


def chosen_of(found: Sequence[Member], findings: Findings) -> Member:
    """Return the relative value file to read; what else the archive holds is told. NotATable where there is none, or two releases."""
    candidates = [member for member in found if _is_pprrvu(member)]
    if not candidates:
        names = ", ".join(member.shown for member in found[:5])
        raise NotATable(f"No file of the archive is a table that can be read here: {_READ}. It holds {names}.")
    releases = {(title.year, title.month) for member in candidates if (title := _title_of(member)).year}
    if len(releases) > 1:
        named = ", ".join(sorted({_title_of(member).words for member in candidates if _title_of(member).year}))
        raise NotATable(f"The archive holds {len(releases)} releases ({named}). Import one at a time.")
    chosen = min(candidates, key=_rank)
    others = [member.shown for member in found if member.name != chosen.name and not _is_same_release(member, chosen)]
    if others:
        findings.warning(None, "", chosen.shown, f"{chosen.shown} was read. Not read from the archive: {', '.join(others[:8])}.")
    return chosen


def _rank(member: Member) -> tuple[bool, int, str]:
    kind = 1 if member.content.startswith(b"PK") else 2 if _is_fixed(member) else 0
    return _is_qpp(member), kind, member.name


def _is_pprrvu(member: Member) -> bool:
    if member.content.startswith(b"PK"):
        # A sheet's title lies packed inside: its name is all that tells it from the other sheets of a release.
        return "PPRRVU" in member.shown.upper() and b"xl/workbook" in member.content
    return _is_fixed(member) or (bool(_title_of(member).year) and "HCPCS" in _head(member).upper())


def _is_fixed(member: Member) -> bool:
    return is_fixed_width(lines_of(_head(member)))


def _is_qpp(member: Member) -> bool:
    name = member.shown.upper()
    return "QPP" in name and "NONQPP" not in name


def _is_same_release(member: Member, chosen: Member) -> bool:
    return _stem(member) == _stem(chosen) or member.shown.lower().endswith((".pdf", ".doc", ".docx"))


def _stem(member: Member) -> str:
    return member.shown.rsplit(".", 1)[0].upper()


def _title_of(member: Member) -> Title:
    titled = read_title(lines_of(_head(member)))
    return titled if titled.year else title_of_name(member.shown)


def _head(member: Member) -> str:
    return member.content[:_SEARCHED_BYTES].decode("cp1252", errors="replace")
