"""Django's entry to rvuedge.imports."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "rvuedge.imports"
    label = "imports"
