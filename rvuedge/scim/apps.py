"""Django's entry to rvuedge.scim."""

from django.apps import AppConfig


class ScimConfig(AppConfig):
    name = "rvuedge.scim"
    label = "scim"
