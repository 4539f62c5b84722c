"""The two forms with which somebody asks for help: a person, or an institution for an appointment of theirs."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.core.errors import DomainError
from kreislotse.intake import queries, submissions
from kreislotse.intake.kinds import QUESTIONS, TOPIC_CODES, WISHES, occasion_of
from kreislotse.intake.models import GenderWish, HelpKind, HelpRequest, Occasion, Setting
from kreislotse.intake.operations import WITH_A_GUIDE, Contact
from kreislotse.intake.wish_models import details_of
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Language
from kreislotse.web.wishes import WishFields, clean_wished_time

UNKNOWN, OUTSIDE = "unbekannt", "ausserhalb"
Wish = HelpRequest.Wish

is_phone = RegexValidator(
    r"^[\d\s()+/.\-]*\d[\d\s()+/.\-]{4,}$",
    _("Bitte schreiben Sie eine Telefonnummer mit Vorwahl, zum Beispiel 0171 1234567."),
)


class NativeDate(forms.DateInput):
    """The browser's own calendar, in the reader's language and without a script."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


def _what_is_missing(field: forms.Field) -> str:
    """A sentence that names the field, for those whose form says nothing better."""
    if isinstance(field, forms.ChoiceField):
        return gettext("Bitte wählen Sie bei „%(label)s“ eine Antwort.") % {"label": field.label}
    return gettext("Bitte füllen Sie das Feld „%(label)s“ aus.") % {"label": field.label}


class SentFromOutside(forms.Form):
    """What both forms share: the signed time stamp, the field only machines fill in, places and topics."""

    token = forms.CharField(widget=forms.HiddenInput, required=False)
    website = forms.CharField(
        label=_("Bitte nicht ausfüllen"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    least_seconds = submissions.LEAST_SECONDS

    def __init__(self, data=None, *, district, language, initial=None):
        initial = {"token": submissions.new_token()} | (initial or {})
        super().__init__(data, initial=initial)
        self.district, self.page_language = district, language
        for field in self.fields.values():
            if field.required and field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _what_is_missing(field)

    def clean(self):
        """Reject what a machine sent; a person keeps everything and may send again."""
        cleaned = super().clean()
        if cleaned.get("website"):
            self.data = self._with(website="")
            raise forms.ValidationError(
                _(
                    "Ihre Anfrage wurde nicht gesendet, weil ein verstecktes Feld ausgefüllt war. Bitte senden Sie sie noch einmal."
                )
            )
        if not self.errors:
            try:
                submissions.check_token(cleaned.get("token", ""), least_seconds=self.least_seconds)
            except submissions.FormOutdated as error:
                self.data = self._with(token=submissions.new_token())
                raise forms.ValidationError(str(error)) from None
            except DomainError as error:
                raise forms.ValidationError(str(error)) from None
        return cleaned

    def _with(self, **changes):
        data = self.data.copy()
        for name, value in changes.items():
            data[name] = value
        return data

    def _places(self):
        rows = Municipality.objects.of_district(self.district).valid_on(timezone.localdate())
        return [("", _("Bitte wählen"))] + [(row.ags, row.name) for row in rows] + self.other_places

    def _clean_place(self, cleaned):
        """Turn the choice into a municipality; a place written by hand is looked up here and at the neighbors."""
        choice, written = cleaned.get("municipality") or "", cleaned.get("outside_place") or ""
        if choice not in ("", UNKNOWN, OUTSIDE):
            written = ""
        cleaned["municipality"] = queries.municipality_named(written or choice, district=self.district)
        cleaned["is_outside_district"] = cleaned["municipality"] is None and (
            choice == OUTSIDE or queries.neighbor_of(written, district=self.district) is not None
        )
        cleaned["unlisted_place"] = "" if cleaned["municipality"] else written

    @property
    def submission_digest(self) -> str:
        content = {name: value for name, value in self.cleaned_data.items() if name != "token"}
        return submissions.submission_digest(self.cleaned_data["token"], content)


def language_choices():
    rows = Language.objects.order_by("sort_order", "name")
    return rows, [
        (row.pk, row.own_name if row.own_name == row.name else f"{row.own_name} – {row.name}") for row in rows
    ]


class AskForHelpForm(SentFromOutside):
    """Few questions, no story, no name needed. For one of the four kinds of help those of the kind, and what follows is not asked."""

    class Answer:
        PHONE, EMAIL, PAGE = "phone", "email", "page"

    help_detail = forms.ChoiceField(
        label=_("Worum geht es?"), widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie, worum es geht.")},
    )  # fmt: skip
    other_side_knows = forms.TypedChoiceField(
        label=_("Weiß die andere Seite, dass Sie Hilfe suchen?"), widget=forms.RadioSelect, required=False, empty_value=None,
        choices=[("ja", _("ja")), ("nein", _("nein")), ("", _("weiß ich nicht"))],
        coerce=lambda value: {"ja": True, "nein": False}.get(value),
    )  # fmt: skip
    topic = forms.ChoiceField(
        label=_("Wobei brauchen Sie Hilfe?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie ein Thema oder „Ich weiß es noch nicht“.")},
    )
    municipality = forms.ChoiceField(
        label=_("Wo wohnen Sie?"),
        error_messages={"required": _("Bitte wählen Sie Ihren Ort oder „Ich weiß es nicht“.")},
    )
    outside_place = forms.CharField(
        label=_("Ihr Ort steht nicht in der Liste? Dann schreiben Sie ihn hier."), max_length=120, required=False
    )
    language = forms.ChoiceField(
        label=_("Welche Sprache sprechen Sie am besten?"),
        help_text=_("Wir antworten in dieser Sprache, wenn wir können."),
        error_messages={"required": _("Bitte wählen Sie eine Sprache.")},
    )
    wish = forms.ChoiceField(
        label=_("Was brauchen Sie?"),
        widget=forms.RadioSelect,
        choices=[
            (Wish.ADVICE, _("Informationen oder Beratung")),
            (Wish.COMPANY, _("Jemand soll zu einem Termin mitkommen")),
            (Wish.INTERPRETING, _("Jemand soll übersetzen")),
            (Wish.UNSURE, _("Ich weiß es noch nicht")),
        ],
        error_messages={"required": _("Bitte wählen Sie, was Sie brauchen.")},
    )
    gender_wish = forms.ChoiceField(
        label=_("Wer soll kommen?"), choices=GenderWish.choices, required=False, widget=forms.RadioSelect,
        help_text=_("Wir versuchen es. Versprechen können wir es nicht."),
    )  # fmt: skip
    setting = forms.ChoiceField(
        label=_("Wie soll jemand helfen?"), choices=Setting.choices, required=False, widget=forms.RadioSelect,
        initial=Setting.ON_SITE,
    )  # fmt: skip
    wanted_on = DayField(
        label=_("Gibt es schon einen Termin? Wann?"), required=False, widget=NativeDate,
    )  # fmt: skip
    note = forms.CharField(
        label=_("Möchten Sie uns noch etwas sagen?"),
        help_text=_(
            "Höchstens 300 Zeichen, in jeder Sprache. Bitte schreiben Sie keine Namen und nichts über Krankheiten oder Ihre Flucht."
        ),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    answer_by = forms.ChoiceField(
        label=_("Wie sollen wir antworten?"),
        widget=forms.RadioSelect,
        choices=[
            (Answer.PHONE, _("Bitte rufen Sie mich an")),
            (Answer.EMAIL, _("Bitte schreiben Sie mir eine E-Mail")),
            (Answer.PAGE, _("Ich sehe selbst auf einer Seite im Internet nach. Den Link bekomme ich gleich.")),
        ],
        error_messages={"required": _("Bitte wählen Sie, wie wir antworten sollen.")},
    )
    phone = forms.CharField(
        label=_("Telefon"), max_length=40, required=False, validators=[is_phone],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "dir": "ltr"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-Mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"})
    )
    name = forms.CharField(
        label=_("Name"), help_text=_("Sie müssen keinen Namen nennen."), max_length=120, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )  # fmt: skip
    has_consented = forms.BooleanField(
        label=_("Ich bin einverstanden, dass das Büro meine Kontaktdaten für diese Anfrage verwendet."),
        help_text=_(
            "Nur das Büro sieht sie. Sie werden bald nach dem Ende der Anfrage gelöscht. Sie können das jederzeit zurücknehmen."
        ),
        required=False,
    )

    other_places = [
        (UNKNOWN, _("Ich weiß es nicht, oder mein Ort steht nicht hier")),
        (OUTSIDE, _("Ich wohne nicht in diesem Kreis")),
    ]

    def __init__(self, *args, kind="", **kwargs):
        super().__init__(*args, **kwargs)
        self.topics = {str(topic.pk): topic for topic in queries.topics_in_use()}
        self.fields["topic"].choices = [
            (key, topic.name_in(self.page_language)) for key, topic in self.topics.items()
        ] + [(UNKNOWN, _("Ich weiß es noch nicht"))]
        self.kind = kind if kind in HelpKind.values else ""
        self._only_questions_of(self.kind)
        self.fields["municipality"].choices = self._places()
        self.languages, choices = language_choices()
        self.fields["language"].choices = [("", _("Bitte wählen")), *choices]
        self.fields["language"].widget.attrs["data-suggest"] = ""
        self.initial.setdefault(
            "language", next((row.pk for row in self.languages if row.code == self.page_language), None)
        )

    def _only_questions_of(self, kind: str) -> None:
        """Leave out what the kind of help answers by itself, and the kinds' questions where none is chosen."""
        if not kind:
            del self.fields["help_detail"], self.fields["other_side_knows"]
            return
        self.fields["help_detail"].label = QUESTIONS[kind]
        self.fields["help_detail"].choices = [(one.value, one.label) for one in details_of(kind)]
        del self.fields["topic"]
        if kind in WISHES:
            del self.fields["wish"]
        if kind != HelpKind.MEDIATION:
            del self.fields["other_side_knows"]
        if kind == HelpKind.HOUSING:
            self.fields["wanted_on"].label = _("Gibt es einen Termin oder eine Frist? Wann?")

    @property
    def wishes_for_a_guide(self) -> bool:
        """Whether somebody has said, or mistaken, something about who comes and how: then it is not folded away."""
        names = ("gender_wish", "setting")
        said = any(self[name].value() not in ("", None, self.fields[name].initial) for name in names)
        return said or any(name in self.errors for name in names)

    @property
    def kind_label(self) -> str:
        return HelpKind(self.kind).label if self.kind else ""

    def clean_topic(self):
        return self.topics.get(self.cleaned_data["topic"])

    def clean_language(self):
        return next(row for row in self.languages if str(row.pk) == self.cleaned_data["language"])

    def clean(self):
        cleaned = super().clean()
        self._clean_place(cleaned)
        clean_wished_time(self, cleaned)
        answer_by = cleaned.get("answer_by")
        if answer_by == self.Answer.PHONE and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Bitte schreiben Sie die Telefonnummer, unter der wir Sie anrufen sollen."))
        if answer_by == self.Answer.EMAIL and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Bitte schreiben Sie die E-Mail-Adresse, an die wir schreiben sollen."))
        if any(cleaned.get(name) for name in ("phone", "email", "name")) and not cleaned.get("has_consented"):
            self.add_error(
                "has_consented",
                _(
                    "Bitte stimmen Sie zu, dass wir Ihre Kontaktdaten verwenden, oder lassen Sie Telefon, E-Mail und Name leer."
                ),
            )
        return cleaned

    @property
    def answer_language(self) -> str:
        """The chosen language where the pages exist in it, else the language of this page."""
        code = self.cleaned_data["language"].code
        known = dict(settings.LANGUAGES)
        return code if code in known and code in self.district.languages else self.page_language

    def facts(self) -> dict:
        """Arguments of `submit_help_request`."""
        cleaned = self.cleaned_data | self._what_the_kind_says()
        kept = (
            "topic", "municipality", "language", "wish", "wanted_on", "note", "is_outside_district", "help_kind", "help_detail",
            "other_side_knows", "occasion", "gender_wish", "setting",
        )  # fmt: skip
        contact = {name: cleaned[name] for name in ("name", "phone", "email", "has_consented")}
        return {name: cleaned[name] for name in kept} | {
            "place": cleaned["unlisted_place"],
            "answer_language": self.answer_language,
            "contact": Contact(**contact),
            "submission_digest": self.submission_digest,
        }

    def _wish(self, cleaned: dict) -> str:
        if "wish" in self.fields:
            return cleaned["wish"]
        return Wish.ADVICE if "advice_instead" in self.data else WISHES[self.kind]

    def _what_the_kind_says(self) -> dict:
        cleaned, detail = self.cleaned_data, self.cleaned_data.get("help_detail", "")
        code = TOPIC_CODES.get(detail)
        known = next((topic for topic in self.topics.values() if topic.code == code), None)
        wish = self._wish(cleaned)
        somebody_comes = wish in WITH_A_GUIDE
        return {
            "gender_wish": cleaned["gender_wish"] if somebody_comes else GenderWish.ANY,
            "setting": (cleaned["setting"] if somebody_comes else "") or Setting.ON_SITE,
            "help_kind": self.kind,
            "help_detail": detail,
            "other_side_knows": cleaned.get("other_side_knows"),
            "occasion": occasion_of(detail),
            "topic": cleaned.get("topic") or known,
            "wish": wish,
        }


class AskForGuideForm(WishFields, SentFromOutside):
    """What an institution tells us about one appointment; never who the person is (domain.md 4b)."""

    institution_name = forms.CharField(label=_("Ihre Einrichtung"), max_length=160)
    name = forms.CharField(
        label=_("Ansprechperson"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("Telefon"), max_length=40, validators=[is_phone],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "dir": "ltr"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-Mail"), help_text=_("Dorthin schicken wir die Bestätigung."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )  # fmt: skip
    wish = forms.ChoiceField(
        label=_("Was wird gebraucht?"),
        widget=forms.RadioSelect,
        choices=[
            (Wish.INTERPRETING, _("Jemand übersetzt")),
            (Wish.COMPANY, _("Jemand begleitet die Person")),
            (Wish.ADVICE, _("Wir möchten uns beraten lassen")),
        ],
        initial=Wish.INTERPRETING,
    )
    topic = forms.ChoiceField(label=_("Thema"))
    occasion = forms.ChoiceField(
        label=_("Anlass"), choices=[("", _("Bitte wählen")), *Occasion.choices], required=False
    )
    language = forms.ChoiceField(
        label=_("Sprache"), help_text=_("Bitte so genau wie möglich: Kurmandschi und Sorani, Dari und Farsi sind verschieden."),
    )  # fmt: skip
    gender_wish = forms.ChoiceField(
        label=_("Wer soll kommen?"), choices=GenderWish.choices, required=False, widget=forms.RadioSelect
    )
    wanted_on = DayField(label=_("Datum"), widget=NativeDate)
    wanted_at = forms.TimeField(label=_("Beginn"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    expected_minutes = forms.IntegerField(
        label=_("Voraussichtliche Dauer in Minuten"), min_value=5, max_value=600, initial=60
    )
    setting = forms.ChoiceField(
        label=_("Form"), choices=Setting.choices, initial=Setting.ON_SITE, widget=forms.RadioSelect
    )
    municipality = forms.ChoiceField(label=_("Gemeinde"))
    outside_place = forms.CharField(
        label=_("Der Ort steht nicht in der Liste? Dann schreiben Sie ihn hier."), max_length=120, required=False
    )
    place = forms.CharField(
        label=_("Treffpunkt"),
        help_text=_("Gebäude, Straße, Raum: ein öffentlicher Ort, keine Wohnung."),
        max_length=200,
    )
    persons = forms.IntegerField(label=_("Wie viele Personen werden begleitet?"), min_value=1, max_value=50, initial=1)
    has_own_budget = forms.TypedChoiceField(
        label=_("Kann Ihre Einrichtung die Kosten übernehmen?"),
        choices=[("ja", _("ja")), ("nein", _("nein")), ("", _("weiß ich nicht"))],
        coerce=lambda value: {"ja": True, "nein": False}.get(value),
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    has_legal_consequences = forms.BooleanField(
        label=_("Das Gespräch hat rechtliche Folgen"), required=False,
        help_text=_("Zum Beispiel: Vertrag, Vaterschaft, Anhörung, Bescheid."),
    )  # fmt: skip
    is_recurring = forms.BooleanField(label=_("Der Termin wiederholt sich regelmäßig"), required=False)
    note = forms.CharField(
        label=_("Hinweis für die Vermittlung"),
        help_text=_("Höchstens 300 Zeichen. Bitte nennen Sie weder Namen noch Einzelheiten über die Person."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    other_places = [(OUTSIDE, _("Der Ort liegt nicht in diesem Kreis"))]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.topics = {str(topic.pk): topic for topic in queries.topics_in_use()}
        self.fields["topic"].choices = [("", _("Bitte wählen"))] + [
            (key, topic.name_in(self.page_language)) for key, topic in self.topics.items()
        ]
        self.fields["municipality"].choices = self._places()
        self.languages, choices = language_choices()
        self.fields["language"].choices = [("", _("Bitte wählen")), *choices]
        self.fields["language"].widget.attrs["data-suggest"] = ""
        self.fields["until"].widget = NativeDate()
        self.offer_counter_key()

    def clean_topic(self):
        return self.topics[self.cleaned_data["topic"]]

    def clean_language(self):
        return next(row for row in self.languages if str(row.pk) == self.cleaned_data["language"])

    def clean(self):
        cleaned = super().clean()
        self._clean_place(cleaned)
        self.clean_wishes(cleaned)
        if not cleaned.get("occasion") and not self.has_error("occasion"):
            self.add_error("occasion", _what_is_missing(self.fields["occasion"]))
        return cleaned

    def facts(self) -> dict:
        """Arguments of `submit_institution_request`."""
        cleaned = self.cleaned_data
        kept = (
            "institution_name", "topic", "occasion", "municipality", "language", "wish", "wanted_on", "wanted_at",
            "expected_minutes", "place", "setting", "gender_wish", "persons", "has_own_budget", "has_legal_consequences",
            "is_recurring", "note", "is_outside_district", "help_kind", "help_detail", "other_side_knows", "direction",
            "needs_writing", "urgency", "call_address", "repeats", "counter_key",
        )  # fmt: skip
        return {name: cleaned.get(name, "") for name in kept} | {
            "answer_language": self.page_language,
            "contact": Contact(name=cleaned["name"], phone=cleaned["phone"], email=cleaned["email"]),
            "submission_digest": self.submission_digest,
        }


class OutcomeForm(forms.Form):
    """What became of one offer on a slip, said by the receiving office."""

    outcome = forms.ChoiceField(
        label=_("Was ist daraus geworden?"),
        widget=forms.RadioSelect,
        choices=[
            ("arrived", _("Die Person war bei uns")),
            ("no_place", _("Bei uns ist gerade kein Platz frei")),
            ("not_responsible", _("Wir sind nicht zuständig")),
            ("not_come", _("Die Person ist nicht gekommen")),
        ],
        error_messages={"required": _("Bitte wählen Sie, was daraus geworden ist.")},
    )
