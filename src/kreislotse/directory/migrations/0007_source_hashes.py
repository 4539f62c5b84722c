import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0006_check_rule"), ("districts", "0001_initial")]

    operations = [
        migrations.AddField("offer", "source_hashes", models.JSONField(default=dict, editable=False)),
        migrations.AddField(
            "offer",
            "texts_changed_at",
            models.DateTimeField(default=django.utils.timezone.now, editable=False),
            preserve_default=False,
        ),
        migrations.AddField("offertranslation", "source_hashes", models.JSONField(default=dict, editable=False)),
        migrations.CreateModel(
            name="EarlierText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.CharField(max_length=20)),
                ("text_hash", models.CharField(max_length=16)),
                ("text", models.TextField()),
                (
                    "district",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="districts.district",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="earlier_texts",
                        to="directory.offer",
                    ),
                ),
            ],
            options={
                "verbose_name": "früherer Text",
                "verbose_name_plural": "frühere Texte",
                "constraints": [
                    models.UniqueConstraint(fields=("offer", "field", "text_hash"), name="earlier_text_once")
                ],
            },
        ),
    ]
