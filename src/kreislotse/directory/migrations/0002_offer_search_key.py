from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="offer",
            name="search_key",
            field=models.CharField(default="", editable=False, max_length=200),
            preserve_default=False,
        ),
        migrations.RemoveIndex(model_name="offer", name="offer_list"),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["district", "status", "search_key"], name="offer_list"),
        ),
    ]
