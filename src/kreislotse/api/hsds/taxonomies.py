"""Taxonomies: the topics and target groups of the office, and the code lists every installation shares."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import F, Q, TextChoices, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from kreislotse.api.hsds import ids
from kreislotse.api.hsds.reading import Reading, filled
from kreislotse.api.hsds.rows import SOURCE_LANGUAGE
from kreislotse.core.text import fold_german
from kreislotse.directory import codes
from kreislotse.directory.models import Offer
from kreislotse.taxonomy.groups import group_name
from kreislotse.taxonomy.models import TargetGroup, Topic


@dataclass(frozen=True)
class Taxonomy:
    """A list of terms by its `code`; `choices` for a code list, `model` for what the office names itself."""

    code: str
    name: object
    choices: type | None = None
    model: type | None = None


def _label(field: str):
    return Offer._meta.get_field(field).verbose_name


class Fact(TextChoices):
    """What is true of an offer and has no field of its own in HSDS; each is the name of a field of `Offer`."""

    ONLINE = "is_online", _label("is_online")
    BY_PHONE = "is_by_phone", _label("is_by_phone")
    APPOINTMENT_ONLY = "is_appointment_only", _label("is_appointment_only")
    CHILDCARE = "has_childcare", _label("has_childcare")
    CLOSED_ON_HOLIDAYS = "is_closed_on_holidays", _label("is_closed_on_holidays")
    CAPACITY = "capacity", _label("capacity")


TAXONOMIES = {
    one.code: one
    for one in (
        Taxonomy("topic", Topic._meta.verbose_name_plural, model=Topic),
        Taxonomy("target_group", TargetGroup._meta.verbose_name_plural, model=TargetGroup),
        Taxonomy("kind", _label("kind"), codes.Kind),
        Taxonomy("program", _label("program"), codes.Program),
        Taxonomy("level", _("Sprachniveau"), codes.Level),
        Taxonomy("sex", _label("sex"), codes.Sex),
        Taxonomy("status_group", _label("status_groups"), codes.StatusGroup),
        Taxonomy("availability", _label("availability"), codes.Availability),
        Taxonomy("fact", _("Merkmale"), Fact),
    )
}


def taxonomy_id(reading: Reading, taxonomy: Taxonomy) -> str:
    return ids.below(reading.namespace if taxonomy.model else ids.EVERYWHERE, taxonomy.code)


def term_id(reading: Reading, taxonomy: Taxonomy, code: str) -> str:
    return ids.below(reading.namespace if taxonomy.model else ids.EVERYWHERE, f"{taxonomy.code}/{code}")


def taxonomy_object(reading: Reading, taxonomy: Taxonomy) -> dict:
    name = str(taxonomy.name)
    description = f"{name} ({reading.district.name})" if taxonomy.model else f"{name} (Kreislotse)"
    return {"id": taxonomy_id(reading, taxonomy), "name": name, "description": description}


def code_term(reading: Reading, taxonomy: str, code: str) -> dict | None:
    """A term of a code list; `None` for a code that is none."""
    key = (taxonomy, code)
    if key not in reading.terms:
        of = TAXONOMIES[taxonomy]
        name = reading.choice(of.choices, code)
        reading.terms[key] = _term(reading, of, code, name) if name else None
    return reading.terms[key]


def own_term(reading: Reading, taxonomy: str, code: str, name: str, description: str, names: dict, group: str) -> dict:
    """A topic or a target group; the group of a topic is its parent."""
    key = (taxonomy, code)
    if key not in reading.terms:
        own = names.get(reading.language, "")
        parent = term_id(reading, TAXONOMIES[taxonomy], f"group/{group}") if group else None
        language = reading.language if own else SOURCE_LANGUAGE
        reading.terms[key] = _term(reading, TAXONOMIES[taxonomy], code, own or name, description, parent, language)
    return reading.terms[key]


def _term(reading, taxonomy, code, name, description="", parent=None, language="") -> dict:
    return filled(
        id=term_id(reading, taxonomy, code),
        code=code,
        name=name,
        description=description or name,
        parent_id=parent,
        taxonomy=str(taxonomy.name),
        language=(language or reading.language).split("-")[0],  # ISO 639: Leichte Sprache is German
        taxonomy_id=taxonomy_id(reading, taxonomy),
    )


# ── lists ───────────────────────────────────────────────────────────────────────────────────────────


def all_taxonomies(reading: Reading, *, search: str = "") -> list[dict]:
    found = [taxonomy_object(reading, taxonomy) for taxonomy in TAXONOMIES.values()]
    return [one for one in found if _says(one, search)]


def all_terms(reading: Reading, *, also_retired: bool = False) -> list[dict]:
    """Every term of every taxonomy in the order of the office, groups of topics before their topics; one query."""
    terms, groups = [], {}
    for taxonomy, code, name, description, names, group in own_terms(also_retired=also_retired):
        if group and group not in groups:
            of = TAXONOMIES[taxonomy]
            groups[group] = _term(reading, of, f"group/{group}", group_name(group, reading.language))
            terms.append(groups[group])
        terms.append(own_term(reading, taxonomy, code, name, description, names, group))
    for code, taxonomy in TAXONOMIES.items():
        if taxonomy.choices:
            terms += [code_term(reading, code, value) for value in taxonomy.choices.values]
    return terms


def own_terms(*, also_retired: bool):
    """Topics and target groups as (taxonomy, code, name, description, names, group)."""
    said = ("code", "name", "description", "names")
    topics = Topic.objects.values_list(Value("topic"), *said, F("group"), "sort_order", "pk", "retired_on")
    groups = TargetGroup.objects.values_list(Value("target_group"), *said, Value(""), "sort_order", "pk", "retired_on")
    rows = sorted(topics.union(groups, all=True), key=lambda row: (row[0] != "topic", row[6], row[7]))
    return [row[:6] for row in rows if also_retired or row[8] is None]


def terms_matching(reading: Reading, *, search="", taxonomy_id=None, parent_id=None, top_only=False) -> list[dict]:
    """The terms for which all conditions hold; `top_only` leaves out those that have a parent."""
    return [
        term
        for term in all_terms(reading)
        if _says(term, search)
        and (taxonomy_id is None or term["taxonomy_id"] == str(taxonomy_id))
        and (parent_id is None or term.get("parent_id") == str(parent_id))
        and not (top_only and "parent_id" in term)
    ]


def _says(one: dict, search: str) -> bool:
    return all(word in fold_german(f"{one['name']} {one['description']}") for word in fold_german(search).split())


# ── as filters of services ──────────────────────────────────────────────────────────────────────────

_BY_FIELD = {"kind": "kind", "program": "program", "sex": "sex", "availability": "availability"}


def with_term(reading: Reading, offers, key: UUID):
    """The offers that carry the term `key`; none for a term nobody knows."""
    wanted = str(key)
    for code, taxonomy in TAXONOMIES.items():
        for value in taxonomy.choices.values if taxonomy.choices else ():
            if term_id(reading, taxonomy, value) == wanted:
                return _with_code(offers, code, value)
    found = {"topic": [], "target_group": []}
    for taxonomy, code, _name, _description, _names, group in own_terms(also_retired=True):
        of = TAXONOMIES[taxonomy]
        if wanted in (term_id(reading, of, code), group and term_id(reading, of, f"group/{group}")):
            found[taxonomy].append(code)
    if found["topic"]:
        return offers.filter(pk__in=_linked(Offer.topics, topic__code__in=found["topic"]))
    if found["target_group"]:
        return offers.filter(pk__in=_linked(Offer.target_groups, targetgroup__code__in=found["target_group"]))
    return offers.none()


def with_taxonomy(reading: Reading, offers, key: UUID):
    """The offers that carry any term of the taxonomy `key`."""
    for code, taxonomy in TAXONOMIES.items():
        if taxonomy_id(reading, taxonomy) == str(key):
            if code == "topic":
                return offers.filter(pk__in=_linked(Offer.topics))
            if code == "target_group":
                return offers.filter(pk__in=_linked(Offer.target_groups))
            if code == "level":
                return offers.exclude(level_from="", level_to="")
            if code == "fact":
                return offers.filter(reduce(or_, (_is_so(fact) for fact in Fact.values)))
            return offers.exclude(**{_BY_FIELD.get(code, "status_groups"): "" if code in _BY_FIELD else []})
    return offers.none()


def levels(first: str, last: str) -> list[str]:
    """The levels of the Common European Framework an offer spans, as codes in their order."""
    scale = codes.Level.values
    if first in scale and last in scale:
        return scale[scale.index(first) : scale.index(last) + 1]
    return [code for code in (first, last) if code in scale]


def _is_so(fact: str) -> Q:
    return Q(capacity__isnull=False) if fact == Fact.CAPACITY else Q(**{fact: True})


def _with_code(offers, taxonomy: str, code: str):
    if taxonomy in _BY_FIELD:
        return offers.filter(**{_BY_FIELD[taxonomy]: code})
    if taxonomy == "fact":
        return offers.filter(_is_so(code))
    if taxonomy == "level":
        scale = codes.Level.values
        at = scale.index(code)
        between = Q(level_from__in=scale[: at + 1], level_to__in=scale[at:])
        return offers.filter(between | Q(level_from=code, level_to="") | Q(level_from="", level_to=code))
    # A list of codes as JSON text: quoted, so that no code is found inside another.
    as_text = Offer.objects.annotate(groups=Cast("status_groups", TextField()))
    return offers.filter(pk__in=as_text.filter(groups__contains=f'"{code}"').values("pk"))


def _linked(relation, **condition):
    return relation.through.objects.filter(**condition).values("offer_id")
