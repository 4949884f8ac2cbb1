"""A tagged PDF of plain values by a template, made in a child process that may take its time and memory only so far."""

import json
import resource
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

SECONDS = 60
MEMORY = 1_500 * 1024 * 1024
_CHILD = Path(__file__).resolve().parent / "pdf_child.py"


class PdfFailed(Exception):
    """The PDF could not be made."""


def pdf_of(template: str, shape: Mapping[str, object]) -> bytes:
    """Return the PDF of a template of templates/print with a shape; the same shape gives the same bytes."""
    command = [sys.executable, "-I", str(_CHILD), str(settings.BASE_DIR / "templates" / "print" / template)]
    try:
        done = subprocess.run(
            command, input=json.dumps(shape).encode(), capture_output=True, timeout=SECONDS, preexec_fn=_limit, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise PdfFailed("The PDF took too long.") from error
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise PdfFailed(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
