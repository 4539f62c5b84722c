"""What somebody wants to say about one offer: a topic, a few words, an address if they want an answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kreislotse.quality.models import FeedbackTopic
from kreislotse.web.public.forms.intake import SentFromOutside


class FeedbackForm(SentFromOutside):
    topic = forms.ChoiceField(
        label=_("Worum geht es?"),
        widget=forms.RadioSelect,
        choices=[
            (FeedbackTopic.WRONG, _("Hier steht etwas Falsches")),
            (FeedbackTopic.PHONE, _("Unter der Telefonnummer erreiche ich niemanden")),
            (FeedbackTopic.NOT_HELPFUL, _("Das Angebot hat mir nicht geholfen")),
            (FeedbackTopic.THANKS, _("Danke, das hat mir geholfen")),
            (FeedbackTopic.OTHER, _("Etwas anderes")),
        ],
        error_messages={"required": _("Bitte wählen Sie, worum es geht.")},
    )
    text = forms.CharField(
        label=_("Möchten Sie uns noch etwas sagen?"),
        help_text=_(
            "Höchstens 300 Zeichen, in jeder Sprache. Bitte schreiben Sie keine Namen und nichts über Krankheiten oder Ihre Flucht."
        ),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    email = forms.EmailField(
        label=_("E-Mail"),
        help_text=_(
            "Nur wenn Sie eine Antwort möchten. Wir löschen die Adresse nach der Antwort, spätestens nach 30 Tagen."
        ),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )

    def facts(self) -> dict:
        """Arguments of `submit_feedback`."""
        return {name: self.cleaned_data[name] for name in ("topic", "text", "email")} | {
            "language": self.page_language,
            "submission_digest": self.submission_digest,
        }
