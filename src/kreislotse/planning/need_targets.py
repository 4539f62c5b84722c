"""Where in the plan a need may be answered: found by words, or by its own topic and field of action."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from kreislotse.planning.models import Goal, Measure, Need, Objective, PlanVersion

MOST = 12


@dataclass(frozen=True)
class Targets:
    measures: list[Measure]
    objectives: list[Objective]
    goals: list[Goal]

    def __bool__(self):
        return bool(self.measures or self.objectives or self.goals)


def find_targets(need: Need, text: str = "") -> Targets:
    """Measures, objectives and goals of editions that are not replaced. Three queries.

    With words: those whose number or title has all of them. Without: those of the need's topic or field of action.
    """
    current = [PlanVersion.Status.DRAFT, PlanVersion.Status.ADOPTED]
    measures = Measure.objects.filter(version__status__in=current)
    objectives = Objective.objects.filter(goal__version__status__in=current)
    goals = Goal.objects.filter(version__status__in=current)
    if text:
        for word in text.split():
            wanted = Q(title__icontains=word) | Q(number__istartswith=word)
            measures, objectives, goals = measures.filter(wanted), objectives.filter(wanted), goals.filter(wanted)
    else:
        of_measure, of_goal = Q(pk=None), Q(pk=None)
        if need.topic_id:
            of_measure |= Q(topics=need.topic_id)
        if need.field_of_action_id:
            of_measure |= Q(fields_of_action=need.field_of_action_id)
            of_goal |= Q(fields_of_action=need.field_of_action_id)
        measures = measures.filter(pk__in=Measure.objects.filter(of_measure).values("pk"))
        goals = goals.filter(pk__in=Goal.objects.filter(of_goal).values("pk"))
        objectives = objectives.filter(goal__in=goals.values("pk"))
    return Targets(
        list(measures.select_related("version").order_by("number", "pk")[:MOST]),
        list(objectives.select_related("goal__version").order_by("number", "pk")[:MOST]),
        list(goals.select_related("version").order_by("number", "pk")[:MOST]),
    )
