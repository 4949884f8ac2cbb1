"""A kind of file that ends the process that reads it."""

import os
import signal
from importlib import import_module

from django.apps import AppConfig

CONTENT = b"poison"


class Poison:
    """Reads by being killed."""

    kind = "poison"

    def prepare(self, asked: object, progress: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


class PoisonConfig(AppConfig):
    """Makes the kind known."""

    name = "tests.chaos"
    label = "chaos"

    def ready(self) -> None:
        # Its models are there only now.
        registry = import_module("rvuedge.imports.registry")
        registry.register(Poison())
        # Before those that take any text for a table.
        registry._known.finders.insert(0, lambda content, _name: (registry.Found("poison"),) if content == CONTENT else ())
