"""Saying thank you: whom, why and when; and the proof of the work done as a PDF."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.coordination import thanks
from kreislotse.coordination.models import OfficeText
from kreislotse.coordination.proofs import proof_pdf
from kreislotse.coordination.texts import texts_in_use
from kreislotse.core.errors import DomainError
from kreislotse.documents.responses import pdf_response
from kreislotse.guides.queries import visible_guides
from kreislotse.web.office.forms.pool import ProofForm
from kreislotse.web.office.printing import office_letterhead


@require_permission(Permission.ASSIGNMENT_VIEW)
def thanks_list(request):
    rows = thanks.occasions(to=request.user, today=timezone.localdate())
    n = len(rows)
    text = texts_in_use(purpose=OfficeText.Purpose.THANKS, channel=OfficeText.Channel.MAIL).first()
    summary = ngettext("%(n)d Anlass, danke zu sagen.", "%(n)d Anlässe, danke zu sagen.", n) % {"n": n}
    return render(request, "office/pool/thanks.html", {"rows": rows, "text": text, "summary": summary})


def _proof(request, pk):
    """The guide, the form of the address and the numbers, or why there are none."""
    guide = get_object_or_404(visible_guides(to=request.user), pk=pk)
    today = timezone.localdate()
    data = request.GET if request.GET else {"von": f"1.1.{today.year}", "bis": f"{today:%d.%m.%Y}"}
    form = ProofForm(data)
    proof, nothing = None, ""
    if form.is_valid():
        try:
            proof = thanks.proof_of_work(guide, first=form.cleaned_data["von"], last=form.cleaned_data["bis"])
        except DomainError as error:
            nothing = str(error)
    return guide, form, proof, nothing


@require_permission(Permission.GUIDE_EDIT)
def proof(request, pk):
    guide, form, found, nothing = _proof(request, pk)
    context = {
        "guide": guide, "form": form, "proof": found, "nothing": nothing,
        "pdf_url": reverse("office:pool_proof_pdf", args=[pk]),
    }  # fmt: skip
    return render(request, "office/pool/proof.html", context, status=422 if form.errors and request.GET else 200)


@require_permission(Permission.GUIDE_EDIT)
def proof_as_pdf(request, pk):
    guide, _form, found, _nothing = _proof(request, pk)
    if found is None:
        raise Http404
    content = proof_pdf(found, office=office_letterhead(request.district), today=timezone.localdate())
    return pdf_response(content, filename=_("nachweis-%(number)s.pdf") % {"number": guide.number.lower()})
