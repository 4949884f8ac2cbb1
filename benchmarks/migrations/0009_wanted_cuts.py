from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes room for several wanted cuts in their order; taken back only while none is longer than one."""

    dependencies = [("benchmarks", "0008_finer_cuts")]

    operations = [
        migrations.AlterField(model_name="comparisonpolicy", name="cut", field=models.CharField(blank=True, max_length=300)),
    ]
