"""The yearly list of counselling offers: take one, compare it with the former one, take it along as a file."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate
from kreislotse.directory import offer_snapshots as snapshots
from kreislotse.directory.models import OfferSnapshot
from kreislotse.directory.rhythm import due_offers, rhythm_in_force
from kreislotse.documents.responses import csv_response, xlsx_response
from kreislotse.documents.sheets import write_csv, write_xlsx


@require_permission(Permission.OFFER_VIEW)
def snapshot_list(request):
    today = timezone.localdate()
    offers = snapshots.offers_of_today(today=today)
    page = paginate(
        OfferSnapshot.objects.defer("rows").select_related("taken_by").order_by("-taken_at", "-pk"), request
    )
    context = {
        "page": page,
        "number": offers.count(),
        "due": due_offers(offers, rhythm_in_force(today), today=today).count(),
    }
    return render(request, "office/offer_snapshots/list.html", context)


@require_permission(Permission.OFFER_EDIT)
def take_snapshot(request):
    if request.method != "POST":
        return redirect("office:offer_snapshot_list")
    now = timezone.now()
    try:
        snapshot = snapshots.take_snapshot(today=timezone.localdate(now), now=now, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("office:offer_snapshot_list")
    messages.success(request, _("Der Abzug von heute ist festgehalten."))
    return redirect("office:offer_snapshot", pk=snapshot.pk)


@require_permission(Permission.OFFER_VIEW)
def snapshot_detail(request, pk):
    snapshot = get_object_or_404(OfferSnapshot.objects.select_related("taken_by"), pk=pk)
    earlier = snapshots.former(snapshot)
    page = paginate(snapshot.rows, request)
    page.object_list = [snapshots.readable(row) for row in page.object_list]
    context = {
        "snapshot": snapshot,
        "earlier": earlier,
        "differences": snapshots.compare(snapshot, earlier) if earlier else None,
        "is_unchanged": snapshots.is_unchanged(snapshot),
        "page": page,
    }
    return render(request, "office/offer_snapshots/detail.html", context)


@require_permission(Permission.OFFER_VIEW, Permission.EXPORT)
def export_snapshot(request, pk, suffix):
    snapshot = get_object_or_404(OfferSnapshot, pk=pk)
    columns, rows = snapshots.table(snapshot)
    name = _("Beratungsangebote %(district)s %(day)s") % {
        "district": request.district, "day": snapshot.taken_on.isoformat(),
    }  # fmt: skip
    if suffix == "csv":
        return csv_response(write_csv(columns, rows), filename=f"{name}.csv")
    if suffix == "xlsx":
        return xlsx_response(write_xlsx(columns, rows, title=name), filename=f"{name}.xlsx")
    raise Http404
