"""What the page of an offer says beside its texts: who can come, is there room, when, whom to ask. In the page's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kreislotse.core.words import day_text, listed
from kreislotse.directory.codes import Availability, Level, Program, Sex, StatusGroup
from kreislotse.directory.models import CourseRun, LanguageTime, Offer, OfferLocation, OpeningException, OpeningTime
from kreislotse.directory.models import Weekday as Day
from kreislotse.directory.open_days import OpenDays, open_days
from kreislotse.directory.open_now import BERLIN, Standing, exceptions_ahead, standing, week_on
from kreislotse.directory.schedules import join_schedules
from kreislotse.network.models import Contact

# Integreat knows no offer without a place; so its form names that of one which has none, and we know it again.
WITHOUT_A_PLACE = gettext_noop("ohne festen Ort")
MOST_LINES = 4  # runs of one course on a hand-out


@dataclass(frozen=True)
class Deviation:
    """Days that differ; `reason` is German, as the office wrote it."""

    days: str
    hours: tuple[str, ...]
    by_appointment: bool
    reason: str

    @property
    def is_closed(self) -> bool:
        return not self.hours


@dataclass(frozen=True)
class Period:
    """A week that holds later, or for a time only."""

    days: str
    open_days: tuple[OpenDays, ...]


@dataclass(frozen=True)
class Course:
    """One run as the public reads it; `name` is German."""

    run: CourseRun
    level: str
    begins: str
    until: str
    times: str
    room: str
    place: OfferLocation | None


@dataclass(frozen=True)
class OfferFacts:
    standing: Standing
    deviations: tuple[Deviation, ...]
    periods: tuple[Period, ...]
    program: str
    conditions: tuple[str, ...]
    room: tuple[str, ...]
    language_hours: dict[int, tuple[OpenDays, ...]]
    courses: tuple[Course, ...]
    contacts: tuple[Contact, ...]


def offer_facts(offers: Iterable[Offer], *, now: datetime, ags: str) -> dict[int, OfferFacts]:
    """The facts of each offer by its key, in six queries whatever their number; `ags` is the district's.

    Of contacts only those who agreed to stand on public pages.
    """
    offers = {offer.pk: offer for offer in offers}
    today = now.astimezone(BERLIN).date()
    hours = _of(OpeningTime, offers, "weekday", "opens_at", "pk")
    exceptions = _of(OpeningException, offers, "first_day", "opens_at", "pk")
    languages = _of(LanguageTime, offers, "weekday", "opens_at", "pk")
    runs = _of(CourseRun, offers, "starts_on", "pk")
    places = OfferLocation.objects.in_bulk({run.location_id for of in runs.values() for run in of if run.location_id})
    contacts = _public_contacts(offers)
    schedules = join_schedules(offers, hours, exceptions, ags=ags)
    return {
        pk: OfferFacts(
            standing=standing(schedules[pk], now),
            deviations=tuple(_deviations(exceptions.get(pk, ()), today)),
            periods=tuple(_periods(hours.get(pk, ()), today)),
            program=str(Program(offer.program).label) if offer.program in Program.values else "",
            conditions=tuple(conditions(offer)),
            room=tuple(room(offer)),
            language_hours=_language_hours(languages.get(pk, ()), today),
            courses=tuple(_course(run, places, today) for run in runs.get(pk, ()) if is_coming(run, today)),
            contacts=tuple(contacts.get(pk, ())),
        )
        for pk, offer in offers.items()
    }


def _of(model, offers, *order: str) -> dict[int, list]:
    groups: dict[int, list] = {}
    for row in model.objects.filter(offer_id__in=offers).order_by(*order):
        groups.setdefault(row.offer_id, []).append(row)
    return groups


def _public_contacts(offers) -> dict[int, list[Contact]]:
    public = Contact.objects.filter(visibility=Contact.Visibility.PUBLIC).values("pk")
    rows = Offer.contacts.through.objects.filter(offer_id__in=offers, contact__in=public).select_related("contact")
    groups: dict[int, list[Contact]] = {}
    for row in rows.order_by("-contact__is_main", "contact__name", "contact_id"):
        groups.setdefault(row.offer_id, []).append(row.contact)
    return groups


# ── who can come, and is there room ─────────────────────────────────────────────────────────────────


def conditions(offer: Offer) -> list[str]:
    """Who can come, one condition on each line; nothing is said of what is open to all."""
    lines = []
    if offer.sex in Sex.values:
        lines.append(str(Sex(offer.sex).label))
    if ages := value_range(offer.age_from, offer.age_to):
        lines.append(_("Alter: %(range)s") % {"range": ages})
    if levels := _levels(offer):
        lines.append(_("Deutsch: %(range)s") % {"range": levels})
    if groups := [str(StatusGroup(code).label) for code in offer.status_groups if code in StatusGroup.values]:
        lines.append(_("Aufenthalt: %(groups)s") % {"groups": listed(groups)})
    return lines


def room(offer: Offer) -> list[str]:
    """How many there is room for, whether there is some, and how long one waits."""
    lines = []
    if offer.availability in Availability.values:
        lines.append(str(Availability(offer.availability).label))
    if offer.capacity:
        lines.append(_("Plätze: %(number)s") % {"number": offer.capacity})
    if offer.waiting_weeks:
        lines.append(_("Wartezeit in Wochen: %(number)s") % {"number": offer.waiting_weeks})
    return lines


def _levels(row: Offer | CourseRun) -> str:
    first, last = (str(Level(code).label) if code in Level.values else "" for code in (row.level_from, row.level_to))
    return value_range(first, last)


def value_range(first, last) -> str:
    """„ab A1“, „bis 27“, „A1 bis B1“ or a single value."""
    nothing = (None, "")
    if first in nothing and last in nothing:
        return ""
    if first == last:
        return str(first)
    if last in nothing:
        return _("ab %(what)s") % {"what": first}
    if first in nothing:
        return _("bis %(what)s") % {"what": last}
    return _("%(first)s bis %(last)s") % {"first": first, "last": last}


# ── when ────────────────────────────────────────────────────────────────────────────────────────────


def _days(first: date | None, last: date | None) -> str:
    return value_range(*(day and date_format(day, "SHORT_DATE_FORMAT") for day in (first, last)))


def _deviations(exceptions: Sequence[OpeningException], today: date) -> Iterable[Deviation]:
    """The exceptions of the next weeks; several openings on the same days are one line."""
    lines: dict[tuple, Deviation] = {}
    for one in exceptions_ahead(exceptions, today):
        key = (one.first_day, one.last_day, one.by_appointment, one.reason)
        hours = (*lines[key].hours,) if key in lines else ()
        if one.opens_at is not None:
            hours = (*hours, f"{one.opens_at:%H:%M}–{one.closes_at:%H:%M}")
        lines[key] = Deviation(_days(one.first_day, one.last_day), hours, one.by_appointment, one.reason)
    return lines.values()


def _periods(hours: Sequence[OpeningTime], today: date) -> Iterable[Period]:
    """The weeks that are not that of today and not over; after a period the ordinary week returns."""
    now = week_on(hours, today)
    if now and now[0].valid_from and now[0].valid_until:
        after = max(one.valid_until for one in now) + timedelta(days=1)
        yield Period(_days(after, None), tuple(open_days(hours, on=after)))
    later: dict[tuple, list] = {}
    for one in hours:
        if one.valid_from and one.valid_from > today:
            later.setdefault((one.valid_from, one.valid_until), []).append(one)
    for (first, last), rows in sorted(later.items(), key=lambda item: item[0][0]):
        yield Period(_days(first, last), tuple(open_days(rows, on=first)))


def _language_hours(times: Sequence[LanguageTime], today: date) -> dict[int, tuple[OpenDays, ...]]:
    groups: dict[int, list[LanguageTime]] = {}
    for one in times:
        groups.setdefault(one.language_id, []).append(one)
    return {language: tuple(open_days(rows, on=today)) for language, rows in groups.items()}


# ── courses ─────────────────────────────────────────────────────────────────────────────────────────


def is_coming(run: CourseRun, today: date) -> bool:
    """Not over: it ends today or later, has no end though it meets on weekdays, or begins today or later."""
    if run.ends_on is not None:
        return run.ends_on >= today
    return bool(run.weekdays) or run.starts_on >= today


def coming_courses(pks: Iterable[int], *, today: date) -> dict[int, list[CourseRun]]:
    """The runs that are not over with their places, the next one first, by the key of the offer. One query."""
    found: dict[int, list[CourseRun]] = {}
    rows = CourseRun.objects.filter(offer_id__in=list(pks)).select_related("location").order_by("starts_on", "pk")
    for run in rows:
        if is_coming(run, today):
            found.setdefault(run.offer_id, []).append(run)
    return found


def course_lines(runs: Sequence[CourseRun], *, today: date) -> list[str]:
    """The next runs on paper and on a phone, a line each, in the language in force.

    The German name of a run stands last: a line that begins in Arabic is read from the right.
    """
    lines = []
    for run in runs[:MOST_LINES]:
        course = _course(run, {run.location_id: run.location}, today)
        ends = f"{_('Ende')}: {date_format(run.ends_on, 'SHORT_DATE_FORMAT')}" if run.ends_on else ""
        until = _("Anmeldung bis %(day)s") % {"day": course.until} if course.until else ""
        place = str(course.place) if course.place else ""
        parts = [course.begins, ends, course.times, course.level, until, _availability_of(run), place, run.name]
        lines.append("• " + " · ".join(filter(None, parts)))
    if len(runs) > MOST_LINES:
        lines.append(_("Weitere Termine stehen auf der Seite des Angebots."))
    return lines


def _course(run: CourseRun, places: dict[int, OfferLocation], today: date) -> Course:
    begins = {"day": day_text(run.starts_on)}
    days = listed(Day(day).label for day in run.weekdays if day in Day.values)
    hours = f"{run.starts_at:%H:%M}–{run.ends_at:%H:%M}" if run.starts_at and run.ends_at else ""
    until = run.register_until if run.register_until and run.register_until >= today else None
    return Course(
        run=run,
        level=_levels(run),
        begins=(_("beginnt am %(day)s") if run.starts_on >= today else _("hat am %(day)s begonnen")) % begins,
        until=date_format(until, "SHORT_DATE_FORMAT") if until else "",
        times=" ".join(filter(None, [days, hours])),
        room=_room_of(run),
        place=places.get(run.location_id),
    )


def _room_of(run: CourseRun) -> str:
    seats = _("Plätze: %(number)s") % {"number": run.seats} if run.seats else ""
    return " · ".join(filter(None, [_availability_of(run), seats]))


def _availability_of(run: CourseRun) -> str:
    return str(Availability(run.availability).label) if run.availability in Availability.values else ""
