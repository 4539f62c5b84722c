"""„Ich möchte helfen“: who it is, how we reach them, what they speak and would like to do."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kreislotse.guides.models import GuideInterest, GuideLanguage
from kreislotse.guides.operations import Speaks
from kreislotse.web.public.forms.intake import OUTSIDE, SentFromOutside, is_phone, language_choices

Wish = GuideInterest.Wish
PLEASE_CHOOSE = [("", _("Bitte wählen"))]


class JoinForm(SentFromOutside):
    """Few questions; everything else is talked about."""

    first_name = forms.CharField(
        label=_("Vorname"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name", "dir": "auto"})
    )
    last_name = forms.CharField(
        label=_("Nachname"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name", "dir": "auto"})
    )
    phone = forms.CharField(
        label=_("Telefon"), max_length=40, required=False, validators=[is_phone],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "dir": "ltr"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-Mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"})
    )
    wishes = forms.MultipleChoiceField(
        label=_("Was möchten Sie tun?"), choices=Wish.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("Sie können mehrere Antworten wählen."),
        error_messages={"required": _("Bitte wählen Sie mindestens eine Antwort.")},
    )  # fmt: skip
    best_language = forms.ChoiceField(
        label=_("Welche Sprache sprechen Sie am besten?"),
        error_messages={"required": _("Bitte wählen Sie eine Sprache.")},
    )
    second_language = forms.ChoiceField(label=_("Welche Sprache sprechen Sie auch gut?"), required=False)
    third_language = forms.ChoiceField(label=_("Noch eine Sprache"), required=False)
    municipality = forms.ChoiceField(
        label=_("Wo wohnen Sie?"), error_messages={"required": _("Bitte wählen Sie Ihren Ort.")}
    )
    when = forms.CharField(
        label=_("Wann haben Sie Zeit?"), max_length=160, required=False,
        help_text=_("Zum Beispiel: dienstags am Vormittag"), widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip
    message = forms.CharField(
        label=_("Möchten Sie uns noch etwas sagen?"), max_length=500, required=False,
        help_text=_("Höchstens 500 Zeichen, in jeder Sprache. Bitte nichts über Gesundheit oder Religion."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )  # fmt: skip
    has_consented = forms.BooleanField(
        label=_("Ich bin einverstanden, dass das Büro meine Angaben verwendet, um mit mir über die Mitarbeit zu sprechen."),
        help_text=_("Nur das Büro sieht sie. Wenn nichts daraus wird, löschen wir sie. Sie können das jederzeit zurücknehmen."),
        error_messages={"required": _("Bitte stimmen Sie zu. Sonst dürfen wir Ihnen nicht antworten.")},
    )  # fmt: skip

    other_places = [(OUTSIDE, _("Ich wohne nicht in diesem Kreis"))]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.languages, choices = language_choices()
        for name in ("best_language", "second_language", "third_language"):
            self.fields[name].choices = [*PLEASE_CHOOSE, *choices]
            self.fields[name].widget.attrs["data-suggest"] = ""
        self.fields["municipality"].choices = self._places()

    def clean(self):
        cleaned = super().clean()
        self._clean_place(cleaned)
        if not cleaned.get("phone") and not cleaned.get("email") and not {"phone", "email"} & self.errors.keys():
            self.add_error("phone", _("Bitte schreiben Sie eine Telefonnummer oder eine E-Mail-Adresse."))
        return cleaned

    def facts(self) -> dict:
        """Arguments of `submit_interest`."""
        cleaned = self.cleaned_data
        by_key = {str(row.pk): row for row in self.languages}
        levels = {
            "best_language": GuideLanguage.Level.NATIVE,
            "second_language": GuideLanguage.Level.B1,
            "third_language": GuideLanguage.Level.B1,
        }
        kept = (
            "first_name",
            "last_name",
            "phone",
            "email",
            "wishes",
            "when",
            "message",
            "has_consented",
            "municipality",
        )
        return {name: cleaned[name] for name in kept} | {
            "languages": [Speaks(by_key[cleaned[name]], level) for name, level in levels.items() if cleaned[name]],
            "page_language": self.page_language,
            "submission_digest": self.submission_digest,
        }
