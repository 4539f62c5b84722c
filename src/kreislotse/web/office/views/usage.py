"""What people look for in vain, and what they read: hints for what is missing."""

from datetime import date

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.casefacts.searches import searches_in_vain
from kreislotse.core.dates import first_of_month, previous_month
from kreislotse.core.language_names import language_name
from kreislotse.documents.responses import xlsx_response
from kreislotse.documents.sheets import write_xlsx
from kreislotse.quality import usage

PERIODS = {"1": 0, "3": 2, "12": 11}  # months before this one


def _language(code: str) -> str:
    own = dict(settings.LANGUAGES).get(code, code)
    # Leichte Sprache is a language of its own here, and German for everybody else.
    return str(own if code == "de-simple" else language_name(code, "de") or own)


def _first(months_before: int, today: date) -> date:
    month = first_of_month(today)
    for _one in range(months_before):
        month = previous_month(month)
    return month


@require_permission(Permission.MONTH_VIEW, Permission.OFFER_VIEW)
def usage_page(request):
    today = timezone.localdate()
    period = request.GET.get("zeitraum", "")
    period = period if period in PERIODS else "3"
    first, last = _first(PERIODS[period], today), first_of_month(today)
    report = usage.usage_report(first, last, today=today)
    searches = searches_in_vain(first, last, district=request.district)
    context = {
        "report": report,
        "searches": searches,
        "languages": [(_language(code), number) for code, number in report.languages],
        "most": max((number for _code, number in report.languages), default=0),
        "lead": _lead(report.visits, searches.number),
        "periods": [
            {"label": label, "url": f"?zeitraum={key}", "is_current": key == period}
            for key, label in (("1", _("dieser Monat")), ("3", _("drei Monate")), ("12", _("zwölf Monate")))
        ],
        "months": usage.months_with_usage(before=today) if request.can.export else [],
    }
    return render(request, "office/quality/usage.html", context)


def _lead(visits: int, searches: int) -> str:
    read = ngettext("%(n)d Seite wurde gelesen", "%(n)d Seiten wurden gelesen", visits) % {"n": visits}
    if not searches:
        return _("%(read)s.") % {"read": read}
    return ngettext("%(read)s, %(n)d Suche fand nichts.", "%(read)s, %(n)d Suchen fanden nichts.", searches) % {
        "read": read,
        "n": searches,
    }


@require_permission(Permission.MONTH_VIEW, Permission.OFFER_VIEW, Permission.EXPORT)
def export_usage(request, month):
    """One month that is over, with small numbers hidden, because the file leaves the office."""
    if month >= first_of_month(timezone.localdate()):
        raise Http404
    threshold = max(request.district.suppression_threshold, 2)
    rows = [
        (_(table), _language(label) if table == "Sprachen" else label, number)
        for table, label, number in usage.protected_month(month, threshold=threshold)
    ]
    searches = searches_in_vain(month, month, district=request.district)
    rows += [
        (
            _("Suchen ohne Treffer: %(table)s") % {"table": table.title}, row.label,
            usage.SECRET if row.is_lower_bound else row.number,
        )
        for table in searches.tables[:2]
        for row in table.rows
    ]  # fmt: skip
    title = _("Nutzung %(month)s") % {"month": f"{month:%Y-%m}"}
    content = write_xlsx([_("Tabelle"), _("Merkmal"), _("Zahl")], rows, title=title)
    return xlsx_response(content, filename=f"nutzung-{month:%Y-%m}.xlsx")
