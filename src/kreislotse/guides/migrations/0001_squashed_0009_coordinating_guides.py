import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kreislotse.core.first_tables import FirstTables


class Migration(migrations.Migration):

    initial = True

    # A new installation takes this one step; one that has taken the steps counts it as taken.
    replaces = [('guides', '0001_initial'), ('guides', '0002_expense_rate_needs_steps'), ('guides', '0003_language_direction'), ('guides', '0004_life_of_a_guide'), ('guides', '0005_begin_helper_list'), ('guides', '0006_absences_calendar_feed_language'), ('guides', '0007_money_rules'), ('guides', '0008_certificate_share'), ('guides', '0009_coordinating_guides')]

    dependencies = [
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
                name='FundingSource',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120, verbose_name='Name')),
                    ('is_default', models.BooleanField(default=False, verbose_name='wird vorgeschlagen')),
                    ('priority', models.PositiveSmallIntegerField(default=50, help_text='Kleine Zahlen werden zuerst geprüft.', verbose_name='Reihenfolge')),
                    ('role', models.CharField(blank=True, choices=[('guide', 'Begleitung'), ('interpreter', 'Sprachmittlung')], default='', max_length=15, verbose_name='nur für die Aufgabe')),
                    ('own_budget', models.CharField(blank=True, choices=[('', 'gleich, ob die Einrichtung eigene Mittel hat'), ('has', 'nur, wenn die Einrichtung eigene Mittel hat'), ('has_not', 'nur, wenn die Einrichtung keine eigenen Mittel hat')], default='', max_length=10, verbose_name='Eigene Mittel der Einrichtung')),
                    ('occasions', models.JSONField(blank=True, default=list, verbose_name='nur für diese Anlässe')),
                    ('settings_paid', models.JSONField(blank=True, default=list, verbose_name='nur für diese Formen')),
                    ('is_paid_out_by_us', models.BooleanField(default=True, help_text='Ohne Haken zahlt jemand anderes aus: Termine zählen zu den Stunden, stehen aber in keiner Abrechnung.', verbose_name='wir rechnen mit den Lotsinnen und Lotsen ab')),
                    ('valid_from', models.DateField(verbose_name='gültig ab')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                    ('source', models.CharField(blank=True, max_length=300, verbose_name='Grundlage')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Finanzierung',
                    'verbose_name_plural': 'Finanzierungen',
                },
            ),
            migrations.CreateModel(
                name='Guide',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(editable=False, max_length=20, verbose_name='Nummer')),
                    ('first_name', models.CharField(max_length=80, verbose_name='Vorname')),
                    ('last_name', models.CharField(max_length=80, verbose_name='Nachname')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='E-Mail')),
                    ('phone', models.CharField(blank=True, max_length=40, verbose_name='Telefon')),
                    ('gender', models.CharField(blank=True, choices=[('', 'keine Angabe'), ('woman', 'Frau'), ('man', 'Mann'), ('diverse', 'divers')], default='', help_text='nur, damit wir den Wunsch nach einer Frau oder einem Mann erfüllen können', max_length=10, verbose_name='Geschlecht')),
                    ('status', models.CharField(choices=[('interested', 'interessiert'), ('in_conversation', 'im Gespräch'), ('in_training', 'in Schulung'), ('appointed', 'berufen'), ('active', 'aktiv'), ('resting', 'ruhend'), ('left', 'ausgeschieden')], default='interested', max_length=20, verbose_name='Status')),
                    ('is_guide', models.BooleanField(default=True, verbose_name='begleitet')),
                    ('is_interpreter', models.BooleanField(default=False, verbose_name='übersetzt')),
                    ('settings_possible', models.JSONField(default=list, verbose_name='Form')),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='Notiz für das Büro')),
                    ('interface_language', models.CharField(blank=True, help_text='leer: noch nicht gewählt', max_length=20, verbose_name='Sprache der Seiten und E-Mails')),
                    ('started_on', models.DateField(blank=True, null=True, verbose_name='dabei seit')),
                    ('left_on', models.DateField(blank=True, null=True, verbose_name='ausgeschieden am')),
                    ('coordinates_from', models.DateField(blank=True, null=True, verbose_name='koordiniert andere seit')),
                    ('coordinates_until', models.DateField(blank=True, null=True, verbose_name='koordiniert andere bis')),
                    ('search_key', models.CharField(db_index=True, editable=False, max_length=200)),
                    ('areas', models.ManyToManyField(blank=True, related_name='+', to='places.municipality', verbose_name='kommt nach')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('home_municipality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.municipality', verbose_name='wohnt in')),
                    ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='network.organization', verbose_name='Träger')),
                    ('responsible', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='zuständig im Büro')),
                    ('topics', models.ManyToManyField(blank=True, related_name='+', to='taxonomy.topic', verbose_name='kennt sich aus mit')),
                    ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Zugang')),
                ],
                options={
                    'verbose_name': 'Lotsin oder Lotse',
                    'verbose_name_plural': 'Lotsinnen und Lotsen',
                },
            ),
            migrations.CreateModel(
                name='FormalAppointment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('guide', 'Begleitung'), ('interpreter', 'Sprachmittlung')], max_length=15, verbose_name='Aufgabe')),
                    ('appointed_on', models.DateField(verbose_name='berufen am')),
                    ('warned_on', models.DateField(blank=True, null=True, verbose_name='vor dem Erlöschen gewarnt am')),
                    ('ended_on', models.DateField(blank=True, null=True, verbose_name='beendet am')),
                    ('ending', models.CharField(blank=True, choices=[('withdrawn', 'widerrufen'), ('lapsed', 'erloschen, weil lange kein Einsatz war'), ('returned', 'auf eigenen Wunsch beendet'), ('left', 'mit dem Ausscheiden beendet')], max_length=12, verbose_name='Ende')),
                    ('reason', models.CharField(blank=True, max_length=300, verbose_name='Grund')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appointments', to='guides.guide')),
                ],
                options={
                    'verbose_name': 'Berufung',
                    'verbose_name_plural': 'Berufungen',
                },
            ),
            migrations.CreateModel(
                name='Declaration',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('confidentiality', 'Verschwiegenheit und Einverständnis'), ('neutrality', 'Neutralität bei der Sprachmittlung'), ('self_declaration', 'Selbstauskunft zwischen zwei Führungszeugnissen')], max_length=20, verbose_name='Erklärung')),
                    ('wording_version', models.CharField(max_length=20, verbose_name='Fassung des Textes')),
                    ('signed_on', models.DateField(verbose_name='unterschrieben am')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='declarations', to='guides.guide')),
                ],
                options={
                    'verbose_name': 'Erklärung',
                    'verbose_name_plural': 'Erklärungen',
                },
            ),
            migrations.CreateModel(
                name='ConductCertificate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('issued_on', models.DateField(verbose_name='ausgestellt am')),
                    ('inspected_on', models.DateField(verbose_name='eingesehen am')),
                    ('has_relevant_entry', models.BooleanField(default=False, verbose_name='einschlägiger Eintrag')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='conduct_certificate', to='guides.guide')),
                ],
                options={
                    'verbose_name': 'Führungszeugnis',
                    'verbose_name_plural': 'Führungszeugnisse',
                },
            ),
            migrations.CreateModel(
                name='CalendarFeed',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.UUIDField(editable=False)),
                    ('secret_digest', models.CharField(editable=False, max_length=64)),
                    ('created_at', models.DateTimeField(verbose_name='angelegt am')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_feed', to='guides.guide')),
                ],
                options={
                    'verbose_name': 'Kalender-Abo',
                    'verbose_name_plural': 'Kalender-Abos',
                },
            ),
            migrations.CreateModel(
                name='GuideAbsence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('from_on', models.DateField(verbose_name='von')),
                    ('to_on', models.DateField(verbose_name='bis')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to='guides.guide')),
                ],
                options={
                    'verbose_name': 'Abwesenheit',
                    'verbose_name_plural': 'Abwesenheiten',
                },
            ),
            migrations.CreateModel(
                name='GuideConsent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('consent', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='privacy.consent')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='guides.guide')),
                ],
                options={
                    'verbose_name': 'Einwilligung',
                    'verbose_name_plural': 'Einwilligungen',
                },
            ),
            migrations.CreateModel(
                name='GuideInterest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('wishes', models.JSONField(default=list, verbose_name='möchte')),
                    ('when', models.CharField(blank=True, max_length=160, verbose_name='hat Zeit')),
                    ('message', models.CharField(blank=True, max_length=500, verbose_name='Nachricht')),
                    ('language', models.CharField(max_length=20, verbose_name='Sprache der Seite')),
                    ('received_at', models.DateTimeField(verbose_name='eingegangen am')),
                    ('submission_digest', models.CharField(editable=False, max_length=64)),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interests', to='guides.guide')),
                ],
                options={
                    'verbose_name': 'Wunsch mitzumachen',
                    'verbose_name_plural': 'Wünsche mitzumachen',
                },
            ),
            migrations.CreateModel(
                name='GuideLanguage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('level', models.CharField(choices=[('A2', 'A2 – Grundkenntnisse'), ('B1', 'B1 – gut im Alltag'), ('B2', 'B2 – sicher'), ('C1', 'C1 – sehr sicher'), ('C2', 'C2 – fast wie Muttersprache'), ('native', 'Muttersprache')], max_length=10, verbose_name='Niveau')),
                    ('reads_and_writes', models.BooleanField(default=True, verbose_name='auch schriftlich')),
                    ('direction', models.CharField(blank=True, choices=[('', 'in beide Richtungen'), ('into_german', 'nur ins Deutsche'), ('from_german', 'nur aus dem Deutschen')], default='', max_length=15, verbose_name='Richtung beim Übersetzen')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='languages', to='guides.guide')),
                    ('language', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='taxonomy.language', verbose_name='Sprache')),
                ],
                options={
                    'verbose_name': 'Sprache einer Lotsin',
                    'verbose_name_plural': 'Sprachen der Lotsinnen',
                },
            ),
            migrations.CreateModel(
                name='GuideRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('lapse_after_months', models.PositiveSmallIntegerField(blank=True, help_text='Leer heißt: Sie endet nie von selbst.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='Berufung endet nach … Monaten ohne Einsatz')),
                    ('lapse_warning_days', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(7), django.core.validators.MaxValueValidator(180)], verbose_name='Vorher warnen: Tage')),
                    ('specialization_after_months', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(60)], verbose_name='Spezialisierung erst nach … Monaten aktiver Zeit')),
                    ('certificate_max_age_months', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)], verbose_name='Führungszeugnis ist bei der Einsicht höchstens … Monate alt')),
                    ('certificate_renewal_years', models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10)], verbose_name='Führungszeugnis erneuern alle … Jahre')),
                    ('certificate_share_percent', models.PositiveSmallIntegerField(default=80, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='Bescheinigung ab … Prozent der Unterrichtseinheiten')),
                    ('guides_may_register', models.BooleanField(default=True, verbose_name='Lotsinnen und Lotsen melden sich selbst zu Schulungen an')),
                    ('source', models.CharField(blank=True, max_length=300, verbose_name='Grundlage')),
                    ('valid_from', models.DateField(verbose_name='gültig ab')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Regel zur Mitarbeit',
                    'verbose_name_plural': 'Regeln zur Mitarbeit',
                },
            ),
            migrations.CreateModel(
                name='HelperPeriod',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(max_length=20, verbose_name='Nummer')),
                    ('first_name', models.CharField(max_length=80, verbose_name='Vorname')),
                    ('last_name', models.CharField(max_length=80, verbose_name='Nachname')),
                    ('activity', models.CharField(max_length=60, verbose_name='Tätigkeit')),
                    ('for_whom', models.CharField(max_length=200, verbose_name='im Auftrag von')),
                    ('from_on', models.DateField(verbose_name='von')),
                    ('to_on', models.DateField(blank=True, null=True, verbose_name='bis')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='guides.guide')),
                ],
                options={
                    'verbose_name': 'Zeile der Helferliste',
                    'verbose_name_plural': 'Helferliste',
                },
            ),
            migrations.CreateModel(
                name='HourCap',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('guide', 'Begleitung'), ('interpreter', 'Sprachmittlung')], max_length=15, verbose_name='Aufgabe')),
                    ('for_coordinating', models.BooleanField(default=False, help_text='Ohne Haken gilt die Grenze für alle, für die keine eigene eingetragen ist.', verbose_name='nur für koordinierende Lotsinnen und Lotsen')),
                    ('hours_per_year', models.PositiveSmallIntegerField(verbose_name='Stunden im Jahr')),
                    ('hours_per_week', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Stunden in der Woche')),
                    ('valid_from', models.DateField(verbose_name='gültig ab')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                    ('source', models.CharField(blank=True, max_length=300, verbose_name='Grundlage')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('funding_source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='caps', to='guides.fundingsource')),
                ],
                options={
                    'verbose_name': 'Stundengrenze',
                    'verbose_name_plural': 'Stundengrenzen',
                },
            ),
            migrations.CreateModel(
                name='RoleRequirement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('guide', 'Begleitung'), ('interpreter', 'Sprachmittlung')], max_length=15, verbose_name='Aufgabe')),
                    ('base_units', models.PositiveSmallIntegerField(default=0, help_text='0 heißt: keine Grundschulung.', verbose_name='Grundschulung: mindestens … Unterrichtseinheiten')),
                    ('refresh_after_months', models.PositiveSmallIntegerField(blank=True, help_text='Auffrischung, Vertiefung oder Reflexionsgespräch. Leer heißt: keine Pflicht.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='Danach alle … Monate eine Fortbildung')),
                    ('german_level', models.CharField(blank=True, choices=[('A2', 'A2 – Grundkenntnisse'), ('B1', 'B1 – gut im Alltag'), ('B2', 'B2 – sicher'), ('C1', 'C1 – sehr sicher'), ('C2', 'C2 – fast wie Muttersprache'), ('native', 'Muttersprache')], max_length=10, verbose_name='Deutsch mindestens auf Niveau')),
                    ('needs_appointment', models.BooleanField(default=False, verbose_name='förmliche Berufung')),
                    ('needs_confidentiality', models.BooleanField(default=False, verbose_name='Erklärung zur Verschwiegenheit')),
                    ('needs_neutrality', models.BooleanField(default=False, verbose_name='Erklärung zur Neutralität')),
                    ('source', models.CharField(blank=True, max_length=300, verbose_name='Grundlage')),
                    ('valid_from', models.DateField(verbose_name='gültig ab')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Voraussetzung',
                    'verbose_name_plural': 'Voraussetzungen',
                },
            ),
            migrations.CreateModel(
                name='StatusChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('before', models.CharField(blank=True, choices=[('interested', 'interessiert'), ('in_conversation', 'im Gespräch'), ('in_training', 'in Schulung'), ('appointed', 'berufen'), ('active', 'aktiv'), ('resting', 'ruhend'), ('left', 'ausgeschieden')], max_length=20, verbose_name='vorher')),
                    ('after', models.CharField(choices=[('interested', 'interessiert'), ('in_conversation', 'im Gespräch'), ('in_training', 'in Schulung'), ('appointed', 'berufen'), ('active', 'aktiv'), ('resting', 'ruhend'), ('left', 'ausgeschieden')], max_length=20, verbose_name='nachher')),
                    ('on', models.DateField(db_column='on_day', verbose_name='am')),
                    ('reason', models.CharField(blank=True, max_length=300, verbose_name='Grund')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='status_changes', to='guides.guide')),
                ],
                options={
                    'verbose_name': 'Statuswechsel',
                    'verbose_name_plural': 'Statuswechsel',
                },
            ),
            migrations.CreateModel(
                name='TalkNote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('on', models.DateField(db_column='on_day', verbose_name='Gespräch am')),
                    ('text', models.CharField(max_length=300, verbose_name='Notiz')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='talk_notes', to='guides.guide')),
                ],
                options={
                    'verbose_name': 'Gesprächsnotiz',
                    'verbose_name_plural': 'Gesprächsnotizen',
                },
            ),
            migrations.CreateModel(
                name='TrainingDate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('on', models.DateField(db_column='on_day', verbose_name='Datum')),
                    ('starts_at', models.TimeField(verbose_name='von')),
                    ('ends_at', models.TimeField(verbose_name='bis')),
                    ('units', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)], verbose_name='Einheiten')),
                    ('topic', models.CharField(blank=True, max_length=160, verbose_name='Inhalt')),
                    ('attendance_recorded_on', models.DateField(blank=True, null=True, verbose_name='Anwesenheit eingetragen am')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Schulungstermin',
                    'verbose_name_plural': 'Schulungstermine',
                },
            ),
            migrations.CreateModel(
                name='TrainingModule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=160, verbose_name='Titel')),
                    ('kind', models.CharField(choices=[('basic', 'Grundschulung'), ('further', 'Vertiefung'), ('special', 'Spezialisierung'), ('refresher', 'Auffrischung'), ('reflection', 'Reflexionsgespräch')], max_length=15, verbose_name='Art')),
                    ('role', models.CharField(blank=True, choices=[('', 'beide Aufgaben'), ('guide', 'Begleitung'), ('interpreter', 'Sprachmittlung')], default='', max_length=15, verbose_name='für')),
                    ('units', models.PositiveSmallIntegerField(help_text='eine Einheit dauert 45 Minuten', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(400)], verbose_name='Unterrichtseinheiten')),
                    ('contents', models.TextField(blank=True, max_length=1000, verbose_name='Inhalte')),
                    ('validity_months', models.PositiveSmallIntegerField(blank=True, help_text='Leer heißt: ohne Ablauf.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='gilt … Monate')),
                    ('retired_on', models.DateField(blank=True, null=True, verbose_name='nicht mehr angeboten seit')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='taxonomy.topic', verbose_name='Thema')),
                ],
                options={
                    'verbose_name': 'Schulungsmodul',
                    'verbose_name_plural': 'Schulungsmodule',
                },
            ),
            migrations.CreateModel(
                name='RecognizedTraining',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('units', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(400)], verbose_name='Unterrichtseinheiten')),
                    ('completed_on', models.DateField(verbose_name='abgeschlossen am')),
                    ('where', models.CharField(max_length=160, verbose_name='bei wem')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recognized_trainings', to='guides.guide')),
                    ('module', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guides.trainingmodule', verbose_name='Modul')),
                ],
                options={
                    'verbose_name': 'anerkannte Schulung',
                    'verbose_name_plural': 'anerkannte Schulungen',
                },
            ),
            migrations.CreateModel(
                name='TrainingParticipant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=170, verbose_name='Name auf der Liste')),
                    ('status', models.CharField(choices=[('registered', 'angemeldet'), ('waiting', 'Warteliste'), ('withdrawn', 'abgemeldet')], default='registered', max_length=12, verbose_name='Status')),
                    ('result', models.CharField(blank=True, choices=[('', 'noch offen'), ('passed', 'teilgenommen'), ('not_passed', 'nicht ausreichend teilgenommen')], default='', max_length=12, verbose_name='Ergebnis')),
                    ('registered_at', models.DateTimeField(verbose_name='angemeldet am')),
                    ('is_self_registered', models.BooleanField(default=False, verbose_name='selbst angemeldet')),
                    ('certificate_on', models.DateField(blank=True, null=True, verbose_name='Bescheinigung vom')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='trainings', to='guides.guide')),
                ],
                options={
                    'verbose_name': 'Teilnahme',
                    'verbose_name_plural': 'Teilnahmen',
                },
            ),
            migrations.CreateModel(
                name='TrainingAttendance',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('date', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendances', to='guides.trainingdate')),
                    ('participant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attended', to='guides.trainingparticipant')),
                ],
                options={
                    'verbose_name': 'Anwesenheit',
                    'verbose_name_plural': 'Anwesenheiten',
                },
            ),
            migrations.CreateModel(
                name='TrainingRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('trainer', models.CharField(blank=True, max_length=160, verbose_name='Referentin oder Referent')),
                    ('place', models.CharField(blank=True, max_length=200, verbose_name='Ort')),
                    ('places', models.PositiveSmallIntegerField(blank=True, help_text='Leer heißt: unbegrenzt.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='Plätze')),
                    ('register_until', models.DateField(blank=True, help_text='Leer heißt: bis zum ersten Termin.', null=True, verbose_name='Anmeldung bis')),
                    ('is_open', models.BooleanField(default=True, verbose_name='Lotsinnen und Lotsen dürfen sich selbst anmelden')),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='Hinweis für Teilnehmende')),
                    ('finished_on', models.DateField(blank=True, null=True, verbose_name='abgeschlossen am')),
                    ('cancelled_on', models.DateField(blank=True, null=True, verbose_name='abgesagt am')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('module', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='guides.trainingmodule', verbose_name='Modul')),
                    ('organization', models.ForeignKey(blank=True, help_text='Leer heißt: der Kreis selbst.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='network.organization', verbose_name='Träger')),
                ],
                options={
                    'verbose_name': 'Schulung',
                    'verbose_name_plural': 'Schulungen',
                },
            ),
            migrations.AddField(
                model_name='trainingparticipant',
                name='run',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='guides.trainingrun'),
            ),
            migrations.AddField(
                model_name='trainingdate',
                name='run',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dates', to='guides.trainingrun'),
            ),
            migrations.CreateModel(
                name='WeeklyTime',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Montag'), (1, 'Dienstag'), (2, 'Mittwoch'), (3, 'Donnerstag'), (4, 'Freitag'), (5, 'Samstag'), (6, 'Sonntag')], verbose_name='Wochentag')),
                    ('from_time', models.TimeField(verbose_name='von')),
                    ('to_time', models.TimeField(verbose_name='bis')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='weekly_times', to='guides.guide')),
                ],
                options={
                    'verbose_name': 'Zeitfenster',
                    'verbose_name_plural': 'Zeitfenster',
                },
            ),
            migrations.CreateModel(
                name='ConductRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('guide', 'Begleitung'), ('interpreter', 'Sprachmittlung')], max_length=15, verbose_name='Aufgabe')),
                    ('is_required', models.BooleanField(default=False, verbose_name='Führungszeugnis erforderlich')),
                    ('because', models.CharField(max_length=300, verbose_name='weil')),
                    ('valid_from', models.DateField(verbose_name='gültig ab')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('topic', models.ForeignKey(blank=True, help_text='Leer heißt: für die ganze Aufgabe. Eine Regel zu einem Thema geht vor.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='taxonomy.topic', verbose_name='Thema')),
                ],
                options={
                    'verbose_name': 'Regel zum Führungszeugnis',
                    'verbose_name_plural': 'Regeln zum Führungszeugnis',
                    'constraints': [models.UniqueConstraint(fields=('district', 'role', 'topic', 'valid_from'), name='conduct_rule_once_per_topic_and_day', violation_error_message='An diesem Tag beginnt für diese Aufgabe schon eine Regel.'), models.UniqueConstraint(condition=models.Q(('topic', None)), fields=('district', 'role', 'valid_from'), name='conduct_rule_once_per_day', violation_error_message='An diesem Tag beginnt für diese Aufgabe schon eine Regel.'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='conduct_rule_ends_after_it_begins', violation_error_message='Das Ende liegt vor dem Beginn.')],
                },
            ),
            migrations.CreateModel(
                name='FundingPool',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('hours_per_year', models.PositiveIntegerField(blank=True, null=True, verbose_name='Stunden im Jahr für alle zusammen')),
                    ('euros_per_year', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='Euro im Jahr für alle zusammen')),
                    ('valid_from', models.DateField(verbose_name='gültig ab')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                    ('source', models.CharField(blank=True, max_length=300, verbose_name='Grundlage')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('funding_source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pools', to='guides.fundingsource')),
                ],
                options={
                    'verbose_name': 'bewilligter Rahmen',
                    'verbose_name_plural': 'bewilligte Rahmen',
                    'constraints': [models.UniqueConstraint(fields=('funding_source', 'valid_from'), name='funding_pool_once_per_day', violation_error_message='Für diesen Tag gibt es schon einen Rahmen.'), models.CheckConstraint(condition=models.Q(('hours_per_year__isnull', False), ('euros_per_year__isnull', False), _connector='OR'), name='funding_pool_says_something', violation_error_message='Bitte geben Sie Stunden oder Euro an.'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='funding_pool_ends_after_it_begins', violation_error_message='Das Ende liegt vor dem Beginn.')],
                },
            ),
            migrations.CreateModel(
                name='ExpenseRate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('guide', 'Begleitung'), ('interpreter', 'Sprachmittlung')], max_length=15, verbose_name='Aufgabe')),
                    ('model', models.CharField(choices=[('per_hour', 'je Stunde'), ('per_assignment', 'je Termin'), ('first_then_step', 'Grundbetrag, dann je angefangene Einheit'), ('per_month', 'monatlich'), ('none', 'keine Entschädigung')], max_length=20, verbose_name='Berechnung')),
                    ('amount', models.DecimalField(decimal_places=2, default=0, max_digits=8, verbose_name='Betrag in Euro')),
                    ('first_minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Grundbetrag gilt bis … Minuten')),
                    ('step_minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Einheit danach in Minuten')),
                    ('step_amount', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='Betrag je Einheit')),
                    ('per_km', models.DecimalField(decimal_places=2, default=0, max_digits=5, verbose_name='Euro je Kilometer')),
                    ('km_only_if_approved', models.BooleanField(default=False, help_text='zum Beispiel Fahrten über die Kreisgrenze nach einer Entschädigungssatzung', verbose_name='Kilometer nur für einzeln genehmigte Fahrten')),
                    ('counts_travel_time', models.BooleanField(default=False, verbose_name='Fahrtzeit zählt als Einsatzzeit')),
                    ('pays_expenses', models.BooleanField(default=False, verbose_name='Auslagen mit Beleg werden erstattet')),
                    ('no_show_percent', models.PositiveSmallIntegerField(default=100, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='Niemand kam: so viel Prozent')),
                    ('late_cancellation_percent', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='Zu spät abgesagt: so viel Prozent')),
                    ('applies_to_running', models.BooleanField(default=False, help_text='Ohne Haken behält jeder Einsatz den Satz, der bei der Zusage galt.', verbose_name='gilt auch für laufende Einsätze')),
                    ('valid_from', models.DateField(verbose_name='gültig ab')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                    ('source', models.CharField(blank=True, max_length=300, verbose_name='Grundlage')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('funding_source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rates', to='guides.fundingsource')),
                ],
                options={
                    'verbose_name': 'Entschädigungssatz',
                    'verbose_name_plural': 'Entschädigungssätze',
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('model', 'first_then_step'), _negated=True), models.Q(('first_minutes__gt', 0), ('first_minutes__isnull', False), ('step_amount__isnull', False), ('step_minutes__gt', 0), ('step_minutes__isnull', False)), _connector='OR'), name='expense_rate_steps_complete', violation_error_message='Bitte geben Sie an, bis wann der Grundbetrag gilt und was danach jede Einheit kostet.'), models.CheckConstraint(condition=models.Q(('amount__gte', 0), ('per_km__gte', 0), models.Q(('step_amount', None), ('step_amount__gte', 0), _connector='OR')), name='expense_rate_not_negative', violation_error_message='Ein Satz kann nicht unter null Euro liegen.')],
                },
            ),
            migrations.AddConstraint(
                model_name='guide',
                constraint=models.UniqueConstraint(fields=('district', 'number'), name='guide_number_unique'),
            ),
            migrations.AddConstraint(
                model_name='guide',
                constraint=models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('district', 'user'), name='guide_user_once', violation_error_message='Dieser Zugang gehört schon zu einer anderen Person.'),
            ),
            migrations.AddConstraint(
                model_name='guide',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('left_on__isnull', False), ('status', 'left')), models.Q(models.Q(('status', 'left'), _negated=True), ('left_on', None)), _connector='OR'), name='guide_left_iff_dated', violation_error_message='Bitte geben Sie an, seit wann die Person ausgeschieden ist.'),
            ),
            migrations.AddConstraint(
                model_name='guide',
                constraint=models.CheckConstraint(condition=models.Q(('coordinates_until', None), models.Q(('coordinates_from__isnull', False), ('coordinates_until__gte', models.F('coordinates_from'))), _connector='OR'), name='guide_coordinates_until_after_from', violation_error_message='Das Ende des Koordinierens braucht einen Beginn, der davor liegt.'),
            ),
            migrations.AddConstraint(
                model_name='guide',
                constraint=models.CheckConstraint(condition=models.Q(('is_guide', True), ('is_interpreter', True), _connector='OR'), name='guide_has_a_role', violation_error_message='Bitte wählen Sie mindestens eine Aufgabe: begleiten oder übersetzen.'),
            ),
            migrations.AddConstraint(
                model_name='formalappointment',
                constraint=models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('guide', 'role'), name='formal_appointment_open_once', violation_error_message='Für diese Aufgabe ist die Person schon berufen.'),
            ),
            migrations.AddConstraint(
                model_name='formalappointment',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on', None), ('ending', '')), models.Q(('ended_on__isnull', False), models.Q(('ending', ''), _negated=True)), _connector='OR'), name='formal_appointment_ended_iff_said_how', violation_error_message='Ein Ende der Berufung braucht Tag und Art.'),
            ),
            migrations.AddConstraint(
                model_name='formalappointment',
                constraint=models.CheckConstraint(condition=models.Q(('ended_on', None), ('ended_on__gte', models.F('appointed_on')), _connector='OR'), name='formal_appointment_ends_after_it_begins', violation_error_message='Das Ende liegt vor dem Beginn.'),
            ),
            migrations.AddConstraint(
                model_name='declaration',
                constraint=models.UniqueConstraint(fields=('guide', 'kind', 'signed_on'), name='declaration_once_per_day', violation_error_message='Diese Erklärung ist für diesen Tag schon eingetragen.'),
            ),
            migrations.AddConstraint(
                model_name='conductcertificate',
                constraint=models.CheckConstraint(condition=models.Q(('issued_on__lte', models.F('inspected_on'))), name='conduct_certificate_issued_before_inspection', violation_error_message='Das Führungszeugnis kann nicht nach der Einsicht ausgestellt sein.'),
            ),
            migrations.AddConstraint(
                model_name='calendarfeed',
                constraint=models.UniqueConstraint(fields=('district', 'secret_digest'), name='calendar_feed_secret_unique'),
            ),
            migrations.AddConstraint(
                model_name='guideabsence',
                constraint=models.CheckConstraint(condition=models.Q(('to_on__gte', models.F('from_on'))), name='guide_absence_ends_after_it_begins', violation_error_message='Das Ende liegt vor dem Beginn.'),
            ),
            migrations.AddConstraint(
                model_name='guideabsence',
                constraint=models.UniqueConstraint(fields=('guide', 'from_on'), name='guide_absence_once_per_day', violation_error_message='An diesem Tag beginnt schon eine Abwesenheit.'),
            ),
            migrations.AddConstraint(
                model_name='guideinterest',
                constraint=models.UniqueConstraint(fields=('district', 'submission_digest'), name='guide_interest_sent_once'),
            ),
            migrations.AddConstraint(
                model_name='guidelanguage',
                constraint=models.UniqueConstraint(fields=('guide', 'language'), name='guide_language_once', violation_error_message='Diese Sprache steht schon da.'),
            ),
            migrations.AddConstraint(
                model_name='guiderule',
                constraint=models.UniqueConstraint(fields=('district', 'valid_from'), name='guide_rule_once_per_day', violation_error_message='An diesem Tag beginnt schon eine Regel zur Mitarbeit.'),
            ),
            migrations.AddConstraint(
                model_name='guiderule',
                constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='guide_rule_ends_after_it_begins', violation_error_message='Das Ende liegt vor dem Beginn.'),
            ),
            migrations.AddConstraint(
                model_name='helperperiod',
                constraint=models.UniqueConstraint(condition=models.Q(('guide__isnull', False), ('to_on', None)), fields=('guide',), name='helper_period_open_once'),
            ),
            migrations.AddConstraint(
                model_name='helperperiod',
                constraint=models.CheckConstraint(condition=models.Q(('to_on', None), ('to_on__gte', models.F('from_on')), _connector='OR'), name='helper_period_ends_after_it_begins', violation_error_message='Das Ende liegt vor dem Beginn.'),
            ),
            migrations.AddConstraint(
                model_name='hourcap',
                constraint=models.UniqueConstraint(fields=('funding_source', 'role', 'for_coordinating', 'valid_from'), name='hour_cap_once_per_day', violation_error_message='Für diesen Tag gibt es schon eine Grenze.'),
            ),
            migrations.AddConstraint(
                model_name='rolerequirement',
                constraint=models.UniqueConstraint(fields=('district', 'role', 'valid_from'), name='role_requirement_once_per_day', violation_error_message='An diesem Tag beginnt für diese Aufgabe schon eine Regel.'),
            ),
            migrations.AddConstraint(
                model_name='rolerequirement',
                constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='role_requirement_ends_after_it_begins', violation_error_message='Das Ende liegt vor dem Beginn.'),
            ),
            migrations.AddConstraint(
                model_name='trainingmodule',
                constraint=models.UniqueConstraint(fields=('district', 'title'), name='training_module_title_once', violation_error_message='Ein Modul mit diesem Titel gibt es schon.'),
            ),
            migrations.AddConstraint(
                model_name='recognizedtraining',
                constraint=models.UniqueConstraint(fields=('guide', 'module', 'completed_on'), name='recognized_training_once', violation_error_message='Diese Schulung steht schon da.'),
            ),
            migrations.AddConstraint(
                model_name='trainingattendance',
                constraint=models.UniqueConstraint(fields=('participant', 'date'), name='training_attendance_once'),
            ),
            migrations.AddConstraint(
                model_name='trainingrun',
                constraint=models.CheckConstraint(condition=models.Q(('finished_on', None), ('cancelled_on', None), _connector='OR'), name='training_run_finished_or_cancelled', violation_error_message='Eine abgesagte Schulung kann nicht abgeschlossen sein.'),
            ),
            migrations.AddConstraint(
                model_name='trainingparticipant',
                constraint=models.UniqueConstraint(fields=('run', 'guide'), name='training_participant_once', violation_error_message='Diese Person steht schon auf der Liste.'),
            ),
            migrations.AddConstraint(
                model_name='trainingdate',
                constraint=models.UniqueConstraint(fields=('run', 'on', 'starts_at'), name='training_date_once', violation_error_message='Diesen Termin gibt es schon.'),
            ),
            migrations.AddConstraint(
                model_name='trainingdate',
                constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='training_date_ends_after_it_begins', violation_error_message='Der Termin endet, bevor er beginnt.'),
            ),
            migrations.AddConstraint(
                model_name='weeklytime',
                constraint=models.CheckConstraint(condition=models.Q(('to_time__gt', models.F('from_time'))), name='weekly_time_ends_after_it_begins', violation_error_message='Das Zeitfenster endet, bevor es beginnt.'),
            ),
        ]),
    ]
