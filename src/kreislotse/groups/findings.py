"""Which actors and topics the meetings reach, over a year: a finding about organizations and topics.

It knows no people: seats without an organization are left out, members and substitutes count alike, and a body of which
fewer than three meetings were held says nothing yet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kreislotse.groups.models import Attendance, Body, Meeting
from kreislotse.groups.models.bodies import Seat
from kreislotse.taxonomy.models import Topic

DAYS = 365
ENOUGH_MEETINGS = 3
SELDOM = 0.5


@dataclass
class Share:
    """How many of the expected seats were filled; `name` is an actor, a topic or a body."""

    name: str
    pk: int
    filled: int = 0
    expected: int = 0
    meetings: set[int] = field(default_factory=set)

    @property
    def percent(self) -> int:
        return round(100 * self.filled / self.expected) if self.expected else 0

    @property
    def is_enough(self) -> bool:
        return len(self.meetings) >= ENOUGH_MEETINGS

    def count(self, attendance: Attendance) -> None:
        self.expected += 1
        self.filled += attendance.is_filled
        self.meetings.add(attendance.meeting_id)


@dataclass(frozen=True)
class Participation:
    since: date
    until: date
    bodies: list[Share]
    topics: list[Share]
    actors: list[Share]
    sentences: list[str]


def participation(bodies: QuerySet[Body], *, today: date) -> Participation:
    """How the meetings of the last year were attended, by body, topic and actor. A constant number of queries."""
    since = today - timedelta(days=DAYS)
    held = Meeting.objects.filter(
        body__in=bodies.values("pk"), status=Meeting.Status.HELD, starts_at__date__gt=since, starts_at__date__lte=today
    )
    rows = Attendance.objects.filter(meeting__in=held.values("pk"), seat__organization__isnull=False)
    rows = rows.exclude(seat__role=Seat.Role.SUBSTITUTE).select_related("seat__organization", "meeting__body")
    topics = Prefetch("meeting__body__topics", Topic.objects.order_by("sort_order", "name"))
    by_body: dict[int, Share] = {}
    by_topic: dict[int, Share] = {}
    by_actor: dict[int, Share] = {}
    for one in rows.prefetch_related(topics):
        body, actor = one.meeting.body, one.seat.organization
        by_body.setdefault(body.pk, Share(body.name, body.pk)).count(one)
        by_actor.setdefault(actor.pk, Share(actor.name, actor.pk)).count(one)
        for topic in body.topics.all():
            by_topic.setdefault(topic.pk, Share(topic.name, topic.pk)).count(one)
    shares = [_told(found) for found in (by_body, by_topic, by_actor)]
    return Participation(since, today, *shares, _sentences(*shares))


def _told(found: dict[int, Share]) -> list[Share]:
    """Those with enough meetings to say something, the least attended first."""
    return sorted((one for one in found.values() if one.is_enough), key=lambda one: (one.percent, one.name))


def _sentences(bodies: list[Share], topics: list[Share], actors: list[Share]) -> list[str]:
    """What the numbers say, and what one could do."""
    said = []
    if seldom := [one for one in bodies if one.percent < 100 * SELDOM]:
        names = ", ".join(f"„{one.name}“" for one in seldom[:3])
        said.append(
            ngettext(
                "In %(names)s war weniger als die Hälfte der Sitze besetzt. Passen Zeit, Ort und Themen noch?",
                "In %(names)s war jeweils weniger als die Hälfte der Sitze besetzt. Passen Zeit, Ort und Themen noch?",
                len(seldom),
            )
            % {"names": names}
        )
    if away := [one for one in actors if one.filled == 0]:
        names = ", ".join(one.name for one in away[:3])
        said.append(
            _("Nie vertreten waren: %(names)s. Vielleicht passt ein anderes Gremium besser, oder ein Anruf hilft.")
            % {"names": names}
        )
    if topics and topics[0].percent < 100 * SELDOM:
        said.append(_("Am schwächsten besucht sind Sitzungen zum Thema %(topic)s.") % {"topic": topics[0].name})
    return said
