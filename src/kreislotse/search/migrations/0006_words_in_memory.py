from importlib import import_module

from django.db import migrations

text_index = import_module("kreislotse.search.migrations.0003_text_index")


class Migration(migrations.Migration):
    """Words are found in memory (ADR 0013); the text indexes of both databases and what only they needed go."""

    dependencies = [("search", "0005_search_state_form")]

    operations = [
        migrations.RunPython(text_index.drop, text_index.create),
        migrations.RemoveField("searchdocument", "importance"),
        migrations.RemoveField("searchdocument", "scope"),
    ]
