"""Django's entry to tracking."""

from importlib import import_module

from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "tracking"

    def ready(self) -> None:
        # What follows uses models, which exist only now.
        import_module("rvuedge.accounts.followers").register(import_module("tracking.services_logs").follow_place)
        import_module("rvuedge.imports.registry").register(import_module("tracking.importers").ChargeImporter())
        import_module("rvuedge.imports.registry").register_sweeper(import_module("tracking.services_stored").remove_left_behind)
