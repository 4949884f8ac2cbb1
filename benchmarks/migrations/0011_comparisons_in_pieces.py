from django.db import migrations, models


class Migration(migrations.Migration):
    """Lets a large comparison be stored in pieces that nobody sees before it is whole."""

    dependencies = [("benchmarks", "0010_report_mails")]

    operations = [
        migrations.AddField("reconciliation", "is_whole", models.BooleanField(default=True, db_default=True, editable=False)),
    ]
