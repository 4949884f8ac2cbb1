"""The project's own app: commands, and what is made known when Django is ready."""

import atexit
import gc
from importlib import import_module

from django.apps import AppConfig


class RvuEdgeConfig(AppConfig):
    name = "rvuedge"
    label = "rvuedge"
    verbose_name = "RVU Edge"

    def ready(self) -> None:
        # A program that ends would look through all that it holds for garbage first, a fifth of the processor time of a short command.
        atexit.register(gc.freeze)
        # Not in rvuedge/__init__.py: that would load Celery and Django into every pure import below rvuedge.
        import_module("rvuedge.celery")
        # The catalogue lies below the logs: what a person uses of it is told from here.
        import_module("codes.own_codes").register(import_module("tracking.own_codes").own_codes_of)
