"""Who changed what and when."""

from django.apps import apps
from django.shortcuts import render
from django.utils.translation import ngettext

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.audit.queries import entries_matching
from kreislotse.audit.registry import label
from kreislotse.core.pagination import paginate, wants_fragment
from kreislotse.web.office.forms.administration import TrailFilters

_PAGES = {
    "intake.helprequest": "office:help_request_detail",
    "guides.guide": "office:guide_detail",
    "directory.offer": "office:offer_detail",
    "network.organization": "office:organization_detail",
    "accounts.handover": "office:hand_over_detail",
}


@require_permission(Permission.AUDIT_VIEW)
def audit_list(request):
    filters = TrailFilters(request.GET)
    page = paginate(entries_matching(**filters.values), request, size=50)
    count = page.paginator.count
    context = {
        "filters": filters,
        "active": len(filters.values),
        "page": page,
        "lines": [_line(entry) for entry in page],
        "summary": ngettext("%(n)d Änderung", "%(n)d Änderungen", count) % {"n": count},
    }
    template = "_table.html" if wants_fragment(request) else "list.html"
    return render(request, f"office/administration/trail/{template}", context)


def _line(entry) -> dict:
    try:
        thing = str(apps.get_model(entry.object_type)._meta.verbose_name)
    except (LookupError, ValueError):
        thing = entry.object_type
    return {
        "entry": entry,
        "label": label(entry.entry),
        "thing": f"{thing} {entry.object_pk}",
        "url_name": _PAGES.get(entry.object_type, ""),
        "details": ", ".join(f"{key}: {value}" for key, value in entry.details.items() if value not in (None, "")),
    }
