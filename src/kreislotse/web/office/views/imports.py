"""A list comes in: upload, match the columns, look at it, read it in, and take it back if it was wrong."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate, wants_fragment
from kreislotse.directory.feeds.differences import offers_with_differences
from kreislotse.documents.files import DiskFull
from kreislotse.documents.responses import xlsx_response
from kreislotse.documents.sheets import write_xlsx
from kreislotse.documents.tables import FileTooLarge, Limits
from kreislotse.documents.tables.limits import MEGABYTE
from kreislotse.imports import feeds, operations, queries, reading
from kreislotse.imports.models import ImportBatch
from kreislotse.imports.targets import Feed, all_feeds, all_targets, target_for
from kreislotse.web.office.forms.imports import LayoutForm, MappingForm, StartForm, UploadForm

PREVIEW_ROWS = 20
Status = ImportBatch.Status
UNDER_WAY = (Status.RUNNING, Status.FETCHING)
# Where the records of a target are looked at; a target without a page of its own is left out.
PAGES = {
    "organizations": "office:organization_list",
    "offers": "office:offer_list",
    "integreat": "office:offer_list",
    "hsds": "office:offer_list",
}


def _waiting(pk) -> ImportBatch:
    return get_object_or_404(queries.import_batches(), pk=pk)


def is_open(batch: ImportBatch) -> bool:
    return batch.status in (Status.UPLOADED, Status.FAILED)


def upload_complaint(request) -> str:
    """Why a file was dropped while it arrived, if it was."""
    request.FILES  # noqa: B018 - reading it lets the file arrive
    if getattr(request, "upload_too_large", False):
        return str(FileTooLarge(limit=Limits().file_bytes // MEGABYTE))
    if getattr(request, "upload_not_stored", False):
        return str(DiskFull(missing=int(request.META.get("CONTENT_LENGTH") or 0) // MEGABYTE + 1))
    return ""


@require_permission(Permission.IMPORT)
def import_start(request):
    """Choose a list to read in; below it the lists that came before."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if complaint := upload_complaint(request):
            form.is_valid()
            form.errors.pop("file", None)
            form.add_error("file", complaint)
        elif form.is_valid():
            try:
                batch = operations.upload_list(
                    form.cleaned_data["file"], target=form.cleaned_data["target"], by=request.user
                )
            except DomainError as error:
                form.add_error("file", str(error))
            else:
                return redirect("office:import_mapping", pk=batch.pk)
    page = paginate(queries.import_batches(), request)
    labels = {target.code: target.label for target in (*all_targets(), *all_feeds())}
    for batch in page:
        batch.target_label = labels.get(batch.target, batch.target)
    context = {"form": form, "page": page}
    return render(request, "office/imports/start.html", context, status=422 if form.errors else 200)


@require_permission(Permission.IMPORT)
def import_mapping(request, pk):
    """Which column means what; the file as we understood it stands beside it."""
    batch = _waiting(pk)
    target = target_for(batch.target)
    if isinstance(target, Feed):
        return redirect("office:import_categories", pk=batch.pk)
    if not is_open(batch):
        return redirect("office:import_detail", pk=batch.pk)
    form = MappingForm(request.POST or None, target=target, columns=batch.layout["columns"], mapping=batch.mapping)
    if request.method == "POST" and form.is_valid():
        try:
            operations.map_columns(batch, form.mapping)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("office:import_preview", pk=batch.pk)
    context = {
        "batch": batch,
        "target": target,
        "form": form,
        "layout_form": LayoutForm(layout=batch.layout),
        "earlier": queries.earlier_imports(batch).first(),
    }
    return render(request, "office/imports/mapping.html", context, status=422 if form.errors else 200)


@require_permission(Permission.IMPORT)
@require_POST
def import_layout(request, pk):
    """Read another sheet, or take another row for the header."""
    batch = _waiting(pk)
    if isinstance(target_for(batch.target), Feed):
        return redirect("office:import_categories", pk=batch.pk)
    form = LayoutForm(request.POST, layout=batch.layout)
    if not form.is_valid():
        messages.error(request, _("Die Kopfzeile muss eine Zahl zwischen 0 und 100 sein."))
        return redirect("office:import_mapping", pk=batch.pk)
    try:
        operations.choose_layout(
            batch, sheet=form.cleaned_data.get("sheet", ""), header_rows=form.cleaned_data["header_row"]
        )
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("office:import_mapping", pk=batch.pk)


@require_permission(Permission.IMPORT)
def import_preview(request, pk):
    """What would happen: counts, the first rows, the rows with an error; and the button that begins."""
    batch = _waiting(pk)
    if not is_open(batch) or not batch.stored_as:
        return redirect("office:import_detail", pk=batch.pk)
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.start_import(batch, **form.cleaned_data)
        except operations.ImportNotReady as error:
            messages.info(request, str(error))
        return redirect("office:import_detail", pk=batch.pk)
    try:
        plan = reading.make_plan(batch)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("office:import_start")
    first, *others = plan.target.fields
    is_feed = isinstance(plan.target, Feed)
    fields = [field for field in others if is_feed or field.name in batch.mapping.values()]
    context = {
        "batch": batch,
        "is_feed": is_feed,
        "form": form,
        "plan": plan,
        "target": plan.target,
        "first_field": first,
        "rows": [_preview_row(plan, row, fields) for row in plan.rows[:PREVIEW_ROWS]],
        "broken": [(row, plan.target.row_label(row)) for row in plan.broken[:PREVIEW_ROWS]],
        "remarked": [(row, plan.target.row_label(row)) for row in plan.remarked[:PREVIEW_ROWS]],
        "earlier": queries.earlier_imports(batch).first(),
    }
    return render(request, "office/imports/preview.html", context, status=422 if form.errors else 200)


def _preview_row(plan, row, fields) -> dict:
    match = plan.matches.get(row.number)
    return {
        "number": row.number,
        "state": plan.state_of(row),
        "title": plan.target.row_label(row),
        "cells": [(field.label, row.shown[field.name]) for field in fields if row.shown.get(field.name)],
        "match": match.label if match else "",
        "repeats": plan.repeats.get(row.number),
    }


@require_permission(Permission.IMPORT)
def import_detail(request, pk):
    """What came of a list: under way, done with its report, failed with its reason, or taken back."""
    batch = _waiting(pk)
    if batch.status == Status.UPLOADED:
        if wants_fragment(request):
            return HttpResponse(headers={"HX-Refresh": "true"})
        return redirect("office:import_mapping", pk=batch.pk)
    if wants_fragment(request):
        if batch.status not in UNDER_WAY:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "office/imports/_progress.html", {"batch": batch})
    stalled = batch.status in UNDER_WAY and (
        batch.progressed_at is None or batch.progressed_at < timezone.now() - operations.STALLED_AFTER
    )
    context = {
        "batch": batch,
        "report": batch.report,
        "target": target_for(batch.target),
        "is_stalled": stalled,
        "is_feed": isinstance(target_for(batch.target), Feed),
        "again_url": _again_url(batch),
        "differing": offers_with_differences(batch) if batch.status == Status.DONE and request.can.offer_edit else [],
        "records_url": PAGES.get(batch.target, ""),
    }
    return render(request, "office/imports/detail.html", context)


def _again_url(batch: ImportBatch) -> str:
    """Where the same address is asked once more, for what came from one."""
    if not batch.address or batch.status not in (Status.DONE, Status.UNDONE):
        return ""
    return f"{reverse('office:import_feed')}?{urlencode({'target': batch.target, 'address': batch.address})}"


@require_permission(Permission.IMPORT)
def import_errors(request, pk):
    """The rows that cannot be taken, as a workbook: mend them there and read them in again."""
    batch = _waiting(pk)
    try:
        plan = reading.make_plan(batch, keep_sources=True)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("office:import_start")
    rows = ([row.number, " ".join(map(str, row.complaints)), *plan.sources.get(row.number, [])] for row in plan.broken)
    stem = batch.file_name.rpartition(".")[0] or batch.file_name
    return xlsx_response(
        write_xlsx([_("Zeile"), _("Was fehlt oder nicht stimmt"), *plan.columns], rows, title=_("Fehlerhafte Zeilen")),
        filename=_("Fehler %(name)s.xlsx") % {"name": stem},
    )


@require_permission(Permission.IMPORT)
@require_POST
def restart_import(request, pk):
    """Begin again what stopped half way, with the same choices."""
    batch = _waiting(pk)
    try:
        if batch.status == Status.FETCHING or not batch.stored_as:
            feeds.fetch_again(batch)
            return redirect("office:import_detail", pk=batch.pk)
        operations.start_import(
            batch,
            on_error=batch.report.get("on_error", operations.OnError.NOTHING),
            on_duplicate=batch.report.get("on_duplicate", operations.OnDuplicate.UPDATE),
        )
    except DomainError as error:
        messages.info(request, str(error))
    return redirect("office:import_detail", pk=batch.pk)


@require_permission(Permission.IMPORT)
@require_POST
def undo_import(request, pk):
    batch = _waiting(pk)
    try:
        operations.undo_import(batch, by=request.user)
    except DomainError as error:
        messages.info(request, str(error))
    else:
        messages.success(request, _("Der Import ist zurückgenommen."))
    return redirect("office:import_detail", pk=batch.pk)


@require_permission(Permission.IMPORT)
@require_POST
def discard_import(request, pk):
    batch = _waiting(pk)
    try:
        operations.discard_list(batch)
    except DomainError as error:
        messages.info(request, str(error))
        return redirect("office:import_detail", pk=batch.pk)
    messages.success(request, _("Die Liste wurde verworfen. Es ist nichts eingelesen."))
    return redirect("office:import_start")
