"""A charge extract as it comes in: through the door piece by piece, into a passing file that holds nothing of a patient."""

import io
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from codes.cms.findings import Findings
from codes.models import FeeScheduleRow, OtherFee
from rvuedge.imports.confined import Ended, stream_confined
from rvuedge.lib.phi import rule_met
from tracking.extracts.door import Door, NotASheet
from tracking.extracts.kept import Kept
from tracking.extracts.kinds import Kind
from tracking.extracts.mapping import suggest

LIMIT = 250 * 1024 * 1024
PIECE = 256 * 1024
TOO_LARGE = "The file is larger than 250 MB. Split it by year or month, and bring the parts."
_OWN_NAME = "charges"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What came through: the passing file, what is known of it, and the faults."""

    file: IO[bytes]
    kept: Kept
    findings: Findings

    @property
    def can_be_read(self) -> bool:
        """Whether its rows can be read: faults of some of them are then told together with those that only reading finds."""
        return suggest(self.kept) is not None and self.kept.rows > 0


class Incoming:
    """Takes the bytes of a file; the key of its marks is thrown away with it."""

    def __init__(self, into: IO[bytes], hints: Mapping[str, Kind]) -> None:
        self._file, self._text = into, io.TextIOWrapper(into, encoding="utf-8", newline="")
        self._door = Door(self._text, secrets.token_bytes(16), _open_sheet, known_codes, hints)

    def feed(self, piece: bytes) -> None:
        """Take a piece of the file."""
        self._door.feed(piece)

    def finish(self) -> Cleaned:
        """Return what came through, at its beginning."""
        kept = self._door.close()
        self._text.flush()
        self._text.detach()
        self._file.seek(0)
        return Cleaned(self._file, kept, self._door.findings)


def cleaned(pieces: Iterable[bytes], into: IO[bytes], hints: Mapping[str, Kind]) -> Cleaned:
    """Return what comes through the door of a whole file, written to an empty one."""
    incoming = Incoming(into, hints)
    for piece in pieces:
        incoming.feed(piece)
    return incoming.finish()


def known_codes(codes: frozenset[str]) -> frozenset[str]:
    """Return which of these codes the catalogue has."""
    rows = FeeScheduleRow.objects.filter(code__in=codes).values_list("code", flat=True).distinct()
    fees = OtherFee.objects.filter(code__in=codes).values_list("code", flat=True).distinct()
    return frozenset(rows) | frozenset(fees)


def safe_name(file_name: str) -> str:
    """Return a file's name, or one of ours where it looks as if it named a patient."""
    return f"{_OWN_NAME}{_ending(file_name)}" if rule_met(file_name.replace("_", " ")) else file_name


def _ending(file_name: str) -> str:
    ending = file_name.rpartition(".")[2].lower()
    return f".{ending}" if ending in {"csv", "txt", "xlsx", "json", "835", "837", "edi", "x12", "tsv"} else ""


def _open_sheet(content: bytes) -> Iterator[Sequence[str]]:
    try:
        told = iter(stream_confined("tracking.extracts.workbook:answer", content))
        first = next(told, None)
        if first != ["ok"]:
            raise NotASheet(str(first[1]) if isinstance(first, list) and len(first) > 1 else _DAMAGED)
        for row in told:
            if isinstance(row, dict):
                raise NotASheet(str(row.get("fault", _DAMAGED)))
            yield row if isinstance(row, list) else []
    except Ended:
        raise NotASheet("The workbook needs more time or memory than it may have. Save the sheet as csv.") from None


_DAMAGED = "The workbook is damaged. Save it again from its program."
