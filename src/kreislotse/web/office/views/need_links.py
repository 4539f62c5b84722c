"""What belongs to a need: others that say the same, and what of the plan answers it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.planning import merging, need_queries, needs
from kreislotse.planning.models import Goal, Measure, NeedAnswer, Objective
from kreislotse.planning.need_targets import find_targets
from kreislotse.web.office.views.needs import visible

SHOWN = 15


@require_permission(Permission.NEED_EDIT)
def merge_need(request, pk):
    """Choose the need that stays; those that sound alike come first."""
    need = visible(request, pk)
    rows = need_queries.visible_needs(to=request.user)
    if request.method == "POST":
        key = request.POST.get("into", "")
        into = get_object_or_404(rows, pk=key if key.isdecimal() else 0)
        try:
            merging.merge(need, into=into, today=timezone.localdate(), by=request.user)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("office:merge_need", pk=pk)
        messages.success(
            request, _("Zusammengeführt mit „%(title)s“. Das lässt sich dort zurücknehmen.") % {"title": into.title}
        )
        return redirect("office:need_detail", pk=into.pk)
    text = request.GET.get("text", "").strip()[:100]
    if text:
        chosen = need_queries.filtered_needs(rows, text=text).exclude(pk=pk)
        found = list(need_queries.with_counts(chosen).order_by("-raised_on", "pk")[:SHOWN])
    else:
        alike = need_queries.alike(need.title, topic=need.topic_id, municipality=need.municipality_id, besides=need)
        found = [one for one, _points in alike]
    return render(request, "office/needs/merge.html", {"need": need, "found": found, "text": text})


@require_permission(Permission.NEED_EDIT)
@require_POST
def take_need_apart(request, pk):
    need = visible(request, pk)
    try:
        merging.take_apart(need, by=request.user)
    except DomainError as error:
        messages.info(request, str(error))
    else:
        messages.success(request, _("„%(title)s“ steht wieder für sich, mit seinen Quellen.") % {"title": need.title})
    return redirect("office:need_detail", pk=pk)


@require_permission(Permission.NEED_EDIT)
def answer_need(request, pk):
    """Say which goal, objective or measure answers a need."""
    need = visible(request, pk)
    if request.method == "POST":
        try:
            needs.answer_with(need, **_target(request.POST), today=timezone.localdate(), by=request.user)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("office:answer_need", pk=pk)
        messages.success(request, _("Verknüpft. Die Spur führt jetzt bis ins Konzept."))
        return redirect("office:need_detail", pk=pk)
    text = request.GET.get("text", "").strip()[:100]
    return render(request, "office/needs/answer.html", {"need": need, "found": find_targets(need, text), "text": text})


def _target(data) -> dict:
    """The row of the plan that a button names: `measure:17`; nothing for anything else."""
    kind, _colon, key = data.get("target", "").partition(":")
    model = {"goal": Goal, "objective": Objective, "measure": Measure}.get(kind)
    return {kind: get_object_or_404(model, pk=key)} if model and key.isdecimal() else {}


@require_permission(Permission.NEED_EDIT)
@require_POST
def unlink_need(request, pk):
    rows = NeedAnswer.objects.filter(need__in=need_queries.visible_needs(to=request.user).values("pk"))
    answer = get_object_or_404(rows.select_related("need"), pk=pk)
    needs.take_answer_back(answer, by=request.user)
    messages.success(request, _("Die Verknüpfung ist gelöst."))
    return redirect("office:need_detail", pk=answer.need_id)
