from django.db import migrations, models


class Migration(migrations.Migration):
    """Keeps whether an edition's data are of calendar or of fiscal years; nothing is known of those that were stored before."""

    dependencies = [("benchmarks", "0013_days_of_a_comparison")]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="data_period",
            field=models.CharField(
                blank=True,
                choices=[("calendar", "Calendar year"), ("fiscal", "Fiscal years"), ("mixed", "Calendar and fiscal years")],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
    ]
