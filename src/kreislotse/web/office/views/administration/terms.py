"""Topics, target groups and fields of action: names, order, and an end."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.administration import terms
from kreislotse.taxonomy.models import FieldOfAction, TargetGroup, Topic
from kreislotse.web.office.forms.administration import TERM_FORMS

KINDS = {
    "themen": (Topic, gettext_lazy("Themen")),
    "zielgruppen": (TargetGroup, gettext_lazy("Zielgruppen")),
    "handlungsfelder": (FieldOfAction, gettext_lazy("Handlungsfelder")),
}


def _kind(slug: str):
    if slug not in KINDS:
        raise Http404
    return KINDS[slug]


@require_permission(Permission.RULES_EDIT)
def term_list(request, kind):
    model, title = _kind(kind)
    rows = list(model.objects.order_by("sort_order", "name", "pk"))
    context = {
        "kind": kind,
        "title": title,
        "rows": [row for row in rows if row.retired_on is None],
        "retired": [row for row in rows if row.retired_on],
        "tabs": [{"slug": slug, "title": label, "is_current": slug == kind} for slug, (_m, label) in KINDS.items()],
    }
    return render(request, "office/administration/terms/list.html", context)


@require_permission(Permission.RULES_EDIT)
def add_term(request, kind):
    model, _title = _kind(kind)
    return _edit(request, kind, model())


@require_permission(Permission.RULES_EDIT)
def edit_term(request, kind, pk):
    model, _title = _kind(kind)
    return _edit(request, kind, get_object_or_404(model.objects.all(), pk=pk))


def _edit(request, kind, term):
    form = TERM_FORMS[type(term)](request.POST or None, instance=term)
    if form.is_valid():
        meaning_changed = form.cleaned_data.get("meaning_changed", False)
        try:
            terms.save_term(form.save(commit=False), meaning_changed=meaning_changed, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("office:term_list", kind)
    context = {"form": form, "kind": kind, "term": term, "title": _kind(kind)[1]}
    return render(request, "office/administration/terms/form.html", context, status=422 if form.errors else 200)


@require_permission(Permission.RULES_EDIT)
@require_POST
def retire_term(request, kind, pk):
    model, _title = _kind(kind)
    term = get_object_or_404(model.objects.all(), pk=pk)
    terms.retire_term(term, today=timezone.localdate(), by=request.user)
    messages.success(
        request, _("„%(name)s“ wird nicht mehr angeboten. Was damit erfasst ist, bleibt.") % {"name": term.name}
    )
    return redirect("office:term_list", kind)


@require_permission(Permission.RULES_EDIT)
@require_POST
def restore_term(request, kind, pk):
    model, _title = _kind(kind)
    term = get_object_or_404(model.objects.all(), pk=pk)
    terms.restore_term(term, by=request.user)
    messages.success(request, _("„%(name)s“ wird wieder angeboten.") % {"name": term.name})
    return redirect("office:term_list", kind)
