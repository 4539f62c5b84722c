"""What the picture of the network says, in sentences. About organizations, never about people, and without marks."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kreislotse.groups.picture import Coverage
from kreislotse.networkanalysis import Analysis, Bridge

MOST_BRIDGES, MOST_NAMES, MOST_GAPS = 5, 3, 8


def listed(names: Sequence[str], most: int = MOST_NAMES, *, is_dative: bool = False) -> str:
    """„A, B, C und 4 weitere“; `is_dative` after „mit“ and „in“: „… und 4 weiteren“. Never just one is left over."""
    names = list(names)
    if len(names) > most + 1:
        rest = (_("%(n)d weiteren") if is_dative else _("%(n)d weitere")) % {"n": len(names) - most}
        return _("%(names)s und %(last)s") % {"names": ", ".join(names[:most]), "last": rest}
    if len(names) > 1:
        return _("%(names)s und %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
    return "".join(names)


def summary(analysis: Analysis) -> str:
    """The first sentence: how many, by how many circles."""
    together = len(analysis.network.actors) - len(analysis.isolated)
    if not together:
        return _("In dieser Auswahl arbeitet noch niemand in einem gemeinsamen Kreis.")
    circles = len(analysis.network.circles)
    actors = ngettext("%(n)d Akteur arbeitet", "%(n)d Akteure arbeiten", together) % {"n": together}
    by = ngettext("über %(n)d gemeinsamen Kreis zusammen", "über %(n)d gemeinsame Kreise zusammen", circles) % {
        "n": circles
    }
    return f"{actors} {by}."


def sentences(analysis: Analysis) -> list[str]:
    """Who holds parts together, which groups there are, what was not counted."""
    found = [_bridge(analysis, bridge) for bridge in analysis.bridges[:MOST_BRIDGES]]
    if not found and (busiest := _busiest(analysis)):
        found.append(busiest)
    parts = [part for part in analysis.components if len(part) > 1]
    if len(parts) > 1:
        smaller = parts[1]
        found.append(
            ngettext(
                "Eine Gruppe hat mit den übrigen nichts gemeinsam: %(names)s.",
                "%(n)d Gruppen haben mit den übrigen nichts gemeinsam, zum Beispiel %(names)s.",
                len(parts) - 1,
            )
            % {"n": len(parts) - 1, "names": listed(_names(analysis, smaller))}
        )
    for circle in analysis.network.too_large:
        found.append(
            _(
                "„%(name)s“ zählt hier nicht als Verbindung: Mit %(n)d Akteuren in einem Saal arbeitet noch nicht jeder mit jedem."
            )
            % {"name": circle.name, "n": len(circle.members)}
        )
    return found


def _names(analysis: Analysis, positions: Sequence[int]) -> list[str]:
    return sorted((analysis.actor(one).name for one in positions), key=str.casefold)


def _bridge(analysis: Analysis, bridge: Bridge) -> str:
    """„X verbindet A und B mit C“: the smaller side first named by what it would lose."""
    smaller = [name for side in bridge.sides[1:] for name in _names(analysis, side)]
    return _("„%(name)s“ verbindet %(ones)s mit %(others)s. Einen anderen Weg zwischen ihnen gibt es nicht.") % {
        "name": analysis.actor(bridge.actor).name,
        "ones": listed(smaller),
        "others": listed(_names(analysis, bridge.sides[0]), is_dative=True),
    }


def _busiest(analysis: Analysis) -> str:
    position = max(range(len(analysis.betweenness)), key=lambda one: (analysis.betweenness[one], -one), default=None)
    if position is None or not analysis.betweenness[position]:
        return ""
    return _("Über „%(name)s“ führen die meisten kurzen Wege zwischen den anderen.") % {
        "name": analysis.actor(position).name
    }


def gap_sentences(coverage: Coverage) -> list[str]:
    """Topics nobody covers: those missing everywhere in one sentence, then those missing in most places."""
    topics = {str(one.pk): one.name for one in coverage.topics}
    places = {str(one.pk): one.name for one in coverage.places}
    everywhere = [topics[gap.topic] for gap in coverage.gaps if gap.is_everywhere]
    partly = [gap for gap in coverage.gaps if not gap.is_everywhere]
    found = []
    if everywhere:
        found.append(
            ngettext(
                "Zu einem Thema bietet im ganzen Kreis niemand etwas: %(topics)s.",
                "Zu %(n)d Themen bietet im ganzen Kreis niemand etwas: %(topics)s.",
                len(everywhere),
            )
            % {"n": len(everywhere), "topics": listed(everywhere, MOST_GAPS)}
        )
    for gap in partly[:MOST_GAPS]:
        where = listed([places[place] for place in gap.places], is_dative=True)
        found.append(
            _("In %(places)s bietet niemand etwas zu „%(topic)s“.") % {"topic": topics[gap.topic], "places": where}
        )
    if len(partly) > MOST_GAPS:
        found.append(_("Lücken bei weiteren %(n)d Themen zeigt die Tabelle.") % {"n": len(partly) - MOST_GAPS})
    return found
