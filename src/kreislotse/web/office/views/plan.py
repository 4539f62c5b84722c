"""The plan: its editions, the tree of goals and measures, goals and objectives."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.audit.queries import trail_of
from kreislotse.audit.registry import label as entry_label
from kreislotse.core.pagination import paginate, wants_fragment
from kreislotse.planning import carrying, contents, plan_queries, versions
from kreislotse.planning.models import Goal, Measure, Objective, PlanVersion
from kreislotse.planning.ordering import next_number, number_key
from kreislotse.planning.plan_views import objective_page
from kreislotse.web.office.forms.plan import (
    AdoptForm,
    CarryForm,
    GoalForm,
    ObjectiveForm,
    PlanFilters,
    ResolutionForm,
    VersionForm,
)
from kreislotse.web.office.views.plan_pages import act_and_go, small_page

PAGE = 100
TRAIL = 20


def visible_version(request, pk) -> PlanVersion:
    return get_object_or_404(plan_queries.visible_versions(to=request.user).select_related("follows", "responsible", "steering_group", "resolution__body"), pk=pk)  # fmt: skip


@require_permission(Permission.PLAN_VIEW)
def plan(request):
    """The edition in force, else the youngest draft, else how to begin."""
    rows = plan_queries.versions_in_order(plan_queries.visible_versions(to=request.user))
    if not rows:
        return render(request, "office/plan/none.html")
    return _overview(request, rows[0])


@require_permission(Permission.PLAN_VIEW)
def plan_version(request, pk):
    return _overview(request, visible_version(request, pk))


def _overview(request, version):
    today = timezone.localdate()
    filters = PlanFilters(request.GET, version=version)
    everything = plan_queries.rows_of(version, today=today)
    wanted = filters.wanted(request.user)
    rows = [row for row in everything if wanted.fits(row, today)]
    page = paginate(rows, request, size=PAGE)
    active = len(filters.values)
    is_whole = not active and not page.has_other_pages()
    context = {
        "version": version, "filters": filters, "active": active, "page": page, "today": today,
        "tree": plan_queries.tree_of(version, page.object_list, with_empty=is_whole),
        "standings": plan_queries.standings(everything),
        "overdue": sum(row.is_report_overdue(today) for row in everything),
        "total": len(everything),
        "summary": ngettext("%(n)d Maßnahme", "%(n)d Maßnahmen", len(rows)) % {"n": len(rows)},
        "next_goal_url": reverse("office:plan_add_goal", args=[version.pk]),
    }  # fmt: skip
    template = "_tree.html" if wants_fragment(request) else "overview.html"
    return render(request, f"office/plan/{template}", context)


@require_permission(Permission.PLAN_VIEW)
def plan_versions(request):
    rows = plan_queries.versions_in_order(plan_queries.visible_versions(to=request.user))
    counts = plan_queries.part_counts(rows)
    current = next((one for one in rows if one.status == PlanVersion.Status.ADOPTED), None)
    followed = {one.follows_id for one in rows}
    context = {
        "versions": [(one, counts[one.pk]) for one in rows],
        "current": current,
        "can_carry": current is not None and current.pk not in followed,
    }
    return render(request, "office/plan/versions.html", context)


@require_permission(Permission.PLAN_EDIT)
def begin_version(request):
    form = VersionForm(request.POST or None, instance=PlanVersion())

    def begin(form):
        versions.begin_version(form.instance, by=request.user)
        return _("Der Entwurf ist angelegt. Beginnen Sie mit dem ersten Leitziel.")

    return small_page(
        request, form, begin, title=_("Fassung beginnen"), back=lambda: reverse("office:plan_version", args=[form.instance.pk]),
        template="office/plan/version_form.html",
    )  # fmt: skip


@require_permission(Permission.PLAN_EDIT)
def edit_version(request, pk):
    version = visible_version(request, pk)
    form = VersionForm(request.POST or None, instance=version)
    name = str(version)

    def change(form):
        versions.save_version(form.instance, by=request.user, seen_at=form.seen_at, changed=form.changed)
        return _("Die Fassung ist gespeichert.")

    return small_page(
        request, form, change, title=_("Rahmen bearbeiten"), about=name, back=reverse("office:plan_version", args=[pk]),
        template="office/plan/version_form.html", version=version,
    )  # fmt: skip


@require_permission(Permission.PLAN_EDIT)
def carry_over(request, pk):
    """Each part of the edition in force: goes on, or ends with a reason."""
    last = visible_version(request, pk)
    form = CarryForm(request.POST or None, version=last, initial={"title": last.title})
    made = {}

    def carry(form):
        made["draft"] = carrying.carry_over(last, form.draft, form.decisions, by=request.user)
        return _("Der Entwurf ist fortgeschrieben. Was endet, steht mit seinem Grund in der alten Fassung.")

    return small_page(
        request, form, carry, title=_("Fortschreiben"), about=str(last), version=last,
        back=lambda: reverse("office:plan_version", args=[made["draft"].pk]), template="office/plan/carry.html",
    )  # fmt: skip


@require_permission(Permission.PLAN_ADOPT)
def adopt_version(request, pk):
    version = visible_version(request, pk)
    obstacles = versions.obstacles(version) if version.is_draft else []
    form = AdoptForm(request.POST or None)

    def adopt(form):
        versions.adopt_version(version, **form.cleaned_data, today=timezone.localdate(), by=request.user)
        return _("„%(version)s“ ist beschlossen und gilt.") % {"version": version}

    current = plan_queries.current_version()
    return small_page(
        request, form, adopt, title=_("Beschluss eintragen"), about=str(version), version=version, obstacles=obstacles,
        current=current, back=reverse("office:plan_version", args=[pk]), template="office/plan/adopt.html",
    )  # fmt: skip


@require_permission(Permission.PLAN_EDIT)
def link_resolution(request, pk):
    """By which resolution an edition was adopted, where the minutes were written later than the adoption was entered."""
    version = visible_version(request, pk)
    form = ResolutionForm(request.POST or None, initial={"resolution": version.resolution_id})

    def link(form):
        versions.link_resolution(version, resolution=form.cleaned_data["resolution"], by=request.user)
        return _("Gespeichert.")

    lead = _("Beschlossen ist die Fassung; hier sagen Sie, mit welchem Beschluss. Dann führt die Spur vom Beschluss zum Konzept und zurück.")  # fmt: skip
    back = reverse("office:plan_version", args=[pk])
    return small_page(request, form, link, title=_("Beschluss verknüpfen"), about=str(version), lead=lead, version=version, back=back)  # fmt: skip


@require_permission(Permission.PLAN_EDIT)
@require_POST
def discard_draft(request, pk):
    version = visible_version(request, pk)
    return act_and_go(
        request, lambda: versions.discard_draft(version, by=request.user), to="office:plan_versions",
        done=_("Der Entwurf ist verworfen."),
    )  # fmt: skip


# ── goals ───────────────────────────────────────────────────────────────────────────────────────────


def _goal(request, pk) -> Goal:
    rows = plan_queries.visible_versions(to=request.user).values("pk")
    return get_object_or_404(Goal.objects.filter(version__in=rows).select_related("version", "carried_from__version"), pk=pk)  # fmt: skip


def _objective(request, pk) -> Objective:
    rows = plan_queries.visible_versions(to=request.user).values("pk")
    found = Objective.objects.filter(goal__version__in=rows)
    return get_object_or_404(found.select_related("goal__version", "carried_from__goal__version"), pk=pk)


@require_permission(Permission.PLAN_VIEW)
def goal_detail(request, pk):
    goal, today = _goal(request, pk), timezone.localdate()
    rows = plan_queries.rows_of(goal.version, today=today, measures=Measure.objects.filter(objective__goal=goal))
    [node] = [one for one in plan_queries.tree_of(goal.version, rows) if one.goal.pk == goal.pk]
    context = {"goal": goal, "version": goal.version, "node": node, "needs": plan_queries.needs_of(goal=goal)}
    return render(request, "office/plan/goal.html", context)


@require_permission(Permission.PLAN_EDIT)
def add_goal(request, pk):
    version = visible_version(request, pk)
    taken = list(version.goals.values_list("number", flat=True))
    goal = Goal(version=version)
    return _goal_page(request, goal, _("Leitziel aufnehmen"), initial={"number": next_number(taken)})


@require_permission(Permission.PLAN_EDIT)
def edit_goal(request, pk):
    return _goal_page(request, _goal(request, pk), _("Leitziel bearbeiten"))


def _goal_page(request, goal, title, initial=None):
    form = GoalForm(request.POST or None, instance=goal, initial=initial)

    def save(form):
        fields = form.cleaned_data["fields_of_action"]
        contents.save_goal(form.instance, fields_of_action=fields, by=request.user, seen_at=form.seen_at)
        return _("Das Leitziel ist gespeichert.")

    back = reverse("office:plan_version", args=[goal.version_id])
    return small_page(request, form, save, title=title, about=str(goal.version), back=back, version=goal.version)


@require_permission(Permission.PLAN_EDIT)
@require_POST
def remove_goal(request, pk):
    goal = _goal(request, pk)
    to = reverse("office:plan_version", args=[goal.version_id])
    return act_and_go(request, lambda: contents.remove_goal(goal, by=request.user), to=to, done=_("Das Leitziel ist gestrichen."))  # fmt: skip


# ── objectives ──────────────────────────────────────────────────────────────────────────────────────


@require_permission(Permission.PLAN_VIEW)
def objective_detail(request, pk):
    objective, today = _objective(request, pk), timezone.localdate()
    version = objective.goal.version
    rows = plan_queries.rows_of(version, today=today, measures=Measure.objects.filter(objective=objective))
    context = {
        "objective": objective, "version": version, "rows": rows, "page": objective_page(objective),
        "needs": plan_queries.needs_of(objective=objective),
        "also": sorted(objective.also_served_by.all(), key=lambda one: number_key(one.number)),
    }  # fmt: skip
    return render(request, "office/plan/objective.html", context)


@require_permission(Permission.PLAN_EDIT)
def add_objective(request, pk):
    goal = _goal(request, pk)
    taken = list(goal.objectives.values_list("number", flat=True))
    initial = {"number": next_number(taken, prefix=goal.number), "goal": goal.pk}
    return _objective_page(request, Objective(goal=goal), _("Teilziel aufnehmen"), initial)


@require_permission(Permission.PLAN_EDIT)
def edit_objective(request, pk):
    return _objective_page(request, _objective(request, pk), _("Teilziel bearbeiten"))


def _objective_page(request, objective, title, initial=None):
    version = objective.goal.version
    form = ObjectiveForm(request.POST or None, instance=objective, version=version, initial=initial)

    def save(form):
        groups = form.cleaned_data["target_groups"]
        contents.save_objective(form.instance, target_groups=groups, by=request.user, seen_at=form.seen_at)
        return _("Das Teilziel ist gespeichert.")

    return small_page(
        request, form, save, title=title, about=str(version), version=version,
        back=(lambda: reverse("office:objective_detail", args=[form.instance.pk])),
    )  # fmt: skip


@require_permission(Permission.PLAN_EDIT)
@require_POST
def remove_objective(request, pk):
    objective = _objective(request, pk)
    to = reverse("office:plan_version", args=[objective.goal.version_id])
    return act_and_go(request, lambda: contents.remove_objective(objective, by=request.user), to=to, done=_("Das Teilziel ist gestrichen."))  # fmt: skip


def trail_lines(request, row):
    if not request.can.audit_view:
        return []
    return [(entry_label(one.entry), one) for one in trail_of(row)[:TRAIL]]
