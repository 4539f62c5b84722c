"""The sheet with two signatures, as PDF, and the appointment for a calendar."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.districts.models import District
from kreislotse.documents.calendar import appointment_ics
from kreislotse.documents.printouts import timesheet
from kreislotse.matching.models import Appointment, Assignment, TimeSheet


def sheet_pdf(sheet: TimeSheet, assignment: Assignment, *, office: dict, today: date) -> bytes:
    """The sheet to take along: what was is printed, the rest is for the pen. It never holds the seeker's name.

    `office` is the letterhead of `documents.printouts`; `assignment` comes from `queries.assignment_details`.
    """
    request = assignment.help_request
    over = (Appointment.Outcome.TOOK_PLACE, Appointment.Outcome.NO_SHOW)
    appointments = [a for a in assignment.appointments.all() if a.outcome in over]
    late_note = _("Bitte geben Sie das Blatt nach dem letzten Termin im Büro ab. Code: %(code)s") % {
        "code": readable(sheet.code)
    }
    return timesheet(
        office=office,
        created_on=today,
        number=f"{request.reference} · {readable(sheet.code)}",
        guide=str(assignment.guide),
        role=assignment.get_role_display(),
        occasion=request.get_occasion_display() or request.topic.name,
        institution=request.institution.name if request.institution else request.institution_name,
        place=request.place or (request.municipality.name if request.municipality else ""),
        language=request.language.name if request.language else "",
        appointments=[_row(appointment) for appointment in sorted(appointments, key=lambda a: (a.on, a.starts_at or time.min))],
        late_note=late_note,
        code=sheet.code,
    )  # fmt: skip


def calendar_file(appointment: Appointment, *, district: District) -> bytes:
    """A planned appointment for the guide's own calendar: topic and place, nobody's name."""
    request = appointment.assignment.help_request
    begins = appointment.starts_at
    start = timezone.make_aware(datetime.combine(appointment.on, begins or datetime.min.time().replace(hour=9)))
    return appointment_ics(
        uid=f"termin-{appointment.pk}@{district.host}",
        start=start,
        end=start + timedelta(minutes=appointment.duration_minutes or 60),
        summary=_("Begleitung: %(topic)s") % {"topic": request.topic.name},
        location=appointment.place,
        url=f"{district.base_url}/unterwegs/einsaetze/{appointment.assignment_id}/",
        stamped_at=appointment.recorded_at,
        is_cancelled=appointment.outcome == Appointment.Outcome.CANCELLED,
    )


def readable(code: str) -> str:
    """A code as people read it aloud: „K7M4-QXPC“."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def _row(appointment: Appointment) -> dict:
    start = appointment.starts_at
    end = ""
    if start:
        end = (datetime.combine(appointment.on, start) + timedelta(minutes=appointment.duration_minutes)).time()
    return {
        "date": appointment.on,
        "from": start or "",
        "to": end,
        "minutes": appointment.duration_minutes,
        "travel_km": appointment.travel_km,
        "persons": appointment.persons,
        "outcome": str(appointment.get_outcome_display()),
    }
