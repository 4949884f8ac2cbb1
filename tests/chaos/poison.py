"""A kind of file that ends the process that reads it."""

import os
import signal

from django.apps import AppConfig

from rvuedge.imports import registry
from rvuedge.imports.registry import Asked, Found, Prepared, Progress

CONTENT = b"poison"


class Poison:
    """Reads by being killed."""

    kind = "poison"

    def prepare(self, asked: Asked, progress: Progress) -> Prepared:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError


class PoisonConfig(AppConfig):
    """Makes the kind known."""

    name = "tests.chaos"
    label = "chaos"

    def ready(self) -> None:
        registry.register(Poison())
        registry.register_finder(lambda content, _name: (Found("poison"),) if content == CONTENT else ())
