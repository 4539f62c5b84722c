"""The month in numbers, protected so that small ones cannot be worked out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from kreislotse.casefacts.models import AssignmentFact, LanguageFact, MonthClosing, RequestFact, SearchFact, WaitingBand
from kreislotse.casefacts.operations import assignment_facts, language_facts, request_facts
from kreislotse.disclosure import SECRET, Table, protect_linked
from kreislotse.districts.models import District
from kreislotse.intake.models import ClosingReason
from kreislotse.matching.models import Appointment
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Topic


@dataclass(frozen=True)
class Row:
    """One line of a table: `number` and `hours` are whole or decimal numbers, or `"."` for secret (DIN 55301)."""

    label: str
    number: int | str
    hours: float | str | None = None
    is_total: bool = False

    @property
    def is_secret(self) -> bool:
        return self.number == SECRET


@dataclass(frozen=True)
class MonthTable:
    code: str
    title: str
    counted: str
    rows: list[Row]
    has_hours: bool = False

    @property
    def hides_something(self) -> bool:
        return any(row.is_secret for row in self.rows)


@dataclass(frozen=True)
class MonthReport:
    """What a month says: the number of ended requests, of appointments and hours, and the tables behind them."""

    month: date
    closing: MonthClosing | None
    threshold: int
    requests: int | str
    appointments: int | str
    hours: float | str
    late_entries: int | str
    tables: list[MonthTable] = field(default_factory=list)
    searches: list[Row] = field(default_factory=list)

    @property
    def is_closed(self) -> bool:
        return self.closing is not None


def closed_months() -> list[MonthClosing]:
    """Closed months, newest first."""
    return list(MonthClosing.objects.select_related("by").order_by("-month"))


def month_report(month: date, *, district: District) -> MonthReport:
    """The protected tables of a month: from the frozen facts of a closed one, from casework as it stands of an open one."""
    closing = MonthClosing.objects.filter(month=month).select_related("by").first()
    if closing:
        requests = list(RequestFact.objects.filter(month=month))
        languages = list(LanguageFact.objects.filter(month=month))
        assignments = list(AssignmentFact.objects.filter(month=month))
    else:
        requests, languages, assignments = request_facts(month), language_facts(month), assignment_facts(month)
    topics = dict(Topic.objects.values_list("code", "name"))
    places = dict(Municipality.objects.of_district(district, including_dissolved=True).values_list("pk", "name"))
    threshold = max(district.suppression_threshold, 2)

    tables = protected_tables(
        "requests",
        [
            ("topic", _("Themen"), _count(requests, lambda f: topics.get(f.topic, f.topic))),
            ("place", _("Gemeinden"), _count(requests, lambda f: places.get(f.municipality_id, _("ohne Angabe")))),
            ("language", _("Sprachen"), _count(languages, lambda f: f.language_group or _("ohne Angabe"))),
            ("waiting", _("Wartezeit bis zur ersten Antwort"), _bands(requests)),
            ("outcome", _("Ausgang"), _count(requests, lambda f: ClosingReason(f.outcome).label)),
        ],
        counted=_("abgeschlossene Anfragen"),
        threshold=threshold,
    )
    happened = [f for f in assignments if f.outcome == Appointment.Outcome.TOOK_PLACE]
    hours: Counter = Counter()
    for fact in happened:
        hours[topics.get(fact.topic, fact.topic)] += fact.minutes
    company = protected_tables(
        "appointments",
        [("company", _("Begleitung und Sprachmittlung"),
          _count(happened, lambda f: topics.get(f.topic, f.topic), amount=lambda f: f.appointments))],
        counted=_("Termine"),
        threshold=threshold,
        minutes=hours,
    )  # fmt: skip
    late = sum(f.appointments for f in assignments if f.is_late_entry)
    return MonthReport(
        month=month,
        closing=closing,
        threshold=threshold,
        requests=tables[0].rows[0].number,
        appointments=company[0].rows[0].number,
        hours=company[0].rows[0].hours,
        late_entries=SECRET if 0 < late < threshold else late,
        tables=tables + company,
        searches=_searches(month, topics, places, threshold),
    )


def _count(facts, label: Callable, *, amount: Callable = lambda f: f.number) -> Counter:
    counts: Counter = Counter()
    for fact in facts:
        counts[str(label(fact))] += amount(fact)
    return counts


def _bands(facts) -> Counter:
    counts = _count(facts, lambda f: WaitingBand(f.waiting_band).label)
    return Counter({str(band.label): counts.get(str(band.label), 0) for band in WaitingBand})


def protected_tables(
    universe: str,
    parts: list[tuple[str, str, Counter]],
    *,
    counted: str,
    threshold: int,
    minutes: Counter | None = None,
) -> list[MonthTable]:
    """Tables of the same cases, protected together, each with its total first."""
    true = [Table.from_counts(code, counts, universe=universe) for code, _title, counts in parts]
    published = protect_linked(true, threshold=threshold).tables
    tables = []
    for (code, title, counts), table in zip(parts, published, strict=True):
        total_minutes = sum(minutes.values()) if minutes is not None else None
        rows = [Row(_("zusammen"), table["total"], _hours(table["total"], total_minutes), is_total=True)]
        order = (
            list(counts)
            if code in ("waiting", "month")
            else [label for label, _n in sorted(counts.items(), key=lambda i: (-i[1], i[0]))]
        )
        rows += [
            Row(label, table[label], _hours(table[label], minutes[label] if minutes is not None else None))
            for label in order
        ]
        tables.append(MonthTable(code, title, counted, rows, has_hours=minutes is not None))
    return tables


def _hours(number: int | str, minutes: int | None) -> float | str | None:
    if minutes is None:
        return None
    return SECRET if number == SECRET else round(minutes / 60, 1)


def _searches(month: date, topics: dict, places: dict, threshold: int) -> list[Row]:
    """What people looked for in vain, most often first; a search is no person, yet rare ones stay hidden."""
    counts: Counter = Counter()
    for fact in SearchFact.objects.filter(month=month):
        counts[(topics.get(fact.topic) or _("ohne Thema"), places.get(fact.municipality_id) or _("ganzer Kreis"))] += (
            fact.number
        )
    return [
        Row(f"{topic}, {place}", number if number >= threshold else SECRET)
        for (topic, place), number in sorted(counts.items(), key=lambda i: (-i[1], i[0]))
        if number >= threshold
    ]
