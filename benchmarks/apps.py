"""Django's entry to benchmarks."""

from django.apps import AppConfig


class BenchmarksConfig(AppConfig):
    name = "benchmarks"
