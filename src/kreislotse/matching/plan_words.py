"""Why nobody goes, and what would help, in sentences of the office."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kreislotse.assignment import Binding, Kind, Obstacle, ObstacleCode, Taken
from kreislotse.guides.models import FundingSource
from kreislotse.intake.models import HelpRequest
from kreislotse.matching.models import UnservedCause
from kreislotse.matching.pools import PoolLeft
from kreislotse.matching.wording import ON_WEEKDAY, Sentence, Words, obstacle_sentence

O = ObstacleCode  # noqa: E741  reads well beside its members
Cause = UnservedCause.Cause
NAMES_SHOWN = 3

CAUSES = {
    O.LANGUAGE: Cause.LANGUAGE, O.LANGUAGE_LEVEL: Cause.LANGUAGE, O.LANGUAGE_DIRECTION: Cause.LANGUAGE,
    O.TIME: Cause.TIME, O.BUSY: Cause.TIME, O.AREA: Cause.AREA, O.TOO_FAR: Cause.AREA, O.YEAR_CAP: Cause.HOURS,
    O.TOPIC_TRAINING: Cause.QUALIFICATION, O.QUALIFICATION: Cause.QUALIFICATION, O.GENDER: Cause.GENDER,
    O.EXCLUDED: Cause.EXCLUDED, O.NOT_NEUTRAL: Cause.EXCLUDED, O.NO_CAPACITY: Cause.TAKEN, Taken.TIME: Cause.TAKEN,
    Taken.CAPACITY: Cause.TAKEN, Taken.HOURS: Cause.HOURS, O.POOL: Cause.MONEY, Taken.POOL: Cause.MONEY,
}  # fmt: skip

NEGOTIABLE = (O.TIME, O.AREA, O.TOO_FAR, O.LANGUAGE_LEVEL)
"""What a telephone call may change: usual hours, usual places and levels on paper."""

SHORT = {
    O.LANGUAGE: gettext_lazy("die Sprache"), O.LANGUAGE_LEVEL: gettext_lazy("das Sprachniveau"),
    O.LANGUAGE_DIRECTION: gettext_lazy("die Richtung"), O.TIME: gettext_lazy("die Zeit"),
    O.BUSY: gettext_lazy("ein anderer Termin"), O.AREA: gettext_lazy("der Ort"), O.TOO_FAR: gettext_lazy("der Weg"),
    O.YEAR_CAP: gettext_lazy("die Stunden im Jahr"), O.TOPIC_TRAINING: gettext_lazy("die Schulung zum Thema"),
    O.QUALIFICATION: gettext_lazy("Schulung oder Nachweis"), O.GENDER: gettext_lazy("der Wunsch nach einer Frau oder einem Mann"),
    O.EXCLUDED: gettext_lazy("eine Absage oder ein Ausschluss"), O.NOT_NEUTRAL: gettext_lazy("die Neutralität"),
    O.ROLE: gettext_lazy("die Aufgabe"), O.TOO_MANY_PERSONS: gettext_lazy("die Zahl der Personen"),
    O.NO_CAPACITY: gettext_lazy("schon genug Anfragen"), O.NOT_AVAILABLE: gettext_lazy("zurzeit nicht verfügbar"),
    Taken.TIME: gettext_lazy("eine andere Anfrage zu dieser Zeit"), Taken.HOURS: gettext_lazy("die Stunden im Jahr"),
    Taken.CAPACITY: gettext_lazy("schon genug neue Anfragen"), O.POOL: gettext_lazy("die bewilligten Mittel"),
    Taken.POOL: gettext_lazy("die bewilligten Mittel"),
}  # fmt: skip


@dataclass(frozen=True)
class Lack:
    """The budget that does not suffice for a request, what it would take of it, and the requests that go before."""

    pool: PoolLeft
    needed: int
    before: Sequence[str] = ()

    def __str__(self):
        gaps = {"funding": self.pool.name, "year": self.pool.year}
        if self.before:
            gaps["references"] = ", ".join(self.before[:NAMES_SHOWN])
            if self.pool.is_money:
                return (
                    _(
                        "das Geld von „%(funding)s“ reicht %(year)s nicht für alle; andere Anfragen gehen vor (%(references)s)"
                    )
                    % gaps
                )
            return (
                _(
                    "die Stunden von „%(funding)s“ reichen %(year)s nicht für alle; andere Anfragen gehen vor (%(references)s)"
                )
                % gaps
            )
        gaps |= {"left": self.pool.in_words(self.pool.left), "needed": self.pool.in_words(self.needed)}
        if self.pool.is_money:
            return _(
                "das Geld von „%(funding)s“ reicht nicht mehr: Nach allen Zusagen und offenen Fragen sind für %(year)s noch "
                "%(left)s frei, gebraucht werden %(needed)s"
            ) % gaps  # fmt: skip
        return _(
            "die Stunden von „%(funding)s“ reichen nicht mehr: Nach allen Zusagen und offenen Fragen sind für %(year)s noch "
            "%(left)s frei, gebraucht werden %(needed)s"
        ) % gaps  # fmt: skip


def cause(binding: Binding) -> str:
    """The cause a month counts: of one rule its own, of several together "other"."""
    if binding.kind == Kind.PIN:
        return Cause.EXCLUDED
    found = {CAUSES.get(rule, Cause.OTHER) for rule in binding.rules} or {Cause.OTHER}
    return found.pop() if len(found) == 1 else Cause.OTHER


def wanted(help_request: HelpRequest, words: Words) -> str:
    """Who is missing, as one would put it in a call for people: „Tigrinya, dienstags, Raum Michelstadt“."""
    parts = []
    if help_request.language and help_request.language.code not in {"de", "de-simple"}:
        parts.append(words.language(help_request.language.code))
    if help_request.wanted_on:
        day = str(ON_WEEKDAY[help_request.wanted_on.weekday()])
        if help_request.wanted_at:
            day = _("%(weekday)s um %(time)s Uhr") % {"weekday": day, "time": f"{help_request.wanted_at:%H:%M}"}
        parts.append(day)
    if help_request.setting != "on_site":
        parts.append(help_request.get_setting_display())
    elif words.place:
        parts.append(_("Raum %(place)s") % {"place": words.place})
    return ", ".join(parts) or words.topic


def why(binding: Binding, help_request: HelpRequest, words: Words, names, references, lack: Lack | None = None) -> str:
    """One sentence: who is missing, and the rule or the competition that keeps it so; or which budget does not suffice."""
    if lack and binding.rules in ((O.POOL,), (Taken.POOL,)):
        n = len(binding.guides)
        return ngettext("%(n)d Person passt, aber %(lack)s.", "%(n)d Personen passen, aber %(lack)s.", n) % {
            "n": n, "lack": lack,
        }  # fmt: skip
    return _("Es fehlt: %(wanted)s. %(because)s") % {
        "wanted": wanted(help_request, words), "because": _because(binding, help_request, words, names, references),
    }  # fmt: skip


def _because(binding: Binding, help_request: HelpRequest, words: Words, names, references) -> str:
    n = len(binding.guides)
    if binding.kind == Kind.COST:
        return _("Jemand könnte gehen, aber die Gewichte sprechen zu stark dagegen.")
    if not binding.rules:
        return _("Es gibt zurzeit niemanden, der gefragt werden kann.")
    if binding.kind == Kind.COMPETITION:
        return _lost(binding, n, references)
    if len(binding.rules) > 1:
        together = _(" und ").join(str(SHORT[rule]) for rule in binding.rules)
        return ngettext(
            "Selbst bei der Person, die am nächsten kommt, steht mehreres zugleich im Weg: %(rules)s.",
            "Selbst bei den %(n)d Personen, die am nächsten kommen, steht mehreres zugleich im Weg: %(rules)s.", n,
        ) % {"n": n, "rules": together}  # fmt: skip
    return _one_rule(binding.rules[0], n, words)


def _lost(binding: Binding, n: int, references) -> str:
    shown = ", ".join(references[key] for key in binding.taken_by[:NAMES_SHOWN])
    sentences = {
        Taken.TIME: ngettext(
            "%(n)d Person passt, geht dann aber zu einer Anfrage, die vorgeht (%(references)s).",
            "%(n)d Personen passen, gehen dann aber zu Anfragen, die vorgehen (%(references)s).", n,
        ),
        Taken.HOURS: ngettext(
            "%(n)d Person passt, ihre Stunden in diesem Jahr reichen aber nur für %(references)s.",
            "%(n)d Personen passen, ihre Stunden in diesem Jahr reichen aber nur für %(references)s.", n,
        ),
        Taken.CAPACITY: ngettext(
            "%(n)d Person passt, hat in dieser Woche aber schon genug neue Anfragen (%(references)s).",
            "%(n)d Personen passen, haben in dieser Woche aber schon genug neue Anfragen (%(references)s).", n,
        ),
    }  # fmt: skip
    return sentences[binding.rules[0]] % {"n": n, "references": shown}


def _one_rule(rule, n: int, words: Words) -> str:
    if rule == O.LANGUAGE:
        return _("Niemand im Pool, der sonst kann, spricht diese Sprache.")
    sentences = {
        O.LANGUAGE_LEVEL: ngettext(
            "%(n)d Person spricht die Sprache, aber nicht auf dem nötigen Niveau.",
            "%(n)d Personen sprechen die Sprache, aber nicht auf dem nötigen Niveau.", n,
        ),
        O.LANGUAGE_DIRECTION: ngettext(
            "%(n)d Person spricht die Sprache, übersetzt aber nicht in dieser Richtung.",
            "%(n)d Personen sprechen die Sprache, übersetzen aber nicht in dieser Richtung.", n,
        ),
        O.TIME: ngettext(
            "%(n)d Person passt sonst, hat dann aber gewöhnlich nicht frei.",
            "%(n)d Personen passen sonst, haben dann aber gewöhnlich nicht frei.", n,
        ),
        O.BUSY: ngettext(
            "%(n)d Person passt sonst, hat dann aber schon einen Termin oder einen zu weiten Weg dorthin.",
            "%(n)d Personen passen sonst, haben dann aber schon einen Termin oder einen zu weiten Weg dorthin.", n,
        ),
        O.AREA: ngettext(
            "%(n)d Person passt sonst, kommt aber nicht dorthin.", "%(n)d Personen passen sonst, kommen aber nicht dorthin.", n
        ),
        O.TOO_FAR: ngettext(
            "%(n)d Person passt sonst, wohnt aber zu weit weg.", "%(n)d Personen passen sonst, wohnen aber zu weit weg.", n
        ),
        O.YEAR_CAP: ngettext(
            "%(n)d Person passt sonst, hat in diesem Jahr aber nicht mehr genug Stunden.",
            "%(n)d Personen passen sonst, haben in diesem Jahr aber nicht mehr genug Stunden.", n,
        ),
        O.QUALIFICATION: ngettext(
            "%(n)d Person passt sonst; Schulung, Berufung oder ein Nachweis fehlt an diesem Tag.",
            "%(n)d Personen passen sonst; Schulung, Berufung oder ein Nachweis fehlt an diesem Tag.", n,
        ),
        O.EXCLUDED: ngettext(
            "%(n)d Person passt sonst, hat aber abgesagt oder ist für diese Anfrage ausgeschlossen.",
            "%(n)d Personen passen sonst, haben aber abgesagt oder sind für diese Anfrage ausgeschlossen.", n,
        ),
        O.NO_CAPACITY: ngettext(
            "%(n)d Person passt sonst, ist aber schon oft genug angefragt.",
            "%(n)d Personen passen sonst, sind aber schon oft genug angefragt.", n,
        ),
        O.ROLE: ngettext(
            "%(n)d Person passt sonst, ist für diese Aufgabe aber nicht vorgesehen.",
            "%(n)d Personen passen sonst, sind für diese Aufgabe aber nicht vorgesehen.", n,
        ),
    }  # fmt: skip
    usual = ngettext(
        "%(n)d Person passt sonst; im Weg steht: %(rule)s.", "%(n)d Personen passen sonst; im Weg steht: %(rule)s.", n
    )
    return sentences.get(rule, usual) % {"n": n, "rule": SHORT[rule]}


def ways(binding: Binding, names, words: Words) -> list[str]:
    """What alone would let somebody go, and whom, the easiest first."""
    sentences = {
        O.TIME: _("Eine andere Zeit: dann könnte %(names)s."),
        O.BUSY: _("Eine andere Zeit am selben Tag oder ein anderer Tag: dann könnte %(names)s."),
        Taken.TIME: _("Eine andere Zeit: dann könnte %(names)s trotz der anderen Anfrage."),
        O.AREA: _("Wenn jemand ausnahmsweise dorthin kommt, oder am Telefon: %(names)s."),
        O.TOO_FAR: _("Wenn jemand den weiteren Weg auf sich nimmt, oder am Telefon: %(names)s."),
        O.LANGUAGE_LEVEL: _("Wenn das Niveau im Gespräch reicht: %(names)s."),
        O.QUALIFICATION: _("Sobald Schulung und Nachweise da sind: %(names)s."),
        O.YEAR_CAP: _("Mit einer anderen Finanzierung: %(names)s."),
        Taken.HOURS: _("Mit einer anderen Finanzierung: %(names)s."),
        O.POOL: _("Mit einer anderen Finanzierung oder einer Ausnahme der Leitung: %(names)s."),
        Taken.POOL: _("Mit einer anderen Finanzierung oder einer Ausnahme der Leitung: %(names)s."),
        Taken.CAPACITY: _("Wenn jemand eine Anfrage mehr übernimmt: %(names)s."),
        O.GENDER: _("Ohne den Wunsch nach einer Frau oder einem Mann: %(names)s."),
    }
    found = []
    for rule, guides in (binding.ways or {}).items():
        if rule in sentences:
            shown = _(" oder ").join(names[key] for key in guides[:NAMES_SHOWN])
            found.append(sentences[rule] % {"names": shown})
    return found[:NAMES_SHOWN]


def other_funding(payer: FundingSource, first: FundingSource) -> Sentence:
    text = _("wird aus „%(payer)s“ bezahlt, weil „%(first)s“ nicht für alle reicht")
    return Sentence(text % {"payer": payer.name, "first": first.name}, is_caution=True)


def nearly(binding: Binding) -> list[str]:
    """Who can be asked all the same, those first whom the least stands against."""
    found = [guide for rule in NEGOTIABLE for guide in (binding.ways or {}).get(rule, ())]
    return list(dict.fromkeys(found))


def broken_pin(
    name: str, obstacles: Iterable[Obstacle], words: Words, own: str | None, lack: Lack | None = None
) -> str:
    """Why somebody who was pinned cannot go."""
    said = _said(obstacles, words, own)
    if not said and lack:
        return _("Festgelegt ist %(name)s, aber %(lack)s.") % {"name": name, "lack": lack}
    if not said:
        return _("Festgelegt ist %(name)s; neben den anderen Festlegungen geht das aber nicht auf.") % {"name": name}
    return _("Festgelegt ist %(name)s, aber: %(why)s.") % {"name": name, "why": said}


def not_possible(name: str, obstacles: Iterable[Obstacle], words: Words, own: str | None) -> str:
    return _("weil es mit %(name)s nicht mehr geht: %(why)s") % {"name": name, "why": _said(obstacles, words, own)}


def _said(obstacles: Iterable[Obstacle], words: Words, own: str | None) -> str:
    sentences = [own] if own else []
    sentences += [obstacle_sentence(one, words) for one in obstacles if one.code != O.EXCLUDED]
    return ", ".join(dict.fromkeys(sentences))
