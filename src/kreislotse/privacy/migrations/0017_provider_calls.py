"""A period for calls to providers, and its default for districts that exist already."""

from datetime import date

from django.db import migrations, models

KIND, START, DAYS = "provider_call", "collection", 2 * 365


def seed(apps, schema_editor):
    rules = apps.get_model("privacy", "RetentionRule")._base_manager
    for district in apps.get_model("districts", "District").objects.order_by("pk").values_list("pk", flat=True):
        if not rules.filter(district_id=district, kind=KIND).exists():
            rules.create(district_id=district, kind=KIND, valid_from=date(2020, 1, 1), start=START, days=DAYS)


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0016_participation_spam'),
        ('districts', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='retentionrule',
            name='kind',
            field=models.CharField(choices=[('installation', 'Einrichtung des Systems'), ('account', 'Zugänge'), ('audit', 'Protokoll der Änderungen'), ('seeker_contact', 'Kontaktdaten zu einer Anfrage'), ('casework', 'Anfragen ohne Kontaktdaten'), ('guide', 'Lotsinnen und Lotsen'), ('assignment', 'Einsätze'), ('payment', 'Abrechnungen und Zahlungen'), ('bank_account', 'Bankverbindungen'), ('network', 'Akteure und Ansprechpersonen'), ('directory', 'Angebote'), ('reference', 'Listen und Gebiete'), ('facts', 'anonyme Zahlen'), ('feedback', 'Rückmeldungen zu Angeboten'), ('import', 'eingelesene Dateien'), ('offer_proposal', 'Antworten und Vorschläge von Anbietern'), ('guide_interest', 'Menschen, die mitmachen wollten und nicht anfingen'), ('conduct_certificate', 'Führungszeugnisse: die drei Angaben'), ('training', 'Schulungen und Teilnahmelisten'), ('helper_list', 'Helferliste für die Versicherung'), ('body', 'Menschen in Gremien'), ('plan', 'Ansprechpersonen im Konzept'), ('update_request', 'Bitten um den Stand von Maßnahmen'), ('participation', 'Beiträge zur Beteiligung am Konzept'), ('participation_spam', 'Werbung in der Beteiligung'), ('meeting', 'Sitzungen, Protokolle und Beschlüsse'), ('market', 'Beiträge, Suche und Biete'), ('archive_answer', 'Antwort des Kreisarchivs'), ('provider_call', 'Aufrufe an Träger')], max_length=20, verbose_name='Datenart'),
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
