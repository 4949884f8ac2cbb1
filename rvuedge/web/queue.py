"""The queue as pages and tasks see it: how many tasks wait, and handing work over that a row in the database remembers."""

import logging
from collections.abc import Callable

import redis
from django.conf import settings
from kombu.exceptions import OperationalError

_NAME = "celery"
logger = logging.getLogger("rvuedge.queue")


def client() -> redis.Redis:
    """Return a client of the queue's server that waits for no answer longer than a second."""
    url = settings.REDIS_URL.replace("redis+socket://", "unix://")
    return redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)


def queue_length() -> int | None:
    """Return how many tasks wait; None where there is no queue or it does not answer."""
    if not settings.REDIS_URL:
        return None
    try:
        with client() as server:
            return int(server.llen(_NAME))
    except redis.RedisError:
        return None


def hand_over(ask: Callable[[], object]) -> bool:
    """Queue work that is remembered in the database; False with the queue gone: the work then waits until the clock takes it up."""
    try:
        ask()
    except OperationalError:
        logger.warning("The queue does not answer: what was asked for waits in the database until the clock takes it up")
        return False
    return True
