"""The trace: from any need, goal, objective, measure, indicator or resolution the whole chain, both ways, with dates.

The chain is need → field of action → goal → objective → measure → indicator → report. From where one stands it goes up
to everything that leads there, and down to everything that follows, never sideways to neighbors. Each step costs the
same few queries for thirty measures and for three thousand; of a long step the first rows are shown, with the number of
all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kreislotse.groups.models import Resolution
from kreislotse.indicators.models import Indicator, Observation
from kreislotse.planning.merging import family, standing_one
from kreislotse.planning.models import (
    Goal,
    IndicatorTarget,
    Measure,
    MeasureStatusChange,
    Need,
    NeedAnswer,
    NeedDiscussion,
    NeedOrigin,
    Objective,
    PlanReport,
    ProgressReport,
    YearlyProgramme,
)

MOST = 60  # rows that one step shows


class Kind(StrEnum):
    """What a trace can start from; the value is the word in the address."""

    NEED = "bedarf"
    RESOLUTION = "beschluss"
    FIELD = "handlungsfeld"
    GOAL = "leitziel"
    OBJECTIVE = "teilziel"
    MEASURE = "massnahme"
    INDICATOR = "indikator"
    REPORT = "bericht"


STARTS = {
    Kind.NEED: Need, Kind.GOAL: Goal, Kind.OBJECTIVE: Objective, Kind.MEASURE: Measure, Kind.INDICATOR: Indicator,
    Kind.RESOLUTION: Resolution,
}  # fmt: skip


@dataclass
class Node:
    """One thing of the chain: what it is, its days with a word for each, and what it belongs to (`of`, keys of nodes)."""

    kind: Kind
    pk: int
    title: str
    note: str = ""
    status: tuple[str, str] | None = None
    days: list[tuple[date, str]] = field(default_factory=list)
    of: list[str] = field(default_factory=list)
    is_start: bool = False
    shown_on: int | None = None
    """The row whose page shows it, where that is another one: a resolution's meeting, a progress report's measure."""

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.pk}"


@dataclass(frozen=True)
class Step:
    kind: Kind
    title: str
    nodes: list[Node]
    number: int
    """Of all, also those that are not shown."""

    @property
    def more(self) -> int:
        return self.number - len(self.nodes)


@dataclass(frozen=True)
class Trace:
    start: Node
    steps: list[Step]

    @property
    def titles(self) -> dict[str, str]:
        return {node.key: node.title for step in self.steps for node in step.nodes}


@dataclass(frozen=True)
class _Reach:
    """What the chain of one start touches, as queries that nobody has asked yet."""

    needs: QuerySet[Need]
    goals: QuerySet[Goal]
    objectives: QuerySet[Objective]
    measures: QuerySet[Measure]
    targets: QuerySet[IndicatorTarget]


def trace(start) -> Trace:
    """The chain of a need, goal, objective, measure, indicator or resolution. A constant number of queries."""
    reach = _reach(start)
    needs, goals, objectives, measures = (
        _first(rows) for rows in (reach.needs, reach.goals, reach.objectives, reach.measures)
    )
    steps = [
        _need_step(*needs),
        _resolution_step(start, needs[0], goals[0], measures[0]),
        _field_step(goals[0], needs[0]),
        _goal_step(*goals),
        _objective_step(*objectives),
        _measure_step(*measures),
        _indicator_step(reach.targets, start),
        _report_step(measures[0], goals[0]),
    ]
    _link(steps, needs[0])
    first = _mark(steps, start)
    return Trace(first, [step for step in steps if step.nodes])


def _first(rows: QuerySet) -> tuple[list, int]:
    shown = list(rows[: MOST + 1])
    return shown[:MOST], len(shown) if len(shown) <= MOST else rows.count()


# ── how far it reaches ──────────────────────────────────────────────────────────────────────────────


def _reach(start) -> _Reach:
    goals, objectives, measures = _where(start)
    goals_down = Q(pk__in=goals)
    objectives_down = Q(pk__in=objectives) | Q(goal__in=goals)
    below = Objective.objects.filter(objectives_down).values("pk")
    measures_down = Measure.objects.filter(
        Q(pk__in=measures) | Q(objective__in=below) | Q(pk__in=_serving(below))
    ).values("pk")
    # up again: what a measure is for, and what that objective is for
    objectives_all = Objective.objects.filter(
        objectives_down
        | Q(pk__in=Measure.objects.filter(pk__in=measures).values("objective"))
        | Q(also_served_by__in=measures)
    ).values("pk")
    goals_all = Goal.objects.filter(
        goals_down | Q(pk__in=Objective.objects.filter(pk__in=objectives_all).values("goal"))
    )
    targets = IndicatorTarget.objects.filter(Q(objective__in=objectives_all) | Q(measure__in=measures_down))
    if isinstance(start, Indicator):
        targets = targets.filter(definition__indicator=start)
    if isinstance(start, Need | Resolution):
        needs = Need.objects.filter(pk__in=_needs_of(start))
    else:
        answers = NeedAnswer.objects.filter(
            Q(goal__in=goals_all.values("pk")) | Q(objective__in=objectives_all) | Q(measure__in=measures_down)
        )
        needs = Need.objects.filter(pk__in=answers.values("need"))
    return _Reach(
        needs=needs.select_related("topic", "field_of_action", "municipality", "decided_by", "resolution__body", "resolution__item", "merged_into").order_by(
            "raised_on", "pk"
        ),
        goals=goals_all.select_related("version__resolution__body", "version__resolution__item").order_by("version", "number", "pk"),
        objectives=Objective.objects.filter(pk__in=objectives_all).select_related("goal__version").order_by("goal", "number", "pk"),
        measures=Measure.objects.filter(pk__in=measures_down)
        .select_related("version", "objective", "lead", "carried_from__version")
        .order_by("version", "number", "pk"),
        targets=targets.select_related("definition__indicator", "objective", "measure").order_by("target_on", "pk"),
    )  # fmt: skip


def _serving(objectives) -> QuerySet:
    return Measure.also_serves.through.objects.filter(objective__in=objectives).values("measure")


def _where(start) -> tuple:
    """Where in the plan a start stands: keys of goals, objectives and measures, or queries for them. At most three queries."""
    if isinstance(start, Goal):
        return {start.pk}, set(), set()
    if isinstance(start, Objective):
        return set(), {start.pk}, set()
    if isinstance(start, Measure):
        return set(), set(), {start.pk}
    if isinstance(start, Indicator):
        rows = IndicatorTarget.objects.filter(definition__indicator=start).values_list("objective", "measure")
        return set(), {one for one, _m in rows if one}, {one for _o, one in rows if one}
    answers = NeedAnswer.objects.filter(need__in=_needs_of(start)).values_list("goal", "objective", "measure")
    goals, objectives, measures = ({row[place] for row in answers if row[place]} for place in range(3))
    if isinstance(start, Resolution):  # a whole edition, or a year of it, may rest on one
        adopted, chosen = Q(version__resolution=start), Q(programme_entries__programme__resolution=start)
        goals = Goal.objects.filter(Q(pk__in=goals) | adopted).values("pk")
        measures = Measure.objects.filter(Q(pk__in=measures) | chosen).values("pk")
    return goals, objectives, measures


def _needs_of(start) -> set[int]:
    if isinstance(start, Need):
        return family(standing_one(start)) | {start.pk}
    said = NeedOrigin.objects.filter(resolution=start).values_list("need", flat=True)
    decided = Need.objects.filter(resolution=start).values_list("pk", flat=True)
    chosen = Q(measure__programme_entries__programme__resolution=start)
    planned = NeedAnswer.objects.filter(
        chosen | Q(goal__version__resolution=start) | Q(objective__goal__version__resolution=start) | Q(measure__version__resolution=start)
    ).values_list("need", flat=True)  # fmt: skip
    decided = {*decided, *planned}
    if start.item_id is None:
        return {*said, *decided}
    return {*said, *decided, *NeedDiscussion.objects.filter(item=start.item_id).values_list("need", flat=True)}


# ── the steps ───────────────────────────────────────────────────────────────────────────────────────


def _need_step(needs: list[Need], number: int) -> Step:
    origins: dict[int, list[NeedOrigin]] = defaultdict(list)
    for origin in NeedOrigin.objects.filter(need__in=needs).order_by("heard_on", "pk"):
        origins[origin.need_id].append(origin)
    discussions: dict[int, list[NeedDiscussion]] = defaultdict(list)
    for one in NeedDiscussion.objects.filter(need__in=needs).select_related("body").order_by("on", "pk"):
        discussions[one.need_id].append(one)
    nodes = []
    for need in needs:
        days = [(one.heard_on, _said(one)) for one in _ends(origins[need.pk])]
        days += [(one.on, _("beraten: %(body)s") % {"body": one.body}) for one in discussions[need.pk]]
        if need.decided_on:
            days.append((need.decided_on, need.get_status_display()))
        if need.merged_into_id:
            days.append((need.merged_on, _("zusammengeführt mit „%(title)s“") % {"title": need.merged_into.title}))
        more = len(origins[need.pk]) - 4
        nodes.append(
            Node(
                Kind.NEED, need.pk, need.title, status=(need.status, need.get_status_display()), days=sorted(days or [(need.raised_on, _("erhoben"))]),
                note=_("und %(n)d weitere Quellen") % {"n": more} if more > 0 else "",
            )
        )  # fmt: skip
    return Step(Kind.NEED, _("Bedarf"), nodes, number)


def _ends(origins: list[NeedOrigin]) -> list[NeedOrigin]:
    """All of a few; of many the first two and the last two."""
    return origins if len(origins) <= 4 else origins[:2] + origins[-2:]


def _said(origin: NeedOrigin) -> str:
    times = _(" (%(n)d-mal)") % {"n": origin.times} if origin.times else ""
    return f"{origin.get_kind_display()}{times}"


def _resolution_step(start, needs: list[Need], goals: list[Goal], measures: list[Measure]) -> Step:
    """What bodies decided on these needs, on the edition their goals stand in, and on the year their measures are for."""
    found = {need.resolution.pk: need.resolution for need in needs if need.resolution is not None}
    said = NeedOrigin.objects.filter(need__in=needs, resolution__isnull=False).select_related(
        "resolution__body", "resolution__item"
    )
    found |= {origin.resolution.pk: origin.resolution for origin in said}
    of, days = defaultdict(list), defaultdict(list)
    for need in needs:
        if need.resolution_id:
            of[need.resolution_id].append(f"{Kind.NEED}-{need.pk}")
    for version in {one.version_id: one.version for one in goals if one.version.resolution_id}.values():
        found[version.resolution_id] = version.resolution
        days[version.resolution_id].append((version.adopted_on, _("beschlossen: %(what)s") % {"what": version}))
    programmes = YearlyProgramme.objects.filter(entries__measure__in=measures, resolution__isnull=False).distinct()
    for one in programmes.select_related("resolution__body", "resolution__item").order_by("year", "pk"):
        found[one.resolution_id] = one.resolution
        days[one.resolution_id].append((one.chosen_on, _("Jahresprogramm %(year)d") % {"year": one.year}))
    if isinstance(start, Resolution):
        found[start.pk] = start
    nodes = [
        Node(
            Kind.RESOLUTION, one.pk, one.reference, note=one.text[:160], days=[(one.decided_on, str(one.body)), *days[one.pk]],
            of=of[one.pk], shown_on=one.item.meeting_id,
        )
        for one in sorted(found.values(), key=lambda one: (one.decided_on, one.pk))
    ]  # fmt: skip
    return Step(Kind.RESOLUTION, _("Beschluss"), nodes[:MOST], len(nodes))


def _field_step(goals: list[Goal], needs: list[Need]) -> Step:
    fields, of = {}, defaultdict(list)
    links = Goal.fields_of_action.through.objects.filter(goal__in=goals).select_related("fieldofaction").order_by("pk")
    for link in links:
        fields[link.fieldofaction_id] = link.fieldofaction
    for need in needs:
        if need.field_of_action is not None:
            fields[need.field_of_action_id] = need.field_of_action
            of[need.field_of_action_id].append(f"{Kind.NEED}-{need.pk}")
    topics = {need.topic.name for need in needs if need.topic is not None}
    nodes = [
        Node(Kind.FIELD, pk, one.name, of=of[pk])
        for pk, one in sorted(fields.items(), key=lambda item: (item[1].sort_order, item[1].name))
    ]
    if topics and not nodes:
        nodes = [Node(Kind.FIELD, 0, _("Thema: %(names)s") % {"names": ", ".join(sorted(topics))})]
    return Step(Kind.FIELD, _("Handlungsfeld"), nodes[:MOST], len(nodes))


def _goal_step(goals: list[Goal], number: int) -> Step:
    nodes = [
        Node(
            Kind.GOAL,
            one.pk,
            str(one),
            note=str(one.version),
            days=_days((one.version.adopted_on, _("beschlossen"))),
            of=[f"{Kind.RESOLUTION}-{one.version.resolution_id}"],
        )  # fmt: skip
        for one in goals
    ]
    return Step(Kind.GOAL, _("Leitziel"), nodes, number)


def _objective_step(objectives: list[Objective], number: int) -> Step:
    nodes = [
        Node(
            Kind.OBJECTIVE,
            one.pk,
            str(one),
            days=_days((one.due_on, _("zu erreichen"))),
            of=[f"{Kind.GOAL}-{one.goal_id}"],
        )
        for one in objectives
    ]
    return Step(Kind.OBJECTIVE, _("Teilziel"), nodes, number)


def _measure_step(measures: list[Measure], number: int) -> Step:
    changes: dict[int, list[MeasureStatusChange]] = defaultdict(list)
    for one in MeasureStatusChange.objects.filter(measure__in=measures).order_by("on", "pk"):
        changes[one.measure_id].append(one)
    nodes = []
    for one in measures:
        days = _days((one.starts_on, _("Beginn")), (one.ends_on, _("Ende")))
        days += [(change.on, change.get_after_display()) for change in changes[one.pk][-3:]]
        note = str(one.lead) if one.lead else ""
        if one.carried_from is not None:
            carried = _("übernommen aus %(edition)s") % {"edition": one.carried_from.version.edition}
            note = f"{note} · {carried}" if note else carried
        nodes.append(
            Node(
                Kind.MEASURE, one.pk, str(one), note=note, status=(one.status, one.get_status_display()), days=sorted(days),
                of=[f"{Kind.OBJECTIVE}-{one.objective_id}"],
            )
        )  # fmt: skip
    return Step(Kind.MEASURE, _("Maßnahme"), nodes, number)


def _indicator_step(targets: QuerySet[IndicatorTarget], start) -> Step:
    shown = list(targets[:MOST])
    indicators: dict[int, Indicator] = {one.definition.indicator_id: one.definition.indicator for one in shown}
    if isinstance(start, Indicator):
        indicators[start.pk] = start
    latest: dict[int, Observation] = {}
    whole = Observation.objects.filter(definition__indicator__in=indicators, municipality=None, breakdown=None)
    for one in whole.order_by("definition__indicator", "-period_until", "-pk").values_list(
        "definition__indicator", "period_until", "value", "symbol"
    ):
        latest.setdefault(one[0], one)
    days, of = defaultdict(list), defaultdict(list)
    for one in shown:
        key = one.definition.indicator_id
        if one.baseline is not None and one.baseline_on:
            days[key].append((one.baseline_on, _("Ausgangswert %(value)s") % {"value": _plain(one.baseline)}))
        days[key].append((one.target_on, _("Zielwert %(value)s") % {"value": _plain(one.target)}))
        of[key].append(f"{Kind.MEASURE}-{one.measure_id}" if one.measure_id else f"{Kind.OBJECTIVE}-{one.objective_id}")
    for key, (_key, on, value, symbol) in latest.items():
        days[key].append((on, _("Wert %(value)s") % {"value": symbol or _plain(value)}))
    nodes = [
        Node(Kind.INDICATOR, pk, one.name, days=sorted(set(days[pk])), of=list(dict.fromkeys(of[pk])))
        for pk, one in sorted(indicators.items(), key=lambda item: item[1].name)
    ]
    return Step(Kind.INDICATOR, _("Indikator"), nodes[:MOST], len(nodes))


def _plain(value) -> str:
    return f"{value.normalize():f}".replace(".", ",") if value is not None else "–"


def _report_step(measures: list[Measure], goals: list[Goal]) -> Step:
    """Frozen reports on these editions, and the last word of a lead where one measure is looked at."""
    versions = {one.version_id for one in (*measures, *goals)}
    rows = PlanReport.objects.filter(version__in=versions).defer("content").order_by("as_of", "pk")
    shown, number = _first(rows)
    nodes = [Node(Kind.REPORT, one.pk, one.title, days=[(one.as_of, _("Stand"))]) for one in shown]
    if len(measures) == 1:
        told = ProgressReport.objects.filter(measure=measures[0]).order_by("-on", "-pk")[:3]
        nodes += [
            Node(
                Kind.REPORT, -one.pk, one.text[:160] if one.is_released else _("Bericht der Federführung, noch nicht freigegeben"), status=(one.light, one.get_light_display()),
                days=[(one.on, _("gemeldet"))], of=[f"{Kind.MEASURE}-{one.measure_id}"],
                shown_on=one.measure_id,
            )
            for one in told
        ]  # fmt: skip
        number += len(nodes) - len(shown)
    return Step(Kind.REPORT, _("Bericht"), nodes, number)


def _days(*pairs: tuple[date | None, str]) -> list[tuple[date, str]]:
    return [(day, word) for day, word in pairs if day is not None]


def _link(steps: Iterable[Step], needs: list[Need]) -> None:
    """Goals, objectives and measures name the needs they answer."""
    nodes = {node.key: node for step in steps for node in step.nodes}
    kinds = ((Kind.GOAL, "goal_id"), (Kind.OBJECTIVE, "objective_id"), (Kind.MEASURE, "measure_id"))
    for answer in NeedAnswer.objects.filter(need__in=needs).order_by("linked_on", "pk"):
        for kind, name in kinds:
            if node := nodes.get(f"{kind}-{getattr(answer, name)}"):
                node.of.append(f"{Kind.NEED}-{answer.need_id}")
                node.days.append((answer.linked_on, _("mit dem Bedarf verknüpft")))
                node.days.sort()
    for node in nodes.values():
        node.of = [key for key in dict.fromkeys(node.of) if key in nodes]


def _mark(steps: Iterable[Step], start) -> Node:
    kind = next(kind for kind, model in STARTS.items() if isinstance(start, model))
    for step in steps:
        for node in step.nodes:
            if (node.kind, node.pk) == (kind, start.pk):
                node.is_start = True
                return node
    return Node(kind, start.pk, str(start), is_start=True)
