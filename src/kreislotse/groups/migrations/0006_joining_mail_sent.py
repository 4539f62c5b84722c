"""Answers of before count as sent, on the day of the decision: nobody gets one a second time."""

from datetime import UTC, datetime, time

from django.db import migrations


def count_as_sent(apps, _schema_editor):
    model = apps.get_model("groups", "BodyJoining")
    days = model.objects.filter(decided_on__isnull=False, mailed_at=None).order_by().values_list("decided_on", flat=True)
    for day in list(days.distinct()):
        model.objects.filter(decided_on=day, mailed_at=None).update(mailed_at=datetime.combine(day, time(12), UTC))


class Migration(migrations.Migration):
    dependencies = [("groups", "0005_joining_mail")]
    operations = [migrations.RunPython(count_as_sent, migrations.RunPython.noop)]
