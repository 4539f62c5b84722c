"""The month in numbers, protected so that small ones cannot be worked out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from kreislotse.casefacts.models import (
    AssignmentFact,
    CauseFact,
    LanguageFact,
    MonthClosing,
    RequestFact,
    SearchFact,
    WaitingBand,
)
from kreislotse.casefacts.operations import assignment_facts, request_facts
from kreislotse.casefacts.protection import OWN, UNKNOWN, MonthTable, Names, Part, Row, protected_tables
from kreislotse.casefacts.search_months import search_month
from kreislotse.disclosure import SECRET
from kreislotse.districts.models import District
from kreislotse.intake.models import ClosingReason
from kreislotse.matching.models import Appointment, UnservedCause


@dataclass(frozen=True)
class MonthReport:
    """What a month says: the number of ended requests and of appointments; once closed, hours and the tables behind them."""

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
    """The protected tables of a closed month, from its frozen facts. Of an open one only how many cases it has so far:

    whoever compared the tables of today with those of yesterday would read single cases from the difference.
    """
    closing = MonthClosing.objects.filter(month=month).select_related("by").first()
    threshold = threshold_of(closing, district)
    if closing is None:
        return _open_month(month, threshold)
    facts = [
        list(model.objects.filter(month=month)) for model in (RequestFact, LanguageFact, AssignmentFact, CauseFact)
    ]
    names = Names.of(district)
    tables, company, late = month_tables(*facts, names=names, threshold=threshold)
    sought = search_month(SearchFact.objects.filter(month=month).order_by("pk"), names=names, threshold=threshold)
    return MonthReport(
        month=month,
        closing=closing,
        threshold=threshold,
        requests=tables[0].rows[0].number,
        appointments=company[0].rows[0].number,
        hours=company[0].rows[0].hours,
        late_entries=late,
        tables=tables + company,
        searches=sought.pairs,
    )


def _open_month(month: date, threshold: int) -> MonthReport:
    """Two numbers without a feature: that one case more has ended says nothing of anybody."""
    ended = sum(fact.number for fact in request_facts(month))
    kept = sum(f.appointments for f in assignment_facts(month) if f.outcome == Appointment.Outcome.TOOK_PLACE)
    requests, appointments = (SECRET if 0 < number < threshold else number for number in (ended, kept))
    return MonthReport(month, None, threshold, requests, appointments, SECRET, SECRET)


def threshold_of(closing: MonthClosing | None, district: District) -> int:
    """From which number on a month shows one: as it was on the day of closing, for two answers together would tell more."""
    return max((closing and closing.threshold) or district.suppression_threshold, 2)


def month_tables(
    requests, languages, assignments, causes, *, names: Names, threshold: int
) -> tuple[list[MonthTable], list[MonthTable], int | str]:
    """The protected tables of one month's facts: of ended requests, of the company that took place, and its late entries."""
    tables = protected_tables(
        "requests",
        [
            Part("topic", _("Themen"), _count(requests, topic_of), names.topic),
            Part("place", _("Gemeinden"), _count(requests, place_of), names.place),
            Part("language", _("Sprachen"), _count(languages, lambda f: f.language_group), lambda c: c or _("ohne Angabe")),
            _waiting(requests),
            Part("outcome", _("Ausgang"), _outcomes(requests, causes), _outcome_label),
        ],
        counted=_("abgeschlossene Anfragen"),
        threshold=threshold,
    )  # fmt: skip
    *company, entry = protected_tables(
        COMPANY, company_parts(assignments, names), counted=_("Termine"), threshold=threshold
    )
    return tables, company, entry.rows[-1].number


COMPANY = "appointments"


def company_parts(assignments, names: Names) -> list[Part]:
    """What a month's page says of the company that took place; these are protected together.

    By provider only where that was counted: months closed before must go on to hide the same cells.
    """
    happened = [f for f in assignments if f.outcome == Appointment.Outcome.TOOK_PLACE]
    printed = [
        ("company", _("Begleitung und Sprachmittlung"), topic_of, names.topic),
        ("company_place", _("Begleitung nach Gemeinden"), place_of, names.place),
    ]
    if any(f.is_provider_known for f in happened):
        printed.append(("company_provider", _("Begleitung nach Trägern"), provider_of, names.provider))
    # the last is never printed as a table; a late entry's number is protected with the others, as a part of their total
    entry = Part("entry", "", _appointments(happened, _entry), order=(ON_TIME, LATE))
    return [
        Part(code, title, _appointments(happened, kind), label, _minutes(happened, kind))
        for code, title, kind, label in printed
    ] + [entry]


ON_TIME, LATE = "on_time", "late"


def topic_of(fact) -> str:
    return fact.topic


def place_of(fact) -> str:
    return str(fact.municipality_id or "")


def provider_of(fact: AssignmentFact) -> str:
    return str(fact.provider_id or OWN) if fact.is_provider_known else UNKNOWN


def _entry(fact) -> str:
    return LATE if fact.is_late_entry else ON_TIME


def _appointments(facts, code: Callable) -> Counter[str]:
    return _count(facts, code, amount=lambda f: f.appointments)


def _minutes(facts, code: Callable) -> Counter[str]:
    return _count(facts, code, amount=lambda f: f.minutes)


def _outcomes(requests: list[RequestFact], causes: list[CauseFact]) -> Counter[str]:
    """How requests ended; where nobody was available, with what stood against it, as far as that is known.

    One table for both: a table of causes beside that of outcomes would give away a hidden number as their difference.
    """
    counts = _count(requests, lambda f: f.outcome)
    nobody = ClosingReason.NO_GUIDE.value
    for fact in causes:
        known = min(fact.number, counts[nobody])
        counts[nobody] -= known
        counts[f"{nobody}: {fact.cause}"] += known
    return +counts


def _outcome_label(code: str) -> str:
    outcome, _colon, cause = code.partition(": ")
    label = str(ClosingReason(outcome).label)
    return f"{label}: {UnservedCause.Cause(cause).label}" if cause else label


def _count(facts, code: Callable, *, amount: Callable = lambda f: f.number) -> Counter[str]:
    counts: Counter[str] = Counter()
    for fact in facts:
        counts[code(fact)] += amount(fact)
    return counts


def _waiting(facts) -> Part:
    counts = _count(facts, lambda f: f.waiting_band)
    bands = tuple(band.value for band in WaitingBand)
    title = _("Wartezeit bis zur ersten Antwort")
    return Part("waiting", title, counts, lambda code: str(WaitingBand(code).label), order=bands)
