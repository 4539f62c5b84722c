"""What happens to appointments: series, moves, late cancellations, a guide who falls ill; and the rules behind it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from kreislotse.demo.chance import BERLIN
from kreislotse.demo.world import World
from kreislotse.directory.public_holidays import holiday_on
from kreislotse.intake import counter_keys
from kreislotse.intake.models import (
    ClientCapRule,
    CounterKeyUse,
    HelpDetail,
    HelpRequest,
    SchoolFreeTime,
    Urgency,
)
from kreislotse.matching.models import (
    Appointment,
    AppointmentChange,
    Assignment,
    MatchProposal,
    Series,
    SeriesDate,
    Vacancy,
)

INVENTED = "erfunden für die Vorführung"
BEGINNING = date(2020, 1, 1)
# Which of the four kinds of help an occasion is, in shares
KINDS = {
    "authority": {"company_authority": 3, "orientation_offices": 1, "orientation_papers": 1},
    "school": {"company_school": 2, "company_daycare": 1, "mediation_school": 1},
    "housing": {"housing_search": 3, "housing_costs": 1, "housing_notice": 1, "mediation_neighbors": 1},
    "work": {"company_elsewhere": 2, "mediation_work": 1},
    "orientation": {"orientation_everyday": 2, "orientation_people": 1},
}
CASES = (("guide", "ill"), ("institution", "closed"), ("person", "not_needed"), ("guide", "family"), ("person", ""))
LATE_HOURS = 24


def build_changes(world: World) -> None:
    _rules(world)
    _kinds(world)
    _keys(world)
    _cancellations(world)
    running = Assignment.objects.filter(status=Assignment.Status.RUNNING).exclude(guide=world.guide_with_login)
    running = list(running.select_related("help_request", "guide").order_by("pk")[: 4 * world.scale])
    for assignment in running[: 2 * world.scale]:
        _series(world, assignment)
    for assignment in running[2 * world.scale : 3 * world.scale]:
        _fallen_out(world, assignment)


def _rules(world: World) -> None:
    if not ClientCapRule.objects.exists():  # the preset of the Land knows none
        ClientCapRule.objects.create(most=5, within_days=365, source=INVENTED, valid_from=BEGINNING)
    begins = world.today + timedelta(days=14 - world.today.weekday())
    SchoolFreeTime.objects.create(
        name="Ferienwoche (Demo)", valid_from=begins, valid_to=begins + timedelta(days=6), source=INVENTED
    )


def _kinds(world: World) -> None:
    """Say of requests for company which kind of help they were; the rest of the request stays as it is."""
    chance = world.chance
    changed = []
    for request in HelpRequest.objects.filter(occasion__in=KINDS, wish=HelpRequest.Wish.COMPANY).order_by("pk"):
        detail = HelpDetail(chance.weighted(KINDS[request.occasion]))
        request.help_detail, request.help_kind = detail.value, detail.kind
        request.urgency = chance.weighted({Urgency.NORMAL: 7, Urgency.SOON: 2, Urgency.URGENT: 1})
        changed.append(request)
    HelpRequest.objects.bulk_update(changed, ["help_kind", "help_detail", "urgency"], batch_size=500)


def _keys(world: World) -> None:
    """Some institutions name a key; one person has used up almost all of it."""
    rows = HelpRequest.objects.filter(
        asked_by_institution=True, received_on__gt=world.today - timedelta(days=300),
        status__in=("closed", "running", "promised"), closing_reason__in=("", "helped"),
    ).order_by("pk")  # fmt: skip
    keys = [counter_keys.key_digest(f"DEMO{number:04d}A") for number in range(12 * world.scale)]
    CounterKeyUse.objects.bulk_create(
        CounterKeyUse(
            key_digest=keys[0] if position < 4 else world.chance.one(keys[1:]), help_request=request,
            counted_on=request.received_on, dates=1,
        )
        for position, request in enumerate(rows[: 20 * world.scale])
    )  # fmt: skip


def _cancellations(world: World) -> None:
    """Who called off the appointments that did not take place, and how late."""
    chance = world.chance
    rows = Appointment.objects.filter(outcome=Appointment.Outcome.CANCELLED, changes=None).order_by("pk")
    changes = []
    for appointment in rows:
        side, reason = chance.one(CASES)
        hours = chance.one([2, 5, 20, 30, 50, 96])
        begins = datetime.combine(appointment.on, appointment.starts_at or time(9), BERLIN)
        changes.append(
            AppointmentChange(
                appointment=appointment, kind="cancelled", side=side, reason=reason, at=begins - timedelta(hours=hours),
                minutes_before=hours * 60, late_hours=LATE_HOURS, is_late=hours < LATE_HOURS, from_on=appointment.on,
                from_at=appointment.starts_at, from_minutes=appointment.duration_minutes,
            )
        )  # fmt: skip
    AppointmentChange.objects.bulk_create(changes, batch_size=500)


def _planned(assignment: Assignment, on: date, at: time, world: World) -> Appointment:
    request = assignment.help_request
    return Appointment.objects.create(
        assignment=assignment, on=on, starts_at=at, duration_minutes=60, persons=request.persons, setting=request.setting,
        place=request.place, outcome=Appointment.Outcome.PLANNED, recorded_at=world.now,
    )  # fmt: skip


def _series(world: World, assignment: Assignment) -> None:
    """Six weeks at the same hour; a free day is left out for everybody to see, and one date was moved."""
    at = time(world.chance.between(9, 15))
    first = world.today + timedelta(days=world.chance.between(2, 6))
    series = Series.objects.create(
        assignment=assignment, first_on=first, every_weeks=1, number=6, starts_at=at, duration_minutes=60,
        setting=assignment.help_request.setting, agreed_on=assignment.agreed_on, by=assignment.help_request.responsible,
    )  # fmt: skip
    HelpRequest.objects.filter(pk=assignment.help_request_id).update(is_recurring=True)
    on, kept = first, []
    while len(kept) < 6:
        name = holiday_on(on, ags=world.district.ags)
        line = SeriesDate(series=series, on=on, left_out="holiday" if name else "", left_out_name=name)
        if not name:
            line.appointment = _planned(assignment, on, at, world)
            kept.append(line.appointment)
        line.save()
        on += timedelta(weeks=1)
    moved = kept[1]
    before, moved.on = moved.on, moved.on + timedelta(days=1)
    moved.save(update_fields=["on"])
    AppointmentChange.objects.create(
        appointment=moved, kind="moved", side="institution", reason="closed", at=world.now - timedelta(hours=5),
        minutes_before=9 * 24 * 60, late_hours=LATE_HOURS, from_on=before, from_at=at, from_minutes=60, to_on=moved.on,
        to_at=at, to_minutes=60, by=assignment.help_request.responsible,
    )  # fmt: skip


def _fallen_out(world: World, assignment: Assignment) -> None:
    """The guide is ill the day after tomorrow; two others are asked."""
    on, at = world.today + timedelta(days=2), time(10)
    appointment = _planned(assignment, on, at, world)
    _planned(assignment, on + timedelta(days=14), at, world)
    appointment.outcome, appointment.counted_in = Appointment.Outcome.CANCELLED, world.today.replace(day=1)
    appointment.save(update_fields=["outcome", "counted_in"])
    AppointmentChange.objects.create(
        appointment=appointment, kind="fell_out", side="guide", reason="ill", at=world.now - timedelta(hours=2),
        minutes_before=46 * 60, late_hours=LATE_HOURS, from_on=on, from_at=at, from_minutes=60,
    )  # fmt: skip
    vacancy = Vacancy.objects.create(appointment=appointment, opened_at=world.now - timedelta(hours=2))
    known = world.guides_by_language.get(assignment.help_request.language.code) or world.guides_by_language["de"]
    others = [guide for guide in known if guide not in (assignment.guide, world.guide_with_login)][:2]
    MatchProposal.objects.bulk_create(
        MatchProposal(
            help_request=assignment.help_request, guide=guide, role=assignment.role, funding_source=world.funding,
            vacancy=vacancy, reasons=[{"code": "language", "value": [assignment.help_request.language.code, 5]}],
            asked_at=world.now - timedelta(hours=1), expires_at=world.now + timedelta(days=1),
            by=assignment.help_request.responsible,
        )
        for guide in others
    )  # fmt: skip
