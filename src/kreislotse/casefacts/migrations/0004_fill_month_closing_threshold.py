from django.db import migrations
from django.db.models import OuterRef, Subquery


def take_today_s(apps, schema_editor):
    """Months closed before are shown by the district's threshold of today from now on, whatever it becomes."""
    district = apps.get_model("districts", "District").objects.filter(pk=OuterRef("district_id"))
    closings = apps.get_model("casefacts", "MonthClosing")._base_manager.filter(threshold=None)
    closings.update(threshold=Subquery(district.values("suppression_threshold")[:1]))


class Migration(migrations.Migration):
    dependencies = [("casefacts", "0003_month_closing_threshold")]

    operations = [migrations.RunPython(take_today_s, migrations.RunPython.noop)]
