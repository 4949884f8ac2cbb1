"""The product's settings with a clock that a test moves: seconds in the file `clock` of the data folder, `clock-worker` for the worker.

Every process looks there five times a second; what Python knows of the time then follows, in all its threads.
"""

import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import time_machine

from rvuedge import settings as _product

globals().update({name: value for name, value in vars(_product).items() if name.isupper()})
_FILE = Path(str(_product.DATA_DIR)) / ("clock-worker" if "worker" in sys.argv else "clock")


def _follow() -> None:
    moved, travel = 0.0, None
    while True:
        wanted = float(_FILE.read_text() or 0) if _FILE.exists() else 0.0
        if wanted != moved:
            if travel is not None:
                travel.stop()
            travel, moved = time_machine.travel(datetime.now(UTC) + timedelta(seconds=wanted), tick=True), wanted
            travel.start()
        time.sleep(0.2)


def _begin() -> None:
    Thread(target=_follow, name="clock of the test", daemon=True).start()


# The processes of gunicorn are forked from one that has loaded the settings, and a thread does not come along.
os.register_at_fork(after_in_child=_begin)
_begin()
