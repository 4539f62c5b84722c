"""Mails that remind guides of their appointments, so long before as the office's rule says, each once."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, time, timedelta
from smtplib import SMTPException

from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from kreislotse.core.scope import district_scope
from kreislotse.core.words import day_text
from kreislotse.districts.models import District
from kreislotse.jobs.worker import every_few_minutes
from kreislotse.matching.models import Appointment, AppointmentReminder
from kreislotse.matching.operations._shared import OPEN
from kreislotse.matching.phone import place_of
from kreislotse.matching.rules import phone_rule

logger = logging.getLogger(__name__)
WITHOUT_A_TIME = time(8)


@every_few_minutes
def remind_everywhere(now: datetime) -> None:
    """Remind in every district what is due now."""
    for district in District.objects.order_by("pk"):
        with district_scope(district):
            remind_guides(district, now=now)


def remind_guides(district: District, *, now: datetime) -> int:
    """Remind of the appointments that begin within the lead time; returns how many mails went out.

    Nobody is reminded of what was agreed within the lead time: they know. An appointment that was moved is reminded of
    again. A mail that cannot be sent is tried again the next time.
    """
    today = timezone.localdate(now)
    lead = timedelta(hours=phone_rule(today).remind_hours)
    if not lead:
        return 0
    rows = Appointment.objects.filter(
        outcome=Appointment.Outcome.PLANNED, assignment__status__in=OPEN, on__gte=today,
        on__lte=timezone.localdate(now + lead),
    ).exclude(assignment__guide__email="")  # fmt: skip
    rows = rows.select_related(
        "assignment__guide", "assignment__help_request__municipality", "assignment__help_request__topic"
    )
    due = [(one, begins_at) for one in rows.order_by("pk") if _is_due(one, begins_at := begin_of(one), lead, now)]
    reminded = set(
        AppointmentReminder.objects.filter(appointment__in=[one for one, _at in due]).values_list(
            "appointment_id", "begins_at"
        )
    )
    return sum(
        _remind(one, begins_at, district, now=now) for one, begins_at in due if (one.pk, begins_at) not in reminded
    )


def begin_of(appointment: Appointment) -> datetime:
    """In UTC, so that a day before is 24 hours also when the clocks are changed."""
    local = timezone.make_aware(datetime.combine(appointment.on, appointment.starts_at or WITHOUT_A_TIME))
    return local.astimezone(UTC)


def _is_due(appointment: Appointment, begins_at: datetime, lead: timedelta, now: datetime) -> bool:
    return begins_at - lead <= now < begins_at and appointment.recorded_at < begins_at - lead


def _remind(appointment: Appointment, begins_at: datetime, district: District, *, now: datetime) -> bool:
    guide = appointment.assignment.guide
    try:
        with transaction.atomic():
            AppointmentReminder.objects.create(appointment=appointment, begins_at=begins_at, sent_at=now)
            with override(guide.mail_language):
                send_mail(_("Ihr Termin"), _text(appointment, district), None, [guide.email])
    except IntegrityError:  # another worker was quicker
        return False
    except (SMTPException, OSError):
        logger.exception("reminder not sent", extra={"appointment": appointment.pk})
        return False
    return True


def _text(appointment: Appointment, district: District) -> str:
    """When and where; whom to meet stands behind the login."""
    place = place_of(appointment, appointment.assignment.help_request)
    when = day_text(appointment.on)
    if appointment.starts_at:
        when = _("%(day)s, %(time)s Uhr") % {"day": when, "time": f"{appointment.starts_at:%H:%M}"}
    return _(
        "Guten Tag %(name)s,\n\nwir erinnern Sie an Ihren Termin:\n%(when)s\n%(where)s\n\nAlles Weitere steht hier:\n%(link)s\n\n"
        "Wenn etwas dazwischenkommt, sagen Sie uns bitte gleich Bescheid.\n\n%(unit)s\n%(phone)s"
    ) % {
        "name": appointment.assignment.guide,
        "when": when,
        "where": place.text if place else appointment.get_setting_display(),
        "link": f"{district.base_url}/unterwegs/einsaetze/{appointment.assignment_id}/",
        "unit": district.term("unit"),
        "phone": district.phone,
    }
