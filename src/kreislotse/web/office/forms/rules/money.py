"""Who pays for what, how much, up to where, and what the law says about it (domain.md 4b, 4c)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.guides.models import ExpenseRate, FundingPool, FundingSource, HourCap
from kreislotse.intake.models import Occasion, Setting
from kreislotse.matching.funding import labels
from kreislotse.settlement.iban import compact, masked
from kreislotse.settlement.models import ActivityBasis, Allowance, PayoutRule, ReportingThreshold
from kreislotse.web.office.forms.rules.kinds import Kind, RuleForm, either, euro, in_euros, listed, sentence


class FundingSourceForm(RuleForm):
    """Who pays, and for what: what is left open holds for everything."""

    may_be_left_out = ("priority",)

    occasions = forms.MultipleChoiceField(
        label=_("Nur für diese Anlässe"), choices=Occasion.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Ohne Haken heißt das: für alle Anlässe."),
    )  # fmt: skip
    settings_paid = forms.MultipleChoiceField(
        label=_("Nur für diese Formen"), choices=Setting.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Ohne Haken heißt das: für alle Formen."),
    )  # fmt: skip


class ExpenseRateForm(RuleForm):
    may_be_left_out = ("no_show_percent", "late_cancellation_percent")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["funding_source"].help_text = _(
            "Je Finanzierung und Aufgabe gilt ein Satz. Bekommen nicht alle dasselbe, zum Beispiel 70, 80 oder 120 € im "
            "Monat, legen Sie für jeden Betrag eine eigene Finanzierung an."
        )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("model") == ExpenseRate.Model.FIRST_THEN_STEP:
            for name in ("first_minutes", "step_minutes", "step_amount"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Für diese Berechnung fehlt diese Angabe."))
        return cleaned


class AllowanceForm(RuleForm):
    may_be_left_out = ("warn_percent",)


class PayoutRuleForm(RuleForm):
    settles_from = DayField(
        label=_("Abrechnen: Termine ab"),
        help_text=_("Was vorher war, haben Sie schon anders abgerechnet; es erscheint in keiner Abrechnung."),
    )

    def clean_payer_iban(self):
        return compact(self.cleaned_data["payer_iban"])

    def clean_payer_bic(self):
        return self.cleaned_data["payer_bic"].strip().upper()


def _conditions(source: FundingSource) -> str:
    parts = [
        source.get_role_display() if source.role else "", source.get_own_budget_display() if source.own_budget else "",
        labels(source.occasions, Occasion), labels(source.settings_paid, Setting),
    ]  # fmt: skip
    return listed(parts, "; ") or _now("für alles")


def _steps(rate: ExpenseRate) -> str:
    return _now("bis %(first)d Minuten, danach %(amount)s je %(step)d Minuten") % {
        "first": rate.first_minutes, "amount": euro(rate.step_amount), "step": rate.step_minutes,
    }  # fmt: skip


def _rate(rate: ExpenseRate) -> str:
    worth = rate.get_model_display()
    return listed(
        [
            worth if rate.model == rate.Model.NONE else f"{euro(rate.amount)} {worth}",
            _steps(rate) if rate.model == rate.Model.FIRST_THEN_STEP else "",
            _now("mit Fahrtzeit") if rate.counts_travel_time else "",
            _now("%(amount)s je Kilometer") % {"amount": euro(rate.per_km)} if rate.per_km else "",
            _now("nur einzeln genehmigt") if rate.per_km and rate.km_only_if_approved else "",
        ]
    )


KINDS = (
    Kind(
        slug="finanzierungen", model=FundingSource, base=FundingSourceForm, can_be_replaced=False,
        title=_("Finanzierungen"),
        text=_("Wer einen Einsatz bezahlt. Grenzen und Sätze hängen daran. Beim Anfragen wird die erste vorgeschlagen, deren Bedingungen passen."),
        new=_("Finanzierung eintragen"),
        fields=("name", "is_default", "priority", "role", "own_budget", "occasions", "settings_paid", "is_paid_out_by_us"),
        columns=(
            (_("Name"), "name"), (_("Reihenfolge"), "priority"), (_("Wofür"), _conditions),
            (_("Wer zahlt aus?"), either("is_paid_out_by_us", _("wir"), _("jemand anderes"))),
        ),
        order=("priority", "name"),
    ),
    Kind(
        slug="rahmen", model=FundingPool,
        title=_("Bewilligter Rahmen"),
        text=_("Was eine Finanzierung im Kalenderjahr für alle Personen zusammen gibt. Ist er aufgebraucht, wird nichts mehr zugesagt und nichts mehr abgerechnet."),
        new=_("Rahmen eintragen"),
        fields=("funding_source", "hours_per_year", "euros_per_year"),
        columns=(
            (_("Finanzierung"), "funding_source"), (_("Stunden im Jahr"), "hours_per_year"),
            (_("Euro im Jahr"), in_euros("euros_per_year")),
        ),
        order=("funding_source__name",),
    ),
    Kind(
        slug="grenzen", model=HourCap,
        title=_("Stundengrenzen"),
        text=_("Wie viel eine Person im Jahr und in der Woche begleiten darf. Vor dem Zusagen wird gewarnt."),
        new=_("Stundengrenze eintragen"),
        fields=("funding_source", "role", "for_coordinating", "hours_per_year", "hours_per_week"),
        columns=(
            (_("Finanzierung"), "funding_source"), (_("Aufgabe"), "role"),
            (_("Für wen?"), either("for_coordinating", _("koordinierende"), _("alle anderen"))),
            (_("Stunden im Jahr"), "hours_per_year"), (_("Stunden in der Woche"), "hours_per_week"),
        ),
        order=("funding_source__name", "role", "for_coordinating"),
    ),
    Kind(
        slug="saetze", model=ExpenseRate, base=ExpenseRateForm,
        title=_("Entschädigungssätze"),
        text=_("Was eine Begleitung wert ist. Jeder Einsatz behält den Satz, der bei der Zusage galt; ein neuer gilt für laufende Einsätze nur, wenn Sie das ankreuzen."),
        new=_("Satz eintragen"),
        fields=(
            "funding_source", "role", "model", "amount", "first_minutes", "step_minutes", "step_amount", "counts_travel_time",
            "per_km", "km_only_if_approved", "pays_expenses", "no_show_percent", "late_cancellation_percent", "applies_to_running",
        ),
        columns=(
            (_("Finanzierung"), "funding_source"), (_("Aufgabe"), "role"), (_("Satz"), _rate),
            (
                _("Wenn es ausfällt"),
                lambda row: _now("niemand kam: %(no_show)d %%, zu spät abgesagt: %(late)d %%")
                % {"no_show": row.no_show_percent, "late": row.late_cancellation_percent},
            ),
        ),
        order=("funding_source__name", "role"),
    ),
    Kind(
        slug="auszahlung", model=PayoutRule, base=PayoutRuleForm,
        title=_("Auszahlung"),
        text=_("Ab welchem Tag hier abgerechnet wird und von welchem Konto die Kreiskasse zahlt."),
        new=_("Auszahlung eintragen"),
        fields=("settles_from", "payer_name", "payer_iban", "payer_bic", "days_to_execution"),
        columns=(
            (_("Termine ab"), "settles_from"), (_("Konto"), lambda row: f"{row.payer_name}, {masked(row.payer_iban)}"),
            (_("Ausführen nach … Tagen"), "days_to_execution"),
        ),
    ),
    Kind(
        slug="freibetraege", model=Allowance, base=AllowanceForm,
        title=_("Freibeträge"),
        text=_("Was eine Person im Jahr oder im Monat bekommen darf, alle zahlenden Stellen zusammen. Bitte jedes Jahr bestätigen."),
        new=_("Freibetrag eintragen"),
        fields=("kind", "euros", "per", "warn_percent"),
        columns=(
            (_("Freibetrag"), "kind"), (_("Betrag"), lambda row: f"{euro(row.euros)} {row.get_per_display()}"),
            (_("Warnen ab"), sentence(_("%(warn_percent)d %%"), "warn_percent")),
        ),
        order=("kind",),
    ),
    Kind(
        slug="rechtsgrundlagen", model=ActivityBasis,
        title=_("Rechtsgrundlagen der Aufgaben"),
        text=_("Nach welcher Vorschrift eine Aufgabe bezahlt wird. Sie steht auf jeder Abrechnung."),
        new=_("Rechtsgrundlage eintragen"),
        fields=("role", "basis"),
        columns=((_("Aufgabe"), "role"), (_("Rechtsgrundlage"), "basis")),
        order=("role",),
    ),
    Kind(
        slug="meldegrenze", model=ReportingThreshold,
        title=_("Meldung an das Finanzamt"),
        text=_("Ab welcher Summe im Kalenderjahr gemeldet werden muss. Darunter darf nicht gemeldet und keine Steuer-ID erhoben werden."),
        new=_("Meldegrenze eintragen"),
        fields=("euros",),
        columns=((_("Ab"), in_euros("euros")),),
    ),
)  # fmt: skip
