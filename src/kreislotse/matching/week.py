"""All open requests of a week against all guides at once: the facts, the best plan, and its words. Changes nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import product

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kreislotse import assignment as solver
from kreislotse.core.errors import DomainError
from kreislotse.guides.models import FundingSource, Guide, Role
from kreislotse.guides.qualification import Question, unable_on
from kreislotse.guides.queries import visible_guides
from kreislotse.intake.dates import days_ahead
from kreislotse.intake.models import HelpRequest
from kreislotse.intake.queries import visible_help_requests
from kreislotse.matching import outlook, plan_words, queries
from kreislotse.matching.candidates import (
    Pool,
    day_of,
    expected_minutes,
    known_guides,
    language_names,
    local_day,
    reasons_in_words,
    role_for,
    slot_of,
    solver_request,
    words_for,
    years_after,
)
from kreislotse.matching.funding import FundingChoice, Fundings
from kreislotse.matching.hard_rules import HardRules
from kreislotse.matching.hours import hours_under, key_of_hours, minutes_by_year
from kreislotse.matching.models import (
    AppointmentRule,
    MatchingWeights,
    MatchProposal,
    PlanChoice,
    PlanLine,
    UnservedCause,
    WeekPlan,
)
from kreislotse.matching.pools import Pools, days_asked
from kreislotse.matching.rules import appointment_rule, matching_rule
from kreislotse.matching.travel import Ways
from kreislotse.matching.weights import solver_weights, weights_in_force, with_changes
from kreislotse.matching.wording import Sentence, Words

SECONDS = 60.0
NEARLY_SHOWN = 3
BEHIND_SHOWN = 2
FRIDAY = 4
Cause = UnservedCause.Cause
POOL_RULES = {solver.ObstacleCode.POOL, solver.Taken.POOL}


class WeekNotPlanned(DomainError):
    message = _(
        "Für diese Woche fanden wir in der vorgesehenen Zeit keinen besten Plan. "
        "Bitte vermitteln Sie die dringendsten Anfragen einzeln, und rechnen Sie dann neu."
    )


@dataclass(frozen=True)
class Problem:
    """One week as facts: what the solver gets, and the rows behind its keys."""

    today: date
    help_requests: dict[int, HelpRequest]
    pool: Pool
    funding: dict[int, FundingSource | None]
    requests: list[solver.Request]
    guides: list[solver.Guide]
    fallbacks: dict
    weights: solver.Weights
    is_fair: bool
    out: dict[int, dict[int, str]]
    names: dict[str, str]
    days: dict[int, list[date]]
    fundings: Fundings
    pools: Pools
    first_funding: dict[int, FundingSource]
    """By request the usual funding, where another pays because it does not suffice."""

    def words(self, help_request: HelpRequest) -> Words:
        return words_for(help_request, self.names)


@dataclass(frozen=True)
class Planned:
    """What a line of the plan will say of one request."""

    help_request: HelpRequest
    guide: Guide | None
    on: date | None = None
    starts_at: time | None = None
    funding: FundingSource | None = None
    """Who pays if the usual funding does not suffice for all."""
    reasons: tuple[Sentence, ...] = ()
    cause: str = ""
    why: str = ""
    ways: tuple[str, ...] = ()
    nearly: tuple[Guide, ...] = ()
    change: str = ""
    changed_from: Guide | None = None
    changed_because: str = ""


@dataclass(frozen=True)
class WeekResult:
    """The plan of a week with the weights it was made with."""

    lines: list[Planned]
    weights: MatchingWeights
    fairness: solver.Fairness
    behind: list[tuple[str, int, int]]
    """The groups served worst, by name: how many of the requests that somebody could go to are served, and all of them."""
    gap: float = 0.0
    """How much better the best plan could be at most, as a share; 0: this is the best one."""


def requests_of_week(monday: date, *, today: date, to) -> QuerySet[HelpRequest]:
    """The requests `to` may see for which somebody is looked for: with a day in that week that is not over, or without."""
    first, last = max(monday, today), monday + timedelta(days=6)
    rows = queries.requests_waiting_for_a_guide().filter(pk__in=visible_help_requests(to=to).values("pk"))
    return rows.filter(Q(wanted_on=None) | Q(wanted_on__gte=first, wanted_on__lte=last))


def guides_of_plan(plan: WeekPlan, *, to) -> QuerySet[Guide]:
    """The active guides `to` may plan: a Träger's coordinators only their own."""
    rows = visible_guides(to=to).available()
    return rows.filter(organization=plan.organization_id) if plan.organization_id else rows


def problem_of(plan: WeekPlan, *, today: date, to) -> Problem:
    """All facts of a plan. The number of queries does not depend on the number of requests, guides or days.

    A series is in the plan with its first day, and a guide must be able to come on all of them.
    """
    help_requests = list(requests_of_week(plan.monday, today=today, to=to))
    on = max(plan.monday, today)
    days = days_ahead(help_requests, today=today)
    later = years_after([on, *(day for own in days.values() for day in own)])
    pool = Pool(guides_of_plan(plan, to=to), on=on, today=today, later_years=later)
    asked = _open_questions()
    asked_days = days_ahead([p.help_request for p in asked], today=today)
    asked_on = {p.pk: days_asked(p, asked_days[p.help_request_id], today) for p in asked}
    fundings = Fundings(
        [*help_requests, *(p.help_request for p in asked)],
        [today, *(day for own in (*days.values(), *asked_on.values()) for day in own)],
    )
    ways = Ways.of(fundings.days, today=today)
    pools = Pools(fundings, [(p, asked_on[p.pk]) for p in asked], guides=pool.guides.values(), ways=ways)
    choices = {r.pk: choice_of(r, fundings, days[r.pk], today) for r in help_requests}
    funding = {pk: choice.source for pk, choice in choices.items()}
    weights = with_changes(weights_in_force(today), plan.weights)
    rule, between = matching_rule(today), appointment_rule(on)
    out = _those_out(help_requests, pool, days, between, funding, ways)
    needed, held = _may_act(help_requests, pool, on, days)
    known = known_guides(help_requests) if help_requests else {}
    open_questions = defaultdict(list)
    for proposal in asked:
        open_questions[proposal.guide_id].append(proposal)
    promised = _promised(pool)
    sources = {source.pk: source for source in funding.values() if source}
    payers = sources | {
        source.pk: source
        for r in help_requests
        if funding[r.pk]
        for source in _next_fundings(r, funding[r.pk], fundings, days, today)
    }
    budgets = _budgets(pool, payers.values(), {day_of(r, on) for r in help_requests} | {on})
    marks = pools.marks()

    requests = []
    for help_request in help_requests:
        role = role_for(help_request)
        request = solver_request(
            help_request, role=role, today=on, rule=rule, excluded=out[help_request.pk], known=known[help_request.pk]
        )
        waits = max(0, (today - help_request.received_on).days)
        this_year = [day for day in days[help_request.pk] if day.year == day_of(help_request, on).year]
        request = replace(
            request, waits_days=waits, qualifications=needed[help_request.pk], times=max(1, len(this_year))
        )
        requests.append(_paid_by(request, help_request, funding[help_request.pk], pools, days, on))
    guides = [
        replace(
            _with_week(guide, pool, sources.values(), budgets, open_questions, asked_days, promised, weights, ways),
            qualifications=held.get(int(guide.key), {}),
            marks=marks.get(int(guide.key), frozenset()),
        )
        for guide in pool.facts(funding_source=None, role=None, capacity=weights.most_per_guide)
    ]
    spoken = {r.language.code: r.language for r in help_requests if r.language}
    fallbacks = {code: language.fallbacks for code, language in spoken.items() if language.fallbacks}
    points = solver_weights(weights, between)
    if requests:
        guides = outlook.with_prices(
            guides, fundings=fundings, today=today, on=on, to=to, weights=points, fallbacks=fallbacks
        )
    return Problem(
        today=today,
        help_requests={r.pk: r for r in help_requests},
        pool=pool,
        funding=funding,
        requests=requests,
        guides=guides,
        fallbacks=fallbacks,
        weights=points,
        is_fair=weights.is_fair,
        out=out,
        names=language_names(pool, spoken.values()),
        days=days,
        fundings=fundings,
        pools=pools,
        first_funding={},
    )


def plan_week(
    plan: WeekPlan, *, today: date, to, tell: Callable[[str], None] = lambda step: None, seconds: float = SECONDS
) -> WeekResult:
    """The best plan under what the coordinator settled, and what changed against the lines of the plan before.

    A round too large for a proof gets a plan near the best, and `gap` says how near. Raises `WeekNotPlanned` if there is
    none of the kind asked for in time. `tell` hears what is being done.
    """
    tell(_("Anfragen, Zeiten und Stunden werden gelesen …"))
    problem = problem_of(plan, today=today, to=to)
    before = list(plan.lines.select_related("guide", "help_request"))
    choices = list(plan.choices.all())
    pins = {str(c.help_request_id): str(c.guide_id) for c in choices if c.kind == PlanChoice.Kind.PIN}
    forbids = {(str(c.help_request_id), str(c.guide_id)) for c in choices if c.kind == PlanChoice.Kind.FORBID}
    tell(_("Für alle Anfragen zusammen wird verteilt …"))
    previous = {str(one.help_request_id): str(one.guide_id) for one in before if one.guide_id}
    while True:
        known = {"weights": problem.weights, "fallbacks": problem.fallbacks, "pools": problem.pools.left}
        try:
            solution = solver.assign(
                problem.requests, problem.guides, **known, pins=pins, forbids=forbids, previous=previous,
                fair=problem.is_fair, seconds=seconds,
            )  # fmt: skip
        except solver.SolverFailed as error:
            raise WeekNotPlanned from error
        others = _other_fundings(problem, solution)
        if not others:
            break
        tell(_("Wo der Rahmen nicht reicht, wird die nächste Finanzierung versucht …"))
        problem = _with_fundings(problem, others)
    tell(_("Für jede Anfrage wird begründet …"))
    bindings = solver.why_unserved(solution, problem.requests, problem.guides, **known, forbids=forbids)
    fairness = solver.fairness_of(solution, problem.requests, problem.guides, **known)
    lines = [*_served(problem, solution), *_unserved(problem, solution, bindings, pins)]
    lines = _with_changes(lines, before, problem, solution, pins, forbids)
    lines.sort(key=lambda line: (line.help_request.received_on, line.help_request.pk))
    weights = with_changes(weights_in_force(today), plan.weights)
    return WeekResult(lines, weights, fairness, _behind(problem, fairness), solution.gap)


def _behind(problem: Problem, fairness: solver.Fairness) -> list[tuple[str, int, int]]:
    """The languages and places served worst, the largest first; none where all are served or no group has a name."""
    places = {r.municipality.ags: r.municipality.name for r in problem.help_requests.values() if r.municipality}
    names = {("language", code): name for code, name in problem.names.items()}
    names |= {("area", ags): name for ags, name in places.items()}
    found = [(names[group], *fairness.groups[group]) for group in fairness.worst if group in names]
    return sorted((one for one in found if one[1] < one[2]), key=lambda one: (-one[2], one[0]))[:BEHIND_SHOWN]


def cause_of(help_request: HelpRequest, *, today: date) -> str:
    """What stands against one request if it alone is looked at, with all guides of the district; "" if somebody could go."""
    on = day_of(help_request, today)
    days = days_ahead([help_request], today=today)
    fundings = Fundings([help_request], [today, *days[help_request.pk]])
    funding = choice_of(help_request, fundings, days[help_request.pk], today).source
    later = years_after([on, *days[help_request.pk]])
    pool = Pool(Guide.objects.available(), on=on, today=today, later_years=later)
    ways = Ways.of(fundings.days, today=today)
    pools = Pools(fundings, (), guides=pool.guides.values(), ways=ways)
    role = role_for(help_request)
    out = _those_out([help_request], pool, days, appointment_rule(on), {help_request.pk: funding}, ways)
    excluded = out[help_request.pk]
    request = solver_request(help_request, role=role, today=today, rule=matching_rule(today), excluded=excluded)
    needed, held = _may_act([help_request], pool, on, days)
    request = replace(request, qualifications=needed[help_request.pk])
    request = _paid_by(request, help_request, funding, pools, days, on)
    facts = pool.facts(funding_source=funding, role=role)
    marks = pools.marks()
    guides = [
        replace(guide, qualifications=held.get(int(guide.key), {}), marks=marks.get(int(guide.key), frozenset()))
        for guide in facts
    ]
    spoken = help_request.language
    fallbacks = {spoken.code: spoken.fallbacks} if spoken and spoken.fallbacks else {}
    alone = solver.assign([request], guides, fallbacks=fallbacks, pools=pools.left)
    bindings = solver.why_unserved(alone, [request], guides, fallbacks=fallbacks, pools=pools.left)
    return "" if not bindings else plan_words.cause(bindings[request.key])


def _served(problem: Problem, solution: solver.Solution) -> list[Planned]:
    lines = []
    for placement in solution.placements:
        help_request, guide = problem.help_requests[int(placement.request)], problem.pool.guides[int(placement.guide)]
        hours = problem.pool.hours_for(
            guide, funding_source=problem.funding[help_request.pk], role=role_for(help_request)
        )
        reasons = reasons_in_words(guide, placement.reasons, help_request, problem.words(help_request), hours)
        first, payer = problem.first_funding.get(help_request.pk), None
        if first:
            payer = problem.funding[help_request.pk]
            reasons.append(plan_words.other_funding(payer, first))
        slot = placement.slot
        lines.append(
            Planned(
                help_request, guide, on=slot.on if slot else help_request.wanted_on,
                starts_at=time(slot.start // 60, slot.start % 60) if slot else help_request.wanted_at,
                funding=payer, reasons=tuple(reasons),
            )
        )  # fmt: skip
    return lines


def _unserved(problem: Problem, solution: solver.Solution, bindings: dict, pins) -> list[Planned]:
    names = {guide.key: str(problem.pool.guides[int(guide.key)]) for guide in problem.guides}
    references = {str(pk): r.reference for pk, r in problem.help_requests.items()}
    requests, guides = {r.key: r for r in problem.requests}, {g.key: g for g in problem.guides}
    given: dict[str, list[solver.Request]] = defaultdict(list)
    for placement in solution.placements:
        given[placement.guide].append(requests[placement.request])
    use = solver.PoolUse(problem.pools.left, [(guides[guide], one) for guide, own in given.items() for one in own])
    lines = []
    for key, binding in bindings.items():
        help_request, request = problem.help_requests[int(key)], requests[key]
        words = problem.words(help_request)
        cause, lack = plan_words.cause(binding), _lack(problem, binding, request, references)
        pinned = pins.get(key) if binding.kind == solver.Kind.PIN else None
        if any(pinned in (binding.ways or {}).get(rule, ()) for rule in POOL_RULES):
            short = use.short(guides[pinned], [*given[pinned], request])[0]
            cause, lack = Cause.MONEY, plan_words.Lack(problem.pools.by_key[short], _needed(request, short, pinned))
        why = plan_words.why(binding, help_request, words, names, references, lack)
        if pinned:
            why = _why_the_pin_broke(problem, request, pinned, names, words, lack)
        nearly = [problem.pool.guides[int(one)] for one in plan_words.nearly(binding)]
        lines.append(
            Planned(
                help_request, None, on=help_request.wanted_on, starts_at=help_request.wanted_at, cause=cause, why=why,
                ways=tuple(plan_words.ways(binding, names, words)), nearly=tuple(nearly[:NEARLY_SHOWN]),
            )
        )  # fmt: skip
    return lines


def _lack(problem: Problem, binding: solver.Binding, request: solver.Request, references) -> plan_words.Lack | None:
    """The budget that keeps a request without anybody, if it is one."""
    key = next((binding.values[rule] for rule in binding.rules if rule in POOL_RULES), None)
    if key is None:
        return None
    before = [references[one] for one in binding.taken_by] if solver.Taken.POOL in binding.rules else ()
    return plan_words.Lack(problem.pools.by_key[key], _needed(request, key, binding.guides[0]), before)


def _needed(request: solver.Request, pool: str, guide: str) -> int:
    return request.pools_with(guide).get(pool, 0) + sum(amount for of, _mark, amount in request.once if of == pool)


def _why_the_pin_broke(problem: Problem, request, guide_key: str, names, words, lack) -> str:
    guide = next((one for one in problem.guides if one.key == guide_key), None)
    if guide is None:
        return _("Festgelegt ist jemand, der zurzeit nicht verfügbar ist.")
    fit = solver.evaluate(request, guide, weights=problem.weights, fallbacks=problem.fallbacks)
    own = problem.out[int(request.key)].get(int(guide_key))
    return plan_words.broken_pin(names[guide_key], fit.obstacles, words, own, lack)


def _with_changes(lines, before, problem: Problem, solution, pins, forbids) -> list[Planned]:
    """Each line with what changed against the plan before, and why."""
    if not before:
        return lines
    old = {line.help_request_id: line for line in before}
    told = []
    for line in lines:
        past = old.get(line.help_request.pk)
        now = line.guide.pk if line.guide else None
        if past is None:
            told.append(replace(line, change=PlanLine.Change.NEW))
        elif past.guide_id == now:
            told.append(line)
        else:
            kind = PlanLine.Change.FOUND if past.guide_id is None else PlanLine.Change.MOVED
            kind = PlanLine.Change.LOST if now is None else kind
            because = _because(line, past, problem, solution, pins, forbids)
            told.append(replace(line, change=kind, changed_from=past.guide, changed_because=because))
    return told


def _because(line: Planned, past: PlanLine, problem: Problem, solution, pins, forbids) -> str:
    """Why the guide of the plan before does not go any more: settled, not possible, elsewhere, or dearer."""
    key, guide_key = str(line.help_request.pk), str(past.guide_id)
    if key in pins:
        return _("weil Sie %(name)s festgelegt haben") % {"name": line.guide or past.guide}
    if past.guide_id is None:
        return _("weil jetzt jemand frei ist")
    if (key, guide_key) in forbids:
        return _("weil Sie dieses Paar ausgeschlossen haben")
    guide = next((one for one in problem.guides if one.key == guide_key), None)
    if guide is None:
        return _("weil %(name)s nicht mehr verfügbar ist") % {"name": past.guide}
    request = next(one for one in problem.requests if one.key == key)
    fit = solver.evaluate(request, guide, weights=problem.weights, fallbacks=problem.fallbacks)
    if not fit.is_possible:
        own = problem.out[line.help_request.pk].get(past.guide_id)
        return plan_words.not_possible(str(past.guide), fit.obstacles, problem.words(line.help_request), own)
    elsewhere = [one for one, other in solution.pairs.items() if other == guide_key]
    if elsewhere:
        references = ", ".join(problem.help_requests[int(one)].reference for one in elsewhere)
        return _("weil %(name)s jetzt zu %(references)s geht") % {"name": past.guide, "references": references}
    return _("weil es für alle zusammen so besser passt")


def _those_out(
    help_requests: list[HelpRequest], pool: Pool, days: dict[int, list[date]], rule: AppointmentRule,
    funding: dict[int, FundingSource | None], ways: Ways,
) -> dict[int, dict[int, str]]:  # fmt: skip
    """Per request the guides who are out whatever the plan, with the sentence for each. One query."""
    rules = HardRules(help_requests, pool, days=days, rule=rule, ways=ways)
    out: dict[int, dict[int, str]] = {}
    for help_request in help_requests:
        role = role_for(help_request)
        found = rules.out_for_good(help_request, role=role)
        if len(days[help_request.pk]) > 1:
            found = rules.not_on_all_days(help_request, role=role, funding_source=funding[help_request.pk]) | found
        if help_request.wanted_on is None:
            found = _away_all_week(pool) | found
        out[help_request.pk] = found
    return out


def _away_all_week(pool: Pool) -> dict[int, str]:
    """Who is away for all working days that are left, although any time would do."""
    friday = pool.on + timedelta(days=max(0, FRIDAY - pool.on.weekday()))
    return {
        pk: _("ist in dieser Woche nicht da") for pk in pool.guides
        if any(first <= pool.on and friday <= last for first, last in pool.absences.get(pk, ()))
    }  # fmt: skip


def _may_act(
    help_requests: list[HelpRequest], pool: Pool, on: date, days: dict[int, list[date]]
) -> tuple[dict[int, frozenset[str]], dict[int, dict]]:
    """Training, appointment and papers: by request the keys of what is asked, by guide the keys that hold.

    Asked is for the day, of a series for every day that is ahead, as when it is agreed.
    """
    asked = {r.pk: Question(str(role_for(r)), tuple(days[r.pk]) or (on,), r.topic_id) for r in help_requests}
    unable = unable_on(pool.guides.values(), asked.values())
    keys = {question: str(number) for number, question in enumerate(unable)}
    held: dict[int, dict] = defaultdict(dict)
    for question, out in unable.items():
        for guide in pool.guides.keys() - out.keys():
            held[guide][keys[question]] = (None, None)
    return {pk: frozenset({keys[question]}) for pk, question in asked.items()}, held


def _open_questions() -> list[MatchProposal]:
    """The questions nobody has answered yet, of the whole district: their time and their money are kept. One query."""
    rows = MatchProposal.objects.filter(status=MatchProposal.Status.ASKED).order_by("pk")
    return list(
        rows.select_related(
            "help_request__series_wish", "help_request__municipality", "guide__home_municipality", "funding_source",
            "vacancy__appointment",
        )
    )  # fmt: skip


def choice_of(help_request: HelpRequest, fundings: Fundings, days: list[date], today: date) -> FundingChoice:
    """The funding that asking somebody today would book."""
    on, minutes = minutes_by_year(help_request, days or [today])[0]
    return fundings.propose(help_request, role=role_for(help_request), on=on, minutes=minutes)


def _paid_by(
    request: solver.Request, help_request: HelpRequest, source: FundingSource | None, pools: Pools, days, on: date
) -> solver.Request:
    """The same request on the hours and the budget of one funding, with the ways that count under its rate."""
    role = role_for(help_request)
    takes = pools.takes(help_request, source, role=role, days=days[help_request.pk])
    ways = pools.ways_to(help_request, source, role=role, days=days[help_request.pk])
    budget = key_of_hours(source, role, day_of(help_request, on))
    return replace(request, budgets=(budget,), counted_ways=ways, **vars(takes))


def _next_fundings(
    help_request: HelpRequest, source: FundingSource, fundings: Fundings, days, today: date
) -> list[FundingSource]:
    """The fundings that come after one in the office's order and fit too; none where that one has no budget."""
    if source.pk not in {pool.funding_source_id for pool in fundings.pools}:
        return []
    on = min(days[help_request.pk], default=today)
    fitting = fundings.all_fitting(help_request, role=role_for(help_request), on=on)
    return fitting[fitting.index(source) + 1 :] if source in fitting else []


def _other_fundings(problem: Problem, solution: solver.Solution) -> dict[int, FundingSource]:
    """For requests left alone whose budget does not suffice the next funding that still does beside the plan."""
    by_key, guides = {r.key: r for r in problem.requests}, {g.key: g for g in problem.guides}
    use = solver.PoolUse(problem.pools.left, [(guides[p.guide], by_key[p.request]) for p in solution.placements])
    anybody = solver.Guide("")
    found = {}
    for key in solution.unserved:
        request, help_request = by_key[key], problem.help_requests[int(key)]
        if use.allows(anybody, [request]):
            continue
        current = problem.funding[help_request.pk]
        for source in _next_fundings(help_request, current, problem.fundings, problem.days, problem.today):
            other = _paid_by(request, help_request, source, problem.pools, problem.days, problem.pool.on)
            use.pools = problem.pools.left  # the funding may be looked at for the first time
            if use.allows(anybody, [other]):
                found[help_request.pk] = source
                break
    return found


def _with_fundings(problem: Problem, others: dict[int, FundingSource]) -> Problem:
    """The same week with other fundings for some requests."""
    requests = [
        _paid_by(r, problem.help_requests[int(r.key)], others[int(r.key)], problem.pools, problem.days, problem.pool.on)
        if int(r.key) in others else r
        for r in problem.requests
    ]  # fmt: skip
    first = {pk: problem.funding[pk] for pk in others} | problem.first_funding
    return replace(problem, requests=requests, funding=problem.funding | others, first_funding=first)


def _budgets(pool: Pool, sources, days: set[date]) -> dict[int, dict[str, int]]:
    """Minutes left by guide, and by funding, role and year."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for on in {day.year: day for day in sorted(days, reverse=True)}.values():
        for key, guide in pool.guides.items():
            for source, role in product(sources, Role.values):
                under = pool.hours_in(guide, on=on, funding_source=source, role=role)
                if under:
                    found[key][key_of_hours(source, role, on)] = under.left_year
    return found


def _promised(pool: Pool) -> dict[int, list[solver.Slot]]:
    """Times promised with a request for which no appointment is noted yet."""
    return {
        guide: [slot_of(one) for one in times if one.appointment is None and local_day(one) >= pool.today]
        for guide, times in pool.taken.items()
    }


def _with_week(  # noqa: PLR0913
    guide: solver.Guide, pool: Pool, sources, budgets, open_questions, asked_days, promised, weights, ways: Ways
) -> solver.Guide:
    """A guide's facts with hours by role and year, the week's limit, and what they were asked and have not answered."""
    key = int(guide.key)
    pairs = product(sources, Role.values)
    own = [hours_under(pool.hours[key], funding_source=source, role=role) for source, role in pairs]
    left_week = min((hours.left_week for hours in own if hours and hours.left_week is not None), default=None)
    left = dict(budgets.get(key, {}))
    busy = [*guide.busy, *promised.get(key, ())]
    for proposal in open_questions.get(key, ()):
        asked = proposal.help_request
        days = asked_days[asked.pk]
        way = ways.counted(
            proposal.guide, asked, role=proposal.role, source=proposal.funding_source_id,
            on=min(days, default=pool.today),
        )  # fmt: skip
        for on, minutes in minutes_by_year(asked, days or [pool.today], way=way):
            budget = key_of_hours(proposal.funding_source, proposal.role, on)
            if budget in left:
                left[budget] = max(0, left[budget] - minutes)
        if asked.wanted_at:
            start = asked.wanted_at.hour * 60 + asked.wanted_at.minute
            end = min(start + expected_minutes(asked), solver.problem.MINUTES_PER_DAY)
            busy += [solver.Slot(start, end, on=day) for day in days]
    asked_this_week = len(open_questions.get(key, ()))
    return replace(
        guide, minutes_left_year=None, minutes_left_week=left_week, budgets=left, busy=tuple(busy),
        capacity=max(0, weights.most_per_guide - asked_this_week),
    )  # fmt: skip


def causes(lines: list[Planned]) -> Counter:
    """How often each cause keeps a request without a guide."""
    return Counter(line.cause for line in lines if line.cause)
