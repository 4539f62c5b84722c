from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_short_notice_needs_days")]

    operations = [
        migrations.AddField(
            "exclusionruletranslation", "source_hashes", models.JSONField(default=dict, editable=False)
        ),
    ]
