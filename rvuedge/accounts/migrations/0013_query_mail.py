from django.db import migrations, models


class Migration(migrations.Migration):
    """Keeps who wants no mail about queries."""

    dependencies = [("accounts", "0012_ended_by_provider")]

    operations = [
        migrations.AddField(model_name="user", name="gets_query_mail", field=models.BooleanField(db_default=True, default=True)),
    ]
