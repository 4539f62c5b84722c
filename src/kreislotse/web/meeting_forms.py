"""Forms for what the office and an external lead both write: agenda, attendance, resolutions, tasks."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.groups.agenda import MOST_ITEMS, Line
from kreislotse.groups.meeting_queries import SeatLine
from kreislotse.groups.minutes import Guests, Presence
from kreislotse.groups.models import Attendance, Body, ItemKind, Meeting, Resolution, Seat
from kreislotse.groups.models.minutes import MOST_GUESTS, MOST_VOTES
from kreislotse.groups.resolutions import Decision
from kreislotse.network.models import Organization
from kreislotse.network.queries import colleagues

EMPTY_LINES = 3
EMPTY_GUESTS = 2
State = Attendance.State


class Seen(forms.Form):
    """A form that knows how old the page is: `seen` is the `updated_at` the reader had before them."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def seen_at(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self.cleaned_data.get("seen", ""))
        except ValueError:
            return None


# ── agenda ──────────────────────────────────────────────────────────────────────────────────────────


class AgendaLine(forms.Form):
    key = forms.IntegerField(widget=forms.HiddenInput, required=False)
    order = forms.IntegerField(
        label=_("Nr."),
        required=False,
        min_value=0,
        max_value=999,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    title = forms.CharField(label=_("Worum es geht"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Art"), choices=ItemKind.choices, initial=ItemKind.DISCUSSION, required=False)
    minutes_planned = forms.IntegerField(
        label=_("Minuten"),
        required=False,
        min_value=1,
        max_value=1440,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    rapporteur = forms.ChoiceField(label=_("Wer berichtet"), required=False)
    remove = forms.BooleanField(label=_("weg"), required=False)


class AgendaLines(forms.formset_factory(AgendaLine, extra=0, max_num=MOST_ITEMS + 5, absolute_max=MOST_ITEMS + 10)):
    """An agenda, one line per item, and a few empty lines; an empty line is left out."""

    def __init__(self, data=None, *, items=(), body: Body, **kwargs):
        today = timezone.localdate()
        seats = Seat.objects.filter(body=body).on(today).select_related("organization")
        self.seats = {f"seat-{seat.pk}": seat for seat in seats.order_by("organization__name", "pk")}
        self.actors = {f"actor-{one.pk}": one for one in Organization.objects.active().order_by("name", "pk")}
        self.choices = [
            ("", "–"),
            (_("Sitze"), [(key, str(seat)) for key, seat in self.seats.items() if not seat.organization_id]),
            (_("Akteure"), [(key, one.name) for key, one in self.actors.items()]),
        ]
        initial = [self._values(item) for item in items]
        super().__init__(data, initial=initial + [{}] * EMPTY_LINES, prefix="punkte", **kwargs)

    @staticmethod
    def _values(item) -> dict:
        seat = getattr(item, "rapporteur_seat_id", None)
        reports = f"seat-{seat}" if seat else f"actor-{item.rapporteur_id}" if item.rapporteur_id else ""
        return {
            "key": item.pk, "order": item.position, "title": item.title, "kind": item.kind,
            "minutes_planned": item.minutes_planned, "rapporteur": reports,
        }  # fmt: skip

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["rapporteur"].choices = self.choices
        form.fields["rapporteur"].widget.attrs["data-suggest"] = ""

    @property
    def lines(self) -> list[Line]:
        """In the order of the numbers; a line without one comes last."""
        rows = [row for row in self.cleaned_data if row.get("title", "").strip() and not row.get("remove")]
        rows.sort(key=lambda row: row["order"] if row.get("order") is not None else 10_000)
        return [
            Line(
                row["title"], row.get("kind") or ItemKind.DISCUSSION, row.get("minutes_planned"),
                self.actors.get(row.get("rapporteur", "")), self.seats.get(row.get("rapporteur", "")), row.get("key"),
            )
            for row in rows
        ]  # fmt: skip


# ── attendance ──────────────────────────────────────────────────────────────────────────────────────


class AttendanceLine(forms.Form):
    """One seat of a meeting: its member, and who stands in."""

    state = forms.ChoiceField(label=_("Mitglied"), choices=State.choices, widget=forms.RadioSelect, required=False)
    substitute = forms.ChoiceField(label=_("vertreten durch"), required=False)

    def __init__(self, *args, line: SeatLine, **kwargs):
        self.line = line
        super().__init__(*args, prefix=f"sitz-{line.seat.pk}", **kwargs)
        self.fields["substitute"].choices = [("", "–")] + [
            (str(one.seat.pk), one.name or str(one.seat)) for one in line.substitutes
        ]
        attendance = line.attendance
        self.initial = {
            "state": attendance.state if attendance else "",
            "substitute": str(attendance.substitute_id or "") if attendance else "",
        }

    @property
    def presence(self) -> Presence | None:
        """Nothing chosen is nothing known: such a seat is left out."""
        state, substitute = self.cleaned_data.get("state"), self.cleaned_data.get("substitute")
        if not state and not substitute:
            return None
        chosen = next((one.seat for one in self.line.substitutes if str(one.seat.pk) == substitute), None)
        return Presence(self.line.seat, state or State.ABSENT, chosen)


class GuestLine(forms.Form):
    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Akteur"), required=False, empty_label="–",
        widget=forms.Select(attrs={"data-suggest": ""}),
    )  # fmt: skip
    description = forms.CharField(label=_("oder wer"), max_length=120, required=False)
    number = forms.IntegerField(label=_("Anzahl"), required=False, min_value=1, max_value=MOST_GUESTS)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = Organization.objects.active().order_by("name", "pk")


class GuestLines(forms.formset_factory(GuestLine, extra=0, max_num=40, absolute_max=50)):
    def __init__(self, data=None, *, meeting: Meeting, **kwargs):
        rows = meeting.guests.order_by("pk")
        initial = [
            {"organization": row.organization_id, "description": row.description, "number": row.number} for row in rows
        ]
        super().__init__(data, initial=initial + [{}] * EMPTY_GUESTS, prefix="gaeste", **kwargs)

    @property
    def guests(self) -> list[Guests]:
        rows = [row for row in self.cleaned_data if row.get("organization") or row.get("description")]
        return [Guests(row.get("number") or 1, row.get("organization"), row.get("description", "")) for row in rows]


# ── resolutions and tasks ───────────────────────────────────────────────────────────────────────────


class ResolutionForm(forms.Form):
    text = forms.CharField(label=_("Beschluss"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    way = forms.ChoiceField(label=_("Wie"), choices=Resolution.Way.choices, initial=Resolution.Way.COUNTED)
    votes_yes = forms.IntegerField(label=_("Ja"), required=False, min_value=0, max_value=MOST_VOTES)
    votes_no = forms.IntegerField(label=_("Nein"), required=False, min_value=0, max_value=MOST_VOTES)
    votes_abstained = forms.IntegerField(label=_("Enthaltung"), required=False, min_value=0, max_value=MOST_VOTES)
    result = forms.ChoiceField(
        label=_("Ergebnis"), choices=Resolution.Result.choices, initial=Resolution.Result.ADOPTED
    )

    def __init__(self, *args, resolution: Resolution | None = None, **kwargs):
        if resolution is not None:
            kwargs["initial"] = {name: getattr(resolution, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        for name in ("votes_yes", "votes_no", "votes_abstained"):
            self.fields[name].widget.attrs["inputmode"] = "numeric"

    @property
    def decision(self) -> Decision:
        return Decision(**self.cleaned_data)


class TaskForm(forms.Form):
    text = forms.CharField(label=_("Was ist zu tun?"), max_length=500)
    owner = forms.ChoiceField(label=_("Wer übernimmt es?"), widget=forms.Select(attrs={"data-suggest": ""}))
    due_on = DayField(label=_("Bis wann?"), help_text=_("Zum Beispiel 12.3., „Freitag“ oder „in 2 Wochen“."))

    def __init__(self, *args, body: Body, task=None, **kwargs):
        today = timezone.localdate()
        seats = Seat.objects.filter(body=body).on(today).select_related("organization").prefetch_related("holders")
        self.seats = {f"seat-{seat.pk}": seat for seat in seats.order_by("organization__name", "pk")}
        self.office = {f"office-{one.pk}": one for one in colleagues(today)}
        if task is not None:
            owner = f"seat-{task.seat_id}" if task.seat_id else f"office-{task.responsible_id or ''}"
            kwargs["initial"] = {"text": task.text, "due_on": task.due_on, "owner": owner}
        super().__init__(*args, **kwargs)
        if task is None:
            self.fields["due_on"].initial = today + timedelta(days=14)
        members = [(key, _seat_name(seat, today)) for key, seat in self.seats.items()]
        self.fields["owner"].choices = [
            ("", _("bitte wählen")), (_("Mitglieder"), members),
            (_("Büro"), [(key, str(one)) for key, one in self.office.items()]),
        ]  # fmt: skip

    def arguments(self) -> dict:
        owner = self.cleaned_data["owner"]
        return {
            "text": self.cleaned_data["text"], "due_on": self.cleaned_data["due_on"],
            "seat": self.seats.get(owner), "responsible": self.office.get(owner),
        }  # fmt: skip


def _seat_name(seat: Seat, today) -> str:
    now = [
        one for one in seat.holders.all() if one.from_on <= today and (one.until_on is None or one.until_on >= today)
    ]
    names = [now[-1].name] if now else []
    names += [seat.organization.name] if seat.organization else []
    return ", ".join(names) or str(seat)


class PaperForm(forms.Form):
    file = forms.FileField(
        label=_("Datei"), help_text=_("PDF, Text, Tabelle, Präsentation oder Bild, höchstens 15 MB.")
    )
    for_office_only = forms.BooleanField(label=_("nur für das Büro"), required=False)


class SendMinutesForm(forms.Form):
    objections_until = DayField(
        label=_("Einwände bis"), required=False, help_text=_("Der Tag steht in der Mail. Leer: ohne Frist.")
    )


class ApproveForm(forms.Form):
    on = DayField(label=_("genehmigt am"), initial=timezone.localdate)
    in_meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label=_("in der Sitzung"),
        required=False,
        empty_label=_("ohne Sitzung, zum Beispiel per Mail"),
    )

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, **kwargs)
        later = Meeting.objects.filter(body=meeting.body_id, starts_at__gt=meeting.starts_at)
        later = later.exclude(status=Meeting.Status.CANCELLED).select_related("body").order_by("starts_at", "pk")
        self.fields["in_meeting"].queryset = later


class CorrectionForm(forms.Form):
    item = forms.ModelChoiceField(None, label=_("zu Punkt"), required=False, empty_label=_("zum Protokoll als Ganzem"))
    text = forms.CharField(
        label=_("Wie es richtig heißen muss"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), required=False
    )

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = meeting.items.order_by("position", "pk")


class TaskFilters(forms.Form):
    state = forms.ChoiceField(
        label=_("Stand"), required=False,
        choices=[("", _("offen")), ("late", _("überfällig")), ("done", _("erledigt")), ("all", _("alle"))],
    )  # fmt: skip
    body = forms.ModelChoiceField(Body.objects.none(), label=_("Gremium"), required=False, empty_label=_("alle"))
    mine = forms.BooleanField(label=_("nur meine"), required=False)

    def __init__(self, *args, bodies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies.order_by("name", "pk")

    @property
    def values(self) -> dict:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
