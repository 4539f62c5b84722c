"""Forms for the way of a guide: talk, appointment, papers, leaving; and for trainings."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.districts.forms import DistrictModelForm
from kreislotse.guides.models import Declaration, FormalAppointment, Guide, Role, TrainingModule, TrainingRun
from kreislotse.guides.qualification import roles_of
from kreislotse.guides.queries import represented_organizations, sees_only_own_organization, visible_guides
from kreislotse.guides.training import When
from kreislotse.guides.training_queries import modules_in_use
from kreislotse.network.models import Organization

EMPTY_DATES = 3


def _today_field(label) -> DayField:
    return DayField(label=label, initial=timezone.localdate, widget=forms.DateInput(attrs={"autocomplete": "off"}))


class TalkForm(forms.Form):
    on = _today_field(_("Gespräch am"))
    text = forms.CharField(
        label=_("Notiz"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Höchstens 300 Zeichen: was für die Mitarbeit wichtig ist. Bitte nichts über Gesundheit, Religion oder Herkunft."),
    )  # fmt: skip


class AppointForm(forms.Form):
    role = forms.ChoiceField(label=_("Aufgabe"), choices=Role.choices)
    on = _today_field(_("berufen am"))

    def __init__(self, *args, guide, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role, Role(role).label) for role in roles_of(guide)]


class EndAppointmentForm(forms.Form):
    ending = forms.ChoiceField(
        label=_("Was ist geschehen?"), widget=forms.RadioSelect,
        choices=[
            (FormalAppointment.Ending.RETURNED, _("Die Person möchte aufhören")),
            (FormalAppointment.Ending.WITHDRAWN, _("Wir widerrufen die Berufung")),
        ],
    )  # fmt: skip
    on = _today_field(_("Ende am"))
    reason = forms.CharField(
        label=_("Grund"), max_length=300, required=False, help_text=_("Bei einem Widerruf steht er im Schreiben.")
    )


class CertificateForm(forms.Form):
    issued_on = DayField(label=_("ausgestellt am"), widget=forms.DateInput(attrs={"autocomplete": "off"}))
    inspected_on = _today_field(_("eingesehen am"))
    has_relevant_entry = forms.TypedChoiceField(
        label=_("Gibt es einen einschlägigen Eintrag?"), widget=forms.RadioSelect,
        choices=[("nein", _("nein")), ("ja", _("ja"))], coerce=lambda value: value == "ja",
        error_messages={"required": _("Bitte wählen Sie ja oder nein.")},
    )  # fmt: skip


class DeclarationForm(forms.Form):
    kind = forms.ChoiceField(label=_("Erklärung"), choices=Declaration.Kind.choices)
    signed_on = _today_field(_("unterschrieben am"))


class RecognizeForm(forms.Form):
    module = forms.ModelChoiceField(TrainingModule.objects.none(), label=_("zählt als Modul"))
    units = forms.IntegerField(label=_("Unterrichtseinheiten"), min_value=1, max_value=400)
    completed_on = DayField(label=_("abgeschlossen am"), widget=forms.DateInput(attrs={"autocomplete": "off"}))
    where = forms.CharField(label=_("bei wem"), max_length=160)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["module"].queryset = modules_in_use()


class LeaveForm(forms.Form):
    reason = forms.CharField(
        label=_("Grund"), max_length=300, required=False, help_text=_("nur, wenn die Person ihn nennen möchte")
    )


class ModuleForm(DistrictModelForm):
    retired_on = DayField(label=_("nicht mehr angeboten seit"), required=False)

    class Meta:
        model = TrainingModule
        fields = ["title", "kind", "role", "units", "topic", "contents", "validity_months", "retired_on"]
        widgets = {"contents": forms.Textarea(attrs={"rows": 4})}


class RunForm(DistrictModelForm):
    register_until = DayField(
        label=_("Anmeldung bis"), required=False, help_text=_("Leer heißt: bis zum ersten Termin.")
    )

    class Meta:
        model = TrainingRun
        fields = ["module", "organization", "trainer", "place", "places", "register_until", "is_open", "note"]
        widgets = {"organization": forms.Select(attrs={"data-suggest": ""})}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        modules = modules_in_use()
        self.fields["module"].queryset = modules
        if self.instance.pk:
            self.fields["module"].queryset = modules | TrainingModule.objects.filter(pk=self.instance.module_id)
        organizations = Organization.objects.active().order_by("name", "pk")
        if sees_only_own_organization(user):
            organizations = organizations.filter(pk__in=represented_organizations(user))
            self.fields["organization"].required = True
        self.fields["organization"].queryset = organizations


class DateLine(forms.Form):
    key = forms.IntegerField(widget=forms.HiddenInput, required=False)
    on = DayField(label=_("Datum"), required=False, widget=forms.DateInput(attrs={"autocomplete": "off"}))
    starts_at = forms.TimeField(
        label=_("von"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends_at = forms.TimeField(
        label=_("bis"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    units = forms.IntegerField(label=_("Einheiten"), min_value=1, max_value=20, required=False)
    topic = forms.CharField(label=_("Inhalt"), max_length=160, required=False)

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("on") and "on" not in self.errors:
            if cleaned.get("starts_at") or cleaned.get("units"):
                self.add_error("on", _("Bitte schreiben Sie das Datum, oder leeren Sie die Zeile."))
            return cleaned
        for name in ("starts_at", "ends_at", "units"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Diese Angabe fehlt."))
        start, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if start and end and end <= start:
            self.add_error("ends_at", _("Der Termin endet, bevor er beginnt."))
        return cleaned


class DateLines(forms.formset_factory(DateLine, extra=0, max_num=40, absolute_max=50)):
    """The dates of a training, one line each, and a few empty lines; an empty line is left out."""

    def __init__(self, data=None, *, run=None, **kwargs):
        names = ("on", "starts_at", "ends_at", "units", "topic")
        rows = run.dates.order_by("on", "starts_at", "pk") if run else ()
        initial = [{"key": row.pk} | {name: getattr(row, name) for name in names} for row in rows]
        super().__init__(data, initial=initial + [{}] * EMPTY_DATES, prefix="termine", **kwargs)

    @property
    def lines(self) -> list[When]:
        return [
            When(row["on"], row["starts_at"], row["ends_at"], row["units"], row["topic"], row["key"])
            for row in self.cleaned_data
            if row.get("on")
        ]


class RegisterForm(forms.Form):
    guide = forms.ModelChoiceField(
        Guide.objects.none(), label=_("Person"), widget=forms.Select(attrs={"data-suggest": ""})
    )  # fmt: skip

    def __init__(self, *args, user, run, **kwargs):
        super().__init__(*args, **kwargs)
        there = run.participants.exclude(status="withdrawn").exclude(guide=None).values("guide")
        self.fields["guide"].queryset = (
            visible_guides(to=user).exclude(status=Guide.Status.LEFT).exclude(pk__in=there)
            .order_by("last_name", "first_name", "pk")
        )  # fmt: skip


class DayForm(forms.Form):
    """The day in the address: `?tag=`; anything that is no day means today."""

    tag = DayField(label=_("am"), required=False, widget=forms.DateInput(attrs={"autocomplete": "off"}))

    @property
    def day(self):
        return (self.cleaned_data.get("tag") if self.is_valid() else None) or timezone.localdate()
