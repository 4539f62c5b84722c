"""Letters to a guide about what the office did in their name: booked, called off, or took a question back. One for each batch."""

from __future__ import annotations

import logging
from datetime import datetime

from django.core.cache import cache
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from kreislotse.core.scope import current_district_id
from kreislotse.guides.models import Guide
from kreislotse.jobs.tasks import district_task, enqueue_after_commit
from kreislotse.matching.letters import again, moment
from kreislotse.matching.models import Appointment, Assignment, MatchProposal

logger = logging.getLogger(__name__)
REMEMBERED_SECONDS = 14 * 24 * 60 * 60


def is_own_doing(guide: Guide, by) -> bool:
    """Who did it themself need not be told."""
    return bool(by and guide.user_id and by.pk == guide.user_id)


def tell_of_booking(assignment: Assignment, *, now: datetime, by) -> None:
    """After the transaction: what was agreed or planned at `now`, unless the guide did it."""
    if not is_own_doing(assignment.guide, by):
        enqueue_after_commit(tell_guide_of_booking, assignment.pk, now.isoformat())


def tell_of_end(assignment: Assignment, *, by) -> None:
    if not is_own_doing(assignment.guide, by):
        enqueue_after_commit(tell_guide_of_end, assignment.pk)


@district_task
def tell_guide_of_booking(assignment_pk: int, at: str, failures: int = 0) -> None:
    """Tell a guide that they go along, or which appointments the office has planned for them; whom they meet stands behind the login."""
    assignment = _assignments().filter(pk=assignment_pk, status__in=("promised", "running")).first()
    if assignment is None:
        return
    planned = list(
        assignment.appointments.filter(
            recorded_at=datetime.fromisoformat(at), outcome=Appointment.Outcome.PLANNED, on__gte=timezone.localdate()
        ).order_by("on", "starts_at", "pk")
    )
    is_new = assignment.contact_shown_at == datetime.fromisoformat(at)
    if not planned and not is_new:
        return
    with override(assignment.guide.mail_language):
        days = "\n".join(f"– {moment(one.on, one.starts_at)}" for one in planned)
        if is_new:
            subject = _("Sie gehen mit")
            text = _(
                "Wir haben eingetragen, dass Sie mitgehen, wie besprochen. Wen Sie jetzt anrufen können, steht auf Ihrer Seite."
            )
            if planned:
                text = f"{text}\n\n" + ngettext("Ihr Termin:", "Ihre Termine:", len(planned)) + f"\n{days}"
        else:
            n = len(planned)
            subject = ngettext("Ein neuer Termin für Sie", "%(n)d neue Termine für Sie", n) % {"n": n}
            text = ngettext(
                "Wir haben einen Termin für Sie eingetragen:", "Wir haben %(n)d Termine für Sie eingetragen:", n
            ) % {"n": n}  # fmt: skip
            text = f"{text}\n{days}"
        text += "\n\n" + _(
            "Passt das nicht? Sagen Sie es bitte auf der Seite unter „Ich falle aus“, oder rufen Sie uns an."
        )
        path = f"einsaetze/{assignment.pk}/"
        if not _send(assignment, f"booked:{assignment.pk}:{at}", subject, text, path):
            again(tell_guide_of_booking, assignment.pk, at, failures=failures)


@district_task
def tell_guide_of_end(assignment_pk: int, failures: int = 0) -> None:
    """Tell a guide that they need not go after all, where no appointment was planned whose letter would say so."""
    assignment = _assignments().filter(pk=assignment_pk, status=Assignment.Status.CANCELLED).first()
    if assignment is None:
        return
    with override(assignment.guide.mail_language):
        text = _(
            "Die Begleitung, die wir am %(day)s vereinbart haben, ist abgesagt. Sie müssen nichts mehr tun. "
            "Vielen Dank, dass Sie helfen wollten!"
        ) % {"day": f"{assignment.agreed_on:%d.%m.%Y}"}  # fmt: skip
        if not _send(assignment, f"ended:{assignment.pk}", _("Eine Begleitung ist abgesagt"), text, ""):
            again(tell_guide_of_end, assignment.pk, failures=failures)


@district_task
def tell_guide_of_withdrawal(proposal_pk: int, failures: int = 0) -> None:
    """Tell a guide that nobody waits for their answer any more: one letter for all questions taken back in one go."""
    rows = MatchProposal.objects.filter(status=MatchProposal.Status.WITHDRAWN).select_related("guide", "district")
    first = rows.filter(pk=proposal_pk).first()
    if first is None:
        return
    batch = list(rows.filter(guide=first.guide_id, answered_at=first.answered_at).order_by("asked_at", "pk"))
    with override(first.guide.mail_language):
        n = len(batch)
        taken = n == 1 and _is_taken(first)
        words = {"n": n, "day": f"{timezone.localtime(batch[0].asked_at):%d.%m.%Y}"}
        if taken:
            text = _("Auf unsere Anfrage vom %(day)s hat inzwischen jemand anderes zugesagt.") % words
        else:
            text = ngettext(
                "Unsere Anfrage vom %(day)s an Sie hat sich erledigt.", "%(n)d Anfragen an Sie haben sich erledigt.", n
            ) % words  # fmt: skip
        text = f"{text} " + _("Sie müssen nichts mehr tun. Vielen Dank, dass Sie helfen wollten!")
        subject = ngettext("Eine Anfrage hat sich erledigt", "%(n)d Anfragen haben sich erledigt", n) % {"n": n}
        claim = f"withdrawn:{first.guide_id}:{first.answered_at.isoformat()}"
        if not _send(first, claim, subject, text, "anfragen/"):
            again(tell_guide_of_withdrawal, first.pk, failures=failures)


def _is_taken(proposal: MatchProposal) -> bool:
    going = Assignment.objects.filter(help_request=proposal.help_request_id, status__in=("promised", "running"))
    return going.filter(vacancy=proposal.vacancy_id).exists() if proposal.vacancy_id else going.exists()


def _assignments():
    return Assignment.objects.select_related("guide", "district")


def _send(about: Assignment | MatchProposal, claim: str, subject: str, text: str, path: str) -> bool:
    """Send once; `False` if the mail server did not take it on, so that it may be tried again."""
    guide, district = about.guide, about.district
    key = f"{current_district_id()}:guide-told:{claim}"
    if not guide.email or not cache.add(key, 1, REMEMBERED_SECONDS):
        return True
    context = {"text": text, "name": str(guide), "district": district, "link": f"{district.base_url}/unterwegs/{path}"}
    body = render_to_string("matching/mail/change.txt", context)
    headers = {"Reply-To": district.email} if district.email else {}
    try:
        EmailMessage(subject, body.strip() + "\n", to=[guide.email], headers=headers).send()
    except OSError as error:
        logger.warning("guide not told", extra={"key": about.pk, "error": type(error).__name__})
        cache.delete(key)
        return False
    return True
