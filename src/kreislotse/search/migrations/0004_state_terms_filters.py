from importlib import import_module

from django.db import migrations, models

text_index = import_module("kreislotse.search.migrations.0003_text_index")


class Migration(migrations.Migration):
    """The text index hangs on the column that changes: it goes before and comes back after."""

    dependencies = [("search", "0003_text_index")]

    operations = [
        migrations.RunPython(text_index.drop, text_index.create),
        migrations.AlterField("searchdocument", "scope", models.TextField()),
        migrations.RunPython(text_index.create, text_index.drop),
        migrations.CreateModel(
            name="SearchState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("district_key", models.BigIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("number", models.BigIntegerField(default=0)),
                ("stamp", models.CharField(max_length=32)),
            ],
            options={
                "verbose_name": "Stand der Suche",
                "verbose_name_plural": "Stände der Suche",
                "constraints": [models.UniqueConstraint(fields=("district_key", "kind"), name="search_state_once")],
            },
        ),
        migrations.CreateModel(
            name="SearchChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("district_key", models.BigIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("number", models.BigIntegerField()),
                ("stamp", models.CharField(max_length=32)),
                ("keys", models.JSONField(null=True)),
            ],
            options={
                "verbose_name": "Änderung der Suche",
                "verbose_name_plural": "Änderungen der Suche",
                "constraints": [
                    models.UniqueConstraint(fields=("district_key", "kind", "number"), name="search_change_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("district_key", models.BigIntegerField()),
                ("token", models.CharField(max_length=40)),
                ("written", models.CharField(max_length=60)),
            ],
            options={
                "verbose_name": "Suchwort",
                "verbose_name_plural": "Suchwörter",
                "constraints": [models.UniqueConstraint(fields=("district_key", "token"), name="search_term_once")],
            },
        ),
    ]
