from django import forms
from django.utils.translation import gettext_lazy as _

from kreislotse.quality.answers import BLOCKS


class FeedbackAnswerForm(forms.Form):
    blocks = forms.MultipleChoiceField(
        label=_("Textbausteine"), help_text=_("erscheinen in der Sprache der Person"), required=False,
        widget=forms.CheckboxSelectMultiple, choices=list(BLOCKS.items()),
    )  # fmt: skip
    text = forms.CharField(
        label=_("Eigener Text"), help_text=_("wird nicht übersetzt"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        if not (set(cleaned.get("blocks", [])) - {"greeting", "farewell"}) and not cleaned.get("text"):
            raise forms.ValidationError(_("Bitte schreiben Sie eine Antwort oder wählen Sie einen Textbaustein."))
        return cleaned
