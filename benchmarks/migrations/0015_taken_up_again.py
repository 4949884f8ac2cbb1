from django.db import migrations, models


def _worker() -> models.CharField:
    return models.CharField(max_length=120, blank=True, default="", db_default="", editable=False)


class Migration(migrations.Migration):
    """Tells which worker makes a report or hands a mail over, and how often one was begun: what a killed one left is taken up soon."""

    dependencies = [("benchmarks", "0014_period_of_the_data")]

    operations = [
        migrations.AddField("reportsnapshot", "attempts", models.SmallIntegerField(default=0, db_default=0, editable=False)),
        migrations.AddField("reportsnapshot", "worker", _worker()),
        migrations.AddField("reportmail", "worker", _worker()),
    ]
