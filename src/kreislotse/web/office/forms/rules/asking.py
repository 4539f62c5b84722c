"""What may be asked, how early, how often, and when a wait is long."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.districts.languages import translation_languages
from kreislotse.districts.queries import current_district
from kreislotse.intake.models import ClientCapRule, EmergencyNumber, ExclusionRule, LeadTime, SchoolFreeTime, WaitRule
from kreislotse.web.office.forms.rules.kinds import Kind, RuleForm


class ExclusionRuleForm(RuleForm):
    class Meta:
        widgets = {"refusal": forms.Textarea(attrs={"rows": 3}), "alternative": forms.Textarea(attrs={"rows": 3})}

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("check_code") == ExclusionRule.Check.SHORT_NOTICE and not cleaned.get("working_days"):
            self.add_error("working_days", _("Bitte geben Sie an, wie viele Arbeitstage vorher angefragt werden muss."))
        return cleaned


class SchoolFreeTimeForm(RuleForm):
    valid_from = DayField(label=_("erster freier Tag"))
    valid_to = DayField(label=_("letzter freier Tag"))


class EmergencyNumberForm(RuleForm):
    """A number and what it is for, in German and in each language of the district."""

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


KINDS = (
    Kind(
        slug="ausschluss", model=ExclusionRule, base=ExclusionRuleForm,
        title=_("Ausschlussregeln"),
        text=_("Was Ihr Büro nicht übernehmen kann, und wo es stattdessen Hilfe gibt. Geprüft wird sofort beim Fragen."),
        new=_("Ausschlussregel eintragen"),
        fields=("check_code", "working_days", "refusal", "alternative"),
        columns=((_("Regel"), "check_code"), (_("Was wir sagen"), "refusal"), (_("Wo es stattdessen Hilfe gibt"), "alternative")),
        order=("check_code",),
    ),
    Kind(
        slug="vorlauf", model=LeadTime,
        title=_("Vorlauf"),
        text=_("Wie viele Arbeitstage vorher angefragt werden muss, je nach Eile und Form. Ist es zu kurzfristig, sagt das Formular es sofort und bietet an, was noch geht. Ein Vorlauf gilt vor der Ausschlussregel „zu kurzfristig“."),
        new=_("Vorlauf eintragen"),
        fields=("urgency", "setting", "working_days"),
        columns=((_("Wie eilig?"), "urgency"), (_("Form"), "setting"), (_("Arbeitstage"), "working_days")),
        order=("urgency", "setting"),
    ),
    Kind(
        slug="personengrenze", model=ClientCapRule,
        title=_("Grenze für eine Person"),
        text=_("Wie oft dieselbe Person begleitet wird, gezählt mit einem Schlüssel, den nur die Einrichtung zuordnen kann. Ohne Regel wird nicht gezählt."),
        new=_("Grenze eintragen"),
        fields=("most", "within_days", "is_required"),
        columns=((_("Termine"), "most"), (_("in … Tagen"), "within_days"), (_("Schlüssel nötig"), "is_required")),
    ),
    Kind(
        slug="warten", model=WaitRule,
        title=_("Warten auf uns und auf andere"),
        text=_("Ab wann „Heute“ und die Liste der Anfragen drängen, und wie lange eine andere Stelle sagen kann, was aus jemandem mit Zettel wurde. Ohne Regel: eine Woche und 60 Tage."),
        new=_("Regel zum Warten eintragen"),
        fields=("days", "slip_days"),
        columns=((_("Lange heißt: mehr als … Tage"), "days"), (_("Rückmeldung zu Zetteln, Tage"), "slip_days")),
    ),
    Kind(
        slug="schulfrei", model=SchoolFreeTime, base=SchoolFreeTimeForm, can_be_replaced=False,
        title=_("Schulfreie Zeiten"),
        text=_("Ferien und bewegliche Ferientage. Terminreihen lassen sie aus, wenn es gewünscht ist; Feiertage Ihres Landes kennt Kreislotse selbst."),
        new=_("Schulfreie Zeit eintragen"),
        fields=("name", "valid_from", "valid_to"),
        columns=((_("Name"), "name"), (_("letzter freier Tag"), "valid_to")),
    ),
    Kind(
        slug="notruf", model=EmergencyNumber, base=EmergencyNumberForm,
        title=_("Notrufnummern"),
        text=_("Die bundesweiten Nummern 112, 110, 116 117 und 116 016 stehen immer auf der Startseite. Hier kommen Ihre eigenen dazu. Mit derselben Nummer ersetzen Sie den Text einer bundesweiten."),
        new=_("Notrufnummer eintragen"),
        fields=("phone", "label", "sort_order"),
        columns=((_("Telefonnummer"), "phone"), (_("Wofür ist sie da?"), "label"), (_("Sprachen"), lambda row: len(row.labels) + 1)),
        order=("sort_order",),
    ),
)  # fmt: skip
