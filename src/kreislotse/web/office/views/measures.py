"""One measure: all one knows of it, and what can be done with it."""

from django.db.models import prefetch_related_objects
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.planning import measure_parts, measures, plan_queries, progress, updates
from kreislotse.planning.models import (
    Commitment,
    Dependency,
    FundingShare,
    IndicatorTarget,
    Measure,
    Milestone,
    Objective,
)
from kreislotse.planning.ordering import next_number
from kreislotse.planning.plan_views import measure_page
from kreislotse.web.office.forms.measures import (
    AnswerForm,
    CommitmentForm,
    DependencyForm,
    FundingForm,
    FundingStateForm,
    MeasureForm,
    MilestoneForm,
    ReachedForm,
    ReassignForm,
    ReportForm,
    StatusForm,
    TargetForm,
)
from kreislotse.web.office.views.plan import trail_lines
from kreislotse.web.office.views.plan_pages import act_and_go, small_page


def _measure(request, pk) -> Measure:
    rows = plan_queries.visible_measures(to=request.user)
    return get_object_or_404(rows.select_related("version__follows", "objective__goal", "lead", "lead_contact", "responsible", "carried_from__version"), pk=pk)  # fmt: skip


def _address(measure) -> str:
    return reverse("office:measure_detail", args=[measure.pk])


@require_permission(Permission.PLAN_VIEW)
def measure_detail(request, pk):
    measure, today = _measure(request, pk), timezone.localdate()
    prefetch_related_objects([measure], "fields_of_action", "topics", "target_groups", "municipalities", "also_serves")
    asked = measure.update_requests.filter(replaced_at=None).order_by("-pk").first()
    page = measure_page(measure, today=today)
    context = {
        "measure": measure, "version": measure.version, "page": page, "row": page.row, "today": today,
        "needs": plan_queries.needs_of(measure=measure), "trail": trail_lines(request, measure),
        "lead_letters_go_to": measures.letters_go_to(measure),
        "asked": asked, "is_given_up": asked is not None and updates.is_given_up(asked),
        "is_living": measure.version.status != measure.version.Status.REPLACED,
    }  # fmt: skip
    return render(request, "office/plan/measure.html", context)


@require_permission(Permission.PLAN_EDIT)
def add_measure(request, pk):
    rows = plan_queries.visible_versions(to=request.user).values("pk")
    objective = get_object_or_404(Objective.objects.filter(goal__version__in=rows).select_related("goal__version"), pk=pk)  # fmt: skip
    version = objective.goal.version
    taken = list(objective.measures.values_list("number", flat=True))
    initial = {"objective": objective.pk, "number": next_number(taken, prefix=objective.number)}
    return _measure_form(request, Measure(version=version, objective=objective), _("Maßnahme aufnehmen"), initial)


@require_permission(Permission.PLAN_EDIT)
def edit_measure(request, pk):
    return _measure_form(request, _measure(request, pk), _("Maßnahme bearbeiten"))


def _measure_form(request, measure, title, initial=None):
    version = measure.version
    form = MeasureForm(request.POST or None, instance=measure, version=version, initial=initial)

    def save(form):
        measures.save_measure(form.instance, by=request.user, seen_at=form.seen_at, changed=form.changed, **form.links)
        return _("Die Maßnahme ist gespeichert.")

    return small_page(
        request, form, save, title=title, about=str(version), version=version, template="office/plan/measure_form.html",
        back=_address(measure) if measure.pk else (lambda: _address(form.instance)),
    )  # fmt: skip


@require_permission(Permission.PLAN_EDIT)
def reassign_measure(request, pk):
    measure = _measure(request, pk)
    form = ReassignForm(request.POST or None, instance=measure)

    def save(form):
        measures.reassign_measure(measure, **form.arguments, by=request.user, seen_at=form.seen_at)
        return _("Federführung und Zuständige sind gespeichert.")

    return small_page(request, form, save, title=_("Federführung und Bericht"), about=str(measure), back=_address(measure), version=measure.version)  # fmt: skip


@require_permission(Permission.PLAN_EDIT)
@require_POST
def remove_measure(request, pk):
    measure = _measure(request, pk)
    to = reverse("office:objective_detail", args=[measure.objective_id])
    return act_and_go(request, lambda: measures.remove_measure(measure, by=request.user), to=to, done=_("Die Maßnahme ist gestrichen."))  # fmt: skip


@require_permission(Permission.PLAN_EDIT)
def change_status(request, pk):
    measure = _measure(request, pk)
    form = StatusForm(request.POST or None, measure=measure)

    def change(form):
        change = progress.change_status(measure, **form.cleaned_data, today=timezone.localdate(), by=request.user)
        return _("Der Stand ist jetzt „%(status)s“.") % {"status": change.get_after_display()}

    lead = _("Jetzt: %(status)s.") % {"status": measure.get_status_display()}
    return small_page(request, form, change, title=_("Stand ändern"), about=str(measure), lead=lead, back=_address(measure), version=measure.version)  # fmt: skip


@require_permission(Permission.PLAN_EDIT)
def report_progress(request, pk):
    measure = _measure(request, pk)
    form = ReportForm(request.POST or None, measure=measure)

    def report(form):
        progress.report_progress(measure, **form.arguments, on=timezone.localdate(), by=request.user)
        return _("Der Bericht ist eingetragen.")

    lead = _(
        "So, wie die Federführung es sagt, zum Beispiel am Telefon. Was wir selbst berechnen, bleibt daneben stehen. Der Bericht ist öffentlich: Bitte nennen Sie keine Namen."
    )
    return small_page(request, form, report, title=_("Bericht eintragen"), about=str(measure), lead=lead, back=_address(measure), version=measure.version)  # fmt: skip


@require_permission(Permission.PLAN_EDIT)
@require_POST
def ask_for_update(request, pk):
    """A mail with a link to the lead; it goes within minutes."""
    measure = _measure(request, pk)
    done = _("Die Bitte um den Stand geht in den nächsten Minuten an %(email)s.") % {
        "email": measures.letters_go_to(measure)
    }
    return act_and_go(request, lambda: updates.ask_for_update(measure, today=timezone.localdate(), by=request.user), to=_address(measure), done=done)  # fmt: skip


# ── what hangs on it ────────────────────────────────────────────────────────────────────────────────


def _part_page(request, measure, form, save, title, done, lead=""):  # noqa: PLR0913
    def act(form):
        save(form)
        return done

    return small_page(request, form, act, title=title, about=str(measure), lead=lead, back=_address(measure), version=measure.version)  # fmt: skip


def _part(request, model, pk):
    own = plan_queries.visible_measures(to=request.user).values("pk")
    return get_object_or_404(model.objects.filter(measure__in=own).select_related("measure__version"), pk=pk)


@require_permission(Permission.PLAN_EDIT)
def add_milestone(request, pk):
    measure = _measure(request, pk)
    form = MilestoneForm(request.POST or None, instance=Milestone(measure=measure))
    return _part_page(request, measure, form, lambda form: measure_parts.save_milestone(form.instance, by=request.user), _("Meilenstein aufnehmen"), _("Der Meilenstein ist aufgenommen."))  # fmt: skip


@require_permission(Permission.PLAN_EDIT)
def edit_milestone(request, pk):
    milestone = _part(request, Milestone, pk)
    form = MilestoneForm(request.POST or None, instance=milestone)
    return _part_page(request, milestone.measure, form, lambda form: measure_parts.save_milestone(form.instance, by=request.user), _("Meilenstein bearbeiten"), _("Der Meilenstein ist gespeichert."))  # fmt: skip


@require_permission(Permission.PLAN_EDIT)
def reach_milestone(request, pk):
    milestone, today = _part(request, Milestone, pk), timezone.localdate()
    form = ReachedForm(request.POST or None, initial={"on": milestone.reached_on or today})
    return _part_page(
        request, milestone.measure, form,
        lambda form: measure_parts.reach_milestone(milestone, **form.cleaned_data, today=today, by=request.user),
        _("Meilenstein erreicht"), _("Der Meilenstein ist eingetragen."), lead=str(milestone),
    )  # fmt: skip


@require_permission(Permission.PLAN_EDIT)
def add_dependency(request, pk):
    measure = _measure(request, pk)
    form = DependencyForm(request.POST or None, measure=measure)
    return _part_page(request, measure, form, lambda form: measure_parts.add_dependency(measure, **form.cleaned_data, by=request.user), _("Abhängigkeit aufnehmen"), _("Die Abhängigkeit ist aufgenommen."))  # fmt: skip


@require_permission(Permission.PLAN_EDIT)
def add_funding(request, pk):
    measure = _measure(request, pk)
    form = FundingForm(request.POST or None, instance=FundingShare(measure=measure))
    return _part_page(request, measure, form, lambda form: measure_parts.save_funding(form.instance, by=request.user), _("Finanzierung aufnehmen"), _("Die Finanzierung ist aufgenommen."))  # fmt: skip


@require_permission(Permission.PLAN_EDIT)
def answer_funding(request, pk):
    share = _part(request, FundingShare, pk)
    form = FundingStateForm(request.POST or None, initial={"state": share.state})
    return _part_page(
        request, share.measure, form, lambda form: measure_parts.answer_funding(share, **form.cleaned_data, by=request.user),
        _("Stand der Finanzierung"), _("Der Stand der Finanzierung ist gespeichert."), lead=share.source,
    )  # fmt: skip


@require_permission(Permission.PLAN_EDIT)
def ask_partner(request, pk):
    measure = _measure(request, pk)
    form = CommitmentForm(request.POST or None, instance=Commitment(measure=measure))
    return _part_page(request, measure, form, lambda form: measure_parts.ask_partner(form.instance, by=request.user), _("Partner anfragen"), _("Der Partner ist als angefragt eingetragen."))  # fmt: skip


@require_permission(Permission.PLAN_EDIT)
def answer_commitment(request, pk):
    commitment = get_object_or_404(
        Commitment.objects.filter(measure__in=plan_queries.visible_measures(to=request.user).values("pk")).select_related("measure__version", "organization"), pk=pk,
    )  # fmt: skip
    initial = {"state": commitment.state, "on": commitment.answered_on, "part": commitment.part, "reason": commitment.reason}  # fmt: skip
    form = AnswerForm(request.POST or None, initial=initial)
    return _part_page(
        request, commitment.measure, form,
        lambda form: measure_parts.record_answer(commitment, **form.cleaned_data, today=timezone.localdate(), by=request.user),
        _("Antwort eintragen"), _("Die Antwort ist eingetragen."), lead=commitment.organization.name,
    )  # fmt: skip


@require_permission(Permission.PLAN_EDIT)
def add_measure_target(request, pk):
    measure = _measure(request, pk)
    form = TargetForm(request.POST or None, instance=IndicatorTarget(measure=measure))
    return _part_page(request, measure, form, lambda form: measure_parts.save_target(form.instance, by=request.user), _("Zielwert festlegen"), _("Der Zielwert ist festgelegt."))  # fmt: skip


@require_permission(Permission.PLAN_EDIT)
def add_objective_target(request, pk):
    rows = plan_queries.visible_versions(to=request.user).values("pk")
    objective = get_object_or_404(Objective.objects.filter(goal__version__in=rows).select_related("goal__version"), pk=pk)  # fmt: skip
    form = TargetForm(request.POST or None, instance=IndicatorTarget(objective=objective, kind="outcome"))

    def save(form):
        measure_parts.save_target(form.instance, by=request.user)
        return _("Der Zielwert ist festgelegt.")

    back = reverse("office:objective_detail", args=[objective.pk])
    return small_page(request, form, save, title=_("Zielwert festlegen"), about=str(objective), back=back, version=objective.goal.version)  # fmt: skip


PARTS = {
    "meilenstein": Milestone, "abhaengigkeit": Dependency, "geld": FundingShare, "zusage": Commitment,
    "zielwert": IndicatorTarget,
}  # fmt: skip


@require_permission(Permission.PLAN_EDIT)
@require_POST
def remove_part(request, kind, pk):
    """Strike a milestone, a dependency, a share, a commitment or a target from a draft."""
    rows = plan_queries.visible_versions(to=request.user).values("pk")
    model = PARTS.get(kind, Milestone)
    part = get_object_or_404(model.objects.filter(plan_queries.belongs_to(model, rows)), pk=pk)
    whole = getattr(part, "measure", None)
    to = _address(whole) if whole else reverse("office:objective_detail", args=[part.objective_id])
    return act_and_go(request, lambda: measure_parts.remove_part(part, by=request.user), to=to, done=_("Das ist gestrichen."))  # fmt: skip
