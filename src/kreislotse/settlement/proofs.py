"""Lists a funder asks for with the proof of use: every assignment, every participant, every receipt. Fields, no artwork."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kreislotse.core.clock import ends_at
from kreislotse.core.text import fold
from kreislotse.guides.models import FundingSource, Guide
from kreislotse.matching.counting import late_cancellations
from kreislotse.matching.models import Appointment
from kreislotse.settlement.models import Line, Payment
from kreislotse.settlement.queries import appointments_without_money, released_lines

KINDS = {
    "detailangaben": gettext_lazy("Detailangaben zu den Einsätzen"),
    "teilnehmende": gettext_lazy("Liste der Teilnehmenden"),
    "belege": gettext_lazy("Belegliste"),
}


@dataclass(frozen=True)
class Table:
    title: str
    columns: list[str]
    rows: list[list]


def proof(kind: str, *, source: FundingSource, year: int) -> Table:
    """One of `KINDS` for a funding and a calendar year."""
    title = _("%(kind)s, %(source)s, %(year)s") % {"kind": KINDS[kind], "source": source.name, "year": year}
    columns, rows = _TABLES[kind](source, year)
    return Table(title, columns, list(rows))


@dataclass(frozen=True)
class _Row:
    """One appointment of a list with its money, or the counter entry that takes it back, with all numbers below zero.

    `minutes` are the appointment's length and `way` the minutes on the road, `counted` what both count for the caps.
    """

    guide: Guide
    name: str
    role: str
    on: date
    appointment: Appointment | None
    minutes: int
    way: int
    counted: int
    km: Decimal
    euros: Decimal
    kind: str
    is_counter_entry: bool = False


def _rows(source: FundingSource, year: int) -> list[_Row]:
    """Every appointment of a funding in a year, paid or not, in order of their day. Three queries."""
    cancelled = late_cancellations().filter(appointment__on__year=year)
    lengths = dict(cancelled.values_list("appointment", "from_minutes"))
    rows = [_settled(line, lengths) for line in released_lines(source=source, year=year)]
    rows += [_unpaid(one, source, lengths) for one in appointments_without_money(source=source, year=year)]
    return sorted(rows, key=lambda row: row.on)


def _settled(line: Line, lengths: dict[int, int]) -> _Row:
    """Of an appointment that was deleted in time, the line tells what was paid."""
    sign, one = 1 if line.kind == Line.Kind.WORK else -1, line.appointment
    return _Row(
        guide=line.guide, name=line.statement.payee_name, role=line.get_role_display(), on=line.on, appointment=one,
        minutes=sign * lengths.get(one.pk, one.duration_minutes) if one else line.minutes,
        way=sign * one.travel_minutes if one else 0, counted=line.minutes,
        km=sign * one.travel_km if one else line.travel_km, euros=line.euros, kind=line.get_kind_display(),
        is_counter_entry=sign < 0,
    )  # fmt: skip


def _unpaid(one: Appointment, source: FundingSource, lengths: dict[int, int]) -> _Row:
    kind = _("Verzicht") if one.is_waived else _("noch nicht abgerechnet")
    guide = one.assignment.guide
    return _Row(
        guide=guide, name=str(guide), role=one.assignment.get_role_display(), on=one.on, appointment=one,
        minutes=lengths.get(one.pk, one.duration_minutes), way=one.travel_minutes, counted=one.counted, km=one.travel_km,
        euros=Decimal("0.00"), kind=kind if source.is_paid_out_by_us else _("zahlt: andere"),
    )  # fmt: skip


def _details(source: FundingSource, year: int) -> tuple[list[str], Iterator[list]]:
    """Every appointment, as the Land's „Detailangaben“ ask: when, who, what for; nobody who was helped."""
    columns = [
        _("Datum"), _("Beginn"), _("Ende"), _("Minuten"), _("Fahrzeit in Minuten"), _("Stunden"), _("Nummer der Person"),
        _("Name"), _("Aufgabe"), _("Anlass oder Thema"), _("Einrichtung"), _("Gemeinde"), _("Sprache"), _("Form"),
        _("erreichte Personen"), _("km"), _("Ergebnis"), _("Einsatzprotokoll"), _("unterschrieben am"), _("Betrag"), _("Art"),
    ]  # fmt: skip
    return columns, (_detail(row) for row in _rows(source, year))


def _detail(row: _Row) -> list:
    appointment = row.appointment
    request = appointment.assignment.help_request if appointment else None
    sheet = appointment.sheet if appointment else None
    start = appointment.starts_at if appointment else None
    institution = ""
    if request:
        institution = request.institution.name if request.institution else request.institution_name
    return [
        row.on, f"{start:%H:%M}" if start else "", f"{ends_at(row.on, start, abs(row.minutes)):%H:%M}" if start else "",
        row.minutes, row.way, _hours(row.counted), row.guide.number, row.name, row.role,
        (request.get_occasion_display() or request.topic.name) if request else "", institution,
        request.municipality.name if request and request.municipality else "",
        request.language.name if request and request.language else "",
        appointment.get_setting_display() if appointment else "", appointment.persons if appointment else "",
        row.km, appointment.get_outcome_display() if appointment else "", sheet.code if sheet else "",
        sheet.confirmed_on if sheet else None, row.euros, row.kind,
    ]  # fmt: skip


def _hours(minutes: int) -> Decimal:
    return (Decimal(minutes) / 60).quantize(Decimal("0.01"))


def _participants(source: FundingSource, year: int) -> tuple[list[str], Iterator[list]]:
    """Who took part, with hours and money of the year."""
    columns = [
        _("Nummer der Person"), _("Name"), _("Aufgabe"), _("dabei seit"), _("Termine"), _("Stunden"), _("km"), _("Betrag"),
    ]  # fmt: skip
    sums: dict[tuple, list] = defaultdict(lambda: [0, 0, Decimal(0), Decimal(0)])
    people = {}
    for row in _rows(source, year):
        people[row.guide.pk] = (row.guide, row.name)
        entry = sums[row.guide.pk, row.role]
        entry[0] += -1 if row.is_counter_entry else 1
        entry[1] += row.counted
        entry[2] += row.km
        entry[3] += row.euros
    by_name = sorted(sums, key=lambda key: (*_name_of(people[key[0]][0]), key[1]))
    return columns, (_participant(*people[guide], role, sums[guide, role]) for guide, role in by_name)


def _name_of(guide: Guide) -> tuple:
    """Names as a German list orders them: Ö stands with O."""
    return fold(guide.last_name), fold(guide.first_name), guide.pk


def _participant(guide: Guide, payee_name: str, role: str, sums: list) -> list:
    n, minutes, km, amount = sums
    return [guide.number, payee_name, role, guide.started_on, n, _hours(minutes), km, amount]


def _receipts(source: FundingSource, year: int) -> tuple[list[str], Iterator[list]]:
    """Payments in order of their day with the share of this funding, as the list of receipts asks (domain.md 1)."""
    columns = [_("Nr."), _("Tag der Zahlung"), _("Empfängerin oder Empfänger"), _("Grund"), _("Beleg"), _("Betrag")]
    shares: dict[int, Decimal] = defaultdict(Decimal)
    for line in Line.objects.filter(funding_source=source, statement__payments__booked_on__year=year).distinct():
        shares[line.statement_id] += line.euros
    payments = (
        Payment.objects.filter(statement__in=shares, kind__in=Payment.MOVES_MONEY, booked_on__year=year)
        .select_related("statement__run", "file")
        .order_by("booked_on", "pk")
    )
    return columns, (
        [
            position, payment.booked_on, payment.statement.payee_name,
            _("Abrechnung %(number)s, %(kind)s")
            % {"number": payment.statement.run.number, "kind": payment.get_kind_display()},
            payment.end_to_end_id or payment.note,
            shares[payment.statement_id] if payment.euros == payment.statement.total else -shares[payment.statement_id],
        ]
        for position, payment in enumerate(payments, start=1)
    )  # fmt: skip


_TABLES = {"detailangaben": _details, "teilnehmende": _participants, "belege": _receipts}
