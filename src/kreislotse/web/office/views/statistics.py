"""Company by topic, municipality and language, from closed months only."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.casefacts import statistics
from kreislotse.charts import Bar, bar_chart, for_desk_and_phone
from kreislotse.core.dates import first_of_month
from kreislotse.documents.responses import xlsx_response
from kreislotse.documents.sheets import write_xlsx
from kreislotse.web.office.forms.pool import PeriodForm

BARS = 12


def _asked(request) -> tuple[PeriodForm, date, date]:
    """The form of the address and the months it asks for; the form shows them even where the address says nothing."""
    closed = statistics.closed_month_days()
    latest = closed[-1] if closed else first_of_month(timezone.localdate())
    first, last = PeriodForm(request.GET, months=closed).span(latest)
    shown = {"von": first.strftime("%Y-%m"), "bis": last.strftime("%Y-%m")}
    return PeriodForm(shown, months=closed), first, last


@require_permission(Permission.MONTH_VIEW)
def pool_statistics(request):
    form, first, last = _asked(request)
    found = statistics.period(first, last, district=request.district)
    context = {
        "form": form, "is_reversed": first > last,
        "tables": [(table, _chart(table)) for table in found.tables],
        "method": statistics.method_line(found), "summary": _summary(found), "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "office/pool/statistics.html", context)


def _summary(found) -> str:
    if not found.tables:
        return _("In diesem Zeitraum ist noch kein Monat abgeschlossen.")
    total = found.tables[0].total
    n = len(found.months)
    months = ngettext("%(n)d abgeschlossenem Monat", "%(n)d abgeschlossenen Monaten", n) % {"n": n}
    return _("%(at_least)s%(number)d Begleitungen in %(months)s.") % {
        "at_least": _("Mindestens ") if total.is_lower_bound else "", "number": total.number, "months": months,
    }  # fmt: skip


def _chart(table):
    """The longest bars; the table beside it has all."""
    rows = [row for row in table.parts if row.number][:BARS]
    if not rows:
        return ""
    svg = for_desk_and_phone(
        bar_chart, [Bar(f"{row.label} (≥)" if row.is_lower_bound else row.label, row.number) for row in rows],
        title=table.title, description=_("Balken je Zeile, die größten zuerst; ≥ heißt mindestens."), width=720,
    )  # fmt: skip
    return mark_safe(svg)  # noqa: S308 - escaped in charts


@require_permission(Permission.MONTH_VIEW)
def export_pool_statistics(request) -> HttpResponse:
    """All tables as a spreadsheet, with the line on the method below them."""
    _form, first, last = _asked(request)
    found = statistics.period(first, last, district=request.district)
    lines = [
        [
            table.title,
            row.label,
            row.number,
            row.hours,
            _("mindestens") if row.is_lower_bound else "",
            row.hidden or None,
        ]
        for table in found.tables
        for row in table.rows
    ]
    lines.append([statistics.method_line(found)])
    columns = [_("Tabelle"), _("Merkmal"), _("Zahl"), _("Stunden"), _("Hinweis"), _("Monate mit Verborgenem")]
    name = _("Begleitungen %(first)s bis %(last)s") % {"first": first.strftime("%Y-%m"), "last": last.strftime("%Y-%m")}
    return xlsx_response(write_xlsx(columns, lines, title=_("Begleitungen")), filename=f"{name}.xlsx")
