"""The kinds of rules with dates, by the area of work in which somebody looks for them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kreislotse.web.office.forms.rules import asking, house, joining, money, planning
from kreislotse.web.office.forms.rules.kinds import Kind


@dataclass(frozen=True)
class Area:
    title: str
    kinds: tuple[Kind, ...]


AREAS = (
    Area(_("Anfragen"), asking.KINDS),
    Area(_("Geld und Stunden"), money.KINDS),
    Area(_("Vermitteln und Planen"), planning.KINDS),
    Area(_("Lotsinnen und Lotsen"), joining.KINDS),
    Area(_("Haus, Gremien und Daten"), house.KINDS),
)
KINDS = {kind.slug: kind for area in AREAS for kind in area.kinds}
