from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_counter_and_double_clicks")]

    operations = [
        migrations.AddIndex(
            model_name="helprequest",
            index=models.Index(
                fields=["district", "closed_on", "received_on", "id", "status", "responsible"], name="help_request_open"
            ),
        ),
    ]
