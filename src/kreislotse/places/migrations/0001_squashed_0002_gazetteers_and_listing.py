import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from kreislotse.core.first_tables import FirstTables


class Migration(migrations.Migration):

    initial = True

    # A new installation takes this one step; one that has taken the steps counts it as taken.
    replaces = [('places', '0001_initial'), ('places', '0002_gazetteers_and_listing')]

    dependencies = [
        ('accounts', '0001_squashed_0003_deletion_noticed'),
        ('districts', '0001_squashed_0002_embedded_in'),
    ]

    operations = [
        FirstTables([
            migrations.CreateModel(
                name='Gazetteer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_on', models.DateField(unique=True, verbose_name='Gebietsstand')),
                    ('counties', models.JSONField(default=dict, verbose_name='Kreise')),
                    ('source_note', models.CharField(max_length=200, verbose_name='Quellenvermerk')),
                    ('read_at', models.DateTimeField(verbose_name='eingelesen am')),
                ],
                options={
                    'verbose_name': 'Gemeindeverzeichnis',
                    'verbose_name_plural': 'Gemeindeverzeichnisse',
                },
            ),
            migrations.CreateModel(
                name='MunicipalAssociation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ars', models.CharField(max_length=9, unique=True, verbose_name='Regionalschlüssel des Verbands')),
                    ('name', models.CharField(max_length=120, verbose_name='Name')),
                    ('kind', models.CharField(blank=True, max_length=40, verbose_name='Art')),
                ],
                options={
                    'verbose_name': 'Gemeindeverband',
                    'verbose_name_plural': 'Gemeindeverbände',
                },
            ),
            migrations.CreateModel(
                name='Municipality',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ags', models.CharField(max_length=8, validators=[django.core.validators.RegexValidator('^\\d{8}$')], verbose_name='Amtlicher Gemeindeschlüssel')),
                    ('name', models.CharField(max_length=120, verbose_name='Name')),
                    ('official_name', models.CharField(max_length=160, verbose_name='amtlicher Name')),
                    ('postcode', models.CharField(blank=True, max_length=5, verbose_name='PLZ des Verwaltungssitzes')),
                    ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='Breite')),
                    ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='Länge')),
                    ('area_km2', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='Fläche in km²')),
                    ('population', models.PositiveIntegerField(blank=True, null=True, verbose_name='Einwohnerzahl')),
                    ('population_on', models.DateField(blank=True, null=True, verbose_name='Stichtag der Einwohnerzahl')),
                    ('population_base', models.CharField(blank=True, max_length=40, verbose_name='Basis der Einwohnerzahl')),
                    ('is_inhabited', models.BooleanField(default=True, verbose_name='bewohnt')),
                    ('valid_from', models.DateField(blank=True, null=True, verbose_name='gültig ab')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                    ('validity_note', models.CharField(blank=True, max_length=300, verbose_name='Hinweis zur Gültigkeit')),
                    ('first_listed_on', models.DateField(blank=True, editable=False, null=True, verbose_name='zuerst verzeichnet am')),
                    ('last_listed_on', models.DateField(blank=True, editable=False, null=True, verbose_name='zuletzt verzeichnet am')),
                    ('association', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.municipalassociation', verbose_name='Verband')),
                ],
                options={
                    'verbose_name': 'Gemeinde',
                    'verbose_name_plural': 'Gemeinden',
                },
            ),
            migrations.CreateModel(
                name='Boundary',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_on', models.DateField(verbose_name='Gebietsstand')),
                    ('geometry', models.JSONField(verbose_name='Umriss')),
                    ('source_note', models.CharField(max_length=200, verbose_name='Quellenvermerk')),
                    ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='boundaries', to='places.municipality')),
                ],
                options={
                    'verbose_name': 'Gemeindegrenze',
                    'verbose_name_plural': 'Gemeindegrenzen',
                },
            ),
            migrations.CreateModel(
                name='MunicipalityMandate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('membership', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.membership')),
                    ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.municipality')),
                ],
                options={
                    'verbose_name': 'Zuständigkeit für eine Gemeinde',
                    'verbose_name_plural': 'Zuständigkeiten für Gemeinden',
                },
            ),
            migrations.CreateModel(
                name='TerritorialChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('changed_on', models.DateField(verbose_name='am')),
                    ('predecessor_ags', models.CharField(max_length=8, verbose_name='früherer Schlüssel')),
                    ('predecessor_name', models.CharField(max_length=160, verbose_name='früherer Name')),
                    ('successor_ags', models.CharField(max_length=8, verbose_name='neuer Schlüssel')),
                    ('successor_name', models.CharField(max_length=160, verbose_name='neuer Name')),
                    ('share_percent', models.DecimalField(decimal_places=2, default=100, max_digits=5, verbose_name='Anteil der Einwohner')),
                    ('evidence', models.CharField(blank=True, max_length=300, verbose_name='Beleg')),
                ],
                options={
                    'verbose_name': 'Gebietsänderung',
                    'verbose_name_plural': 'Gebietsänderungen',
                    'constraints': [models.UniqueConstraint(fields=('changed_on', 'predecessor_ags', 'successor_ags'), name='territorial_change_once')],
                },
            ),
            migrations.AddConstraint(
                model_name='municipality',
                constraint=models.UniqueConstraint(fields=('ags',), name='municipality_ags_unique'),
            ),
            migrations.AddConstraint(
                model_name='boundary',
                constraint=models.UniqueConstraint(fields=('municipality', 'valid_on'), name='boundary_once_per_date'),
            ),
        ]),
    ]
