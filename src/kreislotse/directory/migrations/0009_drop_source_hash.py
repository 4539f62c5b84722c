from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0008_fill_source_hashes")]

    operations = [
        # Back again the column needs something to say; nothing is current then.
        migrations.AlterField(
            "offertranslation", "source_hash", models.CharField(default="", editable=False, max_length=32)
        ),
        migrations.RemoveField("offertranslation", "source_hash"),
    ]
