"""Tasks from meetings: what is open, who has it, and what was said about it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate, wants_fragment
from kreislotse.groups import follow_up, meeting_queries, queries
from kreislotse.groups.models import Task
from kreislotse.groups.wording import owner_name
from kreislotse.web.meeting_forms import TaskFilters, TaskForm


@require_permission(Permission.BODY_VIEW)
def task_list(request):
    filters = TaskFilters(request.GET, bodies=queries.visible_bodies(to=request.user))
    wanted, today = filters.values, timezone.localdate()
    rows = meeting_queries.filtered_tasks(
        meeting_queries.visible_tasks(to=request.user), state=wanted.get("state", ""), body=wanted.get("body"), day=today,
        owner=request.user if wanted.get("mine") else None,
    )  # fmt: skip
    page = paginate(rows.select_related("body", "seat__organization", "responsible", "item__meeting"), request)
    holders = follow_up.holders_of([task.seat_id for task in page if task.seat_id], today)
    for task in page:
        task.owner = owner_name(task, holders)
    number = page.paginator.count
    context = {
        "filters": filters, "active": len(wanted), "page": page, "today": today,
        "summary": ngettext("%(n)d Aufgabe", "%(n)d Aufgaben", number) % {"n": number},
    }  # fmt: skip
    template = "_table.html" if wants_fragment(request) else "list.html"
    return render(request, f"office/body_tasks/{template}", context)


def _task(request, pk) -> Task:
    rows = meeting_queries.visible_tasks(to=request.user)
    return get_object_or_404(rows.select_related("body", "seat", "responsible", "item__meeting"), pk=pk)


@require_permission(Permission.BODY_EDIT)
def set_task(request, pk):
    """A task that stands in no minutes: agreed on the telephone, or between two meetings."""
    body = get_object_or_404(queries.visible_bodies(to=request.user), pk=pk)
    form = TaskForm(request.POST or None, body=body)

    def give(form):
        follow_up.set_task(body, **form.arguments(), now=timezone.now(), by=request.user)
        return _("Die Aufgabe ist vergeben. Wer sie übernimmt, wird rechtzeitig erinnert.")

    return _page(request, form, give, {"body": body, "title": _("Aufgabe vergeben")})


@require_permission(Permission.BODY_EDIT)
def edit_task(request, pk):
    task = _task(request, pk)
    form = TaskForm(request.POST or None, body=task.body, task=task)

    def change(form):
        follow_up.change_task(task, **form.arguments(), by=request.user)
        return _("Die Aufgabe ist geändert.")

    context = {
        "body": task.body, "task": task, "title": _("Aufgabe"), "answers": task.answers.select_related("by").order_by("-pk"),
    }  # fmt: skip
    return _page(request, form, change, context)


def _page(request, form, act, context):
    if form.is_bound and form.is_valid():
        try:
            done = act(form)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect("office:body_task_list")
    return render(request, "office/body_tasks/form.html", context | {"form": form}, status=422 if form.errors else 200)


def _act(request, action, done):
    try:
        action()
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, done)
    return redirect(
        request.POST.get("next") if request.POST.get("next", "").startswith("/buero/") else "office:body_task_list"
    )


@require_permission(Permission.BODY_EDIT)
@require_POST
def finish_task(request, pk):
    task = _task(request, pk)
    return _act(
        request,
        lambda: follow_up.finish_task(task, now=timezone.now(), by=request.user),
        _("Die Aufgabe ist erledigt."),
    )


@require_permission(Permission.BODY_EDIT)
@require_POST
def reopen_task(request, pk):
    task = _task(request, pk)
    return _act(request, lambda: follow_up.reopen_task(task, by=request.user), _("Die Aufgabe ist wieder offen."))
