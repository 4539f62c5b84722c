import django.db.models.deletion
from django.db import migrations, models

from kreislotse.core.first_tables import FirstTables


class Migration(migrations.Migration):

    initial = True

    # A new installation takes this one step; one that has taken the steps counts it as taken.
    replaces = [('taxonomy', '0001_initial'), ('taxonomy', '0002_search_words')]

    dependencies = [
        ('districts', '0001_squashed_0002_embedded_in'),
    ]

    operations = [
        FirstTables([
            migrations.CreateModel(
                name='Language',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=20, unique=True, verbose_name='Kürzel (BCP 47)')),
                    ('name', models.CharField(max_length=80, verbose_name='Name')),
                    ('own_name', models.CharField(max_length=80, verbose_name='Eigenname')),
                    ('is_rtl', models.BooleanField(default=False, verbose_name='von rechts nach links geschrieben')),
                    ('group', models.CharField(max_length=40, verbose_name='Gruppe für die Statistik')),
                    ('fallbacks', models.JSONField(default=dict, verbose_name='wer notfalls auch versteht')),
                    ('sort_order', models.PositiveSmallIntegerField(default=100)),
                ],
                options={
                    'verbose_name': 'Sprache',
                    'verbose_name_plural': 'Sprachen',
                },
            ),
            migrations.CreateModel(
                name='TargetGroup',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=40, verbose_name='Kürzel')),
                    ('name', models.CharField(max_length=80, verbose_name='Name')),
                    ('description', models.CharField(blank=True, max_length=200, verbose_name='Was gehört dazu?')),
                    ('sort_order', models.PositiveSmallIntegerField(default=100, verbose_name='Reihenfolge')),
                    ('retired_on', models.DateField(blank=True, null=True, verbose_name='nicht mehr verwendet seit')),
                    ('names', models.JSONField(default=dict, verbose_name='Namen in anderen Sprachen')),
                    ('search_words', models.TextField(blank=True, help_text='In allen Sprachen, durch Kommas getrennt. Sie stehen nirgends; die Suche kennt sie nur.', verbose_name='Andere Wörter, nach denen Menschen suchen')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Zielgruppe',
                    'verbose_name_plural': 'Zielgruppen',
                    'constraints': [models.UniqueConstraint(fields=('district', 'code'), name='target_group_code_unique')],
                },
            ),
            migrations.CreateModel(
                name='Topic',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=40, verbose_name='Kürzel')),
                    ('name', models.CharField(max_length=80, verbose_name='Name')),
                    ('description', models.CharField(blank=True, max_length=200, verbose_name='Was gehört dazu?')),
                    ('sort_order', models.PositiveSmallIntegerField(default=100, verbose_name='Reihenfolge')),
                    ('retired_on', models.DateField(blank=True, null=True, verbose_name='nicht mehr verwendet seit')),
                    ('names', models.JSONField(default=dict, verbose_name='Namen in anderen Sprachen')),
                    ('search_words', models.TextField(blank=True, help_text='In allen Sprachen, durch Kommas getrennt. Sie stehen nirgends; die Suche kennt sie nur.', verbose_name='Andere Wörter, nach denen Menschen suchen')),
                    ('group', models.CharField(blank=True, max_length=60, verbose_name='Bereich')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Thema',
                    'verbose_name_plural': 'Themen',
                    'constraints': [models.UniqueConstraint(fields=('district', 'code'), name='topic_code_unique')],
                },
            ),
        ]),
    ]
