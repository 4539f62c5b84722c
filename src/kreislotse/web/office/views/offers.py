"""The office's work on offers: list, record, publish, check."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.audit.queries import trail_of
from kreislotse.audit.registry import label as entry_label
from kreislotse.core.columns import Columns
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate, wants_fragment
from kreislotse.directory import exports, machine_translation, operations, queries, translating
from kreislotse.directory.asking import upkeep_of
from kreislotse.directory.facts import offer_facts
from kreislotse.directory.feeds.differences import with_records
from kreislotse.directory.models import Offer
from kreislotse.districts.languages import translation_languages
from kreislotse.documents.responses import xlsx_response
from kreislotse.documents.sheets import write_xlsx
from kreislotse.network.models import Organization
from kreislotse.quality import hints
from kreislotse.web.office.forms.offers import (
    SORTS,
    OfferListFilters,
    OfferPage,
)

TRAIL = 30


def _list(request):
    """The offers the address asks for, with the filters and the order."""
    filters = OfferListFilters(request.GET)
    sort = request.GET.get("sortierung", "title")
    key = sort.removeprefix("-")
    if key not in SORTS:
        sort = key = "title"
    rows = queries.filtered_offers(queries.visible_offers(to=request.user), **filters.values)
    if filters.hint:
        rows = hints.with_hint(rows, filters.hint)
    return rows.order_by(("-" if sort.startswith("-") else "") + SORTS[key], "search_key", "pk"), filters, sort


def _columns(request) -> Columns:
    return Columns(
        request.GET,
        {
            "anbieter": _("Anbieter"),
            "status": _("Status"),
            "themen": _("Themen"),
            "uebersetzungen": _("Übersetzungen"),
            "geprueft": _("Geprüft"),
            "hinweise": _("Hinweise"),
        },
    )


@require_permission(Permission.OFFER_VIEW)
def offer_list(request):
    rows, filters, sort = _list(request)
    rows = hints.with_number_of_hints(rows)
    page = paginate(rows.select_related("provider").prefetch_related("topics", "translations"), request)
    languages = [code for code, _name in translation_languages(request.district)]
    for offer in page:
        states = queries.translation_states(offer, languages)
        offer.current_translations = sum(state.code == "current" for state in states)
    query = request.GET.copy()
    query.pop("seite", None)
    count = page.paginator.count
    context = {
        "filters": filters,
        "active": len(filters.values) + bool(filters.hint),
        "page": page,
        "sort": sort,
        "query": query.urlencode(),
        "columns": _columns(request),
        "number_of_languages": len(languages),
        "summary": ngettext("%(n)d Angebot", "%(n)d Angebote", count) % {"n": count},
    }
    template = "_table.html" if wants_fragment(request) else "list.html"
    return render(request, f"office/offers/{template}", context)


@require_permission(Permission.OFFER_VIEW, Permission.EXPORT)
def export_offers(request):
    """The filtered list as a file for another program."""
    rows, _filters, _sort = _list(request)
    name = _("Angebote %(district)s %(day)s") % {"district": request.district, "day": timezone.localdate().isoformat()}
    content = write_xlsx([str(column) for column in exports.COLUMNS], exports.rows(rows), title=name)
    return xlsx_response(content, filename=f"{name}.xlsx")


def _visible(request, pk) -> Offer:
    rows = queries.visible_offers(to=request.user).select_related("provider", "responsible")
    return get_object_or_404(rows, pk=pk)


@require_permission(Permission.OFFER_VIEW)
def offer_detail(request, pk):
    rows = queries.visible_offers(to=request.user).select_related("provider", "responsible")
    offer = get_object_or_404(queries.with_publicity(with_records(rows), today=timezone.localdate()), pk=pk)
    [card] = queries.offer_cards([offer.pk], language="de")
    languages = translation_languages(request.district)
    states = {state.language: state for state in queries.translation_states(offer, [code for code, _n in languages])}
    facts = offer_facts([offer], now=timezone.now(), ags=request.district.ags)[offer.pk]
    hours = facts.language_hours
    context = {
        "offer": offer,
        "card": card,
        "facts": facts,
        "contacts": offer.contacts.order_by("-is_main", "name", "pk"),
        "language_hours": [(one.name, hours[one.pk]) for one in card.languages_spoken if one.pk in hours],
        "translations": [(name, states[code]) for code, name in languages],
        "can_order_machine": machine_translation.is_configured(),
        "outdated": [name for code, name in languages if states[code].outdated],
        "german_changes": _german_changes(offer, states.values()),
        "is_public": offer.is_public,
        "today": timezone.localdate(),
        "hints": hints.hints_of(offer),
        "upkeep": upkeep_of(offer, today=timezone.localdate()),
        "trail": [
            (entry_label(entry.entry), entry) for entry in trail_of(offer)[:TRAIL]
        ] if request.can.audit_view else [],
    }  # fmt: skip
    return render(request, "office/offers/detail.html", context)


def _german_changes(offer: Offer, states) -> list[tuple]:
    """What changed in the German since the latest of the outdated translations was made, field by field."""
    changes: dict[str, list] = {}
    for state in states:
        if state.outdated:
            changes = translating.german_changes(offer, state.row) | changes
    return [(Offer._meta.get_field(name).verbose_name, parts) for name, parts in changes.items()]


@require_permission(Permission.OFFER_EDIT)
def record_offer(request):
    offer = Offer(responsible=request.user)
    provider = request.GET.get("anbieter", "")
    if provider.isascii() and provider.isdigit() and len(provider) < 19:
        offer.provider = Organization.objects.filter(pk=provider).first()
    return _form_page(request, offer)


@require_permission(Permission.OFFER_EDIT)
def edit_offer(request, pk):
    return _form_page(request, _visible(request, pk))


def _form_page(request, offer: Offer):
    title, is_new = offer.title, offer.pk is None
    page = OfferPage(offer, request.POST if request.method == "POST" else None, add=request.POST.get("add", ""))
    status = 200
    if request.method == "POST" and not page.is_adding:
        status = 422
        if page.is_valid():
            try:
                saved = operations.save_offer(page.form.instance, **page.operation_arguments(), by=request.user)
            except DomainError as error:
                page.form.add_error(None, str(error))
                if isinstance(error, operations.OfferChangedMeanwhile):
                    page.accept_new_state(offer)
            else:
                messages.success(request, _("„%(title)s“ ist gespeichert.") % {"title": saved.title})
                return redirect("office:offer_detail", pk=saved.pk)
    context = {"page": page, "title": title, "is_new": is_new, "pk": offer.pk}
    return render(request, "office/offers/form.html", context, status=status)


@require_permission(Permission.OFFER_EDIT)
def publish_offer(request, pk):
    """What everybody will see, and what is still missing; then out it goes."""
    offer = _visible(request, pk)
    today = timezone.localdate()
    if request.method == "POST":
        try:
            operations.publish_offer(offer, today=today, by=request.user)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("office:publish_offer", pk=pk)
        messages.success(request, _("„%(title)s“ ist jetzt öffentlich.") % {"title": offer.title})
        return redirect("office:offer_detail", pk=pk)
    [card] = queries.offer_cards([offer.pk], language="de")
    context = {"offer": offer, "card": card, "missing": operations.what_is_missing(offer, today=today)}
    return render(request, "office/offers/publish.html", context)


@require_permission(Permission.OFFER_EDIT)
@require_POST
def archive_offer(request, pk):
    operations.archive_offer(_visible(request, pk), by=request.user)
    return redirect("office:offer_detail", pk=pk)


@require_permission(Permission.OFFER_EDIT)
@require_POST
def restore_offer(request, pk):
    offer = operations.restore_offer(_visible(request, pk), by=request.user)
    messages.success(request, _("„%(title)s“ steht wieder in der Liste.") % {"title": offer.title})
    return redirect("office:offer_detail", pk=pk)


@require_permission(Permission.OFFER_EDIT)
@require_POST
def check_offer(request, pk):
    offer = operations.check_offer(_visible(request, pk), today=timezone.localdate(), by=request.user)
    messages.success(request, _("Die Angaben von „%(title)s“ sind heute geprüft.") % {"title": offer.title})
    return redirect("office:offer_detail", pk=pk)
