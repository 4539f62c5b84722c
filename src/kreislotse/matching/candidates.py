"""Which guides suit a help request, in the office's words: models become the solver's facts and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from kreislotse import assignment as solver
from kreislotse.guides.models import FundingSource, Guide, Role
from kreislotse.intake.models import HelpRequest
from kreislotse.matching import wording
from kreislotse.matching.hours import USUAL_MINUTES, Hours, hours_of, hours_under
from kreislotse.matching.models import Appointment, Assignment, MatchingRule, MatchProposal
from kreislotse.matching.rules import matching_rule
from kreislotse.matching.wording import Sentence, Words
from kreislotse.taxonomy.models import Language

LEVEL_NUMBERS = {"A2": 2, "B1": 3, "B2": 4, "C1": 5, "C2": 6, "native": solver.NATIVE}
DAY_BEGINS, DAY_ENDS = 8 * 60, 20 * 60
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

    @property
    def nearly(self) -> list[NotSuited]:
        """Those whom the office can ask all the same."""
        return [entry for entry in self.not_suited if entry.can_be_asked]

    @property
    def unsuited(self) -> list[NotSuited]:
        return [entry for entry in self.not_suited if not entry.can_be_asked]


def role_for(help_request: HelpRequest) -> str:
    """What the guide would do: translate if that was asked for, else go along."""
    return Role.INTERPRETER if help_request.wish == HelpRequest.Wish.INTERPRETING else Role.GUIDE


def day_of(help_request: HelpRequest, today: date) -> date:
    """The day whose year and week the hours count to."""
    return help_request.wanted_on or today


def expected_minutes(help_request: HelpRequest) -> int:
    return help_request.expected_minutes or USUAL_MINUTES


class Pool:
    """The guides of one question with all that is known of them; a fixed number of queries, whatever their number."""

    def __init__(self, guides: QuerySet[Guide] | Iterable[Guide], *, on: date, today: date):
        if isinstance(guides, QuerySet):
            guides = guides.select_related("home_municipality").prefetch_related(
                "languages__language", "areas", "topics", "weekly_times"
            )
        self.guides = {guide.pk: guide for guide in guides}
        self.on, self.today = on, today
        self.hours = hours_of(self.guides.values(), on=on)
        self.last = self._last_assignments()
        self.busy = self._busy()

    def _last_assignments(self) -> dict[int, date]:
        rows = Assignment.objects.exclude(status=Assignment.Status.CANCELLED).filter(guide__in=list(self.guides))
        rows = rows.order_by().values("guide").annotate(agreed=Max("agreed_on"), met=Max("appointments__on"))
        found = {}
        for row in rows:
            met = row["met"] if row["met"] and row["met"] <= self.today else None
            found[row["guide"]] = max(day for day in (row["agreed"], met) if day)
        return found

    def _busy(self) -> dict[int, list[solver.Slot]]:
        rows = Appointment.objects.filter(
            outcome=Appointment.Outcome.PLANNED, on__gte=self.today, starts_at__isnull=False,
            assignment__guide__in=list(self.guides),
        ).values_list("assignment__guide", "on", "starts_at", "duration_minutes")  # fmt: skip
        found = defaultdict(list)
        for guide, on, starts_at, minutes in rows:
            start = _minutes(starts_at)
            found[guide].append(
                solver.Slot(start, min(start + max(minutes, 15), solver.problem.MINUTES_PER_DAY), on=on)
            )
        return found

    def hours_for(self, guide: Guide, *, funding_source: FundingSource | None, role: str | None) -> Hours | None:
        """The hours of one guide under the cap of a role; without a role those of the tightest."""
        if role:
            return hours_under(self.hours[guide.pk], funding_source=funding_source, role=role)
        own = [h for h in self.hours[guide.pk] if funding_source and h.cap.funding_source_id == funding_source.pk]
        return min(own, key=lambda h: h.left_year, default=None)

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
            solver.WeeklyTime(t.weekday, _minutes(t.from_time), _minutes(t.to_time)) for t in guide.weekly_times.all()
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
        )


def candidates_for(
    help_request: HelpRequest, guides: QuerySet[Guide], *, role: str, funding_source: FundingSource | None, today: date
) -> Candidates:
    """Rank active guides for one request and say of the others why not. The number of queries is fixed."""
    pool = Pool(guides.available(), on=day_of(help_request, today), today=today)
    out = _those_out(help_request, pool)
    request = solver_request(help_request, role=role, today=today, excluded=out, rule=matching_rule(today))
    facts = pool.facts(funding_source=funding_source, role=role)
    fallbacks, words = _language_facts(help_request, pool)

    suited = [
        _suited(
            pool.guides[int(c.guide)], c.reasons, help_request, words, pool, funding_source=funding_source, role=role
        )
        for c in solver.rank(request, facts, fallbacks=fallbacks)
    ]
    not_suited = [
        NotSuited(
            pool.guides[int(key)],
            _obstacles(obstacles, words, out.get(int(key))),
            can_be_asked=all(obstacle.code in NEGOTIABLE for obstacle in obstacles),
        )
        for key, obstacles in solver.near_misses(request, facts, fallbacks=fallbacks)
    ]
    return Candidates(suited, not_suited)


def solver_request(
    help_request: HelpRequest, *, role: str, today: date, rule: MatchingRule, excluded: Iterable[int] = ()
) -> solver.Request:
    """The request as the solver knows it: no name, no contact, no note."""
    language = help_request.language
    level = LEVEL_NUMBERS[rule.interpreter_level] if role == Role.INTERPRETER else 1
    place = help_request.municipality
    return solver.Request(
        key=str(help_request.pk),
        languages=(solver.LanguageNeed(language.code, level),) if language and language.code not in GERMAN else (),
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
    )


def reasons_in_words(
    guide: Guide, reasons: Iterable[solver.Reason], help_request: HelpRequest, words: Words, hours: Hours | None
) -> list[Sentence]:
    """What speaks for a guide, then what to bear in mind."""
    sentences = [s for reason in reasons if (s := wording.reason_sentence(reason, words))]
    if help_request.setting == "on_site" and help_request.municipality:
        named = [place.ags for place in guide.areas.all()]
        if not named or help_request.municipality.ags in named:
            sentences.append(wording.area_sentence(place=words.place, named=bool(named)))
    if hours:
        sentences.append(wording.hours_sentence(hours))
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


def _those_out(help_request: HelpRequest, pool: Pool) -> dict[int, str]:
    """Guides who are asked already, said no, or do not do this form of help; with the sentence for each."""
    out = {}
    for guide in pool.guides.values():
        if guide.settings_possible and help_request.setting not in guide.settings_possible:
            out[guide.pk] = _("hilft nicht „%(setting)s“") % {"setting": help_request.get_setting_display()}
    answers = MatchProposal.objects.filter(help_request=help_request).order_by("asked_at", "pk")
    for guide, status in answers.values_list("guide", "status"):
        if status == MatchProposal.Status.ASKED:
            out[guide] = _("ist schon angefragt")
        elif status == MatchProposal.Status.DECLINED:
            out[guide] = _("hat abgesagt")
    return out


def _obstacles(obstacles, words: Words, own_sentence: str | None) -> list[str]:
    sentences = [own_sentence] if own_sentence else []
    return sentences + [
        wording.obstacle_sentence(o, words) for o in obstacles if o.code != solver.ObstacleCode.EXCLUDED
    ]


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


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _position(municipality) -> tuple[float, float] | None:
    if municipality is None or municipality.latitude is None or municipality.longitude is None:
        return None
    return float(municipality.latitude), float(municipality.longitude)
