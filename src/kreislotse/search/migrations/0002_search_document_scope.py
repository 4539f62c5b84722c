from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="searchdocument",
            name="scope",
            field=models.CharField(max_length=60, default=""),
            preserve_default=False,
        ),
    ]
