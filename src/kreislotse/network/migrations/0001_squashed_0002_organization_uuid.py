import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from kreislotse.core.first_tables import FirstTables


class Migration(migrations.Migration):

    initial = True

    # A new installation takes this one step; one that has taken the steps counts it as taken.
    replaces = [('network', '0001_initial'), ('network', '0002_organization_uuid')]

    dependencies = [
        ('accounts', '0001_squashed_0003_deletion_noticed'),
        ('districts', '0001_squashed_0002_embedded_in'),
        ('places', '0001_squashed_0002_gazetteers_and_listing'),
        ('taxonomy', '0001_squashed_0002_search_words'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        FirstTables([
            migrations.CreateModel(
                name='Organization',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('name', models.CharField(max_length=200, verbose_name='Name')),
                    ('short_name', models.CharField(blank=True, max_length=60, verbose_name='Kurzname')),
                    ('kind', models.CharField(choices=[('authority', 'Behörde'), ('municipality', 'Gemeinde'), ('provider', 'Träger'), ('association', 'Verein'), ('migrant_organization', 'Migrantenorganisation'), ('religious_community', 'Religionsgemeinschaft'), ('school', 'Schule oder Kita'), ('initiative', 'Initiative'), ('company', 'Unternehmen'), ('chamber', 'Kammer oder Verband'), ('other', 'Sonstiges')], default='other', max_length=30, verbose_name='Art')),
                    ('responsible_for', models.TextField(blank=True, verbose_name='Zuständig für')),
                    ('street', models.CharField(blank=True, max_length=160, verbose_name='Straße und Hausnummer')),
                    ('postcode', models.CharField(blank=True, max_length=5, verbose_name='PLZ')),
                    ('city', models.CharField(blank=True, max_length=120, verbose_name='Ort')),
                    ('phone', models.CharField(blank=True, max_length=80, verbose_name='Telefon')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='E-Mail')),
                    ('website', models.URLField(blank=True, max_length=300, verbose_name='Internetseite')),
                    ('note', models.TextField(blank=True, verbose_name='Notiz für das Büro')),
                    ('is_public', models.BooleanField(default=False, verbose_name='auf der öffentlichen Seite zeigen')),
                    ('archived_on', models.DateField(blank=True, null=True, verbose_name='im Archiv seit')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='zuletzt geändert')),
                    ('search_key', models.CharField(db_index=True, editable=False, max_length=400)),
                    ('contact_person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Ansprechperson bei uns')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('municipalities_served', models.ManyToManyField(blank=True, related_name='+', to='places.municipality', verbose_name='arbeitet in')),
                    ('municipality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.municipality', verbose_name='Gemeinde')),
                    ('topics', models.ManyToManyField(blank=True, related_name='organizations', to='taxonomy.topic', verbose_name='Themen')),
                ],
                options={
                    'verbose_name': 'Akteur',
                    'verbose_name_plural': 'Akteure',
                },
            ),
            migrations.CreateModel(
                name='Agreement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=200, verbose_name='Vereinbarung')),
                    ('text', models.TextField(blank=True, verbose_name='Einzelheiten')),
                    ('agreed_on', models.DateField(verbose_name='vereinbart am')),
                    ('due_on', models.DateField(blank=True, null=True, verbose_name='fällig am')),
                    ('done_on', models.DateField(blank=True, null=True, verbose_name='erledigt am')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('responsible', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='zuständig')),
                    ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='agreements', to='network.organization', verbose_name='Akteur')),
                ],
                options={
                    'verbose_name': 'Vereinbarung',
                    'verbose_name_plural': 'Vereinbarungen',
                },
            ),
            migrations.CreateModel(
                name='Representation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('membership', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.membership')),
                    ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.organization')),
                ],
                options={
                    'verbose_name': 'Vertretung eines Akteurs',
                    'verbose_name_plural': 'Vertretungen von Akteuren',
                },
            ),
            migrations.CreateModel(
                name='Resource',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('room', 'Raum'), ('interpreters', 'Sprachmittlung'), ('expertise', 'Fachwissen'), ('equipment', 'Ausstattung'), ('other', 'Sonstiges')], max_length=20, verbose_name='Art')),
                    ('description', models.CharField(max_length=300, verbose_name='Beschreibung')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='resources', to='network.organization')),
                ],
                options={
                    'verbose_name': 'Kompetenz oder Ressource',
                    'verbose_name_plural': 'Kompetenzen und Ressourcen',
                },
            ),
            migrations.CreateModel(
                name='Contact',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120, verbose_name='Name')),
                    ('function', models.CharField(blank=True, max_length=120, verbose_name='Funktion')),
                    ('phone', models.CharField(blank=True, max_length=80, verbose_name='Telefon')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='E-Mail')),
                    ('visibility', models.CharField(choices=[('office', 'nur im Büro'), ('network', 'im Netzwerk'), ('public', 'öffentlich')], default='office', max_length=10, verbose_name='Sichtbar')),
                    ('consented_on', models.DateField(blank=True, null=True, verbose_name='Einwilligung zur Veröffentlichung am')),
                    ('is_main', models.BooleanField(default=False, verbose_name='wichtigste Ansprechperson')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='network.organization')),
                ],
                options={
                    'verbose_name': 'Ansprechperson',
                    'verbose_name_plural': 'Ansprechpersonen',
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('visibility', 'public'), _negated=True), ('consented_on__isnull', False), _connector='OR'), name='public_contact_has_consented', violation_error_message='Öffentlich zeigen wir eine Person nur mit ihrer Einwilligung. Bitte tragen Sie das Datum ein.')],
                },
            ),
        ]),
    ]
