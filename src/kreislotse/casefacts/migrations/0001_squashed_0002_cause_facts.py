import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kreislotse.core.first_tables import FirstTables


class Migration(migrations.Migration):

    initial = True

    # A new installation takes this one step; one that has taken the steps counts it as taken.
    replaces = [('casefacts', '0001_initial'), ('casefacts', '0002_cause_facts')]

    dependencies = [
        ('districts', '0001_squashed_0002_embedded_in'),
        ('places', '0001_squashed_0002_gazetteers_and_listing'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        FirstTables([
            migrations.CreateModel(
                name='AssignmentFact',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', models.DateField(verbose_name='Monat')),
                    ('topic', models.SlugField(max_length=40, verbose_name='Thema')),
                    ('role', models.CharField(max_length=15, verbose_name='Aufgabe')),
                    ('outcome', models.CharField(max_length=15, verbose_name='Ergebnis')),
                    ('funding_source', models.CharField(blank=True, max_length=120, verbose_name='Finanzierung')),
                    ('is_late_entry', models.BooleanField(verbose_name='Nachtrag')),
                    ('appointments', models.PositiveIntegerField(verbose_name='Termine')),
                    ('minutes', models.PositiveIntegerField(verbose_name='Minuten')),
                    ('persons', models.PositiveIntegerField(verbose_name='erreichte Personen')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('municipality', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.municipality')),
                ],
                options={
                    'verbose_name': 'Zahl der Begleitungen',
                    'verbose_name_plural': 'Zahlen der Begleitungen',
                    'indexes': [models.Index(fields=['district', 'month'], name='assignment_fact_month')],
                },
            ),
            migrations.CreateModel(
                name='CauseFact',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', models.DateField(verbose_name='Monat')),
                    ('cause', models.CharField(max_length=20, verbose_name='Ursache')),
                    ('language_group', models.CharField(blank=True, max_length=40, verbose_name='Sprachgruppe')),
                    ('number', models.PositiveIntegerField(verbose_name='Zahl der Anfragen')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('municipality', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.municipality')),
                ],
                options={
                    'verbose_name': 'Zahl der Anfragen ohne Begleitung',
                    'verbose_name_plural': 'Zahlen der Anfragen ohne Begleitung',
                    'indexes': [models.Index(fields=['district', 'month'], name='cause_fact_month')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('language_group', ''), ('municipality', None), _connector='OR'), name='cause_fact_place_or_language')],
                },
            ),
            migrations.CreateModel(
                name='LanguageFact',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', models.DateField(verbose_name='Monat')),
                    ('language_group', models.CharField(blank=True, max_length=40, verbose_name='Sprachgruppe')),
                    ('topic_group', models.CharField(blank=True, max_length=60, verbose_name='Bereich')),
                    ('number', models.PositiveIntegerField(verbose_name='Zahl der Anfragen')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Zahl der Anfragen je Sprachgruppe',
                    'verbose_name_plural': 'Zahlen der Anfragen je Sprachgruppe',
                    'indexes': [models.Index(fields=['district', 'month'], name='language_fact_month')],
                },
            ),
            migrations.CreateModel(
                name='MonthClosing',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', models.DateField(verbose_name='Monat')),
                    ('closed_at', models.DateTimeField(verbose_name='abgeschlossen am')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Monatsabschluss',
                    'verbose_name_plural': 'Monatsabschlüsse',
                    'constraints': [models.UniqueConstraint(fields=('district', 'month'), name='month_closed_once', violation_error_message='Dieser Monat ist schon abgeschlossen.'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='month_closing_first_of_month')],
                },
            ),
            migrations.CreateModel(
                name='RequestFact',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', models.DateField(verbose_name='Monat')),
                    ('topic', models.SlugField(max_length=40, verbose_name='Thema')),
                    ('waiting_band', models.CharField(choices=[('0', 'am selben Tag'), ('1-3', '1 bis 3 Tage'), ('4-7', '4 bis 7 Tage'), ('8-28', '8 bis 28 Tage'), ('29+', 'länger als 4 Wochen'), ('none', 'ohne Antwort')], max_length=10, verbose_name='Wartezeit')),
                    ('outcome', models.CharField(max_length=20, verbose_name='Ausgang')),
                    ('asked_by_institution', models.BooleanField(verbose_name='durch eine Einrichtung')),
                    ('number', models.PositiveIntegerField(verbose_name='Zahl der Anfragen')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('municipality', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.municipality')),
                ],
                options={
                    'verbose_name': 'Zahl der Anfragen',
                    'verbose_name_plural': 'Zahlen der Anfragen',
                    'indexes': [models.Index(fields=['district', 'month'], name='request_fact_month')],
                },
            ),
            migrations.CreateModel(
                name='SearchFact',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', models.DateField(verbose_name='Monat')),
                    ('topic', models.SlugField(blank=True, max_length=40, verbose_name='Thema')),
                    ('language', models.CharField(max_length=20, verbose_name='Sprache der Seite')),
                    ('number', models.PositiveIntegerField(verbose_name='Zahl der Suchen')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('municipality', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.municipality')),
                ],
                options={
                    'verbose_name': 'Suche ohne Treffer',
                    'verbose_name_plural': 'Suchen ohne Treffer',
                    'constraints': [models.UniqueConstraint(condition=models.Q(('municipality__isnull', False)), fields=('district', 'month', 'topic', 'municipality', 'language'), name='search_fact_once'), models.UniqueConstraint(condition=models.Q(('municipality', None)), fields=('district', 'month', 'topic', 'language'), name='search_fact_once_without_place')],
                },
            ),
        ]),
    ]
