"""What a closed month says of things that are missing: lines from which a need is raised with one click.

They come from the protected tables of the month and nowhere else. What is hidden there stays hidden here: such a line
can become a need, without a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kreislotse.casefacts.models import MonthClosing
from kreislotse.casefacts.queries import MonthReport, Row, month_report
from kreislotse.core.errors import DomainError
from kreislotse.districts.models import District
from kreislotse.places.models import Municipality
from kreislotse.planning.models import Need, NeedOrigin
from kreislotse.planning.needs import Origin
from kreislotse.taxonomy.models import Topic

UNSERVED = "no_guide"  # outcome of a request for which nobody was available
Kind = NeedOrigin.Kind


class MonthNotClosed(DomainError):
    message = _("Dieser Monat ist noch offen. Seine Zahlen sind erst geschützt, wenn er abgeschlossen ist.")


class LineGone(DomainError):
    message = _("Diese Zeile gibt es in dem Monat nicht.")


@dataclass(frozen=True)
class MonthLine:
    """One line: what is missing, how often, and the need it belongs to already or belonged to in an earlier month."""

    kind: str
    key: str
    label: str
    times: int | None
    topic: Topic | None = None
    municipality: Municipality | None = None
    need: Need | None = None
    earlier: Need | None = None

    @property
    def title(self) -> str:
        if self.kind == Kind.UNSERVED_REQUESTS:
            return _("Begleitung fehlt: %(cause)s") % {"cause": self.label.partition(": ")[2] or self.label}
        return _("Angebote fehlen: %(what)s") % {"what": self.label}


def latest_closed_month() -> date | None:
    return MonthClosing.objects.order_by("-month").values_list("month", flat=True).first()


def month_lines(month: date, *, district: District) -> list[MonthLine]:
    """The lines of a closed month. A constant number of queries. Raises `MonthNotClosed`."""
    report = month_report(month, district=district)
    if not report.is_closed:
        raise MonthNotClosed
    topics = {topic.code: topic for topic in Topic.objects.all()}
    places = {one.pk: one for one in Municipality.objects.of_district(district, including_dissolved=True)}
    here, earlier = _heard(month)
    lines = []
    for kind, row in _rows(report):
        topic, place = None, None
        if kind == Kind.SEARCHES_WITHOUT_HIT:
            code, _bar, key = row.code.partition("|")
            topic, place = topics.get(code), places.get(int(key)) if key else None
        lines.append(
            MonthLine(
                kind=kind, key=row.code, label=row.label, times=None if row.is_secret else int(row.number), topic=topic,
                municipality=place, need=here.get((kind, row.code)), earlier=earlier.get((kind, row.code)),
            )
        )  # fmt: skip
    return lines


def month_line(month: date, kind: str, key: str, *, district: District) -> MonthLine:
    """One line of a closed month. Raises `MonthNotClosed`, `LineGone`."""
    for line in month_lines(month, district=district):
        if (line.kind, line.key) == (kind, key):
            return line
    raise LineGone


def origin_of(line: MonthLine, month: date, *, today: date) -> Origin:
    return Origin(
        kind=line.kind, heard_on=today, times=line.times, month=month, municipality=line.municipality, source_key=line.key,
        wording=f"{line.label}, {date_format(month, 'F Y')}",
    )  # fmt: skip


def _rows(report: MonthReport) -> list[tuple[str, Row]]:
    outcome = next((table for table in report.tables if table.code == "outcome"), None)
    unserved = [row for row in outcome.rows if row.code.startswith(UNSERVED)] if outcome else []
    return [(Kind.UNSERVED_REQUESTS, row) for row in unserved if row.is_secret or row.number] + [
        (Kind.SEARCHES_WITHOUT_HIT, row) for row in report.searches
    ]


def _heard(month: date) -> tuple[dict, dict]:
    """The needs at which lines of this month stand, and those of the same lines in other months. One query."""
    here, other = {}, {}
    origins = NeedOrigin.objects.exclude(source_key="").select_related("need").order_by("month_from", "pk")
    for origin in origins:
        (here if origin.month_from == month else other)[(origin.kind, origin.source_key)] = origin.need
    return here, other
