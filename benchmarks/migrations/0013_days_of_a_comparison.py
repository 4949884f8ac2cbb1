from django.db import migrations, models


class Migration(migrations.Migration):
    """Keeps by which days an organisation counts clinical FTE-years; what was said before counts calendar days, as it did."""

    dependencies = [("benchmarks", "0012_calendar_days")]

    operations = [
        migrations.AddField(
            model_name="comparisonpolicy",
            name="basis",
            field=models.CharField(
                choices=[("calendar_days", "Calendar days"), ("working_days", "Working days of the organisation")],
                db_default="calendar_days",
                default="calendar_days",
                max_length=13,
            ),
        ),
    ]
