"""Asks the own process whether it is well, as a container's health check: the web by an address, worker and clock by what they touch."""

import os
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

# The worker touches its file every two seconds, the clock whenever something is due, which is every fifteen.
_SILENT_FOR = 90.0


def is_well(address: str) -> bool:
    """Return whether the address answers 200, asked under the first name that the site is reached by."""
    name = os.environ.get("ALLOWED_HOSTS", "localhost").partition(",")[0].strip()
    try:
        with urlopen(Request(address, headers={"Host": name}), timeout=4) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError, ValueError):
        return False


def is_touched(path: Path) -> bool:
    """Return whether the file was touched lately."""
    try:
        return time.time() - path.stat().st_mtime < _SILENT_FOR
    except OSError:
        return False


if __name__ == "__main__":
    asked = sys.argv[1]
    sys.exit(0 if (is_touched(Path(asked)) if asked.startswith("/") else is_well(asked)) else 1)
