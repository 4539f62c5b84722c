"""Entries from the phone that came after their appointment was off: what was entered, what had happened, and the decision."""

from decimal import Decimal

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.matching import operations, queries
from kreislotse.matching.operations.errors import NotProvenThen
from kreislotse.web.office.forms.appointments import EvidenceField


@require_permission(Permission.ASSIGNMENT_EDIT)
def late_entry_list(request):
    return _listed(request)


def _listed(request, *, refused: int | None = None, form: EvidenceField | None = None, status: int = 200):
    """All that wait; with the one that was `refused` its `form`, which asks for the reason."""
    rows = [
        {
            "late": late,
            "euros": sum((Decimal(one["amount"]) for one in late.expenses), Decimal(0)),
            "pictures": sum(bool(one["picture"]) for one in late.expenses),
            "signer": late.signature.get("signer", ""),
            "form": form if late.pk == refused else None,
        }
        for late in queries.late_entries(to=request.user).filter(decision="")
    ]
    return render(request, "office/matching/late_entries.html", {"rows": rows, "form": form}, status=status)


@require_permission(Permission.ASSIGNMENT_EDIT)
@require_POST
def decide_late_entry(request, pk):
    late = get_object_or_404(queries.late_entries(to=request.user), pk=pk)
    counts = request.POST.get("zaehlt") == "ja"
    form = EvidenceField(request.POST)
    if form.is_valid():
        now, by = timezone.now(), request.user
        try:
            if counts:
                operations.count_late_entry(late, **form.cleaned_data, now=now, by=by)
            else:
                operations.reject_late_entry(late, now=now, by=by)
        except NotProvenThen as error:
            form.refuse(error)
        except DomainError as error:
            messages.warning(request, str(error))
        else:
            done = _("Der Eintrag zählt.") if counts else _("Der Eintrag zählt nicht.")
            messages.success(request, done + " " + _("%(name)s bekommt Bescheid.") % {"name": late.guide})
    if form.errors:
        return _listed(request, refused=pk, form=form, status=422)
    return redirect("office:late_entry_list")
