"""Measures and what hangs on them."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.districts.forms import DistrictModelForm
from kreislotse.districts.queries import current_district
from kreislotse.indicators.queries import choosable_definitions
from kreislotse.network.models import Contact, Organization
from kreislotse.network.queries import colleagues
from kreislotse.places.models import Municipality
from kreislotse.planning.measures import LINKS
from kreislotse.planning.models import (
    Commitment,
    FundingShare,
    IndicatorTarget,
    Measure,
    Milestone,
    Objective,
    PlanVersion,
)
from kreislotse.planning.models.progress import Light
from kreislotse.planning.no_names import named_people
from kreislotse.planning.ordering import number_key
from kreislotse.planning.progress import possible_steps
from kreislotse.taxonomy.models import TargetGroup, Topic
from kreislotse.web.office.forms.plan import fields_in_order
from kreislotse.web.office.forms.plan_fields import EuroField, SeenMixin

SUGGEST = {"data-suggest": ""}


def _lead_fields(form) -> None:
    """Whoever may lead and be written to; only people of organizations that are still there."""
    today = timezone.localdate()
    form.fields["lead"].queryset = Organization.objects.active().order_by("name", "pk")
    contacts = Contact.objects.filter(organization__archived_on=None).select_related("organization")
    form.fields["lead_contact"].queryset = contacts.order_by("organization__name", "name", "pk")
    form.fields["lead_contact"].label_from_instance = lambda one: f"{one.name} ({one.organization.name})"
    form.fields["responsible"].queryset = colleagues(today)


class MeasureForm(SeenMixin, DistrictModelForm):
    starts_on = DayField(label=_("Beginn"), required=False)
    ends_on = DayField(label=_("Ende"), required=False)
    next_report_on = DayField(label=_("nächster Bericht"), required=False)
    cost_cents = EuroField(label=_("Kosten in Euro"), required=False)

    class Meta:
        model = Measure
        fields = [
            "objective", "also_serves", "number", "title", "text", "weight", "fields_of_action", "topics", "target_groups",
            "municipalities", "lead", "lead_contact", "lead_email", "responsible", "starts_on", "ends_on", "is_ongoing",
            "cost_cents", "cost_note", "decision_reference", "next_report_on",
        ]  # fmt: skip
        widgets = {
            "text": forms.Textarea(attrs={"rows": 5}), "fields_of_action": forms.CheckboxSelectMultiple,
            "topics": forms.CheckboxSelectMultiple, "target_groups": forms.CheckboxSelectMultiple,
            "municipalities": forms.CheckboxSelectMultiple, "also_serves": forms.CheckboxSelectMultiple,
            "lead": forms.Select(attrs=SUGGEST), "lead_contact": forms.Select(attrs=SUGGEST),
        }  # fmt: skip
        help_texts = {
            "lead": _("Im Entwurf darf sie noch fehlen, beim Beschluss nicht mehr."),
            "lead_contact": _("An diese Person geht die Bitte um den Stand."),
            "decision_reference": _("Wenn der Kreistag über diese Maßnahme eigens beschlossen hat."),
        }

    def __init__(self, *args, version: PlanVersion, **kwargs):
        super().__init__(*args, **kwargs)
        objectives = sorted(Objective.objects.filter(goal__version=version).select_related("goal"), key=lambda one: number_key(one.number))  # fmt: skip
        for name in ("objective", "also_serves"):
            self.fields[name].queryset = Objective.objects.filter(goal__version=version).select_related("goal")
            self.fields[name].choices = [(one.pk, str(one)) for one in objectives]
        self.fields["fields_of_action"].queryset = fields_in_order()
        self.fields["topics"].queryset = Topic.objects.filter(retired_on=None).order_by("sort_order", "name")
        self.fields["target_groups"].queryset = TargetGroup.objects.filter(retired_on=None).order_by(
            "sort_order", "name"
        )
        towns = Municipality.objects.of_district(current_district()).valid_on(timezone.localdate())
        self.fields["municipalities"].queryset = towns.order_by("name")
        _lead_fields(self)

    @property
    def links(self) -> dict:
        return {name: self.cleaned_data[name] for name in LINKS}


class ReassignForm(SeenMixin, DistrictModelForm):
    next_report_on = DayField(label=_("nächster Bericht"), required=False)

    class Meta:
        model = Measure
        fields = ["lead", "lead_contact", "lead_email", "responsible", "next_report_on"]
        widgets = {"lead": forms.Select(attrs=SUGGEST), "lead_contact": forms.Select(attrs=SUGGEST)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _lead_fields(self)
        self.fields["lead"].required = True

    @property
    def arguments(self) -> dict:
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class StatusForm(forms.Form):
    status = forms.ChoiceField(label=_("Neuer Stand"), widget=forms.RadioSelect)
    on = DayField(label=_("seit"), initial=timezone.localdate)
    reason = forms.CharField(label=_("Grund"), max_length=300, help_text=_("Steht danach im Verlauf, im Bericht an den Kreistag und auf der öffentlichen Seite. Bitte keine Namen."))  # fmt: skip

    def __init__(self, *args, measure: Measure, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [(one, Measure.Status(one).label) for one in possible_steps(measure)]


class WordsForm(forms.Form):
    """Words everybody will read. Whoever seems to name a person in them is asked once whether that is so."""

    text = forms.CharField(label=_("Was ist seit dem letzten Bericht geschehen?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))  # fmt: skip
    next_step = forms.CharField(label=_("Was ist der nächste Schritt?"), max_length=300, required=False)
    names_nobody = forms.BooleanField(label=_("Es ist kein Mensch gemeint, der Text kann so bleiben"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        said = "\n".join(self.data.get(self.add_prefix(name), "") for name in ("text", "next_step"))
        self._found = named_people(said)
        if not self._found:
            del self.fields["names_nobody"]

    def clean(self):
        cleaned = super().clean()
        if self._found and not cleaned.get("names_nobody"):
            what = {"what": self._found[0], "words": self._found[1]}
            self.add_error("names_nobody", _("Der Text nennt vielleicht einen Menschen: %(what)s („%(words)s“). Bitte nehmen Sie das heraus, oder kreuzen Sie hier an, dass niemand gemeint ist.") % what)  # fmt: skip
        return cleaned

    @property
    def arguments(self) -> dict:
        """Of `report_progress`, or of `rewrite_words`."""
        return {name: value for name, value in self.cleaned_data.items() if name != "names_nobody"}


class ReportForm(WordsForm):
    """What a lead says of its measure; the office and the link in the mail use the same."""

    light = forms.ChoiceField(label=_("Wie läuft es?"), choices=Light, widget=forms.RadioSelect)
    reached = forms.ModelMultipleChoiceField(
        Milestone.objects.none(), label=_("Welche Meilensteine sind erreicht?"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    spent_cents = EuroField(label=_("Wie viel Geld ist bisher ausgegeben (Euro)?"), required=False)
    field_order = ["light", "text", "reached", "next_step", "names_nobody", "spent_cents"]

    def __init__(self, *args, measure: Measure, **kwargs):
        super().__init__(*args, **kwargs)
        waiting = Milestone.objects.filter(measure=measure, reached_on=None).order_by("due_on", "pk")
        self.fields["reached"].queryset = waiting
        self.fields["reached"].label_from_instance = lambda one: _("%(title)s (bis %(day)s)") % {"title": one.title, "day": f"{one.due_on:%d.%m.%Y}"}  # fmt: skip
        if not waiting:
            del self.fields["reached"]

    @property
    def arguments(self) -> dict:
        return super().arguments | {"reached": list(self.cleaned_data.get("reached", ()))}


class WithholdForm(forms.Form):
    """Why the words of a lead are not shown as they are; the lead reads it in our mail."""

    reason = forms.CharField(
        label=_("Was soll die Federführung ändern?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Geht so per Mail an sie. Zum Beispiel: „Bitte nennen Sie die Familie nicht beim Namen.“"),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput)


class MilestoneForm(DistrictModelForm):
    due_on = DayField(label=_("bis"))

    class Meta:
        model = Milestone
        fields = ["title", "due_on"]
        help_texts = {"title": _("Etwas, das man sehen kann: „Räume gefunden“, „Zehn Betriebe machen mit“.")}


class ReachedForm(forms.Form):
    on = DayField(label=_("erreicht am"), required=False, help_text=_("Leer, wenn er doch nicht erreicht ist."))


class DependencyForm(forms.Form):
    needs = forms.ModelChoiceField(
        Measure.objects.none(), label=_("Wartet auf"), widget=forms.Select(attrs=SUGGEST), empty_label=_("bitte wählen"),
        help_text=_("Diese Maßnahme kann erst gelingen, wenn jene so weit ist."),
    )  # fmt: skip

    def __init__(self, *args, measure: Measure, **kwargs):
        super().__init__(*args, **kwargs)
        others = Measure.objects.filter(version=measure.version_id).exclude(pk=measure.pk)
        self.fields["needs"].queryset = others
        rows = sorted(others, key=lambda one: number_key(one.number))
        self.fields["needs"].choices = [("", _("bitte wählen")), *((one.pk, str(one)) for one in rows)]


class FundingForm(DistrictModelForm):
    amount_cents = EuroField(label=_("Betrag in Euro"))

    class Meta:
        model = FundingShare
        fields = ["source", "amount_cents", "year", "state"]
        help_texts = {"source": _("Zum Beispiel: Kreishaushalt, WIR-Landesprogramm, Stiftung.")}
        widgets = {"year": forms.NumberInput(attrs={"min": 2000, "max": 2100})}


class FundingStateForm(forms.Form):
    state = forms.ChoiceField(label=_("Stand"), choices=FundingShare.State, widget=forms.RadioSelect)


class CommitmentForm(DistrictModelForm):
    asked_on = DayField(label=_("angefragt am"), initial=timezone.localdate)

    class Meta:
        model = Commitment
        fields = ["organization", "part", "asked_on"]
        widgets = {"organization": forms.Select(attrs=SUGGEST)}
        help_texts = {"part": _("Was der Partner von sich aus übernehmen soll.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = Organization.objects.active().order_by("name", "pk")


class AnswerForm(forms.Form):
    state = forms.ChoiceField(label=_("Antwort"), choices=Commitment.State, widget=forms.RadioSelect)
    on = DayField(label=_("am"), required=False)
    part = forms.CharField(label=_("Beitrag"), max_length=200, required=False)
    reason = forms.CharField(
        label=_("Begründung"), max_length=300, required=False, help_text=_("Bei einer Absage nötig.")
    )


class TargetForm(DistrictModelForm):
    baseline_on = DayField(label=_("Ausgangswert vom"), required=False)
    target_on = DayField(label=_("zu erreichen bis"))
    baseline = forms.DecimalField(
        label=_("Ausgangswert"), required=False, localize=True, max_digits=16, decimal_places=4
    )
    target = forms.DecimalField(label=_("Zielwert"), localize=True, max_digits=16, decimal_places=4)

    class Meta:
        model = IndicatorTarget
        fields = ["definition", "kind", "baseline", "baseline_on", "target", "target_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["definition"]
        field.queryset = choosable_definitions(timezone.localdate())
        field.label_from_instance = lambda one: f"{one.indicator.name} ({one.get_unit_display()})"
        field.empty_label = _("bitte wählen")
