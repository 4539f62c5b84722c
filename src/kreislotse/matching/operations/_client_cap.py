"""Every appointment agreed for a request counts under the key of its person, also those nobody asked for when it came in."""

from __future__ import annotations

from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from kreislotse.audit import operations as audit
from kreislotse.intake import counter_keys
from kreislotse.intake.entries import Entry
from kreislotse.intake.models import HelpRequest
from kreislotse.matching.models import Appointment, AppointmentChange, Vacancy
from kreislotse.matching.operations.errors import ClientCapReached


def check_client_cap(
    help_request: HelpRequest, *, has_happened: bool = False, cap_reason: str = "", today: date, by
) -> None:
    """Count the appointments of a request, just saved ones included, for its person; nothing where no key was named.

    Each counts on its own day. Raises `ClientCapReached` if some period of the rule holds more than one person may have, unless the office says in `cap_reason` why it makes
    an exception. What has happened is counted and not refused: the next one is. Call it after saving, with the request
    locked: so two series at once see each other, and of a series all dates count together.
    """
    use = counter_keys.use_of(help_request)
    against = counter_keys.count_agreed(use, agreed_days(help_request), today=today) if use else None
    if not against or has_happened:
        return
    if not cap_reason:
        raise ClientCapReached(refusal=against[0])
    audit.record(Entry.HELP_REQUEST_ADMITTED, help_request, by=by, rules=counter_keys.CHECK_CODE, reason=cap_reason)


def agreed_days(help_request: HelpRequest) -> list[date]:
    """The days of the appointments that count. One query."""
    rows = _agreed(Appointment.objects.filter(assignment__help_request=help_request))
    return list(rows.order_by("on").values_list("on", flat=True))


def is_agreed(appointment: Appointment) -> bool:
    """Whether the appointment counts for its person as it is saved. One query."""
    return _agreed(Appointment.objects.filter(pk=appointment.pk)).exists()


def _agreed(rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """All but those called off in time, by the last word on it. One for which a stand-in is sought is not off."""
    called_off = AppointmentChange.objects.filter(appointment=OuterRef("pk"), kind=AppointmentChange.Kind.CANCELLED)
    rows = rows.annotate(was_late=Subquery(called_off.order_by("-pk").values("is_late")[:1]))
    sought = Vacancy.objects.filter(status=Vacancy.Status.OPEN).values("appointment")
    return rows.filter(~Q(outcome=Appointment.Outcome.CANCELLED) | Q(was_late=True) | Q(pk__in=sought))
