"""The smallest meeting there can be, for the tests of this folder."""

from datetime import date, datetime, timedelta

from kreislotse.groups import agenda, meetings, operations
from kreislotse.groups.agenda import Line
from kreislotse.groups.meetings import BERLIN, Frame
from kreislotse.groups.models import Body, Seat
from kreislotse.groups.operations import Person
from tests.factories import BodyFactory, OrganizationFactory

START = datetime(2026, 3, 9, 14, tzinfo=BERLIN)
NOW = datetime(2026, 3, 9, 15, tzinfo=BERLIN)
BEFORE = START - timedelta(days=14)
ON_SITE = Frame(place="Kreishaus, Saal 1")
Role = Seat.Role


def plan(by, body=None, *, starts_at=START, hours=2, frame=ON_SITE):
    body = body or (BodyFactory() if Body.objects.exists() else BodyFactory(name="AG Sprache"))
    return meetings.plan_meeting(
        body, starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours), frame=frame, by=by
    )


def seat(body, by, name, *, organization="Caritas", role=Role.MEMBER, **fields):
    actor = OrganizationFactory(name=organization) if organization else None
    email = f"{name.split()[0].lower()}@akteur.example"
    return operations.give_seat(
        body, organization=actor, role=role, from_on=fields.pop("from_on", date(2026, 1, 1)),
        person=Person(name, email=email), by=by, **fields,
    )  # fmt: skip


def items(meeting, by, *titles):
    agenda.save_agenda(meeting, [Line(title) for title in titles or ("Bericht", "Beschluss")], by=by)
    return list(meeting.items.order_by("position"))
