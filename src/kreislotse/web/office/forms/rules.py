"""The kinds of rules with dates: their form, and the words of their list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.directory.models import CheckRule
from kreislotse.districts.forms import DistrictModelForm
from kreislotse.districts.languages import translation_languages
from kreislotse.districts.queries import current_district
from kreislotse.guides.models import ExpenseRate, FundingSource, HourCap
from kreislotse.intake.models import EmergencyNumber, ExclusionRule, WaitRule
from kreislotse.matching.models import MatchingRule
from kreislotse.privacy.models import RetentionRule


class RuleForm(DistrictModelForm):
    valid_from = DayField(label=_("Ab wann gilt das?"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "funding_source" in self.fields:
            self.fields["funding_source"].queryset = FundingSource.objects.order_by("name", "pk")
            self.fields["funding_source"].label = _("Finanzierung")

    @classmethod
    def initial_of(cls, rule) -> dict:
        """What the form of a new version begins with."""
        return {name: getattr(rule, name) for name in cls._meta.fields}


class ExclusionRuleForm(RuleForm):
    class Meta:
        model = ExclusionRule
        fields = ["check_code", "working_days", "refusal", "alternative", "valid_from"]
        widgets = {"refusal": forms.Textarea(attrs={"rows": 3}), "alternative": forms.Textarea(attrs={"rows": 3})}

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("check_code") == ExclusionRule.Check.SHORT_NOTICE and not cleaned.get("working_days"):
            self.add_error("working_days", _("Bitte geben Sie an, wie viele Arbeitstage vorher angefragt werden muss."))
        return cleaned


class FundingSourceForm(RuleForm):
    class Meta:
        model = FundingSource
        fields = ["name", "is_default", "source", "valid_from"]


class HourCapForm(RuleForm):
    class Meta:
        model = HourCap
        fields = ["funding_source", "role", "hours_per_year", "hours_per_week", "source", "valid_from"]


class ExpenseRateForm(RuleForm):
    class Meta:
        model = ExpenseRate
        fields = [
            "funding_source", "role", "model", "amount", "first_minutes", "step_minutes", "step_amount", "per_km", "source",
            "valid_from",
        ]  # fmt: skip
        localized_fields = ["amount", "step_amount", "per_km"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("model") == ExpenseRate.Model.FIRST_THEN_STEP:
            for name in ("first_minutes", "step_minutes", "step_amount"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Für diese Berechnung fehlt diese Angabe."))
        return cleaned


class RetentionRuleForm(RuleForm):
    class Meta:
        model = RetentionRule
        fields = ["kind", "start", "days", "source", "valid_from"]


class CheckRuleForm(RuleForm):
    class Meta:
        model = CheckRule
        fields = ["months", "is_mailed", "reminder_weeks", "link_days", "valid_from"]


class MatchingRuleForm(RuleForm):
    class Meta:
        model = MatchingRule
        fields = ["asked_at_once", "days_to_answer", "interpreter_level", "source", "valid_from"]


class WaitRuleForm(RuleForm):
    class Meta:
        model = WaitRule
        fields = ["days", "source", "valid_from"]


class EmergencyNumberForm(RuleForm):
    """A number and what it is for, in German and in each language of the district."""

    class Meta:
        model = EmergencyNumber
        fields = ["phone", "label", "sort_order", "valid_from"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sort_order"].help_text = _("Kleine Zahlen stehen oben.")
        self.languages = translation_languages(current_district())
        for code, name in self.languages:
            self.fields[f"label_{code}"] = forms.CharField(
                label=_now("Wofür ist sie da? – %(language)s") % {"language": name}, max_length=160, required=False,
                widget=forms.TextInput(attrs={"lang": code, "dir": "auto"}),
                help_text=_("Ohne Übersetzung steht dort der deutsche Text."),
            )  # fmt: skip

    @classmethod
    def initial_of(cls, rule) -> dict:
        return super().initial_of(rule) | {f"label_{code}": text for code, text in rule.labels.items()}

    def clean(self):
        cleaned = super().clean()
        self.instance.labels = {code: text for code, _name in self.languages if (text := cleaned.get(f"label_{code}"))}
        return cleaned


@dataclass(frozen=True)
class Kind:
    """One kind of rule. `can_be_replaced` is false where the rule is a name that others hang on: it begins and ends."""

    title: str
    text: str
    new: str
    columns: tuple
    describe: Callable
    form: type[RuleForm]
    order: tuple
    related: tuple = ()
    can_be_replaced: bool = True

    def rows(self):
        return self.form._meta.model.objects.select_related(*self.related).order_by(*self.order, "valid_from", "pk")


def _euro(value) -> str:
    return f"{formats.number_format(value, 2)} €"


def _rate(rate: ExpenseRate) -> str:
    parts = [
        rate.get_model_display()
        if rate.model == rate.Model.NONE
        else f"{_euro(rate.amount)} {rate.get_model_display()}"
    ]
    if rate.model == rate.Model.FIRST_THEN_STEP:
        parts.append(
            _now("bis %(first)d Minuten, danach %(amount)s je %(step)d Minuten")
            % {"first": rate.first_minutes, "amount": _euro(rate.step_amount), "step": rate.step_minutes}
        )
    if rate.per_km:
        parts.append(_now("%(amount)s je Kilometer") % {"amount": _euro(rate.per_km)})
    return ", ".join(parts)


KINDS = {
    "ausschluss": Kind(
        title=_("Ausschlussregeln"),
        text=_("Was Ihr Büro nicht übernehmen kann, und wo es stattdessen Hilfe gibt. Geprüft wird sofort beim Fragen."),
        new=_("Ausschlussregel eintragen"),
        columns=(_("Regel"), _("Was wir sagen"), _("Wo es stattdessen Hilfe gibt")),
        describe=lambda row: (row.get_check_code_display(), row.refusal, row.alternative),
        form=ExclusionRuleForm, order=("check_code",),
    ),
    "finanzierungen": Kind(
        title=_("Finanzierungen"),
        text=_("Wer einen Einsatz bezahlt. Grenzen und Sätze hängen daran."),
        new=_("Finanzierung eintragen"),
        columns=(_("Name"), _("wird vorgeschlagen"), _("Grundlage")),
        describe=lambda row: (row.name, _now("ja") if row.is_default else "–", row.source or "–"),
        form=FundingSourceForm, order=("name",), can_be_replaced=False,
    ),
    "grenzen": Kind(
        title=_("Stundengrenzen"),
        text=_("Wie viel eine Person im Jahr und in der Woche begleiten darf. Vor dem Zusagen wird gewarnt."),
        new=_("Stundengrenze eintragen"),
        columns=(_("Finanzierung"), _("Aufgabe"), _("Stunden im Jahr"), _("Stunden in der Woche")),
        describe=lambda row: (row.funding_source, row.get_role_display(), row.hours_per_year, row.hours_per_week or "–"),
        form=HourCapForm, order=("funding_source__name", "role"), related=("funding_source",),
    ),
    "saetze": Kind(
        title=_("Entschädigungssätze"),
        text=_("Was eine Begleitung wert ist. Jeder Einsatz behält den Satz seines Tages."),
        new=_("Satz eintragen"),
        columns=(_("Finanzierung"), _("Aufgabe"), _("Satz")),
        describe=lambda row: (row.funding_source, row.get_role_display(), _rate(row)),
        form=ExpenseRateForm, order=("funding_source__name", "role"), related=("funding_source",),
    ),
    "loeschfristen": Kind(
        title=_("Löschfristen"),
        text=_("Wie lange etwas bleibt. Jede Nacht wird gelöscht, was abgelaufen ist."),
        new=_("Löschfrist eintragen"),
        columns=(_("Datenart"), _("Frist in Tagen"), _("Fristbeginn"), _("Grundlage")),
        describe=lambda row: (row.get_kind_display(), row.days, row.get_start_display(), row.source or "–"),
        form=RetentionRuleForm, order=("kind",),
    ),
    "pruefung": Kind(
        title=_("Prüfung der Angebote"),
        text=_("Wie oft jemand nachsieht, ob die Angaben noch stimmen, und ob wir die Anbieter per E-Mail fragen."),
        new=_("Regel zum Prüfen eintragen"),
        columns=(_("Prüfen alle … Monate"), _("E-Mails an Anbieter"), _("Erinnerung")),
        describe=lambda row: (
            row.months,
            _now("jede Nacht von selbst") if row.is_mailed else _now("nur von Hand"),
            _now("nach %(n)d Wochen") % {"n": row.reminder_weeks} if row.reminder_weeks else "–",
        ),
        form=CheckRuleForm, order=(),
    ),
    "anfragen": Kind(
        title=_("Anfragen an Lotsinnen und Lotsen"),
        text=_("Wie viele Personen gleichzeitig gefragt werden, wie lange sie Zeit haben und wie gut spricht, wer übersetzt. Ohne Regel: drei Personen, drei Tage, Niveau B1."),
        new=_("Regel zum Anfragen eintragen"),
        columns=(_("Gleichzeitig"), _("Tage Zeit"), _("Niveau beim Übersetzen"), _("Grundlage")),
        describe=lambda row: (
            row.asked_at_once, row.days_to_answer, row.get_interpreter_level_display(), row.source or "–"
        ),
        form=MatchingRuleForm, order=(),
    ),
    "warten": Kind(
        title=_("Langes Warten"),
        text=_("Ab wann „Heute“ und die Liste der Anfragen drängen. Ohne Regel: nach einer Woche."),
        new=_("Regel zum Warten eintragen"),
        columns=(_("Lange heißt: mehr als … Tage"), _("Grundlage")),
        describe=lambda row: (row.days, row.source or "–"),
        form=WaitRuleForm, order=(),
    ),
    "notruf": Kind(
        title=_("Notrufnummern"),
        text=_("Die bundesweiten Nummern 112, 110, 116 117 und 116 016 stehen immer auf der Startseite. Hier kommen Ihre eigenen dazu. Mit derselben Nummer ersetzen Sie den Text einer bundesweiten."),
        new=_("Notrufnummer eintragen"),
        columns=(_("Telefonnummer"), _("Wofür ist sie da?"), _("Sprachen")),
        describe=lambda row: (row.phone, row.label, len(row.labels) + 1),
        form=EmergencyNumberForm, order=("sort_order",),
    ),
}  # fmt: skip
