"""Whether an objective is SMART: what is missing, as sentences that say what to write. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

SHORTEST = 20
"""A title below this many letters („Sprache fördern“) names a subject, not a state that can be reached."""


@dataclass(frozen=True)
class Wording:
    """What an objective says of itself."""

    title: str
    target_groups: int
    targets: int
    targets_with_baseline: int
    achievable_because: str
    relevant_because: str
    answers_needs: int
    due_on: date | None
    version_ends_on: date | None = None


def missing(wording: Wording) -> list[str]:
    """One sentence per letter of SMART that is not met, in their order; empty if nothing is missing."""
    found = []
    if len(wording.title.strip()) < SHORTEST or not wording.target_groups:
        found.append(
            _("Spezifisch: Bitte beschreiben Sie in einem Satz, was anders sein soll, und wählen Sie, für wen.")
        )
    if not wording.targets:
        found.append(_("Messbar: Bitte legen Sie mindestens einen Indikator mit Zielwert fest, an dem man es sieht."))
    elif wording.targets_with_baseline < wording.targets:
        found.append(
            _("Messbar: Bitte tragen Sie zu jedem Zielwert den Ausgangswert ein, sonst sieht niemand den Weg.")
        )
    if not wording.achievable_because.strip():
        found.append(_("Erreichbar: Bitte schreiben Sie, warum es zu schaffen ist, mit welchen Mitteln und Partnern."))
    if not wording.relevant_because.strip() and not wording.answers_needs:
        found.append(_("Wichtig: Bitte schreiben Sie, warum es darauf ankommt, oder verknüpfen Sie den Bedarf dazu."))
    if wording.due_on is None:
        found.append(_("Bis wann: Bitte nennen Sie den Tag, bis zu dem es erreicht sein soll."))
    elif wording.version_ends_on is not None and wording.due_on > wording.version_ends_on:
        found.append(_("Bis wann: Das Teilziel endet nach dieser Fassung. Bitte nennen Sie einen Zwischenstand."))
    return found
