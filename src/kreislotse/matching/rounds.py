"""One guide for each waiting request, chosen for all of them together: a preview the office decides on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from kreislotse import assignment as solver
from kreislotse.core.errors import DomainError
from kreislotse.guides.models import Guide
from kreislotse.guides.queries import visible_guides
from kreislotse.guides.rules import default_funding_source
from kreislotse.intake.models import HelpRequest
from kreislotse.matching.candidates import (
    Pool,
    language_names,
    reasons_in_words,
    role_for,
    solver_request,
    words_for,
)
from kreislotse.matching.models import MatchProposal
from kreislotse.matching.rules import matching_rule
from kreislotse.matching.wording import Sentence, obstacle_sentence

PLANNED_AT_MOST = 100
REQUESTS_PER_GUIDE = 2
SECONDS = 10.0


class RoundNotPlanned(DomainError):
    message = _(
        "Für so viele Anfragen auf einmal fanden wir keine Lösung. Bitte vermitteln Sie die dringendsten einzeln."
    )


@dataclass(frozen=True)
class Pairing:
    """The guide proposed for one request, with the reasons."""

    help_request: HelpRequest
    guide: Guide
    reasons: list[Sentence]


@dataclass(frozen=True)
class Unserved:
    """A request for which nobody is left, and what stands most often against it."""

    help_request: HelpRequest
    obstacles: list[str]


@dataclass(frozen=True)
class Round:
    pairings: list[Pairing]
    unserved: list[Unserved]


def plan_all(help_requests: list[HelpRequest], *, today: date, to) -> Round:
    """The best guides for all of `help_requests` together, each guide at most twice; nothing is changed.

    Raises `RoundNotPlanned` if no best solution is proven in ten seconds.
    """
    help_requests = help_requests[:PLANNED_AT_MOST]
    pool = Pool(visible_guides(to=to).available(), on=today, today=today)
    funding = default_funding_source(today)
    out = _those_out(help_requests, pool)
    rule = matching_rule(today)
    requests = [
        solver_request(r, role=role_for(r), today=today, rule=rule, excluded=out.get(r.pk, ())) for r in help_requests
    ]
    guides = pool.facts(funding_source=funding, role=None, capacity=REQUESTS_PER_GUIDE)
    spoken = {r.language.code: r.language for r in help_requests if r.language}
    fallbacks = {code: language.fallbacks for code, language in spoken.items() if language.fallbacks}
    try:
        solution = solver.assign(requests, guides, fallbacks=fallbacks, seconds=SECONDS)
    except solver.SolverFailed as error:
        raise RoundNotPlanned from error

    by_key = {str(r.pk): r for r in help_requests}
    names = language_names(pool, spoken.values())
    pairings = []
    for placement in solution.placements:
        help_request, guide = by_key[placement.request], pool.guides[int(placement.guide)]
        hours = pool.hours_for(guide, funding_source=funding, role=role_for(help_request))
        words = words_for(help_request, names)
        pairings.append(
            Pairing(help_request, guide, reasons_in_words(guide, placement.reasons, help_request, words, hours))
        )
    by_request = {request.key: request for request in requests}
    unserved = [
        Unserved(by_key[key], _why(by_request[key], guides, fallbacks, words_for(by_key[key], names)))
        for key in solution.unserved
    ]
    order = {r.pk: place for place, r in enumerate(help_requests)}
    return Round(
        sorted(pairings, key=lambda p: order[p.help_request.pk]),
        sorted(unserved, key=lambda u: order[u.help_request.pk]),
    )


def _those_out(help_requests: list[HelpRequest], pool: Pool) -> dict[int, set[int]]:
    """Per request the guides who said no to it or do not do this form of help. One query."""
    out = {
        r.pk: {g.pk for g in pool.guides.values() if g.settings_possible and r.setting not in g.settings_possible}
        for r in help_requests
    }
    answers = MatchProposal.objects.filter(help_request__in=help_requests, status=MatchProposal.Status.DECLINED)
    for request_pk, guide_pk in answers.values_list("help_request", "guide"):
        out[request_pk].add(guide_pk)
    return out


def _why(request: solver.Request, guides: list[solver.Guide], fallbacks, words) -> list[str]:
    """The obstacles of those who come nearest to fitting, each named once."""
    nearest = solver.near_misses(request, guides, n=3, fallbacks=fallbacks)
    sentences = [
        obstacle_sentence(obstacle, words)
        for _key, obstacles in nearest
        for obstacle in obstacles
        if obstacle.code != solver.ObstacleCode.EXCLUDED
    ]
    return list(dict.fromkeys(sentences))[:3]
