"""Titles and texts of the plan in other languages; what is outdated follows from the hash of the German text."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.core.translations import Origin, text_hash
from kreislotse.planning.entries import Entry
from kreislotse.planning.models import Goal, Measure, Objective, PlanTranslation, PlanVersion
from kreislotse.planning.ordering import number_key

Part = PlanVersion | Goal | Objective | Measure
NAMES = {PlanVersion: "version", Goal: "goal", Objective: "objective", Measure: "measure"}

SLUGS = {"version": "fassung", "goal": "leitziel", "objective": "teilziel", "measure": "massnahme"}


class TitleMissing(DomainError):
    message = _("Bitte übersetzen Sie zuerst den Titel; ohne ihn bleibt alles deutsch.")


def german_of(part: Part) -> dict[str, str]:
    """The two German texts: of an edition the title and the preface, of everything else title and text."""
    return {"title": part.title, "text": part.preface if isinstance(part, PlanVersion) else part.text}


def hashes_of(part: Part) -> dict[str, str]:
    return {name: text_hash(text) for name, text in german_of(part).items()}


@dataclass(frozen=True)
class Line:
    """One thing of the plan in one language: missing, outdated or right."""

    part: Part
    kind: str
    row: PlanTranslation | None

    @property
    def slug(self) -> str:
        """The kind in an address."""
        return SLUGS[self.kind]

    @property
    def german(self) -> dict[str, str]:
        return german_of(self.part)

    @property
    def outdated(self) -> list[str]:
        """The texts whose German words changed since they were translated."""
        if self.row is None:
            return []
        now = hashes_of(self.part)
        return [name for name in ("title", "text") if self.row.source_hashes.get(name, "") != now[name]]

    @property
    def state(self) -> str:
        if self.row is None:
            return "missing"
        return "outdated" if self.outdated else "done"


def lines_of(version: PlanVersion, language: str) -> list[Line]:
    """Everything of an edition in its order, with its translation. Five queries."""
    goals = list(Goal.objects.filter(version=version))
    objectives = list(Objective.objects.filter(goal__version=version))
    measures = list(Measure.objects.filter(version=version))
    of_version = PlanTranslation.objects.filter(language=language)
    found = {}
    for name, path in (("version", "version"), ("goal", "goal__version"), ("objective", "objective__goal__version"), ("measure", "measure__version")):  # fmt: skip
        found |= {(name, getattr(row, f"{name}_id")): row for row in of_version.filter(**{path: version})}
    parts = sorted([*goals, *objectives, *measures], key=lambda one: number_key(one.number))
    return [Line(one, NAMES[type(one)], found.get((NAMES[type(one)], one.pk))) for one in [version, *parts]]


@transaction.atomic
def translate(part: Part, *, language: str, title: str, text: str, by) -> PlanTranslation | None:
    """Save the words of one language; both empty takes the translation away. Raises `TitleMissing`.

    Also after the adoption: a translation says the same in other words.
    """
    name = NAMES[type(part)]
    title, text = title.strip(), text.strip()
    version = part if name == "version" else part.goal.version if name == "objective" else part.version
    if not title and text:
        raise TitleMissing
    rows = PlanTranslation.objects.filter(language=language, **{name: part})
    audit.record(Entry.PLAN_TRANSLATED, version, by=by, language=language, part=name)
    if not title:
        rows.delete()
        return None
    row = rows.first() or PlanTranslation(language=language, **{name: part})
    row.title, row.text, row.origin, row.source_hashes = title, text, Origin.PERSON, hashes_of(part)
    row.save()
    return row
