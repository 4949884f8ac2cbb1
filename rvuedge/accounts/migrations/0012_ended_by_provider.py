from django.db import migrations, models


class Migration(migrations.Migration):
    """Tells whom a provider ended from whom an administrator did."""

    dependencies = [("accounts", "0011_year_starts_in")]

    operations = [
        migrations.AddField(
            model_name="membership", name="ended_by_provider", field=models.BooleanField(db_default=False, default=False)
        ),
    ]
