"""What providers want changed: a list, and one proposal field by field beside what is approved now."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate
from kreislotse.directory import proposals
from kreislotse.directory.models import OfferProposal
from kreislotse.directory.operations import OfferChangedMeanwhile
from kreislotse.web.office.forms.checking import DecisionForm


@require_permission(Permission.OFFER_EDIT)
def suggested_change_list(request):
    page = paginate(proposals.waiting_proposals(), request)
    count = page.paginator.count
    summary = ngettext("%(n)d Vorschlag wartet.", "%(n)d Vorschläge warten.", count) % {"n": count}
    return render(request, "office/suggestions/list.html", {"page": page, "summary": summary})


@require_permission(Permission.OFFER_EDIT)
def suggested_change(request, pk):
    """Old and new side by side; each field is taken over or not."""
    rows = OfferProposal.objects.select_related("offer__provider", "by", "decided_by", "district")
    proposal = get_object_or_404(rows, pk=pk)
    if proposal.status != OfferProposal.Status.OPEN:
        return render(request, "office/suggestions/decided.html", {"proposal": proposal})
    changes = proposals.compare(proposal)
    form = DecisionForm(request.POST or None, changes=changes, offer=proposal.offer)
    mail = None
    if form.is_valid() and "preview" in request.POST:
        mail = proposals.compose_decision(proposal, accepted=form.chosen("take"), message=form.cleaned_data["message"])
    elif form.is_valid():
        try:
            proposals.decide(
                proposal, accepted=form.chosen("take"), rejected=form.chosen("leave"), by=request.user,
                now=timezone.now(), seen_at=form.seen_at, is_checked=form.cleaned_data["is_checked"],
                message=form.cleaned_data["message"],
            )  # fmt: skip
        except proposals.ProposalDecided as error:
            messages.error(request, str(error))
            return redirect("office:suggested_change", pk=pk)
        except OfferChangedMeanwhile:
            form.add_error(None, _("Jemand hat dieses Angebot geändert, während Sie verglichen haben. Hier steht jetzt der neue Stand: Bitte sehen Sie noch einmal hin und entscheiden Sie dann."))  # fmt: skip
            form.accept_new_state(proposal.offer)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Entschieden. Übernommenes ist sofort öffentlich."))
            return redirect("office:suggested_change_list")
    context = {"proposal": proposal, "offer": proposal.offer, "form": form, "mail": mail}
    return render(request, "office/suggestions/detail.html", context, status=422 if form.errors else 200)
