"""The public part of the network, for partners: who works with whom in what everybody may see."""

from django.shortcuts import render

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.pagination import paginate
from kreislotse.groups import picture_findings as findings
from kreislotse.groups.picture import id_of
from kreislotse.web.network_picture import PictureFilters, analysed, drawn, pairs_of, row_of


@require_permission(Permission.OWN_BODIES_VIEW)
def network_picture(request):
    filters = PictureFilters(request.GET, is_public=True)
    analysis = analysed(filters)

    def url_of(key: str, *, is_group: bool = False) -> str:
        return f"?around={id_of(key)}" if is_group else ""

    page = paginate(pairs_of(analysis), request)
    page.object_list = [row_of(analysis, pair) for pair in page.object_list]
    context = {
        "filters": filters,
        "active": len(filters.values),
        "picture": drawn(analysis, url_of=url_of),
        "summary": findings.summary(analysis),
        "page": page,
    }
    return render(request, "partners/network/picture.html", context)
