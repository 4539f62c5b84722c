"""The next edition from the last one: each goal, objective and measure is carried on, or ended with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.planning.entries import Entry
from kreislotse.planning.models import (
    Commitment,
    Dependency,
    FundingShare,
    Goal,
    IndicatorTarget,
    Measure,
    Milestone,
    NeedAnswer,
    Objective,
    PlanTranslation,
    PlanVersion,
)
from kreislotse.planning.models.plan import ENDED
from kreislotse.planning.versions import DraftInUse, begin_version


@dataclass(frozen=True)
class Carry:
    """Whether one part goes on in the next edition, and why (or why not)."""

    goes_on: bool
    reason: str = ""


@dataclass(frozen=True)
class Decisions:
    """One decision per goal, objective and measure of the last edition, by their keys; without one it goes on."""

    goals: Mapping[int, Carry]
    objectives: Mapping[int, Carry]
    measures: Mapping[int, Carry]


class NothingToCarry(DomainError):
    message = _("Fortgeschrieben wird die beschlossene Fassung. „%(version)s“ ist das nicht.")


class EndedWithoutReason(DomainError):
    message = _("Bitte schreiben Sie zu %(name)s, warum es nicht weitergeht.")


class EndsUnderneath(DomainError):
    message = _("%(part)s soll weitergehen, gehört aber zu %(whole)s, das endet. Bitte führen Sie beides weiter oder beenden Sie beides.")  # fmt: skip


def parts_of(version: PlanVersion) -> tuple[QuerySet[Goal], QuerySet[Objective], QuerySet[Measure]]:
    return (
        Goal.objects.filter(version=version),
        Objective.objects.filter(goal__version=version),
        Measure.objects.filter(version=version),
    )


def proposed_decision(part) -> Carry:
    """What the office will mostly decide: what is done or dropped ends, all else goes on."""
    if isinstance(part, Measure) and part.status in ENDED:
        return Carry(False, str(part.get_status_display()).capitalize())
    return Carry(True)


@transaction.atomic
def carry_over(last: PlanVersion, draft: PlanVersion, decisions: Decisions, *, by) -> PlanVersion:
    """Begin `draft` with what goes on of `last`. Raises `NothingToCarry`, `DraftInUse`, `EndedWithoutReason`, `EndsUnderneath`."""
    last = PlanVersion.objects.select_for_update(of=("self",)).get(pk=last.pk)
    if last.status != PlanVersion.Status.ADOPTED:
        raise NothingToCarry(version=str(last))
    existing = PlanVersion.objects.filter(follows=last).first()
    if existing is not None:
        raise DraftInUse(version=str(last), draft=str(existing))
    goals, objectives, measures = (list(rows.order_by("pk")) for rows in parts_of(last))
    _check(decisions, goals, objectives, measures)
    draft.follows = last
    draft = begin_version(draft, by=by)

    kept_goals = _copy(Goal, _going_on(goals, decisions.goals), decisions.goals, version=draft)
    kept_objectives = _copy(
        Objective, _going_on(objectives, decisions.objectives), decisions.objectives,
        each=lambda one: {"goal_id": kept_goals[one.goal_id].pk},
    )  # fmt: skip
    kept_measures = _copy(
        Measure, _going_on(measures, decisions.measures), decisions.measures, version=draft,
        each=lambda one: {"objective_id": kept_objectives[one.objective_id].pk},
    )  # fmt: skip
    _copy_links(kept_goals, kept_objectives, kept_measures)
    _copy_what_hangs_on(kept_goals, kept_objectives, kept_measures)
    PlanTranslation.objects.bulk_create(
        _clone(one, version_id=draft.pk) for one in PlanTranslation.objects.filter(version=last)
    )
    for rows, decided in ((goals, decisions.goals), (objectives, decisions.objectives), (measures, decisions.measures)):
        _note_endings(rows, decided)
    audit.record(
        Entry.PLAN_CARRIED_OVER, draft, by=by, follows=last.pk, kept=len(kept_measures), ended=len(measures) - len(kept_measures)
    )  # fmt: skip
    return draft


def _check(decisions: Decisions, goals, objectives, measures) -> None:
    """Every end has its reason, and nothing goes on whose whole ends."""
    wholes = {("goal", one.pk): one for one in goals} | {("objective", one.pk): one for one in objectives}
    for kind, rows, decided in (
        (_now("Leitziel"), goals, decisions.goals),
        (_now("Teilziel"), objectives, decisions.objectives),
        (_now("Maßnahme"), measures, decisions.measures),
    ):
        for one in rows:
            carry = decided.get(one.pk, Carry(True))
            if not carry.goes_on and not carry.reason.strip():
                raise EndedWithoutReason(name=f"{kind} {one.number}")
    for parts, decided, above, kind in (
        (objectives, decisions.objectives, decisions.goals, "goal"),
        (measures, decisions.measures, decisions.objectives, "objective"),
    ):
        for one in parts:
            whole = wholes[kind, getattr(one, f"{kind}_id")]
            if decided.get(one.pk, Carry(True)).goes_on and not above.get(whole.pk, Carry(True)).goes_on:
                raise EndsUnderneath(part=f"{one.number} „{one.title}“", whole=f"{whole.number} „{whole.title}“")


def _going_on(rows: list, decided: Mapping[int, Carry]) -> list:
    return [one for one in rows if decided.get(one.pk, Carry(True)).goes_on]


def _note_endings(rows: list, decided: Mapping[int, Carry]) -> None:
    """The reason of an end stands at what ended; its text stays untouched."""
    ended = []
    for one in rows:
        carry = decided.get(one.pk, Carry(True))
        if not carry.goes_on:
            one.end_reason = carry.reason.strip()[:300]
            ended.append(one)
    if ended:
        type(ended[0]).objects.bulk_update(ended, ["end_reason"], batch_size=500)


def _clone(row: Model, **changes) -> Model:
    """A new row with the same values, but its own keys."""
    left_out = {"id", "uuid"}
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in left_out and not getattr(field, "auto_now", False)
    }
    return type(row)(**values | changes)


def _copy(model, rows: list, decided: Mapping[int, Carry], *, each=lambda _one: {}, **changes) -> dict[int, Model]:
    """Copies by the key of what they were copied from."""
    copies = {
        one.pk: _clone(
            one, carried_from_id=one.pk, end_reason="", carry_reason=decided.get(one.pk, Carry(True)).reason.strip()[:300],
            **{f"{name}_id": row.pk for name, row in changes.items()}, **each(one),
        )
        for one in rows
    }  # fmt: skip
    model.objects.bulk_create(copies.values(), batch_size=500)
    return copies


def _copy_links(goals: dict, objectives: dict, measures: dict) -> None:
    for model, kept, names in (
        (Goal, goals, ["fields_of_action"]),
        (Objective, objectives, ["target_groups"]),
        (Measure, measures, ["fields_of_action", "topics", "target_groups", "municipalities"]),
    ):
        for name in names:
            _copy_link(getattr(model, name).through, model, kept)
    through = Measure.also_serves.through
    rows = through.objects.filter(measure__in=list(measures), objective__in=list(objectives))
    through.objects.bulk_create(
        through(measure_id=measures[one.measure_id].pk, objective_id=objectives[one.objective_id].pk) for one in rows
    )


def _copy_link(through, model, kept: dict) -> None:
    here = f"{model._meta.model_name}_id"
    there = next(field.attname for field in through._meta.fields if field.is_relation and field.attname != here)
    rows = through.objects.filter(**{f"{model._meta.model_name}__in": list(kept)}).values_list(here, there)
    through.objects.bulk_create(through(**{here: kept[old].pk, there: other}) for old, other in rows)


def _copy_what_hangs_on(goals: dict, objectives: dict, measures: dict) -> None:
    for model in (Milestone, FundingShare, Commitment):
        rows = model.objects.filter(measure__in=list(measures)).order_by("pk")
        model.objects.bulk_create(_clone(one, measure_id=measures[one.measure_id].pk) for one in rows)
    edges = Dependency.objects.filter(measure__in=list(measures), needs__in=list(measures))
    Dependency.objects.bulk_create(
        _clone(one, measure_id=measures[one.measure_id].pk, needs_id=measures[one.needs_id].pk) for one in edges
    )
    for name, kept in (("goal", goals), ("objective", objectives), ("measure", measures)):
        models = [PlanTranslation, NeedAnswer] + ([IndicatorTarget] if name != "goal" else [])
        for model in models:
            rows = model.objects.filter(**{f"{name}__in": list(kept)}).order_by("pk")
            model.objects.bulk_create(
                _clone(one, **{f"{name}_id": kept[getattr(one, f"{name}_id")].pk}) for one in rows
            )
