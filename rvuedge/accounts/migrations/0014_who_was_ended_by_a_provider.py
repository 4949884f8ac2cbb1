from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def tell_from_the_trail(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Whoever left last by nobody's hand was ended by the provider: administrators stand in the trail by name."""
    entries = apps.get_model("accounts", "AuditEntry").objects.filter(action="person.left")
    for place in apps.get_model("accounts", "Membership").objects.filter(active=False).select_related("user"):
        last = entries.filter(organisation_id=place.organisation_id, subject=place.user.email).order_by("-pk").first()
        if last is not None and last.actor_id is None and not last.actor_name:
            place.ended_by_provider = True
            place.save(update_fields=["ended_by_provider"])


class Migration(migrations.Migration):
    """Lets a provider give back what it ended before this was kept."""

    dependencies = [("accounts", "0013_query_mail")]

    operations = [migrations.RunPython(tell_from_the_trail, migrations.RunPython.noop)]
