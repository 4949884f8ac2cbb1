import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keeps the days on which an organisation is open or closed otherwise than weekdays and federal holidays say."""

    dependencies = [("accounts", "0001_initial"), ("benchmarks", "0011_comparisons_in_pieces")]

    operations = [
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("is_open", models.BooleanField(default=False)),
                ("is_yearly", models.BooleanField(default=False)),
                ("name", models.CharField(blank=True, max_length=80)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="calendar_days", to="accounts.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ("day",),
                "constraints": (models.UniqueConstraint(fields=("organisation", "day"), name="calendar_day_once"),),
            },
        ),
    ]
