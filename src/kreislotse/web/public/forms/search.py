"""The search form of the directory: its address says everything, and a wrong address is read as far as it makes sense."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from kreislotse.core.language_names import language_name
from kreislotse.directory import facets
from kreislotse.directory.codes import Kind, Level
from kreislotse.directory.finder import Found, OfferFilters, choices, public_directory, without
from kreislotse.districts.models import District
from kreislotse.intake.queries import UNCLEAR_TOPIC
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.groups import group_name
from kreislotse.taxonomy.models import Language, Topic

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
ANY = ("", _("alle"))
# Keeps a name and the number behind it apart where they are written in different directions.
_APART = "\u2068{}\u2069 ({})"

# The parameter of an address for each part of the question.
PARAMETERS = {
    "text": "q", "topic": "thema", "group": "bereich", "kind": "art", "level": "niveau", "spoken": "sprache",
    "place": "ort", "audience": "gruppe", "is_open": "offen", "free": "kostenlos", "childcare": "kinderbetreuung",
    "women": "frauen", "stepfree": "stufenlos", "online": "online",
}  # fmt: skip
FEATURES = ("free", "childcare", "women", "stepfree", "online")
_YES = ("ja", "on", "1")


def spoken_name(language: Language, in_language: str) -> str:
    """A language as its speakers and the reader know it: „Arabisch – العربية“."""
    name = language.name if in_language.startswith("de") else language_name(language.code, in_language)
    if not name or name == language.own_name:
        return language.own_name
    return f"{name} – {language.own_name}"


def by_group(topics: Iterable[Topic]) -> dict[str, list[Topic]]:
    """Topics under their groups, both in the office's order."""
    groups: dict[str, list[Topic]] = {}
    for topic in topics:
        groups.setdefault(topic.group, []).append(topic)
    return groups


class SearchForm(forms.Form):
    """The fields as they are shown; never bound, so that an unknown value is left out instead of refused."""

    q = forms.CharField(label=_("Was suchen Sie?"), required=False)
    thema = forms.ChoiceField(label=_("Thema"), required=False)
    art = forms.ChoiceField(label=_("Art"), required=False)
    niveau = forms.ChoiceField(label=_("Deutsch-Niveau"), required=False)
    sprache = forms.ChoiceField(label=_("Sprache vor Ort"), required=False)
    ort = forms.ChoiceField(label=_("Ort"), required=False)
    plz = forms.CharField(label=_("oder Postleitzahl"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 5, "autocomplete": "postal-code"}))  # fmt: skip
    gruppe = forms.ChoiceField(label=_("Für wen?"), required=False)
    offen = forms.BooleanField(label=_("jetzt geöffnet"), required=False)
    kostenlos = forms.BooleanField(label=_("kostenlos"), required=False)
    kinderbetreuung = forms.BooleanField(label=_("mit Kinderbetreuung"), required=False)
    frauen = forms.BooleanField(label=_("nur für Frauen"), required=False)
    stufenlos = forms.BooleanField(label=_("stufenlos erreichbar"), required=False)
    online = forms.BooleanField(label=_("online oder telefonisch möglich"), required=False)


class OfferSearch:
    """What an address of the search page asks for, what is found, the form for the page, and addresses for its links."""

    def __init__(self, data, *, district: District, language: str, now: datetime):
        self.language, self.now, self.district = language, now, district
        self.here = public_directory()
        self.choices = choices(self.here, district, now.date())
        self.topics = [topic for topic in self.choices.topics if topic.code != UNCLEAR_TOPIC]
        self.postcode = data.get("plz", "").strip()[:5]
        self.filters = self._read(data)
        self.found = self._find(self.filters)

    def _read(self, data) -> OfferFilters:
        def one_of(name: str, known: Iterable[str]) -> str:
            value = data.get(PARAMETERS[name], "")
            return value if value and value in known else ""

        place = one_of("place", {one.ags for one in self.choices.municipalities})
        return OfferFilters(
            text=" ".join(_CONTROL.sub(" ", data.get("q", "")).split())[:100],
            topic=one_of("topic", {topic.code for topic in self.topics}),
            group=one_of("group", {topic.group for topic in self.topics}),
            kind=one_of("kind", Kind.values),
            level=one_of("level", Level.values),
            spoken=one_of("spoken", {one.code for one in self.choices.languages}),
            audience=one_of("audience", {one.code for one in self.choices.target_groups}),
            place=place or self.choices.postcodes.get(self.postcode, ""),
            features=frozenset(name for name in FEATURES if data.get(PARAMETERS[name]) in _YES),
            is_open=data.get(PARAMETERS["is_open"]) in _YES,
        )

    def _find(self, filters: OfferFilters) -> Found:
        return Found(filters, here=self.here, district=self.district, language=self.language, now=self.now)

    @property
    def municipality(self) -> Municipality | None:
        return next((one for one in self.choices.municipalities if one.ags == self.filters.place), None)

    @property
    def meant(self) -> list[str]:
        """The words that were searched in place of unknown ones."""
        hits = self.found.hits
        return list(hits.meant.values()) if hits and hits.meant else []

    @property
    def unknown_postcode(self) -> str:
        """A postcode nobody knows here."""
        return "" if not self.postcode or self.postcode in self.choices.postcodes else self.postcode

    # ── the form ────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def form(self) -> SearchForm:
        """Each filter offers what finds something, and says how much; what is chosen stays in any case."""
        form = SearchForm(initial=self._values())
        language, options = self.language, self.choices
        groups = []
        counts = self.found.counts(facets.TOPIC, [topic.code for topic in self.topics])
        for group, topics in by_group(self.topics).items():
            rows = self._options("topic", [(one.code, one.name_in(language)) for one in topics], counts)
            if rows:
                groups.append((group_name(group, language), rows))
        form.fields["thema"].choices = [ANY, *groups]
        named = {
            "art": ("kind", facets.KIND_OF, Kind.choices),
            "niveau": ("level", facets.LEVEL, Level.choices),
            "sprache": ("spoken", facets.SPOKEN, [(one.code, spoken_name(one, language)) for one in options.languages]),
            "ort": ("place", facets.PLACE, [(one.ags, one.name) for one in options.municipalities]),
            "gruppe": (
                "audience",
                facets.AUDIENCE,
                [(one.code, one.name_in(language)) for one in options.target_groups],
            ),
        }
        for field, (name, facet, rows) in named.items():
            counts = self.found.counts(facet, [value for value, _label in rows])
            form.fields[field].choices = [ANY, *self._options(name, rows, counts)]
            if len(form.fields[field].choices) == 1:
                del form.fields[field]
        counts = self.found.counts_of_features(FEATURES)
        for name in FEATURES:
            self._count_check(form, PARAMETERS[name], counts[name], is_chosen=name in self.filters.features)
        self._count_check(form, "offen", self.found.number_open, is_chosen=self.filters.is_open)
        return form

    def _options(self, name: str, rows, counts: dict[str, int]) -> list[tuple[str, str]]:
        chosen = getattr(self.filters, name)
        return [
            (value, _APART.format(label, counts[value])) for value, label in rows if counts[value] or value == chosen
        ]

    @staticmethod
    def _count_check(form: SearchForm, field: str, number: int, *, is_chosen: bool) -> None:
        if number or is_chosen:
            form.fields[field].label = _APART.format(form.fields[field].label, number)
        else:
            del form.fields[field]

    # ── words and addresses ─────────────────────────────────────────────────────────────────────────

    @cached_property
    def active(self) -> list[tuple[str, str]]:
        """The parts of the question in force, with the words for them."""
        filters, language, options = self.filters, self.language, self.choices
        labels = {name: str(SearchForm.base_fields[PARAMETERS[name]].label) for name in (*FEATURES, "is_open")}
        named = {
            "text": filters.text and f"„{filters.text}“",
            "topic": _name(self.topics, "code", filters.topic, lambda one: one.name_in(language)),
            "group": filters.group and group_name(filters.group, language),
            "kind": filters.kind and str(Kind(filters.kind).label),
            "level": filters.level and str(Level(filters.level).label),
            "spoken": _name(options.languages, "code", filters.spoken, lambda one: spoken_name(one, language)),
            "place": _name(options.municipalities, "ags", filters.place, lambda one: one.name),
            "audience": _name(options.target_groups, "code", filters.audience, lambda one: one.name_in(language)),
            **{name: labels[name] for name in FEATURES if name in filters.features},
            "is_open": filters.is_open and labels["is_open"],
        }
        return [(name, words) for name, words in named.items() if words]

    @property
    def is_narrowed(self) -> bool:
        return any(name != "text" for name, _words in self.active) or bool(self.postcode)

    @property
    def parameters(self) -> dict[str, str]:
        return {key: value for key, value in self._values().items() if value}

    def query(self, filters: OfferFilters | None = None) -> str:
        """A question as the query part of an address; this one, if no other is given."""
        return urlencode({key: value for key, value in self._values(filters).items() if value})

    def query_without(self, name: str) -> str:
        return self.query(without(self.filters, name))

    @property
    def help_query(self) -> str:
        """What the form for help can take over from this search."""
        values = self._values()
        return urlencode({key: values[key] for key in ("thema", "ort") if values[key]})

    def _values(self, filters: OfferFilters | None = None) -> dict[str, str]:
        filters = filters or self.filters
        values = {PARAMETERS[name]: value for name, value in filters.single}
        return {
            "q": filters.text,
            **{
                PARAMETERS[name]: values.get(PARAMETERS[name], "")
                for name in PARAMETERS
                if name not in FEATURES and name not in ("text", "is_open")
            },
            **{PARAMETERS[name]: "ja" if name in filters.features else "" for name in FEATURES},
            "offen": "ja" if filters.is_open else "",
        }


def _name(rows, key: str, value: str, words) -> str:
    return next((words(row) for row in rows if getattr(row, key) == value), "") if value else ""
