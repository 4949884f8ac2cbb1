"""The database itself refuses to change or remove an audit entry."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from rvuedge.accounts.audit import lift_append_only, make_append_only


def install(_apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    make_append_only("accounts_auditentry")


def remove(_apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    lift_append_only("accounts_auditentry")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
