"""Whether somebody could go on a day that is over: what the dates we keep rule out, and what they can no longer prove."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kreislotse.guides.models import Guide
from kreislotse.guides.qualification import OF_THE_PERSON, Kind, Obstacle, Papers, papers_of, standings_of

KEPT_WITH_EVERY_DATE = {"not_appointed", "confidentiality_missing", "neutrality_missing"}
"""Obstacles about papers of which every one is kept with its day, old ones too."""


@dataclass(frozen=True)
class PastDay:
    """`ruled_out`: why it cannot have been. `unproven`: what our papers do not show of that day, and may have been there."""

    ruled_out: Obstacle | None
    unproven: Obstacle | None


def look_back(guide: Guide, role: str, on: date, *, topic: int | None = None) -> PastDay:
    """What spoke against an appointment in `role` on a day that is over, by the rules of that day. Three queries.

    Training, formal appointment and declarations keep every date: who had none by that day cannot have gone. Of the conduct
    certificate only the newest inspection is kept, and that not for long; the level of German has no date; a training that
    had run out or a refresher that was overdue is no training that was missing. There the day stays open.
    """
    papers = papers_of([guide])
    standing = standings_of([guide], on, topic=topic, papers=papers)[guide.pk][role]
    found = [one for one in standing.obstacles if one.code not in OF_THE_PERSON]
    trained = _units_ever(papers[guide.pk], role, on) >= standing.base_units_needed
    certain = [one for one in found if _is_certain(one, papers[guide.pk], on, was_trained=trained)]
    open_ones = [_as_kept(one, papers[guide.pk], on) for one in found if one not in certain]
    return PastDay(next(iter(certain), None), next(iter(open_ones), None))


def _is_certain(obstacle: Obstacle, papers: Papers, on: date, *, was_trained: bool) -> bool:
    if obstacle.code == "training_missing":
        return not was_trained
    if obstacle.code == "certificate_missing":  # inspected by then, so it is its content that stood against it
        return papers.certificate is not None and papers.certificate.inspected_on <= on
    return obstacle.code in KEPT_WITH_EVERY_DATE


def _units_ever(papers: Papers, role: str, on: date) -> int:
    """Units of base training until that day, whether they still counted on it or not."""
    base = [one for one in papers.taught if one.kind == Kind.BASIC and one.role in ("", role) and one.on <= on]
    return sum(one.units for one in base)


def _as_kept(obstacle: Obstacle, papers: Papers, on: date) -> Obstacle:
    """„Fehlt“ would be wrong of a certificate that was replaced by a newer one."""
    if obstacle.code == "certificate_missing" and papers.certificate is not None:
        return obstacle._replace(
            sentence=_("Vom Führungszeugnis kennen wir nur die Einsicht am %(day)s.")
            % {"day": f"{papers.certificate.inspected_on:%d.%m.%Y}"}
        )
    return obstacle
