"""The pool as a whole: who was on duty on a day, and where or in which language nobody is."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.charts import Area, outline_map
from kreislotse.coordination.board import visible_board_requests
from kreislotse.coordination.provider_calls import latest_calls
from kreislotse.core.pagination import paginate
from kreislotse.documents.printouts import printable_list
from kreislotse.documents.responses import pdf_response, xlsx_response
from kreislotse.documents.sheets import write_xlsx
from kreislotse.guides import coverage as coverages
from kreislotse.guides.helper_list import helpers_on
from kreislotse.places.queries import outlines_of
from kreislotse.web.office.forms.guide_life import DayForm
from kreislotse.web.office.printing import office_letterhead


def _helpers(request):
    form = DayForm(request.GET or None)
    day = form.day if form.is_bound else timezone.localdate()
    return form, day, helpers_on(day, to=request.user)


def _summary(number: int, day) -> str:
    return ngettext("%(n)d Person war am %(day)s im Einsatz.", "%(n)d Personen waren am %(day)s im Einsatz.", number) % {
        "n": number, "day": f"{day:%d.%m.%Y}",
    }  # fmt: skip


@require_permission(Permission.GUIDE_VIEW)
def helper_list(request):
    form, day, rows = _helpers(request)
    page = paginate(rows, request)
    context = {"form": form, "day": day, "page": page, "summary": _summary(page.paginator.count, day)}
    return render(request, "office/guides/helper_list.html", context)


def _columns() -> list[str]:
    return [_("Nummer"), _("Nachname"), _("Vorname"), _("Tätigkeit"), _("im Auftrag von"), _("seit"), _("bis")]


def _line(row) -> list:
    return [row.number, row.last_name, row.first_name, row.activity, row.for_whom, row.from_on, row.to_on]


@require_permission(Permission.GUIDE_VIEW)
def helper_list_xlsx(request):
    _form, day, rows = _helpers(request)
    title = _("Helferliste %(day)s") % {"day": f"{day:%d.%m.%Y}"}
    return xlsx_response(write_xlsx(_columns(), map(_line, rows), title=title), filename=f"helferliste-{day}.xlsx")


@require_permission(Permission.GUIDE_VIEW)
def helper_list_pdf(request):
    _form, day, rows = _helpers(request)
    lines = [_line(row) for row in rows]
    content = printable_list(
        office=office_letterhead(request.district), created_on=timezone.localdate(),
        title=_("Helferliste am %(day)s") % {"day": f"{day:%d.%m.%Y}"}, columns=_columns(), rows=lines,
        count=_summary(len(lines), day), empty=_("An diesem Tag war niemand im Einsatz."),
    )  # fmt: skip
    return pdf_response(content, filename=f"helferliste-{day}.pdf", inline=True)


@require_permission(Permission.GUIDE_VIEW)
def coverage(request):
    """Which municipality and which language has nobody: a sentence, a map, tables."""
    today = timezone.localdate()
    requests = visible_board_requests(to=request.user).exclude(language=None)
    asked_for = requests.order_by().values_list("language", flat=True).distinct()
    covered = coverages.coverage(to=request.user, district=request.district, today=today, asked_for=list(asked_for))
    places, languages = latest_calls() if request.can.network_view else ({}, {})
    context = {
        "covered": covered, "svg": _map(request.district, covered, today),
        "places": [(row, places.get(row.municipality.pk)) for row in covered.places],
        "languages": [(*row, languages.get(row[0].pk)) for row in covered.languages],
    }  # fmt: skip
    return render(request, "office/guides/coverage.html", context)


def _map(district, covered, today):
    numbers = {row.municipality.pk: row for row in covered.places}
    areas = []
    for outline in outlines_of(district, today=today):
        if row := numbers.get(outline.municipality_id):
            shape = outline.geometry
            polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
            people = ngettext("%(n)d Person", "%(n)d Personen", row.coming) % {"n": row.coming}
            areas.append(
                Area(row.municipality.name, polygons, label=f"{row.municipality.name}: {people}",
                     is_marked=row.has_nobody)
            )  # fmt: skip
    if not areas:
        return ""
    return mark_safe(outline_map(areas, title=_("Wohin kommt jemand?")))  # noqa: S308 - escaped in charts
