"""Texts in another language, and who writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from kreislotse.core.translations import HASH_DIGITS, text_hash
from kreislotse.directory.models import Offer, OfferTranslation
from kreislotse.directory.queries import TranslationState
from kreislotse.directory.text_changes import Piece
from kreislotse.districts.languages import translation_languages
from kreislotse.districts.queries import current_district


@dataclass(frozen=True)
class Pair:
    """A German text and the field for its translation."""

    source: str
    bound: BoundField
    is_outdated: bool
    changes: list[Piece]


class TranslationForm(forms.ModelForm):
    """An offer's texts in another language, each beside its German source."""

    rest_stays_german = forms.BooleanField(
        label=_("Was leer ist, bleibt auf Deutsch"), required=False,
        help_text=_("Sonst steht es weiter in der Liste der Aufgaben."),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = OfferTranslation
        fields = Offer.TRANSLATED
        widgets = {"summary": forms.Textarea(attrs={"rows": 2}), "description": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args, offer: Offer, state: TranslationState, changes: dict[str, list[Piece]], **kwargs):
        super().__init__(*args, instance=state.row, **kwargs)
        self.offer, self.state, self.changes = offer, state, changes
        self.fields["seen"].initial = " ".join(f"{name}:{text_hash(getattr(offer, name))}" for name in Offer.TRANSLATED)
        # What stood there before a rejected form changed the instance.
        self.before = {name: getattr(state.row, name, "") for name in Offer.TRANSLATED}
        for name in Offer.TRANSLATED:
            self.fields[name].required = False
            self.fields[name].widget.attrs |= {"lang": state.language, "dir": "auto"}

    def _post_clean(self):
        """The operation decides; the form only turns text into clean values."""

    @property
    def texts(self) -> dict[str, str]:
        """What was written or emptied; a field that was and is empty stays a task, unless the rest stays German."""
        cleaned = self.cleaned_data
        return {
            name: cleaned[name]
            for name in Offer.TRANSLATED
            if cleaned[name] or self.before[name] or cleaned["rest_stays_german"]
        }

    @property
    def seen_hashes(self) -> dict[str, str]:
        """Of which German texts this is the translation: those the page showed when it was opened."""
        found = re.findall(rf"\b(\w+):([0-9a-f]{{{HASH_DIGITS}}})?(?:\s|$)", self.cleaned_data["seen"])
        return {name: value for name, value in found if name in Offer.TRANSLATED}

    @property
    def to_do(self) -> list[Pair]:
        """What has to be looked at: everything, if nobody has read it yet."""
        return [pair for pair in self._pairs if not self._is_at_rest(pair)]

    @property
    def at_rest(self) -> list[Pair]:
        """What is translated and still right."""
        return [pair for pair in self._pairs if self._is_at_rest(pair)]

    def _is_at_rest(self, pair: Pair) -> bool:
        name = pair.bound.name
        is_new = self.state.row is None or self.state.is_machine_made
        return not is_new and name not in self.state.to_do and name not in self.errors

    @property
    def _pairs(self) -> list[Pair]:
        pairs = []
        for name in Offer.TRANSLATED:
            source, bound = getattr(self.offer, name), self[name]
            if source or bound.value():
                is_outdated = name in self.state.outdated
                pairs.append(Pair(source, bound, is_outdated, self.changes.get(name, []) if is_outdated else []))
        return pairs


class LanguagesForm(forms.Form):
    """Into which languages a person translates."""

    languages = forms.MultipleChoiceField(label=_("Sprachen"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = translation_languages(current_district())
