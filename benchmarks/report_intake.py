"""A report as it comes in: its checksum is taken and its start looked at while it goes through the door; nothing of a patient is kept."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from django.core.files.uploadhandler import StopUpload
from django.http import HttpRequest

from benchmarks.models import Reconciliation
from benchmarks.reconcile.headers import hints, proposed
from benchmarks.reconcile.month_table import MOST_BYTES, MonthTable, read_month_table
from tracking.extracts.kept import Kept
from tracking.extracts.kinds import Kind
from tracking.extracts.mapping import Mapping as Columns
from tracking.extracts.mapping import hints_of, recalled
from tracking.models import Clinician
from tracking.uploads import TOO_LARGE_MARK, ExtractUploadHandler

MOST_UPLOADED = 25 * 1024 * 1024
TOO_LARGE = "The report is larger than 25 MB. Bring one month of it, or let the operator use the reconcile command."


class Seen:
    """The checksum of a file and its start, taken from the pieces that pass."""

    def __init__(self) -> None:
        self._digest, self._start, self._size = hashlib.sha256(), b"", 0

    def take(self, piece: bytes) -> None:
        """Look at a piece."""
        self._digest.update(piece)
        self._size += len(piece)
        if len(self._start) <= MOST_BYTES:
            self._start += piece

    def passing(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the pieces, looked at."""
        for piece in pieces:
            self.take(piece)
            yield piece

    @property
    def size(self) -> int:
        return self._size

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    @property
    def month_table(self) -> MonthTable | None:
        """The totals by month of a file that holds nothing else; None of any other file."""
        return read_month_table(self._start) if self._size <= MOST_BYTES else None


class ReportUploadHandler(ExtractUploadHandler):
    """Hands the pieces of a report to the door; one beyond the limit is stopped while it is received."""

    def __init__(self, request: HttpRequest, known: Mapping[str, Kind]) -> None:
        super().__init__(request, known)
        self.seen = Seen()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Let a piece through, looked at; what is too large goes no further."""
        self.seen.take(raw_data)
        if self.seen.size > MOST_UPLOADED:
            if self.request is not None:
                self.request.META[TOO_LARGE_MARK] = True
            raise StopUpload(connection_reset=False)
        super().receive_data_chunk(raw_data, start)


def last_of(clinician: Clinician) -> Reconciliation | None:
    """Return the last comparison by lines, whose columns are remembered."""
    return Reconciliation.objects.shown().filter(clinician=clinician).exclude(headers={}).order_by("-made_at").first()


def hints_for(last: Reconciliation | None, value_header: str = "") -> dict[str, Kind]:
    """Return the kinds of columns by header: those of reports in general, and those that were chosen before."""
    return {**hints(value_header), **(hints_of(last.headers) if last else {})}


def columns_for(kept: Kept, last: Reconciliation | None, value_header: str = "") -> Columns | None:
    """Return which column is read as what: as it was chosen for such a report before, else as proposed."""
    return (recalled(last.headers, kept) if last else None) or proposed(kept, value_header)
