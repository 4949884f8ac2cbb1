"""The database itself refuses to change or remove a link of the audit chain."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from rvuedge.accounts.audit import lift_append_only, make_append_only

TABLE = "accounts_auditseal"


def install(_apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    make_append_only(TABLE)


def remove(_apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    lift_append_only(TABLE)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_audit_seals")]
    operations = [migrations.RunPython(install, remove)]
