"""The network register: whom the Kreis knows, what they do, whom to call, what was agreed."""

from django.contrib import messages
from django.http import Http404
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
from kreislotse.directory.queries import offers_by_contact
from kreislotse.documents.responses import csv_response, vcard_response, xlsx_response
from kreislotse.documents.sheets import write_csv, write_xlsx
from kreislotse.documents.vcard import write_vcards
from kreislotse.groups.queries import contributions_of, filtered_projects, seats_of, visible_projects
from kreislotse.network import exports, operations, queries
from kreislotse.network.models import Agreement, Organization
from kreislotse.web.office.forms.network import SORTS, OrganizationFilters, OrganizationPage

TRAIL = 30
OFFERS = 50


def _list(request):
    """The organizations the address asks for, with the filters and the order."""
    filters = OrganizationFilters(request.GET)
    sort = request.GET.get("sortierung", "name")
    if sort.removeprefix("-") not in SORTS:
        sort = "name"
    rows = queries.filtered_organizations(queries.visible_organizations(to=request.user), **filters.values)
    return rows.order_by(sort, "name", "pk"), filters, sort


def _columns(request) -> Columns:
    return Columns(
        request.GET,
        {
            "art": _("Art"),
            "ort": _("Ort"),
            "themen": _("Themen"),
            "ansprechperson": _("Ansprechperson"),
            "bei-uns": _("Bei uns"),
            "geaendert": _("Geändert"),
        },
    )


@require_permission(Permission.NETWORK_VIEW)
def organization_list(request):
    rows, filters, sort = _list(request)
    page = paginate(
        rows.select_related("contact_person").prefetch_related("topics", queries.contacts_first(to=request.user)),
        request,
    )
    query = request.GET.copy()
    query.pop("seite", None)
    count = page.paginator.count
    context = {
        "filters": filters,
        "active": len(filters.values),
        "page": page,
        "sort": sort,
        "query": query.urlencode(),
        "columns": _columns(request),
        "summary": ngettext("%(n)d Akteur", "%(n)d Akteure", count) % {"n": count},
    }
    template = "_table.html" if wants_fragment(request) else "list.html"
    return render(request, f"office/network/{template}", context)


@require_permission(Permission.NETWORK_VIEW, Permission.EXPORT)
def export_organizations(request, suffix):
    """The filtered list as a file for another program."""
    rows, _filters, _sort = _list(request)
    name = _("Netzwerk %(district)s %(day)s") % {"district": request.district, "day": timezone.localdate().isoformat()}
    if suffix == "vcf":
        return vcard_response(write_vcards(exports.cards(rows, to=request.user)), filename=f"{name}.vcf")
    columns, lines = [str(column) for column in exports.COLUMNS], exports.rows(rows, to=request.user)
    if suffix == "csv":
        return csv_response(write_csv(columns, lines), filename=f"{name}.csv")
    return xlsx_response(write_xlsx(columns, lines, title=name), filename=f"{name}.xlsx")


def _visible(request, pk) -> Organization:
    rows = queries.visible_organizations(to=request.user).select_related("municipality", "contact_person")
    return get_object_or_404(rows, pk=pk)


@require_permission(Permission.NETWORK_VIEW)
def organization_detail(request, pk):
    organization = get_object_or_404(
        exports.prepared(queries.visible_organizations(to=request.user), to=request.user), pk=pk
    )
    used = offers_by_contact(organization.shown_contacts, to=request.user)
    for contact in organization.shown_contacts:
        contact.used_in = used.get(contact.pk, [])
    agreements = list(organization.agreements.select_related("responsible").order_by("done_on", "due_on", "pk"))
    context = {
        "organization": organization,
        "open_agreements": sorted(
            (one for one in agreements if not one.done_on), key=lambda one: (one.due_on is None, one.due_on, one.pk)
        ),
        "done_agreements": [one for one in agreements if one.done_on],
        "today": timezone.localdate(),
        "seats": seats_of(organization, timezone.localdate()) if request.can.body_view else [],
        "projects": _projects_of(request, organization) if request.can.body_view else [],
        "contributions": contributions_of(organization=organization)[:OFFERS] if request.can.body_view else [],
        "offers": organization.offers.order_by("title", "pk")[:OFFERS] if request.can.offer_view else [],
        "trail": [
            (entry_label(entry.entry), entry) for entry in trail_of(organization)[:TRAIL]
        ] if request.can.audit_view else [],
    }  # fmt: skip
    return render(request, "office/network/detail.html", context)


def _projects_of(request, organization) -> list:
    today = timezone.localdate()
    rows = filtered_projects(visible_projects(to=request.user), today=today, organization=organization)
    found = list(rows.select_related("lead").order_by("-starts_on", "title", "pk")[:OFFERS])
    for project in found:
        project.now = project.stand(today)
    return found


@require_permission(Permission.NETWORK_EDIT)
def record_organization(request):
    return _form_page(request, Organization())


@require_permission(Permission.NETWORK_EDIT)
def edit_organization(request, pk):
    return _form_page(request, _visible(request, pk))


def _form_page(request, organization):
    is_new, twins = organization.pk is None, []
    title = organization.name
    page, status = OrganizationPage(organization), 200
    if request.method == "POST":
        add = request.POST.get("add", "")
        page, status = OrganizationPage(organization, request.POST, add=add), 200 if add else 422
        if not add and page.is_valid():
            if is_new and "anyway" not in request.POST:
                twins = queries.possible_twins(page.form.instance, to=request.user)
            try:
                saved = twins or _save(request, page)
            except DomainError as error:
                page.form.add_error(None, str(error))
                page.accept_new_state()
            else:
                if not twins:
                    messages.success(request, _("„%(name)s“ ist gespeichert.") % {"name": saved.name})
                    return redirect("office:organization_detail", pk=saved.pk)
    context = {"page": page, "title": title, "twins": twins, "is_new": is_new}
    return render(request, "office/network/form.html", context, status=status)


def _save(request, page) -> Organization:
    return operations.save_organization(page.form.instance, **page.operation_arguments(), by=request.user)


@require_permission(Permission.NETWORK_EDIT)
@require_POST
def archive_organization(request, pk):
    organization = _visible(request, pk)
    try:
        operations.archive_organization(organization, today=timezone.localdate(), by=request.user)
    except DomainError as error:
        messages.info(request, str(error))
    return redirect("office:organization_detail", pk=pk)


@require_permission(Permission.NETWORK_EDIT)
@require_POST
def restore_organization(request, pk):
    organization = _visible(request, pk)
    try:
        operations.restore_organization(organization, by=request.user)
    except DomainError as error:
        messages.info(request, str(error))
    else:
        messages.success(request, _("„%(name)s“ steht wieder in der Liste.") % {"name": organization.name})
    return redirect("office:organization_detail", pk=pk)


@require_permission(Permission.NETWORK_VIEW, Permission.EXPORT)
def organization_card(request, pk):
    """One organization and its contacts for the address book."""
    rows = queries.visible_organizations(to=request.user).filter(pk=pk)
    cards = list(exports.cards(rows, to=request.user))
    if not cards:
        raise Http404
    return vcard_response(write_vcards(cards), filename=f"{cards[0].full_name}.vcf")


def _agreement(request, pk) -> Agreement:
    organizations = queries.visible_organizations(to=request.user).values("pk")
    rows = Agreement.objects.select_related("organization").filter(organization__in=organizations)
    return get_object_or_404(rows, pk=pk)


@require_permission(Permission.NETWORK_EDIT)
@require_POST
def finish_agreement(request, pk):
    agreement = operations.finish_agreement(_agreement(request, pk), today=timezone.localdate(), by=request.user)
    messages.success(request, _("„%(title)s“ ist erledigt.") % {"title": agreement.title})
    return redirect("office:organization_detail", pk=agreement.organization_id)


@require_permission(Permission.NETWORK_EDIT)
@require_POST
def reopen_agreement(request, pk):
    agreement = operations.reopen_agreement(_agreement(request, pk))
    return redirect("office:organization_detail", pk=agreement.organization_id)
