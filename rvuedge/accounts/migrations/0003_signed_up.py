"""Marks organisations of one that somebody founded by signing up: they take no right from the installation's own."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def mark_practices(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Until now such an organisation could be told by the name that the sign-up gave it."""
    apps.get_model("accounts", "Organisation").objects.filter(name__startswith="Practice of ", is_demo=False).update(is_signed_up=True)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_audit_append_only")]

    operations = [
        migrations.AddField("organisation", "is_signed_up", models.BooleanField(default=False)),
        migrations.RunPython(mark_practices, migrations.RunPython.noop),
    ]
