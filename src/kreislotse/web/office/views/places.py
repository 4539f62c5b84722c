"""The municipalities of the Kreis, and how they come in from the official files."""

from datetime import date

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.charts import Area, outline_map
from kreislotse.core.errors import DomainError
from kreislotse.imports import storage
from kreislotse.places import operations, queries
from kreislotse.places.importers import LIMIT, preview_file
from kreislotse.places.importers.errors import OutlineDateMissing, PlacesFileTooLarge
from kreislotse.web.office.forms.places import PlacesUploadForm

WAITING = "places_import"  # in the session: the file that was looked at and not yet read in


@require_permission(Permission.NETWORK_VIEW)
def municipality_list(request):
    """Every municipality of today with its numbers, where it lies and what it grew from; below, the former ones."""
    today = timezone.localdate()
    rows = queries.places_of(request.district, today=today)
    outlines = queries.outlines_of(request.district, today=today)
    context = {
        "rows": rows,
        "former": queries.former_places_of(request.district, today=today),
        "map": _map(rows, outlines, request.district),
        "outline_notes": sorted({outline.source_note for outline in outlines}),
        "gazetteers": queries.gazetteers(),
        "has_notes": any(row.municipality.validity_note for row in rows),
        "population": sum(row.municipality.population or 0 for row in rows),
    }
    return render(request, "office/places/list.html", context)


def _map(rows, outlines, district) -> str:
    if not outlines:
        return ""
    by_municipality = {outline.municipality_id: outline for outline in outlines}
    areas = [
        Area(row.municipality.name, _polygons(outline.geometry), url=f"#gemeinde-{row.municipality.ags}")
        for row in rows
        if (outline := by_municipality.get(row.municipality.pk))
    ]
    if not areas:
        return ""
    description = ngettext(
        "Umriss von %(n)d Gemeinde. Jeder Umriss führt zur Zeile der Tabelle.",
        "Umrisse von %(n)d Gemeinden. Jeder Umriss führt zur Zeile der Tabelle.",
        len(areas),
    ) % {"n": len(areas)}
    title = _("Karte der Gemeinden: %(district)s") % {"district": district.name}
    return mark_safe(outline_map(areas, title=title, description=description))  # noqa: S308 - escaped in charts


def _polygons(geometry: dict) -> list:
    return [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]


@require_permission(Permission.RULES_EDIT)
def import_places(request):
    """Upload an official file and see what it would change."""
    form = PlacesUploadForm(request.POST or None, request.FILES or None)
    report = None
    if request.method == "POST":
        if getattr(request, "upload_too_large", False):
            form.is_valid()
            form.errors.pop("file", None)
            form.add_error("file", str(PlacesFileTooLarge(limit=LIMIT // 1024**2)))
        elif form.is_valid():
            report = _preview(request, form)
    context = {"form": form, "report": report, "gazetteers": queries.gazetteers()}
    return render(request, "office/places/import.html", context, status=422 if form.errors else 200)


def _preview(request, form):
    upload, valid_on = form.cleaned_data["file"], form.cleaned_data["valid_on"]
    try:
        report = preview_file(upload, upload.name, valid_on=valid_on, now=timezone.now())
        _forget(request)
        stored_as = storage.keep(upload)
    except OutlineDateMissing as error:
        form.add_error("valid_on", str(error))
    except DomainError as error:
        form.add_error("file", str(error))
    else:
        request.session[WAITING] = {
            "stored_as": stored_as, "name": upload.name, "valid_on": valid_on.isoformat() if valid_on else "",
        }  # fmt: skip
        return report
    return None


def _forget(request) -> None:
    if waiting := request.session.pop(WAITING, None):
        storage.discard(waiting["stored_as"])


@require_permission(Permission.RULES_EDIT)
@require_POST
def save_places(request):
    """Read in the file that was looked at."""
    waiting = request.session.get(WAITING)
    if not waiting:
        messages.info(
            request, _("Diese Datei ist schon eingelesen oder verworfen. Bitte laden Sie sie noch einmal hoch.")
        )
        return redirect("office:import_places")
    valid_on = date.fromisoformat(waiting["valid_on"]) if waiting["valid_on"] else None
    try:
        with storage.opened(waiting["stored_as"]) as stream:
            report = operations.import_places(
                stream, waiting["name"], valid_on=valid_on, now=timezone.now(), by=request.user
            )
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("office:import_places")
    _forget(request)
    messages.success(request, str(report))
    return redirect("office:municipality_list")


@require_permission(Permission.RULES_EDIT)
@require_POST
def discard_places(request):
    """Throw away the file that was looked at; nothing was read in."""
    _forget(request)
    messages.success(request, _("Die Datei wurde verworfen. Es ist nichts eingelesen."))
    return redirect("office:import_places")
