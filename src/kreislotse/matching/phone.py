"""What a guide's phone shows: what is next, what is open, what can be noted, and the calendar another program reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.core.clock import ends_at
from kreislotse.documents.calendar import Series, series_ics
from kreislotse.guides.models import Guide
from kreislotse.intake.models import HelpRequest, Setting
from kreislotse.matching.models import Appointment, Assignment, Expense, Receipt, TimeSheet, Vacancy
from kreislotse.matching.operations._shared import OPEN

O = Appointment.Outcome  # noqa: E741  reads well beside its members
FEED_DAYS_BACK = 31
BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
SHOWN_AT_MOST = 20


@dataclass(frozen=True)
class Place:
    """Where to go, as text and as addresses of maps; nothing of a map is loaded before somebody taps."""

    text: str

    @property
    def geo(self) -> str:
        """For the map the phone has installed."""
        return f"geo:0,0?q={quote(self.text)}"

    @property
    def map_url(self) -> str:
        return f"https://www.openstreetmap.org/search?query={quote(self.text)}"


def appointments_of(guide: Guide) -> QuerySet[Appointment]:
    """A guide's appointments with what pages print of them."""
    return Appointment.objects.filter(assignment__guide=guide).select_related(
        "assignment__help_request__topic", "assignment__help_request__municipality",
        "assignment__help_request__institution",
    )  # fmt: skip


def coming_appointments(guide: Guide, *, today: date) -> list[Appointment]:
    """Planned appointments of open assignments from today on, the next first."""
    rows = appointments_of(guide).filter(assignment__status__in=OPEN, outcome=O.PLANNED, on__gte=today)
    return list(rows.order_by("on", F("starts_at").asc(nulls_last=True), "pk")[:SHOWN_AT_MOST])


def appointments_to_enter(guide: Guide, *, now: datetime) -> list[Appointment]:
    """Planned appointments that have begun: what became of them is not known yet. The oldest first."""
    local = timezone.localtime(now)
    begun = (
        Q(on__lt=local.date()) | Q(on=local.date(), starts_at__lte=local.time()) | Q(on=local.date(), starts_at=None)
    )
    rows = appointments_of(guide).filter(begun, assignment__status__in=OPEN, outcome=O.PLANNED)
    return list(rows.order_by("on", "starts_at", "pk")[:SHOWN_AT_MOST])


def appointments_to_sign(guide: Guide) -> list[Appointment]:
    """Appointments that took place and that no institution has confirmed, on paper or on the phone."""
    rows = appointments_of(guide).exclude(assignment__status=Assignment.Status.CANCELLED)
    rows = rows.filter(Q(sheet=None) | Q(sheet__confirmed_on=None), outcome=O.TOOK_PLACE)
    return list(rows.order_by("on", "starts_at", "pk")[:SHOWN_AT_MOST])


def appointments_to_note(guide: Guide, *, today: date) -> list[Appointment]:
    """Planned appointments up to today, of which a time can be noted; the latest first."""
    rows = appointments_of(guide).filter(assignment__status__in=OPEN, outcome=O.PLANNED, on__lte=today)
    return list(rows.order_by("-on", "-starts_at", "-pk")[:SHOWN_AT_MOST])


def vacancies_of(guide: Guide, *, today: date) -> list[Vacancy]:
    """Appointments from today on that this guide fell out of, the next first, and how the search stands."""
    rows = Vacancy.objects.filter(appointment__assignment__guide=guide, appointment__on__gte=today)
    rows = rows.select_related("appointment__assignment__help_request__topic")
    return list(rows.order_by("appointment__on", "appointment__starts_at", "pk")[:SHOWN_AT_MOST])


def vacancy_of(appointment: Appointment) -> Vacancy | None:
    return Vacancy.objects.filter(appointment=appointment).first()


def place_of(appointment: Appointment | None, help_request: HelpRequest) -> Place | None:
    """Where an appointment is; `None` on the telephone, by video, or when nobody knows."""
    setting = appointment.setting if appointment else help_request.setting
    if setting != Setting.ON_SITE:
        return None
    town = help_request.municipality.name if help_request.municipality else ""
    place = (appointment.place if appointment else "") or help_request.place
    parts = [place, town if town and town.casefold() not in place.casefold() else ""]
    text = ", ".join(part for part in parts if part)
    return Place(text) if text else None


def confirmed_sheets(guide: Guide) -> QuerySet[TimeSheet]:
    """A guide's sheets with both signatures, the newest first."""
    rows = TimeSheet.objects.filter(assignment__guide=guide, confirmed_on__isnull=False)
    return rows.select_related("assignment__help_request__topic").order_by("-confirmed_on", "-pk")


def sheets_of(guide: Guide) -> QuerySet[TimeSheet]:
    return TimeSheet.objects.filter(assignment__guide=guide)


def receipts_of(guide: Guide) -> QuerySet[Receipt]:
    return Receipt.objects.filter(expense__appointment__assignment__guide=guide)


def calendar_feed(guide: Guide, *, name: str, today: date) -> bytes:
    """The planned appointments as a calendar another program reads: when, where and of what kind. Nobody's name, no topic."""
    rows = appointments_of(guide).filter(
        assignment__status__in=OPEN, outcome=O.PLANNED, on__gte=today - timedelta(days=FEED_DAYS_BACK)
    )
    appointments = list(rows.order_by("on", "starts_at", "pk"))
    stamped_at = max((a.recorded_at for a in appointments), default=BEGINNING)
    return series_ics([_entry(a) for a in appointments], name=name, stamped_at=stamped_at)


def _entry(appointment: Appointment) -> Series:
    start, end = appointment.starts_at, None
    if start:
        end = ends_at(appointment.on, start, appointment.duration_minutes or 60)
    place = place_of(appointment, appointment.assignment.help_request)
    kind = appointment.assignment.get_role_display()
    if appointment.setting != Setting.ON_SITE:
        kind = _("%(kind)s (%(setting)s)") % {"kind": kind, "setting": appointment.get_setting_display()}
    return Series(
        uid=f"termin-{appointment.pk}-{appointment.assignment.guide_id}@kreislotse",
        first_day=appointment.on,
        summary=kind,
        starts_at=start,
        ends_at=end.time() if end else None,
        ends_on=end.date() if end else None,
        location=place.text if place else "",
    )


def expenses_of(assignment: Assignment) -> list[Expense]:
    """What a guide paid on the appointments of one assignment, without the photographs themselves. One query."""
    rows = Expense.objects.filter(appointment__assignment=assignment).select_related("appointment", "receipt")
    return list(rows.defer("receipt__content").order_by("appointment__on", "pk"))
