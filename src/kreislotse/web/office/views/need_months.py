"""Needs from a closed month: what nobody could be found for, and what was sought in vain."""

from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.dates import next_month, previous_month
from kreislotse.core.errors import DomainError
from kreislotse.planning import month_lines, need_queries, needs
from kreislotse.planning.models import Need


@require_permission(Permission.NEED_EDIT, Permission.MONTH_VIEW)
def latest_month_needs(request):
    month = month_lines.latest_closed_month()
    if month is None:
        messages.info(request, _("Noch ist kein Monat abgeschlossen. Danach sehen Sie hier, was in ihm gefehlt hat."))
        return redirect("office:need_list")
    return redirect("office:month_needs", month)


@require_permission(Permission.NEED_EDIT, Permission.MONTH_VIEW)
def month_needs(request, month: date):
    """The lines of a month; one click raises a need, or takes the line to one that is known."""
    if month > timezone.localdate():
        raise Http404
    if request.method == "POST":
        return _raise(request, month)
    try:
        lines = month_lines.month_lines(month, district=request.district)
    except month_lines.MonthNotClosed as error:
        messages.info(request, str(error))
        return redirect("office:month_detail", month)
    context = {
        "month": month,
        "lines": lines,
        "previous": previous_month(month),
        "next": next_month(month) if next_month(month) <= timezone.localdate() else None,
        "hidden": any(line.times is None for line in lines),
    }
    return render(request, "office/needs/month.html", context)


def _raise(request, month: date):
    today = timezone.localdate()
    try:
        line = month_lines.month_line(
            month, request.POST.get("kind", ""), request.POST.get("key", ""), district=request.district
        )
        origin = month_lines.origin_of(line, month, today=today)
        if key := request.POST.get("need"):
            rows = need_queries.visible_needs(to=request.user)
            need = get_object_or_404(rows, pk=key if key.isdecimal() else 0)
            needs.hear_again(need, origin, today=today, by=request.user)
        else:
            need = Need(
                title=line.title[:200], topic=line.topic, municipality=line.municipality, responsible=request.user
            )
            needs.raise_need(need, origin=origin, today=today, by=request.user)
    except DomainError as error:
        messages.info(request, str(error))
    else:
        messages.success(
            request,
            _("„%(title)s“ steht jetzt mit der Quelle %(month)s bei den Bedarfen.")
            % {"title": need.title, "month": date_format(month, "F Y")},
        )
    return redirect("office:month_needs", month)
