"""Django's entry to rvuedge.web."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "rvuedge.web"
    label = "web"
