"""Which actors and topics the meetings reach, over a year and beside the year before: a finding about organizations and topics.

It knows no people: seats without an organization are left out, members and substitutes count alike, and what fewer than
three meetings were held on says nothing yet.
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
QUARTERS = 4
ENOUGH_MEETINGS = 3
SELDOM = 0.5
NOTABLE_POINTS = 20
"""A change of so many percentage points from one year to the next is told in a sentence."""


@dataclass
class Share:
    """How many of the expected seats were filled; `name` is an actor, a topic, a body or a quarter.

    `before` is the same a year earlier, `None` where too few meetings were held then.
    """

    name: str
    pk: int
    filled: int = 0
    expected: int = 0
    meetings: set[int] = field(default_factory=set)
    before: Share | None = None

    @property
    def percent(self) -> int:
        return round(100 * self.filled / self.expected) if self.expected else 0

    @property
    def is_enough(self) -> bool:
        return len(self.meetings) >= ENOUGH_MEETINGS

    @property
    def points(self) -> int | None:
        """The change in percentage points since the year before."""
        return None if self.before is None or not self.is_enough else self.percent - self.before.percent

    @property
    def fewer(self) -> int:
        return -(self.points or 0)

    def count(self, attendance: Attendance) -> None:
        self.expected += 1
        self.filled += attendance.is_filled
        self.meetings.add(attendance.meeting_id)


@dataclass(frozen=True)
class Participation:
    """`since` begins the year that ends on `until`; `quarters` are the last ones of the calendar, the running one last."""

    since: date
    until: date
    bodies: list[Share]
    topics: list[Share]
    actors: list[Share]
    quarters: list[Share]
    sentences: list[str]

    @property
    def has_quarters(self) -> bool:
        """Whether at least one quarter, of this year or the one before, has enough meetings to say something."""
        return any(one.is_enough or one.before for one in self.quarters)


class _Year:
    """What is counted over one year."""

    def __init__(self):
        self.bodies: dict[int, Share] = {}
        self.topics: dict[int, Share] = {}
        self.actors: dict[int, Share] = {}

    def count(self, one: Attendance) -> None:
        body, actor = one.meeting.body, one.seat.organization
        self.bodies.setdefault(body.pk, Share(body.name, body.pk)).count(one)
        self.actors.setdefault(actor.pk, Share(actor.name, actor.pk)).count(one)
        for topic in body.topics.all():
            self.topics.setdefault(topic.pk, Share(topic.name, topic.pk)).count(one)


def participation(bodies: QuerySet[Body], *, today: date) -> Participation:
    """How the meetings of the last year were attended, by body, topic, actor and quarter, each with the year before.

    A constant number of queries.
    """
    now, then, by_quarter = counted(bodies, today=today)
    shares = [_told(now.bodies, then.bodies), _told(now.topics, then.topics), _told(now.actors, then.actors)]
    last = _quarter_number(today)
    quarters = [_quarter(number, by_quarter) for number in range(last - QUARTERS + 1, last + 1)]
    return Participation(today - timedelta(days=DAYS - 1), today, *shares, quarters, _sentences(*shares))


def counted(bodies: QuerySet[Body], *, today: date) -> tuple[_Year, _Year, dict[int, Share]]:
    """What was attended in the year that ends `today`, in the year before it, and quarter by quarter of the calendar."""
    since = today - timedelta(days=DAYS)
    before = since - timedelta(days=DAYS)
    first_quarter = _quarter_number(today) - 2 * QUARTERS + 1
    earliest = min(before + timedelta(days=1), date(first_quarter // 4, first_quarter % 4 * 3 + 1, 1))
    this_year, year_before, by_quarter = _Year(), _Year(), {}
    for one in _attended(bodies, earliest, today):
        day = one.meeting.day
        if day > since:
            this_year.count(one)
        elif day > before:
            year_before.count(one)
        number = _quarter_number(day)
        by_quarter.setdefault(number, Share(_quarter_name(number), number)).count(one)
    return this_year, year_before, by_quarter


def _attended(bodies: QuerySet[Body], first: date, last: date) -> QuerySet[Attendance]:
    held = Meeting.objects.filter(
        body__in=bodies.values("pk"), status=Meeting.Status.HELD, starts_at__date__gte=first, starts_at__date__lte=last
    )
    rows = Attendance.objects.filter(meeting__in=held.values("pk"), seat__organization__isnull=False)
    rows = rows.exclude(seat__role=Seat.Role.SUBSTITUTE).select_related("seat__organization", "meeting__body")
    return rows.prefetch_related(Prefetch("meeting__body__topics", Topic.objects.order_by("sort_order", "name")))


def _quarter_number(day: date) -> int:
    """Quarters counted through: 4 × year + 0 to 3."""
    return 4 * day.year + (day.month - 1) // 3


def _quarter_name(number: int) -> str:
    return _("%(quarter)d. Quartal %(year)s") % {"quarter": number % 4 + 1, "year": number // 4}


def _quarter(number: int, found: dict[int, Share]) -> Share:
    share = found.get(number) or Share(_quarter_name(number), number)
    earlier = found.get(number - 4)
    share.before = earlier if earlier is not None and earlier.is_enough else None
    return share


def _told(found: dict[int, Share], earlier: dict[int, Share]) -> list[Share]:
    """Those with enough meetings to say something, the least attended first, each with what it was a year before."""
    for one in found.values():
        then = earlier.get(one.pk)
        one.before = then if then is not None and then.is_enough else None
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
    changed = sorted((one for one in [*topics, *actors] if _is_notable(one)), key=lambda one: one.points)
    for one in [*changed[:1], *changed[1:][-1:]]:
        sentence = _("%(name)s: deutlich weniger besetzte Sitze als im Jahr davor, %(before)d %% und jetzt %(now)d %%.")
        if one.points > 0:
            sentence = _(
                "%(name)s: deutlich mehr besetzte Sitze als im Jahr davor, %(before)d %% und jetzt %(now)d %%."
            )
        said.append(sentence % {"name": one.name, "before": one.before.percent, "now": one.percent})
    return said


def _is_notable(one: Share) -> bool:
    return one.points is not None and abs(one.points) >= NOTABLE_POINTS
