from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.core.errors import DomainError
from kreislotse.districts.forms import DistrictModelForm
from kreislotse.guides.expiring import expiring
from kreislotse.guides.models import FundingSource, Guide, Role, WeeklyTime
from kreislotse.guides.queries import represented_organizations, sees_only_own_organization, visible_guides
from kreislotse.guides.rules import funding_sources_in_force
from kreislotse.guides.steps import ON_DUTY, STEPS
from kreislotse.intake.models import Setting
from kreislotse.matching.elapsed import elapsed_minutes
from kreislotse.matching.models import Appointment, AppointmentChange
from kreislotse.matching.notice import notice_of
from kreislotse.matching.rules import appointment_rule
from kreislotse.network.models import Organization
from kreislotse.network.queries import colleagues
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Language, Topic
from kreislotse.web.guides.forms import HowLateField, own_municipalities
from kreislotse.web.office.forms.appointments import SAY_WHEN, CapField, EvidenceField, ask_how_late

SORTS = {
    "name": ("last_name", "first_name"),
    "number": ("number",),
    "status": ("status",),
    "organization": ("organization__name",),
    "started_on": ("started_on",),
}
EVERY = [("", _("alle"))]


def topics_in_use():
    return Topic.objects.filter(retired_on=None).order_by("sort_order", "name")


class GuideFilters(forms.Form):
    """The filters of the list, as they stand in the address."""

    text = forms.CharField(label=_("Name oder Nummer"), required=False)
    language = forms.ModelChoiceField(
        Language.objects.none(), label=_("spricht"), required=False, empty_label=_("alle"),
        widget=forms.Select(attrs={"data-suggest": ""}),
    )  # fmt: skip
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label=_("kommt nach"), required=False, empty_label=_("alle")
    )
    topic = forms.ModelChoiceField(Topic.objects.none(), label=_("Thema"), required=False, empty_label=_("alle"))
    role = forms.ChoiceField(label=_("Aufgabe"), required=False)
    weekday = forms.ChoiceField(label=_("hat Zeit am"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)
    ablauf = forms.ChoiceField(
        label=_("läuft ab"), required=False,
        choices=[*EVERY, ("7", _("in 7 Tagen")), ("30", _("in 30 Tagen")), ("90", _("in 90 Tagen"))],
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].queryset = Language.objects.order_by("sort_order", "name")
        self.fields["municipality"].queryset = own_municipalities()
        self.fields["topic"].queryset = topics_in_use()
        self.fields["role"].choices = EVERY + Role.choices
        self.fields["weekday"].choices = EVERY + WeeklyTime._meta.get_field("weekday").choices
        self.fields["status"].choices = [("", _("alle außer ausgeschiedene")), *Guide.Status.choices]

    @property
    def values(self) -> dict:
        """The filters that can be used; a value nobody knows is no filter."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    def apply(self, rows):
        """The rows the filters leave; who has left is shown only if asked for."""
        values = self.values
        rows = rows.filter(status=values["status"]) if "status" in values else rows.exclude(status=Guide.Status.LEFT)
        if "text" in values:
            rows = rows.named_like(values["text"])
        if "language" in values:
            rows = rows.speaking(values["language"])
        if "municipality" in values:
            rows = rows.coming_to(values["municipality"])
        if "topic" in values:
            rows = rows.filter(topics=values["topic"])
        if "role" in values:
            rows = rows.in_role(values["role"])
        if "ablauf" in values:
            on_duty = rows.filter(status__in=ON_DUTY)
            found = expiring(on_duty, today=timezone.localdate(), within=int(values["ablauf"]))
            rows = rows.filter(pk__in={row.guide.pk for row in found})
        if "weekday" in values:
            rows = rows.free_on(int(values["weekday"]))
        return rows


class GuideForm(DistrictModelForm):
    """The plain fields of a guide; `operations.save_guide` takes them."""

    settings_possible = forms.MultipleChoiceField(
        label=_("Form der Hilfe"), choices=Setting.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Ohne Haken heißt das: alles."),
    )  # fmt: skip
    started_on = DayField(label=_("dabei seit"), required=False)
    coordinates_from = DayField(
        label=_("koordiniert andere seit"), required=False,
        help_text=_("Nur, wenn die Person andere Lotsinnen und Lotsen anleitet. Dafür kann eine höhere Stundengrenze gelten."),
    )  # fmt: skip
    coordinates_until = DayField(label=_("koordiniert andere bis"), required=False)

    class Meta:
        model = Guide
        fields = [
            "first_name", "last_name", "email", "phone", "gender", "organization", "status", "is_guide",
            "is_interpreter", "home_municipality", "areas", "topics", "settings_possible", "responsible", "started_on",
            "coordinates_from", "coordinates_until", "note",
        ]  # fmt: skip
        widgets = {
            "phone": forms.TextInput(attrs={"type": "tel"}),
            "areas": forms.CheckboxSelectMultiple,
            "topics": forms.CheckboxSelectMultiple,
            "organization": forms.Select(attrs={"data-suggest": ""}),
            "home_municipality": forms.Select(attrs={"data-suggest": ""}),
        }
        help_texts = {
            "areas": _("Ohne Haken heißt das: überall im Kreis."),
            "note": _("Sieht nur das Büro. Bitte nichts über Gesundheit, Religion oder Herkunft."),
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["home_municipality"].queryset = own_municipalities()
        self.fields["areas"].queryset = own_municipalities()
        self.fields["topics"].queryset = topics_in_use()
        self.fields["responsible"].queryset = colleagues(timezone.localdate())
        organizations = Organization.objects.active().order_by("name", "pk")
        if sees_only_own_organization(user):
            organizations = organizations.filter(pk__in=represented_organizations(user))
            self.fields["organization"].required = True
        self.fields["organization"].queryset = organizations
        if self.instance.pk:
            del self.fields["status"]
        else:
            self.fields["status"].choices = [c for c in Guide.Status.choices if c[0] != Guide.Status.LEFT]


class StepForm(forms.Form):
    """The next step of one guide; leaving has its own page with a preview."""

    status = forms.ChoiceField(label=_("Nächster Schritt"))
    reason = forms.CharField(label=_("Grund"), max_length=300, required=False)

    def __init__(self, *args, guide, **kwargs):
        super().__init__(*args, **kwargs)
        steps = [step for step in STEPS[guide.status] if step != Guide.Status.LEFT]
        self.fields["status"].choices = [(step, Guide.Status(step).label) for step in steps]


class CompanyOptions(forms.Form):
    """In which role and on whose money (one of `sources`) somebody goes along; both may be left to the usual."""

    role = forms.ChoiceField(label=_("Aufgabe"), choices=Role.choices)
    funding_source = forms.TypedChoiceField(label=_("Finanzierung"), required=False, empty_value=None)

    def __init__(self, *args, sources: list[FundingSource], **kwargs):
        super().__init__(*args, **kwargs)
        known = {str(source.pk): source for source in sources}
        self.fields["funding_source"].choices = [("", _("ohne Finanzierung")), *known.items()]
        self.fields["funding_source"].coerce = known.get


class AskForm(CompanyOptions):
    guides = forms.ModelMultipleChoiceField(
        Guide.objects.none(), error_messages={"required": _("Bitte wählen Sie mindestens eine Person aus.")}
    )
    over_week_is_fine = forms.BooleanField(label=_("trotzdem, die Wochengrenze ist besprochen"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["guides"].queryset = visible_guides(to=user)


class BookForm(CompanyOptions):
    guide = forms.ModelChoiceField(Guide.objects.none())
    over_week_is_fine = forms.BooleanField(required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["guide"].queryset = visible_guides(to=user)


class BudgetExceptionForm(forms.Form):
    """Under which funding, and why, one request may go beyond the budget."""

    funding_source = forms.ModelChoiceField(FundingSource.objects.none(), label=_("Finanzierung"))
    reason = forms.CharField(
        label=_("Warum wird der Rahmen überschritten?"), max_length=200,
        help_text=_("Bitte ohne Namen; der Grund steht bei der Anfrage."),
    )  # fmt: skip

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["funding_source"].queryset = funding_sources_in_force(on)


class AppointmentForm(EvidenceField, CapField):
    """One appointment as the office notes it, from the telephone or from paper."""

    on = DayField(label=_("Datum"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    starts_at = forms.TimeField(
        label=_("Beginn"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends_at = forms.TimeField(
        label=_("Ende"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Aus Beginn und Ende rechnen wir die Dauer, auch über Mitternacht."),
    )  # fmt: skip
    duration_minutes = forms.IntegerField(label=_("Dauer in Minuten"), min_value=0, max_value=24 * 60, required=False)
    outcome = forms.ChoiceField(label=_("Ergebnis"), choices=Appointment.Outcome.choices)
    side = forms.ChoiceField(
        label=_("Wer hat abgesagt?"), choices=[("", "–"), *AppointmentChange.Side.choices], required=False
    )
    was_late = HowLateField()
    persons = forms.IntegerField(label=_("erreichte Personen"), min_value=0, max_value=500, initial=1)
    travel_km = forms.DecimalField(
        label=_("Fahrt in km"), min_value=0, max_digits=5, decimal_places=1, required=False, localize=True
    )
    travel_minutes = forms.IntegerField(
        label=_("Fahrtzeit in Minuten"), min_value=0, max_value=24 * 60, required=False,
        help_text=_(
            "hin und zurück; zählt nur, wo der Satz es sagt. Ohne Angabe schätzen wir sie, solange der Termin geplant ist."
        ),
    )  # fmt: skip
    setting = forms.ChoiceField(label=_("Form"), choices=Setting.choices)
    place = forms.CharField(label=_("Ort"), max_length=200, required=False)
    saw_structural_problem = forms.CharField(
        label=_("Was müsste sich ändern?"), max_length=200, required=False,
        help_text=_("Anonym, ohne Namen: ein Hinweis für unsere Bedarfe."),
    )  # fmt: skip

    def __init__(
        self, *args, counts: bool, initial: dict | None = None, called_off: AppointmentChange | None = None, **kwargs
    ):
        initial = initial or {}
        if called_off:
            initial = initial | {"side": called_off.side, "was_late": HowLateField.answer_of(called_off.is_late)}
        super().__init__(*args, counts=counts, initial=initial, **kwargs)
        self.was_called_off = initial.get("outcome") == Appointment.Outcome.CANCELLED
        if late_hours := appointment_rule(timezone.localdate()).late_hours:
            ask_how_late(self.fields["was_late"], late_hours)
        else:
            del self.fields["was_late"]

    def clean_travel_km(self):
        return self.cleaned_data["travel_km"] or 0

    def clean_travel_minutes(self):
        return self.cleaned_data["travel_minutes"] or 0

    def _clean_called_off(self, cleaned: dict) -> None:
        """Who called it off, and of what is noted afterwards how late it was, is said once and can be corrected."""
        if cleaned.get("outcome") != Appointment.Outcome.CANCELLED:
            cleaned["side"], cleaned["was_late"] = "", None
        elif not self.was_called_off and "side" not in self.errors:
            if not cleaned.get("side"):
                self.add_error(
                    "side", _("Bitte wählen Sie, wer abgesagt hat. Davon hängt ab, ob der Termin bezahlt wird.")
                )
            if cleaned.get("was_late") is None and cleaned.get("on") and "was_late" not in self.errors:
                notice = notice_of(cleaned["on"], cleaned.get("starts_at"), now=timezone.now())
                if notice.has_begun and notice.late_hours:
                    self.add_error("was_late", SAY_WHEN)

    def clean(self):
        """The end, where it is given, decides how long it was; it is not kept."""
        cleaned = super().clean()
        self._clean_called_off(cleaned)
        ends_at = cleaned.pop("ends_at", None)
        if ends_at is not None and cleaned.get("starts_at") is None and "starts_at" not in self.errors:
            self.add_error("starts_at", _("Zum Ende gehört ein Beginn."))
        elif ends_at is not None and cleaned.get("on") and cleaned.get("starts_at"):
            try:
                cleaned["duration_minutes"] = elapsed_minutes(cleaned["on"], cleaned["starts_at"], ends_at)
            except DomainError as error:
                self.add_error("ends_at", str(error))
        if cleaned.get("duration_minutes") is None and "duration_minutes" not in self.errors:
            self.add_error("duration_minutes", _("Bitte geben Sie die Dauer oder das Ende an."))
        return cleaned


class ConfirmSheetForm(forms.Form):
    code = forms.CharField(
        label=_("Code des Blatts"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("acht Zeichen, zum Beispiel K7M4-QXPC"),
    )  # fmt: skip
    confirmed_on = DayField(label=_("unterschrieben am"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    institution = forms.CharField(
        label=_("Wer hat unterschrieben?"), max_length=160, help_text=_("die Einrichtung oder „begleitete Person“")
    )
