"""Asks the own process whether it is well, as a container's health check: exit status 0 for yes."""

import os
import sys
from urllib.error import URLError
from urllib.request import Request, urlopen


def is_well(address: str) -> bool:
    """Return whether the address answers 200, asked under the first name that the site is reached by."""
    name = os.environ.get("ALLOWED_HOSTS", "localhost").partition(",")[0].strip()
    try:
        with urlopen(Request(address, headers={"Host": name}), timeout=4) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError, ValueError):
        return False


if __name__ == "__main__":
    sys.exit(0 if is_well(sys.argv[1]) else 1)
