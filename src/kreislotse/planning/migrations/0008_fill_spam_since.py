"""What was put away as advertising before counts from today: nobody noted the day, and nothing goes over night."""

from datetime import date

from django.db import migrations


def fill(apps, _schema_editor):
    entries = apps.get_model("planning", "ParticipationEntry")._base_manager
    entries.filter(status="spam", spam_since=None).update(spam_since=date.today())


class Migration(migrations.Migration):
    dependencies = [("planning", "0007_spam_since")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
