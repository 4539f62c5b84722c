"""Goals and objectives of a draft."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.planning.editions import check_unchanged, draft_for_change
from kreislotse.planning.entries import Entry
from kreislotse.planning.models import Goal, Measure, Objective


class NumberTaken(DomainError):
    message = _("Die Nummer %(number)s ist schon vergeben. Bitte wählen Sie eine andere.")


class GoalOfAnotherVersion(DomainError):
    message = _("Das Leitziel gehört zu einer anderen Fassung. Bitte wählen Sie eins aus dieser.")


class StillServed(DomainError):
    message = _(
        "Zu „%(name)s“ gehören noch Maßnahmen: %(measures)s. Bitte ordnen Sie diese zuerst einem anderen Teilziel zu."
    )


@transaction.atomic
def save_goal(goal: Goal, *, fields_of_action, by, seen_at: datetime | None = None) -> Goal:
    """Add a Leitziel to a draft, or change it. Raises `VersionAdopted`, `ChangedMeanwhile`, `NumberTaken`."""
    draft_for_change(goal.version_id)
    if goal.pk is not None:
        check_unchanged(goal, seen_at)
    if Goal.objects.filter(version=goal.version_id, number=goal.number).exclude(pk=goal.pk).exists():
        raise NumberTaken(number=goal.number)
    goal.save()
    goal.fields_of_action.set(fields_of_action)
    audit.record(Entry.PLAN_CHANGED, goal.version, by=by, goal=goal.number)
    return goal


@transaction.atomic
def save_objective(objective: Objective, *, target_groups, by, seen_at: datetime | None = None) -> Objective:
    """Add a Teilziel to a draft, or change it. Raises what `save_goal` raises, and `GoalOfAnotherVersion`."""
    version = draft_for_change(objective.goal.version_id)
    if objective.pk is not None:
        check_unchanged(objective, seen_at)
        before = Objective.objects.select_related("goal").get(pk=objective.pk)
        if before.goal.version_id != version.pk:
            raise GoalOfAnotherVersion
    taken = Objective.objects.filter(goal=objective.goal_id, number=objective.number).exclude(pk=objective.pk)
    if taken.exists():
        raise NumberTaken(number=objective.number)
    objective.save()
    objective.target_groups.set(target_groups)
    audit.record(Entry.PLAN_CHANGED, version, by=by, objective=objective.number)
    return objective


@transaction.atomic
def remove_goal(goal: Goal, *, by) -> None:
    """Strike a Leitziel and its objectives from a draft. Raises `VersionAdopted`, and `StillServed` while measures hang on it."""
    version = draft_for_change(goal.version_id)
    _check_unserved(goal, Measure.objects.filter(objective__goal=goal))
    audit.record(Entry.PLAN_PART_REMOVED, version, by=by, goal=goal.number)
    goal.delete()


@transaction.atomic
def remove_objective(objective: Objective, *, by) -> None:
    """Strike a Teilziel from a draft. Raises `VersionAdopted`, `StillServed`."""
    version = draft_for_change(objective.goal.version_id)
    _check_unserved(objective, Measure.objects.filter(objective=objective))
    audit.record(Entry.PLAN_PART_REMOVED, version, by=by, objective=objective.number)
    objective.delete()


def _check_unserved(part, measures) -> None:
    if numbers := list(measures.order_by("number").values_list("number", flat=True)[:10]):
        raise StillServed(name=str(part), measures=", ".join(numbers))
