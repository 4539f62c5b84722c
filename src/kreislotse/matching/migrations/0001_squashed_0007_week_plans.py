import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kreislotse.core.first_tables import FirstTables


class Migration(migrations.Migration):

    initial = True

    # A new installation takes this one step; one that has taken the steps counts it as taken.
    replaces = [('matching', '0001_initial'), ('matching', '0002_rules_with_dates'), ('matching', '0003_series_and_changes'), ('matching', '0004_from_the_phone'), ('matching', '0005_decline_reason'), ('matching', '0006_travel_minutes'), ('matching', '0007_week_plans')]

    dependencies = [
        ('districts', '0001_squashed_0002_embedded_in'),
        ('guides', '0001_squashed_0009_coordinating_guides'),
        ('intake', '0001_squashed_0011_names_of_the_kinds'),
        ('network', '0001_squashed_0002_organization_uuid'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        FirstTables([
            migrations.CreateModel(
                name='Assignment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('guide', 'Begleitung'), ('interpreter', 'Sprachmittlung')], max_length=15, verbose_name='Aufgabe')),
                    ('rate_as_agreed', models.JSONField(default=dict, verbose_name='vereinbarter Satz')),
                    ('status', models.CharField(choices=[('promised', 'zugesagt'), ('running', 'läuft'), ('finished', 'abgeschlossen'), ('cancelled', 'abgesagt')], default='promised', max_length=10, verbose_name='Status')),
                    ('agreed_on', models.DateField(verbose_name='vereinbart am')),
                    ('ended_on', models.DateField(blank=True, null=True, verbose_name='beendet am')),
                    ('contact_shown_at', models.DateTimeField(blank=True, null=True, verbose_name='Kontakt gezeigt am')),
                    ('is_stand_in', models.BooleanField(default=False, help_text='für einen Termin, neben dem laufenden Einsatz einer anderen Person', verbose_name='Vertretung')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('funding_source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guides.fundingsource', verbose_name='Finanzierung')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='guides.guide')),
                    ('help_request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='intake.helprequest')),
                    ('rate', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guides.expenserate', verbose_name='Satz')),
                ],
                options={
                    'verbose_name': 'Einsatz',
                    'verbose_name_plural': 'Einsätze',
                },
            ),
            migrations.CreateModel(
                name='Appointment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('on', models.DateField(db_column='on_day', verbose_name='Datum')),
                    ('starts_at', models.TimeField(blank=True, null=True, verbose_name='Beginn')),
                    ('duration_minutes', models.PositiveSmallIntegerField(verbose_name='Dauer in Minuten')),
                    ('travel_km', models.DecimalField(decimal_places=1, default=0, max_digits=5, verbose_name='Fahrt in km')),
                    ('travel_minutes', models.PositiveSmallIntegerField(default=0, verbose_name='Fahrtzeit in Minuten')),
                    ('persons', models.PositiveSmallIntegerField(default=1, verbose_name='erreichte Personen')),
                    ('setting', models.CharField(choices=[('on_site', 'vor Ort'), ('phone', 'am Telefon'), ('video', 'per Video')], default='on_site', max_length=10, verbose_name='Form')),
                    ('place', models.CharField(blank=True, max_length=200, verbose_name='Ort')),
                    ('outcome', models.CharField(choices=[('planned', 'geplant'), ('took_place', 'hat stattgefunden'), ('cancelled', 'abgesagt'), ('no_show', 'niemand kam')], default='planned', max_length=15, verbose_name='Ergebnis')),
                    ('saw_structural_problem', models.CharField(blank=True, help_text='anonym, ohne Namen: ein Hinweis für unsere Bedarfe', max_length=200, verbose_name='Was müsste sich ändern?')),
                    ('counted_in', models.DateField(blank=True, editable=False, help_text='erster Tag des Monats; bei Nachträgen ein späterer als der des Termins', null=True, verbose_name='zählt im Monat')),
                    ('recorded_at', models.DateTimeField(verbose_name='eingetragen am')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appointments', to='matching.assignment')),
                ],
                options={
                    'verbose_name': 'Termin',
                    'verbose_name_plural': 'Termine',
                },
            ),
            migrations.CreateModel(
                name='Expense',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('category', models.CharField(choices=[('ticket', 'Fahrkarte'), ('parking', 'Parken'), ('copies', 'Kopien und Porto'), ('fee', 'Gebühr oder Eintritt'), ('other', 'Sonstiges')], max_length=10, verbose_name='Wofür?')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=7, verbose_name='Betrag in Euro')),
                    ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='expenses', to='matching.appointment')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Auslage',
                    'verbose_name_plural': 'Auslagen',
                },
            ),
            migrations.CreateModel(
                name='GuideExclusion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(choices=[('too_close', 'steht der Person oder Familie zu nahe'), ('declined', 'die Person wünscht jemand anderen'), ('conflict', 'ist in der Sache beteiligt')], max_length=15, verbose_name='Warum nicht?')),
                    ('on', models.DateField(db_column='on_day', verbose_name='eingetragen am')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='guides.guide')),
                    ('help_request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guide_exclusions', to='intake.helprequest')),
                ],
                options={
                    'verbose_name': 'ausgeschlossene Person',
                    'verbose_name_plural': 'ausgeschlossene Personen',
                },
            ),
            migrations.CreateModel(
                name='MatchingRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('asked_at_once', models.PositiveSmallIntegerField(default=3, help_text='Wer umsonst zusagt, hilft beim nächsten Mal nicht so gern.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)], verbose_name='Höchstens so viele Personen gleichzeitig fragen')),
                    ('days_to_answer', models.PositiveSmallIntegerField(default=3, help_text='Steht der Termin früher an, endet die Frist mit ihm.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(30)], verbose_name='Tage Zeit für die Antwort')),
                    ('interpreter_level', models.CharField(choices=[('A2', 'A2 – Grundkenntnisse'), ('B1', 'B1 – gut im Alltag'), ('B2', 'B2 – sicher'), ('C1', 'C1 – sehr sicher'), ('C2', 'C2 – fast wie Muttersprache'), ('native', 'Muttersprache')], default='B1', max_length=10, verbose_name='Wer übersetzt, spricht die Sprache mindestens auf Niveau')),
                    ('source', models.CharField(blank=True, max_length=300, verbose_name='Grundlage')),
                    ('valid_from', models.DateField(verbose_name='gültig ab')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Regel zum Anfragen',
                    'verbose_name_plural': 'Regeln zum Anfragen',
                },
            ),
            migrations.CreateModel(
                name='MatchingWeights',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('per_km', models.PositiveSmallIntegerField(default=1, help_text='Das Maß für alles andere: ein Punkt ist etwa ein Kilometer.', validators=[django.core.validators.MaxValueValidator(500)], verbose_name='Ein Kilometer Weg')),
                    ('per_rested_week_missing', models.PositiveSmallIntegerField(default=3, help_text='Damit nicht immer dieselben gefragt werden.', validators=[django.core.validators.MaxValueValidator(500)], verbose_name='Eine Woche kürzer als zwei Monate Pause')),
                    ('not_the_known_guide', models.PositiveSmallIntegerField(default=25, help_text='Wer schon einmal half, muss nicht alles neu erzählt bekommen.', validators=[django.core.validators.MaxValueValidator(500)], verbose_name='Jemand anderes als beim letzten Mal')),
                    ('untrained_topic', models.PositiveSmallIntegerField(default=15, help_text='Wer das Thema nicht angegeben hat, kann trotzdem helfen; wer es kennt, geht vor.', validators=[django.core.validators.MaxValueValidator(500)], verbose_name='Das Thema ist neu')),
                    ('other_gender', models.PositiveSmallIntegerField(default=60, help_text='Mehr als jeder übliche Weg im Kreis.', validators=[django.core.validators.MaxValueValidator(500)], verbose_name='Der Wunsch nach einer Frau oder einem Mann ist nicht erfüllt')),
                    ('per_level_below_native', models.PositiveSmallIntegerField(default=2, help_text='Das Mindestniveau gilt in jedem Fall.', validators=[django.core.validators.MaxValueValidator(500)], verbose_name='Ein Sprachniveau unter der Muttersprache')),
                    ('per_further_in_round', models.PositiveSmallIntegerField(default=12, help_text='Erst verteilen, dann häufen.', validators=[django.core.validators.MaxValueValidator(500)], verbose_name='Eine weitere Anfrage an dieselbe Person')),
                    ('per_quarter_over_week', models.PositiveSmallIntegerField(default=5, help_text='Erlaubt, aber nicht gern. Die Grenze im Jahr gilt immer.', validators=[django.core.validators.MaxValueValidator(500)], verbose_name='Eine Viertelstunde über der Grenze der Woche')),
                    ('per_change', models.PositiveSmallIntegerField(default=15, help_text='Damit ein gelesener Plan nicht wegen einer Kleinigkeit kippt.', validators=[django.core.validators.MaxValueValidator(500)], verbose_name='Eine Änderung gegenüber dem Plan davor')),
                    ('unserved_per_waiting_day', models.PositiveSmallIntegerField(default=10, help_text='Reichen die Personen nicht, geht vor, wer länger wartet.', validators=[django.core.validators.MaxValueValidator(500)], verbose_name='Ein Tag Wartezeit')),
                    ('unserved_per_urgency', models.PositiveSmallIntegerField(default=500, help_text='Reichen die Personen nicht, geht vor, was eilt.', validators=[django.core.validators.MaxValueValidator(500)], verbose_name='Eine Stufe eiliger')),
                    ('most_per_guide', models.PositiveSmallIntegerField(default=2, help_text='Eine feste Grenze, kein Wunsch.', validators=[django.core.validators.MaxValueValidator(20)], verbose_name='Höchstens so viele neue Anfragen je Person in einer Woche')),
                    ('is_fair', models.BooleanField(default=False, help_text='Nach der Dringlichkeit zählt dann, dass keine Sprache und kein Ort zurückbleibt; erst danach Wege und Wünsche.', verbose_name='Zuerst die am schlechtesten versorgte Gruppe')),
                    ('source', models.CharField(blank=True, max_length=300, verbose_name='Grundlage')),
                    ('valid_from', models.DateField(verbose_name='gültig ab')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Gewichte für Vorschläge',
                    'verbose_name_plural': 'Gewichte für Vorschläge',
                },
            ),
            migrations.CreateModel(
                name='PhoneEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.UUIDField(verbose_name='Schlüssel des Telefons')),
                    ('content_digest', models.CharField(editable=False, max_length=64)),
                    ('received_at', models.DateTimeField(verbose_name='angekommen am')),
                    ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='matching.appointment')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='guides.guide')),
                ],
                options={
                    'verbose_name': 'Eintrag vom Telefon',
                    'verbose_name_plural': 'Einträge vom Telefon',
                },
            ),
            migrations.CreateModel(
                name='PhoneRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('remind_hours', models.PositiveSmallIntegerField(default=24, help_text='Per E-Mail, in der Sprache der Lotsin oder des Lotsen. 0 heißt: nicht erinnern.', validators=[django.core.validators.MaxValueValidator(336)], verbose_name='Stunden vor dem Termin erinnern')),
                    ('road_percent', models.PositiveSmallIntegerField(default=130, help_text='Nur für den Vorschlag, wie viele Kilometer es sind; die Lotsin oder der Lotse ändert ihn.', validators=[django.core.validators.MinValueValidator(100), django.core.validators.MaxValueValidator(300)], verbose_name='Straße in Prozent der Luftlinie')),
                    ('source', models.CharField(blank=True, max_length=300, verbose_name='Grundlage')),
                    ('valid_from', models.DateField(verbose_name='gültig ab')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Regel für unterwegs',
                    'verbose_name_plural': 'Regeln für unterwegs',
                },
            ),
            migrations.CreateModel(
                name='Receipt',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('content', models.BinaryField(verbose_name='Bild')),
                    ('content_type', models.CharField(max_length=20, verbose_name='Art')),
                    ('size_bytes', models.PositiveIntegerField(verbose_name='Größe in Bytes')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('expense', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='receipt', to='matching.expense')),
                ],
                options={
                    'verbose_name': 'Beleg',
                    'verbose_name_plural': 'Belege',
                },
            ),
            migrations.CreateModel(
                name='Series',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('first_on', models.DateField(verbose_name='erster Tag')),
                    ('every_weeks', models.PositiveSmallIntegerField(default=1, verbose_name='alle … Wochen')),
                    ('number', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Zahl der Termine')),
                    ('until', models.DateField(blank=True, null=True, verbose_name='bis zum')),
                    ('starts_at', models.TimeField(verbose_name='Beginn')),
                    ('duration_minutes', models.PositiveSmallIntegerField(verbose_name='Dauer in Minuten')),
                    ('setting', models.CharField(choices=[('on_site', 'vor Ort'), ('phone', 'am Telefon'), ('video', 'per Video')], default='on_site', max_length=10, verbose_name='Form')),
                    ('skips_school_free', models.BooleanField(default=False, verbose_name='nicht in den Ferien')),
                    ('agreed_on', models.DateField(verbose_name='vereinbart am')),
                    ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='series', to='matching.assignment')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Terminreihe',
                    'verbose_name_plural': 'Terminreihen',
                },
            ),
            migrations.CreateModel(
                name='SeriesDate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('on', models.DateField(db_column='on_day', verbose_name='Tag der Reihe')),
                    ('left_out', models.CharField(blank=True, choices=[('', 'findet statt'), ('holiday', 'Feiertag'), ('school_free', 'schulfrei'), ('taken', 'anderer Termin')], default='', max_length=15, verbose_name='ausgelassen')),
                    ('left_out_name', models.CharField(blank=True, max_length=80, verbose_name='Name des freien Tages')),
                    ('appointment', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='series_date', to='matching.appointment', verbose_name='Termin')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('series', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dates', to='matching.series')),
                ],
                options={
                    'verbose_name': 'Tag einer Terminreihe',
                    'verbose_name_plural': 'Tage einer Terminreihe',
                },
            ),
            migrations.CreateModel(
                name='TimeSheet',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(editable=False, max_length=12, verbose_name='Kurzcode')),
                    ('printed_on', models.DateField(verbose_name='gedruckt am')),
                    ('confirmed_on', models.DateField(blank=True, null=True, verbose_name='unterschrieben am')),
                    ('confirmed_by_institution', models.CharField(blank=True, max_length=160, verbose_name='bestätigt durch')),
                    ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sheets', to='matching.assignment')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'Einsatzprotokoll',
                    'verbose_name_plural': 'Einsatzprotokolle',
                },
            ),
            migrations.CreateModel(
                name='SheetSignature',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('signer', models.CharField(max_length=120, verbose_name='Name')),
                    ('strokes', models.TextField(verbose_name='Unterschrift')),
                    ('signed_at', models.DateTimeField(verbose_name='unterschrieben am')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('sheet', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='signature', to='matching.timesheet')),
                ],
                options={
                    'verbose_name': 'Unterschrift auf dem Telefon',
                    'verbose_name_plural': 'Unterschriften auf dem Telefon',
                },
            ),
            migrations.AddField(
                model_name='appointment',
                name='sheet',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='appointments', to='matching.timesheet', verbose_name='Einsatzprotokoll'),
            ),
            migrations.CreateModel(
                name='UnservedCause',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('cause', models.CharField(choices=[('language', 'niemand spricht die Sprache gut genug'), ('time', 'niemand hat zu dieser Zeit frei'), ('area', 'niemand kommt an diesen Ort'), ('taken', 'die Passenden sind schon vergeben'), ('hours', 'die Stunden des Jahres sind aufgebraucht'), ('qualification', 'Schulung oder Nachweis fehlt'), ('gender', 'der Wunsch nach einer Frau oder einem Mann ging nicht'), ('excluded', 'die Passenden sagten ab oder durften nicht'), ('other', 'mehreres zusammen')], max_length=20, verbose_name='Ursache')),
                    ('on', models.DateField(db_column='on_day', verbose_name='festgestellt am')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('help_request', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='unserved_cause', to='intake.helprequest')),
                ],
                options={
                    'verbose_name': 'Ursache ohne Begleitung',
                    'verbose_name_plural': 'Ursachen ohne Begleitung',
                },
            ),
            migrations.CreateModel(
                name='Vacancy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('status', models.CharField(choices=[('open', 'Vertretung gesucht'), ('filled', 'Vertretung gefunden'), ('given_up', 'ohne Vertretung abgesagt')], default='open', max_length=10, verbose_name='Status')),
                    ('opened_at', models.DateTimeField(verbose_name='frei seit')),
                    ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='erledigt am')),
                    ('appointment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='vacancy', to='matching.appointment')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'freier Termin',
                    'verbose_name_plural': 'freie Termine',
                },
            ),
            migrations.CreateModel(
                name='MatchProposal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('guide', 'Begleitung'), ('interpreter', 'Sprachmittlung')], max_length=15, verbose_name='Aufgabe')),
                    ('status', models.CharField(choices=[('asked', 'angefragt'), ('accepted', 'zugesagt'), ('declined', 'abgesagt'), ('expired', 'abgelaufen'), ('withdrawn', 'zurückgezogen')], default='asked', max_length=10, verbose_name='Status')),
                    ('reasons', models.JSONField(default=list, verbose_name='Gründe')),
                    ('asked_at', models.DateTimeField(verbose_name='angefragt am')),
                    ('expires_at', models.DateTimeField(verbose_name='Antwort bis')),
                    ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='beantwortet am')),
                    ('decline_reason', models.CharField(blank=True, choices=[('no_time', 'keine Zeit'), ('too_far', 'zu weit'), ('knows_person', 'ich kenne die Person oder Familie'), ('not_my_topic', 'nicht mein Thema'), ('too_much', 'gerade zu viel'), ('other', 'anderes')], max_length=15, verbose_name='Grund der Absage')),
                    ('neutral_at', models.DateTimeField(blank=True, null=True, verbose_name='Neutralität zugesagt am')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('funding_source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guides.fundingsource')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='guides.guide')),
                    ('help_request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='intake.helprequest')),
                    ('vacancy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='matching.vacancy', verbose_name='Ersatz für')),
                ],
                options={
                    'verbose_name': 'Vermittlungsvorschlag',
                    'verbose_name_plural': 'Vermittlungsvorschläge',
                },
            ),
            migrations.AddField(
                model_name='assignment',
                name='vacancy',
                field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replacement', to='matching.vacancy', verbose_name='Ersatz für'),
            ),
            migrations.CreateModel(
                name='WeekPlan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('monday', models.DateField(verbose_name='Woche ab')),
                    ('state', models.CharField(choices=[('new', 'noch nicht berechnet'), ('computing', 'wird berechnet'), ('ready', 'berechnet'), ('failed', 'nicht gelungen')], default='new', max_length=10, verbose_name='Stand')),
                    ('step', models.CharField(blank=True, max_length=120, verbose_name='Schritt')),
                    ('weights', models.JSONField(default=dict, verbose_name='eigene Gewichte')),
                    ('computed_at', models.DateTimeField(null=True, verbose_name='berechnet am')),
                    ('computed_with', models.JSONField(default=dict, verbose_name='berechnet mit')),
                    ('milliseconds', models.PositiveIntegerField(default=0, verbose_name='Rechenzeit in Millisekunden')),
                    ('fairness', models.JSONField(default=dict, verbose_name='Verteilung')),
                    ('released_at', models.DateTimeField(null=True, verbose_name='zuletzt freigegeben am')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('organization', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.organization', verbose_name='Träger')),
                ],
                options={
                    'verbose_name': 'Wochenplan',
                    'verbose_name_plural': 'Wochenpläne',
                },
            ),
            migrations.CreateModel(
                name='PlanLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('guide', 'Begleitung'), ('interpreter', 'Sprachmittlung')], max_length=15, verbose_name='Aufgabe')),
                    ('on', models.DateField(db_column='on_day', null=True, verbose_name='Tag')),
                    ('starts_at', models.TimeField(null=True, verbose_name='Beginn')),
                    ('reasons', models.JSONField(default=list, verbose_name='Gründe')),
                    ('cause', models.CharField(blank=True, max_length=30, verbose_name='Ursache')),
                    ('why', models.CharField(blank=True, max_length=400, verbose_name='woran es liegt')),
                    ('ways', models.JSONField(default=list, verbose_name='was helfen würde')),
                    ('change', models.CharField(blank=True, choices=[('', 'unverändert'), ('new', 'neu'), ('moved', 'andere Person'), ('lost', 'niemand mehr'), ('found', 'jetzt gefunden')], default='', max_length=10, verbose_name='Änderung')),
                    ('changed_because', models.CharField(blank=True, max_length=300, verbose_name='weil')),
                    ('changed_from', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='guides.guide')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='guides.guide')),
                    ('help_request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='intake.helprequest')),
                    ('nearly', models.ManyToManyField(related_name='+', to='guides.guide', verbose_name='passen fast')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='matching.weekplan')),
                ],
                options={
                    'verbose_name': 'Zeile eines Wochenplans',
                    'verbose_name_plural': 'Zeilen eines Wochenplans',
                },
            ),
            migrations.CreateModel(
                name='PlanChoice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('pin', 'festgelegt'), ('forbid', 'nicht dieses Paar')], max_length=10, verbose_name='Art')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='guides.guide')),
                    ('help_request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='intake.helprequest')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='choices', to='matching.weekplan')),
                ],
                options={
                    'verbose_name': 'Festlegung im Wochenplan',
                    'verbose_name_plural': 'Festlegungen im Wochenplan',
                },
            ),
            migrations.CreateModel(
                name='AppointmentChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('moved', 'verschoben'), ('cancelled', 'abgesagt'), ('fell_out', 'Begleitung fällt aus'), ('replaced', 'Vertretung gefunden'), ('overlap_allowed', 'trotz Überschneidung')], max_length=20, verbose_name='Was?')),
                    ('side', models.CharField(choices=[('office', 'Büro'), ('guide', 'Begleitung'), ('institution', 'Einrichtung'), ('person', 'begleitete Person')], max_length=15, verbose_name='Wer?')),
                    ('reason', models.CharField(blank=True, choices=[('', 'nicht genannt'), ('ill', 'krank'), ('family', 'Familie oder Beruf'), ('other_date', 'anderer Termin ging vor'), ('not_needed', 'wird nicht mehr gebraucht'), ('closed', 'Einrichtung hat geschlossen'), ('transport', 'Weg nicht möglich'), ('too_close', 'kennt die Person oder Familie'), ('agreed', 'mit der Begleitung besprochen'), ('nearby', 'die Orte liegen beieinander'), ('other', 'anderes')], default='', max_length=15, verbose_name='Grund')),
                    ('at', models.DateTimeField(verbose_name='am')),
                    ('minutes_before', models.IntegerField(blank=True, help_text='negativ, wenn der Termin schon begonnen hatte', null=True, verbose_name='Minuten vorher')),
                    ('late_hours', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='kurzfristig hieß: weniger als … Stunden vorher')),
                    ('is_late', models.BooleanField(default=False, verbose_name='kurzfristig')),
                    ('from_on', models.DateField(verbose_name='vorher: Datum')),
                    ('from_at', models.TimeField(blank=True, null=True, verbose_name='vorher: Beginn')),
                    ('from_minutes', models.PositiveSmallIntegerField(verbose_name='vorher: Dauer')),
                    ('to_on', models.DateField(blank=True, null=True, verbose_name='jetzt: Datum')),
                    ('to_at', models.TimeField(blank=True, null=True, verbose_name='jetzt: Beginn')),
                    ('to_minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='jetzt: Dauer')),
                    ('guide_told_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='Begleitung benachrichtigt am')),
                    ('asker_told_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='Einrichtung benachrichtigt am')),
                    ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='matching.appointment')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Änderung eines Termins',
                    'verbose_name_plural': 'Änderungen von Terminen',
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'moved'), ('to_on__isnull', False)), models.Q(models.Q(('kind', 'moved'), _negated=True), ('to_at', None), ('to_minutes', None), ('to_on', None)), _connector='OR'), name='appointment_change_moved_iff_somewhere', violation_error_message='Ein verschobener Termin braucht ein neues Datum.')],
                },
            ),
            migrations.CreateModel(
                name='AppointmentReminder',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('begins_at', models.DateTimeField(verbose_name='Beginn')),
                    ('sent_at', models.DateTimeField(verbose_name='erinnert am')),
                    ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='matching.appointment')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Erinnerung',
                    'verbose_name_plural': 'Erinnerungen',
                    'constraints': [models.UniqueConstraint(fields=('appointment', 'begins_at'), name='appointment_reminder_once', violation_error_message='An diesen Termin ist schon erinnert.')],
                },
            ),
            migrations.CreateModel(
                name='AppointmentRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('late_hours', models.PositiveSmallIntegerField(default=24, validators=[django.core.validators.MaxValueValidator(240)], verbose_name='Kurzfristig abgesagt heißt: weniger als … Stunden vorher')),
                    ('gap_minutes', models.PositiveSmallIntegerField(default=15, validators=[django.core.validators.MaxValueValidator(240)], verbose_name='Minuten zwischen zwei Terminen am selben Ort')),
                    ('minutes_per_10_km', models.PositiveSmallIntegerField(default=15, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)], verbose_name='Minuten Weg je 10 km Luftlinie')),
                    ('source', models.CharField(blank=True, max_length=300, verbose_name='Grundlage')),
                    ('valid_from', models.DateField(verbose_name='gültig ab')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Regel zu Terminen',
                    'verbose_name_plural': 'Regeln zu Terminen',
                    'constraints': [models.UniqueConstraint(fields=('district', 'valid_from'), name='appointment_rule_once_per_day', violation_error_message='An diesem Tag beginnt schon eine Regel zu Terminen.'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='appointment_rule_ends_after_it_begins', violation_error_message='Das Ende liegt vor dem Beginn.')],
                },
            ),
            migrations.AddConstraint(
                model_name='expense',
                constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='expense_is_positive', violation_error_message='Der Betrag muss größer als null sein.'),
            ),
            migrations.AddConstraint(
                model_name='guideexclusion',
                constraint=models.UniqueConstraint(fields=('help_request', 'guide'), name='guide_exclusion_once', violation_error_message='Diese Person ist für die Anfrage schon ausgeschlossen.'),
            ),
            migrations.AddConstraint(
                model_name='matchingrule',
                constraint=models.UniqueConstraint(fields=('district', 'valid_from'), name='matching_rule_once_per_day', violation_error_message='An diesem Tag beginnt schon eine Regel zum Anfragen.'),
            ),
            migrations.AddConstraint(
                model_name='matchingrule',
                constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='matching_rule_ends_after_it_begins', violation_error_message='Das Ende liegt vor dem Beginn.'),
            ),
            migrations.AddConstraint(
                model_name='matchingweights',
                constraint=models.UniqueConstraint(fields=('district', 'valid_from'), name='matching_weights_once_per_day', violation_error_message='An diesem Tag beginnen schon Gewichte.'),
            ),
            migrations.AddConstraint(
                model_name='matchingweights',
                constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='matching_weights_end_after_they_begin', violation_error_message='Das Ende liegt vor dem Beginn.'),
            ),
            migrations.AddConstraint(
                model_name='matchingweights',
                constraint=models.CheckConstraint(condition=models.Q(('most_per_guide__gte', 1)), name='matching_weights_give_everybody_one', violation_error_message='Jede Person kann mindestens eine Anfrage bekommen.'),
            ),
            migrations.AddConstraint(
                model_name='phoneentry',
                constraint=models.UniqueConstraint(fields=('district', 'key'), name='phone_entry_arrives_once', violation_error_message='Dieser Eintrag ist schon angekommen.'),
            ),
            migrations.AddConstraint(
                model_name='phonerule',
                constraint=models.UniqueConstraint(fields=('district', 'valid_from'), name='phone_rule_once_per_day', violation_error_message='An diesem Tag beginnt schon eine Regel für unterwegs.'),
            ),
            migrations.AddConstraint(
                model_name='phonerule',
                constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='phone_rule_ends_after_it_begins', violation_error_message='Das Ende liegt vor dem Beginn.'),
            ),
            migrations.AddConstraint(
                model_name='series',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('number__isnull', False), ('until', None)), models.Q(('number', None), ('until__isnull', False)), _connector='OR'), name='series_number_or_end', violation_error_message='Bitte nennen Sie entweder die Zahl der Termine oder den letzten Tag.'),
            ),
            migrations.AddConstraint(
                model_name='series',
                constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('first_on')), _connector='OR'), name='series_ends_after_it_begins', violation_error_message='Das Ende liegt vor dem Beginn.'),
            ),
            migrations.AddConstraint(
                model_name='series',
                constraint=models.CheckConstraint(condition=models.Q(('every_weeks__gte', 1), ('every_weeks__lte', 4)), name='series_every_so_many_weeks', violation_error_message='Eine Terminreihe wiederholt sich alle 1 bis 4 Wochen.'),
            ),
            migrations.AddConstraint(
                model_name='seriesdate',
                constraint=models.UniqueConstraint(fields=('series', 'on'), name='series_date_once'),
            ),
            migrations.AddConstraint(
                model_name='seriesdate',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('appointment__isnull', False), ('left_out', '')), models.Q(models.Q(('left_out', ''), _negated=True), ('appointment', None)), _connector='OR'), name='series_date_takes_place_or_is_left_out', violation_error_message='Ein Tag der Reihe hat einen Termin oder einen Grund, warum er ausfällt.'),
            ),
            migrations.AddConstraint(
                model_name='timesheet',
                constraint=models.UniqueConstraint(fields=('district', 'code'), name='time_sheet_code_unique'),
            ),
            migrations.AddConstraint(
                model_name='appointment',
                constraint=models.CheckConstraint(condition=models.Q(('duration_minutes__gte', 0), ('duration_minutes__lte', 1440)), name='appointment_duration_within_a_day', violation_error_message='Die Dauer muss zwischen 0 und 1.440 Minuten liegen.'),
            ),
            migrations.AddConstraint(
                model_name='appointment',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('counted_in', None), ('outcome', 'planned')), models.Q(models.Q(('outcome', 'planned'), _negated=True), ('counted_in__isnull', False)), _connector='OR'), name='appointment_counted_iff_over', violation_error_message='Ein Termin mit Ergebnis zählt in einem Monat.'),
            ),
            migrations.AddConstraint(
                model_name='vacancy',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('status', 'open')), models.Q(models.Q(('status', 'open'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='vacancy_closed_iff_dated', violation_error_message='Ein erledigter freier Termin braucht einen Zeitpunkt.'),
            ),
            migrations.AddConstraint(
                model_name='matchproposal',
                constraint=models.UniqueConstraint(condition=models.Q(('status', 'asked'), ('vacancy', None)), fields=('help_request', 'guide'), name='match_proposal_open_once', violation_error_message='Diese Person ist schon angefragt.'),
            ),
            migrations.AddConstraint(
                model_name='matchproposal',
                constraint=models.UniqueConstraint(condition=models.Q(('status', 'asked'), ('vacancy__isnull', False)), fields=('vacancy', 'guide'), name='match_proposal_open_once_per_vacancy', violation_error_message='Diese Person ist schon angefragt.'),
            ),
            migrations.AddConstraint(
                model_name='assignment',
                constraint=models.UniqueConstraint(condition=models.Q(('is_stand_in', False), ('status__in', ['promised', 'running'])), fields=('help_request',), name='assignment_open_once_per_request', violation_error_message='Für diese Anfrage gibt es schon einen Einsatz.'),
            ),
            migrations.AddConstraint(
                model_name='assignment',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', False), ('status__in', ['finished', 'cancelled'])), models.Q(('ended_on', None), ('status__in', ['promised', 'running'])), _connector='OR'), name='assignment_ended_iff_dated', violation_error_message='Ein beendeter Einsatz braucht ein Datum.'),
            ),
            migrations.AddConstraint(
                model_name='weekplan',
                constraint=models.UniqueConstraint(condition=models.Q(('organization', None)), fields=('district', 'monday'), name='week_plan_once'),
            ),
            migrations.AddConstraint(
                model_name='weekplan',
                constraint=models.UniqueConstraint(condition=models.Q(('organization__isnull', False)), fields=('district', 'monday', 'organization'), name='week_plan_once_per_organization'),
            ),
            migrations.AddConstraint(
                model_name='planline',
                constraint=models.UniqueConstraint(fields=('plan', 'help_request'), name='plan_line_once_per_request'),
            ),
            migrations.AddConstraint(
                model_name='planline',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('cause', ''), ('guide__isnull', False)), models.Q(('guide', None), models.Q(('cause', ''), _negated=True)), _connector='OR'), name='plan_line_guide_or_cause', violation_error_message='Eine Zeile nennt eine Person oder die Ursache.'),
            ),
            migrations.AddConstraint(
                model_name='planchoice',
                constraint=models.UniqueConstraint(fields=('plan', 'help_request', 'guide'), name='plan_choice_once_per_pair'),
            ),
            migrations.AddConstraint(
                model_name='planchoice',
                constraint=models.UniqueConstraint(condition=models.Q(('kind', 'pin')), fields=('plan', 'help_request'), name='plan_choice_one_pin', violation_error_message='Für diese Anfrage ist schon jemand festgelegt.'),
            ),
        ]),
    ]
