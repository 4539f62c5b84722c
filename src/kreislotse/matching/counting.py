"""Which minutes of appointments count to the hours of persons and fundings: one rule for booking, forecast and settlement.

Counted are appointments that were kept, waited for in vain or are planned, and those that others than the guide called off
late, where the rate pays something for that: what is paid in part still took the guide's whole time, so the minutes count in
full. The way comes on top where the rate counts it. The rate is that of the day (`guides.rules.rate_of_the_day`), here in
the words of the database, so that any number of appointments is summed up in one query.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Case, Exists, ExpressionWrapper, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.lookups import GreaterThanOrEqual

from kreislotse.core.dated import in_force
from kreislotse.guides.models import ExpenseRate
from kreislotse.guides.rules import RunningRates, rate_of_the_day
from kreislotse.matching.models import Appointment, AppointmentChange, Assignment

CANCELLED = Appointment.Outcome.CANCELLED


def late_cancellations() -> QuerySet[AppointmentChange]:
    """Notes of cancellations that came late and were not the guide's; the last word on each appointment counts."""
    kinds = AppointmentChange.objects.filter(kind=AppointmentChange.Kind.CANCELLED)
    later = kinds.filter(appointment=OuterRef("appointment"), pk__gt=OuterRef("pk"))
    return kinds.filter(is_late=True).exclude(side=AppointmentChange.Side.GUIDE).exclude(Exists(later))


def cancelled_late_and_paid() -> Q:
    """For appointments: called off late by others than the guide, under a rate that pays something for it."""
    is_late = Exists(late_cancellations().filter(appointment=OuterRef("pk")))
    return Q(is_late, by_rate_of_the_day("late_cancellation_percent", 1), outcome=CANCELLED)


def that_count(rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """Those of some appointments that count, annotated with `counted`: their minutes with the way, ≥ 0."""
    from_note = late_cancellations().filter(appointment=OuterRef("pk")).order_by("-pk").values("from_minutes")[:1]
    worked = Case(When(outcome=CANCELLED, then=Subquery(from_note)), default=F("duration_minutes"))
    has_way = Q(travel_minutes__gt=0) & by_rate_of_the_day("counts_travel_time", True)
    way = Case(When(has_way, then=F("travel_minutes")), default=0)
    return rows.filter(~Q(outcome=CANCELLED) | cancelled_late_and_paid()).annotate(
        counted=ExpressionWrapper(worked + way, output_field=IntegerField())
    )


def rate_on(assignment: Assignment, on: date, *, running: RunningRates | None = None) -> dict:
    """The rate of the day for one assignment. One query; none if the caller has all the `running` rates."""
    key = assignment.funding_source_id, assignment.role
    if running is None:
        rows = ExpenseRate.objects.filter(applies_to_running=True, funding_source=key[0], role=key[1])
    else:
        rows = running.get(key, ())
    return rate_of_the_day(assignment.rate_as_agreed, assignment.agreed_on, rows, on)


def share_percent(outcome: str, rate: dict) -> int:
    """How much of the full amount an outcome is worth; rates agreed before the question came up pay a no-show in full."""
    if outcome == Appointment.Outcome.NO_SHOW:
        return rate.get("no_show_percent", 100)
    if outcome == CANCELLED:
        return rate.get("late_cancellation_percent", 0)
    return 100


def by_rate_of_the_day(name: str, least: bool | int) -> Q:
    """For appointments: whether the rate of the day says at least so much (`True`: yes) under that name."""
    younger = (
        in_force(ExpenseRate.objects.filter(applies_to_running=True), OuterRef("on"))
        .filter(
            funding_source=OuterRef("assignment__funding_source"), role=OuterRef("assignment__role"),
            valid_from__gt=OuterRef("assignment__agreed_on"),
        )
        .order_by("-valid_from", "-pk")
    )  # fmt: skip
    of_the_day = GreaterThanOrEqual(Subquery(younger.values(name)[:1]), least)
    lookup = f"assignment__rate_as_agreed__{name}" + ("" if least is True else "__gte")
    return Q(of_the_day) | (~Exists(younger) & Q(**{lookup: least}))
