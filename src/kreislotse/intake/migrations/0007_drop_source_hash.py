from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0006_fill_source_hashes")]

    operations = [
        # Back again the column needs something to say; nothing is current then.
        migrations.AlterField(
            "exclusionruletranslation", "source_hash", models.CharField(default="", editable=False, max_length=32)
        ),
        migrations.RemoveField("exclusionruletranslation", "source_hash"),
    ]
