"""Settings of gunicorn (`--config python:rvuedge.gunicorn`): its lines go the way of all others, each process has its search ready."""

from importlib import import_module
from threading import Thread

from gunicorn.config import Config
from gunicorn.glogging import Logger
from structlog.stdlib import ProcessorFormatter

from rvuedge.logging import LOGGING


class Lines(Logger):
    """Writes what the server itself has to say as all else is written; requests that went well are no line."""

    def setup(self, cfg: Config) -> None:
        """Take gunicorn's own set-up, but for the form of a line."""
        super().setup(cfg)
        form = LOGGING["formatters"]["json"]
        written = ProcessorFormatter(processors=form["processors"], foreign_pre_chain=form["foreign_pre_chain"])
        for handler in self.error_log.handlers:
            handler.setFormatter(written)


logger_class = Lines


def post_worker_init(_worker: object) -> None:
    """Build the index beside the first requests; a thread that was started before the fork would not be there."""
    # These settings are read before the application, and the search needs its models.
    Thread(target=import_module("codes.search").serve, name="search index", daemon=True).start()
