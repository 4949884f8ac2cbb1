"""Receives the file of a charge extract: it goes through the door while it arrives, so that nothing of a patient reaches a disk."""

from collections.abc import Mapping
from typing import IO, Any

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from tracking.extracts.kinds import Kind
from tracking.incoming import LIMIT, Cleaned, Incoming

TOO_LARGE_MARK = "rvuedge.extract_too_large"


class CleanedUpload(TemporaryUploadedFile):
    """An uploaded extract of which only what came through the door is there."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "text/csv", 0, "utf-8")
        self.cleaned: Cleaned | None = None

    @property
    def into(self) -> IO[bytes]:
        """The passing file, which is gone when the request ends."""
        return self.file  # type: ignore[return-value]


class ExtractUploadHandler(FileUploadHandler):
    """Hands each piece of an upload to the door; one beyond the limit is stopped while it is received."""

    def __init__(self, request: HttpRequest, hints: Mapping[str, Kind]) -> None:
        super().__init__(request)
        self._hints, self._received = hints, 0
        self._upload: CleanedUpload | None = None
        self._incoming: Incoming | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin with a file."""
        super().new_file(*args, **kwargs)
        self._upload, self._received = CleanedUpload(self.file_name or "charges"), 0
        self._incoming = Incoming(self._upload.into, self._hints)

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> None:
        """Let a piece through."""
        self._received += len(raw_data)
        if self._received > LIMIT:
            if self.request is not None:
                self.request.META[TOO_LARGE_MARK] = True
            raise StopUpload(connection_reset=False)
        if self._incoming is not None:
            self._incoming.feed(raw_data)

    def file_complete(self, _size: int) -> CleanedUpload | None:
        """Return what came through."""
        upload, self._upload = self._upload, None
        if upload is not None and self._incoming is not None:
            upload.cleaned = self._incoming.finish()
            upload.size = self._received
        return upload
