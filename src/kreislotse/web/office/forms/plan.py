"""Editions of the plan, its goals and objectives, and what one looks for in it."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.districts.forms import DistrictModelForm
from kreislotse.districts.queries import current_district
from kreislotse.groups.models import Body
from kreislotse.network.models import Organization
from kreislotse.network.queries import colleagues
from kreislotse.places.models import Municipality
from kreislotse.planning.carrying import Carry, Decisions, parts_of, proposed_decision
from kreislotse.planning.models import Commitment, Goal, Measure, Objective, PlanVersion
from kreislotse.planning.ordering import number_key
from kreislotse.planning.plan_queries import Wanted
from kreislotse.planning.standing import Standing
from kreislotse.taxonomy.models import FieldOfAction, TargetGroup
from kreislotse.web.office.forms.plan_fields import ALL, ResolutionField, SeenMixin

STANDINGS = [*ALL, ("care", _("braucht Aufmerksamkeit")), *Standing.choices]


def fields_in_order(**chosen):
    return FieldOfAction.objects.filter(retired_on=None, **chosen).order_by("sort_order", "name")


class PlanFilters(forms.Form):
    text = forms.CharField(label=_("Wort oder Nummer"), required=False)
    handlungsfeld = forms.ModelChoiceField(
        FieldOfAction.objects.none(), label=_("Handlungsfeld"), required=False, empty_label=_("alle")
    )
    lage = forms.ChoiceField(label=_("Wie sie steht"), required=False, choices=STANDINGS)
    stand = forms.ChoiceField(label=_("Stand"), required=False, choices=[*ALL, *Measure.Status.choices])
    federfuehrung = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Federführung"), required=False, empty_label=_("alle"),
        widget=forms.Select(attrs={"data-suggest": ""}),
    )  # fmt: skip
    gemeinde = forms.ModelChoiceField(
        Municipality.objects.none(), label=_("Gemeinde"), required=False, empty_label=_("alle"),
        widget=forms.Select(attrs={"data-suggest": ""}),
    )  # fmt: skip
    gewicht = forms.ChoiceField(label=_("Gewicht"), required=False, choices=[*ALL, *Measure.Weight.choices])
    bericht = forms.BooleanField(label=_("nur mit überfälligem Bericht"), required=False)
    meine = forms.BooleanField(label=_("nur meine"), required=False)

    def __init__(self, *args, version: PlanVersion, **kwargs):
        super().__init__(*args, **kwargs)
        leads = Measure.objects.filter(version=version, lead__isnull=False).values("lead")
        self.fields["handlungsfeld"].queryset = fields_in_order()
        self.fields["federfuehrung"].queryset = Organization.objects.filter(pk__in=leads).order_by("name", "pk")
        towns = Municipality.objects.of_district(current_district()).valid_on(timezone.localdate())
        self.fields["gemeinde"].queryset = towns.order_by("name")

    @property
    def values(self) -> dict:
        """The filters that can be used; a value nobody knows is no filter."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def wanted(self, user) -> Wanted:
        values = self.values
        keys = {name: row.pk for name in ("handlungsfeld", "federfuehrung", "gemeinde") if (row := values.get(name))}
        return Wanted(
            text=values.get("text", ""), field_of_action=keys.get("handlungsfeld"), status=values.get("stand", ""),
            standing=values.get("lage", ""), lead=keys.get("federfuehrung"), municipality=keys.get("gemeinde"),
            weight=values.get("gewicht", ""), is_report_overdue="bericht" in values,
            responsible=user.pk if "meine" in values else None,
        )  # fmt: skip


class VersionForm(SeenMixin, DistrictModelForm):
    valid_from = DayField(label=_("gilt ab"), required=False)
    valid_until = DayField(label=_("gilt bis"), required=False)

    class Meta:
        model = PlanVersion
        fields = [
            "title", "edition", "preface", "valid_from", "valid_until", "steering_group", "responsible", "is_public",
            "late_after_days", "stale_after_days", "target_tolerance_percent", "report_every_months", "asks_leads",
            "asks_before_days", "reminds_after_days", "link_days",
        ]  # fmt: skip
        widgets = {"preface": forms.Textarea(attrs={"rows": 8})}
        help_texts = {
            "is_public": _("Ein Entwurf ist nie öffentlich; eine beschlossene Fassung erst, wenn Sie es hier sagen."),
            "late_after_days": _("So lange nach einem Termin gilt eine Maßnahme nur als stockend."),
            "asks_leads": _("Vor jedem Berichtstag geht eine Mail mit einem Link zu einem kurzen Formular hinaus."),
        }

    wording = ("title", "edition", "preface", "valid_from", "valid_until")
    house = ("steering_group", "responsible", "is_public")
    thresholds = ("late_after_days", "stale_after_days", "target_tolerance_percent")
    letters = ("report_every_months", "asks_leads", "asks_before_days", "reminds_after_days", "link_days")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["steering_group"].queryset = Body.objects.active().order_by("name", "pk")
        self.fields["responsible"].queryset = colleagues(timezone.localdate())
        for name in ("late_after_days", "stale_after_days", "asks_before_days", "reminds_after_days", "link_days"):
            self.fields[name].max_value = 2000
        if self.instance.pk and not self.instance.is_draft:
            for name in self.wording:
                self.fields[name].disabled = True

    def rows(self, names):
        return [self[name] for name in names]

    @property
    def wording_fields(self):
        return self.rows(self.wording)

    @property
    def house_fields(self):
        return self.rows(self.house)

    @property
    def threshold_fields(self):
        return self.rows(self.thresholds)

    @property
    def letter_fields(self):
        return self.rows(self.letters)


class AdoptForm(forms.Form):
    adopted_on = DayField(label=_("Beschlossen am"))
    decision_reference = forms.CharField(
        label=_("Vorlage des Kreistags"), max_length=80, required=False, help_text=_("Zum Beispiel „VO/2026/118“.")
    )
    resolution = ResolutionField(
        help_text=_("Wenn ein Gremium hier beschlossen hat und seine Sitzung in Kreislotse steht. Die Vorlage darf dann leer bleiben.")
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["resolution"].fill()


class ResolutionForm(forms.Form):
    """By which resolution an edition was adopted, said afterwards."""

    resolution = ResolutionField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["resolution"].fill()


class GoalForm(SeenMixin, DistrictModelForm):
    class Meta:
        model = Goal
        fields = ["number", "title", "text", "fields_of_action"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4}), "fields_of_action": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fields_of_action"].queryset = fields_in_order()


class ObjectiveForm(SeenMixin, DistrictModelForm):
    due_on = DayField(label=_("Bis wann?"), required=False)

    class Meta:
        model = Objective
        fields = [
            "goal",
            "number",
            "title",
            "text",
            "target_groups",
            "achievable_because",
            "relevant_because",
            "due_on",
        ]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}), "achievable_because": forms.Textarea(attrs={"rows": 2}),
            "relevant_because": forms.Textarea(attrs={"rows": 2}), "target_groups": forms.CheckboxSelectMultiple,
        }  # fmt: skip
        help_texts = {"title": _("Was soll anders sein? Ein Satz, den man mit Ja oder Nein prüfen kann.")}

    def __init__(self, *args, version: PlanVersion, **kwargs):
        super().__init__(*args, **kwargs)
        goals = sorted(Goal.objects.filter(version=version), key=lambda one: number_key(one.number))
        self.fields["goal"].queryset = Goal.objects.filter(version=version)
        self.fields["goal"].choices = [(one.pk, str(one)) for one in goals]
        self.fields["target_groups"].queryset = TargetGroup.objects.filter(retired_on=None).order_by(
            "sort_order", "name"
        )


class CarryForm(forms.Form):
    """One decision for each part of the last edition."""

    title = forms.CharField(label=_("Titel"), max_length=200)
    edition = forms.CharField(label=_("Fassung"), max_length=40, help_text=_("Zum Beispiel „2027–2031“"))
    valid_from = DayField(label=_("gilt ab"), required=False)
    valid_until = DayField(label=_("gilt bis"), required=False)

    def __init__(self, *args, version: PlanVersion, **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = {}
        for kind, rows in zip(("goal", "objective", "measure"), parts_of(version), strict=True):
            self.kinds[kind] = sorted(rows, key=lambda one: number_key(one.number))
            for one in self.kinds[kind]:
                proposed = proposed_decision(one)
                self.fields[f"{kind}-{one.pk}"] = forms.BooleanField(
                    label=_("weiterführen"), required=False, initial=proposed.goes_on
                )
                self.fields[f"{kind}-{one.pk}-reason"] = forms.CharField(
                    label=_("Grund"), max_length=300, required=False, initial=proposed.reason
                )

    def parts(self):
        """Goals, objectives and measures in the order of the plan, each with its two fields."""
        rows = [
            (number_key(one.number), kind, one, self[f"{kind}-{one.pk}"], self[f"{kind}-{one.pk}-reason"])
            for kind, ones in self.kinds.items()
            for one in ones
        ]
        return sorted(rows, key=lambda row: row[0])

    @property
    def draft(self) -> PlanVersion:
        values = self.cleaned_data
        return PlanVersion(**{name: values[name] for name in ("title", "edition", "valid_from", "valid_until")})

    @property
    def decisions(self) -> Decisions:
        def of(kind):
            return {
                one.pk: Carry(self.cleaned_data[f"{kind}-{one.pk}"], self.cleaned_data[f"{kind}-{one.pk}-reason"])
                for one in self.kinds[kind]
            }

        return Decisions(of("goal"), of("objective"), of("measure"))


class CommitmentFilters(forms.Form):
    state = forms.ChoiceField(label=_("Antwort"), required=False, choices=[*ALL, *Commitment.State.choices])
    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Akteur"), required=False, empty_label=_("alle"),
        widget=forms.Select(attrs={"data-suggest": ""}),
    )  # fmt: skip

    def __init__(self, *args, version: PlanVersion, **kwargs):
        super().__init__(*args, **kwargs)
        asked = Commitment.objects.filter(measure__version=version).values("organization")
        self.fields["organization"].queryset = Organization.objects.filter(pk__in=asked).order_by("name", "pk")

    @property
    def values(self) -> dict:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class TranslationForm(forms.Form):
    title = forms.CharField(label=_("Titel"), max_length=300, required=False)
    text = forms.CharField(label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 8}))
