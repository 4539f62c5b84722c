"""Who works with whom: a picture, the same as a table, what it says in sentences, and files for other programs."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.pagination import paginate
from kreislotse.documents.responses import GRAPHML, file_response, xlsx_response
from kreislotse.documents.sheets import write_xlsx
from kreislotse.groups import picture_findings as findings
from kreislotse.groups.picture import id_of, read_coverage
from kreislotse.networkanalysis import as_graphml, place
from kreislotse.web.network_picture import PictureFilters, alone_of, analysed, drawn, groups_of, pairs_of, row_of

PAGES = {
    "akteur": "office:organization_detail",
    "gremium": "office:body_detail",
    "projekt": "office:project_detail",
}


def _url_of(request):
    """Where a node leads: its page, or for a group the same picture of it alone."""

    def url(key: str, *, is_group: bool = False) -> str:
        prefix = key.partition("-")[0]
        if is_group:
            query = request.GET.copy()
            query["around"] = id_of(key)
            return f"?{query.urlencode()}"
        return reverse(PAGES[prefix], args=[id_of(key)]) if prefix in PAGES else reverse("office:market_list")

    return url


@require_permission(Permission.BODY_VIEW)
def network_picture(request):
    filters = PictureFilters(request.GET)
    analysis = analysed(filters)
    page = paginate(pairs_of(analysis), request)
    page.object_list = [row_of(analysis, pair) for pair in page.object_list]
    coverage = read_coverage(request.district, today=timezone.localdate())
    query = request.GET.copy()
    query.pop("seite", None)
    context = {
        "filters": filters,
        "active": len(filters.values),
        "query": query.urlencode(),
        "picture": drawn(analysis, url_of=_url_of(request)),
        "summary": findings.summary(analysis),
        "sentences": findings.sentences(analysis),
        "alone": alone_of(analysis),
        "groups": groups_of(analysis),
        "page": page,
        "coverage": coverage,
        "gaps": findings.gap_sentences(coverage),
    }
    return render(request, "office/network/picture.html", context)


def _name() -> str:
    return _("Netzwerk %(day)s") % {"day": timezone.localdate().isoformat()}


@require_permission(Permission.BODY_VIEW, Permission.EXPORT)
def network_graphml(request):
    """The chosen part for Gephi or yEd."""
    analysis = analysed(PictureFilters(request.GET))
    content = as_graphml(analysis, place(analysis))
    return file_response(content, filename=f"{_name()}.graphml", content_type=GRAPHML)


@require_permission(Permission.BODY_VIEW, Permission.EXPORT)
def network_ties_xlsx(request):
    """The chosen part as a list: who, with whom, by what."""
    analysis = analysed(PictureFilters(request.GET))
    rows = (row_of(analysis, pair, most=1000) for pair in pairs_of(analysis))
    columns = [_("Akteur"), _("arbeitet mit"), _("wodurch")]
    content = write_xlsx(columns, ([row.one, row.other, row.by] for row in rows), title=_name())
    return xlsx_response(content, filename=f"{_name()}.xlsx")
