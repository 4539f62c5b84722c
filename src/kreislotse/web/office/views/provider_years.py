"""What the guides of each Träger gave in a year, from closed months only."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.casefacts import providers
from kreislotse.documents.responses import csv_response, xlsx_response
from kreislotse.documents.sheets import write_csv, write_xlsx
from kreislotse.web.office.forms.pool import ProviderYearForm


def _asked(request) -> tuple[list[int], providers.ProviderYear]:
    years = providers.closed_years()
    latest = years[0] if years else timezone.localdate().year
    year = ProviderYearForm(request.GET, years=years).values.get("jahr", latest)
    return years, providers.provider_year(year, to=request.user, district=request.district)


@require_permission(Permission.ASSIGNMENT_VIEW)
def provider_year(request):
    years, found = _asked(request)
    labels = {line.code: line.label for line in found.lines}
    choices = [(code, labels[code]) for code in labels if code in found.breakdowns]
    chosen = ProviderYearForm(request.GET, years=years, providers=choices).values.get("traeger")
    chosen = chosen or (choices[0][0] if choices else "")
    form = ProviderYearForm({"jahr": found.year, "traeger": chosen}, years=years, providers=choices)
    context = {
        "form": form, "found": found, "now": _span(found.year, found.months),
        "before": _span(found.year - 1, found.months_before), "breakdowns": found.breakdowns.get(chosen, []),
        "chosen": labels.get(chosen, ""), "can_choose": len(choices) > 1, "method": providers.method_line(found),
    }  # fmt: skip
    return render(request, "office/pool/provider_year.html", context)


def _span(year: int, months: list) -> str:
    """„2025“, and where months are missing which there are: „2026, Januar bis Oktober“."""
    if not months or len(months) == 12:
        return str(year)
    first, last = (str(MONTHS[month.month]) for month in (months[0], months[-1]))
    if first == last:
        return _("%(month)s %(year)d") % {"month": first, "year": year}
    return _("%(year)d, %(first)s bis %(last)s") % {"year": year, "first": first, "last": last}


def _sheet(found: providers.ProviderYear) -> tuple[list[str], list[list], str]:
    """Columns, rows and name of the file: each Träger, and below what its year was made of."""
    columns = [
        _("Träger"), _("Tabelle"), _("Merkmal"), _("Begleitungen"), _("Stunden"), _("Hinweis"),
        _("Begleitungen im Vorjahr"), _("Stunden im Vorjahr"), _("Hinweis zum Vorjahr"),
    ]  # fmt: skip
    rows = [[line.label, _("Träger"), "", *_amounts(line)] for line in found.lines]
    for whose in found.lines:
        for table in found.breakdowns.get(whose.code, []):
            rows += [
                [whose.label, table.title, line.label, *_amounts(line)] for line in table.lines if not line.is_total
            ]
    if found.is_part_of_before:
        rows.append([_("Aus dem Vorjahr zählen dieselben Monate: %(span)s.") % {"span": _span(found.year - 1, found.months_before)}])  # fmt: skip
    rows.append([providers.method_line(found)])
    return columns, rows, _("Träger %(year)d") % {"year": found.year}


def _amounts(line: providers.Line) -> list:
    cells = []
    for amount in (line.now, line.before):
        if amount is None:
            cells += [None, None, ""]
            continue
        note = _("verborgen") if amount.number is None else _("mindestens") if amount.is_lower_bound else ""
        cells += [amount.number, amount.hours, note]
    return cells


@require_permission(Permission.ASSIGNMENT_VIEW)
def export_provider_year(request) -> HttpResponse:
    columns, rows, name = _sheet(_asked(request)[1])
    return xlsx_response(write_xlsx(columns, rows, title=name), filename=f"{name}.xlsx")


@require_permission(Permission.ASSIGNMENT_VIEW)
def export_provider_year_csv(request) -> HttpResponse:
    columns, rows, name = _sheet(_asked(request)[1])
    return csv_response(write_csv(columns, rows), filename=f"{name}.csv")
