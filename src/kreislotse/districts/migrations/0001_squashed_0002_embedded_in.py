import django.core.validators
import kreislotse.districts.embedding
from django.db import migrations, models

from kreislotse.core.first_tables import FirstTables


class Migration(migrations.Migration):

    initial = True

    # A new installation takes this one step; one that has taken the steps counts it as taken.
    replaces = [('districts', '0001_initial'), ('districts', '0002_embedded_in')]

    dependencies = [
    ]

    operations = [
        FirstTables([
            migrations.CreateModel(
                name='District',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120, verbose_name='Name')),
                    ('kind', models.CharField(choices=[('county', 'Landkreis'), ('city', 'kreisfreie Stadt')], default='county', max_length=10, verbose_name='Art')),
                    ('ags', models.CharField(max_length=5, unique=True, validators=[django.core.validators.RegexValidator('^\\d{5}$', 'Der Schlüssel eines Kreises hat fünf Ziffern, zum Beispiel 06635.')], verbose_name='Amtlicher Gemeindeschlüssel')),
                    ('host', models.CharField(max_length=200, unique=True, verbose_name='Adresse (Host)')),
                    ('preset', models.CharField(editable=False, max_length=40, verbose_name='Vorlage')),
                    ('terms', models.JSONField(default=dict, verbose_name='Bezeichnungen')),
                    ('languages', models.JSONField(default=list, verbose_name='Sprachen der öffentlichen Seiten')),
                    ('guides_asked_by', models.CharField(choices=[('everyone', 'Personen und Einrichtungen'), ('institutions', 'nur Einrichtungen')], default='everyone', max_length=15, verbose_name='Wer darf um Begleitung bitten?')),
                    ('accent_color', models.CharField(default='#1b4f72', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-f]{6}$')], verbose_name='Akzentfarbe')),
                    ('phone', models.CharField(blank=True, max_length=40, verbose_name='Telefon des Büros')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='E-Mail des Büros')),
                    ('address', models.TextField(blank=True, verbose_name='Anschrift')),
                    ('office_hours', models.CharField(blank=True, max_length=200, verbose_name='Sprechzeiten')),
                    ('imprint', models.TextField(blank=True, verbose_name='Impressum')),
                    ('privacy_notice', models.TextField(blank=True, verbose_name='Datenschutzhinweise')),
                    ('suppression_threshold', models.PositiveSmallIntegerField(default=3, verbose_name='Kleinste veröffentlichte Zahl')),
                    ('embedded_in', models.JSONField(blank=True, default=list, validators=[kreislotse.districts.embedding.check_origins], verbose_name='Internetseiten, die unsere Suche zeigen dürfen')),
                    ('is_demo', models.BooleanField(default=False, verbose_name='Vorführung mit erfundenen Daten')),
                    ('set_up_on', models.DateField(blank=True, null=True, verbose_name='eingerichtet am')),
                ],
                options={
                    'verbose_name': 'Landkreis',
                    'verbose_name_plural': 'Landkreise',
                },
            ),
        ]),
    ]
