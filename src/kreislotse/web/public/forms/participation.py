"""What somebody wants to say about the plan: a comment or a proposal, in their own language."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kreislotse.planning.models import ParticipationEntry
from kreislotse.web.public.forms.intake import SentFromOutside

Kind = ParticipationEntry.Kind


class ParticipationForm(SentFromOutside):
    kind = forms.ChoiceField(
        label=_("Was möchten Sie uns sagen?"), widget=forms.RadioSelect, initial=Kind.COMMENT,
        choices=[(Kind.COMMENT, _("Ich sage meine Meinung")), (Kind.PROPOSAL, _("Ich schlage etwas vor"))],
    )  # fmt: skip
    text = forms.CharField(
        label=_("Ihr Text"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("Höchstens 2.000 Zeichen, in jeder Sprache. Bitte schreiben Sie keine Namen."),
        error_messages={"required": _("Bitte schreiben Sie uns einen Satz.")},
    )  # fmt: skip
    language = forms.ChoiceField(label=_("In welcher Sprache schreiben Sie?"), choices=settings.LANGUAGES)
    email = forms.EmailField(
        label=_("E-Mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
        help_text=_("Nur wenn Sie eine Antwort möchten. Wir zeigen die Adresse niemandem und löschen sie nach der Antwort."),
    )  # fmt: skip

    def __init__(self, *args, language, **kwargs):
        super().__init__(*args, language=language, **kwargs)
        self.fields["language"].initial = language

    def facts(self) -> dict:
        """Arguments of `submit_entry`."""
        return {name: self.cleaned_data[name] for name in ("kind", "text", "language", "email")} | {
            "submission_digest": self.submission_digest
        }
