"""The plan as everybody reads it: what the Kreis wants, how far it is, which office answers for it, what is new."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.charts import Bar, bar_chart
from kreislotse.core.pagination import paginate
from kreislotse.documents.responses import pdf_response, xlsx_response
from kreislotse.documents.sheets import write_xlsx
from kreislotse.places.models import Municipality
from kreislotse.planning import papers, wording
from kreislotse.planning.comparison import Change
from kreislotse.planning.content import objectives, plan_content, public_content
from kreislotse.planning.models import ParticipationWindow, PlanReport, PlanVersion
from kreislotse.planning.papers import TABLE_COLUMNS, table_rows
from kreislotse.planning.participation import window_on
from kreislotse.planning.publication import (
    changes_since,
    in_short,
    measures_of,
    places_of,
    public_plan,
    public_reports,
    public_version,
    thing,
)
from kreislotse.planning.reports import frozen_content
from kreislotse.planning.sheets import Needs, municipality_sheet
from kreislotse.planning.summary import summary
from kreislotse.web.office.printing import office_letterhead
from kreislotse.web.public.access import public_of_district
from kreislotse.web.public.forms.plan import MeasureFilters
from kreislotse.web.public.views.embed import framed

NEWS = 5


def _shown(request) -> tuple[PlanVersion, dict]:
    version = public_version()
    if version is None:
        raise Http404
    return version, public_plan(version, language=request.LANGUAGE_CODE, today=timezone.localdate())


def _german(version: PlanVersion) -> dict:
    return public_content(plan_content(version, today=timezone.localdate()))


def _progress_chart(measures: list[dict]) -> str:
    bars = [Bar(wording.status_word(code), number) for code, number in in_short(measures)]
    return bar_chart(bars, title=_("Maßnahmen nach Stand"), width=480, decimals=0) if bars else ""


@public_of_district
def plan(request):
    version = public_version()
    participation = window_on(timezone.localdate())
    if version is None:
        return render(request, "public/plan/none.html", {"participation": participation})
    content = public_plan(version, language=request.LANGUAGE_CODE, today=timezone.localdate())
    reports = public_reports()
    news = changes_since(PlanReport.objects.get(pk=reports[0].pk), content) if reports else []
    context = {
        "plan": content,
        "numbers": summary(content["measures"]),
        "chart": _progress_chart(content["measures"]),
        "status": [(wording.status_word(code), number) for code, number in in_short(content["measures"])],
        "goals": [(goal, in_short(measures_of(content, goal["uuid"]))) for goal in content["goals"]],
        "places": places_of(content),
        "reports": reports,
        "news": news[:NEWS],
        "participation": participation,
        "spoken": participation or ParticipationWindow.objects.filter(version=version).exists(),
        "more_news": max(0, len(news) - NEWS),
    }
    context["goals"] = [(goal, [(wording.status_word(code), n) for code, n in rows]) for goal, rows in context["goals"]]
    return render(request, "public/plan/plan.html", context)


@public_of_district
def goal_detail(request, key):
    _version, content = _shown(request)
    goal = thing(content, "goals", str(key))
    if goal is None:
        raise Http404
    measures = measures_of(content, goal["uuid"])
    aims = [(one, [m for m in measures if m["objective"] == one["uuid"]]) for one in goal["objectives"]]
    return render(request, "public/plan/goal.html", {"plan": content, "goal": goal, "aims": aims})


@public_of_district
def measure_list(request):
    _version, content = _shown(request)
    filters = MeasureFilters(request.GET, content=content)
    found = [one for one in content["measures"] if filters.filter.fits(one)]
    context = {
        "plan": content,
        "filters": filters,
        "active": filters.active,
        "page": paginate(found, request),
        "number": len(found),
    }
    return render(request, "public/plan/measures.html", context)


@public_of_district
def measure_detail(request, key):
    _version, content = _shown(request)
    measure = thing(content, "measures", str(key))
    if measure is None:
        raise Http404
    aim = next(one for one in objectives(content) if one["uuid"] == measure["objective"])
    waits_for = [one for one in content["measures"] if one["number"] in measure["depends_on"]]
    fields = {one["code"]: one["name"] for one in content["fields_of_action"]}
    context = {
        "plan": content,
        "measure": measure,
        "goal": thing(content, "goals", measure["goal"]),
        "objective": aim,
        "waits_for": waits_for,
        "fields": [fields[code] for code in measure["fields_of_action"] if code in fields],
    }
    return render(request, "public/plan/measure.html", context)


@public_of_district
def changes(request):
    _version, content = _shown(request)
    reports = public_reports()
    chosen = next((one for one in reports if str(one.uuid) == request.GET.get("seit")), reports[0] if reports else None)
    found: list[Change] = changes_since(PlanReport.objects.get(pk=chosen.pk), content) if chosen else []
    context = {"plan": content, "reports": reports, "since": chosen, "changes": found}
    return render(request, "public/plan/changes.html", context)


@public_of_district
def plan_file(request):
    version = public_version()
    if version is None:
        raise Http404
    file = papers.plan_pdf(_german(version), office=office_letterhead(request.district))
    return pdf_response(file, filename=f"{version}.pdf", inline=True)


@public_of_district
def plan_table(request):
    version = public_version()
    if version is None:
        raise Http404
    file = write_xlsx(TABLE_COLUMNS, table_rows(_german(version)), title=str(version), sheet_name="Maßnahmen")
    return xlsx_response(file, filename=f"{version} Maßnahmen.xlsx")


@public_of_district
def report_file(request, key):
    report = get_object_or_404(PlanReport.objects.filter(is_public=True).select_related("version"), uuid=key)
    earlier = [one for one in public_reports() if one.taken_at < report.taken_at]
    before = PlanReport.objects.get(pk=earlier[0].pk) if earlier else None
    file = papers.council_paper_pdf(
        public_content(frozen_content(report)), office=office_letterhead(request.district), title=report.title,
        text=report.summary, decision_reference=report.decision_reference,
        before=public_content(frozen_content(before)) if before else None, before_title=before.title if before else "",
    )  # fmt: skip
    return pdf_response(file, filename=f"{report.title}.pdf", inline=True)


@public_of_district
def municipality_file(request, ags):
    version = public_version()
    place = get_object_or_404(Municipality.objects.of_district(request.district), ags=ags)
    if version is None:
        raise Http404
    office, today = office_letterhead(request.district), timezone.localdate()
    file = municipality_sheet(version, place, office=office, today=today, needs=Needs.NONE)
    return pdf_response(file, filename=f"{version.title} {place.name}.pdf", inline=True)


@public_of_district
@framed
def embedded_progress(request):
    """How far the plan is, for the Kreis' own website: a page without script for an iframe."""
    _version, content = _shown(request)
    context = {
        "plan": content,
        "numbers": summary(content["measures"]),
        "chart": _progress_chart(content["measures"]),
        "status": [(wording.status_word(code), number) for code, number in in_short(content["measures"])],
    }
    return render(request, "public/plan/embedded.html", context)
