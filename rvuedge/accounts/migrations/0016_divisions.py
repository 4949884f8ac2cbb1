import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Lets an organisation sum departments as divisions, and a lead lead one."""

    dependencies = [("accounts", "0015_audit_is_not_emptied")]

    operations = [
        migrations.CreateModel(
            name="Division",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="%(class)ss", to="accounts.organisation"),
                ),
            ],
            options={
                "ordering": ("name",),
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("organisation", "name"), name="division_name_once")],
            },
        ),
        migrations.AlterField(
            model_name="department",
            name="organisation",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="%(class)ss", to="accounts.organisation"),
        ),
        migrations.AddField(
            model_name="department",
            name="division",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="departments", to="accounts.division"
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="leads",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="chiefs", to="accounts.division"
            ),
        ),
    ]
