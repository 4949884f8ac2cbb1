from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benchmarks', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='reportsnapshot',
            name='restated_because',
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
