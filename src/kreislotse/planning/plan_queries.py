"""The plan as it is read: editions, the tree of goals and measures, how each measure stands. A constant number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from kreislotse.accounts.access import grants_of
from kreislotse.accounts.roles import Permission
from kreislotse.indicators.models import Definition
from kreislotse.indicators.queries import LastValue, last_values
from kreislotse.network.queries import represented_organizations
from kreislotse.planning.models import (
    Commitment,
    Dependency,
    Goal,
    IndicatorTarget,
    Measure,
    MeasureStatusChange,
    Milestone,
    Need,
    NeedAnswer,
    Objective,
    PlanVersion,
    ProgressReport,
)
from kreislotse.planning.ordering import number_key
from kreislotse.planning.standing import Facts, Found, Needed, Standing, Step, Target, Thresholds, standing_of
from kreislotse.taxonomy.models import FieldOfAction

# ── editions ────────────────────────────────────────────────────────────────────────────────────────


def visible_versions(*, to) -> QuerySet[PlanVersion]:
    """All for the office; for everybody else those that are adopted and public."""
    if grants_of(to).allows(Permission.PLAN_VIEW):
        return PlanVersion.objects.all()
    return public_versions()


def public_versions() -> QuerySet[PlanVersion]:
    return PlanVersion.objects.exclude(status=PlanVersion.Status.DRAFT).filter(is_public=True)


def current_version() -> PlanVersion | None:
    """The edition that is in force; there is at most one."""
    return PlanVersion.objects.filter(status=PlanVersion.Status.ADOPTED).first()


def versions_in_order(versions: QuerySet[PlanVersion]) -> list[PlanVersion]:
    """The one in force first, then drafts, then what it replaced, the youngest first."""
    order = {PlanVersion.Status.ADOPTED: 0, PlanVersion.Status.DRAFT: 1, PlanVersion.Status.REPLACED: 2}
    rows = versions.select_related("responsible", "follows")
    return sorted(rows, key=lambda one: (order[one.status], -(one.adopted_on or date.max).toordinal(), -one.pk))


def thresholds_of(version: PlanVersion) -> Thresholds:
    return Thresholds(version.late_after_days, version.stale_after_days, version.target_tolerance_percent)


# ── how measures stand ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Row:
    """One measure with all that a list says of it."""

    measure: Measure
    found: Found
    report: ProgressReport | None = None
    fields_of_action: tuple[FieldOfAction, ...] = ()
    municipalities: frozenset[int] = frozenset()
    """Keys; none means the whole Kreis."""
    targets: tuple[tuple[IndicatorTarget, LastValue | None], ...] = ()

    @property
    def standing(self) -> Standing:
        return self.found.standing

    def is_report_overdue(self, today: date) -> bool:
        due = self.measure.next_report_on
        return due is not None and due < today and not self.measure.is_ended


def rows_of(version: PlanVersion, *, today: date, measures: QuerySet[Measure] | None = None) -> list[Row]:
    """The measures of an edition (or some of them) in the order of their numbers, each with how it stands today."""
    chosen = Measure.objects.filter(version=version) if measures is None else measures.filter(version=version)
    found = list(chosen.select_related("lead", "responsible"))
    keys = None if measures is None else {one.pk for one in found}
    context = _Context(version, found, keys)
    for one in found:
        one.version = version
    rows = [context.row(one, today) for one in found]
    return sorted(rows, key=lambda row: number_key(row.measure.number))


class _Context:
    """What the standing of many measures follows from, fetched together."""

    def __init__(self, version: PlanVersion, measures: list[Measure], keys: set[int] | None):
        of = Q(measure__version=version) if keys is None else Q(measure__in=keys)
        self.milestones = _grouped(Milestone.objects.filter(of).order_by("due_on", "pk"))
        self.needs = _grouped(Dependency.objects.filter(of).select_related("needs").order_by("pk"))
        self.changes = _latest(MeasureStatusChange.objects.filter(of))
        self.reports = _latest(ProgressReport.objects.filter(of))
        before = [one.carried_from_id for one in measures if one.carried_from_id]
        self.earlier = _latest(_of_carried(version, before, keys)) if before else {}
        self.targets = _grouped(
            IndicatorTarget.objects.filter(of).select_related("definition__indicator").order_by("target_on", "pk")
        )
        self.values = last_values({one.definition_id for rows in self.targets.values() for one in rows})
        self.fields_of_action = _linked(Measure.fields_of_action.through, of, "fieldofaction")
        self.municipalities = _linked_keys(Measure.municipalities.through, of, "municipality_id")

    def row(self, measure: Measure, today: date) -> Row:
        return make_row(
            measure, today=today, milestones=self.milestones.get(measure.pk, ()), needs=self.needs.get(measure.pk, ()),
            change=self.changes.get(measure.pk),
            report=self.reports.get(measure.pk) or self.earlier.get(measure.carried_from_id),
            targets=tuple((one, self.values.get(one.definition_id)) for one in self.targets.get(measure.pk, ())),
            fields_of_action=self.fields_of_action.get(measure.pk, ()),
            municipalities=self.municipalities.get(measure.pk, ()),
        )  # fmt: skip


def make_row(  # noqa: PLR0913
    measure: Measure, *, today: date, milestones, needs, change: MeasureStatusChange | None, report: ProgressReport | None,
    targets: tuple[tuple[IndicatorTarget, LastValue | None], ...], fields_of_action, municipalities,
) -> Row:  # fmt: skip
    """How a measure stands, from rows that are there already; `needs` are dependencies with the measure they name."""
    facts = Facts(
        status=measure.status, starts_on=measure.starts_on, ends_on=measure.ends_on, is_ongoing=measure.is_ongoing,
        status_since=change.on if change else None, status_reason=change.reason if change else "",
        milestones=tuple(Step(one.title, one.due_on, one.reached_on) for one in milestones),
        needs=tuple(Needed(one.needs.number, one.needs.title, one.needs.status, one.needs.ends_on) for one in needs),
        reported_on=report.on if report else None, light=report.light if report else "",
        targets=tuple(target_facts(one, last) for one, last in targets),
    )  # fmt: skip
    found = standing_of(facts, today=today, thresholds=thresholds_of(measure.version))
    keys = frozenset(getattr(one, "pk", one) for one in municipalities)
    return Row(measure, found, report, tuple(fields_of_action), keys, tuple(targets))


def target_facts(target: IndicatorTarget, last: LastValue | None) -> Target:
    definition = target.definition
    return Target(
        definition.indicator.name, target.target, target.target_on, target.baseline, target.baseline_on,
        last.value if last else None, last.on if last else None, definition.decimals,
        definition.direction == Definition.Direction.DOWN,
    )  # fmt: skip


def _of_carried(version: PlanVersion, before: list[int], keys: set[int] | None) -> QuerySet[ProgressReport]:
    """Reports of the measures these were carried on from."""
    if keys is None:
        return ProgressReport.objects.filter(measure__carried_to__version=version)
    return ProgressReport.objects.filter(measure__in=before)


def _grouped(rows: Iterable) -> dict[int, list]:
    groups = defaultdict(list)
    for one in rows:
        groups[one.measure_id].append(one)
    return groups


def _latest(rows: QuerySet) -> dict[int, object]:
    """The last row per measure, by its key."""
    place = Window(RowNumber(), partition_by=F("measure"), order_by=[F("on").desc(), F("pk").desc()])
    return {one.measure_id: one for one in rows.annotate(place=place).filter(place=1)}


def _linked(through, of: Q, name: str) -> dict[int, list]:
    groups = defaultdict(list)
    for one in through.objects.filter(of).select_related(name).order_by(f"{name}__sort_order", f"{name}__name"):
        groups[one.measure_id].append(getattr(one, name))
    return groups


def _linked_keys(through, of: Q, column: str) -> dict[int, list[int]]:
    groups = defaultdict(list)
    for measure, key in through.objects.filter(of).values_list("measure_id", column):
        groups[measure].append(key)
    return groups


# ── the tree ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for in the plan; empty means everything."""

    text: str = ""
    field_of_action: int | None = None
    status: str = ""
    standing: str = ""
    lead: int | None = None
    municipality: int | None = None
    weight: str = ""
    is_report_overdue: bool = False
    responsible: int | None = None

    def fits(self, row: Row, today: date) -> bool:
        measure = row.measure
        words = f"{measure.number} {measure.title}".lower()
        return (
            all(word in words for word in self.text.lower().split())
            and (self.field_of_action is None or any(one.pk == self.field_of_action for one in row.fields_of_action))
            and (not self.status or measure.status == self.status)
            and (
                not self.standing or row.standing == self.standing or (self.standing == "care" and row.found.needs_care)
            )
            and (self.lead is None or measure.lead_id == self.lead)
            and (self.municipality is None or not row.municipalities or self.municipality in row.municipalities)
            and (not self.weight or measure.weight == self.weight)
            and (not self.is_report_overdue or row.is_report_overdue(today))
            and (self.responsible is None or measure.responsible_id == self.responsible)
        )


@dataclass
class ObjectiveNode:
    objective: Objective
    rows: list[Row] = field(default_factory=list)


@dataclass
class GoalNode:
    goal: Goal
    objectives: list[ObjectiveNode] = field(default_factory=list)
    fields_of_action: list[FieldOfAction] = field(default_factory=list)

    @property
    def rows(self) -> list[Row]:
        return [row for node in self.objectives for row in node.rows]

    @property
    def standings(self) -> Counter:
        return Counter(row.standing for row in self.rows)


def tree_of(version: PlanVersion, rows: Iterable[Row], *, with_empty: bool = True) -> list[GoalNode]:
    """Goals with their objectives and those of `rows` that belong there; without empty ones if the reader filters. Three queries."""
    goals = {one.pk: GoalNode(one) for one in Goal.objects.filter(version=version)}
    objectives = {one.pk: ObjectiveNode(one) for one in Objective.objects.filter(goal__version=version)}
    for link in Goal.fields_of_action.through.objects.filter(goal__version=version).select_related("fieldofaction"):
        goals[link.goal_id].fields_of_action.append(link.fieldofaction)
    for row in rows:
        objectives[row.measure.objective_id].rows.append(row)
    for node in objectives.values():
        if with_empty or node.rows:
            goals[node.objective.goal_id].objectives.append(node)
    for node in goals.values():
        node.objectives.sort(key=lambda one: number_key(one.objective.number))
        node.fields_of_action.sort(key=lambda one: (one.sort_order, one.name))
    found = [node for node in goals.values() if with_empty or node.objectives]
    return sorted(found, key=lambda one: number_key(one.goal.number))


def standings(rows: Iterable[Row]) -> list[tuple[Standing, int]]:
    """How many measures stand how, in the order of `Standing`; those that do not occur are left out."""
    counts = Counter(row.standing for row in rows)
    return [(one, counts[one]) for one in Standing if counts[one]]


# ── single measures ─────────────────────────────────────────────────────────────────────────────────


def visible_measures(*, to) -> QuerySet[Measure]:
    return Measure.objects.filter(version__in=visible_versions(to=to).values("pk"))


def own_measures(user) -> QuerySet[Measure]:
    """Measures of the edition in force that an organization `user` speaks for leads or takes part in."""
    own = represented_organizations(user).values("pk")
    mine = Q(lead__in=own) | Q(commitments__organization__in=own)
    current = Measure.objects.filter(version__status=PlanVersion.Status.ADOPTED)
    return Measure.objects.filter(pk__in=current.filter(mine).values("pk"))


def lineage(measure: Measure) -> list[Measure]:
    """The measure and what it was carried on from, the youngest first. One query per edition."""
    chain = [measure]
    while chain[-1].carried_from_id:
        chain.append(Measure.objects.select_related("version").get(pk=chain[-1].carried_from_id))
    return chain


def overdue_reports(today: date) -> QuerySet[Measure]:
    """Measures of the edition in force whose lead should have reported by now."""
    rows = Measure.objects.filter(version__status=PlanVersion.Status.ADOPTED, next_report_on__lt=today)
    return rows.open()


def needs_of(**whole) -> list[Need]:
    """The needs a goal, objective or measure answers: `needs_of(measure=measure)`. One query."""
    rows = Need.objects.filter(pk__in=NeedAnswer.objects.filter(**whole).values("need"))
    return list(rows.order_by("pk"))


@dataclass(frozen=True)
class Parts:
    goals: int
    objectives: int
    measures: int


def part_counts(versions: Iterable[PlanVersion]) -> dict[int, Parts]:
    """How much each edition holds, by its key. Three queries."""
    keys = [one.pk for one in versions]

    def numbers(model, path):
        rows = model.objects.filter(**{f"{path}__in": keys}).values_list(path).annotate(n=Count("pk"))
        return dict(rows.order_by())

    goals, objectives = numbers(Goal, "version"), numbers(Objective, "goal__version")
    measures = numbers(Measure, "version")
    return {key: Parts(goals.get(key, 0), objectives.get(key, 0), measures.get(key, 0)) for key in keys}


def belongs_to(model, versions) -> Q:
    """As a condition: a part of a measure or an objective is one of these editions'."""
    of_measure = Q(measure__version__in=versions)
    return of_measure | Q(objective__goal__version__in=versions) if model is IndicatorTarget else of_measure


def targets_of(indicator) -> list[IndicatorTarget]:
    """Where the plan in force and drafts want something of an indicator. One query."""
    of_measure = Q(measure__isnull=False) & ~Q(measure__version__status=PlanVersion.Status.REPLACED)
    of_objective = Q(objective__isnull=False) & ~Q(objective__goal__version__status=PlanVersion.Status.REPLACED)
    rows = IndicatorTarget.objects.filter(of_measure | of_objective, definition__indicator=indicator)
    return list(rows.select_related("definition", "measure", "objective").order_by("target_on", "pk"))


def commitments_of(version: PlanVersion, *, state: str = "", organization=None) -> QuerySet[Commitment]:
    """What partners were asked for in an edition, and what they answered."""
    rows = Commitment.objects.filter(measure__version=version)
    if state:
        rows = rows.filter(state=state)
    if organization is not None:
        rows = rows.filter(organization=organization)
    return rows.select_related("measure", "organization").order_by("organization__name", "measure__number", "pk")
