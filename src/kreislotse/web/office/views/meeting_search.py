"""Looking through minutes, resolutions, tasks and hearings; and which actors and topics the bodies reach."""

from django.shortcuts import render
from django.utils import timezone

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.groups import findings, queries
from kreislotse.groups.meeting_search import search_meetings as find
from kreislotse.web.office.forms.meetings import SearchForm


@require_permission(Permission.BODY_VIEW)
def search_meetings(request):
    form = SearchForm(request.GET, bodies=queries.visible_bodies(to=request.user))
    form.is_valid()
    text = form.cleaned_data.get("q", "")
    found = find(text, to=request.user, body=form.cleaned_data.get("body")) if text.strip() else []
    return render(request, "office/meetings/search.html", {"form": form, "text": text, "found": found})


@require_permission(Permission.BODY_VIEW)
def participation(request):
    """A finding about actors and topics, never about people: what no seat of an organization says is left out."""
    found = findings.participation(queries.visible_bodies(to=request.user), today=timezone.localdate())
    return render(request, "office/meetings/participation.html", {"found": found})
