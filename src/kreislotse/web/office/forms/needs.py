"""Needs: what is missing, where it was heard, what a body decided."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.districts.forms import DistrictModelForm
from kreislotse.districts.queries import current_district
from kreislotse.groups.models import AgendaItem, Body, Resolution
from kreislotse.indicators.models import Observation
from kreislotse.network.models import Organization
from kreislotse.network.queries import colleagues
from kreislotse.places.models import Municipality
from kreislotse.planning.models import Need, NeedOrigin, ParticipationEntry
from kreislotse.planning.needs import Origin
from kreislotse.taxonomy.models import FieldOfAction, TargetGroup, Topic

ALL = [("", _("alle"))]
Kind = NeedOrigin.Kind
FROM_MONTHS = (Kind.UNSERVED_REQUESTS, Kind.SEARCHES_WITHOUT_HIT)  # only with the protected numbers of a closed month
BY_HAND = [(key, label) for key, label in Kind.choices if key not in (*FROM_MONTHS, Kind.PARTICIPATION)]
MOST_VALUES = 200
SUGGEST = {"data-suggest": ""}


def municipalities():
    return Municipality.objects.of_district(current_district()).valid_on(timezone.localdate())


class NeedFilters(forms.Form):
    text = forms.CharField(label=_("Wörter"), required=False)
    topic = forms.ModelChoiceField(Topic.objects.none(), label=_("Thema"), required=False, empty_label=_("alle"))
    field_of_action = forms.ModelChoiceField(
        FieldOfAction.objects.none(), label=_("Handlungsfeld"), required=False, empty_label=_("alle")
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label=_("Gemeinde"), required=False, empty_label=_("alle")
    )
    status = forms.ChoiceField(
        label=_("Stand"), required=False,
        choices=[*ALL, ("undecided", _("noch nicht entschieden")), *Need.Status.choices],
    )  # fmt: skip
    urgency = forms.ChoiceField(label=_("Dringlichkeit"), required=False, choices=ALL + Need.Urgency.choices)
    kind = forms.ChoiceField(label=_("Woher?"), required=False, choices=ALL + Kind.choices)
    heard = forms.TypedChoiceField(
        label=_("Wie oft gehört?"), required=False, coerce=int, empty_value=None,
        choices=[*ALL, (2, _("mindestens 2-mal")), (3, _("mindestens 3-mal")), (5, _("mindestens 5-mal"))],
    )  # fmt: skip
    waits = forms.BooleanField(label=_("lange nicht beraten"), required=False)
    is_merged = forms.BooleanField(label=_("nur zusammengeführte"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = Topic.objects.order_by("sort_order", "name")
        self.fields["field_of_action"].queryset = FieldOfAction.objects.order_by("sort_order", "name")
        self.fields["municipality"].queryset = municipalities()

    @property
    def values(self) -> dict:
        """The filters that can be used; a value nobody knows is no filter."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class NeedForm(DistrictModelForm):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Need
        fields = [
            "title", "text", "topic", "field_of_action", "municipality", "target_groups", "urgency", "proposed_solution", "responsible",
        ]  # fmt: skip
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4}),
            "proposed_solution": forms.Textarea(attrs={"rows": 3}),
            "target_groups": forms.CheckboxSelectMultiple,
            "municipality": forms.Select(attrs=SUGGEST),
        }
        help_texts = {
            "title": _("Ein Satz ohne Namen: „Kita-Plätze in Bad Wildungen fehlen“."),
            "text": _("Was genau, seit wann, mit welchen Folgen? Bitte keine Namen und keine einzelnen Fälle."),
            "proposed_solution": _("Wenn schon jemand eine Idee hatte."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        fields = self.fields
        fields["topic"].queryset = Topic.objects.filter(retired_on=None).order_by("sort_order", "name")
        fields["field_of_action"].queryset = FieldOfAction.objects.filter(retired_on=None).order_by(
            "sort_order", "name"
        )
        fields["municipality"].queryset = municipalities()
        fields["municipality"].empty_label = _("ganzer Kreis")
        fields["target_groups"].queryset = TargetGroup.objects.filter(retired_on=None).order_by("sort_order", "name")
        fields["responsible"].queryset = colleagues(timezone.localdate())
        if self.instance.pk:
            fields["seen"].initial = self.instance.updated_at.isoformat()

    @property
    def seen_at(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self.cleaned_data.get("seen", ""))
        except ValueError:
            return None

    def accept_new_state(self) -> None:
        """After a conflict: the next save means the state that is in the database now."""
        self.data = self.data.copy()
        self.data["seen"] = Need.objects.get(pk=self.instance.pk).updated_at.isoformat()


class OriginForm(forms.Form):
    """Where it was heard; the two kinds with numbers of a month come from there and not from here."""

    kind = forms.ChoiceField(label=_("Woher?"), choices=BY_HAND, initial=Kind.MEETING)
    heard_on = DayField(label=_("gehört am"), initial=timezone.localdate)
    body = forms.ModelChoiceField(
        Body.objects.none(), label=_("Gremium"), required=False, empty_label=_("keins"), widget=forms.Select(attrs=SUGGEST)
    )  # fmt: skip
    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Akteur"), required=False, empty_label=_("keiner"), widget=forms.Select(attrs=SUGGEST)
    )  # fmt: skip
    origin_municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label=_("Gemeinde, die es sagt"), required=False, empty_label=_("keine")
    )
    observation = forms.ModelChoiceField(
        Observation.objects.none(), label=_("Zahl aus dem Monitor"), required=False, empty_label=_("keine"),
        widget=forms.Select(attrs=SUGGEST),
    )  # fmt: skip
    item = forms.ModelChoiceField(AgendaItem.objects.none(), required=False, widget=forms.HiddenInput)
    resolution = forms.ModelChoiceField(Resolution.objects.none(), required=False, widget=forms.HiddenInput)
    entry = forms.ModelChoiceField(ParticipationEntry.objects.none(), required=False, widget=forms.HiddenInput)
    times = forms.IntegerField(
        label=_("Wie oft?"), required=False, min_value=1, max_value=1_000_000,
        help_text=_("Zum Beispiel so viele Antworten in einer Befragung. Leer, wenn niemand gezählt hat."),
    )  # fmt: skip
    wording = forms.CharField(
        label=_("Im Wortlaut"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Wie es gesagt wurde. Bleibt auch erhalten, wenn Sie Bedarfe zusammenführen."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.active().order_by("name", "pk")
        self.fields["organization"].queryset = Organization.objects.active().order_by("name", "pk")
        self.fields["origin_municipality"].queryset = municipalities()
        self.fields["item"].queryset = AgendaItem.objects.select_related("meeting__body")
        self.fields["entry"].queryset = ParticipationEntry.objects.all()
        self.fields["resolution"].queryset = Resolution.objects.select_related("body")
        values = Observation.objects.select_related("definition__indicator").order_by("-period_until", "-pk")
        self.fields["observation"].queryset = values
        self.fields["observation"].choices = [
            ("", _("keine")),
            *((one.pk, f"{one}, {one.period_until:%d.%m.%Y}") for one in values[:MOST_VALUES]),
        ]

    def clean(self):
        cleaned = super().clean()
        asked = {
            Kind.MEETING: ("body", _("Bitte wählen Sie das Gremium, in dem es gesagt wurde.")),
            Kind.MUNICIPALITY: ("origin_municipality", _("Bitte wählen Sie die Gemeinde, die es gemeldet hat.")),
            Kind.INDICATOR: ("observation", _("Bitte wählen Sie den Wert, der es zeigt.")),
        }.get(cleaned.get("kind"))
        if cleaned.get("item") or cleaned.get("resolution") or cleaned.get("entry"):
            return cleaned  # these say where
        if asked and not cleaned.get(asked[0]) and asked[0] not in self.errors:
            self.add_error(*asked)
        return cleaned

    def origin(self) -> Origin:
        facts = self.cleaned_data
        return Origin(
            kind=Kind.PARTICIPATION if facts["entry"] else facts["kind"], heard_on=facts["heard_on"], times=facts["times"], wording=facts["wording"].strip(),
            body=facts["body"], organization=facts["organization"], municipality=facts["origin_municipality"],
            observation=facts["observation"], item=facts["item"], resolution=facts["resolution"],
            entry=facts["entry"],
        )  # fmt: skip


class DiscussForm(forms.Form):
    body = forms.ModelChoiceField(Body.objects.none(), label=_("Gremium"), widget=forms.Select(attrs=SUGGEST))
    on = DayField(label=_("beraten am"), initial=timezone.localdate)
    result = forms.CharField(
        label=_("Was kam heraus?"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    item = forms.ModelChoiceField(
        AgendaItem.objects.none(), label=_("Tagesordnungspunkt"), required=False, empty_label=_("keiner"),
        widget=forms.Select(attrs=SUGGEST), help_text=_("Dann führt die Spur des Bedarfs auch zu dieser Sitzung."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.active().order_by("name", "pk")
        since = timezone.now() - timedelta(days=366)
        items = AgendaItem.objects.filter(meeting__starts_at__gte=since).select_related("meeting__body")
        self.fields["item"].queryset = items.order_by("-meeting__starts_at", "position", "pk")
        self.fields["item"].label_from_instance = lambda one: (
            f"{one.meeting.body}, {one.meeting.day:%d.%m.%Y}: {one.title}"
        )

    def clean(self):
        cleaned = super().clean()
        body, item = cleaned.get("body"), cleaned.get("item")
        if body and item and item.meeting.body_id != body.pk:
            self.add_error(
                "item", _("Dieser Punkt gehört zu einer Sitzung von „%(body)s“.") % {"body": item.meeting.body}
            )
        return cleaned


class DecideForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Entscheidung"), widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in (Need.Status.TAKEN_UP, Need.Status.PASSED_ON, Need.Status.NOT_TAKEN_UP)],
    )  # fmt: skip
    on = DayField(label=_("entschieden am"), initial=timezone.localdate)
    body = forms.ModelChoiceField(
        Body.objects.none(), label=_("entschieden von"), required=False, empty_label=_("dem Büro"), widget=forms.Select(attrs=SUGGEST)
    )  # fmt: skip
    resolution = forms.ModelChoiceField(
        Resolution.objects.none(), label=_("Beschluss"), required=False, empty_label=_("keiner"), widget=forms.Select(attrs=SUGGEST)
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Begründung"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nötig, wenn der Bedarf nicht aufgegriffen wird. Die Gemeinde, die ihn gemeldet hat, liest sie auch."),
    )  # fmt: skip
    passed_to = forms.ChoiceField(
        label=_("weitergegeben an"), required=False, choices=[("", _("niemanden")), *Need.Addressee.choices]
    )
    passed_to_whom = forms.CharField(
        label=_("Stelle"), required=False, max_length=160, help_text=_("Zum Beispiel: Sozialministerium, BAMF-Regionalstelle")
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.active().order_by("name", "pk")
        self.fields["resolution"].queryset = Resolution.objects.select_related("body").order_by("-pk")
        self.fields["resolution"].label_from_instance = lambda one: f"{one.body}, {one.reference}: {one.text[:60]}"


class ReopenForm(forms.Form):
    reason = forms.CharField(label=_("Was hat sich geändert?"), widget=forms.Textarea(attrs={"rows": 3}))


class AnswerFromThereForm(forms.Form):
    text = forms.CharField(label=_("Antwort von dort"), widget=forms.Textarea(attrs={"rows": 4}))
    on = DayField(label=_("Antwort vom"), initial=timezone.localdate)
