"""Tells while an import is worked on that its worker lives: on a connection of its own, so that it is seen while rows are stored."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from django.db import DatabaseError, connection

from rvuedge.imports.models import ImportRun
from rvuedge.imports.services_claims import is_still_held

EVERY_SECONDS = 5.0
logger = logging.getLogger("rvuedge.imports")


@contextmanager
def kept_alive(run: ImportRun) -> Iterator[None]:
    """Keep a run alive for the length of a block."""
    ended = Event()
    telling = Thread(target=_tell, args=(run, ended), name=f"alive-{run.pk}", daemon=True)
    telling.start()
    try:
        yield
    finally:
        ended.set()
        telling.join()


def _tell(run: ImportRun, ended: Event) -> None:
    try:
        while not ended.wait(EVERY_SECONDS):
            try:
                if not is_still_held(run):
                    return
            except DatabaseError:
                # On SQLite the storing itself may hold the lock: then nobody else can claim the run either. Told again soon.
                logger.info("Import %s could not be kept alive this time", run.pk)
    finally:
        connection.close()
