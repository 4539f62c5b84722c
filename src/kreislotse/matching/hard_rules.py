"""What rules a guide out for a request whatever else speaks for them, with the sentence for each; for one request or for many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import F, Value
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kreislotse.core.clock import span
from kreislotse.guides.models import FundingSource, Guide, GuideLanguage, Role
from kreislotse.guides.qualification import Question, RulesByDay, unable_on
from kreislotse.intake.models import Direction, HelpRequest
from kreislotse.matching.hours import USUAL_MINUTES, in_hours, minutes_by_year
from kreislotse.matching.models import AppointmentRule, GuideExclusion, MatchProposal, Vacancy
from kreislotse.matching.overlaps import collision, place_of
from kreislotse.matching.travel import Ways

if TYPE_CHECKING:
    from kreislotse.matching.candidates import Pool

FELL_OUT = "fell_out"
SAID = {
    MatchProposal.Status.ASKED: gettext_lazy("ist schon angefragt"),
    MatchProposal.Status.DECLINED: gettext_lazy("hat abgesagt"),
    FELL_OUT: gettext_lazy("ist selbst ausgefallen"),
}


class HardRules:
    """The guides of a question and who of them is out for each of its requests. Two queries at most, whatever their numbers.

    Of a series every one of its `days` counts, as when it is agreed. `rule` says what lies between two appointments. Left
    to the solver are what it knows itself: the language, the weekly times, hours of the first year and areas.
    """

    def __init__(
        self, help_requests: Iterable[HelpRequest], pool: Pool, *, days: dict[int, list[date]], rule: AppointmentRule,
        ways: Ways, vacancy: Vacancy | None = None,
    ):  # fmt: skip
        self.help_requests, self.vacancy = list(help_requests), vacancy
        self.pool, self.guides, self.days, self.rule, self.ways = pool, pool.guides, days, rule, ways

    @cached_property
    def said_and_excluded(self) -> tuple[dict, dict]:
        return self._answers_and_exclusions()

    def out(self, help_request: HelpRequest, *, role: str, funding_source: FundingSource | None) -> dict[int, str]:
        """The sentence for each guide who is out, by key; of several reasons the first."""
        answers, excluded = self.said_and_excluded
        found: dict[int, str] = {}
        for pk, guide in self.guides.items():
            sentence = (
                self._form(guide, help_request)
                or str(SAID.get(answers[help_request.pk].get(pk), ""))
                or excluded[help_request.pk].get(pk)
                or self._away(pk, help_request)
                or self._direction(guide, help_request, role)
                or self._writing(guide, help_request, role)
                or self._elsewhere(guide, help_request)
                or self._out_of_hours(guide, help_request, role, funding_source)
            )
            if sentence:
                found[pk] = sentence
        return found

    def out_for_good(self, help_request: HelpRequest, *, role: str) -> dict[int, str]:
        """The sentence for each guide who is out whatever day and hour a plan finds, by key.

        Who is asked and has not answered may be planned all the same; languages and their direction the solver knows.
        """
        answers, excluded = self.said_and_excluded
        declined = MatchProposal.Status.DECLINED
        found = {
            pk: self._form(guide, help_request)
            or (str(SAID[declined]) if answers[help_request.pk].get(pk) == declined else "")
            or excluded[help_request.pk].get(pk)
            or self._writing(guide, help_request, role)
            for pk, guide in self.guides.items()
        }
        return {pk: sentence for pk, sentence in found.items() if sentence}

    def not_on_all_days(
        self, help_request: HelpRequest, *, role: str, funding_source: FundingSource | None
    ) -> dict[int, str]:
        """The sentence for each guide who is away, elsewhere or out of hours on one of the days, by key."""
        found = {
            pk: self._away(pk, help_request)
            or self._elsewhere(guide, help_request)
            or self._out_of_hours(guide, help_request, role, funding_source)
            for pk, guide in self.guides.items()
        }
        return {pk: sentence for pk, sentence in found.items() if sentence}

    def _answers_and_exclusions(self) -> tuple[dict, dict]:
        """By request and guide: a key of `SAID`, and why somebody is not proposed for it at all. One query.

        A no to standing in for one date is no answer to the request itself; for a vacancy counts what they said to it, and who fell out is out.
        """
        keys, fell_out = [one.pk for one in self.help_requests], self._fell_out()
        columns = ("is_answer", "help_request", "guide", "word")
        answers = MatchProposal.objects.filter(help_request__in=keys)
        answers = answers.filter(vacancy__in=list(fell_out)) if self.vacancy else answers.filter(vacancy=None)
        answers = answers.annotate(is_answer=Value(True), word=F("status"))
        exclusions = GuideExclusion.objects.filter(help_request__in=keys).annotate(
            is_answer=Value(False), word=F("reason")
        )
        rows = answers.order_by().values_list(*columns).union(exclusions.order_by().values_list(*columns), all=True)
        said: dict[int, dict[int, str]] = defaultdict(dict)
        excluded: dict[int, dict[int, str]] = defaultdict(dict)
        for is_answer, request, guide, word in rows:
            if not is_answer:
                excluded[request][guide] = str(GuideExclusion.Reason(word).label)
            elif word == MatchProposal.Status.ASKED:
                said[request][guide] = word
            elif word == MatchProposal.Status.DECLINED:
                said[request].setdefault(guide, word)
        for guide in fell_out.values():
            said[self.help_requests[0].pk][guide] = FELL_OUT
        return said, excluded

    def _fell_out(self) -> dict[int, int]:
        """For a vacancy the guides who fell out of the same date, by the key of each vacancy: also who stood in before."""
        if not self.vacancy:
            return {}
        free = self.vacancy.appointment
        rows = Vacancy.objects.filter(
            appointment__assignment__help_request=self.help_requests[0].pk, appointment__on=free.on,
            appointment__starts_at=free.starts_at,
        )  # fmt: skip
        return dict(rows.values_list("pk", "appointment__assignment__guide"))

    def _away(self, guide: int, help_request: HelpRequest) -> str:
        days = self.days[help_request.pk]
        spans = self.pool.absences.get(guide, ())
        away = next((span for span in spans if any(span[0] <= on <= span[1] for on in days)), None)
        if away is None:
            return ""
        first, last = (date_format(day, "SHORT_DATE_FORMAT") for day in away)
        return _("ist vom %(first)s bis zum %(last)s nicht da") % {"first": first, "last": last}

    def _form(self, guide: Guide, help_request: HelpRequest) -> str:
        if guide.settings_possible and help_request.setting not in guide.settings_possible:
            return _("hilft nicht „%(setting)s“") % {"setting": help_request.get_setting_display()}
        return ""

    def _spoken(self, guide: Guide, help_request: HelpRequest, role: str) -> GuideLanguage | None:
        """The guide's line for the language asked for, or for the first they speak of those that serve as well."""
        if role != Role.INTERPRETER or help_request.language is None:
            return None
        codes = [help_request.language.code, *help_request.language.fallbacks]
        spoken = {line.language.code: line for line in guide.languages.all()}
        return next((spoken[code] for code in codes if code in spoken), None)

    def _direction(self, guide: Guide, help_request: HelpRequest, role: str) -> str:
        line = self._spoken(guide, help_request, role)
        if line is None or not line.direction or line.direction == help_request.direction:
            return ""
        direction = Direction.INTO_GERMAN if line.direction == Direction.INTO_GERMAN else Direction.FROM_GERMAN
        return _("übersetzt %(language)s nur %(direction)s") % {
            "language": line.language.name, "direction": direction.label,
        }  # fmt: skip

    def _writing(self, guide: Guide, help_request: HelpRequest, role: str) -> str:
        line = self._spoken(guide, help_request, role) if help_request.needs_writing else None
        if line is None or line.reads_and_writes:
            return ""
        return _("liest und schreibt %(language)s nicht") % {"language": line.language.name}

    def _elsewhere(self, guide: Guide, help_request: HelpRequest) -> str:
        if help_request.wanted_at is None:
            return ""
        days, taken = self.days[help_request.pk], self.pool.taken.get(guide.pk, ())
        place = place_of(help_request, help_request.setting)
        for on in days:
            begins, ends = span(on, help_request.wanted_at, help_request.expected_minutes or USUAL_MINUTES)
            found = collision(taken, begins=begins, ends=ends, place=place, rule=self.rule)
            if found and on != days[0]:
                return _("hat am %(day)s, einem Tag der Reihe, schon einen Termin") % {
                    "day": date_format(on, "SHORT_DATE_FORMAT")
                }
            if found and found.needed:
                return _("hat davor oder danach einen Termin, der Weg ist zu weit")
            if found:
                return _("hat zu dieser Zeit schon einen Termin")
        return ""

    def _out_of_hours(
        self, guide: Guide, help_request: HelpRequest, role: str, funding_source: FundingSource | None
    ) -> str:
        """A series that reaches into another year needs hours there too; those of its first year the solver knows."""
        days = self.days[help_request.pk]
        if not days or days[0].year == days[-1].year:
            return ""
        source = funding_source.pk if funding_source else None
        way = self.ways.counted(guide, help_request, role=role, source=source, on=days[0])
        for on, minutes in minutes_by_year(help_request, days, way=way)[1:]:
            hours = self.pool.hours_in(guide, on=on, funding_source=funding_source, role=role)
            if hours and minutes > hours.left_year:
                return _("hat im Jahr %(year)s nur noch %(left)s Stunden, die Reihe braucht dann %(needed)s") % {
                    "year": on.year, "left": in_hours(hours.left_year), "needed": in_hours(minutes),
                }  # fmt: skip
        return ""


def qualification_obstacles(
    guides: Iterable[Guide], *, role: str, days: list[date], topic: int, rules: RulesByDay
) -> dict[int, str]:
    """Who may not act on one of the days in that role (training, appointment, papers), with the sentence."""
    question = Question(str(role), tuple(days), topic)
    return {
        pk: on_a_day(obstacle.sentence, on, days)
        for pk, (on, obstacle) in unable_on(guides, [question], rules=rules)[question].items()
    }


def on_a_day(sentence: str, on: date, days: list[date]) -> str:
    """What is in the way on one of several days, with the day unless it is the first."""
    if on == days[0]:
        return sentence
    return _("am %(day)s, einem Tag der Reihe: %(sentence)s") % {
        "day": date_format(on, "SHORT_DATE_FORMAT"), "sentence": sentence,
    }  # fmt: skip
