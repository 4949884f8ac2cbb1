"""Django's entry to rvuedge.sign_on."""

from importlib import import_module

from django.apps import AppConfig


class SignOnConfig(AppConfig):
    name = "rvuedge.sign_on"
    label = "sign_on"

    def ready(self) -> None:
        doors = import_module("rvuedge.accounts.doors")
        doors.register(import_module("rvuedge.sign_on.services_admit").forced_way_of)
