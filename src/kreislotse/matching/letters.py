"""Letters about what changes after a promise: to the guide and to whoever asked, each in their language, each once."""

from __future__ import annotations

import logging
from datetime import date, time

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from kreislotse.intake import links
from kreislotse.intake.models import SeekerContact
from kreislotse.intake.tasks import PAUSES
from kreislotse.jobs.tasks import district_task, enqueue_later
from kreislotse.matching.models import AppointmentChange, LateEntry, Vacancy

logger = logging.getLogger(__name__)
Kind = AppointmentChange.Kind


@district_task
def tell_guide_of_change(change_pk: int, failures: int = 0) -> None:
    """Tell the guide of an appointment that it moved, was called off, or that somebody stands in.

    What happened in one go is one letter, whichever of its changes is asked about.
    """
    change = _change(change_pk)
    guide = change and change.appointment.assignment.guide
    if not guide or not guide.email:
        return
    with override(guide.mail_language):
        batch = _together(change, _for_guide, appointment__assignment__guide=guide)
        if not batch or not _claim(batch, "guide_told_at"):
            return
        base = change.district.base_url
        assignments = {one.appointment.assignment_id for one in batch}
        path = f"/unterwegs/einsaetze/{change.appointment.assignment_id}/"
        is_gone = any(one.kind == Kind.FELL_OUT for one in batch)
        context = {"link": f"{base}{'/unterwegs/' if len(assignments) > 1 or is_gone else path}", "name": str(guide)}
        if not _send(batch, "guide_told_at", guide.email, _for_guide, context):
            again(tell_guide_of_change, batch[0].pk, failures=failures)


@district_task
def tell_asker_of_change(change_pk: int, failures: int = 0) -> None:
    """Tell whoever asked for an appointment what became of it; the letter names nobody. One letter for what happened in one go."""
    change = _change(change_pk)
    if change is None:
        return
    help_request = change.appointment.assignment.help_request
    contact = SeekerContact.objects.filter(help_request=help_request).exclude(email="").first()
    if contact is None:
        return
    with override(help_request.answer_language):
        batch = _together(change, _for_asker, appointment__assignment__help_request=help_request)
        if not batch or not _claim(batch, "asker_told_at"):
            return
        context = {"link": links.status_url(help_request), "reference": help_request.reference}
        if not _send(batch, "asker_told_at", contact.email, _for_asker, context):
            again(tell_asker_of_change, batch[0].pk, failures=failures)


@district_task
def tell_guide_of_decision(late_pk: int) -> None:
    """Tell a guide whether an entry that came too late counts."""
    late = LateEntry.objects.select_related("guide", "district").filter(pk=late_pk).exclude(decision="").first()
    if not late or not late.guide.email:
        return
    with override(late.guide.mail_language):
        words = {"day": f"{late.on:%d.%m.%Y}"}
        if late.decision == LateEntry.Decision.COUNTED:
            text = _("Ihr Eintrag zum Termin am %(day)s zählt. Sie müssen nichts mehr tun.") % words
        else:
            text = _(
                "Ihr Eintrag zum Termin am %(day)s zählt nicht, weil der Termin abgesagt oder an jemand anderen gegeben war. "
                "Stimmt das nicht? Bitte rufen Sie uns an."
            ) % words  # fmt: skip
        link = f"{late.district.base_url}/unterwegs/einsaetze/{late.assignment_id}/"
        context = {"text": text, "link": link, "name": str(late.guide), "district": late.district}
        body = render_to_string("matching/mail/change.txt", context)
        subject = _("Ihr Eintrag zum Termin am %(day)s") % words
        EmailMessage(subject, body.strip() + "\n", to=[late.guide.email]).send()


def _together(change: AppointmentChange, words, **whose) -> list[AppointmentChange]:
    """The changes of the same moment for the same person that are worth a sentence, the first appointment first."""
    today = timezone.localdate(change.at)
    rows = _changes().filter(at=change.at, **whose).order_by("from_on", "from_at", "pk")
    return [one for one in rows if max(one.from_on, one.to_on or one.from_on) >= today and words(one)]


def _changes():
    return AppointmentChange.objects.select_related(
        "district", "appointment__assignment__guide", "appointment__assignment__help_request__district"
    )


def _change(pk: int) -> AppointmentChange | None:
    return _changes().filter(pk=pk).first()


def _subject(batch: list[AppointmentChange]) -> str:
    if len(batch) > 1:
        return ngettext("%(n)d Änderung an Terminen", "%(n)d Änderungen an Terminen", len(batch)) % {"n": len(batch)}
    change = batch[0]
    words = {"day": f"{change.from_on:%d.%m.%Y}"}
    match change.kind:
        case Kind.MOVED:
            return _("Termin am %(day)s ist verschoben") % words
        case Kind.REPLACED:
            return _("Termin am %(day)s: jemand vertritt") % words
        case Kind.FELL_OUT:
            return _("Termin am %(day)s: wir suchen jemand anderen") % words
        case _:
            return _("Termin am %(day)s ist abgesagt") % words


def _for_guide(change: AppointmentChange) -> str:
    words = _words(change)
    match change.kind:
        case Kind.MOVED:
            return _("Ihr Termin am %(old)s ist verschoben. Er ist jetzt am %(new)s.") % words
        case Kind.CANCELLED:
            return _("Ihr Termin am %(old)s ist abgesagt. Sie müssen nicht kommen.") % words
        case Kind.FELL_OUT:
            return _("Sie sind für den Termin am %(old)s entlastet. Wir suchen jemand anderen.") % words
        case _:
            return ""


def _for_asker(change: AppointmentChange) -> str:
    words = _words(change)
    match change.kind:
        case Kind.MOVED:
            return _("Der Termin am %(old)s ist verschoben. Er ist jetzt am %(new)s.") % words
        case Kind.CANCELLED if _is_given_up(change):
            return (
                _("Für den Termin am %(old)s haben wir leider niemand anderen gefunden. Bitte rufen Sie uns an.")
                % words
            )
        case Kind.CANCELLED:
            return _("Der Termin am %(old)s ist abgesagt.") % words
        case Kind.FELL_OUT:
            return _("Die Begleitung für den Termin am %(old)s fällt aus. Wir suchen jemand anderen und melden uns.") % words  # fmt: skip
        case Kind.REPLACED:
            return _("Für den Termin am %(old)s haben wir jemand anderen gefunden. Der Termin bleibt, wie er ist.") % words  # fmt: skip
        case _:
            return ""


def _is_given_up(change: AppointmentChange) -> bool:
    return Vacancy.objects.filter(appointment=change.appointment_id, status=Vacancy.Status.GIVEN_UP).exists()


def _words(change: AppointmentChange) -> dict:
    return {
        "old": moment(change.from_on, change.from_at),
        "new": moment(change.to_on, change.to_at) if change.to_on else "",
    }


def moment(on: date, at: time | None) -> str:
    """„12.03.2026, 10:00“: figures, so that every language reads them."""
    return f"{on:%d.%m.%Y}, {at:%H:%M}" if at else f"{on:%d.%m.%Y}"


def _claim(batch: list[AppointmentChange], field: str) -> bool:
    """Whether this run may send: whoever first says so for the first change of the batch may."""
    rows, told = AppointmentChange.objects.filter(**{f"{field}__isnull": True}), {field: timezone.now()}
    if not rows.filter(pk=batch[0].pk).update(**told):
        return False
    rows.filter(pk__in=[one.pk for one in batch]).update(**told)
    return True


def _send(batch: list[AppointmentChange], field: str, address: str, words, context: dict) -> bool:
    """Send once; whether the mail server took it on. What it refuses is not noted as sent."""
    district = batch[0].district
    text = "\n".join(words(one) for one in batch)
    body = render_to_string("matching/mail/change.txt", context | {"text": text, "district": district})
    headers = {"Reply-To": district.email} if district.email else {}
    try:
        EmailMessage(_subject(batch), body.strip() + "\n", to=[address], headers=headers).send()
    except OSError as error:
        logger.warning("letter not sent", extra={"key": batch[0].pk, "field": field, "error": type(error).__name__})
        AppointmentChange.objects.filter(pk__in=[one.pk for one in batch]).update(**{field: None})
        return False
    return True


def again(task, *keys, failures: int) -> None:
    """Try a letter again later, three times; after that the page of the appointment says that nobody was told."""
    if failures < len(PAUSES):
        enqueue_later(task, *keys, failures + 1, pause=PAUSES[failures])
