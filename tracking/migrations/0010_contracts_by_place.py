"""Several contracts of a clinician may begin on one day, each for places of its own."""

from django.apps.registry import Apps
from django.core.management import CommandError
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Count


def refuse_several_a_day(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Say whose contracts stand against one a day, before the database says it in words of its own; none is thrown away."""
    contracts = apps.get_model("tracking", "Contract").objects.order_by()
    several = contracts.values("clinician__name", "effective_from").annotate(contracts=Count("pk")).filter(contracts__gt=1)
    told = sorted(f"{one['clinician__name']} from {one['effective_from']}" for one in several)
    if told:
        raise CommandError(f"Several contracts begin on one day: {', '.join(told)}. Remove all but one of each day under Policies first.")


class Migration(migrations.Migration):

    dependencies = [
        ("tracking", "0009_procedure_sets"),
    ]

    # Taken back in the opposite order: the check comes first, so that nothing is changed where it refuses.
    operations = [
        migrations.RemoveConstraint(model_name="contract", name="contract_once"),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.UniqueConstraint(fields=("clinician", "effective_from", "places"), name="contract_once_for_places"),
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse_several_a_day),
    ]
