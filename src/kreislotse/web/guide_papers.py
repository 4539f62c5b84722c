"""Papers of one guide as PDF, for the office and for the guide on the phone: one place that knows what stands in them."""

from __future__ import annotations

from datetime import date

from kreislotse.documents import letters
from kreislotse.guides import papers, training_queries
from kreislotse.guides.models import FormalAppointment, Guide, TrainingParticipant
from kreislotse.guides.qualification import guide_rule


def person(guide: Guide) -> dict:
    return {"name": str(guide), "address": [guide.home_municipality.name] if guide.home_municipality else []}


def training_certificate(participant: TrainingParticipant, *, office: dict, today: date) -> bytes:
    """What somebody attended of a training, with its units."""
    run = participant.run
    attended = list(participant.attended.select_related("date").order_by("date__on", "date__starts_at"))
    return letters.training_certificate(
        office=office, created_on=today, name=participant.name, title=run.module.title,
        kind=str(run.module.get_kind_display()), contents=run.module.contents,
        dates=[(one.date.on, one.date.topic, one.date.units) for one in attended],
        units=sum(one.date.units for one in attended), of_units=training_queries.participant_list(run).units,
        trainer=run.trainer, certificate_on=participant.certificate_on,
    )  # fmt: skip


def appointment_paper(appointment: FormalAppointment, letter: str, *, office: dict, today: date) -> bytes | None:
    """Certificate („urkunde“) and letter („schreiben“) of an appointment, or the letter on its end; `None` for another name."""
    facts = {
        "office": office, "created_on": today, "guide": person(appointment.guide), "role": str(appointment.get_role_display()),
    }  # fmt: skip
    if letter == "urkunde":
        return letters.appointment_certificate(**facts, appointed_on=appointment.appointed_on)
    if letter == "schreiben":
        months = guide_rule(today).lapse_after_months
        return letters.appointment_letter(**facts, appointed_on=appointment.appointed_on, lapse_months=months)
    if letter == "ende" and appointment.ended_on:
        return letters.appointment_ended_letter(
            **facts, ended_on=appointment.ended_on, ending=appointment.ending, reason=appointment.reason
        )
    return None


def declaration(guide: Guide, *, office: dict, today: date) -> bytes:
    """The declaration of confidentiality to sign, in today's wording."""
    return letters.confidentiality_declaration(
        office=office, created_on=today, guide=person(guide), is_interpreter=guide.is_interpreter,
        version=papers.DECLARATION_VERSION,
    )  # fmt: skip
