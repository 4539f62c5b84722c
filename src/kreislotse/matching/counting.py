"""Which minutes of appointments count to the hours of persons and fundings: one rule for booking, forecast and settlement.

Counted are appointments that were kept, waited for in vain or are planned, and those that others than the guide called off
late, where the rate pays something for that: what is paid in part still took the guide's whole time, so the minutes count in
full. The way comes on top where the rate counts it. The rate is that of the day (`guides.rules.rate_of_the_day`), here in
the words of the database, so that any number of appointments is summed up in one query.
"""

from __future__ import annotations

from datetime import date

from django.db.models import (
    Case,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import ASin, Cast, Coalesce, Cos, Floor, Least, Radians, Sin, Sqrt
from django.db.models.lookups import GreaterThanOrEqual

from kreislotse.assignment.scoring import EARTH_RADIUS_KM
from kreislotse.core.dated import in_force
from kreislotse.guides.models import ExpenseRate
from kreislotse.guides.rules import RunningRates, rate_of_the_day
from kreislotse.intake.models import Setting
from kreislotse.matching.models import Appointment, AppointmentChange, AppointmentRule, Assignment

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


def counted_way_of(promises: QuerySet[Assignment], day: str) -> QuerySet[Assignment]:
    """Promises without an appointment with their `way`: the minutes that `travel.counted_way` expects for what was asked for.

    `day` names the annotation with the day they count to. Here in the words of the database, as a promise must cost no query.
    """
    home, place = "guide__home_municipality__", "help_request__municipality__"
    pace = in_force(AppointmentRule.objects.all(), OuterRef(day)).order_by("-valid_from", "-pk")
    usual = AppointmentRule._meta.get_field("minutes_per_10_km").default
    minutes = _km(home, place) * Coalesce(Subquery(pace.values("minutes_per_10_km")[:1]), usual) * 2 / 10.0
    known = Q(**{f"{at}{name}__isnull": False for at in (home, place) for name in ("latitude", "longitude")})
    has_way = (
        known & Q(help_request__setting=Setting.ON_SITE) & ~Q(guide__home_municipality=F("help_request__municipality"))
    )
    counts = by_rate_of_the_day("counts_travel_time", True, on=day, assignment="")
    whole = Cast(Floor(ExpressionWrapper(minutes + 0.5, output_field=FloatField())), IntegerField())
    return promises.annotate(way=Case(When(has_way & counts, then=whole), default=0, output_field=IntegerField()))


def _km(home: str, place: str) -> ExpressionWrapper:
    """`scoring.distance_km` between two municipalities."""

    def at(name: str) -> Cast:
        return Cast(F(name), FloatField())

    def half(name: str) -> Sin:
        return Sin(
            Radians(ExpressionWrapper(at(f"{place}{name}") - at(f"{home}{name}"), output_field=FloatField())) / 2.0
        )

    north, east = half("latitude"), half("longitude")
    both = Cos(Radians(at(f"{home}latitude"))) * Cos(Radians(at(f"{place}latitude")))
    chord = ExpressionWrapper(north * north + both * east * east, output_field=FloatField())
    return ExpressionWrapper(ASin(Sqrt(Least(chord, 1.0))) * (2 * EARTH_RADIUS_KM), output_field=FloatField())


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


def by_rate_of_the_day(name: str, least: bool | int, *, on: str = "on", assignment: str = "assignment__") -> Q:
    """For appointments: whether the rate of the day says at least so much (`True`: yes) under that name.

    For other rows `on` names their day and `assignment` what stands before the fields of the assignment.
    """
    younger = (
        in_force(ExpenseRate.objects.filter(applies_to_running=True), OuterRef(on))
        .filter(
            funding_source=OuterRef(f"{assignment}funding_source"), role=OuterRef(f"{assignment}role"),
            valid_from__gt=OuterRef(f"{assignment}agreed_on"),
        )
        .order_by("-valid_from", "-pk")
    )  # fmt: skip
    of_the_day = GreaterThanOrEqual(Subquery(younger.values(name)[:1]), least)
    lookup = f"{assignment}rate_as_agreed__{name}" + ("" if least is True else "__gte")
    return Q(of_the_day) | (~Exists(younger) & Q(**{lookup: least}))
