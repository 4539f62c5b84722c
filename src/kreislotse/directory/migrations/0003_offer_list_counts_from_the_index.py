from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_offer_search_key")]

    operations = [
        migrations.RemoveIndex(model_name="offer", name="offer_list"),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["district", "status", "search_key", "id", "valid_until"], name="offer_list"),
        ),
    ]
