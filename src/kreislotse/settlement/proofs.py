"""Lists a funder asks for with the proof of use: every assignment, every participant, every receipt. Fields, no artwork."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kreislotse.core.text import fold
from kreislotse.guides.models import FundingSource, Guide
from kreislotse.settlement.models import Line, Payment
from kreislotse.settlement.queries import released_lines

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


def _details(source: FundingSource, year: int) -> tuple[list[str], Iterator[list]]:
    """Every appointment that was paid, as the Land's „Detailangaben“ ask: when, who, what for; nobody who was helped."""
    columns = [
        _("Datum"), _("Beginn"), _("Minuten"), _("Stunden"), _("Nummer der Person"), _("Name"), _("Aufgabe"), _("Anlass oder Thema"),
        _("Einrichtung"), _("Gemeinde"), _("Sprache"), _("Form"), _("erreichte Personen"), _("km"), _("Ergebnis"), _("Einsatzprotokoll"),
        _("unterschrieben am"), _("Betrag"), _("Art"),
    ]  # fmt: skip
    return columns, (_detail(line) for line in released_lines(source=source, year=year))


def _detail(line: Line) -> list:
    appointment = line.appointment
    request = appointment.assignment.help_request if appointment else None
    sheet = appointment.sheet if appointment else None
    institution = ""
    if request:
        institution = request.institution.name if request.institution else request.institution_name
    return [
        line.on, f"{appointment.starts_at:%H:%M}" if appointment and appointment.starts_at else "", line.minutes,
        (Decimal(line.minutes) / 60).quantize(Decimal("0.01")), line.guide.number, line.statement.payee_name,
        line.get_role_display(), (request.get_occasion_display() or request.topic.name) if request else "", institution,
        request.municipality.name if request and request.municipality else "",
        request.language.name if request and request.language else "",
        appointment.get_setting_display() if appointment else "", appointment.persons if appointment else "",
        line.travel_km, appointment.get_outcome_display() if appointment else "", sheet.code if sheet else "",
        sheet.confirmed_on if sheet else None, line.euros, line.get_kind_display(),
    ]  # fmt: skip


def _participants(source: FundingSource, year: int) -> tuple[list[str], Iterator[list]]:
    """Who took part, with hours and money of the year."""
    columns = [
        _("Nummer der Person"), _("Name"), _("Aufgabe"), _("dabei seit"), _("Termine"), _("Stunden"), _("km"), _("Betrag"),
    ]  # fmt: skip
    sums: dict[tuple, list] = defaultdict(lambda: [0, 0, Decimal(0), Decimal(0)])
    people = {}
    for line in released_lines(source=source, year=year):
        people[line.guide_id] = (line.guide, line.statement.payee_name)
        entry = sums[line.guide_id, line.get_role_display()]
        entry[0] += 1 if line.kind == Line.Kind.WORK else -1
        entry[1] += line.minutes
        entry[2] += line.travel_km
        entry[3] += line.euros
    by_name = sorted(sums, key=lambda key: (*_name_of(people[key[0]][0]), key[1]))
    return columns, (_participant(*people[guide], role, sums[guide, role]) for guide, role in by_name)


def _name_of(guide: Guide) -> tuple:
    """Names as a German list orders them: Ö stands with O."""
    return fold(guide.last_name), fold(guide.first_name), guide.pk


def _participant(guide: Guide, payee_name: str, role: str, sums: list) -> list:
    n, minutes, km, amount = sums
    hours = (Decimal(minutes) / 60).quantize(Decimal("0.01"))
    return [guide.number, payee_name, role, guide.started_on, n, hours, km, amount]


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
