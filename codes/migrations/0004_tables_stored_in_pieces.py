"""A long table is hidden while it is being stored. Only the named states change; reversible."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('codes', '0003_cross_references'),
    ]

    operations = [
        migrations.AlterField(
            model_name='otherschedule',
            name='state',
            field=models.CharField(choices=[('storing', 'Being stored'), ('draft', 'Draft'), ('active', 'Active'), ('retired', 'Retired')], default='draft', max_length=10),
        ),
        migrations.AlterField(
            model_name='release',
            name='state',
            field=models.CharField(choices=[('storing', 'Being stored'), ('draft', 'Draft'), ('active', 'Active'), ('retired', 'Retired')], default='draft', max_length=10),
        ),
    ]
