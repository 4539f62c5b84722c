import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kreislotse.core.first_tables import FirstTables


class Migration(migrations.Migration):

    initial = True

    # A new installation takes this one step; one that has taken the steps counts it as taken.
    replaces = [('intake', '0001_initial'), ('intake', '0002_counter_and_double_clicks'), ('intake', '0003_help_request_open_index'), ('intake', '0004_short_notice_needs_days'), ('intake', '0005_source_hashes'), ('intake', '0006_fill_source_hashes'), ('intake', '0007_drop_source_hash'), ('intake', '0008_rules_with_dates'), ('intake', '0009_letters_that_failed'), ('intake', '0010_kinds_of_help'), ('intake', '0011_names_of_the_kinds')]

    dependencies = [
        ('directory', '0001_squashed_0018_translation_file'),
        ('districts', '0001_squashed_0002_embedded_in'),
        ('network', '0001_squashed_0002_organization_uuid'),
        ('places', '0001_squashed_0002_gazetteers_and_listing'),
        ('privacy', '0001_squashed_0009_seed_money_kinds'),
        ('taxonomy', '0001_squashed_0002_search_words'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        FirstTables([
            migrations.CreateModel(
                name='ExclusionRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('check_code', models.CharField(choices=[('private_person', 'eine Privatperson fragt nach Begleitung'), ('legal_consequences', 'Gespräch mit rechtlichen Folgen'), ('medical', 'Arzt, Krankenhaus oder Therapie'), ('special_needs', 'Verfahren zum Förderbedarf in der Schule'), ('court', 'Gericht, Polizei oder Gutachten'), ('leisure', 'Freizeit, Unterricht oder Ausflug'), ('recurring', 'regelmäßig wiederkehrende Termine'), ('short_notice', 'zu kurzfristig'), ('outside_district', 'außerhalb des Kreises')], max_length=30, verbose_name='Regel')),
                    ('working_days', models.PositiveSmallIntegerField(blank=True, help_text='nur für die Regel „zu kurzfristig“', null=True, verbose_name='Vorlauf in Arbeitstagen')),
                    ('refusal', models.CharField(max_length=300, verbose_name='Was wir sagen')),
                    ('alternative', models.CharField(max_length=300, verbose_name='Wo es stattdessen Hilfe gibt')),
                    ('valid_from', models.DateField(verbose_name='gültig ab')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Ausschlussregel',
                    'verbose_name_plural': 'Ausschlussregeln',
                },
            ),
            migrations.CreateModel(
                name='ExclusionRuleTranslation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=20, verbose_name='Sprache')),
                    ('source_hashes', models.JSONField(default=dict, editable=False)),
                    ('origin', models.CharField(choices=[('person', 'von einer Person übersetzt'), ('machine', 'maschinell übersetzt'), ('import', 'übernommen')], default='person', max_length=10, verbose_name='Herkunft')),
                    ('refusal', models.CharField(max_length=400)),
                    ('alternative', models.CharField(max_length=400)),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('rule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='translations', to='intake.exclusionrule')),
                ],
                options={
                    'verbose_name': 'Übersetzung einer Regel',
                    'verbose_name_plural': 'Übersetzungen von Regeln',
                },
            ),
            migrations.CreateModel(
                name='HelpRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reference', models.CharField(editable=False, max_length=20, verbose_name='Aktenzeichen')),
                    ('secret_digest', models.CharField(editable=False, max_length=64, unique=True)),
                    ('submission_digest', models.CharField(blank=True, editable=False, max_length=64)),
                    ('channel', models.CharField(choices=[('public_form', 'Formular im Internet'), ('phone', 'Telefon'), ('visit', 'persönlich'), ('mail', 'E-Mail oder Post'), ('institution_form', 'Formular für Einrichtungen')], max_length=20, verbose_name='eingegangen über')),
                    ('asked_by_institution', models.BooleanField(default=False, verbose_name='eine Einrichtung fragt')),
                    ('institution_name', models.CharField(blank=True, max_length=160, verbose_name='Name der Einrichtung')),
                    ('wish', models.CharField(choices=[('advice', 'Information oder Beratung'), ('company', 'jemand, der mitgeht'), ('interpreting', 'jemand, der übersetzt'), ('unsure', 'noch offen')], default='unsure', max_length=15, verbose_name='Was wird gebraucht?')),
                    ('help_kind', models.CharField(blank=True, choices=[('orientation', 'sich zurechtfinden'), ('company', 'zu einem Termin mitkommen: Amt, Schule, Kita'), ('housing', 'Wohnung suchen, Ärger mit der Miete'), ('mediation', 'bei einem Streit vermitteln')], default='', max_length=15, verbose_name='Art der Hilfe')),
                    ('help_detail', models.CharField(blank=True, choices=[('orientation_papers', 'Briefe und Formulare verstehen'), ('orientation_offices', 'welches Amt ist zuständig'), ('orientation_everyday', 'Alltag: Bus, Bank, Vertrag, Einkauf'), ('orientation_health', 'Arzt und Krankenkasse finden'), ('orientation_people', 'Menschen und Vereine kennenlernen'), ('company_authority', 'Termin bei einem Amt'), ('company_school', 'Gespräch in der Schule'), ('company_daycare', 'Gespräch in der Kita'), ('company_counselling', 'Gespräch in einer Beratungsstelle'), ('company_elsewhere', 'ein anderer Termin'), ('housing_search', 'eine Wohnung suchen'), ('housing_contract', 'Mietvertrag verstehen, einziehen'), ('housing_costs', 'Miete oder Nebenkosten sind strittig'), ('housing_defect', 'in der Wohnung ist etwas kaputt'), ('housing_notice', 'Kündigung bekommen'), ('mediation_neighbors', 'in der Nachbarschaft'), ('mediation_school', 'in Schule oder Kita'), ('mediation_work', 'bei der Arbeit'), ('mediation_shelter', 'in der Unterkunft'), ('mediation_club', 'im Verein oder Treffpunkt')], default='', max_length=30, verbose_name='Genauer')),
                    ('other_side_knows', models.BooleanField(blank=True, null=True, verbose_name='die andere Seite weiß davon')),
                    ('occasion', models.CharField(blank=True, choices=[('authority', 'Termin bei einer Behörde'), ('school', 'Gespräch in Schule oder Kita'), ('counselling', 'Beratungsgespräch'), ('housing', 'Wohnung und Miete'), ('work', 'Arbeit und Ausbildung'), ('medical', 'Arzt, Krankenhaus oder Therapie'), ('special_needs', 'Verfahren zum Förderbedarf in der Schule'), ('court', 'Gericht, Polizei oder Gutachten'), ('orientation', 'Ankommen und Orientierung im Alltag'), ('conflict', 'Vermittlung bei einem Konflikt'), ('leisure', 'Freizeit, Unterricht oder Ausflug'), ('other', 'etwas anderes')], max_length=20, verbose_name='Anlass')),
                    ('direction', models.CharField(blank=True, choices=[('', 'in beide Richtungen'), ('into_german', 'ins Deutsche'), ('from_german', 'aus dem Deutschen')], default='', max_length=15, verbose_name='Richtung')),
                    ('needs_writing', models.BooleanField(default=False, verbose_name='auch Schriftliches')),
                    ('answer_language', models.CharField(default='de', max_length=20, verbose_name='Antwort auf')),
                    ('place', models.CharField(blank=True, max_length=200, verbose_name='Ort des Termins')),
                    ('urgency', models.CharField(blank=True, choices=[('', 'hat Zeit'), ('soon', 'bald'), ('urgent', 'dringend, es läuft eine Frist')], default='', max_length=10, verbose_name='Wie eilig ist es?')),
                    ('wanted_on', models.DateField(blank=True, null=True, verbose_name='Datum')),
                    ('wanted_at', models.TimeField(blank=True, null=True, verbose_name='Beginn')),
                    ('expected_minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='voraussichtliche Dauer in Minuten')),
                    ('setting', models.CharField(choices=[('on_site', 'vor Ort'), ('phone', 'am Telefon'), ('video', 'per Video')], default='on_site', max_length=10, verbose_name='Form')),
                    ('call_address', models.CharField(blank=True, help_text='Sieht nur, wer zugesagt hat.', max_length=200, verbose_name='Nummer oder Link des Gesprächs')),
                    ('gender_wish', models.CharField(blank=True, choices=[('', 'egal'), ('woman', 'lieber eine Frau'), ('man', 'lieber ein Mann')], default='', max_length=10, verbose_name='Wunsch')),
                    ('persons', models.PositiveSmallIntegerField(default=1, verbose_name='Zahl der Personen')),
                    ('has_own_budget', models.BooleanField(blank=True, null=True, verbose_name='die Einrichtung hat eigene Mittel')),
                    ('has_legal_consequences', models.BooleanField(default=False, verbose_name='das Gespräch hat rechtliche Folgen')),
                    ('is_recurring', models.BooleanField(default=False, verbose_name='regelmäßig wiederkehrend')),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='Hinweis für die Vermittlung')),
                    ('status', models.CharField(choices=[('received', 'eingegangen'), ('in_clarification', 'in Klärung'), ('referred', 'vermittelt'), ('asked', 'angefragt'), ('promised', 'zugesagt'), ('running', 'läuft'), ('closed', 'abgeschlossen'), ('cancelled', 'abgesagt')], default='received', max_length=20, verbose_name='Status')),
                    ('received_on', models.DateField(verbose_name='Eingangsdatum')),
                    ('answered_on', models.DateField(blank=True, null=True, verbose_name='erste Antwort am')),
                    ('closed_on', models.DateField(blank=True, null=True, verbose_name='Abschlussdatum')),
                    ('closing_reason', models.CharField(blank=True, choices=[('helped', 'Hilfe gefunden'), ('referred', 'an ein Angebot verwiesen'), ('no_guide', 'niemand war verfügbar'), ('no_offer', 'kein passendes Angebot'), ('not_admissible', 'nicht zulässig, Alternative genannt'), ('withdrawn', 'zurückgezogen'), ('unreachable', 'nicht mehr erreicht'), ('duplicate', 'doppelt')], max_length=20, verbose_name='Abschlussgrund')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('institution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='network.organization', verbose_name='Einrichtung')),
                    ('language', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='taxonomy.language', verbose_name='Sprache')),
                    ('municipality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.municipality', verbose_name='Gemeinde')),
                    ('responsible', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='zuständig')),
                    ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='taxonomy.topic', verbose_name='Thema')),
                ],
                options={
                    'verbose_name': 'Hilfeanfrage',
                    'verbose_name_plural': 'Hilfeanfragen',
                },
            ),
            migrations.CreateModel(
                name='CounterKeyUse',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key_digest', models.CharField(editable=False, max_length=64)),
                    ('counted_on', models.DateField(verbose_name='gezählt am')),
                    ('dates', models.PositiveSmallIntegerField(default=1, verbose_name='Termine')),
                    ('released_on', models.DateField(blank=True, null=True, verbose_name='zählt nicht mehr seit')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('help_request', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='counter_key_use', to='intake.helprequest')),
                ],
                options={
                    'verbose_name': 'Nutzung eines Zählschlüssels',
                    'verbose_name_plural': 'Nutzungen von Zählschlüsseln',
                },
            ),
            migrations.CreateModel(
                name='Answer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField(verbose_name='Antwort')),
                    ('language', models.CharField(max_length=20, verbose_name='Sprache')),
                    ('at', models.DateTimeField(verbose_name='am')),
                    ('mailed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='verschickt am')),
                    ('mail_failed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='nicht verschickt')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('help_request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='intake.helprequest')),
                ],
                options={
                    'verbose_name': 'Antwort',
                    'verbose_name_plural': 'Antworten',
                },
            ),
            migrations.CreateModel(
                name='LeadTime',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('urgency', models.CharField(blank=True, choices=[('', 'hat Zeit'), ('soon', 'bald'), ('urgent', 'dringend, es läuft eine Frist')], default='', max_length=10, verbose_name='Wie eilig?')),
                    ('setting', models.CharField(choices=[('on_site', 'vor Ort'), ('phone', 'am Telefon'), ('video', 'per Video')], max_length=10, verbose_name='Form')),
                    ('working_days', models.PositiveSmallIntegerField(help_text='0 heißt: auch noch am selben Tag', validators=[django.core.validators.MaxValueValidator(60)], verbose_name='Vorlauf in Arbeitstagen')),
                    ('source', models.CharField(blank=True, max_length=300, verbose_name='Grundlage')),
                    ('valid_from', models.DateField(verbose_name='gültig ab')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Vorlauf',
                    'verbose_name_plural': 'Vorläufe',
                },
            ),
            migrations.CreateModel(
                name='Referral',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(editable=False, max_length=12, verbose_name='Kurzcode')),
                    ('created_on', models.DateField(verbose_name='ausgestellt am')),
                    ('valid_until', models.DateField(verbose_name='bestätigen bis')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('help_request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='referrals', to='intake.helprequest')),
                ],
                options={
                    'verbose_name': 'Verweis an ein Angebot',
                    'verbose_name_plural': 'Verweise an Angebote',
                },
            ),
            migrations.CreateModel(
                name='ReferralOffer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('outcome', models.CharField(blank=True, choices=[('', 'noch keine Rückmeldung'), ('arrived', 'ist angekommen'), ('no_place', 'kein Platz frei'), ('not_responsible', 'nicht zuständig'), ('not_come', 'ist nicht gekommen')], default='', max_length=20, verbose_name='Rückmeldung')),
                    ('confirmed_on', models.DateField(blank=True, null=True, verbose_name='zurückgemeldet am')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('offer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.offer')),
                    ('referral', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='intake.referral')),
                ],
                options={
                    'verbose_name': 'Angebot auf einem Verweis',
                    'verbose_name_plural': 'Angebote auf Verweisen',
                },
            ),
            migrations.AddField(
                model_name='referral',
                name='offers',
                field=models.ManyToManyField(related_name='+', through='intake.ReferralOffer', to='directory.offer'),
            ),
            migrations.CreateModel(
                name='RequestCounter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='Jahr')),
                    ('last_number', models.PositiveIntegerField(default=0, verbose_name='letzte Nummer')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Zählwerk',
                    'verbose_name_plural': 'Zählwerke',
                },
            ),
            migrations.CreateModel(
                name='SchoolFreeTime',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(help_text='zum Beispiel „Osterferien“', max_length=80, verbose_name='Name')),
                    ('source', models.CharField(blank=True, max_length=300, verbose_name='Grundlage')),
                    ('valid_from', models.DateField(verbose_name='erster freier Tag')),
                    ('valid_to', models.DateField(verbose_name='letzter freier Tag')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'schulfreie Zeit',
                    'verbose_name_plural': 'schulfreie Zeiten',
                },
            ),
            migrations.CreateModel(
                name='SeekerContact',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(blank=True, max_length=120, verbose_name='Name')),
                    ('phone', models.CharField(blank=True, max_length=40, verbose_name='Telefon')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='E-Mail')),
                    ('best_time', models.CharField(blank=True, max_length=120, verbose_name='Gut erreichbar')),
                    ('receipt_mailed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='Eingang bestätigt am')),
                    ('receipt_failed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='Bestätigung nicht verschickt')),
                    ('consent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='privacy.consent')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('help_request', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='seeker_contact', to='intake.helprequest')),
                ],
                options={
                    'verbose_name': 'Kontaktdaten',
                    'verbose_name_plural': 'Kontaktdaten',
                },
            ),
            migrations.CreateModel(
                name='SeriesWish',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('every_weeks', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(4)], verbose_name='alle … Wochen')),
                    ('number', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(52)], verbose_name='Zahl der Termine')),
                    ('until', models.DateField(blank=True, null=True, verbose_name='bis zum')),
                    ('skips_school_free', models.BooleanField(default=False, verbose_name='nicht in den Ferien')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('help_request', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='series_wish', to='intake.helprequest')),
                ],
                options={
                    'verbose_name': 'Wunsch nach einer Terminreihe',
                    'verbose_name_plural': 'Wünsche nach Terminreihen',
                },
            ),
            migrations.CreateModel(
                name='WaitRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('days', models.PositiveSmallIntegerField(default=7, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(90)], verbose_name='Lange gewartet hat, wer mehr als … Tage wartet')),
                    ('source', models.CharField(blank=True, max_length=300, verbose_name='Grundlage')),
                    ('valid_from', models.DateField(verbose_name='gültig ab')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Regel zum Warten',
                    'verbose_name_plural': 'Regeln zum Warten',
                },
            ),
            migrations.CreateModel(
                name='ClientCapRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('most', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(200)], verbose_name='Höchstens so viele Termine für eine Person')),
                    ('within_days', models.PositiveSmallIntegerField(default=365, help_text='Danach wird der Zählschlüssel gelöscht.', validators=[django.core.validators.MinValueValidator(30), django.core.validators.MaxValueValidator(1100)], verbose_name='innerhalb von … Tagen')),
                    ('is_required', models.BooleanField(default=False, help_text='Sonst zählen wir nur, wo einer genannt wird.', verbose_name='Einrichtungen müssen den Zählschlüssel nennen')),
                    ('source', models.CharField(blank=True, max_length=300, verbose_name='Grundlage')),
                    ('valid_from', models.DateField(verbose_name='gültig ab')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Grenze für eine Person',
                    'verbose_name_plural': 'Grenzen für eine Person',
                    'constraints': [models.UniqueConstraint(fields=('district', 'valid_from'), name='client_cap_rule_once_per_day', violation_error_message='An diesem Tag beginnt schon eine solche Grenze.'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='client_cap_rule_ends_after_it_begins', violation_error_message='Das Ende liegt vor dem Beginn.')],
                },
            ),
            migrations.CreateModel(
                name='EmergencyNumber',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('phone', models.CharField(max_length=30, validators=[django.core.validators.RegexValidator('^\\+?[\\d /()-]{3,}$', 'Bitte geben Sie eine Telefonnummer ein, zum Beispiel 05631 1234.')], verbose_name='Telefonnummer')),
                    ('label', models.CharField(help_text='zum Beispiel „Frauenhaus, rund um die Uhr“', max_length=120, verbose_name='Wofür ist sie da?')),
                    ('labels', models.JSONField(blank=True, default=dict, verbose_name='in anderen Sprachen')),
                    ('sort_order', models.PositiveSmallIntegerField(default=10, verbose_name='Reihenfolge')),
                    ('valid_from', models.DateField(verbose_name='gültig ab')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Notrufnummer',
                    'verbose_name_plural': 'Notrufnummern',
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='emergency_number_ends_after_it_begins', violation_error_message='Das Ende liegt vor dem Beginn.')],
                },
            ),
            migrations.AddConstraint(
                model_name='exclusionrule',
                constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='exclusion_rule_ends_after_it_begins', violation_error_message='Das Ende liegt vor dem Beginn.'),
            ),
            migrations.AddConstraint(
                model_name='exclusionrule',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('check_code', 'short_notice'), _negated=True), models.Q(('working_days__gt', 0), ('working_days__isnull', False)), _connector='OR'), name='exclusion_rule_short_notice_has_days', violation_error_message='Bitte geben Sie an, wie viele Arbeitstage vorher angefragt werden muss.'),
            ),
            migrations.AddConstraint(
                model_name='exclusionruletranslation',
                constraint=models.UniqueConstraint(fields=('rule', 'language'), name='exclusion_rule_translation_once'),
            ),
            migrations.AddIndex(
                model_name='helprequest',
                index=models.Index(fields=['district', 'status', 'received_on'], name='help_request_inbox'),
            ),
            migrations.AddIndex(
                model_name='helprequest',
                index=models.Index(fields=['district', 'received_on', 'id'], name='help_request_by_day'),
            ),
            migrations.AddIndex(
                model_name='helprequest',
                index=models.Index(fields=['district', 'closed_on', 'received_on', 'id', 'status', 'responsible'], name='help_request_open'),
            ),
            migrations.AddConstraint(
                model_name='helprequest',
                constraint=models.UniqueConstraint(fields=('district', 'reference'), name='help_request_reference_unique'),
            ),
            migrations.AddConstraint(
                model_name='helprequest',
                constraint=models.UniqueConstraint(condition=models.Q(('submission_digest', ''), _negated=True), fields=('district', 'submission_digest'), name='help_request_sent_once', violation_error_message='Diese Anfrage ist schon bei uns eingegangen.'),
            ),
            migrations.AddConstraint(
                model_name='helprequest',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_on__isnull', False), ('status__in', ['closed', 'cancelled']), models.Q(('closing_reason', ''), _negated=True)), models.Q(models.Q(('status__in', ['closed', 'cancelled']), _negated=True), ('closed_on', None), ('closing_reason', '')), _connector='OR'), name='help_request_ended_iff_dated_and_reasoned', violation_error_message='Eine abgeschlossene Anfrage braucht Datum und Abschlussgrund.'),
            ),
            migrations.AddConstraint(
                model_name='helprequest',
                constraint=models.CheckConstraint(condition=models.Q(('help_detail', ''), models.Q(('help_detail__startswith', 'orientation_'), ('help_kind', 'orientation')), models.Q(('help_detail__startswith', 'company_'), ('help_kind', 'company')), models.Q(('help_detail__startswith', 'housing_'), ('help_kind', 'housing')), models.Q(('help_detail__startswith', 'mediation_'), ('help_kind', 'mediation')), _connector='OR'), name='help_request_detail_fits_its_kind', violation_error_message='Diese Angabe passt nicht zur Art der Hilfe.'),
            ),
            migrations.AddIndex(
                model_name='counterkeyuse',
                index=models.Index(fields=['district', 'key_digest', 'counted_on'], name='counter_key_use_by_key'),
            ),
            migrations.AddConstraint(
                model_name='leadtime',
                constraint=models.UniqueConstraint(fields=('district', 'urgency', 'setting', 'valid_from'), name='lead_time_once_per_day', violation_error_message='An diesem Tag beginnt schon ein Vorlauf für diese Form.'),
            ),
            migrations.AddConstraint(
                model_name='leadtime',
                constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='lead_time_ends_after_it_begins', violation_error_message='Das Ende liegt vor dem Beginn.'),
            ),
            migrations.AddConstraint(
                model_name='referraloffer',
                constraint=models.UniqueConstraint(fields=('referral', 'offer'), name='referral_offer_once'),
            ),
            migrations.AddConstraint(
                model_name='referraloffer',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_on', None), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('confirmed_on__isnull', False)), _connector='OR'), name='referral_offer_confirmed_iff_dated', violation_error_message='Eine Rückmeldung braucht ein Datum.'),
            ),
            migrations.AddConstraint(
                model_name='referral',
                constraint=models.UniqueConstraint(fields=('district', 'code'), name='referral_code_unique'),
            ),
            migrations.AddConstraint(
                model_name='requestcounter',
                constraint=models.UniqueConstraint(fields=('district', 'year'), name='request_counter_once_per_year'),
            ),
            migrations.AddConstraint(
                model_name='schoolfreetime',
                constraint=models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='school_free_time_ends_after_it_begins', violation_error_message='Das Ende liegt vor dem Beginn.'),
            ),
            migrations.AddConstraint(
                model_name='serieswish',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('number__isnull', False), ('until', None)), models.Q(('number', None), ('until__isnull', False)), _connector='OR'), name='series_wish_number_or_end', violation_error_message='Bitte nennen Sie entweder die Zahl der Termine oder den letzten Tag.'),
            ),
            migrations.AddConstraint(
                model_name='serieswish',
                constraint=models.CheckConstraint(condition=models.Q(('every_weeks__gte', 1), ('every_weeks__lte', 4), models.Q(('number', None), models.Q(('number__gte', 2), ('number__lte', 52)), _connector='OR')), name='series_wish_within_bounds', violation_error_message='Eine Terminreihe hat 2 bis 52 Termine, alle 1 bis 4 Wochen.'),
            ),
            migrations.AddConstraint(
                model_name='waitrule',
                constraint=models.UniqueConstraint(fields=('district', 'valid_from'), name='wait_rule_once_per_day', violation_error_message='An diesem Tag beginnt schon eine Regel zum Warten.'),
            ),
            migrations.AddConstraint(
                model_name='waitrule',
                constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='wait_rule_ends_after_it_begins', violation_error_message='Das Ende liegt vor dem Beginn.'),
            ),
        ]),
    ]
