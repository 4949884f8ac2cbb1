"""Django's entry to rvuedge.accounts."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "rvuedge.accounts"
    label = "accounts"

    def ready(self) -> None:
        import_module("rvuedge.accounts.sign_in_audit")
