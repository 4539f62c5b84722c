"""„Suche und Biete“ for partners: post, answer, end."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate
from kreislotse.groups import market, queries
from kreislotse.groups.models import MarketItem
from kreislotse.network.queries import represented_organizations
from kreislotse.web.market_forms import MarketAnswerForm, MarketCloseForm, MarketFilters, MarketItemForm


def _own(request):
    return represented_organizations(request.user).active().order_by("name", "pk")


@require_permission(Permission.OWN_ORGANIZATION_EDIT)
def market_list(request):
    """What stands now; of answers a partner sees those to its own entries, and that it has answered."""
    filters, today = MarketFilters(request.GET), timezone.localdate()
    own = {one.pk for one in _own(request)}
    page = paginate(queries.market_items(today=today, **filters.values), request)
    for item in page.object_list:
        item.is_own, answers = item.organization_id in own, list(item.answers.all())
        item.shown_answers = answers if item.is_own else [one for one in answers if one.organization_id in own]
    context = {
        "filters": filters,
        "active": len(filters.values),
        "page": page,
        "today": today,
        "is_somebody": bool(own),
    }
    return render(request, "partners/market/list.html", context)


def _page(request, form, act, *, title, item=None):
    if form.is_bound and form.is_valid():
        try:
            done = act(form)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect("partners:market_list")
    context = {"form": form, "title": title, "item": item}
    return render(request, "partners/market/form.html", context, status=422 if form.errors else 200)


@require_permission(Permission.OWN_ORGANIZATION_EDIT)
def post_market_item(request):
    form = MarketItemForm(request.POST or None, organizations=_own(request))

    def post(form):
        market.post_item(**form.cleaned_data, today=timezone.localdate(), by=request.user)
        return _("Ihr Eintrag steht jetzt bei allen Partnern. Antworten kommen per Mail.")

    return _page(request, form, post, title=_("Etwas suchen oder anbieten"))


def _own_item(request, pk) -> MarketItem:
    """An entry of the reader's organization; somebody else's is as if it were not there."""
    items = MarketItem.objects.filter(organization__in=_own(request)).select_related("organization")
    return get_object_or_404(items, pk=pk)


@require_permission(Permission.OWN_ORGANIZATION_EDIT)
def change_market_item(request, pk):
    item = _own_item(request, pk)
    form = MarketItemForm(request.POST or None, organizations=_own(request), item=item)

    def change(form):
        market.change_item(item, **form.cleaned_data, today=timezone.localdate(), by=request.user)
        return _("Gespeichert.")

    return _page(request, form, change, title=_("Eintrag ändern"), item=item)


@require_permission(Permission.OWN_ORGANIZATION_EDIT)
def answer_market_item(request, pk):
    item = get_object_or_404(MarketItem.objects.select_related("organization"), pk=pk)
    form = MarketAnswerForm(request.POST or None, organizations=_own(request).exclude(pk=item.organization_id))

    def answer(form):
        market.answer_item(item, **form.cleaned_data, today=timezone.localdate(), by=request.user)
        return _("Ihre Antwort ist unterwegs an %(name)s.") % {"name": item.organization.name}

    return _page(request, form, answer, title=_("Antworten"), item=item)


@require_permission(Permission.OWN_ORGANIZATION_EDIT)
def close_market_item(request, pk):
    item = _own_item(request, pk)
    form = MarketCloseForm(request.POST or None, item=item)

    def close(form):
        market.close_item(item, **form.cleaned_data, today=timezone.localdate(), by=request.user)
        return _("Der Eintrag ist beendet. Danke!")

    return _page(request, form, close, title=_("Eintrag beenden"), item=item)
