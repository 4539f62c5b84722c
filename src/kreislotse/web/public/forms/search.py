"""The search form of the directory: its address says everything, and a wrong address is read as far as it makes sense."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from kreislotse.core.language_names import language_name
from kreislotse.directory.queries import OfferFilters, languages_in_use
from kreislotse.districts.models import District
from kreislotse.intake.queries import UNCLEAR_TOPIC
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.groups import group_name
from kreislotse.taxonomy.models import Language, TargetGroup, Topic

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
ANY = ("", _("alle"))


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
    sprache = forms.ChoiceField(label=_("Sprache vor Ort"), required=False)
    ort = forms.ChoiceField(label=_("Ort"), required=False)
    gruppe = forms.ChoiceField(label=_("Für wen?"), required=False)
    kostenlos = forms.BooleanField(label=_("nur kostenlose Angebote"), required=False, widget=forms.CheckboxInput)


class OfferSearch:
    """What an address of the search page asks for: `filters` for the query, `form` for the page, addresses for its links."""

    PARAMETERS = ("q", "thema", "bereich", "sprache", "ort", "gruppe", "kostenlos")

    def __init__(self, data, *, district: District, language: str):
        self.language = language
        self.topics = list(
            Topic.objects.filter(retired_on=None).exclude(code=UNCLEAR_TOPIC).order_by("sort_order", "pk")
        )
        self.target_groups = list(TargetGroup.objects.filter(retired_on=None).order_by("sort_order", "pk"))
        self.languages = list(languages_in_use())
        self.municipalities = list(Municipality.objects.of_district(district))

        text = " ".join(_CONTROL.sub(" ", data.get("q", "")).split())[:100]
        group = data.get("bereich", "")
        self.filters = OfferFilters(
            text=text,
            topic=_one(self.topics, "code", data.get("thema")),
            topic_group=group if any(topic.group == group for topic in self.topics) else "",
            spoken=_one(self.languages, "code", data.get("sprache")),
            municipality=_one(self.municipalities, "ags", data.get("ort")),
            target_group=_one(self.target_groups, "code", data.get("gruppe")),
            free_only=data.get("kostenlos") in ("ja", "on", "1"),
        )

    @cached_property
    def form(self) -> SearchForm:
        form = SearchForm(initial=self._values())
        form.fields["thema"].choices = [
            ANY,
            *(
                (group_name(group, self.language), [(topic.code, topic.name_in(self.language)) for topic in topics])
                for group, topics in by_group(self.topics).items()
            ),
        ]
        form.fields["sprache"].choices = [ANY, *((one.code, spoken_name(one, self.language)) for one in self.languages)]
        form.fields["ort"].choices = [ANY, *((one.ags, one.name) for one in self.municipalities)]
        form.fields["gruppe"].choices = [ANY, *((one.code, one.name_in(self.language)) for one in self.target_groups)]
        return form

    @cached_property
    def active(self) -> list[tuple[str, str]]:
        """The filters in force, as parameter and words."""
        filters, language = self.filters, self.language
        named = {
            "q": filters.text and f"„{filters.text}“",
            "thema": filters.topic and filters.topic.name_in(language),
            "bereich": filters.topic_group and group_name(filters.topic_group, language),
            "sprache": filters.spoken and spoken_name(filters.spoken, language),
            "ort": filters.municipality and filters.municipality.name,
            "gruppe": filters.target_group and filters.target_group.name_in(language),
            "kostenlos": filters.free_only and str(SearchForm.base_fields["kostenlos"].label),
        }
        return [(parameter, words) for parameter, words in named.items() if words]

    @property
    def is_narrowed(self) -> bool:
        return any(parameter != "q" for parameter, _words in self.active)

    def query(self, *, without: str = "") -> str:
        """This search as the query part of an address, or the same search without one of its filters."""
        values = {key: value for key, value in self._values().items() if value and key != without}
        return urlencode(values)

    @property
    def help_query(self) -> str:
        """What the form for help can take over from this search."""
        values = self._values()
        return urlencode({key: values[key] for key in ("thema", "ort") if values[key]})

    def filters_without(self, parameter: str) -> OfferFilters:
        field = {
            "q": "text", "thema": "topic", "bereich": "topic_group", "sprache": "spoken", "ort": "municipality",
            "gruppe": "target_group", "kostenlos": "free_only",
        }[parameter]  # fmt: skip
        empty = getattr(OfferFilters(), field)
        return OfferFilters(**{**vars(self.filters), field: empty})

    def _values(self) -> dict[str, str]:
        filters = self.filters
        return {
            "q": filters.text,
            "thema": filters.topic.code if filters.topic else "",
            "bereich": filters.topic_group,
            "sprache": filters.spoken.code if filters.spoken else "",
            "ort": filters.municipality.ags if filters.municipality else "",
            "gruppe": filters.target_group.code if filters.target_group else "",
            "kostenlos": "ja" if filters.free_only else "",
        }


def _one(rows, key: str, value: str | None):
    return next((row for row in rows if getattr(row, key) == value), None) if value else None
