"""An offer's texts in another language."""

from __future__ import annotations

from django import forms

from kreislotse.directory.models import Offer, OfferTranslation


class TranslationForm(forms.ModelForm):
    """An offer's texts in another language, each beside its German source."""

    class Meta:
        model = OfferTranslation
        fields = Offer.TRANSLATED
        widgets = {"summary": forms.Textarea(attrs={"rows": 2}), "description": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args, offer: Offer, language: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer = offer
        for field in self.fields.values():
            field.required = False
            field.widget.attrs |= {"lang": language, "dir": "auto"}

    def _post_clean(self):
        """The operation decides; the form only turns text into clean values."""

    @property
    def pairs(self):
        """German text and field, for those that have a German text or a translation."""
        for bound in self:
            if source := getattr(self.offer, bound.name) or bound.value():
                yield getattr(self.offer, bound.name) if source else "", bound
