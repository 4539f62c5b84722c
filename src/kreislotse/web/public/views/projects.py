"""Projects the office chose to show: what they want, who does them, what came of them."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kreislotse.core.pagination import paginate
from kreislotse.groups.queries import public_projects
from kreislotse.web.public.access import public_of_district


def _worded(project):
    """The title in the reader's language; the rest is as the partner wrote it, in German."""
    language = get_language()
    project.shown_title = project.title_in(language)
    project.title_language = language if project.titles.get(language) else "de"
    project.now = project.stand(timezone.localdate())
    return project


@public_of_district
def project_list(request):
    rows = public_projects().select_related("lead").order_by("-starts_on", "title", "pk")
    page = paginate(rows, request)
    page.object_list = [_worded(one) for one in page.object_list]
    return render(request, "public/projects/list.html", {"page": page, "title": _("Projekte")})


@public_of_district
def project_detail(request, key):
    project = _worded(get_object_or_404(public_projects().select_related("lead"), uuid=key))
    context = {
        "project": project,
        "partners": project.partners.select_related("organization").order_by("organization__name", "pk"),
        "topics": [one.name_in(get_language()) for one in project.topics.order_by("sort_order", "name")],
        "target_groups": [one.name_in(get_language()) for one in project.target_groups.order_by("sort_order", "name")],
        "municipalities": project.municipalities.order_by("name"),
    }
    return render(request, "public/projects/detail.html", context)
