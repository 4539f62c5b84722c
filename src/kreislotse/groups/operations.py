"""What the office does with bodies and their seats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.core.scope import current_district_id
from kreislotse.core.text import fold_german
from kreislotse.districts.models import District
from kreislotse.groups.entries import Entry
from kreislotse.groups.meeting_queries import start_of
from kreislotse.groups.models import Attendance, Body, Seat, SeatHolder
from kreislotse.groups.models.bodies import VOTING
from kreislotse.groups.models.minutes import PRESENT
from kreislotse.groups.spans import Span, first_day_above, overlap
from kreislotse.network.models import Contact, Organization


class ChangedMeanwhile(DomainError):
    message = _(
        "Das Gremium konnte nicht gespeichert werden, weil es in der Zwischenzeit jemand anderes geändert hat. "
        "Ihre Eingaben stehen noch hier. Bitte vergleichen Sie sie mit dem neuen Stand und speichern Sie dann noch einmal."
    )


class PartOfItself(DomainError):
    message = _("„%(name)s“ kann nicht zu „%(parent)s“ gehören, denn das gehört selbst schon zu „%(name)s“.")


class TooManyMembers(DomainError):
    message = _(
        "„%(body)s“ hat %(limit)d stimmberechtigte Sitze. Ab dem %(day)s wären es mehr. Bitte beenden Sie zuerst einen Sitz, "
        "ändern Sie die Zahl der Sitze, oder nehmen Sie die Person als Stellvertretung oder beratend auf."
    )


class SeatOutsideOfBody(DomainError):
    message = _("Der vertretene Sitz gehört zu einem anderen Gremium. Bitte wählen Sie einen Sitz dieses Gremiums.")


class SeatEndsBeforeItBegins(DomainError):
    message = _("Der Sitz begann am %(day)s und kann nicht vorher enden. Bitte wählen Sie einen späteren Tag.")


class SitsThereAlready(DomainError):
    message = _("%(name)s hat in dieser Zeit schon einen Sitz in „%(body)s“: %(role)s. Bitte beenden Sie den zuerst.")


class NamedTooEarly(DomainError):
    message = _("Auf diesem Sitz ist seit dem %(day)s %(name)s. Wer folgt, kann frühestens am Tag danach beginnen.")


class NobodyChosen(DomainError):
    message = _("Bitte wählen Sie mindestens einen Akteur, der noch keinen Sitz hat.")


class BodyEnded(DomainError):
    message = _("„%(body)s“ ist beendet. Bitte nehmen Sie das Gremium zuerst wieder auf.")


class EndsBeforeOthersBegan(DomainError):
    message = _(
        "Am %(day)s hat noch ein Sitz begonnen. Das Ende kann nicht davor liegen, sonst ginge verloren, wer in Sitzungen dabei war. "
        "Bitte wählen Sie diesen Tag oder einen späteren."
    )


class EndsBeforeMeeting(DomainError):
    message = _(
        "Am %(day)s war von hier jemand in einer Sitzung dabei. Das Ende kann nicht davor liegen, sonst fehlte diese Person im "
        "Protokoll. Bitte wählen Sie diesen Tag oder einen späteren."
    )


class AlreadyEnded(DomainError):
    message = _("Das ist schon beendet.")


class NotEnded(DomainError):
    message = _("Dieses Gremium ist nicht beendet.")


@dataclass(frozen=True)
class Person:
    """Who takes a seat; a known contact of the organization may stand behind it."""

    name: str
    function: str = ""
    email: str = ""
    phone: str = ""
    contact: Contact | None = None


# ── bodies ──────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def save_body(body: Body, *, topics, by, seen_at: datetime | None = None, changed: list[str] = ()) -> Body:
    """Record a body, or change it.

    `seen_at` is the `updated_at` the person had before them. Raises `ChangedMeanwhile`, `PartOfItself`, and
    `TooManyMembers` if it has fewer seats now than people on them.
    """
    is_new = body.pk is None
    District.objects.select_for_update(no_key=True).get(pk=current_district_id())  # the tree of bodies is read below
    if not is_new:
        current = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
        if seen_at is not None and current.updated_at != seen_at:
            raise ChangedMeanwhile
        _check_tree(body)
        _check_limit(body, [], since=timezone.localdate())
    body.save()
    body.topics.set(topics)
    details = {"fields": ", ".join(changed)} if changed and not is_new else {}
    audit.record(Entry.BODY_RECORDED if is_new else Entry.BODY_CHANGED, body, by=by, **details)
    return body


def _check_tree(body: Body) -> None:
    """No body belongs to itself over others: whoever climbs from `part_of` never meets it."""
    parents = dict(Body.objects.values_list("pk", "part_of"))
    above = body.part_of_id
    while above is not None:
        if above == body.pk:
            raise PartOfItself(name=body.name, parent=body.part_of.name)
        above = parents.get(above)


@transaction.atomic
def end_body(body: Body, *, on: date, by) -> Body:
    """A body that meets no more: its seats and the people on them end with it, and its meetings are called off.

    Raises `AlreadyEnded`, `EndsBeforeOthersBegan`, `EndsBeforeMeeting`.
    """
    from kreislotse.groups.meetings import cancel_all_after

    if not Body.objects.filter(pk=body.pk, archived_on=None).update(archived_on=on, updated_at=timezone.now()):
        raise AlreadyEnded
    _check_nobody_began(Seat.objects.filter(body=body), on)
    _check_nobody_attended(Seat.objects.filter(body=body), on)
    _end(Seat.objects.filter(body=body), on)
    _end(SeatHolder.objects.filter(seat__body=body), on)
    cancel_all_after(body, on=on, by=by)
    audit.record(Entry.BODY_ENDED, body, by=by, on=on)
    body.refresh_from_db()
    return body


@transaction.atomic
def resume_body(body: Body, *, by) -> Body:
    """Take a body back into the lists; who sat on it is named anew. Raises `NotEnded`."""
    if not Body.objects.filter(pk=body.pk, archived_on__isnull=False).update(
        archived_on=None, updated_at=timezone.now()
    ):
        raise NotEnded
    audit.record(Entry.BODY_RESUMED, body, by=by)
    body.refresh_from_db()
    return body


# ── seats ───────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def give_seat(  # noqa: PLR0913
    body: Body, *, organization: Organization | None, role: str, from_on: date, until_on: date | None = None,
    person: Person | None = None, stands_for: Seat | None = None, nominated_by: str = "", by,
) -> Seat:  # fmt: skip
    """Give a seat to an organization, to a person, or to a person of an organization.

    Raises `TooManyMembers` if a voting seat would be one too many on any day, `SitsThereAlready` if the person has a
    seat there at the same time, `SeatOutsideOfBody`, `BodyEnded`.
    """
    body = _locked(body)
    seat = Seat(
        body=body, organization=organization, role=role, from_on=from_on, until_on=until_on, nominated_by=nominated_by,
        stands_for=stands_for if role == Seat.Role.SUBSTITUTE else None,
    )  # fmt: skip
    _check_seat(seat, person)
    seat.save()
    if person is not None:
        SeatHolder.objects.create(
            seat=seat, contact=person.contact, name=person.name, function=person.function, email=person.email,
            phone=person.phone, from_on=from_on, until_on=until_on,
        )  # fmt: skip
    audit.record(Entry.SEAT_GIVEN, body, by=by, seat=seat.pk, role=role)
    return seat


@transaction.atomic
def give_seats(body: Body, organizations: Iterable[Organization], *, from_on: date, by) -> list[Seat]:
    """A seat as member for each of many actors at once, as when a network is founded; who has one already keeps it.

    On each seat sits the first contact of the actor, if there is one and they sit nowhere else on the body. Raises
    `NobodyChosen`, and what `give_seat` raises: then nobody has a new seat.
    """
    body = _locked(body)
    sitting = set(Seat.objects.filter(body=body).on(from_on).values_list("organization", flat=True))
    contacts: dict[int, Contact] = {}
    chosen = [one for one in organizations if one.pk not in sitting]
    if not chosen:
        raise NobodyChosen
    for contact in Contact.objects.filter(organization__in=chosen).order_by("organization", "-is_main", "pk"):
        contacts.setdefault(contact.organization_id, contact)
    seats = []
    for organization in chosen:
        contact = contacts.get(organization.pk)
        person = Person(contact.name, contact.function, contact.email, contact.phone, contact) if contact else None
        arguments = {"organization": organization, "role": Seat.Role.MEMBER, "from_on": from_on, "by": by}
        try:
            seats.append(give_seat(body, person=person, **arguments))
        except SitsThereAlready:
            seats.append(give_seat(body, person=None, **arguments))
    return seats


@transaction.atomic
def change_seat(seat: Seat, *, by) -> Seat:
    """Save a changed seat. Who sat there from its first day begins with it, who sat there to its last goes on with it, and
    nobody sits there earlier or longer. Raises what `give_seat` raises, and `EndsBeforeMeeting`.
    """
    body = _locked(seat.body)
    before = Seat.objects.get(pk=seat.pk)
    ended = before.until_on
    if seat.role != Seat.Role.SUBSTITUTE:
        seat.stands_for = None
    _check_seat(seat, None)
    if seat.until_on is not None and (ended is None or seat.until_on < ended):
        _check_nobody_attended(Seat.objects.filter(pk=seat.pk), seat.until_on)
    seat.save()
    holders = SeatHolder.objects.filter(seat=seat)
    if ended is not None and (seat.until_on is None or seat.until_on > ended):
        for holder in holders.filter(until_on=ended):
            _check_person(body, holder.name, (holder.from_on, seat.until_on), besides=seat)
        holders.filter(until_on=ended).update(until_on=seat.until_on)
    if seat.until_on:
        _end(holders, seat.until_on)
    _begin(holders, seat.from_on, before.from_on)
    audit.record(Entry.SEAT_CHANGED, seat.body, by=by, seat=seat.pk)
    return seat


@transaction.atomic
def end_seat(seat: Seat, *, on: date, by) -> Seat:
    """The last day of a seat, of who sits on it and of who stands in for it.

    Raises `SeatEndsBeforeItBegins`, `AlreadyEnded`, `EndsBeforeOthersBegan`, `EndsBeforeMeeting`.
    """
    _locked(seat.body)
    seat = Seat.objects.select_related("body").get(pk=seat.pk)
    if on < seat.from_on:
        raise SeatEndsBeforeItBegins(day=date_format(seat.from_on, "j. F Y"))
    if seat.until_on is not None and seat.until_on <= on:
        raise AlreadyEnded
    ending = Seat.objects.filter(Q(pk=seat.pk) | Q(stands_for=seat))
    _check_nobody_began(Seat.objects.filter(stands_for=seat), on)
    _check_nobody_attended(ending, on)
    _end(ending, on)
    _end(SeatHolder.objects.filter(Q(seat=seat) | Q(seat__stands_for=seat)), on)
    audit.record(Entry.SEAT_ENDED, seat.body, by=by, seat=seat.pk, on=on)
    seat.refresh_from_db()
    return seat


@transaction.atomic
def name_person(seat: Seat, person: Person, *, from_on: date, by) -> SeatHolder:
    """Somebody new sits on a seat; whoever sat there leaves the day before. Raises `NamedTooEarly`, `SitsThereAlready`."""
    body = _locked(seat.body)
    seat = Seat.objects.select_related("body").get(pk=seat.pk)
    if from_on < seat.from_on or (seat.until_on is not None and from_on > seat.until_on):
        raise SeatEndsBeforeItBegins(day=date_format(seat.from_on, "j. F Y"))
    before = seat.holders.order_by("-from_on", "-pk").first()
    if before is not None and before.from_on >= from_on:
        raise NamedTooEarly(day=date_format(before.from_on, "j. F Y"), name=before.name)
    _check_person(body, person.name, (from_on, seat.until_on), besides=seat)
    _end(seat.holders.all(), from_on - timedelta(days=1))
    holder = SeatHolder.objects.create(
        seat=seat, contact=person.contact, name=person.name, function=person.function, email=person.email,
        phone=person.phone, from_on=from_on, until_on=seat.until_on,
    )  # fmt: skip
    audit.record(Entry.SEAT_HOLDER_NAMED, body, by=by, seat=seat.pk)
    return holder


def _locked(body: Body) -> Body:
    """The body, so that two people who give seats at once see each other's. Raises `BodyEnded`."""
    body = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
    if body.archived_on is not None:
        raise BodyEnded(body=body.name)
    return body


def _check_nobody_began(seats, on: date) -> None:
    """Seats that began between `on` and today may have been in meetings; only those still to come may vanish."""
    began = seats.filter(from_on__gt=on, from_on__lte=timezone.localdate()).order_by("-from_on").first()
    if began is not None:
        raise EndsBeforeOthersBegan(day=date_format(began.from_on, "j. F Y"))


def _check_nobody_attended(seats, on: date) -> None:
    """Minutes that are not approved yet are read from the seats of that day: who was there must still have had one."""
    rows = Attendance.objects.filter(meeting__starts_at__gte=start_of(on + timedelta(days=1)))
    is_filled = Q(state__in=PRESENT) | Q(substitute__isnull=False)
    rows = rows.filter(is_filled & Q(seat__in=seats) | Q(substitute__in=seats))
    last = rows.select_related("meeting").order_by("-meeting__starts_at").first()
    if last is not None:
        raise EndsBeforeMeeting(day=date_format(last.meeting.day, "j. F Y"))


def _end(rows, on: date) -> None:
    """Let what still goes on end on a day; what would begin later never happens."""
    rows.filter(from_on__gt=on).delete()
    rows.filter(Q(until_on=None) | Q(until_on__gt=on)).update(until_on=on)


def _begin(holders, on: date, began: date) -> None:
    """Let who sat on a seat from its first day move with it, and nobody sit there before it begins."""
    holders.filter(until_on__lt=on).delete()  # had left before the seat, as it now says, was there
    holders.filter(Q(from_on__lt=on) | Q(from_on=began)).update(from_on=on)


def _check_seat(seat: Seat, person: Person | None) -> None:
    if seat.stands_for is not None and seat.stands_for.body_id != seat.body_id:
        raise SeatOutsideOfBody
    if seat.until_on is not None and seat.until_on < seat.from_on:
        raise SeatEndsBeforeItBegins(day=date_format(seat.from_on, "j. F Y"))
    if seat.votes:
        _check_limit(seat.body, [(seat.from_on, seat.until_on)], since=seat.from_on, besides=seat)
    if person is not None:
        _check_person(seat.body, person.name, (seat.from_on, seat.until_on), besides=seat)


def _check_limit(body: Body, more: list[Span], *, since: date, besides: Seat | None = None) -> None:
    if body.seats_limit is None:
        return
    taken = Seat.objects.filter(body=body, role__in=VOTING).exclude(pk=besides.pk if besides else None)
    day = first_day_above([*taken.values_list("from_on", "until_on"), *more], body.seats_limit, since=since)
    if day is not None:
        raise TooManyMembers(body=body.name, limit=body.seats_limit, day=date_format(day, "j. F Y"))


def _check_person(body: Body, name: str, span: Span, besides: Seat) -> None:
    """Nobody has two seats at once on one body: two votes, or a vote and its own substitute."""
    sought = fold_german(name)
    others = SeatHolder.objects.filter(seat__body=body).exclude(seat=besides.pk)
    for holder in others.select_related("seat"):  # compared here: SQLite knows no capitals beyond ASCII
        if fold_german(holder.name) == sought and overlap((holder.from_on, holder.until_on), span):
            raise SitsThereAlready(name=name.strip(), body=body.name, role=holder.seat.get_role_display())
