"""Settings of gunicorn (`--config python:rvuedge.gunicorn`): its lines go the way of all others, each process has its search ready."""

from importlib import import_module
from threading import Thread

from rvuedge.logging import LOGGING

# A request that broke the server itself is told by the server, with the address that was asked for.
_OWN = {"handlers": ["stderr"], "propagate": False}
logconfig_dict = LOGGING | {"loggers": LOGGING["loggers"] | {"gunicorn.error": _OWN, "gunicorn.access": _OWN}}


def post_worker_init(_worker: object) -> None:
    """Build the index beside the first requests; a thread that was started before the fork would not be there."""
    # These settings are read before the application, and the search needs its models.
    Thread(target=import_module("codes.search").serve, name="search index", daemon=True).start()
