"""Django's entry to its admin, which is the operator's here."""

from django.contrib.admin.apps import AdminConfig


class OperatorAdmin(AdminConfig):
    default_site = "rvuedge.accounts.admin_site.OperatorSite"
