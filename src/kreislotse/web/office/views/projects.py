"""Projects that partners run: the list, one project, what came of it."""

from decimal import Decimal

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.audit.queries import trail_of
from kreislotse.audit.registry import label as entry_label
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate, wants_fragment
from kreislotse.groups import projects, queries
from kreislotse.groups.models import Project
from kreislotse.matching.hours import in_euros
from kreislotse.web.office.forms.projects import ProjectFilters
from kreislotse.web.project_forms import FinishForm, OfficeProjectForm, partner_rows

TRAIL = 20


@require_permission(Permission.BODY_VIEW)
def project_list(request):
    filters, today = ProjectFilters(request.GET), timezone.localdate()
    rows = queries.filtered_projects(queries.visible_projects(to=request.user), today=today, **filters.values)
    rows = rows.select_related("lead", "responsible").prefetch_related("topics", "partners__organization")
    page = paginate(rows.order_by("-starts_on", "title", "pk"), request)
    for project in page.object_list:
        project.now = project.stand(today)
    count = page.paginator.count
    context = {
        "filters": filters,
        "active": len(filters.values),
        "page": page,
        "summary": ngettext("%(n)d Projekt", "%(n)d Projekte", count) % {"n": count},
    }
    template = "_table.html" if wants_fragment(request) else "list.html"
    return render(request, f"office/projects/{template}", context)


def _visible(request, pk) -> Project:
    return get_object_or_404(queries.visible_projects(to=request.user).select_related("lead", "responsible"), pk=pk)


@require_permission(Permission.BODY_VIEW)
def project_detail(request, pk):
    project, today = _visible(request, pk), timezone.localdate()
    context = {
        "project": project,
        "now": project.stand(today),
        "costs": in_euros(Decimal(project.cents) / 100) if project.cents is not None else "",
        "partners": project.partners.select_related("organization").order_by("organization__name", "pk"),
        "topics": project.topics.order_by("sort_order", "name"),
        "target_groups": project.target_groups.order_by("sort_order", "name"),
        "municipalities": project.municipalities.order_by("name"),
        "bodies": project.bodies.order_by("name", "pk"),
        "contributions": queries.contributions_of(project=project),
        "trail": [(entry_label(one.entry), one) for one in trail_of(project)[:TRAIL]] if request.can.audit_view else [],
    }
    return render(request, "office/projects/detail.html", context)


@require_permission(Permission.BODY_EDIT)
def record_project(request):
    return _project_page(request, Project(responsible=request.user))


@require_permission(Permission.BODY_EDIT)
def edit_project(request, pk):
    return _project_page(request, _visible(request, pk))


def _project_page(request, project):
    title, status = project.title, 200
    form = OfficeProjectForm(request.POST or None, instance=project, user=request.user)
    rows = partner_rows(request.POST or None, project)
    if form.is_bound:
        status = 422
        if form.is_valid() and rows.is_valid():
            try:
                saved = projects.save_project(form.instance, **form.arguments(), partners=rows.pairs(), by=request.user)
            except projects.ChangedMeanwhile as error:
                form.add_error(None, str(error))
                form.accept_new_state()
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("„%(title)s“ ist gespeichert.") % {"title": saved.title})
                return redirect("office:project_detail", pk=saved.pk)
    context = {"form": form, "rows": rows, "title": title, "project": project}
    return render(request, "office/projects/form.html", context, status=status)


@require_permission(Permission.BODY_EDIT)
def finish_project(request, pk):
    project = _visible(request, pk)
    form = FinishForm(request.POST or None, initial={"results": project.results})
    if form.is_valid():
        try:
            projects.finish_project(project, **form.cleaned_data, today=timezone.localdate(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("„%(title)s“ ist abgeschlossen.") % {"title": project.title})
            return redirect("office:project_detail", pk=pk)
    context = {"form": form, "project": project}
    return render(request, "office/projects/finish.html", context, status=422 if form.errors else 200)


@require_permission(Permission.BODY_EDIT)
@require_POST
def cancel_project(request, pk):
    return _step(request, pk, lambda one: projects.cancel_project(one, today=timezone.localdate(), by=request.user))


@require_permission(Permission.BODY_EDIT)
@require_POST
def reopen_project(request, pk):
    return _step(request, pk, lambda one: projects.reopen_project(one, by=request.user))


def _step(request, pk, act):
    try:
        act(_visible(request, pk))
    except DomainError as error:
        messages.info(request, str(error))
    return redirect("office:project_detail", pk=pk)
