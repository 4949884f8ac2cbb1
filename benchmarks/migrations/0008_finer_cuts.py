from django.db import migrations, models

_DIMENSIONS = ("academic", "fte_basis", "ownership", "provider_type", "region", "years_in_specialty")


class Migration(migrations.Migration):
    """Keeps what the columns of a survey say of a cut apart; an earlier release goes on storing cuts without."""

    dependencies = [("benchmarks", "0007_report_queries")]

    operations = [
        migrations.AddField(model_name="cut", name=name, field=models.CharField(blank=True, db_default="", default="", max_length=120))
        for name in _DIMENSIONS
    ]
