"""What partners say about the plan, and what municipalities need."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kreislotse.places.models import Municipality
from kreislotse.planning.models import Need, ParticipationEntry, ParticipationWindow
from kreislotse.planning.participation_queries import parts_of
from kreislotse.taxonomy.models import Topic

Kind = ParticipationEntry.Kind


class BodyCommentForm(forms.Form):
    kind = forms.ChoiceField(label=_("Art"), widget=forms.RadioSelect, choices=Kind.choices, initial=Kind.COMMENT)
    about = forms.ChoiceField(label=_("Wozu?"), required=False)
    text = forms.CharField(label=_("Ihr Text"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args, window: ParticipationWindow, **kwargs):
        super().__init__(*args, **kwargs)
        self.parts = parts_of(window)
        self.fields["about"].choices = [
            ("", _("zum ganzen Konzept")),
            *((key, str(row)) for key, row in self.parts.items()),
        ]

    def facts(self) -> dict:
        """Arguments of `submit_entry`."""
        cleaned = self.cleaned_data
        return {"kind": cleaned["kind"], "text": cleaned["text"], "about": self.parts.get(cleaned["about"])}


class OwnNeedForm(forms.Form):
    """What is missing in the own Gemeinde."""

    municipality = forms.ModelChoiceField(Municipality.objects.none(), label=_("Gemeinde"), empty_label=None)
    title = forms.CharField(
        label=_("Was fehlt?"), max_length=200, help_text=_("Ein Satz ohne Namen: „Der letzte Bus fährt um 18 Uhr“.")
    )
    text = forms.CharField(
        label=_("Möchten Sie mehr dazu sagen?"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Seit wann, für wen, mit welchen Folgen? Bitte keine Namen und keine einzelnen Fälle."),
    )  # fmt: skip
    topic = forms.ModelChoiceField(
        Topic.objects.none(), label=_("Thema"), required=False, empty_label=_("weiß ich nicht")
    )
    urgency = forms.ChoiceField(
        label=_("Wie dringend ist es?"), choices=Need.Urgency.choices, initial=Need.Urgency.NORMAL
    )
    proposed_solution = forms.CharField(
        label=_("Was könnte helfen?"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, municipalities, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = municipalities
        self.fields["topic"].queryset = Topic.objects.filter(retired_on=None).order_by("sort_order", "name")
