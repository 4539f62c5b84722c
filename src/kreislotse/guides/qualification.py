"""Who may act in which role on which day, and what is in the way: computed from attended units against dated rules.

The status of a guide counts as it is now; trainings, papers and appointments count as they stood on the day asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kreislotse.core.dated import holds, in_force_between, rule_on
from kreislotse.core.dates import months_later
from kreislotse.core.together import fetch_together
from kreislotse.guides.models import (
    ConductCertificate,
    ConductRule,
    Declaration,
    FormalAppointment,
    Guide,
    GuideLanguage,
    GuideRule,
    RecognizedTraining,
    Role,
    RoleRequirement,
    TrainingAttendance,
    TrainingModule,
)

Kind = TrainingModule.Kind
LEVELS = [level.value for level in GuideLanguage.Level]
GERMAN = "de"
OF_THE_PERSON = {"not_active", "not_this_role"}
"""Obstacles that no training and no paper takes away."""


class Obstacle(NamedTuple):
    """Why somebody may not act: `code` for programs, `sentence` for people (already in the reader's language)."""

    code: str
    sentence: str

    def __str__(self):
        return self.sentence


class Taught(NamedTuple):
    """Units somebody sat through on one day of one module."""

    on: date
    units: int
    kind: str
    role: str
    module_id: int
    title: str
    validity_months: int | None

    def counts_on(self, day: date) -> bool:
        return self.on <= day and (self.validity_months is None or day < months_later(self.on, self.validity_months))


@dataclass
class Papers:
    """All that is known of one guide for judging them; filled by `papers_of` in a fixed number of queries."""

    taught: list[Taught] = field(default_factory=list)
    appointments: list[FormalAppointment] = field(default_factory=list)
    declarations: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))
    certificate: ConductCertificate | None = None
    german: str = ""


@dataclass(frozen=True)
class Rules:
    """The rules of one day."""

    requirements: dict[str, RoleRequirement]
    guide_rule: GuideRule
    conduct: list[ConductRule]

    def conduct_rule(self, role: str, topic_id: int | None = None) -> ConductRule | None:
        """The rule that speaks for a role: one for the topic goes before one for the whole role."""
        mine = [rule for rule in self.conduct if rule.role == role and rule.topic_id in (topic_id, None)]
        return max(mine, key=lambda rule: (rule.topic_id is not None, rule.valid_from, rule.pk), default=None)


@dataclass(frozen=True)
class Standing:
    """Where one guide stands in one role on one day."""

    role: str
    base_units: int
    base_units_needed: int
    qualified_since: date | None
    refresh_until: date | None
    appointed_on: date | None
    obstacles: list[Obstacle]

    @property
    def is_trained(self) -> bool:
        return self.base_units >= self.base_units_needed

    @property
    def role_label(self) -> str:
        return Role(self.role).label


class RulesByDay:
    """What the office asks for on each of several days, from rows that were fetched once."""

    def __init__(self, requirements: Iterable, guide_rules: Iterable, conduct: Iterable):
        self.rows = [
            sorted(rows, key=lambda row: (row.valid_from, row.pk)) for rows in (requirements, guide_rules, conduct)
        ]
        self.on = cache(self._on)

    def _on(self, day: date) -> Rules:
        """The rules of one day: the youngest of each counts."""
        requirements, guide_rules, conduct = ([row for row in rows if holds(row, day)] for rows in self.rows)
        periods = guide_rules[-1] if guide_rules else GuideRule(valid_from=day)
        return Rules({row.role: row for row in requirements}, periods, conduct)


def rules_on(on: date) -> Rules:
    """What the office asks for on that day. One query."""
    return rules_between(on, on).on(on)


def rules_between(first: date, last: date) -> RulesByDay:
    """What the office asks for on the days from `first` to `last`. One query."""
    return RulesByDay(*fetch_together(*rule_rows(first, last)))


def rule_rows(first: date, last: date) -> list[QuerySet]:
    """The rows `RulesByDay` takes, for those who fetch more together with them."""
    return [in_force_between(model.objects.all(), first, last) for model in (RoleRequirement, GuideRule, ConductRule)]


def guide_rule(on: date) -> GuideRule:
    """The periods in force; without a row those of a new one: nothing lapses, certificates are renewed after five years."""
    return rule_on(GuideRule, on)


def may_act(guide: Guide, role: str, on: date, *, topic=None) -> list[Obstacle]:
    """What keeps `guide` from an assignment in `role` on that day; an empty list means: nothing."""
    return obstacles_of([guide], on, topic=topic)[guide.pk][role]


def obstacles_of(
    guides: Iterable[Guide], on: date, *, topic=None, rules: Rules | None = None
) -> dict[int, dict[str, list[Obstacle]]]:
    """`may_act` for many guides at once, by key and role. The same number of queries for three and three hundred."""
    found = standings_of(guides, on, topic=topic, rules=rules)
    return {key: {role: standing.obstacles for role, standing in roles.items()} for key, roles in found.items()}


class Question(NamedTuple):
    """Whether somebody may act in a role on each of some days, for a topic (its key) or whatever it is about."""

    role: str
    days: tuple[date, ...]
    topic_id: int | None = None


def unable_on(
    guides: Iterable[Guide], asked: Iterable[Question], *, rules: RulesByDay | None = None
) -> dict[Question, dict[int, tuple[date, Obstacle]]]:
    """Who lacks training, appointment or papers on one of the days, by question and key: the first such day, and what.

    Whether they are active and take on the role at all is not asked here. Three queries, whatever the number of guides,
    questions and days; two if the caller has the `rules`.
    """
    guides, asked = list(guides), set(asked)
    days = [day for question in asked for day in question.days]
    if not days:
        return {question: {} for question in asked}
    rules = rules or rules_between(min(days), max(days))
    papers = papers_of(guides)
    found: dict[Question, dict[int, tuple[date, Obstacle]]] = {question: {} for question in asked}
    for question in asked:
        for guide in guides:
            if first := _first_obstacle(guide, papers[guide.pk], question, rules):
                found[question][guide.pk] = first
    return found


def _first_obstacle(guide, papers: Papers, question: Question, rules: RulesByDay) -> tuple[date, Obstacle] | None:
    for day in question.days:
        standing = _standing(guide, papers, question.role, day, rules.on(day), question.topic_id)
        for obstacle in standing.obstacles:
            if obstacle.code not in OF_THE_PERSON:
                return day, obstacle
    return None


def standings_of(
    guides: Iterable[Guide],
    on: date,
    *,
    topic=None,
    rules: Rules | None = None,
    papers: dict[int, Papers] | None = None,
) -> dict[int, dict[str, Standing]]:
    """Where each guide stands in each role on that day; `rules` and `papers` if the caller has them already."""
    guides = list(guides)
    rules = rules or rules_on(on)
    papers = papers or papers_of(guides)
    topic_id = getattr(topic, "pk", topic)
    return {
        guide.pk: {role: _standing(guide, papers[guide.pk], role, on, rules, topic_id) for role in Role.values}
        for guide in guides
    }


def papers_of(guides: Iterable[Guide]) -> dict[int, Papers]:
    """Trainings, appointments, declarations, certificates and the level of German. Two queries."""
    keys = [guide.pk for guide in guides]
    found = {key: Papers() for key in keys}
    module = "date__run__module__"
    attended = TrainingAttendance.objects.filter(
        participant__guide__in=keys, date__run__cancelled_on=None
    ).values_list(
        "participant__guide_id", "date__on", "date__units", f"{module}kind", f"{module}role", f"{module}id",
        f"{module}title", f"{module}validity_months",
    )  # fmt: skip
    recognized = RecognizedTraining.objects.filter(guide__in=keys).values_list(
        "guide_id", "completed_on", "units", "module__kind", "module__role", "module__id", "module__title",
        "module__validity_months",
    )  # fmt: skip
    for key, *taught in attended.union(recognized, all=True):
        found[key].taught.append(Taught(*taught))
    for papers in found.values():
        papers.taught.sort()
    appointments, declarations, certificates, german = fetch_together(
        FormalAppointment.objects.filter(guide__in=keys),
        Declaration.objects.filter(guide__in=keys),
        ConductCertificate.objects.filter(guide__in=keys),
        GuideLanguage.objects.filter(guide__in=keys, language__code=GERMAN),
    )
    for row in sorted(appointments, key=lambda row: (row.appointed_on, row.pk)):
        found[row.guide_id].appointments.append(row)
    for row in declarations:
        found[row.guide_id].declarations[row.kind].append(row.signed_on)
    for row in certificates:
        found[row.guide_id].certificate = row
    for row in german:
        found[row.guide_id].german = row.level
    return found


def certificate_valid_until(certificate: ConductCertificate, rule: GuideRule) -> date:
    return months_later(certificate.inspected_on, 12 * rule.certificate_renewal_years)


def self_declaration_until(papers: Papers, rule: GuideRule) -> date | None:
    """The first day that no inspection and no self-declaration covers any more.

    Nothing if none is asked for, without an inspected certificate, and where the next certificate comes before.
    """
    if rule.self_declaration_months is None or papers.certificate is None:
        return None
    last = max([papers.certificate.inspected_on, *papers.declarations[Declaration.Kind.SELF_DECLARATION]])
    until = months_later(last, rule.self_declaration_months)
    return until if until < certificate_valid_until(papers.certificate, rule) else None


def needs_certificate(guide: Guide, rules: Rules, topic_ids: Iterable[int] = ()) -> list[ConductRule]:
    """The rules because of which this guide needs a conduct certificate: for their roles and the topics they help with."""
    roles = roles_of(guide)
    asked = [rules.conduct_rule(role, topic) for role in roles for topic in (None, *topic_ids)]
    return list(dict.fromkeys(rule for rule in asked if rule is not None and rule.is_required))


def roles_of(guide: Guide) -> list[str]:
    """The roles somebody has said they take on."""
    wanted = {Role.GUIDE: guide.is_guide, Role.INTERPRETER: guide.is_interpreter}
    return [role.value for role, is_wanted in wanted.items() if is_wanted]


def _standing(guide, papers: Papers, role: str, on: date, rules: Rules, topic_id: int | None) -> Standing:  # noqa: PLR0913
    required = rules.requirements.get(role) or RoleRequirement(role=role)
    mine = [taught for taught in papers.taught if taught.role in ("", role) and taught.on <= on]
    base = [taught for taught in mine if taught.kind == Kind.BASIC and taught.counts_on(on)]
    since = _day_reached(base, required.base_units)
    refresh_until = None
    if required.refresh_after_months and since is not None and mine:
        refresh_until = months_later(max(since, mine[-1].on), required.refresh_after_months) - timedelta(days=1)
    appointed = next((row for row in papers.appointments if row.role == role and _holds(row, on)), None)
    standing = Standing(
        role=role,
        base_units=sum(taught.units for taught in base),
        base_units_needed=required.base_units,
        qualified_since=since,
        refresh_until=refresh_until,
        appointed_on=appointed.appointed_on if appointed else None,
        obstacles=[],
    )
    standing.obstacles.extend(_status_obstacles(guide, role))
    standing.obstacles.extend(_training_obstacles(standing, required, on))
    standing.obstacles.extend(_paper_obstacles(papers, standing, required, on))
    standing.obstacles.extend(_certificate_obstacles(papers, rules, role, on, topic_id))
    return standing


def _day_reached(base: list[Taught], needed: int) -> date | None:
    """The day the needed units were complete; with nothing needed the first day of any training."""
    total = 0
    for taught in base:
        total += taught.units
        if total >= needed:
            return taught.on
    return None


def _holds(row: FormalAppointment, on: date) -> bool:
    return row.appointed_on <= on and (row.ended_on is None or row.ended_on > on)


def _status_obstacles(guide: Guide, role: str) -> Iterable[Obstacle]:
    if guide.status != Guide.Status.ACTIVE:
        yield Obstacle(
            "not_active",
            _("%(name)s ist zurzeit nicht aktiv, sondern: %(status)s.")
            % {"name": guide, "status": guide.get_status_display()},
        )
    if role not in roles_of(guide):
        text = _("%(name)s übersetzt nicht.") if role == Role.INTERPRETER else _("%(name)s begleitet nicht.")
        yield Obstacle("not_this_role", text % {"name": guide})


def _training_obstacles(standing: Standing, required: RoleRequirement, on: date) -> Iterable[Obstacle]:
    if not standing.is_trained:
        yield Obstacle(
            "training_missing",
            _(
                "Die Grundschulung fehlt: %(done)d von %(needed)d Unterrichtseinheiten am %(day)s. "
                "Vor der Schulung gibt es keinen Einsatz als %(role)s."
            )
            % {
                "done": standing.base_units, "needed": required.base_units, "day": f"{on:%d.%m.%Y}",
                "role": Role(required.role).label,
            },
        )  # fmt: skip
    elif standing.refresh_until is not None and standing.refresh_until < on:
        yield Obstacle(
            "refresher_missing",
            _("Die Fortbildung ist seit dem %(day)s überfällig.") % {"day": f"{standing.refresh_until:%d.%m.%Y}"},
        )


def _paper_obstacles(papers: Papers, standing: Standing, required: RoleRequirement, on: date) -> Iterable[Obstacle]:
    if required.needs_appointment and standing.appointed_on is None:
        yield Obstacle(
            "not_appointed",
            _("Die förmliche Berufung für „%(role)s“ fehlt.") % {"role": Role(required.role).label},
        )
    signed = {kind for kind, days in papers.declarations.items() if any(day <= on for day in days)}
    if required.needs_confidentiality and Declaration.Kind.CONFIDENTIALITY not in signed:
        yield Obstacle("confidentiality_missing", _("Die Erklärung zur Verschwiegenheit ist nicht unterschrieben."))
    if required.needs_neutrality and Declaration.Kind.NEUTRALITY not in signed:
        yield Obstacle("neutrality_missing", _("Die Erklärung zur Neutralität ist nicht unterschrieben."))
    if required.german_level and (
        not papers.german or LEVELS.index(papers.german) < LEVELS.index(required.german_level)
    ):
        yield Obstacle(
            "german_missing",
            _("Deutsch auf Niveau %(level)s ist nicht eingetragen.") % {"level": required.german_level},
        )


def _certificate_obstacles(papers, rules: Rules, role: str, on: date, topic_id: int | None) -> Iterable[Obstacle]:
    rule = rules.conduct_rule(role, topic_id)
    if rule is None or not rule.is_required:
        return
    certificate = papers.certificate
    if certificate is None or certificate.inspected_on > on:
        yield Obstacle(
            "certificate_missing", _("Das Führungszeugnis fehlt. Nötig, weil: %(because)s") % {"because": rule.because}
        )
    elif certificate.has_relevant_entry:
        # no word of an entry: this sentence is read by more people than may know of one
        yield Obstacle("certificate_missing", _("Die Voraussetzung „Führungszeugnis“ ist nicht erfüllt."))
    elif (until := certificate_valid_until(certificate, rules.guide_rule)) <= on:
        yield Obstacle(
            "certificate_old",
            _("Das Führungszeugnis muss seit dem %(day)s erneuert werden.") % {"day": f"{until:%d.%m.%Y}"},
        )
