"""„Suche und Biete“ and contributions: what partners give each other, as the office sees and helps it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate, wants_fragment
from kreislotse.groups import contributions, market, queries
from kreislotse.groups.models import Contribution, MarketItem
from kreislotse.network.models import Organization
from kreislotse.network.queries import visible_organizations
from kreislotse.web.market_forms import (
    ContributionForm,
    MarketAnswerForm,
    MarketCloseForm,
    MarketFilters,
    MarketItemForm,
)


@require_permission(Permission.BODY_VIEW)
def market_list(request):
    filters, today = MarketFilters(request.GET), timezone.localdate()
    page = paginate(queries.market_items(today=today, **filters.values), request)
    count = page.paginator.count
    context = {
        "filters": filters,
        "active": len(filters.values),
        "page": page,
        "summary": ngettext("%(n)d Eintrag", "%(n)d Einträge", count) % {"n": count},
    }
    template = "_table.html" if wants_fragment(request) else "list.html"
    return render(request, f"office/market/{template}", context)


def _item(pk) -> MarketItem:
    return get_object_or_404(MarketItem.objects.select_related("organization"), pk=pk)


def _actors():
    return Organization.objects.active().order_by("name", "pk")


def _page(request, form, act, *, title, lead="", item=None):  # noqa: PLR0913
    """One form; `act` takes the valid form and returns the sentence that says what happened."""
    if form.is_bound and form.is_valid():
        try:
            done = act(form)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect("office:market_list")
    context = {"form": form, "title": title, "lead": lead, "item": item}
    return render(request, "office/market/form.html", context, status=422 if form.errors else 200)


@require_permission(Permission.BODY_EDIT)
def post_market_item(request):
    form = MarketItemForm(request.POST or None, organizations=_actors())

    def post(form):
        market.post_item(**form.cleaned_data, today=timezone.localdate(), by=request.user)
        return _("Der Eintrag steht jetzt bei allen Partnern.")

    lead = _("Sie stellen den Eintrag für einen Akteur ein, zum Beispiel nach einem Anruf.")
    return _page(request, form, post, title=_("In Suche und Biete einstellen"), lead=lead)


@require_permission(Permission.BODY_EDIT)
def change_market_item(request, pk):
    item = _item(pk)
    form = MarketItemForm(request.POST or None, organizations=_actors(), item=item)

    def change(form):
        market.change_item(item, **form.cleaned_data, today=timezone.localdate(), by=request.user)
        return _("Gespeichert.")

    return _page(request, form, change, title=_("Eintrag ändern"), item=item)


@require_permission(Permission.BODY_EDIT)
def answer_market_item(request, pk):
    item = _item(pk)
    form = MarketAnswerForm(request.POST or None, organizations=_actors().exclude(pk=item.organization_id))

    def answer(form):
        market.answer_item(item, **form.cleaned_data, today=timezone.localdate(), by=request.user)
        return _("Die Antwort ist unterwegs an %(name)s.") % {"name": item.organization.name}

    return _page(request, form, answer, title=_("Für einen Akteur antworten"), item=item)


@require_permission(Permission.BODY_EDIT)
def close_market_item(request, pk):
    item = _item(pk)
    choices = Organization.objects.active().exclude(pk=item.organization_id)
    form = MarketCloseForm(request.POST or None, item=item, choices=choices)

    def close(form):
        market.close_item(item, **form.cleaned_data, today=timezone.localdate(), by=request.user)
        return _("Der Eintrag ist beendet.")

    return _page(request, form, close, title=_("Eintrag beenden"), item=item)


# ── contributions ───────────────────────────────────────────────────────────────────────────────────


def _contribute(request, about, name, back):
    form = ContributionForm(request.POST or None, given={name: about})
    if form.is_valid():
        try:
            contributions.record_contribution(form.instance, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Der Beitrag ist notiert."))
            return redirect(back, pk=about.pk)
    context = {"form": form, "about": about, "back": back}
    return render(request, "office/market/contribute.html", context, status=422 if form.errors else 200)


@require_permission(Permission.BODY_EDIT)
def contribute_of_organization(request, pk):
    organization = get_object_or_404(visible_organizations(to=request.user).active(), pk=pk)
    return _contribute(request, organization, "organization", "office:organization_detail")


@require_permission(Permission.BODY_EDIT)
def contribute_to_body(request, pk):
    body = get_object_or_404(queries.visible_bodies(to=request.user), pk=pk)
    return _contribute(request, body, "body", "office:body_detail")


@require_permission(Permission.BODY_EDIT)
def contribute_to_project(request, pk):
    project = get_object_or_404(queries.visible_projects(to=request.user), pk=pk)
    return _contribute(request, project, "project", "office:project_detail")


def _contribution(pk) -> Contribution:
    return get_object_or_404(Contribution.objects.select_related("body", "project"), pk=pk)


def _back(contribution):
    if contribution.body_id:
        return redirect("office:body_detail", pk=contribution.body_id)
    return redirect("office:project_detail", pk=contribution.project_id)


@require_permission(Permission.BODY_EDIT)
@require_POST
def agree_contribution(request, pk):
    return _move(request, pk, Contribution.Status.AGREED)


@require_permission(Permission.BODY_EDIT)
@require_POST
def finish_contribution(request, pk):
    return _move(request, pk, Contribution.Status.DONE)


def _move(request, pk, to):
    contribution = _contribution(pk)
    try:
        contributions.move_contribution(contribution, to=to, today=timezone.localdate(), by=request.user)
    except DomainError as error:
        messages.info(request, str(error))
    return _back(contribution)


@require_permission(Permission.BODY_EDIT)
@require_POST
def remove_contribution(request, pk):
    contribution = _contribution(pk)
    contributions.remove_contribution(contribution, by=request.user)
    messages.success(request, _("Der Beitrag ist entfernt."))
    return _back(contribution)
