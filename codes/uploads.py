"""Receives schedule files: each is stopped while it arrives once it is beyond the limit of its kind, so that no disk fills."""

from typing import Any, NoReturn

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

from codes.cms.kinds import large_kind_of

TOO_LARGE_MARK, NO_ROOM_MARK = "rvuedge.schedule_too_large", "rvuedge.schedule_no_room"


class ScheduleUpload(TemporaryUploadedFile):
    """An uploaded file; `large_kind` names its kind where it is one that may be larger than memory."""

    large_kind = ""


class ScheduleUploadHandler(TemporaryFileUploadHandler):
    """Takes files up to the limit; those whose first lines are of a large kind up to the larger one."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin with a file."""
        super().new_file(*args, **kwargs)
        self.file = ScheduleUpload(self.file_name or "", self.content_type or "", 0, self.charset, self.content_type_extra)
        self._received, self._large_kind = 0, ""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece, unless the file has become too large or there is no room for it."""
        if not self._received:
            self._large_kind = large_kind_of(raw_data, self.file_name or "") or ""
        self._received += len(raw_data)
        if self._received > (settings.LARGE_UPLOAD_LIMIT if self._large_kind else settings.UPLOAD_LIMIT):
            self._stop(TOO_LARGE_MARK)
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError:
            self._stop(NO_ROOM_MARK)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        """Return the file with what its first lines told."""
        upload = super().file_complete(file_size)
        if isinstance(upload, ScheduleUpload):
            upload.large_kind = self._large_kind
        return upload

    def _stop(self, mark: str) -> NoReturn:
        if self.request is not None:
            self.request.META[mark] = True
        raise StopUpload(connection_reset=False)


def is_large(file: "UploadedFile[bytes]") -> bool:
    """Return whether a file is to be kept without reading it into memory."""
    return isinstance(file, ScheduleUpload) and bool(file.large_kind) and (file.size or 0) > settings.UPLOAD_LIMIT
