"""What goes out of the plan: reports frozen for the council, papers, spreadsheets, comparison, sheets for the mayors."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.documents.responses import pdf_response, xlsx_response
from kreislotse.documents.sheets import write_xlsx
from kreislotse.places.models import Municipality
from kreislotse.planning import papers
from kreislotse.planning.comparison import compare
from kreislotse.planning.content import plan_content
from kreislotse.planning.models import PlanReport, PlanVersion
from kreislotse.planning.reports import frozen_content, publish_report, reports_before, take_report
from kreislotse.planning.sheets import Needs, municipality_sheet
from kreislotse.web.office.forms.plan_reports import CompareForm, TakeReportForm
from kreislotse.web.office.printing import office_letterhead


def _report(pk) -> PlanReport:
    return get_object_or_404(PlanReport.objects.select_related("version"), pk=pk)


@require_permission(Permission.PLAN_VIEW)
def plan_reports(request, pk):
    """The reports on an edition; who edits the plan takes a new one here."""
    version, status = get_object_or_404(PlanVersion, pk=pk), 200
    data = request.POST if request.method == "POST" and request.can.plan_edit else None
    form = TakeReportForm(data)
    if form.is_bound and form.is_valid():
        try:
            take_report(version, **form.facts(), now=timezone.now(), today=timezone.localdate(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Der Bericht ist erstellt und bleibt, wie er ist."))
            return redirect("office:plan_reports", pk=version.pk)
    if form.errors:
        status = 422
    reports = PlanReport.objects.filter(version=version).defer("content").select_related("by")
    context = {
        "version": version,
        "form": form,
        "reports": list(reports.order_by("-taken_at", "-pk")),
        "places": Municipality.objects.of_district(request.district),
    }
    return render(request, "office/plan_reports/list.html", context, status=status)


@require_permission(Permission.PLAN_EDIT)
@require_POST
def show_plan_report(request, pk):
    report = publish_report(_report(pk), is_public=True, by=request.user)
    messages.success(request, _("„%(title)s“ steht jetzt auf den öffentlichen Seiten.") % {"title": report.title})
    return redirect("office:plan_reports", pk=report.version_id)


@require_permission(Permission.PLAN_EDIT)
@require_POST
def hide_plan_report(request, pk):
    report = publish_report(_report(pk), is_public=False, by=request.user)
    messages.success(request, _("„%(title)s“ steht nicht mehr auf den öffentlichen Seiten.") % {"title": report.title})
    return redirect("office:plan_reports", pk=report.version_id)


@require_permission(Permission.PLAN_VIEW)
def plan_report_pdf(request, pk):
    """The council's paper, with what changed since the report before it."""
    report = _report(pk)
    before = reports_before(report).first()
    file = papers.council_paper_pdf(
        frozen_content(report), office=office_letterhead(request.district), title=report.title, text=report.summary,
        decision_reference=report.decision_reference, before=frozen_content(before) if before else None,
        before_title=before.title if before else "",
    )  # fmt: skip
    return pdf_response(file, filename=f"{report.title}.pdf")


@require_permission(Permission.PLAN_VIEW)
def plan_report_xlsx(request, pk):
    report = _report(pk)
    return _table(frozen_content(report), report.title)


@require_permission(Permission.PLAN_VIEW)
def plan_version_pdf(request, pk):
    version = get_object_or_404(PlanVersion, pk=pk)
    content = plan_content(version, today=timezone.localdate())
    return pdf_response(papers.plan_pdf(content, office=office_letterhead(request.district)), filename=f"{version}.pdf")


@require_permission(Permission.PLAN_VIEW)
def plan_version_xlsx(request, pk):
    version = get_object_or_404(PlanVersion, pk=pk)
    return _table(plan_content(version, today=timezone.localdate()), str(version))


def _table(content: dict, title: str):
    rows = papers.table_rows(content)
    file = write_xlsx([_(column) for column in papers.TABLE_COLUMNS], rows, title=title, sheet_name=_("Maßnahmen"))
    return xlsx_response(file, filename=f"{title}.xlsx")


@require_permission(Permission.PLAN_VIEW)
def plan_municipality_pdf(request, pk, ags):
    """The sheet a coordinator takes to a mayor."""
    version = get_object_or_404(PlanVersion, pk=pk)
    place = get_object_or_404(Municipality.objects.of_district(request.district), ags=ags)
    office, today = office_letterhead(request.district), timezone.localdate()
    file = municipality_sheet(version, place, office=office, today=today, needs=Needs.ALL)
    return pdf_response(file, filename=f"{version.title} {place.name}.pdf")


@require_permission(Permission.PLAN_VIEW)
def compare_plans(request):
    """Two editions, two reports, or one of each: what is new, what ended, what moved."""
    form = CompareForm(request.GET if "vorher" in request.GET else None)
    context = {"form": form}
    if form.is_bound and form.is_valid():
        before, after = (_state(form.cleaned_data[name]) for name in ("vorher", "nachher"))
        context |= {"changes": compare(before, after), "before": before, "after": after}
    return render(request, "office/plan_reports/compare.html", context, status=422 if form.errors else 200)


def _state(code: str) -> dict:
    kind, key = code[0], int(code[1:])
    if kind == "r":
        return frozen_content(_report(key))
    version = PlanVersion.objects.filter(pk=key).first()
    if version is None:
        raise Http404
    return plan_content(version, today=timezone.localdate())
