"""Offering to the archive, and its answer."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.privacy.models import ArchiveOffer


class OfferToArchiveForm(forms.Form):
    on = DayField(
        label=_("angeboten am"), help_text=_("Der Tag Ihres Schreibens. Ab hier läuft die Frist des Archivs.")
    )
    reference = forms.CharField(label=_("Aktenzeichen"), max_length=80, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, initial={"on": timezone.localdate()}, **kwargs)


class ArchiveAnswerForm(forms.Form):
    answer = forms.ChoiceField(label=_("Antwort"), choices=ArchiveOffer.Answer, widget=forms.RadioSelect)
    on = DayField(label=_("geantwortet am"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, initial={"on": timezone.localdate()}, **kwargs)
