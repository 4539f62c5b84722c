import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kreislotse.core.first_tables import FirstTables


class Migration(migrations.Migration):

    initial = True

    # A new installation takes this one step; one that has taken the steps counts it as taken.
    replaces = [('quality', '0001_links'), ('quality', '0002_feedback'), ('quality', '0003_feedback_retention'), ('quality', '0004_usage'), ('quality', '0005_doubles'), ('quality', '0006_hints')]

    dependencies = [
        ('directory', '0001_squashed_0018_translation_file'),
        ('districts', '0001_squashed_0002_embedded_in'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        FirstTables([
            migrations.CreateModel(
                name='DoublePair',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('offer', 'Angebote'), ('organization', 'Akteure')], max_length=12, verbose_name='Art')),
                    ('first', models.UUIDField(verbose_name='der eine')),
                    ('second', models.UUIDField(verbose_name='der andere')),
                    ('score', models.PositiveSmallIntegerField(verbose_name='Punkte')),
                    ('reasons', models.JSONField(default=list, verbose_name='Gründe')),
                    ('found_on', models.DateField(verbose_name='gefunden am')),
                    ('kept_apart_on', models.DateField(blank=True, null=True, verbose_name='nicht dasselbe, gesagt am')),
                    ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entschieden von')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'mögliche Dublette',
                    'verbose_name_plural': 'mögliche Dubletten',
                    'constraints': [models.UniqueConstraint(fields=('district', 'first', 'second'), name='double_pair_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='double_pair_in_order')],
                },
            ),
            migrations.CreateModel(
                name='Feedback',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('topic', models.CharField(choices=[('wrong', 'falsche Angaben'), ('phone', 'Telefon geht nicht'), ('not_helpful', 'hat nicht geholfen'), ('thanks', 'Dank'), ('other', 'anderes')], max_length=15, verbose_name='Worum es geht')),
                    ('text', models.CharField(blank=True, max_length=600, verbose_name='Text')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='E-Mail')),
                    ('language', models.CharField(max_length=20, verbose_name='Sprache')),
                    ('received_at', models.DateTimeField(verbose_name='eingegangen')),
                    ('submission_digest', models.CharField(editable=False, max_length=64)),
                    ('answer', models.TextField(blank=True, verbose_name='Antwort')),
                    ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='beantwortet')),
                    ('mailed_at', models.DateTimeField(blank=True, null=True, verbose_name='verschickt')),
                    ('done_on', models.DateField(blank=True, null=True, verbose_name='erledigt am')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='erledigt von')),
                    ('offer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feedback', to='directory.offer', verbose_name='Angebot')),
                ],
                options={
                    'verbose_name': 'Rückmeldung',
                    'verbose_name_plural': 'Rückmeldungen',
                    'constraints': [models.UniqueConstraint(fields=('district', 'submission_digest'), name='feedback_sent_once')],
                },
            ),
            migrations.CreateModel(
                name='FeedbackFact',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', models.DateField(verbose_name='Monat')),
                    ('offer_uuid', models.UUIDField(verbose_name='Angebot')),
                    ('topic', models.CharField(choices=[('wrong', 'falsche Angaben'), ('phone', 'Telefon geht nicht'), ('not_helpful', 'hat nicht geholfen'), ('thanks', 'Dank'), ('other', 'anderes')], max_length=15, verbose_name='Worum es geht')),
                    ('number', models.PositiveIntegerField(verbose_name='Zahl der Rückmeldungen')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Zahl der Rückmeldungen',
                    'verbose_name_plural': 'Zahlen der Rückmeldungen',
                    'constraints': [models.UniqueConstraint(fields=('district', 'month', 'offer_uuid', 'topic'), name='feedback_fact_once')],
                },
            ),
            migrations.CreateModel(
                name='Link',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('url', models.URLField(max_length=300, verbose_name='Adresse')),
                    ('verdict', models.CharField(choices=[('unchecked', 'noch nicht geprüft'), ('ok', 'in Ordnung'), ('moved', 'umgezogen'), ('detour', 'auf Umwegen erreichbar'), ('home', 'führt nur noch auf die Startseite'), ('parked', 'Adresse wohl aufgegeben'), ('maybe', 'vielleicht in Ordnung'), ('login', 'verlangt eine Anmeldung'), ('gone', 'Seite gibt es nicht mehr'), ('server_error', 'Server meldet einen Fehler'), ('timeout', 'antwortet nicht rechtzeitig'), ('tls', 'Verschlüsselung stimmt nicht'), ('dns', 'Name unbekannt'), ('unreachable', 'nicht erreichbar'), ('loop', 'leitet im Kreis'), ('inside', 'Adresse eines inneren Netzes'), ('bad', 'keine gültige Adresse')], default='unchecked', max_length=15, verbose_name='Ergebnis')),
                    ('http_status', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Antwort des Servers')),
                    ('leads_to', models.CharField(blank=True, max_length=500, verbose_name='führt nach')),
                    ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='geöffnet am')),
                    ('next_check_on', models.DateField(verbose_name='nächste Prüfung')),
                    ('failed_on', models.JSONField(blank=True, default=list, verbose_name='fehlgeschlagen an')),
                    ('broken_since', models.DateField(blank=True, null=True, verbose_name='kaputt seit')),
                    ('confirmed_on', models.DateField(blank=True, null=True, verbose_name='vom Büro bestätigt am')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Link',
                    'verbose_name_plural': 'Links',
                    'indexes': [models.Index(fields=['district', 'next_check_on'], name='link_due')],
                    'constraints': [models.UniqueConstraint(fields=('district', 'url'), name='link_once')],
                },
            ),
            migrations.CreateModel(
                name='MergedOffer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('on', models.DateField(verbose_name='zusammengelegt am')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('into', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.offer')),
                    ('offer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='merged_into', to='directory.offer')),
                ],
                options={
                    'verbose_name': 'zusammengelegtes Angebot',
                    'verbose_name_plural': 'zusammengelegte Angebote',
                    'constraints': [models.CheckConstraint(condition=models.Q(('offer', models.F('into')), _negated=True), name='merged_offer_into_another')],
                },
            ),
            migrations.CreateModel(
                name='OfferHint',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('offer_uuid', models.UUIDField(verbose_name='Angebot')),
                    ('code', models.CharField(max_length=30, verbose_name='Hinweis')),
                    ('detail', models.CharField(blank=True, max_length=80, verbose_name='Einzelheit')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Hinweis zu einem Angebot',
                    'verbose_name_plural': 'Hinweise zu Angeboten',
                    'indexes': [models.Index(fields=['district', 'code'], name='offer_hint_code')],
                    'constraints': [models.UniqueConstraint(fields=('district', 'offer_uuid', 'code', 'detail'), name='offer_hint_once')],
                },
            ),
            migrations.CreateModel(
                name='UsageFact',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', models.DateField(verbose_name='Monat')),
                    ('page', models.CharField(choices=[('start', 'Startseite'), ('search', 'Angebote finden'), ('offer', 'ein Angebot'), ('help', 'Hilfe anfragen'), ('information', 'Über uns, Impressum und anderes')], max_length=15, verbose_name='Seite')),
                    ('offer_uuid', models.UUIDField(blank=True, null=True, verbose_name='Angebot')),
                    ('language', models.CharField(max_length=20, verbose_name='Sprache der Seite')),
                    ('number', models.PositiveIntegerField(verbose_name='Aufrufe')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Zahl der Aufrufe',
                    'verbose_name_plural': 'Zahlen der Aufrufe',
                    'constraints': [models.UniqueConstraint(condition=models.Q(('offer_uuid__isnull', False)), fields=('district', 'month', 'page', 'offer_uuid', 'language'), name='usage_fact_once'), models.UniqueConstraint(condition=models.Q(('offer_uuid', None)), fields=('district', 'month', 'page', 'language'), name='usage_fact_once_without_offer')],
                },
            ),
        ]),
    ]
