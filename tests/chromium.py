"""Chromium for tests: the system's own program, with the flags that keep it quiet."""

import shutil
from pathlib import Path

# The shell first: the same engine without windows, with fewer processes for each page.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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
