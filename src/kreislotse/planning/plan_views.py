"""What the page of an objective or measure tells beside its fields: targets with their last value, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from kreislotse.accounts.models import User
from kreislotse.core.together import fetch_together
from kreislotse.indicators.models import Definition
from kreislotse.indicators.queries import LastValue, last_values
from kreislotse.planning.measure_parts import reached_percent
from kreislotse.planning.models import (
    Commitment,
    Dependency,
    FundingShare,
    IndicatorTarget,
    Measure,
    MeasureStatusChange,
    Milestone,
    Objective,
    ProgressReport,
    UpdateRequest,
    YearlyProgramme,
    YearlyProgrammeEntry,
)
from kreislotse.planning.money import euros
from kreislotse.planning.plan_queries import Row, lineage, make_row
from kreislotse.planning.smart import Wording, missing


@dataclass(frozen=True)
class TargetLine:
    """A target, the last value, and how much of the way is gone (0 to 100, `None` if it cannot be said)."""

    target: IndicatorTarget
    last: LastValue | None
    percent: int | None


def target_lines(targets: list[IndicatorTarget]) -> list[TargetLine]:
    """One query."""
    values = last_values({one.definition_id for one in targets})
    return [
        TargetLine(one, last := values.get(one.definition_id), reached_percent(one, last.value if last else None))
        for one in targets
    ]


@dataclass(frozen=True)
class ObjectivePage:
    targets: list[TargetLine]
    missing: list[str]
    """What keeps the objective from being SMART, a sentence each."""


def objective_page(objective: Objective) -> ObjectivePage:
    """Four queries."""
    targets = list(objective.targets.select_related("definition__indicator").order_by("target_on", "pk"))
    wording = Wording(
        title=objective.title, target_groups=objective.target_groups.count(), targets=len(targets),
        targets_with_baseline=sum(one.baseline is not None for one in targets),
        achievable_because=objective.achievable_because, relevant_because=objective.relevant_because,
        answers_needs=objective.needs.count(), due_on=objective.due_on,
        version_ends_on=objective.goal.version.valid_until,
    )  # fmt: skip
    return ObjectivePage(target_lines(targets), missing(wording))


@dataclass(frozen=True)
class MeasurePage:
    """All that hangs on a measure, also from the editions it was carried on from."""

    row: Row
    milestones: list[Milestone]
    needs_first: list[Dependency]
    needed_by: list[Dependency]
    funding: list[FundingShare]
    funded_cents: int
    commitments: list[Commitment]
    targets: list[TargetLine]
    history: list[MeasureStatusChange]
    reports: list[ProgressReport]
    programme_entries: list[YearlyProgrammeEntry]
    lineage: list[Measure]
    letters: list[UpdateRequest]

    @property
    def cost(self) -> str:
        return euros(self.row.measure.cost_cents)

    @property
    def open_money(self) -> str:
        return euros(self.open_cents)

    @property
    def funding_lines(self) -> list[tuple[FundingShare, str]]:
        return [(one, euros(one.amount_cents)) for one in self.funding]

    @property
    def report_lines(self) -> list[tuple[ProgressReport, str]]:
        return [(one, euros(one.spent_cents)) for one in self.reports]

    @property
    def open_cents(self) -> int | None:
        """What is not funded yet; `None` without known costs."""
        cost = self.row.measure.cost_cents
        return None if cost is None else max(0, cost - self.funded_cents)


def measure_page(measure: Measure, *, today: date) -> MeasurePage:
    """About ten queries, for a measure of one edition; one more for each edition it was carried on through."""
    chain = lineage(measure)
    milestones, funding, targets, changes, reports, entries = fetch_together(
        measure.milestones.all(),
        measure.funding.all(),
        measure.targets.all(),
        MeasureStatusChange.objects.filter(measure__in=chain),
        ProgressReport.objects.filter(measure__in=chain),
        YearlyProgrammeEntry.objects.filter(measure__in=chain),
    )
    _attach(targets, "definition", Definition.objects.select_related("indicator"))
    _attach(reports, "by", User.objects.all())
    _attach(entries, "programme", YearlyProgramme.objects.all())
    edges = Dependency.objects.filter(Q(measure=measure) | Q(needs=measure)).select_related("measure", "needs")
    edges = list(edges.order_by("pk"))
    newest_first = {"key": lambda one: (one.on, one.pk), "reverse": True}
    reports.sort(**newest_first)
    changes.sort(**newest_first)
    targets.sort(key=lambda one: (one.target_on, one.pk))
    milestones.sort(key=lambda one: (one.due_on, one.pk))
    lines = target_lines(targets)
    own_change = next((one for one in changes if one.measure_id == measure.pk), None)
    needs_first = [one for one in edges if one.measure_id == measure.pk]
    pairs = tuple((line.target, line.last) for line in lines)
    row = make_row(
        measure, today=today, milestones=milestones, needs=needs_first, change=own_change,
        report=reports[0] if reports else None, targets=pairs, fields_of_action=measure.fields_of_action.all(),
        municipalities=measure.municipalities.all(),
    )  # fmt: skip
    return MeasurePage(
        row=row, milestones=milestones, needs_first=needs_first,
        needed_by=[one for one in edges if one.needs_id == measure.pk],
        funding=sorted(funding, key=lambda one: (one.year or 0, one.pk)),
        funded_cents=sum(one.amount_cents for one in funding if one.state != FundingShare.State.REFUSED),
        commitments=list(measure.commitments.select_related("organization").order_by("organization__name", "pk")),
        targets=lines, history=changes, reports=reports,
        programme_entries=sorted(entries, key=lambda one: -one.programme.year), lineage=chain[1:],
        letters=list(measure.update_requests.order_by("-asked_on", "-pk")[:5]),
    )  # fmt: skip


def _attach(rows: list, name: str, of: QuerySet) -> None:
    """Give each row the one it points to, all in one query; none if there are no rows."""
    keys = {getattr(row, f"{name}_id") for row in rows} - {None}
    found = of.in_bulk(keys) if keys else {}
    for row in rows:
        setattr(row, name, found.get(getattr(row, f"{name}_id")))
