from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casefacts", "0002_cause_facts")]

    operations = [
        migrations.AddField(
            model_name="monthclosing",
            name="threshold",
            field=models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="Zahlen ab"),
        ),
    ]
