"""What an organization keeps up to date itself: its own contact data, and that its offers are still right."""

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import grants_of, require_login, require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.directory.models import Offer, OfferProposal
from kreislotse.directory.operations import check_offer
from kreislotse.directory.proposals import propose
from kreislotse.directory.queries import visible_offers
from kreislotse.directory.rhythm import is_due, rhythm_in_force
from kreislotse.network.operations import change_own_data
from kreislotse.network.queries import represented_organizations
from kreislotse.web.partners.forms import OwnOrganizationForm
from kreislotse.web.partners.proposal_form import ProposalForm


@require_permission(Permission.OWN_ORGANIZATION_EDIT)
def home(request):
    """The organizations somebody speaks for, each with its data and its offers."""
    today = timezone.localdate()
    organizations = list(
        represented_organizations(request.user).active().select_related("municipality").order_by("name", "pk")
    )
    rhythm = rhythm_in_force(today)
    waits = OfferProposal.objects.filter(offer=OuterRef("pk"), status=OfferProposal.Status.OPEN)
    offers = Offer.objects.filter(provider__in=organizations, status=Offer.Status.PUBLISHED)
    offers = offers.annotate(has_proposal=Exists(waits)).order_by("title", "pk")
    by_provider: dict[int, list] = {}
    for offer in offers:
        offer.is_old = is_due(offer, rhythm, today=today)
        by_provider.setdefault(offer.provider_id, []).append(offer)
    for organization in organizations:
        organization.offers_now = by_provider.get(organization.pk, [])
    waiting = sum(offer.is_old for rows in by_provider.values() for offer in rows)
    return render(request, "partners/home.html", {"organizations": organizations, "waiting": waiting})


@require_permission(Permission.OWN_ORGANIZATION_EDIT)
def edit_organization(request, pk):
    organization = get_object_or_404(represented_organizations(request.user).active(), pk=pk)
    form = OwnOrganizationForm(request.POST or None, instance=organization)
    if form.is_valid():
        try:
            change_own_data(organization, changed=form.changed_data, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Gespeichert. Danke, dass Sie Ihre Angaben aktuell halten."))
            return redirect("partners:home")
    context = {"form": form, "organization": organization}
    return render(request, "partners/organization.html", context, status=422 if form.errors else 200)


@require_permission(Permission.OWN_ORGANIZATION_EDIT)
@require_POST
def confirm_offer(request, pk):
    """„Stimmt noch“: the organization says that everything about its offer is right."""
    offers = visible_offers(to=request.user).filter(provider__in=represented_organizations(request.user))
    offer = get_object_or_404(offers.filter(status=Offer.Status.PUBLISHED), pk=pk)
    check_offer(offer, today=timezone.localdate(), by=request.user)
    messages.success(request, _("Danke! „%(title)s“ ist als geprüft vermerkt.") % {"title": offer.title})
    return redirect("partners:home")


@require_permission(Permission.OWN_ORGANIZATION_EDIT)
def propose_change(request, pk):
    """„Hat sich geändert“: the organization edits a copy of its offer; the office takes over what fits."""
    offers = visible_offers(to=request.user).filter(provider__in=represented_organizations(request.user))
    offer = get_object_or_404(offers.filter(status=Offer.Status.PUBLISHED), pk=pk)
    form = ProposalForm(request.POST or None, offer=offer, asks_for_address=False)
    if form.is_valid():
        try:
            propose(
                offer, values=form.values, seen=form.seen, note=form.cleaned_data["note"], by=request.user,
                now=timezone.now(),
            )  # fmt: skip
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Danke! Ihr Vorschlag ist bei uns. Bis wir ihn übernehmen, bleibt alles, wie es ist.")
            )
            return redirect("partners:home")
    context = {"form": form, "offer": offer}
    return render(request, "partners/check/propose.html", context, status=422 if form.errors else 200)


@require_login
def welcome(request):
    """For people whose own pages come later: what they can do now."""
    return render(request, "partners/welcome.html", {"roles": grants_of(request.user).roles})
