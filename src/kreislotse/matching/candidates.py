"""Which guides suit a help request, in the office's words: models become the solver's facts and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import NamedTuple

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.utils import timezone

from kreislotse import assignment as solver
from kreislotse.core.together import fetch_together
from kreislotse.guides.models import FundingSource, Guide, GuideAbsence, GuideLanguage, HourCap, Role, WeeklyTime
from kreislotse.intake.dates import days_ahead
from kreislotse.intake.models import CounterKeyUse, HelpRequest
from kreislotse.matching import wording
from kreislotse.matching.hard_rules import HardRules, qualification_obstacles
from kreislotse.matching.hours import USUAL_MINUTES, Hours, hours_by_year, hours_under, minutes_by_year
from kreislotse.matching.models import AppointmentRule, Assignment, MatchingRule, Vacancy
from kreislotse.matching.overlaps import Taken, taken_times
from kreislotse.matching.rules import ProposalRules, proposal_rules
from kreislotse.matching.travel import Ways
from kreislotse.matching.weights import solver_weights
from kreislotse.matching.wording import Sentence, Words
from kreislotse.taxonomy.models import Language

LEVEL_NUMBERS = {"A2": 2, "B1": 3, "B2": 4, "C1": 5, "C2": 6, "native": solver.NATIVE}
DAY_BEGINS, DAY_ENDS = 8 * 60, 20 * 60
DAYS_AHEAD = timedelta(days=120)  # absences further ahead count on the day asked for
TOLD = (
    solver.ReasonCode.KNOWN, solver.ReasonCode.LANGUAGE, solver.ReasonCode.LANGUAGE_FALLBACK, solver.ReasonCode.DISTANCE,
    solver.ReasonCode.REMOTE, solver.ReasonCode.RESTED, solver.ReasonCode.RECENTLY_ASKED,
    solver.ReasonCode.TOPIC_TRAINED, solver.ReasonCode.TOPIC_EXPERIENCED, solver.ReasonCode.GENDER, solver.ReasonCode.TIME,
)  # fmt: skip
"""The order in which people give reasons: language, way, hours left (before the last time), the last time, the rest."""
BOTH_WAYS = "both"
URGENCIES = {"": 1, "soon": 2, "urgent": 3}
GERMAN = {"de", "de-simple"}
NEGOTIABLE = {solver.ObstacleCode.TIME, solver.ObstacleCode.AREA, solver.ObstacleCode.LANGUAGE_LEVEL}
"""Usual hours, usual places and levels on paper: a telephone call may change them."""


@dataclass(frozen=True)
class Suited:
    """A guide who could go along, with the reasons."""

    guide: Guide
    reasons: list[Sentence]
    hours: Hours | None
    is_over_week: bool

    @property
    def sentence(self) -> str:
        """All that speaks for the guide in one sentence a person can repeat."""
        return ", ".join(reason.text for reason in self.reasons if not reason.is_caution)

    @property
    def cautions(self) -> list[Sentence]:
        return [reason for reason in self.reasons if reason.is_caution]


@dataclass(frozen=True)
class NotSuited:
    """A guide who cannot, and everything that stands against it; what the office may know better can be asked all the same."""

    guide: Guide
    obstacles: list[str]
    can_be_asked: bool = False


@dataclass(frozen=True)
class Candidates:
    """The guides for one request: those who fit, the best first, and those who do not, nearly fitting ones first."""

    suited: list[Suited]
    not_suited: list[NotSuited]
    asked_at_once: int = 0

    @property
    def nearly(self) -> list[NotSuited]:
        """Those whom the office can ask all the same."""
        return [entry for entry in self.not_suited if entry.can_be_asked]

    @property
    def unsuited(self) -> list[NotSuited]:
        return [entry for entry in self.not_suited if not entry.can_be_asked]

    def against(self, guide: Guide) -> str:
        """Why not even the office can ask this guide; empty for those who fit, or nearly."""
        return next((", ".join(entry.obstacles) for entry in self.unsuited if entry.guide.pk == guide.pk), "")


class WentAlong(NamedTuple):
    """Guides who went along before in the same matter: all of them, and those who stood at the person's side."""

    guides: frozenset[int] = frozenset()
    as_guide: frozenset[int] = frozenset()


NOBODY = WentAlong()


def known_guides(help_requests: Iterable[HelpRequest]) -> dict[int, WentAlong]:
    """Who went along before in the same matter, by request: for the request itself, or under the same key of an institution.

    Who the person is stays with the institution; the key only says that it is the same. Two queries, one for one request.
    """
    keys = [help_request.pk for help_request in help_requests]
    uses = CounterKeyUse.objects.filter(help_request__in=keys)
    if len(keys) == 1:
        same = Q(help_request__in=keys) | Q(help_request__counter_key_use__key_digest__in=uses.values("key_digest"))
        went = Assignment.objects.filter(same).exclude(status=Assignment.Status.CANCELLED)
        return {keys[0]: _went_along(went.values_list("guide_id", "role"))}
    digests = dict(uses.values_list("help_request_id", "key_digest"))
    same = Q(help_request__in=keys) | Q(help_request__counter_key_use__key_digest__in=list(digests.values()))
    went = Assignment.objects.filter(same).exclude(status=Assignment.Status.CANCELLED)
    by_matter = defaultdict(set)
    for guide, role, request, digest in went.values_list(
        "guide_id", "role", "help_request_id", "help_request__counter_key_use__key_digest"
    ):
        by_matter[request].add((guide, role))
        by_matter[digest or request].add((guide, role))
    return {key: _went_along(by_matter[key] | by_matter[digests.get(key, key)]) for key in keys}


def _went_along(pairs: Iterable[tuple[int, str]]) -> WentAlong:
    pairs = set(pairs)
    return WentAlong(
        frozenset(guide for guide, _role in pairs), frozenset(guide for guide, role in pairs if role == Role.GUIDE)
    )


def role_for(help_request: HelpRequest) -> str:
    """What the guide would do: translate if that was asked for, else go along."""
    return Role.INTERPRETER if help_request.wish == HelpRequest.Wish.INTERPRETING else Role.GUIDE


def day_of(help_request: HelpRequest, today: date) -> date:
    """The day whose year and week the hours count to."""
    return help_request.wanted_on or today


def days_that_count(help_request: HelpRequest, *, today: date, vacancy: Vacancy | None = None) -> list[date]:
    """The days somebody must be able to come on: of a series all that are ahead, of a free appointment its own, else today."""
    if vacancy:
        return [day_of(help_request, today)]
    return days_ahead([help_request], today=today)[help_request.pk] or [today]


def years_after(days: Iterable[date]) -> list[date]:
    """The first of the days in each year after that of the first."""
    days = sorted(days, reverse=True)
    first = {day.year: day for day in days}
    return [first[year] for year in sorted(first)[1:]]


def minutes_this_year(help_request: HelpRequest, days: list[date]) -> int:
    """What all the days in the year of the first take."""
    return minutes_by_year(help_request, days)[0][1]


def expected_minutes(help_request: HelpRequest) -> int:
    return help_request.expected_minutes or USUAL_MINUTES


def request_for(vacancy: Vacancy) -> HelpRequest:
    """The request as it stands for one free appointment: its day, hour, length and form. Never to be saved."""
    appointment = vacancy.appointment
    wanted = copy(appointment.assignment.help_request)
    wanted.wanted_on, wanted.wanted_at = appointment.on, appointment.starts_at
    wanted.expected_minutes, wanted.setting = appointment.duration_minutes, appointment.setting
    return wanted


class Pool:
    """The guides of one question with all that is known of them; a fixed number of queries, whatever their number."""

    def __init__(
        self, guides: QuerySet[Guide] | Iterable[Guide], *, on: date, today: date, since: date | None = None,
        later_years: Iterable[date] = (), caps: Collection[HourCap] | None = None,
    ):  # fmt: skip
        """`on` is the day whose year and week the hours count to, `later_years` the first day of interest in each later one;
        `since` an earlier day whose appointments matter.
        """
        if isinstance(guides, QuerySet):
            spoken = Prefetch("languages", GuideLanguage.objects.select_related("language"))
            guides = guides.select_related("home_municipality").prefetch_related(spoken, "areas", "topics")
        self.guides = {guide.pk: guide for guide in guides}
        self.on, self.today = on, today
        self.hours_by_year = hours_by_year(self.guides.values(), [on, *later_years], caps=caps)
        self.hours = self.hours_by_year[on.year]
        self.taken = taken_times(self.guides, first=min(since or today, today))
        self.last, self.experience = self._past()
        self.times, self.absences = self._times_and_absences()
        self.busy = self._busy()

    def _past(self) -> tuple[dict[int, date], dict[int, dict[str, int]]]:
        """By guide the last day with an assignment, and how often they went along in each topic. One query."""
        rows = Assignment.objects.exclude(status=Assignment.Status.CANCELLED).filter(guide__in=list(self.guides))
        rows = rows.order_by().values("guide", "help_request__topic__code")
        last, experience = {}, defaultdict(dict)
        for row in rows.annotate(
            agreed=Max("agreed_on"), met=Max("appointments__on"), times=Count("pk", distinct=True)
        ):
            guide, met = row["guide"], row["met"]
            days = [row["agreed"], met if met and met <= self.today else None, last.get(guide)]
            last[guide] = max(day for day in days if day)
            experience[guide][row["help_request__topic__code"]] = row["times"]
        return last, experience

    def _times_and_absences(self) -> tuple[dict[int, list[WeeklyTime]], dict[int, list[tuple[date, date]]]]:
        """By guide the usual hours of the week, and the absences that are not over. One query."""
        keys = list(self.guides)
        times, absences = fetch_together(
            WeeklyTime.objects.filter(guide__in=keys),
            GuideAbsence.objects.filter(guide__in=keys, to_on__gte=self.today),
        )
        usual, away = defaultdict(list), defaultdict(list)
        for row in times:
            usual[row.guide_id].append(row)
        for row in sorted(absences, key=lambda row: (row.from_on, row.pk)):
            away[row.guide_id].append((row.from_on, row.to_on))
        return usual, away

    def _busy(self) -> dict[int, list[solver.Slot]]:
        """By guide the planned appointments, and whole days of absence."""
        found = defaultdict(list)
        for guide, times in self.taken.items():
            found[guide] = [
                slot_of(one)
                for one in times
                if one.appointment is not None and not one.has_happened and local_day(one) >= self.today
            ]
        for guide, spans in self.absences.items():
            found[guide] += [
                solver.Slot(0, solver.problem.MINUTES_PER_DAY, on=day)
                for span in spans
                for day in self._days_away(*span)
            ]
        return found

    def _days_away(self, first: date, last: date) -> Iterable[date]:
        """The days of an absence that can matter: the near future, and the day in question."""
        near = range((min(last, self.today + DAYS_AHEAD) - max(first, self.today)).days + 1)
        days = {max(first, self.today) + timedelta(days=n) for n in near}
        return sorted(days | ({self.on} if first <= self.on <= last else set()))

    def away(self, guide: Guide, day: date | None) -> tuple[date, date] | None:
        """The absence a day falls into, for a guide who has said so."""
        return next((span for span in self.absences.get(guide.pk, ()) if day and span[0] <= day <= span[1]), None)

    def hours_for(self, guide: Guide, *, funding_source: FundingSource | None, role: str | None) -> Hours | None:
        """The hours of one guide under the cap of a role; without a role those of the tightest."""
        if role:
            return hours_under(self.hours[guide.pk], funding_source=funding_source, role=role)
        own = [h for h in self.hours[guide.pk] if funding_source and h.cap.funding_source_id == funding_source.pk]
        return min(own, key=lambda h: h.left_year, default=None)

    def hours_in(self, guide: Guide, *, on: date, funding_source: FundingSource | None, role: str) -> Hours | None:
        """The hours of one guide in the year of another day."""
        return hours_under(self.hours_by_year[on.year][guide.pk], funding_source=funding_source, role=role)

    def facts(self, *, funding_source: FundingSource | None, role: str | None, capacity: int = 1) -> list[solver.Guide]:
        return [
            self._facts(guide, self.hours_for(guide, funding_source=funding_source, role=role), capacity)
            for guide in self.guides.values()
        ]

    def _facts(self, guide: Guide, hours: Hours | None, capacity: int) -> solver.Guide:
        last = self.last.get(guide.pk)
        roles = {Role.GUIDE.value} if guide.is_guide else set()
        roles |= {Role.INTERPRETER.value} if guide.is_interpreter else set()
        times = tuple(
            solver.WeeklyTime(t.weekday, _minutes(t.from_time), _minutes(t.to_time))
            for t in self.times.get(guide.pk, ())
        )
        return solver.Guide(
            key=str(guide.pk),
            languages={line.language.code: LEVEL_NUMBERS[line.level] for line in guide.languages.all()},
            areas=frozenset(place.ags for place in guide.areas.all()),
            home=_position(guide.home_municipality),
            weekly_times=times or None,
            topics=frozenset(topic.code for topic in guide.topics.all()),
            gender=guide.gender or None,
            minutes_left_week=hours.left_week if hours else None,
            minutes_left_year=hours.left_year if hours else None,
            last_assignment_days=max(0, (self.today - last).days) if last else None,
            busy=tuple(self.busy.get(guide.pk, ())),
            roles=frozenset(roles),
            capacity=capacity,
            available=guide.status == Guide.Status.ACTIVE,
            directions={
                line.language.code: frozenset({line.direction}) for line in guide.languages.all() if line.direction
            },
            experience=self.experience.get(guide.pk, {}),
        )


def candidates_for(
    help_request: HelpRequest, guides: QuerySet[Guide], *, role: str, funding_source: FundingSource | None, today: date,
    vacancy: Vacancy | None = None, days: list[date] | None = None, rules: ProposalRules | None = None,
) -> Candidates:  # fmt: skip
    """Rank active guides for one request and say of the others why not. The number of queries is fixed.

    Of a series all days that are ahead count. For a `vacancy` the request is the one `request_for` gives, and its one day
    counts. `days` and `rules` if the caller has all days that count and their rules already.
    """
    days = days or days_that_count(help_request, today=today, vacancy=vacancy)
    rules = rules or proposal_rules(today=today, days=days)
    pool = Pool(
        guides.available(), on=days[0], today=today, since=days[0], later_years=years_after(days), caps=rules.caps
    )
    ways = Ways(today, rates=rules.rates_today, running=rules.rates, rules=[rules.appointments])
    out = _those_out(help_request, pool, rules, ways, days, role=role, funding_source=funding_source, vacancy=vacancy)
    known = known_guides([help_request])[help_request.pk]
    request = solver_request(help_request, role=role, today=today, excluded=out, rule=rules.asking, known=known)
    source = funding_source.pk if funding_source else None
    request = replace(
        request, times=sum(day.year == days[0].year for day in days),
        counted_ways=ways.by_guide(pool.guides.values(), help_request, role=role, source=source, on=days[0]),
    )  # fmt: skip
    facts = pool.facts(funding_source=funding_source, role=role)
    fallbacks, words = _language_facts(help_request, pool)
    # pauses and ways matter only where a time is asked for
    pauses = rules.appointments if request.slots else AppointmentRule(valid_from=pool.on)
    weights = solver_weights(rules.weights, pauses)

    suited = [
        _suited(
            pool.guides[int(c.guide)], c.reasons, help_request, words, pool, funding_source=funding_source, role=role
        )
        for c in solver.rank(request, facts, weights=weights, fallbacks=fallbacks)
    ]
    not_suited = [
        NotSuited(
            pool.guides[int(key)],
            _obstacles(
                obstacles,
                words,
                out.get(int(key)),
                is_away=bool(pool.away(pool.guides[int(key)], help_request.wanted_on)),
            ),
            can_be_asked=all(obstacle.code in NEGOTIABLE for obstacle in obstacles),
        )
        for key, obstacles in solver.near_misses(request, facts, weights=weights, fallbacks=fallbacks)
    ]
    return Candidates(suited, not_suited, rules.asking.asked_at_once)


def solver_request(
    help_request: HelpRequest, *, role: str, today: date, rule: MatchingRule, excluded: Iterable[int] = (),
    known: WentAlong = NOBODY,
) -> solver.Request:  # fmt: skip
    """The request as the solver knows it: no name, no contact, no note.

    Who stood at the person's side before is not neutral and does not translate for them (domain.md 4a).
    """
    not_neutral = known.as_guide if role == Role.INTERPRETER else frozenset()
    language = help_request.language
    level = LEVEL_NUMBERS[rule.interpreter_level] if role == Role.INTERPRETER else 1
    direction = (help_request.direction or BOTH_WAYS) if role == Role.INTERPRETER else None
    place = help_request.municipality
    need = solver.LanguageNeed(language.code, level, direction) if language and language.code not in GERMAN else None
    return solver.Request(
        key=str(help_request.pk),
        languages=(need,) if need else (),
        slots=_slots(help_request),
        place=_position(place),
        area=place.ags if place else None,
        topic=help_request.topic.code,
        gender_wish=help_request.gender_wish or None,
        setting=solver.Setting(help_request.setting),
        persons=max(1, help_request.persons),
        duration_minutes=expected_minutes(help_request),
        waits_days=max(0, (today - help_request.received_on).days),
        role=str(role),
        excluded_guides=frozenset(str(pk) for pk in excluded),
        known_guides=frozenset(str(pk) for pk in known.guides - not_neutral),
        not_neutral=frozenset(str(pk) for pk in not_neutral),
        on=day_of(help_request, today),
        urgency=URGENCIES[help_request.urgency],
    )


def reasons_in_words(
    guide: Guide, reasons: Iterable[solver.Reason], help_request: HelpRequest, words: Words, hours: Hours | None
) -> list[Sentence]:
    """What speaks for a guide, in the order people say it, then what to bear in mind."""
    told = sorted(reasons, key=lambda reason: TOLD.index(reason.code) if reason.code in TOLD else len(TOLD))
    sentences = [s for reason in told if (s := wording.reason_sentence(reason, words))]
    if help_request.setting == "on_site" and help_request.municipality:
        named = [place.ags for place in guide.areas.all()]
        if not named or help_request.municipality.ags in named:
            sentences.append(wording.area_sentence(place=words.place, named=bool(named)))
    if hours:
        place = sum(reason.code in TOLD[: TOLD.index(solver.ReasonCode.RESTED)] for reason in told)
        sentences.insert(place, wording.hours_sentence(hours))
    return sorted(sentences, key=lambda s: s.is_caution)


def words_for(help_request: HelpRequest, languages: dict[str, str]) -> Words:
    return Words(
        languages=languages,
        topic=help_request.topic.name,
        place=help_request.municipality.name if help_request.municipality else "",
    )


def language_names(pool: Pool, wanted: Iterable[Language]) -> dict[str, str]:
    names = {line.language.code: line.language.name for guide in pool.guides.values() for line in guide.languages.all()}
    return names | {language.code: language.name for language in wanted}


def _language_facts(help_request: HelpRequest, pool: Pool) -> tuple[dict, Words]:
    language = help_request.language
    wanted = [language] if language else []
    fallbacks = {language.code: language.fallbacks} if language and language.fallbacks else {}
    return fallbacks, words_for(help_request, language_names(pool, wanted))


def _suited(guide, reasons, help_request, words, pool, *, funding_source, role) -> Suited:
    hours = pool.hours_for(guide, funding_source=funding_source, role=role)
    return Suited(
        guide,
        reasons_in_words(guide, reasons, help_request, words, hours),
        hours,
        any(reason.code == solver.ReasonCode.OVER_WEEK for reason in reasons),
    )


def _those_out(
    help_request: HelpRequest, pool: Pool, rules: ProposalRules, ways: Ways, days: list[date], *, role: str,
    funding_source: FundingSource | None, vacancy: Vacancy | None,
) -> dict[int, str]:  # fmt: skip
    """Guides who are out for this request, with the sentence for each."""
    out = qualification_obstacles(
        pool.guides.values(), role=role, days=days, topic=help_request.topic_id, rules=rules.guides
    )
    wanted = {help_request.pk: days if help_request.wanted_on else []}
    hard = HardRules([help_request], pool, days=wanted, vacancy=vacancy, rule=rules.appointments, ways=ways)
    return out | hard.out(help_request, role=role, funding_source=funding_source)


def _obstacles(obstacles, words: Words, own_sentence: str | None, *, is_away: bool) -> list[str]:
    sentences = [own_sentence] if own_sentence else []
    said = {solver.ObstacleCode.EXCLUDED} | ({solver.ObstacleCode.BUSY} if is_away else set())
    sentences += [wording.obstacle_sentence(o, words) for o in obstacles if o.code not in said]
    return list(dict.fromkeys(sentences))


def _slots(help_request: HelpRequest) -> tuple[solver.Slot, ...]:
    """The time asked for; with only a date, every full hour of that day is an alternative."""
    if help_request.wanted_on is None:
        return ()
    minutes = expected_minutes(help_request)
    if help_request.wanted_at is not None:
        start = _minutes(help_request.wanted_at)
        end = min(start + minutes, solver.problem.MINUTES_PER_DAY)
        return (solver.Slot(start, end, on=help_request.wanted_on),)
    latest = max(DAY_BEGINS, DAY_ENDS - minutes)
    return tuple(
        solver.Slot(start, min(start + minutes, solver.problem.MINUTES_PER_DAY), on=help_request.wanted_on)
        for start in range(DAY_BEGINS, latest + 1, 60)
    )


def local_day(taken: Taken) -> date:
    return timezone.localtime(taken.begins).date()


def slot_of(taken: Taken) -> solver.Slot:
    """A time somebody has promised as the solver knows it: on its day, at least a quarter of an hour, at most to midnight."""
    begins = timezone.localtime(taken.begins)
    start, minutes = begins.hour * 60 + begins.minute, int((taken.ends - taken.begins).total_seconds()) // 60
    end = min(start + max(minutes, 15), solver.problem.MINUTES_PER_DAY)
    return solver.Slot(start, end, on=begins.date(), place=taken.place.position)


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _position(municipality) -> tuple[float, float] | None:
    if municipality is None or municipality.latitude is None or municipality.longitude is None:
        return None
    return float(municipality.latitude), float(municipality.longitude)
