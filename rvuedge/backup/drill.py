"""The drill: restores a backup into a folder that passes, and proves there that it is whole."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rvuedge.embedded.bootstrap import CHECKOUT
from rvuedge.embedded.refusal import Refusal

# The drill has a SQLite of its own: it needs no server, and touches neither the database nor the queue of the installation.
_NOT_FOR_THE_DRILL = ("DATABASE_URL", "REDIS_URL")


def drill(path: Path, data: Path) -> tuple[bool, str]:
    """Restore and verify; return whether everything holds, and what was said about it."""
    with tempfile.TemporaryDirectory(prefix="drill-", dir=data) as folder:
        restored = _run(folder, "restore", str(path.absolute()))
        if restored.returncode:
            raise Refusal(_last(restored) or "The backup could not be restored in the drill.")
        verified = _run(folder, "verify")
        holds = verified.returncode == 0
        return holds, (verified.stdout if holds else verified.stdout + verified.stderr).strip()


def _run(folder: str, *words: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_FOR_THE_DRILL}
    environment = kept | {"RVUEDGE_DATA": folder, "RVUEDGE_VENV": "none"}
    return subprocess.run([sys.executable, "manage.py", *words], cwd=CHECKOUT, env=environment, capture_output=True, text=True)


def _last(done: subprocess.CompletedProcess[str]) -> str:
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    return lines[-1] if lines else ""
