"""The yearly programme: what the steering group chose, and what it found at the end of the year."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.groups.models import Body
from kreislotse.planning.models import Measure, PlanVersion, YearlyProgramme, YearlyProgrammeEntry
from kreislotse.planning.ordering import number_key
from kreislotse.planning.programmes import Chosen, Finding
from kreislotse.web.office.forms.plan_fields import EuroField, ResolutionField

OWN = ("year", "chosen_by", "chosen_on", "resolution", "decision_reference", "text")


class ProgrammeForm(forms.Form):
    year = forms.IntegerField(label=_("Jahr"), min_value=2000, max_value=2100)
    chosen_by = forms.ModelChoiceField(Body.objects.none(), label=_("ausgewählt von"), empty_label=_("bitte wählen"))
    chosen_on = DayField(label=_("ausgewählt am"))
    resolution = ResolutionField(help_text=_("Wenn die Sitzung in Kreislotse steht."))
    decision_reference = forms.CharField(
        label=_("Vorlage oder Beschluss"), max_length=80, required=False,
        help_text=_("Leer: Nummer und Gremium des gewählten Beschlusses."),
    )  # fmt: skip
    text = forms.CharField(
        label=_("Worauf es in diesem Jahr ankommt"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, version: PlanVersion, programme: YearlyProgramme | None = None, **kwargs):
        today = timezone.localdate()
        initial = {"year": today.year, "chosen_by": version.steering_group_id, "chosen_on": today}
        if programme is not None:
            initial = {name: getattr(programme, name) for name in OWN}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["chosen_by"].queryset = Body.objects.active().order_by("name", "pk")
        self.fields["resolution"].fill()
        entries = {one.measure_id: one for one in programme.entries.all()} if programme else {}
        if programme is not None:
            self.fields["year"].disabled = True
        self.measures = sorted(Measure.objects.filter(version=version), key=lambda one: number_key(one.number))
        for one in self.measures:
            entry = entries.get(one.pk)
            self.fields[f"m{one.pk}"] = forms.BooleanField(label=_("dabei"), required=False, initial=entry is not None)
            self.fields[f"m{one.pk}-aim"] = forms.CharField(
                label=_("Was in diesem Jahr geschehen soll"), max_length=300, required=False, initial=entry.aim if entry else "",
            )  # fmt: skip
            self.fields[f"m{one.pk}-budget"] = EuroField(
                label=_("Geld in Euro"), required=False, initial=entry.budget_cents if entry else None
            )

    def parts(self):
        return [(one, self[f"m{one.pk}"], self[f"m{one.pk}-aim"], self[f"m{one.pk}-budget"]) for one in self.measures]

    @property
    def arguments(self) -> dict:
        values = self.cleaned_data
        chosen = [
            Chosen(one, values[f"m{one.pk}-aim"], values[f"m{one.pk}-budget"]) for one in self.measures if values[f"m{one.pk}"]
        ]  # fmt: skip
        return {name: values[name] for name in OWN} | {"chosen": chosen}


class ReviewForm(forms.Form):
    def __init__(self, *args, programme: YearlyProgramme, **kwargs):
        super().__init__(*args, **kwargs)
        entries = programme.entries.select_related("measure")
        self.entries = sorted(entries, key=lambda one: number_key(one.measure.number))
        choices = [("", _("bitte wählen")), *YearlyProgrammeEntry.Result.choices]
        for one in self.entries:
            self.fields[f"e{one.pk}"] = forms.ChoiceField(label=_("Ergebnis"), choices=choices, required=False)
            self.fields[f"e{one.pk}-finding"] = forms.CharField(label=_("Befund"), max_length=300, required=False)

    def parts(self):
        return [(one, self[f"e{one.pk}"], self[f"e{one.pk}-finding"]) for one in self.entries]

    @property
    def findings(self) -> dict[int, Finding]:
        values = self.cleaned_data
        return {one.pk: Finding(values[f"e{one.pk}"], values[f"e{one.pk}-finding"]) for one in self.entries}
