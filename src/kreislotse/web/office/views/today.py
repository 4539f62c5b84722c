from django.shortcuts import redirect, render
from django.utils import timezone

from kreislotse.accounts.access import grants_of, require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.directory.queries import find_offers
from kreislotse.guides.queries import find_guides
from kreislotse.intake.queries import find_help_requests, visible_help_requests
from kreislotse.network.queries import find_organizations
from kreislotse.quality.hints import most_useful
from kreislotse.web.office.waiting import waiting_for

SHOWN = 8


@require_permission(Permission.OFFICE_VIEW)
def today(request):
    """The start page: what waits, for whom, and the oldest requests."""
    day = timezone.localdate()
    groups = waiting_for(request.user, today=day, now=timezone.now())
    oldest = []
    if request.can.help_request_view:
        oldest = (
            visible_help_requests(to=request.user)
            .waiting_since(day)
            .filter(status__in=["received", "in_clarification"])
            .select_related("topic", "municipality", "language", "responsible")[:SHOWN]
        )
    useful = most_useful() if request.can.offer_edit else []
    context = {"groups": groups, "oldest": oldest, "day": day, "useful": useful}
    return render(request, "office/today/today.html", context)


@require_permission(Permission.OFFICE_VIEW)
def search(request):
    """One field over everything the reader may see; a single hit opens at once."""
    text = request.GET.get("q", "").strip()[:100]
    can = grants_of(request.user)
    groups = []
    if text:
        for allowed, label_key, find, url_name in (
            (can.help_request_view, "requests", find_help_requests, "office:help_request_detail"),
            (can.network_view, "organizations", find_organizations, "office:organization_detail"),
            (can.offer_view, "offers", find_offers, "office:offer_detail"),
            (can.guide_view, "guides", find_guides, "office:guide_detail"),
        ):
            if allowed and (rows := list(find(text, to=request.user))):
                groups.append({"kind": label_key, "rows": rows, "url_name": url_name})
    if sum(len(group["rows"]) for group in groups) == 1:
        return redirect(groups[0]["url_name"], groups[0]["rows"][0].pk)
    return render(request, "office/today/search.html", {"text": text, "groups": groups})
