"""Django's entry to rvuedge.site."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "rvuedge.site"
    label = "site"
