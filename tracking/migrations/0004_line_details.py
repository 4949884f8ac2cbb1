from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracking', '0003_extracts_and_saved_filters'),
    ]

    operations = [
        migrations.AddField(
            model_name='caseline',
            name='asa_units',
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=9, null=True),
        ),
        migrations.AddField(
            model_name='caseline',
            name='details',
            field=models.CharField(blank=True, max_length=300),
        ),
    ]
