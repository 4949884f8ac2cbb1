"""Django's entry to codes."""

from importlib import import_module

from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "codes"

    def ready(self) -> None:
        # Importers use models, which exist only now.
        import_module("rvuedge.imports.registry").register(import_module("codes.importers").PprrvuImporter())
