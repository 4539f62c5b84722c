from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planning", "0006_decided_by_resolution")]

    operations = [
        migrations.AddField(
            model_name="participationentry",
            name="spam_since",
            field=models.DateField(blank=True, null=True, verbose_name="als Werbung abgelegt am"),
        ),
    ]
