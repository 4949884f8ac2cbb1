"""Passwords known from breaches, looked up in a list that the operator keeps beside the product: no service is asked."""

import hashlib
import logging
import os
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

logger = logging.getLogger("rvuedge.accounts")
# A line is a hash of 40 signs and how often it was seen.
_LONGEST_LINE = 80


class NotBreached:
    """Refuses a password whose SHA-1 stands in the list of RVUEDGE_BREACHED_PASSWORDS, lines in the order of their hashes."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise where the password is known; a list that cannot be read is told to the operator and keeps nobody out."""
        if not settings.BREACHED_PASSWORDS:
            return
        try:
            is_known = stands_in(Path(settings.BREACHED_PASSWORDS), password)
        except OSError as error:
            logger.error("The list of breached passwords cannot be read: %s", error.strerror)
            return
        if is_known:
            raise ValidationError(_("This password is known from breaches of other sites. Choose another one."), code="password_breached")

    def get_help_text(self) -> str:
        return ""


def stands_in(path: Path, password: str) -> bool:
    """Return whether the list holds the password; it may be larger than memory, and a few dozen lines of it are read."""
    # The format of the list; nothing is protected by this hash.
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as file:
        low, high = 0, file.seek(0, os.SEEK_END)
        while low < high:
            middle = (low + high) // 2
            found = _line_at(file, middle)
            if found and found < wanted:
                low = middle + 1
            else:
                high = middle
        return _line_at(file, low) == wanted


def _line_at(file: IO[bytes], offset: int) -> bytes:
    """Return the hash of the first line that begins at the offset or behind it; nothing behind the last."""
    file.seek(max(offset - 1, 0))
    if offset and file.read(1) != b"\n":
        file.readline(_LONGEST_LINE)
    return file.readline(_LONGEST_LINE).partition(b":")[0].strip().upper()
