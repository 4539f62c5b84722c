"""Texts of the office, and whom to write to."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kreislotse.coordination.mailings import reachable_guides
from kreislotse.coordination.models import OfficeText
from kreislotse.coordination.texts import texts_in_use
from kreislotse.coordination.training_invitations import without_module
from kreislotse.districts.languages import translation_languages
from kreislotse.districts.queries import current_district
from kreislotse.guides.models import Guide, TrainingModule
from kreislotse.web.office.forms.guides import GuideFilters


class TextForm(forms.Form):
    """One text in one language. What it is for stays once it is there: mailings rely on its gaps."""

    name = forms.CharField(label=_("Name der Vorlage"), max_length=80)
    purpose = forms.ChoiceField(label=_("Wofür?"), choices=OfficeText.Purpose.choices)
    channel = forms.ChoiceField(label=_("Weg"), choices=OfficeText.Channel.choices)
    language = forms.ChoiceField(label=_("Sprache"))
    subject = forms.CharField(label=_("Betreff"), max_length=160, required=False, help_text=_("bei einer SMS leer"))
    body = forms.CharField(label=_("Text"), max_length=4000, widget=forms.Textarea(attrs={"rows": 12}))

    def __init__(self, *args, text: OfficeText | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        german = ("de", _("Deutsch"))
        self.fields["language"].choices = [german, *translation_languages(current_district())] if text else [german]
        if text:
            del self.fields["purpose"], self.fields["channel"]
            if text.is_sms:
                del self.fields["subject"]


class PickFilters(GuideFilters):
    """Whom to write to: the filters of the list, and for invitations who was never at a module."""

    module = forms.ModelChoiceField(
        TrainingModule.objects.none(), label=_("noch ohne Modul"), required=False, empty_label=_("egal")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["module"].queryset = TrainingModule.objects.filter(retired_on=None).order_by("title", "pk")

    def apply(self, rows):
        rows = super().apply(rows)
        module = self.values.get("module")
        return without_module(rows, module) if module else rows


class ComposeForm(forms.Form):
    """A mail and to whom it goes."""

    text = forms.ModelChoiceField(OfficeText.objects.none(), required=False, widget=forms.HiddenInput)
    subject = forms.CharField(label=_("Betreff"), max_length=160)
    body = forms.CharField(label=_("Text"), max_length=4000, widget=forms.Textarea(attrs={"rows": 12}))
    guides = forms.ModelMultipleChoiceField(
        Guide.objects.none(), label=_("An wen?"),
        error_messages={"required": _("Bitte wählen Sie mindestens eine Person aus.")},
    )  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].queryset = texts_in_use(channel=OfficeText.Channel.MAIL)
        self.fields["guides"].queryset = reachable_guides(to=user)
