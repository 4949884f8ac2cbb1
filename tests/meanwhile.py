"""Two people at the same moment: the second starts while the first's transaction is still open."""

from collections.abc import Callable
from threading import Thread

from django.db import connection, transaction


def while_open(first: Callable[[], object], second: Callable[[], object]) -> None:
    """Do `first`, begin `second` on a connection of its own, let it run into the first for a moment, and end both."""
    others: list[Thread] = []
    with transaction.atomic():
        first()
        others.append(Thread(target=_alone, args=(second,)))
        others[0].start()
        others[0].join(0.5)
    others[0].join(30)
    assert not others[0].is_alive()


def _alone(second: Callable[[], object]) -> None:
    try:
        second()
    finally:
        connection.close()
