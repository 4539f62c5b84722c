"""A call to providers, and an answer to it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kreislotse.coordination.models import CalledProvider
from kreislotse.core.dates import DayField
from kreislotse.network.models import Organization
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Language

Answer = CalledProvider.Answer


class CallForm(forms.Form):
    """What is missing, what the office writes, until when to answer, and to whom it goes."""

    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label=_("Gemeinde"), required=False, empty_label=_("keine bestimmte")
    )
    language = forms.ModelChoiceField(
        Language.objects.none(), label=_("Sprache"), required=False, empty_label=_("keine bestimmte"),
        widget=forms.Select(attrs={"data-suggest": ""}),
    )  # fmt: skip
    subject = forms.CharField(label=_("Betreff"), max_length=160)
    body = forms.CharField(
        label=_("Text"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Darunter stehen von selbst die Frist, der Link zum Antworten und Ihre Grüße."),
    )  # fmt: skip
    reply_by = DayField(label=_("Antwort bis"))
    organizations = forms.ModelMultipleChoiceField(
        Organization.objects.none(), label=_("An wen?"),
        error_messages={"required": _("Bitte wählen Sie mindestens einen Akteur aus.")},
    )  # fmt: skip

    def __init__(self, *args, district, today, **kwargs):
        super().__init__(*args, **kwargs)
        places = Municipality.objects.of_district(district).valid_on(today).filter(is_inhabited=True)
        self.fields["municipality"].queryset = places.order_by("name", "pk")
        self.fields["language"].queryset = Language.objects.order_by("sort_order", "name")
        self.fields["organizations"].queryset = Organization.objects.active().prefetch_related("contacts")


class CallAnswerForm(forms.Form):
    """Yes, still looking, or no with a reason."""

    answer = forms.ChoiceField(
        label=_("Können Sie helfen?"), widget=forms.RadioSelect,
        choices=[(value, label) for value, label in Answer.choices if value != Answer.OPEN],
        error_messages={"required": _("Bitte wählen Sie eine Antwort.")},
    )  # fmt: skip
    note = forms.CharField(
        label=_("Anmerkung"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 300}),
        help_text=_("Bei Nein bitte kurz, warum. Namen von Menschen, die helfen möchten, nennen Sie uns lieber am Telefon."),
    )  # fmt: skip
