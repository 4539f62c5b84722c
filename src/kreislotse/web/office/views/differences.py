"""What another system says of an offer beside what stands here; per part the office decides for theirs, and back."""

from datetime import datetime

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.directory import queries
from kreislotse.directory.feeds import differences
from kreislotse.directory.models import Offer
from kreislotse.imports.models import ExternalRecord


@require_permission(Permission.OFFER_EDIT)
def offer_differences(request, pk):
    offer = _visible(request, pk)
    context = {
        "offer": offer,
        "found": differences.differences(offer),
        "taken": differences.taken_parts(offer),
        "seen": offer.updated_at.isoformat(),
    }
    return render(request, "office/offers/differences.html", context)


@require_permission(Permission.OFFER_EDIT)
@require_POST
def take_offer_value(request, pk):
    offer = _visible(request, pk)
    part = request.POST.get("part", "")
    try:
        differences.take_theirs(
            offer,
            record=_record(request, pk),
            part=part,
            by=request.user,
            now=timezone.now(),
            seen_at=_moment(request.POST.get("seen", "")),
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Die Angabe von dort steht jetzt auch hier. Unten können Sie das zurücknehmen."))
    return redirect("office:offer_differences", pk=pk)


@require_permission(Permission.OFFER_EDIT)
@require_POST
def give_offer_value_back(request, pk):
    offer = _visible(request, pk)
    try:
        differences.take_back(offer, record=_record(request, pk), part=request.POST.get("part", ""), by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Hier steht wieder, was vorher da stand."))
    return redirect("office:offer_differences", pk=pk)


def _visible(request, pk) -> Offer:
    return get_object_or_404(queries.visible_offers(to=request.user).select_related("provider"), pk=pk)


def _record(request, pk) -> ExternalRecord:
    """What another system says of this offer. Raises `NoLongerDifferent` where that is gone, or was never there."""
    key = request.POST.get("record", "")
    known = ExternalRecord.objects.filter(object_type=Offer._meta.label_lower, object_pk=pk)
    record = known.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 19 else None
    if record is None:
        raise differences.NoLongerDifferent
    return record


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
