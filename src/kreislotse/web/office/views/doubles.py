"""What stands in the directory twice: side by side, to be made one or kept apart."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate
from kreislotse.quality import doubles
from kreislotse.quality.models import DoublePair
from kreislotse.web.office.forms.doubles import MergeForm, compared_organizations

Kind = DoublePair.Kind


@require_permission(Permission.OFFER_EDIT, Permission.NETWORK_EDIT)
def double_list(request):
    kind = Kind.ORGANIZATION if request.GET.get("was") == "akteure" else Kind.OFFER
    numbers = {one: doubles.waiting_pairs(one).count() for one in Kind}
    page = paginate(doubles.waiting_pairs(kind), request)
    total = sum(numbers.values())
    context = {
        "page": page,
        "shown": doubles.shown_pairs(page.object_list),
        "is_offers": kind == Kind.OFFER,
        "kinds": [
            {"label": _("Angebote"), "url": "?was=angebote", "is_current": kind == Kind.OFFER, "number": numbers[Kind.OFFER]},
            {"label": _("Akteure"), "url": "?was=akteure", "is_current": kind != Kind.OFFER, "number": numbers[Kind.ORGANIZATION]},
        ],
        "lead": ngettext("%(n)d Paar wartet auf Ihre Entscheidung.", "%(n)d Paare warten auf Ihre Entscheidung.", total)
        % {"n": total}
        if total
        else _("Nichts sieht doppelt aus."),
    }  # fmt: skip
    return render(request, "office/quality/doubles.html", context)


def _shown(pk) -> doubles.Shown:
    pair = get_object_or_404(doubles.waiting_pairs(), pk=pk)
    found = doubles.shown_pairs([pair])
    if not found:
        raise Http404
    return found[0]


@require_permission(Permission.OFFER_EDIT, Permission.NETWORK_EDIT)
def merge_double(request, pk):
    """Choose field by field, see what happens, make one of two. `?behalten=zweites` turns the sides."""
    shown = _shown(pk)
    is_turned = request.GET.get("behalten") == "zweites"
    kept, other = (shown.second, shown.first) if is_turned else (shown.first, shown.second)
    today = timezone.localdate()
    form = None
    if shown.pair.kind == Kind.OFFER:
        form = MergeForm(request.POST if request.method == "POST" else None, kept=kept, other=other)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            if form is None:
                doubles.merge_organizations(kept, other, today=today, by=request.user)
            else:
                doubles.merge_offers(kept, other, **form.arguments(), today=today, by=request.user)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("office:double_list")
        messages.success(request, _("„%(name)s“ gibt es jetzt einmal. Das andere liegt im Archiv.") % {"name": kept})
        return redirect("office:offer_detail" if form else "office:organization_detail", pk=kept.pk)
    context = {
        "shown": shown, "kept": kept, "other": other, "form": form, "is_turned": is_turned, "is_offers": form is not None,
        "compared": [] if form else compared_organizations(kept, other),
    }  # fmt: skip
    return render(request, "office/quality/merge.html", context, status=422 if form and form.errors else 200)


@require_permission(Permission.OFFER_EDIT, Permission.NETWORK_EDIT)
@require_POST
def keep_double_apart(request, pk):
    doubles.keep_apart(get_object_or_404(doubles.waiting_pairs(), pk=pk), today=timezone.localdate(), by=request.user)
    messages.success(request, _("Gemerkt: Die beiden sind nicht dasselbe."))
    return redirect("office:double_list")


@require_permission(Permission.OFFER_EDIT, Permission.NETWORK_EDIT)
@require_POST
def look_for_doubles(request):
    number = doubles.look_for_doubles(today=timezone.localdate())
    said = ngettext("%(n)d Paar sieht doppelt aus.", "%(n)d Paare sehen doppelt aus.", number) % {"n": number}
    messages.success(request, said if number else _("Nichts sieht doppelt aus."))
    return redirect("office:double_list")
