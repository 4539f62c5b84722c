"""The trace page: from anywhere in the chain to both its ends."""

from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse

from kreislotse.accounts.access import grants_of, require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.planning.trace import STARTS, Kind, trace

DETAIL = {
    Kind.NEED: "office:need_detail", Kind.GOAL: "office:goal_detail", Kind.OBJECTIVE: "office:objective_detail",
    Kind.MEASURE: "office:measure_detail", Kind.INDICATOR: "office:indicator_detail",
    Kind.RESOLUTION: "office:meeting_detail", Kind.REPORT: "office:plan_report_pdf",
}  # fmt: skip


@require_permission(Permission.NEED_VIEW, Permission.PLAN_VIEW)
def trace_page(request, what, row):
    """`what` is one of `Kind`, `row` the number of its row, or its UUID where it has one."""
    try:
        kind = Kind(what)
        model = STARTS[kind]
    except (ValueError, KeyError):
        raise Http404 from None
    found = trace(get_object_or_404(model, **_key(model, row)))
    titles = found.titles
    for step in found.steps:
        for node in step.nodes:
            node.url = _detail(node, request.user)
            node.trace_url = reverse("office:trace", args=[node.kind, node.pk]) if node.kind in STARTS else ""
            node.belongs_to = [(key, titles[key]) for key in node.of if key in titles]
    start_url = _detail(found.start, request.user)
    return render(request, "office/trace/trace.html", {"found": found, "start_url": start_url})


def _key(model, row: str) -> dict:
    if row.isdecimal() and len(row) < 19:
        return {"pk": row}
    try:
        key = UUID(row)
        model._meta.get_field("uuid")
    except (ValueError, FieldDoesNotExist):
        raise Http404 from None
    return {"uuid": key}


def _detail(node, user) -> str:
    """Where the thing itself is shown; no link where it has no page, or one that `user` may not open."""
    name = DETAIL.get(node.kind)
    if node.kind == Kind.REPORT and node.shown_on:
        name = DETAIL[Kind.MEASURE]
    if name is None or (node.kind == Kind.RESOLUTION and not grants_of(user).allows(Permission.BODY_VIEW)):
        return ""
    try:
        return reverse(name, args=[node.shown_on or node.pk])
    except NoReverseMatch:
        return ""
