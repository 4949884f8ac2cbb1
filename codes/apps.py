"""Django's entry to codes."""

from importlib import import_module

from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "codes"

    def ready(self) -> None:
        # Importers use models, which exist only now.
        registry = import_module("rvuedge.imports.registry")
        registry.register(import_module("codes.importers").PprrvuImporter())
        registry.register_finder(import_module("codes.finding").found_in)
