"""Districts that are there already begin with the usual fields of action; the office renames or retires them."""

from django.db import migrations

FIELDS = (
    ("sprache-bildung", "Sprache und Bildung", "Deutsch lernen, Kita, Schule, Erwachsenenbildung", False),
    ("arbeit-ausbildung", "Arbeit und Ausbildung", "Anerkennung, Ausbildung, Praktika, faire Arbeit", False),
    ("wohnen-mobilitaet", "Wohnen und Mobilität", "Wohnraum finden und halten, Wege ohne Auto", False),
    ("gesundheit-beratung", "Gesundheit und Beratung", "Versorgung, Prävention, Beratungswege", False),
    ("zusammenleben", "Zusammenleben und Teilhabe", "Vereine, Begegnung, Mitbestimmung", False),
    ("verwaltung", "Öffnung der Verwaltung", "Zugänge, Sprache, Personal", False),
    ("ehrenamt", "Ehrenamt", "", True),
    ("antidiskriminierung", "Antidiskriminierung", "", True),
    ("frauen", "Frauen und Mädchen", "", True),
)


def seed(apps, _schema_editor):
    district_model, field_model = (apps.get_model(*name) for name in (("districts", "District"), ("taxonomy", "FieldOfAction")))
    for district in district_model.objects.values_list("pk", flat=True):
        if field_model.objects.filter(district_id=district).exists():
            continue
        field_model.objects.bulk_create(
            field_model(
                district_id=district, code=code, name=name, description=text, is_cross_cutting=cuts_across, sort_order=10 * n
            )
            for n, (code, name, text, cuts_across) in enumerate(FIELDS, start=1)
        )


class Migration(migrations.Migration):
    dependencies = [("taxonomy", "0003_fieldofaction")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
