"""Texts in another language, and who writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from kreislotse.core.differences import Piece
from kreislotse.core.text import fold_german
from kreislotse.core.translations import HASH_DIGITS, text_hash
from kreislotse.directory.glossary import Finder, Hint, hints, wanted_word
from kreislotse.directory.models import GlossaryTerm, Offer, OfferTranslation
from kreislotse.directory.queries import TranslationState
from kreislotse.directory.xliff import MOST_BYTES
from kreislotse.districts.forms import DistrictModelForm
from kreislotse.districts.languages import translation_languages
from kreislotse.districts.queries import current_district


@dataclass(frozen=True)
class Pair:
    """A German text and the field for its translation."""

    source: str
    bound: BoundField
    is_outdated: bool
    changes: list[Piece]
    terms: list[tuple[str, str, str]]  # German, word in the language or "", note


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

    def __init__(self, *args, offer: Offer, state: TranslationState, changes: dict, finder: Finder, **kwargs):
        super().__init__(*args, instance=state.row, **kwargs)
        self.offer, self.state, self.changes, self.finder = offer, state, changes, finder
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
                changes = self.changes.get(name, []) if is_outdated else []
                terms = [
                    (term.term, wanted_word(term, self.state.language), term.note)
                    for term in self.finder.terms_in(source)
                ]
                pairs.append(Pair(source, bound, is_outdated, changes, terms))
        return pairs

    @property
    def whole_text(self) -> str:
        """Everything written, one field after the other, as it stands in the form now."""
        return "\n".join(filter(None, (self[name].value() for name in Offer.TRANSLATED)))

    @property
    def hints(self) -> list[Hint]:
        """Words of the glossary that the saved texts do not use."""
        pairs = ((getattr(self.offer, name), self.cleaned_data[name]) for name in Offer.TRANSLATED)
        return hints(self.finder, pairs, language=self.state.language)


def source_text(offer: Offer) -> str:
    return "\n".join(filter(None, (getattr(offer, name) for name in Offer.TRANSLATED)))


class LanguagesForm(forms.Form):
    """Into which languages a person translates."""

    languages = forms.MultipleChoiceField(label=_("Sprachen"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = translation_languages(current_district())


class XliffForm(forms.Form):
    """A file that comes back from a translation program."""

    file = forms.FileField(
        label=_("XLIFF-Datei"),
        help_text=_("XLIFF 2.0 oder 2.1, höchstens %(limit)s MB.") % {"limit": MOST_BYTES // 1024 // 1024},
        error_messages={
            "required": _("Bitte wählen Sie eine Datei aus."),
            "empty": _("Diese Datei ist leer. Bitte prüfen Sie, ob es die richtige ist."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlf,.xliff,.xml"}),
    )


class GlossaryForm(DistrictModelForm):
    """A term and its words in the languages the person may write; who only translates sees the German fixed."""

    class Meta:
        model = GlossaryTerm
        fields = ["term", "note", "stays_german"]
        help_texts = {
            "stays_german": _("Eigennamen und Namen von Stellen, die auf jedem Schild deutsch stehen."),
        }

    def __init__(self, *args, languages: dict[str, str], is_whole: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_whole:
            for name in self._meta.fields:
                del self.fields[name]
        self.languages = languages
        for code, name in languages.items():
            self.fields[f"in-{code}"] = forms.CharField(
                label=name, required=False, max_length=120, initial=self.instance.translations.get(code, ""),
                widget=forms.TextInput(attrs={"lang": code, "dir": "auto"}),
            )  # fmt: skip

    def clean_term(self):
        term = self.cleaned_data["term"].strip()
        same = GlossaryTerm.objects.filter(search_key=fold_german(term)[:80]).exclude(pk=self.instance.pk)
        if same.exists():
            raise forms.ValidationError(_("Dieser Begriff steht schon im Glossar."))
        return term

    @property
    def translations(self) -> dict[str, str]:
        """All words of the term: those written here, and the other languages as they were."""
        written = {code: self.cleaned_data.get(f"in-{code}", "") for code in self.languages}
        return self.instance.translations | written
