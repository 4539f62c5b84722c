"""Whether a guide can be at two appointments: the times, and the way between the places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar

from django.db.models import Exists, IntegerField, OuterRef, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kreislotse.assignment.scoring import distance_km
from kreislotse.core.clock import span
from kreislotse.core.errors import DomainError
from kreislotse.guides.models import Guide
from kreislotse.intake.models import HelpRequest, Setting
from kreislotse.matching.hours import USUAL_MINUTES, open_assignments
from kreislotse.matching.models import Appointment, AppointmentRule
from kreislotse.matching.rules import appointment_rule

OVERNIGHT = timedelta(days=1)


class DoubleBooked(DomainError):
    """A guide would have to be in two places at once; `overlap_reason` of the operations lets the office book all the same."""


class AppointmentsOverlap(DoubleBooked):
    message = _(
        "%(name)s hat am %(day)s von %(begins)s bis %(ends)s Uhr schon einen Termin%(place)s. "
        "Bitte wählen Sie eine andere Zeit oder eine andere Person."
    )  # fmt: skip
    own_message = _(
        "Sie haben am %(day)s von %(begins)s bis %(ends)s Uhr schon einen Termin%(place)s. "
        "Bitte prüfen Sie die Zeit. Fällt der andere Termin weg, rufen Sie uns bitte an."
    )  # fmt: skip


class WayTooLong(DoubleBooked):
    message = _(
        "%(name)s hat am %(day)s von %(begins)s bis %(ends)s Uhr einen Termin%(place)s. Für den Weg und die Pause dazwischen "
        "braucht es %(needed)d Minuten, es bleiben %(left)d. Bitte wählen Sie eine andere Zeit oder eine andere Person."
    )  # fmt: skip
    own_message = _(
        "Sie haben am %(day)s von %(begins)s bis %(ends)s Uhr einen Termin%(place)s. Für den Weg und die Pause dazwischen "
        "braucht es %(needed)d Minuten, es bleiben %(left)d. Bitte prüfen Sie die Zeit, oder rufen Sie uns an."
    )  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where something takes place; remote ones have no way to them."""

    COLUMNS: ClassVar = ("name", "latitude", "longitude")

    is_remote: bool
    name: str = ""
    position: tuple[float, float] | None = None

    @classmethod
    def of(cls, setting: str, name: str | None, latitude, longitude) -> Place:
        """The place of something in that form in a town, whose columns these are; no town: nobody knows."""
        if setting != Setting.ON_SITE:
            return cls(is_remote=True)
        has_position = latitude is not None and longitude is not None
        return cls(False, name or "", (float(latitude), float(longitude)) if has_position else None)


@dataclass(frozen=True)
class Taken:
    """A time one guide has promised: from – to as moments (UTC), and where. `appointment` is `None` for a promise without date."""

    guide: int
    begins: datetime
    ends: datetime
    place: Place
    assignment: int
    appointment: int | None = None
    has_happened: bool = False


@dataclass(frozen=True)
class Collision:
    """Something that stands in the way; `needed` and `left` are minutes between the two, both 0 if they overlap."""

    taken: Taken
    needed: int = 0
    left: int = 0

    def error(self, guide: Guide) -> DoubleBooked:
        here = timezone.get_default_timezone()
        begins, ends = self.taken.begins.astimezone(here), self.taken.ends.astimezone(here)
        place = _now(" in %(place)s") % {"place": self.taken.place.name} if self.taken.place.name else ""
        words = {
            "name": str(guide), "day": date_format(begins, "SHORT_DATE_FORMAT"), "begins": f"{begins:%H:%M}",
            "ends": f"{ends:%H:%M}", "place": place,
        }  # fmt: skip
        return WayTooLong(**words, needed=self.needed, left=self.left) if self.needed else AppointmentsOverlap(**words)


def place_of(help_request: HelpRequest, setting: str) -> Place:
    town = help_request.municipality
    return Place.of(setting, *(getattr(town, name) if town else None for name in Place.COLUMNS))


def taken_times(guides: Iterable[int], *, first: date, last: date | None = None) -> dict[int, list[Taken]]:
    """What the guides have promised or done from `first` to `last`, and the nights beside it; without `last` all that is to come.

    One query, whatever their number.
    """
    guides, since = list(guides), first - OVERNIGHT
    until = last + OVERNIGHT if last else date.max
    town = "help_request__municipality__"
    kept = (Appointment.Outcome.PLANNED, Appointment.Outcome.TOOK_PLACE)
    dated = Appointment.objects.filter(
        assignment__guide__in=guides, on__range=(since, until), starts_at__isnull=False, outcome__in=kept
    ).values_list(
        "assignment__guide", "assignment", "pk", "on", "starts_at", "duration_minutes", "setting", "outcome",
        *(f"assignment__{town}{name}" for name in Place.COLUMNS),
    )  # fmt: skip
    with_date = Appointment.objects.exclude(outcome=Appointment.Outcome.CANCELLED).filter(assignment=OuterRef("pk"))
    promised = (
        open_assignments()
        .filter(guide__in=guides, help_request__wanted_on__range=(since, until), help_request__wanted_at__isnull=False)
        .exclude(Exists(with_date))
        .annotate(
            none=Value(None, output_field=IntegerField()), planned=Value(Appointment.Outcome.PLANNED.value),
            wanted=Coalesce("help_request__expected_minutes", USUAL_MINUTES),
        )
        .values_list(
            "guide", "pk", "none", "help_request__wanted_on", "help_request__wanted_at", "wanted", "help_request__setting",
            "planned", *(f"{town}{name}" for name in Place.COLUMNS),
        )
    )  # fmt: skip
    found: dict[int, list[Taken]] = defaultdict(list)
    for row in dated.order_by().union(promised.order_by(), all=True):
        guide, assignment, appointment, on, starts_at, minutes, setting, outcome, *place = row
        begins, ends = span(on, starts_at, minutes)
        happened = outcome == Appointment.Outcome.TOOK_PLACE
        found[guide].append(
            Taken(guide, begins, ends, Place.of(setting, *place), assignment, appointment, happened)
        )  # fmt: skip
    for own in found.values():
        own.sort(key=lambda one: (one.appointment is None, one.appointment or one.assignment))
    return found


def collision(
    taken: Iterable[Taken], *, begins: datetime, ends: datetime, place: Place, rule: AppointmentRule | None
) -> Collision | None:
    """The first thing that stands in the way of being there from `begins` to `ends`; the way counts if there is a `rule`."""
    for one in sorted(taken, key=lambda other: other.begins):
        if one.begins < ends and begins < one.ends:
            return Collision(one)
        needed = _minutes_needed(one.place, place, rule) if rule else 0
        gap = one.begins - ends if one.begins >= ends else begins - one.ends
        if gap < timedelta(minutes=needed):
            return Collision(one, needed, int(gap.total_seconds()) // 60)
    return None


def collision_of(
    guide: Guide, help_request: HelpRequest, *, on: date, starts_at: time | None, minutes: int, setting: str,
    appointment: int | None = None, assignment: int | None = None, has_happened: bool = False,
) -> Collision | None:  # fmt: skip
    """What stands in the way of one appointment of a guide; an appointment without a time of day cannot collide.

    Left out are the `appointment` itself and what `assignment` has promised without a date: it stands for the same. What
    `has_happened` collides only with what else has, and only in time: how somebody got there is over.
    """
    if starts_at is None:
        return None
    begins, ends = span(on, starts_at, minutes)
    others = [
        one
        for one in taken_times([guide.pk], first=on, last=ends.astimezone(UTC).date())[guide.pk]
        if not (appointment and one.appointment == appointment)
        and not (one.appointment is None and one.assignment == assignment)
        and (one.has_happened or not has_happened)
    ]
    rule = None if has_happened else appointment_rule(on)
    return collision(others, begins=begins, ends=ends, place=place_of(help_request, setting), rule=rule)


def _minutes_needed(first: Place, second: Place, rule: AppointmentRule) -> int:
    """Minutes between two appointments: none if one is at the telephone, else the pause and the way as the crow flies."""
    if first.is_remote or second.is_remote:
        return 0
    if first.position is None or second.position is None:
        return rule.gap_minutes
    km = distance_km(first.position, second.position)
    return rule.gap_minutes + round(km * rule.minutes_per_10_km / 10)
