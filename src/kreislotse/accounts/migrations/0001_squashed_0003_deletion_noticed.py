import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from kreislotse.core.first_tables import FirstTables


class Migration(migrations.Migration):

    initial = True

    # A new installation takes this one step; one that has taken the steps counts it as taken.
    replaces = [('accounts', '0001_initial'), ('accounts', '0002_translator'), ('accounts', '0003_deletion_noticed')]

    dependencies = [
        ('districts', '0001_squashed_0002_embedded_in'),
    ]

    operations = [
        FirstTables([
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('email', models.EmailField(max_length=254, verbose_name='E-Mail-Adresse')),
                    ('name', models.CharField(max_length=120, verbose_name='Name')),
                    ('phone', models.CharField(blank=True, max_length=40, verbose_name='Telefon')),
                    ('is_active', models.BooleanField(default=True, verbose_name='darf sich anmelden')),
                    ('is_operator', models.BooleanField(default=False, verbose_name='betreibt die Installation')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='angelegt am')),
                    ('deletion_noticed_on', models.DateField(blank=True, editable=False, null=True, verbose_name='Löschen angekündigt am')),
                ],
                options={
                    'verbose_name': 'Person mit Zugang',
                    'verbose_name_plural': 'Personen mit Zugang',
                    'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_unique', violation_error_message='Mit dieser E-Mail-Adresse gibt es schon einen Zugang.')],
                },
            ),
            migrations.CreateModel(
                name='HandOver',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(verbose_name='übergeben am')),
                    ('note', models.TextField(blank=True, verbose_name='Hinweise zur Übergabe')),
                    ('undo_until', models.DateTimeField(verbose_name='rückgängig bis')),
                    ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='zurückgenommen am')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('from_user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('to_user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'Übergabe',
                    'verbose_name_plural': 'Übergaben',
                },
            ),
            migrations.CreateModel(
                name='Invitation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('email', models.EmailField(max_length=254, verbose_name='E-Mail-Adresse')),
                    ('name', models.CharField(blank=True, max_length=120, verbose_name='Name')),
                    ('role', models.CharField(choices=[('operator', 'Betrieb'), ('district_admin', 'Verwaltung des Systems'), ('head_of_office', 'Leitung'), ('coordinator', 'Koordination'), ('caseworker', 'Sachbearbeitung'), ('provider_coordinator', 'Koordination beim Träger'), ('offer_editor', 'Redaktion eines Akteurs'), ('translator', 'Übersetzung'), ('group_lead', 'Leitung einer Arbeitsgruppe'), ('municipality_contact', 'Kontakt einer Gemeinde'), ('guide', 'Lotsin oder Lotse'), ('reader', 'Politik (nur lesen)'), ('privacy_officer', 'Datenschutz'), ('state_office', 'Landesstelle')], max_length=30, verbose_name='Rolle')),
                    ('reference', models.CharField(blank=True, editable=False, max_length=100, verbose_name='für')),
                    ('secret_digest', models.CharField(editable=False, max_length=64, unique=True)),
                    ('created_at', models.DateTimeField(verbose_name='eingeladen am')),
                    ('expires_at', models.DateTimeField(verbose_name='gültig bis')),
                    ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='angenommen am')),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='zurückgezogen am')),
                    ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'Einladung',
                    'verbose_name_plural': 'Einladungen',
                },
            ),
            migrations.CreateModel(
                name='MagicLink',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('secret_digest', models.CharField(editable=False, max_length=64, unique=True)),
                    ('leads_to', models.CharField(max_length=200)),
                    ('created_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                    ('used_at', models.DateTimeField(blank=True, null=True)),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'Anmeldelink',
                    'verbose_name_plural': 'Anmeldelinks',
                },
            ),
            migrations.CreateModel(
                name='HandOverItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('responsibility', models.CharField(max_length=60)),
                    ('object_pk', models.PositiveBigIntegerField()),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('hand_over', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='accounts.handover')),
                ],
                options={
                    'verbose_name': 'Übergebenes',
                    'verbose_name_plural': 'Übergebenes',
                    'constraints': [models.UniqueConstraint(fields=('hand_over', 'responsibility', 'object_pk'), name='hand_over_item_once')],
                },
            ),
            migrations.CreateModel(
                name='Membership',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('operator', 'Betrieb'), ('district_admin', 'Verwaltung des Systems'), ('head_of_office', 'Leitung'), ('coordinator', 'Koordination'), ('caseworker', 'Sachbearbeitung'), ('provider_coordinator', 'Koordination beim Träger'), ('offer_editor', 'Redaktion eines Akteurs'), ('translator', 'Übersetzung'), ('group_lead', 'Leitung einer Arbeitsgruppe'), ('municipality_contact', 'Kontakt einer Gemeinde'), ('guide', 'Lotsin oder Lotse'), ('reader', 'Politik (nur lesen)'), ('privacy_officer', 'Datenschutz'), ('state_office', 'Landesstelle')], max_length=30, verbose_name='Rolle')),
                    ('valid_from', models.DateField(verbose_name='gültig ab')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                    ('languages', models.JSONField(blank=True, default=list, verbose_name='Sprachen')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='Person')),
                ],
                options={
                    'verbose_name': 'Mitgliedschaft',
                    'verbose_name_plural': 'Mitgliedschaften',
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='membership_ends_after_it_begins', violation_error_message='Das Ende liegt vor dem Beginn.'), models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('district', 'user', 'role'), name='membership_open_once', violation_error_message='Diese Person hat diese Rolle schon.')],
                },
            ),
        ]),
    ]
