import django.core.validators
import django.db.models.deletion
import kreislotse.settlement.iban
from django.conf import settings
from django.db import migrations, models

from kreislotse.core.first_tables import FirstTables


class Migration(migrations.Migration):

    initial = True

    # A new installation takes this one step; one that has taken the steps counts it as taken.
    replaces = [('settlement', '0001_initial'), ('settlement', '0002_seed_money_rules')]

    dependencies = [
        ('districts', '0001_squashed_0002_embedded_in'),
        ('guides', '0001_squashed_0009_coordinating_guides'),
        ('matching', '0001_squashed_0007_week_plans'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        FirstTables([
            migrations.CreateModel(
                name='BankAccount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('holder', models.CharField(max_length=70, verbose_name='Kontoinhaberin oder Kontoinhaber')),
                    ('iban', models.CharField(max_length=34, validators=[kreislotse.settlement.iban.validate_iban], verbose_name='IBAN')),
                    ('changed_at', models.DateTimeField(verbose_name='geändert am')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='bank_account', to='guides.guide')),
                ],
                options={
                    'verbose_name': 'Bankverbindung',
                    'verbose_name_plural': 'Bankverbindungen',
                },
            ),
            migrations.CreateModel(
                name='Line',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('work', 'Termin'), ('reversal', 'Storno')], default='work', max_length=10, verbose_name='Art')),
                    ('round', models.PositiveSmallIntegerField(default=0, verbose_name='Durchgang')),
                    ('role', models.CharField(choices=[('guide', 'Begleitung'), ('interpreter', 'Sprachmittlung')], max_length=15, verbose_name='Aufgabe')),
                    ('basis', models.CharField(blank=True, choices=[('3_26', '§ 3 Nr. 26 EStG (wie Übungsleitung)'), ('3_26a', '§ 3 Nr. 26a EStG (Ehrenamtspauschale)'), ('3_26b', '§ 3 Nr. 26b EStG (rechtliche Betreuung)'), ('3_12', '§ 3 Nr. 12 EStG (aus öffentlichen Kassen)')], max_length=10, verbose_name='Rechtsgrundlage')),
                    ('on', models.DateField(db_column='on_day', verbose_name='Datum')),
                    ('minutes', models.SmallIntegerField(verbose_name='bezahlte Minuten')),
                    ('travel_km', models.DecimalField(decimal_places=1, default=0, max_digits=6, verbose_name='bezahlte km')),
                    ('work_euros', models.DecimalField(decimal_places=2, max_digits=8, verbose_name='für den Einsatz')),
                    ('travel_euros', models.DecimalField(decimal_places=2, default=0, max_digits=8, verbose_name='für die Fahrt')),
                    ('expense_euros', models.DecimalField(decimal_places=2, default=0, max_digits=8, verbose_name='für Auslagen')),
                    ('lump_month', models.DateField(blank=True, null=True, verbose_name='Pauschale für den Monat')),
                    ('lump_round', models.PositiveSmallIntegerField(default=0, verbose_name='Durchgang der Pauschale')),
                    ('rate_used', models.JSONField(default=dict, verbose_name='verwendeter Satz')),
                    ('words', models.CharField(max_length=400, verbose_name='Rechenweg')),
                    ('appointment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='matching.appointment')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('funding_source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guides.fundingsource', verbose_name='Finanzierung')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guides.guide')),
                    ('reverses', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reversed_in', to='settlement.line')),
                ],
                options={
                    'verbose_name': 'Abrechnungszeile',
                    'verbose_name_plural': 'Abrechnungszeilen',
                },
            ),
            migrations.CreateModel(
                name='PaymentFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('message_id', models.CharField(editable=False, max_length=35, verbose_name='Kennung')),
                    ('created_at', models.DateTimeField(verbose_name='erstellt am')),
                    ('execute_on', models.DateField(verbose_name='ausführen am')),
                    ('payer_name', models.CharField(max_length=70, verbose_name='Kontoinhaber')),
                    ('payer_iban', models.CharField(max_length=34, verbose_name='IBAN')),
                    ('payer_bic', models.CharField(max_length=11, verbose_name='BIC')),
                    ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Zahlungsdatei',
                    'verbose_name_plural': 'Zahlungsdateien',
                },
            ),
            migrations.CreateModel(
                name='PayoutRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('settles_from', models.DateField(help_text='Was vorher war, haben Sie schon anders abgerechnet; es erscheint in keiner Abrechnung.', verbose_name='Abrechnen: Termine ab')),
                    ('payer_name', models.CharField(max_length=70, verbose_name='Kontoinhaber')),
                    ('payer_iban', models.CharField(max_length=34, validators=[kreislotse.settlement.iban.validate_iban], verbose_name='IBAN')),
                    ('payer_bic', models.CharField(max_length=11, validators=[kreislotse.settlement.iban.validate_bic], verbose_name='BIC')),
                    ('days_to_execution', models.PositiveSmallIntegerField(default=2, validators=[django.core.validators.MaxValueValidator(60)], verbose_name='Ausführen nach … Tagen')),
                    ('source', models.CharField(blank=True, max_length=300, verbose_name='Grundlage')),
                    ('valid_from', models.DateField(verbose_name='gültig ab')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Auszahlung',
                    'verbose_name_plural': 'Auszahlung',
                },
            ),
            migrations.CreateModel(
                name='ReportingThreshold',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('euros', models.DecimalField(decimal_places=2, max_digits=8, verbose_name='ab … Euro im Kalenderjahr')),
                    ('source', models.CharField(blank=True, max_length=300, verbose_name='Grundlage')),
                    ('valid_from', models.DateField(verbose_name='gültig ab')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Meldegrenze',
                    'verbose_name_plural': 'Meldegrenzen',
                },
            ),
            migrations.CreateModel(
                name='Reversal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(max_length=200, verbose_name='Grund')),
                    ('is_settled_again', models.BooleanField(default=True, verbose_name='danach neu abrechnen')),
                    ('at', models.DateTimeField(verbose_name='am')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('line', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reversal', to='settlement.line')),
                ],
                options={
                    'verbose_name': 'Storno',
                    'verbose_name_plural': 'Stornos',
                },
            ),
            migrations.CreateModel(
                name='SelfDeclaration',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='Jahr')),
                    ('basis', models.CharField(choices=[('3_26', '§ 3 Nr. 26 EStG (wie Übungsleitung)'), ('3_26a', '§ 3 Nr. 26a EStG (Ehrenamtspauschale)'), ('3_26b', '§ 3 Nr. 26b EStG (rechtliche Betreuung)'), ('3_12', '§ 3 Nr. 12 EStG (aus öffentlichen Kassen)')], max_length=10, verbose_name='Rechtsgrundlage')),
                    ('euros', models.DecimalField(decimal_places=2, max_digits=8, validators=[django.core.validators.MinValueValidator(0)], verbose_name='von anderen Stellen in diesem Jahr, in Euro')),
                    ('declared_on', models.DateField(verbose_name='erklärt am')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='income_declarations', to='guides.guide')),
                ],
                options={
                    'verbose_name': 'Selbstauskunft',
                    'verbose_name_plural': 'Selbstauskünfte',
                },
            ),
            migrations.CreateModel(
                name='SettlementRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(editable=False, max_length=20, verbose_name='Nummer')),
                    ('period_from', models.DateField(verbose_name='von')),
                    ('period_to', models.DateField(verbose_name='bis')),
                    ('status', models.CharField(choices=[('preparing', 'wird gerechnet'), ('prepared', 'wartet auf Freigabe'), ('released', 'freigegeben')], default='prepared', max_length=10, verbose_name='Status')),
                    ('held_back', models.JSONField(default=list, verbose_name='zurückgestellt')),
                    ('prepared_at', models.DateTimeField(verbose_name='vorbereitet am')),
                    ('released_at', models.DateTimeField(blank=True, null=True, verbose_name='freigegeben am')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('prepared_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('released_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'Abrechnung',
                    'verbose_name_plural': 'Abrechnungen',
                },
            ),
            migrations.CreateModel(
                name='Statement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('payee_name', models.CharField(max_length=170, verbose_name='Name')),
                    ('total', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='Summe in Euro')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guides.guide')),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='settlement.settlementrun')),
                ],
                options={
                    'verbose_name': 'Einzelabrechnung',
                    'verbose_name_plural': 'Einzelabrechnungen',
                },
            ),
            migrations.CreateModel(
                name='Payment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('paid', 'ausgezahlt'), ('returned', 'zurückgekommen'), ('offset', 'verrechnet'), ('waived', 'verzichtet')], max_length=10, verbose_name='Art')),
                    ('euros', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='Betrag in Euro')),
                    ('booked_on', models.DateField(verbose_name='gebucht am')),
                    ('end_to_end_id', models.CharField(blank=True, max_length=35, verbose_name='Referenz')),
                    ('holder', models.CharField(blank=True, max_length=70, verbose_name='Kontoinhaber')),
                    ('iban', models.CharField(blank=True, max_length=34, verbose_name='IBAN')),
                    ('round', models.PositiveSmallIntegerField(default=0, verbose_name='Durchgang')),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='Bemerkung')),
                    ('recorded_at', models.DateTimeField(verbose_name='eingetragen am')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('returns', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='returned_by', to='settlement.payment')),
                    ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='settlement.paymentfile')),
                    ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='payments', to='settlement.statement')),
                ],
                options={
                    'verbose_name': 'Zahlung',
                    'verbose_name_plural': 'Zahlungen',
                },
            ),
            migrations.AddField(
                model_name='line',
                name='statement',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='settlement.statement'),
            ),
            migrations.CreateModel(
                name='TaxNumber',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(max_length=11, verbose_name='Steuer-ID')),
                    ('needed_for', models.PositiveSmallIntegerField(verbose_name='gebraucht für das Jahr')),
                    ('recorded_on', models.DateField(verbose_name='eingetragen am')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='tax_number', to='guides.guide')),
                ],
                options={
                    'verbose_name': 'Steuer-ID',
                    'verbose_name_plural': 'Steuer-IDs',
                },
            ),
            migrations.CreateModel(
                name='TripApproval',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(max_length=200, verbose_name='Wofür war die Fahrt nötig?')),
                    ('approved_on', models.DateField(verbose_name='genehmigt am')),
                    ('appointment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='trip_approval', to='matching.appointment')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'genehmigte Fahrt',
                    'verbose_name_plural': 'genehmigte Fahrten',
                },
            ),
            migrations.CreateModel(
                name='Waiver',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('until', models.DateField(verbose_name='für Termine bis')),
                    ('declared_on', models.DateField(verbose_name='erklärt am')),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='Bemerkung')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                    ('guide', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waivers', to='guides.guide')),
                ],
                options={
                    'verbose_name': 'Verzicht',
                    'verbose_name_plural': 'Verzichte',
                },
            ),
            migrations.CreateModel(
                name='ActivityBasis',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('guide', 'Begleitung'), ('interpreter', 'Sprachmittlung')], max_length=15, verbose_name='Aufgabe')),
                    ('basis', models.CharField(choices=[('3_26', '§ 3 Nr. 26 EStG (wie Übungsleitung)'), ('3_26a', '§ 3 Nr. 26a EStG (Ehrenamtspauschale)'), ('3_26b', '§ 3 Nr. 26b EStG (rechtliche Betreuung)'), ('3_12', '§ 3 Nr. 12 EStG (aus öffentlichen Kassen)')], max_length=10, verbose_name='Rechtsgrundlage')),
                    ('source', models.CharField(blank=True, max_length=300, verbose_name='Grundlage')),
                    ('valid_from', models.DateField(verbose_name='gültig ab')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Rechtsgrundlage einer Aufgabe',
                    'verbose_name_plural': 'Rechtsgrundlagen der Aufgaben',
                    'constraints': [models.UniqueConstraint(fields=('district', 'role', 'valid_from'), name='activity_basis_once_per_day', violation_error_message='Für diesen Tag steht die Rechtsgrundlage dieser Aufgabe schon da.'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='activity_basis_ends_after_it_begins', violation_error_message='Das Ende liegt vor dem Beginn.')],
                },
            ),
            migrations.CreateModel(
                name='Allowance',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('3_26', '§ 3 Nr. 26 EStG (wie Übungsleitung)'), ('3_26a', '§ 3 Nr. 26a EStG (Ehrenamtspauschale)'), ('3_26b', '§ 3 Nr. 26b EStG (rechtliche Betreuung)'), ('3_12', '§ 3 Nr. 12 EStG (aus öffentlichen Kassen)'), ('sgb_2', 'anrechnungsfrei beim Jobcenter')], max_length=10, verbose_name='Freibetrag')),
                    ('euros', models.DecimalField(decimal_places=2, max_digits=8, verbose_name='Betrag in Euro')),
                    ('per', models.CharField(choices=[('year', 'im Kalenderjahr'), ('month', 'im Monat')], default='year', max_length=10, verbose_name='gilt')),
                    ('warn_percent', models.PositiveSmallIntegerField(default=80, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='Warnen ab … Prozent')),
                    ('source', models.CharField(blank=True, max_length=300, verbose_name='Grundlage')),
                    ('valid_from', models.DateField(verbose_name='gültig ab')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                    ('district', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ],
                options={
                    'verbose_name': 'Freibetrag',
                    'verbose_name_plural': 'Freibeträge',
                    'constraints': [models.UniqueConstraint(fields=('district', 'kind', 'valid_from'), name='allowance_once_per_day', violation_error_message='Für diesen Tag gibt es diesen Freibetrag schon.'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='allowance_ends_after_it_begins', violation_error_message='Das Ende liegt vor dem Beginn.')],
                },
            ),
            migrations.AddConstraint(
                model_name='paymentfile',
                constraint=models.UniqueConstraint(fields=('district', 'message_id'), name='payment_file_id_unique'),
            ),
            migrations.AddConstraint(
                model_name='payoutrule',
                constraint=models.UniqueConstraint(fields=('district', 'valid_from'), name='payout_rule_once_per_day', violation_error_message='An diesem Tag beginnt schon eine Regel zur Auszahlung.'),
            ),
            migrations.AddConstraint(
                model_name='payoutrule',
                constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='payout_rule_ends_after_it_begins', violation_error_message='Das Ende liegt vor dem Beginn.'),
            ),
            migrations.AddConstraint(
                model_name='reportingthreshold',
                constraint=models.UniqueConstraint(fields=('district', 'valid_from'), name='reporting_threshold_once_per_day', violation_error_message='An diesem Tag beginnt schon eine Meldegrenze.'),
            ),
            migrations.AddConstraint(
                model_name='reportingthreshold',
                constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='reporting_threshold_ends_after_it_begins', violation_error_message='Das Ende liegt vor dem Beginn.'),
            ),
            migrations.AddConstraint(
                model_name='settlementrun',
                constraint=models.UniqueConstraint(fields=('district', 'number'), name='settlement_run_number_unique'),
            ),
            migrations.AddConstraint(
                model_name='settlementrun',
                constraint=models.UniqueConstraint(condition=models.Q(('status', 'released'), _negated=True), fields=('district',), name='settlement_run_prepared_once', violation_error_message='Es wartet schon eine Abrechnung auf die Freigabe.'),
            ),
            migrations.AddConstraint(
                model_name='settlementrun',
                constraint=models.CheckConstraint(condition=models.Q(('period_to__gte', models.F('period_from'))), name='settlement_run_period', violation_error_message='Der Zeitraum endet, bevor er beginnt.'),
            ),
            migrations.AddConstraint(
                model_name='settlementrun',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('released_at__isnull', False), ('status', 'released'), models.Q(('released_by', None), ('prepared_by', None), models.Q(('released_by', models.F('prepared_by')), _negated=True), _connector='OR')), models.Q(models.Q(('status', 'released'), _negated=True), ('released_at', None), ('released_by', None)), _connector='OR'), name='settlement_run_released_by_a_second_person', violation_error_message='Freigeben muss eine zweite Person.'),
            ),
            migrations.AddConstraint(
                model_name='statement',
                constraint=models.UniqueConstraint(fields=('run', 'guide'), name='statement_once_per_run'),
            ),
            migrations.AddConstraint(
                model_name='payment',
                constraint=models.UniqueConstraint(condition=models.Q(('kind', 'returned'), _negated=True), fields=('statement', 'round'), name='payment_settles_a_statement_once', violation_error_message='Diese Einzelabrechnung ist schon bezahlt.'),
            ),
            migrations.AddIndex(
                model_name='line',
                index=models.Index(fields=['district', 'on'], name='settlement_line_on_day'),
            ),
            migrations.AddConstraint(
                model_name='line',
                constraint=models.UniqueConstraint(condition=models.Q(('kind', 'work')), fields=('appointment', 'round'), name='line_pays_an_appointment_once', violation_error_message='Dieser Termin ist schon abgerechnet.'),
            ),
            migrations.AddConstraint(
                model_name='line',
                constraint=models.UniqueConstraint(condition=models.Q(('kind', 'work'), ('lump_month__isnull', False)), fields=('guide', 'funding_source', 'role', 'lump_month', 'lump_round'), name='line_pays_a_month_once', violation_error_message='Die Pauschale dieses Monats ist schon abgerechnet.'),
            ),
            migrations.AddConstraint(
                model_name='line',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('expense_euros__gte', 0), ('kind', 'work'), ('minutes__gte', 0), ('travel_euros__gte', 0), ('work_euros__gte', 0)), models.Q(('expense_euros__lte', 0), ('kind', 'reversal'), ('minutes__lte', 0), ('travel_euros__lte', 0), ('work_euros__lte', 0)), _connector='OR'), name='line_takes_back_what_it_reverses', violation_error_message='Ein Termin zählt dazu, ein Storno zieht ab.'),
            ),
        ]),
    ]
