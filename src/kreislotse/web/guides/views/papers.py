"""A guide's own papers: sheets with both signatures, receipts."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from kreislotse.core.pagination import paginate
from kreislotse.documents.responses import file_response, pdf_response
from kreislotse.guides.own_standing import open_points, own_courses
from kreislotse.guides.training_queries import certificates_of
from kreislotse.matching import phone, queries
from kreislotse.matching.printouts import readable, sheet_pdf
from kreislotse.settlement import queries as queries_of_money
from kreislotse.settlement.documents import yearly_statement
from kreislotse.web import guide_papers
from kreislotse.web.guides.access import for_guides
from kreislotse.web.office.printing import office_letterhead


@for_guides
def paper_list(request, guide):
    today = timezone.localdate()
    page = paginate(phone.confirmed_sheets(guide), request)
    context = {
        "page": page,
        "sheets": [(sheet, readable(sheet.code)) for sheet in page],
        "points": open_points(guide, today=today),
        "courses": own_courses(guide, today=today),
        "certificates": certificates_of(guide),
        "appointments": guide.appointments.order_by("-appointed_on", "-pk"),
        "declarations": guide.declarations.order_by("-signed_on", "-pk"),
        "years": queries_of_money.years_of(guide),
    }
    return render(request, "guides/papers.html", context)


@for_guides
def sheet(request, guide, pk):
    """The sheet as PDF: with the signature drawn on the phone, or to sign on paper."""
    found = get_object_or_404(phone.sheets_of(guide), pk=pk)
    assignment = get_object_or_404(queries.own_assignments(guide), pk=found.assignment_id)
    with override("de"):  # a paper for the office and the institution
        content = sheet_pdf(found, assignment, office=office_letterhead(request.district), today=timezone.localdate())
    return pdf_response(
        content, filename=_("Einsatzprotokoll %(code)s.pdf") % {"code": readable(found.code)}, inline=True
    )


@for_guides
def training_certificate(request, guide, pk):
    found = get_object_or_404(certificates_of(guide), pk=pk)
    with override("de"):  # papers for others to read
        content = guide_papers.training_certificate(found, **_today_from(request))
    return pdf_response(content, filename=_("Bescheinigung.pdf"), inline=True)


@for_guides
def appointment_paper(request, guide, pk, letter):
    """The deed, the letter that goes with it, or that on the end."""
    found = get_object_or_404(guide.appointments.select_related("guide__home_municipality"), pk=pk)
    with override("de"):
        content = guide_papers.appointment_paper(found, letter, **_today_from(request))
    if content is None:
        raise Http404
    return pdf_response(content, filename=_("Berufung.pdf"), inline=True)


@for_guides
def declaration(request, guide):
    with override("de"):
        content = guide_papers.declaration(guide, **_today_from(request))
    return pdf_response(content, filename=_("Verschwiegenheit.pdf"), inline=True)


@for_guides
def year_statement(request, guide, year):
    """What was paid in a year, also if that is nothing: the Jobcenter asks for that, too."""
    if not 2000 <= year <= timezone.localdate().year:
        raise Http404
    with override("de"):
        content = yearly_statement(guide, year=year, **_today_from(request))
    return pdf_response(content, filename=_("Bescheinigung %(year)s.pdf") % {"year": year}, inline=True)


def _today_from(request) -> dict:
    return {"office": office_letterhead(request.district), "today": timezone.localdate()}


@for_guides
def receipt(request, guide, pk):
    found = get_object_or_404(phone.receipts_of(guide), pk=pk)
    suffix = found.content_type.partition("/")[2]
    return file_response(
        bytes(found.content), filename=_("Beleg.%(suffix)s") % {"suffix": suffix}, content_type=found.content_type,
        inline=True,
    )  # fmt: skip
