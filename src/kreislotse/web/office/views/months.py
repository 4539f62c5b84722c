from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.casefacts import operations, queries
from kreislotse.core.dates import first_of_month, next_month, previous_month
from kreislotse.core.errors import DomainError
from kreislotse.documents.printouts import closed_month
from kreislotse.documents.responses import pdf_response, xlsx_response
from kreislotse.documents.sheets import write_xlsx
from kreislotse.web.office.printing import office_letterhead


@require_permission(Permission.MONTH_VIEW)
def month_list(request):
    """Months, the open ones first: what can be closed, what is closed."""
    today = timezone.localdate()
    first = operations.first_open_month(today=today)
    closings = {closing.month: closing for closing in queries.closed_months()}
    months, month = [], first_of_month(today)
    while month >= min([first, *closings]):
        months.append(
            {
                "month": month,
                "closing": closings.get(month),
                "can_close": month == first and month < first_of_month(today),
            }
        )
        month = previous_month(month)
    return render(request, "office/months/list.html", {"months": months, "first": first, "today": today})


def _report(request, month: date):
    if month > timezone.localdate():
        raise Http404
    return queries.month_report(month, district=request.district)


@require_permission(Permission.MONTH_VIEW)
def month_detail(request, month):
    today = timezone.localdate()
    report = _report(request, month)
    first = operations.first_open_month(today=today)
    context = {
        "report": report,
        "can_close": request.can.month_close and month == first and next_month(month) <= today,
        "previous": previous_month(month),
        "next": next_month(month) if next_month(month) <= today else None,
        "symbols_used": any(table.hides_something for table in report.tables),
    }
    return render(request, "office/months/detail.html", context)


@require_permission(Permission.MONTH_CLOSE)
@require_POST
def close_month(request, month):
    try:
        operations.close_month(month, today=timezone.localdate(), by=request.user)
    except operations.MonthAlreadyClosed as error:
        messages.info(request, str(error))
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("Der %(month)s ist abgeschlossen. Seine Zahlen ändern sich nicht mehr.")
            % {"month": operations.month_name(month)},
        )
    return redirect("office:month_detail", month)


@require_permission(Permission.MONTH_CLOSE)
def reopen_month(request, month):
    """Explains why a closed month stays closed and how a late entry counts."""
    try:
        operations.reopen_month(month, today=timezone.localdate())
    except DomainError as error:
        messages.info(request, str(error))
    return redirect("office:month_detail", month)


def _closed(request, month: date):
    """The report of a closed month: what leaves the house does not change any more."""
    report = _report(request, month)
    if not report.is_closed:
        raise Http404
    return report


@require_permission(Permission.MONTH_VIEW)
def month_xlsx(request, month):
    report = _closed(request, month)
    rows = [
        (table.title, row.label, row.number, row.hours if row.hours is not None else "")
        for table in report.tables
        for row in table.rows
    ]
    title = _("Monat %(month)s") % {"month": operations.month_name(month)}
    content = write_xlsx([_("Tabelle"), _("Merkmal"), _("Zahl"), _("Stunden")], rows, title=title)
    return xlsx_response(content, filename=f"monat-{month:%Y-%m}.xlsx")


@require_permission(Permission.MONTH_VIEW)
def month_pdf(request, month):
    report = _closed(request, month)
    tables = [
        {
            "title": table.title,
            "columns": [table.counted, _("Zahl")] + ([_("Stunden")] if table.has_hours else []),
            "rows": [
                [row.label, _shown(row.number)] + ([_shown(row.hours)] if table.has_hours else []) for row in table.rows
            ],
        }
        for table in report.tables
    ]
    content = closed_month(
        office=office_letterhead(request.district),
        created_on=timezone.localdate(),
        month=operations.month_name(month),
        headline=_headline(report),
        closed_on=report.closing.closed_at,
        tables=tables,
        symbols=[
            {
                "symbol": "·",
                "meaning": _(
                    "zu klein, um gezeigt zu werden, oder verborgen, damit niemand eine kleine Zahl ausrechnen kann"
                ),
            }
        ],
    )
    return pdf_response(content, filename=f"monat-{month:%Y-%m}.pdf")


def _shown(value):
    return "·" if value == queries.SECRET else value


def _headline(report) -> str:
    return _("%(requests)s Anfragen abgeschlossen, %(appointments)s Begleitungen, %(hours)s Stunden.") % {
        "requests": _shown(report.requests),
        "appointments": _shown(report.appointments),
        "hours": str(_shown(report.hours)).replace(".", ","),
    }
