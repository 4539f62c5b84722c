from django.db import migrations, models

from kreislotse.core.first_tables import FirstTables


class Migration(migrations.Migration):

    initial = True

    # A new installation takes this one step; one that has taken the steps counts it as taken.
    replaces = [('search', '0001_initial'), ('search', '0002_search_document_scope'), ('search', '0003_text_index'), ('search', '0004_state_terms_filters'), ('search', '0005_search_state_form'), ('search', '0006_words_in_memory')]

    dependencies = [
    ]

    operations = [
        FirstTables([
            migrations.CreateModel(
                name='SearchChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('district_key', models.BigIntegerField()),
                    ('kind', models.CharField(max_length=20)),
                    ('number', models.BigIntegerField()),
                    ('stamp', models.CharField(max_length=32)),
                    ('keys', models.JSONField(null=True)),
                ],
                options={
                    'verbose_name': 'Änderung der Suche',
                    'verbose_name_plural': 'Änderungen der Suche',
                    'constraints': [models.UniqueConstraint(fields=('district_key', 'kind', 'number'), name='search_change_once')],
                },
            ),
            migrations.CreateModel(
                name='SearchDocument',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('district_key', models.BigIntegerField()),
                    ('kind', models.CharField(max_length=20)),
                    ('object_pk', models.BigIntegerField()),
                    ('language', models.CharField(max_length=20)),
                    ('name_tokens', models.TextField()),
                    ('body_tokens', models.TextField(blank=True)),
                ],
                options={
                    'verbose_name': 'Suchdokument',
                    'verbose_name_plural': 'Suchdokumente',
                    'constraints': [models.UniqueConstraint(fields=('district_key', 'kind', 'object_pk', 'language'), name='search_document_once')],
                },
            ),
            migrations.CreateModel(
                name='SearchState',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('district_key', models.BigIntegerField()),
                    ('kind', models.CharField(max_length=20)),
                    ('number', models.BigIntegerField(default=0)),
                    ('stamp', models.CharField(max_length=32)),
                    ('form', models.PositiveSmallIntegerField(default=0)),
                ],
                options={
                    'verbose_name': 'Stand der Suche',
                    'verbose_name_plural': 'Stände der Suche',
                    'constraints': [models.UniqueConstraint(fields=('district_key', 'kind'), name='search_state_once')],
                },
            ),
            migrations.CreateModel(
                name='SearchTerm',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('district_key', models.BigIntegerField()),
                    ('token', models.CharField(max_length=40)),
                    ('written', models.CharField(max_length=60)),
                ],
                options={
                    'verbose_name': 'Suchwort',
                    'verbose_name_plural': 'Suchwörter',
                    'constraints': [models.UniqueConstraint(fields=('district_key', 'token'), name='search_term_once')],
                },
            ),
        ]),
    ]
