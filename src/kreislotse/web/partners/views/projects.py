"""A partner's own projects, and what it brings to bodies and projects it takes part in."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate
from kreislotse.groups import contributions, projects, queries
from kreislotse.groups.models import Project
from kreislotse.network.queries import represented_organizations
from kreislotse.web.market_forms import ContributionForm
from kreislotse.web.project_forms import FinishForm, ProjectForm, partner_rows


@require_permission(Permission.OWN_ORGANIZATION_EDIT)
def project_list(request):
    today = timezone.localdate()
    own = set(represented_organizations(request.user).values_list("pk", flat=True))
    rows = queries.own_projects(request.user).select_related("lead").order_by("-starts_on", "title", "pk")
    page = paginate(rows, request)
    for project in page.object_list:
        project.now, project.is_led = project.stand(today), project.lead_id in own
    return render(request, "partners/projects/list.html", {"page": page, "is_somebody": bool(own)})


@require_permission(Permission.OWN_ORGANIZATION_EDIT)
def record_project(request):
    return _project_page(request, Project())


def _led(request, pk) -> Project:
    """A project the reader's organization leads; somebody else's is as if it were not there."""
    led = Project.objects.filter(lead__in=represented_organizations(request.user).values("pk"))
    return get_object_or_404(led.select_related("lead"), pk=pk)


@require_permission(Permission.OWN_ORGANIZATION_EDIT)
def edit_project(request, pk):
    return _project_page(request, _led(request, pk))


def _project_page(request, project):
    title, status = project.title, 200
    form = ProjectForm(request.POST or None, instance=project, user=request.user)
    rows = partner_rows(request.POST or None, project)
    if form.is_bound:
        status = 422
        if form.is_valid() and rows.is_valid():
            try:
                projects.save_project(form.instance, **form.arguments(), partners=rows.pairs(), by=request.user)
            except projects.ChangedMeanwhile as error:
                form.add_error(None, str(error))
                form.accept_new_state()
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(
                    request, _("Gespeichert. Auf der öffentlichen Seite steht es, wenn das Büro es zeigt.")
                )
                return redirect("partners:project_list")
    context = {"form": form, "rows": rows, "title": title}
    return render(request, "partners/projects/form.html", context, status=status)


@require_permission(Permission.OWN_ORGANIZATION_EDIT)
def finish_project(request, pk):
    project = _led(request, pk)
    form = FinishForm(request.POST or None, initial={"results": project.results})
    if form.is_valid():
        try:
            projects.finish_project(project, **form.cleaned_data, today=timezone.localdate(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Danke! „%(title)s“ ist abgeschlossen.") % {"title": project.title})
            return redirect("partners:project_list")
    context = {"form": form, "project": project}
    return render(request, "partners/projects/finish.html", context, status=422 if form.errors else 200)


@require_permission(Permission.OWN_ORGANIZATION_EDIT)
def contribute(request):
    form = ContributionForm(
        request.POST or None, given={}, is_partner=True,
        organizations=represented_organizations(request.user).active(),
        bodies=queries.own_bodies(request.user), projects=queries.own_projects(request.user).open(),
    )  # fmt: skip
    if form.is_valid():
        try:
            contributions.record_contribution(form.instance, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Danke! Ihr Angebot steht jetzt beim Büro."))
            return redirect("partners:project_list")
    return render(request, "partners/projects/contribute.html", {"form": form}, status=422 if form.errors else 200)
