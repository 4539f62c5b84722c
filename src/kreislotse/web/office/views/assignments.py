"""All assignments: who goes along with which request, when next, and where a result is missing."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.columns import Columns
from kreislotse.core.pagination import paginate, wants_fragment
from kreislotse.documents.responses import xlsx_response
from kreislotse.documents.sheets import write_xlsx
from kreislotse.matching import queries
from kreislotse.web.office.forms.assignments import SORTS, AssignmentFilters, ordered


def _list(request):
    """The assignments the address asks for, with the filters and the order."""
    today = timezone.localdate()
    filters = AssignmentFilters(request.GET, user=request.user)
    sort = request.GET.get("sortierung", "termin")
    if sort.removeprefix("-") not in SORTS:
        sort = "termin"
    rows = filters.apply(queries.assignments_for_list(to=request.user, today=today), today=today)
    return ordered(rows, sort), filters, sort


def _columns(request) -> Columns:
    return Columns(
        request.GET,
        {
            "thema": _("Thema"),
            "status": _("Status"),
            "termin": _("Nächster Termin"),
            "ort": _("Gemeinde"),
            "aufgabe": _("Aufgabe"),
            "traeger": _("Träger"),
            "vereinbart": _("vereinbart am"),
            "minuten": _("Geleistet"),
        },
        at_first=frozenset({"thema", "status", "termin", "ort", "minuten"}),
    )


@require_permission(Permission.ASSIGNMENT_VIEW)
def assignment_list(request):
    rows, filters, sort = _list(request)
    page = paginate(rows, request)
    query = request.GET.copy()
    query.pop("seite", None)
    count = page.paginator.count
    context = {
        "filters": filters,
        "active": len(filters.values),
        "page": page,
        "sort": sort,
        "query": query.urlencode(),
        "columns": _columns(request),
        "summary": ngettext("%(n)d Begleitung", "%(n)d Begleitungen", count) % {"n": count},
    }
    template = "_assignments.html" if wants_fragment(request) else "assignments.html"
    return render(request, f"office/matching/{template}", context)


@require_permission(Permission.ASSIGNMENT_VIEW)
def export_assignments(request):
    """The filtered list as a spreadsheet: who goes along and how long, nothing of who is accompanied."""
    rows, _filters, _sort = _list(request)
    columns = [_("Nummer"), _("Nachname"), _("Vorname"), _("Träger"), _("Aufgabe"), _("Thema"), _("Gemeinde"), _("Status"),
               _("vereinbart am"), _("Nächster Termin"), _("Minuten"), _("Ergebnis fehlt"), _("beendet am")]  # fmt: skip
    lines = (
        [
            row.guide.number, row.guide.last_name, row.guide.first_name,
            row.guide.organization.name if row.guide.organization else "", row.get_role_display(),
            row.help_request.topic.name, row.help_request.municipality.name if row.help_request.municipality else "",
            row.get_status_display(), row.agreed_on, row.next_on, row.minutes, row.missing, row.ended_on,
        ]
        for row in rows
    )  # fmt: skip
    name = _("Begleitungen %(day)s") % {"day": timezone.localdate().isoformat()}
    return xlsx_response(write_xlsx(columns, lines, title=name), filename=f"{name}.xlsx")
