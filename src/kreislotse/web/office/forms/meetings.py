"""Planning and moving meetings, looking for them, and the hearing log."""

from datetime import time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.districts.forms import DistrictModelForm
from kreislotse.groups.meetings import Frame, at
from kreislotse.groups.models import Body, Form, HearingCase, Meeting, MeetingSeries, Resolution
from kreislotse.network.queries import colleagues
from kreislotse.web.meeting_forms import Seen

ALL = [("", _("alle"))]
CLOCK = {"widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}


class MeetingFilters(forms.Form):
    body = forms.ModelChoiceField(Body.objects.none(), label=_("Gremium"), required=False, empty_label=_("alle"))
    when = forms.ChoiceField(
        label=_("Wann"), required=False,
        choices=[("", _("kommende")), ("past", _("vergangene und abgesagte")), ("post", _("deren Mail nicht ankam"))],
    )  # fmt: skip
    minutes = forms.ChoiceField(label=_("Protokoll"), required=False, choices=ALL + Meeting.Minutes.choices)

    def __init__(self, *args, bodies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies.order_by("name", "pk")

    @property
    def values(self) -> dict:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class FrameForm(forms.Form):
    """What is said of a meeting beside its time."""

    title = forms.CharField(
        label=_("Überschrift"), max_length=160, required=False, help_text=_("Leer heißt: wie das Gremium.")
    )
    form = forms.ChoiceField(label=_("Form"), choices=Form.choices, initial=Form.ON_SITE)
    place = forms.CharField(label=_("Ort"), max_length=200, required=False)
    video_link = forms.URLField(
        label=_("Link zur Videokonferenz"), max_length=500, required=False, assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )  # fmt: skip
    responsible = forms.ModelChoiceField(None, label=_("zuständig bei uns"), required=False, empty_label="–")
    minutes_by = forms.CharField(label=_("Protokoll führt"), max_length=120, required=False)

    FRAME = ("title", "form", "place", "video_link", "responsible", "minutes_by")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = colleagues(timezone.localdate())

    @property
    def frame(self) -> Frame:
        return Frame(**{name: self.cleaned_data[name] for name in self.FRAME})


class TimeFields(forms.Form):
    """A day and two times of the clock."""

    day = DayField(label=_("Tag"))
    from_time = forms.TimeField(label=_("von"), initial=time(14), **CLOCK)
    to_time = forms.TimeField(
        label=_("bis"), initial=time(16), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    @property
    def span(self) -> dict:
        day = self.cleaned_data["day"]
        return {
            "starts_at": at(day, self.cleaned_data["from_time"]),
            "ends_at": at(day, self.cleaned_data["to_time"]),
        }


class PlanForm(FrameForm, TimeFields):
    """One meeting, or with a rhythm a series of them."""

    rhythm = forms.ChoiceField(
        label=_("Wie oft"), required=False, choices=[("", _("einmal")), *MeetingSeries.Rhythm.choices]
    )
    last_on = DayField(label=_("bis spätestens"), required=False, help_text=_("Nur bei einer Reihe."))

    field_order = ["day", "from_time", "to_time", "rhythm", "last_on"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("rhythm") and not cleaned.get("last_on") and "last_on" not in self.errors:
            self.add_error("last_on", _("Bitte nennen Sie, bis wann die Reihe geht."))
        return cleaned


class ChangeMeetingForm(FrameForm, Seen):
    def __init__(self, *args, meeting: Meeting, **kwargs):
        initial = {name: getattr(meeting, name) for name in self.FRAME}
        super().__init__(*args, initial=initial | {"seen": meeting.updated_at.isoformat()}, **kwargs)


class MoveForm(TimeFields):
    reason = forms.CharField(
        label=_("Grund"), max_length=300, required=False, help_text=_("Steht in der Mail an alle Eingeladenen.")
    )

    def __init__(self, *args, meeting: Meeting, **kwargs):
        begins, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
        initial = {"day": begins.date(), "from_time": begins.time(), "to_time": ends.time()}
        super().__init__(*args, initial=initial, **kwargs)


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Warum fällt die Sitzung aus?"), max_length=300, required=False,
        help_text=_("Steht in der Mail an alle Eingeladenen."),
    )  # fmt: skip


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Suchen"), max_length=100, required=False)
    body = forms.ModelChoiceField(Body.objects.none(), label=_("Gremium"), required=False, empty_label=_("alle"))

    def __init__(self, *args, bodies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies.order_by("name", "pk")


class HearingForm(DistrictModelForm):
    """One matter of the hearing log, step by step; what has not happened yet stays empty."""

    informed_on = DayField(label=_("informiert am"))
    offered_on = DayField(label=_("Anhörung angeboten am"), required=False)
    due_on = DayField(label=_("Stellungnahme fällig am"), required=False)
    received_on = DayField(label=_("Stellungnahme eingegangen am"), required=False)
    waived_on = DayField(label=_("auf Stellungnahme verzichtet am"), required=False)
    decided_on = DayField(label=_("entschieden am"), required=False)

    class Meta:
        model = HearingCase
        fields = [
            "matter", "reference", "informed_on", "offered_on", "due_on", "received_on", "waived_on", "statement",
            "resolution", "decided_on", "decision",
        ]  # fmt: skip
        widgets = {
            "statement": forms.Textarea(attrs={"rows": 4}),
            "decision": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "reference": _("Zum Beispiel Vorlage 2026/118."),
            "statement": _("Was das Gremium gesagt hat, in wenigen Sätzen."),
            "decision": _("Was entschieden wurde, und was von der Stellungnahme darin steht."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["informed_on"].initial = timezone.localdate()
        decided = Resolution.objects.filter(body=self.instance.body)
        self.fields["resolution"].queryset = decided.order_by("-year", "-number")
        self.fields["resolution"].label_from_instance = lambda one: f"{one.reference}: {one.text[:80]}"
