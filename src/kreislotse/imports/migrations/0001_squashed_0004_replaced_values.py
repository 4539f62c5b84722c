import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kreislotse.core.first_tables import FirstTables


class Migration(migrations.Migration):

    initial = True

    # A new installation takes this one step; one that has taken the steps counts it as taken.
    replaces = [('imports', '0001_initial'), ('imports', '0002_import_batch_progressed_at'), ('imports', '0003_external_records'), ('imports', '0004_replaced_values')]

    dependencies = [
        ('districts', '0001_squashed_0002_embedded_in'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        FirstTables([
            migrations.CreateModel(
                name='ImportBatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('target', models.CharField(max_length=40, verbose_name='Ziel')),
                    ('file_name', models.CharField(max_length=200, verbose_name='Datei')),
                    ('file_digest', models.CharField(editable=False, max_length=64)),
                    ('address', models.URLField(blank=True, max_length=300, verbose_name='Adresse')),
                    ('stored_as', models.CharField(blank=True, editable=False, max_length=200)),
                    ('layout', models.JSONField(default=dict, editable=False)),
                    ('mapping', models.JSONField(default=dict, verbose_name='Zuordnung')),
                    ('status', models.CharField(choices=[('fetching', 'wird geholt'), ('uploaded', 'hochgeladen'), ('running', 'wird eingelesen'), ('done', 'eingelesen'), ('failed', 'nicht eingelesen'), ('undone', 'zurückgenommen')], default='uploaded', max_length=10, verbose_name='Stand')),
                    ('report', models.JSONField(default=dict, verbose_name='Bericht')),
                    ('progress', models.PositiveSmallIntegerField(default=0, verbose_name='Fortschritt in Prozent')),
                    ('created_at', models.DateTimeField(verbose_name='hochgeladen am')),
                    ('progressed_at', models.DateTimeField(blank=True, null=True, verbose_name='letztes Lebenszeichen')),
                    ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='fertig am')),
                    ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='zurückgenommen am')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Import',
                    'verbose_name_plural': 'Importe',
                },
            ),
            migrations.CreateModel(
                name='ImportedRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('source_row', models.PositiveIntegerField(verbose_name='Zeile')),
                    ('object_type', models.CharField(max_length=60)),
                    ('object_pk', models.PositiveBigIntegerField()),
                    ('created', models.BooleanField(verbose_name='neu angelegt')),
                    ('before', models.JSONField(default=dict)),
                    ('after_digest', models.CharField(blank=True, max_length=64)),
                    ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='imports.importbatch')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'eingelesener Datensatz',
                    'verbose_name_plural': 'eingelesene Datensätze',
                },
            ),
            migrations.CreateModel(
                name='ColumnMapping',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('target', models.CharField(max_length=40)),
                    ('header_digest', models.CharField(max_length=64)),
                    ('mapping', models.JSONField(default=dict)),
                    ('used_at', models.DateTimeField()),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'gemerkte Zuordnung',
                    'verbose_name_plural': 'gemerkte Zuordnungen',
                    'constraints': [models.UniqueConstraint(fields=('district', 'target', 'header_digest'), name='column_mapping_once')],
                },
            ),
            migrations.CreateModel(
                name='ExternalRecord',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('source', models.CharField(max_length=200, verbose_name='Quelle')),
                    ('external_id', models.CharField(max_length=120, verbose_name='Kennung dort')),
                    ('object_type', models.CharField(max_length=60)),
                    ('object_pk', models.PositiveBigIntegerField()),
                    ('imported', models.JSONField(default=dict)),
                    ('seen_at', models.DateTimeField(verbose_name='zuletzt gelesen')),
                    ('replaced', models.JSONField(blank=True, default=dict)),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Eintrag eines anderen Systems',
                    'verbose_name_plural': 'Einträge anderer Systeme',
                    'indexes': [models.Index(fields=['object_type', 'object_pk'], name='external_record_object')],
                    'constraints': [models.UniqueConstraint(fields=('district', 'source', 'object_type', 'external_id'), name='external_record_once')],
                },
            ),
        ]),
    ]
