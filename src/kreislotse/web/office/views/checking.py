"""Offers that are due for checking: who is responsible, since when, whom we asked; and asking by hand."""

from django.contrib import messages
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate, wants_fragment
from kreislotse.directory import asking, queries, rhythm
from kreislotse.directory.models import CheckRequest
from kreislotse.web.accounts.mail import leaves_the_house
from kreislotse.web.office.forms.checking import DUE_SORTS, DueFilters


@require_permission(Permission.OFFER_VIEW)
def due_offer_list(request):
    today = timezone.localdate()
    rule = rhythm.rhythm_in_force(today)
    filters = DueFilters(request.GET, user=request.user)
    sort = request.GET.get("sortierung", "due")
    key = sort.removeprefix("-")
    if key not in DUE_SORTS:
        sort = key = "due"
    rows = asking.with_last_question(queries.offers_to_check(to=request.user, rhythm=rule, today=today))
    rows = asking.in_state(rows.filter(**filters.responsible), filters.values.get("stand", ""))
    if text := filters.values.get("text"):
        rows = rows.titled_like(text)
    column = F(DUE_SORTS[key])
    order = column.desc(nulls_last=True) if sort.startswith("-") else column.asc(nulls_first=True)
    page = paginate(rows.order_by(order, "search_key", "pk").select_related("provider", "responsible"), request)
    questions = CheckRequest.objects.in_bulk([offer.question_pk for offer in page if offer.question_pk])
    for offer in page:
        offer.question = questions.get(offer.question_pk)
    count = page.paginator.count
    context = {
        "filters": filters,
        "active": len(filters.values),
        "page": page,
        "sort": sort,
        "rule": rule,
        "summary": ngettext("%(n)d Angebot ist fällig.", "%(n)d Angebote sind fällig.", count) % {"n": count},
    }
    template = "_table.html" if wants_fragment(request) else "list.html"
    return render(request, f"office/checking/{template}", context)


@require_permission(Permission.OFFER_EDIT)
def ask_about_offer(request, pk):
    """The mail as the provider will get it; then out it goes."""
    offer = get_object_or_404(queries.visible_offers(to=request.user).select_related("provider"), pk=pk)
    today = timezone.localdate()
    if request.method == "POST":
        try:
            question = asking.ask_provider(offer, today=today, by=request.user)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("office:ask_about_offer", pk=pk)
        messages.success(request, _("Die E-Mail an %(address)s ist unterwegs.") % {"address": question.address})
        return redirect("office:offer_detail", pk=pk)
    context = {"offer": offer, "mail": asking.preview(offer, today=today), "leaves_the_house": leaves_the_house()}
    return render(request, "office/checking/ask.html", context)
