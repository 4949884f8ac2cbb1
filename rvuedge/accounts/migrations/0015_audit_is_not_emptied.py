"""PostgreSQL refuses to empty the audit trail and its chain as whole tables, too; SQLite has no such statement."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from rvuedge.accounts.audit import make_append_only


def install(_apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    make_append_only()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_who_was_ended_by_a_provider")]
    # The triggers of before stay as they are, so that there is nothing to take back.
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
