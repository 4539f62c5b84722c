"""What a guide gets on paper: the statement of a period, and that of a year for the tax office and the Jobcenter."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kreislotse.core.dates import first_of_month
from kreislotse.documents.printouts import money_statement
from kreislotse.guides.models import Guide
from kreislotse.matching.hours import in_hours
from kreislotse.settlement.calculation import euros
from kreislotse.settlement.models import LegalBasis, Line, Statement
from kreislotse.settlement.queries import lines_of_year, months_of
from kreislotse.settlement.tax import EXPENSES, allowances_of


def basis_label(code: str) -> str:
    if code == EXPENSES:
        return _("§ 3 Nr. 50 EStG (Auslagen)")
    return str(LegalBasis(code).label) if code else _("ohne Angabe")


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def _right(label: str) -> dict:
    return {"label": label, "align": "right"}


def period_statement(statement: Statement, *, office: dict, today: date) -> bytes:
    """The lines of one statement with their arithmetic."""
    lines = list(statement.lines.order_by("on", "pk"))
    rows = [
        [_day(x.on), x.get_role_display(), in_hours(x.minutes), x.words, basis_label(x.basis), euros(x.euros)]
        for x in lines
    ]
    rows.append([_("Summe"), "", in_hours(sum(x.minutes for x in lines)), "", "", euros(statement.total)])
    return money_statement(
        office=office, created_on=today, title=_("Abrechnung %(number)s") % {"number": statement.run.number},
        payee=statement.payee_name,
        number=_("Zeitraum %(from)s bis %(to)s, mit Nachträgen")
        % {"from": _day(statement.run.period_from), "to": _day(statement.run.period_to)},
        headline=_("Auszuzahlen sind %(amount)s.") % {"amount": euros(statement.total)},
        parts=[
            {
                "title": _("Termine"), "intro": "", "rows": rows, "has_total": True, "empty": "",
                "columns": [_("Tag"), _("Aufgabe"), _right(_("Std.")), _("Rechenweg"), _("Rechtsgrundlage"), _right(_("Betrag"))],
                "note": _("Jeder Betrag ist auf den Cent gerundet, ab einem halben Cent nach oben."),
            }
        ],
    )  # fmt: skip


def yearly_statement(guide: Guide, *, year: int, office: dict, today: date) -> bytes:
    """What a guide was paid in a calendar year, by month of payment and legal basis, with the work behind it."""
    months = months_of(guide, year=year)
    total = sum((month.euros for month in months), Decimal(0))
    paid = [[date_format(m.month, "F Y"), basis_label(m.basis), euros(m.euros)] for m in months]
    paid.append([_("Summe"), "", euros(total)])
    lines = lines_of_year(guide, year=year)
    name = lines[0].statement.payee_name if lines else str(guide)
    return money_statement(
        office=office, created_on=today, title=_("Bescheinigung für das Jahr %(year)s") % {"year": year}, payee=name,
        number=guide.number, headline=_("Im Jahr %(year)s haben wir %(amount)s gezahlt.") % {"year": year, "amount": euros(total)},
        parts=[
            {
                "title": _("Zahlungen nach Monaten"), "rows": paid if months else [], "has_total": True,
                "intro": _("Es zählt der Monat, in dem das Geld gezahlt wurde. Zurückgekommene Zahlungen sind abgezogen."),
                "columns": [_("Monat"), _("Rechtsgrundlage"), _right(_("Betrag"))],
                "empty": _("In diesem Jahr haben wir nichts gezahlt."),
            },
            {
                "title": _("Wofür"), "intro": _("Der Monat, in dem die Termine waren."),
                "rows": _work(lines), "has_total": False,
                "columns": [_("Monat"), _right(_("Termine")), _right(_("Stunden")), _right(_("Betrag"))],
                "empty": _("Keine Termine."),
            },
            {
                "title": _("Freibeträge"), "intro": _("Nach Ihren Angaben zu anderen Stellen."), "rows": _allowances(guide, year),
                "columns": [_("Freibetrag"), _right(_("Grenze")), _right(_("genutzt"))], "has_total": False,
                "empty": _("Kein Freibetrag ist berührt."),
            },
        ],
        notes=[
            _("Diese Bescheinigung können Sie beim Jobcenter, beim Sozialamt und beim Finanzamt vorlegen. Wer Leistungen bekommt, meldet Zahlungen selbst."),
            _("Sie ist maschinell erstellt und ohne Unterschrift gültig."),
        ],
    )  # fmt: skip


def _work(lines: list[Line]) -> list[list]:
    sums: dict[date, list] = defaultdict(lambda: [0, 0, Decimal(0)])
    for line in lines:
        entry = sums[first_of_month(line.on)]
        entry[0] += 1 if line.kind == Line.Kind.WORK else -1
        entry[1] += line.minutes
        entry[2] += line.euros
    return [
        [date_format(month, "F Y"), str(n), in_hours(minutes), euros(amount)]
        for month, (n, minutes, amount) in sorted(sums.items())
    ]


def _allowances(guide: Guide, year: int) -> list[list]:
    return [
        [
            f"{usage.label}, {_('im Monat') if usage.per == 'month' else _('im Jahr')}",
            euros(usage.limit),
            euros(usage.used),
        ]
        for usage in allowances_of([guide], year=year)[guide.pk]
    ]
