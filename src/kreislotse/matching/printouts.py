"""The sheet with two signatures, as PDF, and the appointment for a calendar."""

from __future__ import annotations

from datetime import date, time

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kreislotse.core.clock import ends_at, span
from kreislotse.core.words import moment_text
from kreislotse.districts.models import District
from kreislotse.documents.calendar import appointment_ics
from kreislotse.documents.drawing import strokes_svg
from kreislotse.documents.printouts import order_confirmation, timesheet
from kreislotse.guides.models import Role
from kreislotse.matching.models import Appointment, Assignment, SheetSignature, TimeSheet
from kreislotse.matching.queries import contact_for_guide, series_of
from kreislotse.matching.spans import end_of


def sheet_pdf(sheet: TimeSheet, assignment: Assignment, *, office: dict, today: date) -> bytes:
    """The sheet to take along: what was is printed, the rest is for the pen. It never holds the seeker's name.

    `office` is the letterhead of `documents.printouts`; `assignment` comes from `queries.assignment_details`.
    """
    request = assignment.help_request
    signature = SheetSignature.objects.filter(sheet=sheet).first()
    over = (Appointment.Outcome.TOOK_PLACE, Appointment.Outcome.NO_SHOW)
    appointments = [a for a in assignment.appointments.all() if a.outcome in over]
    if sheet.confirmed_on:
        appointments = [a for a in appointments if a.sheet_id == sheet.pk]
    late_note = (
        ""
        if signature
        else _("Bitte geben Sie das Blatt nach dem letzten Termin im Büro ab. Code: %(code)s")
        % {"code": readable(sheet.code)}
    )
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
        signed=_signed(sheet, assignment, signature) if signature else (),
    )  # fmt: skip


def confirmation_pdf(
    assignment: Assignment, *, for_institution: bool, office: dict, shows_contact: bool, today: date
) -> bytes:
    """The confirmation of the order with all its dates, those of a series that are left out among them.

    The guide gets whom to reach at the institution, the institution gets who comes and the office's telephone: contact data of
    guides are not passed on (domain.md 4b). The client stands in neither.
    """
    request = assignment.help_request
    facts = [
        (_("Wer kommt"), str(assignment.guide)),
        (_("Aufgabe"), assignment.get_role_display()),
        (_("Anlass"), request.get_occasion_display() or request.topic.name),
        (_("Sprache"), request.language.name if request.language else ""),
        (_("Richtung"), request.get_direction_display() if request.direction else ""),
        (_("Form"), request.get_setting_display()),
        (_("Einrichtung"), request.institution.name if request.institution else request.institution_name),
        (_("Ort"), request.place or (request.municipality.name if request.municipality else "")),
        (_("Nummer oder Link des Gesprächs"), request.call_address),
    ]
    contact = None if for_institution or not shows_contact else contact_for_guide(assignment)
    reach = [(_("Name"), contact.name), (_("Telefon"), contact.phone), (_("E-Mail"), contact.email)] if contact else []
    if for_institution:
        intro = _(
            "Für Ihre Anfrage kommt eine Begleitung zu den folgenden Terminen. Ändert sich etwas, rufen Sie bitte das Büro an."
        )
        hints = [_("Nach dem letzten Termin füllen Sie das Einsatzprotokoll gemeinsam aus und unterschreiben beide.")]
    else:
        intro = _(
            "Danke, dass Sie diesen Einsatz übernehmen. Können Sie nicht kommen, sagen Sie bitte sofort dem Büro Bescheid."
        )
        hints = [_("Bitte behalten Sie alles für sich, was Sie erfahren, und schreiben Sie keine Namen auf.")]
        if assignment.role == Role.INTERPRETER:
            hints.append(
                _(
                    "Sie übersetzen neutral und vollständig. Kennen Sie die Person oder Familie näher, sagen Sie es bitte gleich."
                )
            )
    return order_confirmation(
        office=office, created_on=today, number=request.reference, intro=intro, facts=facts, dates=_dates(assignment),
        contact=reach, hints=hints,
    )  # fmt: skip


def _dates(assignment: Assignment) -> list[dict]:
    """The agreed days in order; those a series leaves out with their reason, cancelled ones not at all."""
    agreed = [a for a in assignment.appointments.all() if a.outcome != Appointment.Outcome.CANCELLED]
    lines = [(a.on, a.starts_at or time.min, _line_of(a)) for a in agreed]
    for series in series_of(assignment):
        for day in series.dates.all():
            if day.left_out:
                note = _("fällt aus: %(why)s") % {"why": day.left_out_name or day.get_left_out_display()}
                lines.append((day.on, series.starts_at, {"day": date_format(day.on, "D, d.m.Y"), "note": note}))
    if not lines and assignment.help_request.wanted_on:
        request = assignment.help_request
        wanted = Appointment(
            on=request.wanted_on, starts_at=request.wanted_at, duration_minutes=request.expected_minutes or 60
        )
        lines = [(request.wanted_on, request.wanted_at or time.min, _line_of(wanted))]
    return [line for _on, _at, line in sorted(lines, key=lambda line: line[:2])]


def _line_of(appointment: Appointment) -> dict:
    start, minutes = appointment.starts_at, appointment.duration_minutes
    return {
        "day": date_format(appointment.on, "D, d.m.Y"),
        "from": f"{start:%H:%M}" if start else "",
        "to": f"{ends_at(appointment.on, start, minutes):%H:%M}" if start else "",
        "note": "" if start else _("Uhrzeit wird noch vereinbart"),
    }


def calendar_file(appointment: Appointment, *, district: District) -> bytes:
    """A planned appointment for the guide's own calendar: topic and place, nobody's name."""
    request = appointment.assignment.help_request
    begins = appointment.starts_at
    start, end = span(appointment.on, begins or time(9), appointment.duration_minutes or 60)
    return appointment_ics(
        uid=f"termin-{appointment.pk}@{district.host}",
        start=start,
        end=end,
        summary=_("Begleitung: %(topic)s") % {"topic": request.topic.name},
        location=appointment.place,
        url=f"{district.base_url}/unterwegs/einsaetze/{appointment.assignment_id}/",
        stamped_at=appointment.recorded_at,
        is_cancelled=appointment.outcome == Appointment.Outcome.CANCELLED,
    )


def readable(code: str) -> str:
    """A code as people read it aloud: „K7M4-QXPC“."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def _signed(sheet: TimeSheet, assignment: Assignment, signature: SheetSignature) -> list[dict]:
    """Both who confirm: the guide by their login, the institution by the hand drawn on the guide's phone."""
    moment = moment_text(signature.signed_at)
    return [
        {"lines": [str(assignment.guide), _("hat den Termin im eigenen Zugang eingetragen")]},
        {
            "svg": strokes_svg(signature.strokes),
            "alt": _("Unterschrift von %(name)s") % {"name": signature.signer},
            "lines": [
                f"{signature.signer}, {sheet.confirmed_by_institution}",
                _("auf dem Telefon unterschrieben am %(moment)s") % {"moment": moment},
            ],
        },
    ]


def _row(appointment: Appointment) -> dict:
    start = appointment.starts_at
    end = end_of(appointment.on, start, appointment.duration_minutes) if start else ""
    return {
        "date": appointment.on,
        "from": start or "",
        "to": end,
        "minutes": appointment.duration_minutes,
        "travel_km": appointment.travel_km,
        "persons": appointment.persons,
        "outcome": str(appointment.get_outcome_display()),
    }
