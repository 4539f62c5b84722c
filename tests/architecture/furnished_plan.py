"""The adopted plan with a goal, an objective and a measure of every part: for the furnished houses."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from kreislotse.accounts.roles import Role
from kreislotse.planning.models import (
    Commitment,
    Dependency,
    FundingShare,
    IndicatorTarget,
    MeasureStatusChange,
    Milestone,
    ProgressReport,
    YearlyProgramme,
    YearlyProgrammeEntry,
)
from kreislotse.planning.reports import take_report
from kreislotse.planning.updates import ask_for_update
from tests import factories as make

DAY = date(2026, 3, 9)


def furnish_plan(house) -> None:
    """More of the one adopted plan of the house, and a public report on it."""
    rows, n, by = house.rows, house.made, house.people[Role.COORDINATOR]
    if "plan_version" not in rows:
        rows["plan_version"] = make.PlanVersionFactory(adopted=True, preface="Gemeinsames Vorwort", responsible=by)
    rows["public_goal"] = goal = make.GoalFactory(version=rows["plan_version"], title=f"Gemeinsames Leitziel {n}")
    goal.fields_of_action.add(make.FieldOfActionFactory())
    rows["objective"] = objective = make.ObjectiveFactory(goal=goal, title=f"Gemeinsames Teilziel {n}")
    rows["public_measure"] = measure = make.MeasureFactory(
        objective=objective,
        title=f"Gemeinsam umgesetzt {n}",
        status="running",
        responsible=by,
        lead=house.rows["carrier"],
        starts_on=date(2020, 1, 1),
        next_report_on=date(2020, 1, 1),
        cost_cents=500_000,
    )
    measure.topics.add(rows["topic"])
    measure.municipalities.add(rows["town"])
    measure.target_groups.add(rows["target_group"])
    measure.fields_of_action.add(goal.fields_of_action.get())
    measure.also_serves.add(objective)
    objective.target_groups.add(rows["target_group"])
    rows["draft"] = make.PlanVersionFactory(title=f"Entwurf {n}", responsible=by)
    rows["milestone"] = Milestone.objects.create(measure=measure, title="Räume gefunden", due_on=DAY)
    first = make.MeasureFactory(objective=objective, lead=house.rows["carrier"])
    Dependency.objects.create(measure=measure, needs=first)
    rows["funding_share"] = FundingShare.objects.create(
        measure=measure, source="Land", amount_cents=100_000, state="granted"
    )
    rows["commitment"] = Commitment.objects.create(
        measure=measure, organization=rows["organization"], state="promised", asked_on=DAY, answered_on=DAY
    )
    rows["observation"] = observation = make.ObservationFactory()
    rows["indicator"] = observation.definition.indicator
    IndicatorTarget.objects.create(
        objective=objective, definition=observation.definition, target=20, target_on=date(2027, 12, 31)
    )
    rows["programme"] = programme = YearlyProgramme.objects.create(
        version=rows["plan_version"], year=2000 + n, chosen_by=rows["body"]
    )
    YearlyProgrammeEntry.objects.create(programme=programme, measure=measure, aim="Auftakt")
    IndicatorTarget.objects.create(
        measure=measure, definition=observation.definition, target=20, target_on=date(2027, 12, 31)
    )
    MeasureStatusChange.objects.create(measure=measure, on=DAY, after="running", reason="Begonnen")
    ProgressReport.objects.create(measure=measure, on=DAY, light="green", text="Läuft gut.")
    rows["progress_report"] = ProgressReport.objects.create(
        measure=measure, on=DAY, light="green", text="Frau Muster hat begonnen.", is_from_lead=True, words="waiting"
    )
    measure.lead_email = "federfuehrung@akteur.example"
    measure.save()
    house.secrets["update"] = ask_for_update(measure, today=timezone.localdate(), by=by).secret
    rows["plan_report"] = take_report(
        rows["plan_version"],
        title=f"Bericht {n}",
        is_public=True,
        now=timezone.now(),
        today=timezone.localdate(),
        by=by,
    )
