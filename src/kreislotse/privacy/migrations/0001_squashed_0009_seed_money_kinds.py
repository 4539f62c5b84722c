import django.db.models.deletion
from django.db import migrations, models

from kreislotse.core.first_tables import FirstTables


class Migration(migrations.Migration):

    initial = True

    # A new installation takes this one step; one that has taken the steps counts it as taken.
    replaces = [('privacy', '0001_initial'), ('privacy', '0002_feedback'), ('privacy', '0003_retention_of_offer_proposals'), ('privacy', '0004_seed_retention_of_offer_proposals'), ('privacy', '0005_seed_retention_of_what_ended'), ('privacy', '0006_retention_of_guides'), ('privacy', '0007_seed_retention_of_guides'), ('privacy', '0008_money_kinds'), ('privacy', '0009_seed_money_kinds')]

    dependencies = [
        ('districts', '0001_squashed_0002_embedded_in'),
    ]

    operations = [
        FirstTables([
            migrations.CreateModel(
                name='Consent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('purpose', models.CharField(max_length=60, verbose_name='Zweck')),
                    ('wording_version', models.CharField(max_length=20, verbose_name='Fassung des Textes')),
                    ('language', models.CharField(max_length=20, verbose_name='Sprache')),
                    ('given_at', models.DateTimeField(verbose_name='erteilt am')),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='widerrufen am')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Einwilligung',
                    'verbose_name_plural': 'Einwilligungen',
                },
            ),
            migrations.CreateModel(
                name='RetentionRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('installation', 'Einrichtung des Systems'), ('account', 'Zugänge'), ('audit', 'Protokoll der Änderungen'), ('seeker_contact', 'Kontaktdaten zu einer Anfrage'), ('casework', 'Anfragen ohne Kontaktdaten'), ('guide', 'Lotsinnen und Lotsen'), ('assignment', 'Einsätze'), ('payment', 'Abrechnungen und Zahlungen'), ('bank_account', 'Bankverbindungen'), ('network', 'Akteure und Ansprechpersonen'), ('directory', 'Angebote'), ('reference', 'Listen und Gebiete'), ('facts', 'anonyme Zahlen'), ('feedback', 'Rückmeldungen zu Angeboten'), ('import', 'eingelesene Dateien'), ('offer_proposal', 'Antworten und Vorschläge von Anbietern'), ('guide_interest', 'Menschen, die mitmachen wollten und nicht anfingen'), ('conduct_certificate', 'Führungszeugnisse: die drei Angaben'), ('training', 'Schulungen und Teilnahmelisten'), ('helper_list', 'Helferliste für die Versicherung')], max_length=20, verbose_name='Datenart')),
                    ('start', models.CharField(choices=[('collection', 'ab Erhebung'), ('end_of_process', 'ab Ende des Vorgangs'), ('end_of_relation', 'ab Ende der Zusammenarbeit')], max_length=20, verbose_name='Fristbeginn')),
                    ('days', models.PositiveIntegerField(verbose_name='Frist in Tagen')),
                    ('valid_from', models.DateField(verbose_name='gültig ab')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                    ('source', models.CharField(blank=True, max_length=200, verbose_name='Grundlage')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Löschfrist',
                    'verbose_name_plural': 'Löschfristen',
                    'constraints': [models.UniqueConstraint(fields=('district', 'kind', 'valid_from'), name='retention_rule_once_per_day'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='retention_rule_ends_after_it_begins', violation_error_message='Das Ende liegt vor dem Beginn.')],
                },
            ),
        ]),
    ]
