"""Django's entry to benchmarks."""

from importlib import import_module

from django.apps import AppConfig


class BenchmarksConfig(AppConfig):
    name = "benchmarks"

    def ready(self) -> None:
        # What follows uses models, which exist only now.
        import_module("rvuedge.imports.registry").register(import_module("benchmarks.importers").EmployerReportImporter())
        import_module("tracking.days_off").register(import_module("benchmarks.days_off").days_off_of)
        import_module("rvuedge.imports.registry").register_sweeper(import_module("benchmarks.services_compared").remove_left_behind)
