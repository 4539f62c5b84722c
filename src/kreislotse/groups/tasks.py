"""Mails of bodies, one each, in the background; each may run twice."""

from __future__ import annotations

import logging
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import override

from kreislotse.core.scope import district_scope
from kreislotse.districts.models import District
from kreislotse.districts.queries import current_district
from kreislotse.groups.models import Meeting, MeetingMail
from kreislotse.jobs.tasks import district_task
from kreislotse.jobs.worker import every_few_minutes, every_night

logger = logging.getLogger(__name__)


@district_task
def send_meeting_mails(meeting_id: int) -> None:
    """Send what still waits about a meeting. Each mail is claimed before it goes, so that no second run repeats it."""
    from kreislotse.groups.letters import as_message, meeting_letter

    S = MeetingMail.Status
    meeting = Meeting.objects.select_related("body", "responsible").filter(pk=meeting_id).first()
    if meeting is None:
        return
    waiting = MeetingMail.objects.filter(meeting=meeting, status=S.WAITING)
    district, files = current_district(), {}
    with override("de"):
        for mail in waiting.select_related("holder").order_by("pk"):
            rows = waiting.filter(pk=mail.pk)
            if not mail.holder.email:
                rows.update(status=S.NO_ADDRESS)
                continue
            try:  # before the claim: what cannot be made must not count as sent
                if mail.kind not in files:
                    files[mail.kind] = _files(meeting, mail.kind, district)
                letter = meeting_letter(meeting, mail.kind, name=mail.holder.name, district=district)
                message = as_message(letter, mail.holder.email, district=district, files=files[mail.kind])
            except Exception as error:
                rows.update(status=S.FAILED)
                logger.exception("meeting mail not made", extra={"key": mail.pk, "error": type(error).__name__})
                continue
            if not rows.update(status=S.SENT, sent_at=timezone.now()):
                continue
            try:
                message.send()
            except Exception as error:  # its text may hold the address
                MeetingMail.objects.filter(pk=mail.pk).update(status=S.FAILED, sent_at=None)
                logger.warning("meeting mail not sent", extra={"key": mail.pk, "error": type(error).__name__})


def _files(meeting: Meeting, kind: str, district: District) -> list[tuple[str, bytes, str]]:
    from kreislotse.groups.approved import minutes_document
    from kreislotse.groups.letters import calendar_entry
    from kreislotse.groups.printouts import agenda_pdf

    today = timezone.localdate()
    if kind == MeetingMail.Kind.MINUTES:
        return [("Protokoll.pdf", minutes_document(meeting, district=district, today=today), "application/pdf")]
    entry = ("Sitzung.ics", calendar_entry(meeting, district=district), "text/calendar")
    if kind == MeetingMail.Kind.CANCELLATION:
        return [entry]
    return [("Tagesordnung.pdf", agenda_pdf(meeting, district=district, today=today), "application/pdf"), entry]


@every_night
def remind_of_tasks(today: date) -> None:
    from kreislotse.groups.follow_up import send_task_reminders

    _in_every_district(lambda: send_task_reminders(today=today), "reminders of tasks")


@every_few_minutes
def send_answers_to_partners(now: datetime) -> None:
    from kreislotse.groups.joining import send_answers

    _in_every_district(lambda: send_answers(now=now), "answers to partners")


def _in_every_district(act, what: str) -> None:
    """One that fails keeps no other from it."""
    failures = []
    for district in District.objects.order_by("pk"):
        try:
            with district_scope(district):
                act()
        except Exception as error:
            logger.exception("%s failed", what, extra={"district": district.pk})
            failures.append(error)
    if failures:
        raise failures[0]
