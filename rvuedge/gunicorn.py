"""Settings of gunicorn (`--config python:rvuedge.gunicorn`): each process has its search index ready before somebody asks."""

from importlib import import_module
from threading import Thread


def post_worker_init(_worker: object) -> None:
    """Build the index beside the first requests; a thread that was started before the fork would not be there."""
    # These settings are read before the application, and the search needs its models.
    Thread(target=import_module("codes.search").serve, name="search index", daemon=True).start()
