from datetime import date

from django.db import migrations

ON_DUTY = ("appointed", "active")
ACTIVITIES = {(True, False): "Begleitung", (False, True): "Sprachmittlung", (True, True): "Begleitung und Sprachmittlung"}


def begin(apps, schema_editor):
    """Whoever is on duty already gets a line of the Helferliste, from the day they are known to have begun."""
    guides, periods = apps.get_model("guides", "Guide"), apps.get_model("guides", "HelperPeriod")
    rows = guides._base_manager.filter(status__in=ON_DUTY).select_related("organization", "district").order_by("pk")
    for guide in rows.iterator(chunk_size=500):
        if periods._base_manager.filter(guide=guide).exists():
            continue
        periods._base_manager.create(
            district_id=guide.district_id,
            guide=guide,
            number=guide.number,
            first_name=guide.first_name,
            last_name=guide.last_name,
            activity=ACTIVITIES[guide.is_guide, guide.is_interpreter],
            for_whom=guide.organization.name if guide.organization else guide.district.name,
            from_on=guide.started_on or date.today(),
        )


class Migration(migrations.Migration):
    dependencies = [("guides", "0004_life_of_a_guide")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
