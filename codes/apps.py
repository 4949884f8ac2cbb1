"""Django's entry to codes."""

from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "codes"
