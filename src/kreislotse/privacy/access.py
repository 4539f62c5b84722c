"""What is kept of one person (Art. 15 GDPR): their own row and all that hangs on it, read from the models themselves.

A model that is added later appears by itself: it declares its fields in its `Privacy` class, and the keys say to whom a
row belongs. Of others only the fact stands here, never a name: keys to people and to requests are left out.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal

from django.conf import settings
from django.db.models import BinaryField, Field, ForeignKey, JSONField, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.districts.models import DistrictModel

DEEPEST = 4
KINDS = ("personal", "sensitive", "harmless")
TECHNICAL = ("digest", "secret", "search_key", "version", "key", "strokes")
"""Parts of names of fields that tell the person nothing, or that would give a key away."""
BEGINNINGS = {"/9j/": "image/jpeg", "iVBORw0KGgo": "image/png"}
"""How a photograph begins in Base64: the first bytes of JPEG and PNG."""
SHORTEST_PICTURE = 60


class Picture(str):
    """A photograph among the values: its Base64, with the media type it begins with."""

    __slots__ = ()

    @property
    def address(self) -> str:
        return f"data:{_media_type(self)};base64,{self}"

    @property
    def ending(self) -> str:
        return _media_type(self).partition("/")[2]


@dataclass(frozen=True)
class Section:
    """The rows of one kind, each with its labels and values as text or as a `Picture`."""

    title: str
    rows: list[list[tuple[str, str]]]


@dataclass
class SubjectAccess:
    """All that is kept of one person in the district in scope, as of a moment."""

    person: str
    made_at: datetime
    sections: list[Section] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(len(section.rows) for section in self.sections)

    def as_data(self) -> dict:
        """The same for a file another program can read."""
        return {
            "person": self.person,
            "made_at": self.made_at.isoformat(),
            "data": {section.title: [dict(row) for row in section.rows] for section in self.sections},
        }


def subject_access(person: DistrictModel, *, leave_out: Iterable[type[Model]] = (), now: datetime) -> SubjectAccess:
    """What hangs on `person`, kind by kind; a fixed number of queries, whatever the number of rows.

    `leave_out` are models of which nothing may be told, with all that hangs on them.
    """
    found = SubjectAccess(str(person), now, [_section(type(person), [person])])
    seen = {type(person), *leave_out}
    level = [(type(person), [person.pk])]
    for _depth in range(DEEPEST):
        level = [below for model, pks in level for below in _below(model, pks, seen, found)]
    return found


def _below(model: type[Model], pks: list, seen: set, found: SubjectAccess):
    relations = [one for one in model._meta.get_fields(include_hidden=True) if one.one_to_many or one.one_to_one]
    for relation in relations:
        child = relation.related_model
        if not relation.auto_created or relation.concrete or child in seen or not _is_kept(child):
            continue
        seen.add(child)
        names = [one.name for one in _told(child) if isinstance(one, ForeignKey)]
        rows = list(child.objects.filter(**{f"{relation.field.name}__in": pks}).select_related(*names).order_by("pk"))
        if rows:
            found.sections.append(_section(child, rows))
            yield child, [row.pk for row in rows]


def _is_kept(model: type[Model]) -> bool:
    return issubclass(model, DistrictModel) and hasattr(model, "Privacy")


def _told(model: type[Model]) -> list[Field]:
    """The fields a person is told: those of the `Privacy` class without the technical ones and keys to other people."""
    declared = {name for kind in KINDS for name in getattr(model.Privacy, kind, [])}
    fields = [one for one in model._meta.concrete_fields if one.name in declared and one.name != "district"]
    return [one for one in fields if not any(part in one.name for part in TECHNICAL) and not _points_to_people(one)]


def _points_to_people(one: Field) -> bool:
    """Only keys to reference data are told: what a row hangs on is said by its place, and others are nobody's business."""
    if not isinstance(one, ForeignKey):
        return False
    target = one.related_model
    if target._meta.label == settings.AUTH_USER_MODEL:
        return True
    return getattr(getattr(target, "Privacy", None), "retention", "reference") not in (
        "reference",
        "network",
        "training",
    )


def _section(model: type[Model], rows: Iterable[Model]) -> Section:
    fields = _told(model)
    return Section(
        str(model._meta.verbose_name_plural),
        [[line for one in fields for line in _lines(row, one)] for row in rows],
    )


def _lines(row: Model, one: Field) -> Iterable[tuple[str, str]]:
    """The label and text of one field, nothing for nothing; photographs stand in lines of their own."""
    label = str(one.verbose_name)
    if isinstance(one, BinaryField):
        content = bytes(getattr(row, one.name))
        shown = Picture(base64.b64encode(content).decode())
        yield label, shown if _media_type(shown) else _("%(n)d Bytes") % {"n": len(content)}
        return
    pictures: list[Picture] = []
    if text := _text(row, one, pictures):
        yield label, text
    for n, picture in enumerate(pictures, start=1):
        yield _("%(label)s, Bild %(n)d") % {"label": label, "n": n}, picture


def _media_type(base64_text: str) -> str:
    """What a Base64 begins with that is a photograph as we keep them; nothing for anything else."""
    return next((media for start, media in BEGINNINGS.items() if base64_text.startswith(start)), "")


def _text(row: Model, one: Field, pictures: list[Picture]) -> str:
    if one.choices:
        return str(getattr(row, f"get_{one.name}_display")())
    value = getattr(row, one.name)
    if isinstance(one, JSONField):
        return _flat(value, pictures)
    match value:
        case None | "":
            return ""
        case bool():
            return _("ja") if value else _("nein")
        case datetime():
            return f"{timezone.localtime(value):%d.%m.%Y, %H:%M}"
        case time():
            return f"{value:%H:%M}"
        case Decimal():
            return format(value, "f").replace(".", ",")
        case _ if hasattr(value, "strftime"):
            return f"{value:%d.%m.%Y}"
        case _:
            return str(value)


def _flat(value, pictures: list[Picture]) -> str:
    """A list or dict in one line; nothing for nothing. Photographs are no text: they go to `pictures`."""
    if isinstance(value, str) and len(value) > SHORTEST_PICTURE and _media_type(value):
        pictures.append(Picture(value))
        return ""
    if isinstance(value, dict):
        said = ((key, _flat(one, pictures)) for key, one in value.items() if key not in TECHNICAL)
        return ", ".join(f"{key}: {text}" for key, text in said if text)
    if isinstance(value, list):
        return ", ".join(text for one in value if (text := _flat(one, pictures)))
    return "" if value is None else str(value)
