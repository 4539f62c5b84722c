import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from kreislotse.core.first_tables import FirstTables


class Migration(migrations.Migration):

    initial = True

    # A new installation takes this one step; one that has taken the steps counts it as taken.
    replaces = [('coordination', '0001_initial'), ('coordination', '0002_training_invitations')]

    dependencies = [
        ('districts', '0001_squashed_0002_embedded_in'),
        ('guides', '0001_squashed_0009_coordinating_guides'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        FirstTables([
            migrations.CreateModel(
                name='OfficeText',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, verbose_name='Name der Vorlage')),
                    ('purpose', models.CharField(choices=[('general', 'Mitteilung'), ('expiry', 'Erinnerung an einen Ablauf'), ('training', 'Einladung zu einer Schulung'), ('thanks', 'Dank und Jubiläum')], default='general', max_length=10, verbose_name='Wofür?')),
                    ('channel', models.CharField(choices=[('mail', 'E-Mail'), ('sms', 'SMS')], default='mail', max_length=5, verbose_name='Weg')),
                    ('retired_on', models.DateField(blank=True, null=True, verbose_name='beendet am')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Textvorlage',
                    'verbose_name_plural': 'Textvorlagen',
                },
            ),
            migrations.CreateModel(
                name='Mailing',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('purpose', models.CharField(choices=[('general', 'Mitteilung'), ('expiry', 'Erinnerung an einen Ablauf'), ('training', 'Einladung zu einer Schulung'), ('thanks', 'Dank und Jubiläum')], default='general', max_length=10, verbose_name='Wofür?')),
                    ('words', models.JSONField(default=dict, verbose_name='Texte nach Sprache')),
                    ('created_at', models.DateTimeField(verbose_name='verschickt am')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='guides.trainingrun', verbose_name='Schulung')),
                    ('text', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='coordination.officetext', verbose_name='Textvorlage')),
                ],
                options={
                    'verbose_name': 'Rundschreiben',
                    'verbose_name_plural': 'Rundschreiben',
                },
            ),
            migrations.CreateModel(
                name='OfficeTextVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(default='de', max_length=20, verbose_name='Sprache')),
                    ('subject', models.CharField(blank=True, max_length=160, verbose_name='Betreff')),
                    ('body', models.TextField(max_length=4000, verbose_name='Text')),
                    ('valid_from', models.DateField(verbose_name='gültig ab')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('text', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='coordination.officetext')),
                    ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'Fassung einer Textvorlage',
                    'verbose_name_plural': 'Fassungen von Textvorlagen',
                },
            ),
            migrations.CreateModel(
                name='TrainingInvitation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('nonce', models.UUIDField(default=uuid.uuid4, editable=False)),
                    ('secret_digest', models.CharField(editable=False, max_length=64)),
                    ('invited_at', models.DateTimeField(verbose_name='eingeladen am')),
                    ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='erinnert am')),
                    ('expires_on', models.DateField(verbose_name='Antwort bis')),
                    ('answer', models.CharField(choices=[('open', 'noch keine Antwort'), ('yes', 'ja'), ('no', 'nein'), ('later', 'weiß es noch nicht')], default='open', max_length=6, verbose_name='Antwort')),
                    ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='beantwortet am')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='guides.guide')),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='guides.trainingrun')),
                ],
                options={
                    'verbose_name': 'Einladung zu einer Schulung',
                    'verbose_name_plural': 'Einladungen zu Schulungen',
                },
            ),
            migrations.CreateModel(
                name='CoordinationRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('weeks_unasked', models.PositiveSmallIntegerField(default=8, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(104)], verbose_name='„Lange nicht gefragt“ heißt: seit … Wochen')),
                    ('often_number', models.PositiveSmallIntegerField(default=4, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(99)], verbose_name='„Oft gefragt“ heißt: mehr als … Anfragen')),
                    ('often_weeks', models.PositiveSmallIntegerField(default=4, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(52)], verbose_name='… in so vielen Wochen')),
                    ('early_days', models.PositiveSmallIntegerField(default=90, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(730)], verbose_name='Erster Hinweis vor dem Ablauf (Tage)')),
                    ('soon_days', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(730)], verbose_name='Zweiter Hinweis (Tage)')),
                    ('last_days', models.PositiveSmallIntegerField(default=7, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(730)], verbose_name='Letzter Hinweis (Tage)')),
                    ('thanks_hours', models.PositiveSmallIntegerField(default=50, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5000)], verbose_name='Danke sagen nach … Stunden')),
                    ('source', models.CharField(blank=True, max_length=300, verbose_name='Grundlage')),
                    ('valid_from', models.DateField(verbose_name='gültig ab')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Regel zur Koordination',
                    'verbose_name_plural': 'Regeln zur Koordination',
                    'constraints': [models.UniqueConstraint(fields=('district', 'valid_from'), name='coordination_rule_once_per_day', violation_error_message='An diesem Tag beginnt schon eine Regel zur Koordination.'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='coordination_rule_ends_after_it_begins', violation_error_message='Das Ende liegt vor dem Beginn.'), models.CheckConstraint(condition=models.Q(('early_days__gt', models.F('soon_days')), ('soon_days__gt', models.F('last_days'))), name='coordination_rule_hints_in_order', violation_error_message='Die Hinweise müssen näher rücken: zum Beispiel 90, 30 und 7 Tage.')],
                },
            ),
            migrations.CreateModel(
                name='Message',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(default='de', max_length=20, verbose_name='Sprache')),
                    ('status', models.CharField(choices=[('waiting', 'wartet'), ('sent', 'verschickt'), ('failed', 'nicht angekommen'), ('no_address', 'ohne E-Mail-Adresse'), ('skipped', 'übersprungen, es gab nichts zu schreiben')], default='waiting', max_length=10, verbose_name='Status')),
                    ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='verschickt am')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='guides.guide')),
                    ('mailing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='coordination.mailing')),
                ],
                options={
                    'verbose_name': 'Nachricht',
                    'verbose_name_plural': 'Nachrichten',
                    'constraints': [models.UniqueConstraint(fields=('mailing', 'guide'), name='message_once_per_guide'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('status', 'sent')), models.Q(models.Q(('status', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='message_sent_iff_dated', violation_error_message='Eine verschickte Nachricht hat einen Zeitpunkt.')],
                },
            ),
            migrations.AddConstraint(
                model_name='officetext',
                constraint=models.UniqueConstraint(condition=models.Q(('retired_on', None)), fields=('district', 'name'), name='office_text_name_once', violation_error_message='Eine Vorlage mit diesem Namen gibt es schon.'),
            ),
            migrations.AddConstraint(
                model_name='officetextversion',
                constraint=models.UniqueConstraint(fields=('text', 'language', 'valid_from'), name='office_text_version_once_per_day', violation_error_message='Für diesen Tag gibt es schon eine Fassung.'),
            ),
            migrations.AddConstraint(
                model_name='traininginvitation',
                constraint=models.UniqueConstraint(fields=('run', 'guide'), name='training_invitation_once', violation_error_message='Diese Person ist schon eingeladen.'),
            ),
            migrations.AddConstraint(
                model_name='traininginvitation',
                constraint=models.UniqueConstraint(fields=('district', 'secret_digest'), name='training_invitation_secret_unique'),
            ),
            migrations.AddConstraint(
                model_name='traininginvitation',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', 'open'), ('answered_at', None)), models.Q(models.Q(('answer', 'open'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='training_invitation_answered_iff_dated', violation_error_message='Eine Antwort hat einen Zeitpunkt.'),
            ),
        ]),
    ]
