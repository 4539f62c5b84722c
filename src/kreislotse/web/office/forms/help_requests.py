"""Forms of the inbox: filters, the fast form for the telephone, answer, referral and the end."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.accounts.models import Membership, User
from kreislotse.accounts.roles import ROLE_PERMISSIONS, Permission
from kreislotse.core.dates import DayField
from kreislotse.intake import changes, counter_keys, queries, submissions
from kreislotse.intake.answers import BLOCKS
from kreislotse.intake.models import ClosingReason, GenderWish, HelpRequest, Occasion, Setting
from kreislotse.intake.operations import Contact
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Language, Topic
from kreislotse.web.wishes import WishFields

OUTSIDE = "ausserhalb"
ME, NOBODY = "ich", "niemand"
SORTS = {
    "received_on": "received_on", "topic": "topic__name", "municipality": "municipality__name", "status": "status",
    "reference": "reference", "responsible": "responsible__name",
}  # fmt: skip

Suggest = forms.Select(attrs={"data-suggest": ""})


def places_of(district):
    return Municipality.objects.of_district(district).valid_on(timezone.localdate())


def people_for_requests():
    """Everybody whose role lets them work on requests today, by name."""
    roles = [role for role, permissions in ROLE_PERMISSIONS.items() if Permission.HELP_REQUEST_EDIT in permissions]
    members = Membership.objects.valid_on(timezone.localdate()).filter(role__in=roles)
    return User.objects.filter(pk__in=members.values("user"), is_active=True).order_by("name", "pk")


class HelpRequestFilters(forms.Form):
    """The filters of the inbox; their names stand in the address, in German."""

    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ("", _("alle offenen")),
            ("wartet", _("wartet noch")),
            *HelpRequest.Status.choices,
            ("post", _("E-Mail kam nicht an")),
            ("alle", _("auch beendete")),
        ],
    )
    thema = forms.ModelChoiceField(
        Topic.objects.order_by("sort_order", "name"), label=_("Thema"), required=False, empty_label=_("alle")
    )
    ort = forms.ModelChoiceField(
        Municipality.objects.none(), label=_("Gemeinde"), required=False, to_field_name="ags", empty_label=_("alle")
    )
    sprache = forms.ModelChoiceField(
        Language.objects.order_by("name"),
        label=_("Sprache"),
        required=False,
        to_field_name="code",
        empty_label=_("alle"),
    )
    wunsch = forms.ChoiceField(
        label=_("Was wird gebraucht?"), required=False, choices=[("", _("alles")), *HelpRequest.Wish.choices]
    )
    zustaendig = forms.ChoiceField(label=_("Zuständig"), required=False)
    wartet = forms.IntegerField(label=_("Wartet länger als … Tage"), required=False, min_value=0, max_value=3650)
    q = forms.CharField(label=_("Aktenzeichen"), required=False, max_length=20)

    def __init__(self, data, *, district, user):
        super().__init__(data)
        self.user = user
        self.fields["ort"].queryset = places_of(district)
        people = [(str(one.pk), str(one)) for one in queries.responsible_people()]
        self.fields["zustaendig"].choices = [("", _("alle")), (ME, _("ich")), (NOBODY, _("noch niemand")), *people]
        self.is_valid()

    @property
    def active(self) -> int:
        return sum(1 for name in self.fields if self.cleaned_data.get(name) not in (None, ""))

    def values(self) -> dict:
        """Arguments of `queries.filtered_help_requests`; what is not understood does not filter."""
        known = self.cleaned_data
        who = known.get("zustaendig")
        return {
            "status": known.get("status") or "",
            "topic": known.get("thema"),
            "municipality": known.get("ort"),
            "language": known.get("sprache"),
            "wish": known.get("wunsch") or "",
            "responsible": self.user.pk if who == ME else int(who) if who and who != NOBODY else None,
            "is_unassigned": who == NOBODY,
            "waiting_over": known.get("wartet"),
            "reference": known.get("q") or "",
        }


class AboutRequest(WishFields):
    """What the office knows of a request, whoever asks; what only an accompaniment needs stands below on the page."""

    topic = forms.ModelChoiceField(
        Topic.objects.none(), label=_("Thema"), required=False, empty_label=_("noch unklar"), widget=Suggest
    )
    wish = forms.ChoiceField(
        label=_("Was wird gebraucht?"), choices=HelpRequest.Wish.choices, initial=HelpRequest.Wish.UNSURE
    )
    municipality = forms.ChoiceField(label=_("Gemeinde"), required=False, widget=Suggest)
    language = forms.ModelChoiceField(
        Language.objects.order_by("sort_order", "name"), label=_("Sprache"), required=False,
        empty_label=_("nicht gefragt"), widget=Suggest,
    )  # fmt: skip
    note = forms.CharField(
        label=_("Hinweis"),
        help_text=_("höchstens 300 Zeichen, keine Namen, keine Geschichten"),
        max_length=300,
        required=False,
    )
    occasion = forms.ChoiceField(label=_("Anlass"), required=False, choices=[("", "–"), *Occasion.choices])
    wanted_on = DayField(
        label=_("Datum"), help_text=_("zum Beispiel 12.3., „morgen“ oder „in 2 Wochen“"), required=False
    )
    wanted_at = forms.TimeField(label=_("Beginn"), required=False, widget=forms.TimeInput(format="%H:%M"))
    expected_minutes = forms.IntegerField(label=_("Dauer in Minuten"), required=False, min_value=5, max_value=600)
    place = forms.CharField(label=_("Treffpunkt"), max_length=200, required=False)
    setting = forms.ChoiceField(label=_("Form"), choices=Setting.choices, required=False, initial=Setting.ON_SITE)
    gender_wish = forms.ChoiceField(label=_("Wer soll kommen?"), choices=GenderWish.choices, required=False)
    persons = forms.IntegerField(label=_("Zahl der Personen"), min_value=1, max_value=50, initial=1, required=False)
    has_own_budget = forms.TypedChoiceField(
        label=_("Eigene Mittel der Einrichtung"), required=False, empty_value=None,
        choices=[("", _("nicht bekannt")), ("ja", _("ja")), ("nein", _("nein"))], coerce=lambda value: value == "ja",
    )  # fmt: skip
    has_legal_consequences = forms.BooleanField(label=_("Das Gespräch hat rechtliche Folgen"), required=False)
    is_recurring = forms.BooleanField(label=_("regelmäßig wiederkehrend"), required=False)
    override_reason = forms.CharField(
        label=_("Warum nehmen wir die Anfrage trotzdem an?"), help_text=_("steht im Protokoll, bitte keine Namen"),
        max_length=200, required=False,
    )  # fmt: skip

    def __init__(self, data=None, *, district, initial=None):
        super().__init__(data, initial=initial)
        self.district = district
        self.fields["topic"].queryset = queries.topics_in_use()
        places = [(row.ags, row.name) for row in places_of(district)]
        self.fields["municipality"].choices = [("", _("nicht gefragt")), *places]
        self.fields["help_detail"].widget.attrs["data-suggest"] = ""

    def clean(self):
        cleaned = super().clean()
        self.clean_wishes(cleaned)
        return cleaned

    def ask_for_reason(self) -> None:
        """Lead the cursor to the reason with which the office takes on what a rule refuses."""
        self.fields["override_reason"].widget.attrs["data-focus"] = ""

    def facts(self) -> dict:
        """What the forms share, as the operations take it."""
        cleaned = dict(self.cleaned_data)
        cleaned["persons"] = cleaned["persons"] or 1
        cleaned["setting"] = cleaned["setting"] or Setting.ON_SITE
        cleaned["municipality"] = queries.municipality_named(cleaned["municipality"], district=self.district)
        return cleaned


class RecordForm(AboutRequest):
    """A call noted in under a minute."""

    token = forms.CharField(widget=forms.HiddenInput, required=False)
    channel = forms.ChoiceField(
        label=_("Wie kam die Anfrage?"), initial=HelpRequest.Channel.PHONE,
        choices=[(one.value, one.label) for one in (HelpRequest.Channel.PHONE, HelpRequest.Channel.VISIT, HelpRequest.Channel.MAIL)],
    )  # fmt: skip
    phone = forms.CharField(label=_("Telefon"), max_length=40, required=False)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-Mail"), required=False)
    best_time = forms.CharField(label=_("Gut erreichbar"), max_length=120, required=False)
    has_consented = forms.BooleanField(
        label=_("Die Person ist einverstanden, dass wir die Kontaktdaten für diese Anfrage speichern"), required=False
    )
    take_over = forms.BooleanField(label=_("Ich übernehme die Anfrage"), required=False, initial=True)
    asked_by_institution = forms.BooleanField(label=_("Eine Einrichtung fragt an"), required=False)
    institution_name = forms.CharField(label=_("Name der Einrichtung"), max_length=160, required=False)

    COMPANY = (
        *WishFields.WISHES, "asked_by_institution", "institution_name", "occasion", "wanted_on", "wanted_at", "expected_minutes", "place",
        "setting", "gender_wish", "persons", "has_own_budget", "has_legal_consequences", "is_recurring",
    )  # fmt: skip

    def __init__(self, data=None, *, district, user, initial=None):
        super().__init__(data, district=district, initial={"token": submissions.new_token()} | (initial or {}))
        self.user = user
        self.offer_counter_key()
        self.fields["municipality"].choices = [
            *self.fields["municipality"].choices, (OUTSIDE, _("außerhalb des Kreises")),
        ]  # fmt: skip
        if not self.is_bound:
            self.fields["channel"].widget.attrs["data-focus"] = ""

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("asked_by_institution") and not cleaned.get("institution_name"):
            self.add_error("institution_name", _("Bitte nennen Sie die Einrichtung, die anfragt."))
        has_contact = any(cleaned.get(name) for name in ("name", "phone", "email"))
        if has_contact and not cleaned.get("asked_by_institution") and not cleaned.get("has_consented"):
            self.add_error(
                "has_consented",
                _("Bitte fragen Sie, ob wir die Kontaktdaten speichern dürfen, oder lassen Sie sie weg."),
            )
        return cleaned

    def shows_company(self) -> bool:
        """Whether the lower part holds something that must be seen."""
        return any(self.data.get(name) for name in self.COMPANY if name not in ("setting", "persons")) or bool(
            set(self.errors) & set(self.COMPANY)
        )

    def arguments(self) -> dict:
        """Arguments of `record_help_request`, all but `today` and `by`."""
        content = {name: value for name, value in self.cleaned_data.items() if name not in ("token", "override_reason")}
        cleaned = self.facts()
        digest = submissions.submission_digest(cleaned.pop("token"), content)
        contact = {name: cleaned.pop(name) for name in ("name", "phone", "email", "best_time", "has_consented")}
        responsible = self.user if cleaned.pop("take_over") else None
        code = cleaned["language"].code if cleaned["language"] else "de"
        return cleaned | {
            "contact": Contact(**contact),
            "is_outside_district": self.cleaned_data["municipality"] == OUTSIDE,
            "answer_language": code if code in self.district.languages and code in dict(settings.LANGUAGES) else "de",
            "responsible": responsible,
            "submission_digest": digest,
        }


class ChangeForm(AboutRequest):
    """What became clear in a talk; begins with what is known."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, help_request, district):
        super().__init__(data, district=district, initial=self._known(help_request))
        if counter_keys.counts_dates(help_request):
            del self.fields["counter_key"]  # it cannot be shown: only the institution knows it
        else:
            self.offer_counter_key()
        if help_request.topic.code != queries.UNCLEAR_TOPIC:  # also one that is no longer in use
            self.fields["topic"].queryset |= Topic.objects.filter(pk=help_request.topic_id)
        place = help_request.municipality
        choices = self.fields["municipality"].choices
        if place and place.ags not in dict(choices):
            self.fields["municipality"].choices = [*choices, (place.ags, place.name)]

    @staticmethod
    def _known(help_request) -> dict:
        repeats = changes.repeats_of(help_request)
        yes_no = {True: "ja", False: "nein", None: ""}
        known = {name: getattr(help_request, name) for name in changes.FACTS}
        known |= (
            {name: getattr(repeats, name) for name in ("every_weeks", "number", "until", "skips_school_free")}
            if repeats
            else {}
        )
        return known | {
            "seen": changes.fingerprint(help_request),
            "topic": None if help_request.topic.code == queries.UNCLEAR_TOPIC else help_request.topic_id,
            "municipality": help_request.municipality.ags if help_request.municipality else "",
            "other_side_knows": yes_no[help_request.other_side_knows],
            "has_own_budget": yes_no[help_request.has_own_budget],
        }

    def clean_time(self, cleaned: dict) -> None:
        """A day that is over may stay while the rest is written down."""
        if set(self.changed_data) & {"wanted_on", "wanted_at"}:
            super().clean_time(cleaned)

    def look_again(self, help_request) -> None:
        """Somebody else saved meanwhile: the next save is against what stands there now."""
        self.data = self.data.copy()
        self.data["seen"] = changes.fingerprint(help_request)

    def arguments(self) -> dict:
        """Arguments of `change_help_request`, all but `today` and `by`."""
        return self.facts()


class AnswerForm(forms.Form):
    language = forms.ChoiceField(label=_("Sprache der Antwort"))
    blocks = forms.MultipleChoiceField(
        label=_("Textbausteine"), help_text=_("erscheinen in der Sprache der Antwort"), required=False,
        widget=forms.CheckboxSelectMultiple, choices=list(BLOCKS.items()),
    )  # fmt: skip
    text = forms.CharField(
        label=_("Eigener Text"), help_text=_("wird nicht übersetzt"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip

    def __init__(self, *args, district, **kwargs):
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        self.fields["language"].choices = [
            (code, names[code]) for code in {"de": 0} | dict.fromkeys(district.languages) if code in names
        ]

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("blocks") and not cleaned.get("text"):
            raise forms.ValidationError(_("Bitte schreiben Sie eine Antwort oder wählen Sie einen Textbaustein."))
        return cleaned


class OfferFilters(forms.Form):
    """Which offers to choose from; prefilled with what the request says."""

    q = forms.CharField(label=_("Titel oder Anbieter"), required=False, max_length=80)
    thema = forms.ModelChoiceField(Topic.objects.none(), label=_("Thema"), required=False, empty_label=_("alle"))
    ort = forms.ModelChoiceField(
        Municipality.objects.none(),
        label=_("für Menschen aus"),
        required=False,
        to_field_name="ags",
        empty_label=_("alle"),
    )
    sprache = forms.ModelChoiceField(
        Language.objects.order_by("name"),
        label=_("Sprache vor Ort"),
        required=False,
        to_field_name="code",
        empty_label=_("alle"),
    )

    def __init__(self, data, *, district):
        super().__init__(data)
        self.fields["thema"].queryset = queries.topics_in_use()
        self.fields["ort"].queryset = places_of(district)
        self.is_valid()

    @property
    def active(self) -> int:
        return sum(1 for name in self.fields if self.cleaned_data.get(name))

    def values(self) -> dict:
        """Arguments of `queries.offers_to_refer_to`."""
        known = self.cleaned_data
        return {
            "text": known.get("q") or "", "topic": known.get("thema"), "municipality": known.get("ort"),
            "language": known.get("sprache"),
        }  # fmt: skip


class CloseForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Wie ging es aus?"), widget=forms.RadioSelect, choices=ClosingReason.choices,
        error_messages={"required": _("Bitte wählen Sie, wie es ausging.")},
    )  # fmt: skip


class AssignForm(forms.Form):
    responsible = forms.ModelChoiceField(
        User.objects.none(), label=_("Zuständig"), empty_label=_("Bitte wählen"),
        error_messages={"required": _("Bitte wählen Sie, wer zuständig sein soll.")},
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = people_for_requests()
