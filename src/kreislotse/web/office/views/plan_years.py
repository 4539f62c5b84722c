"""The plan over time: its timeline, its yearly programmes, what partners promised, its words in other languages."""

from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.charts.timeline import Mark, Span, timeline_chart
from kreislotse.core.pagination import paginate, wants_fragment
from kreislotse.districts.languages import german_name, translation_languages
from kreislotse.planning import plan_queries, programmes, translating
from kreislotse.planning.models import Milestone, YearlyProgramme
from kreislotse.planning.standing import Standing
from kreislotse.web.office.forms.plan import CommitmentFilters, TranslationForm
from kreislotse.web.office.forms.programmes import ProgrammeForm, ReviewForm
from kreislotse.web.office.views.plan import visible_version
from kreislotse.web.office.views.plan_pages import small_page

ROWS = 60
SERIES = {Standing.LATE: 5, Standing.STUCK: 2, Standing.STALE: 2, Standing.DONE: 3, Standing.DROPPED: 6, Standing.RESTING: 6}  # fmt: skip


@require_permission(Permission.PLAN_VIEW)
def plan_timeline(request, pk):
    """A picture of months, and the same as a table."""
    version, today = visible_version(request, pk), timezone.localdate()
    rows = plan_queries.rows_of(version, today=today)
    page = paginate(rows, request, size=ROWS)
    shown = {row.measure.pk: row for row in page.object_list}
    milestones: dict[int, list[Milestone]] = {}
    for one in Milestone.objects.filter(measure__in=list(shown)).order_by("due_on", "pk"):
        milestones.setdefault(one.measure_id, []).append(one)
    lines = [(row, milestones.get(row.measure.pk, [])) for row in page.object_list]
    context = {"version": version, "page": page, "lines": lines, "picture": _picture(version, lines, today)}
    return render(request, "office/plan/timeline.html", context)


def _picture(version, lines, today: date):
    days = [d for row, steps in lines for d in (row.measure.starts_on, row.measure.ends_on, *(one.due_on for one in steps)) if d]  # fmt: skip
    if not days:
        return ""
    first = version.valid_from or min(days)
    last = max(version.valid_until or max(days), today)
    years = range(min(first.year, last.year), last.year + 1)
    begin = date(years[0], 1, 1)

    def at(day: date | None) -> float | None:
        return None if day is None else (day.year - begin.year) * 12 + day.month - 1 + (day.day - 1) / 31

    spans = [
        Span(
            f"{row.measure.number} {row.measure.title}", at(row.measure.starts_on), at(row.measure.ends_on), row.measure.is_ongoing,
            SERIES.get(row.standing, 1),
            [Mark(at(one.due_on), one.reached_on is not None, f"{one.title}, {one.due_on:%d.%m.%Y}") for one in steps],
        )
        for row, steps in lines
    ]  # fmt: skip
    svg = timeline_chart(
        spans, [(str(year), 12.0 * n) for n, year in enumerate(years)], months=12.0 * len(years), today=at(today),
        title=_("Zeitplan der Maßnahmen"), description=_("Balken von Beginn bis Ende; gefüllte Rauten sind erreichte Meilensteine, die gestrichelte Linie ist heute. Dieselben Angaben stehen in der Tabelle darunter."),
    )  # fmt: skip
    return mark_safe(svg)  # noqa: S308  charts escape what they print


# ── yearly programmes ───────────────────────────────────────────────────────────────────────────────


@require_permission(Permission.PLAN_VIEW)
def plan_programmes(request, pk):
    version = visible_version(request, pk)
    rows = version.programmes.select_related("chosen_by").prefetch_related("entries__measure").order_by("-year")
    return render(request, "office/plan/programmes.html", {"version": version, "programmes": rows})


@require_permission(Permission.PLAN_EDIT)
def choose_programme(request, pk):
    version = visible_version(request, pk)
    return _programme_page(request, version, None, _("Jahresprogramm eintragen"))


@require_permission(Permission.PLAN_EDIT)
def edit_programme(request, pk):
    programme = _programme(request, pk)
    return _programme_page(request, programme.version, programme, _("Jahresprogramm ändern"))


def _programme(request, pk) -> YearlyProgramme:
    rows = plan_queries.visible_versions(to=request.user).values("pk")
    return get_object_or_404(YearlyProgramme.objects.filter(version__in=rows).select_related("version"), pk=pk)


def _programme_page(request, version, programme, title):
    form = ProgrammeForm(request.POST or None, version=version, programme=programme)

    def choose(form):
        made = programmes.choose_programme(version, **form.arguments, today=timezone.localdate(), by=request.user)
        return _("Das Programm %(year)d ist eingetragen.") % {"year": made.year}

    back = reverse("office:plan_programmes", args=[version.pk])
    return small_page(request, form, choose, title=title, about=str(version), version=version, back=back, template="office/plan/programme_form.html")  # fmt: skip


@require_permission(Permission.PLAN_EDIT)
def review_programme(request, pk):
    programme = _programme(request, pk)
    form = ReviewForm(request.POST or None, programme=programme)

    def review(form):
        programmes.review_programme(programme, findings=form.findings, today=timezone.localdate(), by=request.user)
        return _("Das Programm %(year)d ist geprüft.") % {"year": programme.year}

    back = reverse("office:plan_programmes", args=[programme.version_id])
    return small_page(
        request, form, review, title=_("Programm %(year)d prüfen") % {"year": programme.year}, about=str(programme.version),
        version=programme.version, back=back, template="office/plan/review_form.html",
    )  # fmt: skip


# ── commitments ─────────────────────────────────────────────────────────────────────────────────────


@require_permission(Permission.PLAN_VIEW)
def plan_commitments(request, pk):
    version = visible_version(request, pk)
    filters = CommitmentFilters(request.GET, version=version)
    page = paginate(plan_queries.commitments_of(version, **filters.values), request, size=50)
    context = {"version": version, "filters": filters, "active": len(filters.values), "page": page}
    template = "_commitments.html" if wants_fragment(request) else "commitments.html"
    return render(request, f"office/plan/{template}", context)


# ── words in other languages ────────────────────────────────────────────────────────────────────────

KINDS = {translating.SLUGS[name]: model for model, name in translating.NAMES.items()}


@require_permission(Permission.PLAN_EDIT)
def plan_translations(request, pk):
    version = visible_version(request, pk)
    languages = translation_languages(request.district)
    codes = [code for code, _name in languages]
    language = request.GET.get("sprache")
    language = language if language in codes else (codes[0] if codes else "")
    lines = translating.lines_of(version, language) if language else []
    context = {
        "version": version, "languages": languages, "language": language, "page": paginate(lines, request, size=50),
        "missing": sum(line.state == "missing" for line in lines), "outdated": sum(line.state == "outdated" for line in lines),
    }  # fmt: skip
    return render(request, "office/plan/translations.html", context)


@require_permission(Permission.PLAN_EDIT)
def translate_part(request, kind, pk, language):
    rows = plan_queries.visible_versions(to=request.user).values("pk")
    paths = {"fassung": "pk__in", "teilziel": "goal__version__in"}
    if kind not in KINDS or language not in dict(translation_languages(request.district)):
        raise Http404
    part = get_object_or_404(KINDS[kind].objects.filter(**{paths.get(kind, "version__in"): rows}), pk=pk)
    version = part if kind == "fassung" else part.goal.version if kind == "teilziel" else part.version
    row = part.translations.filter(language=language).first()
    initial = {"title": row.title, "text": row.text} if row else {}
    form = TranslationForm(request.POST or None, initial=initial)

    def save(form):
        translating.translate(part, language=language, **form.cleaned_data, by=request.user)
        return _("Die Übersetzung ist gespeichert.")

    back = f"{reverse('office:plan_languages', args=[version.pk])}?sprache={language}"
    line = translating.Line(part, kind, row)
    return small_page(
        request, form, save, title=_("Übersetzen"), about=str(part), back=back, version=version, line=line, language=german_name(language),
        template="office/plan/translate.html",
    )  # fmt: skip
