"""Chromium for tests: the system's own program, with the flags that keep it quiet."""

import shutil
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def find_chromium() -> Path | None:
    """Return the path of the system's Chromium, if it has one."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    return Path(found) if found else None
