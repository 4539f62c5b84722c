"""Trainings in the office: modules, dates, participants, attendance, certificates."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate
from kreislotse.documents.printouts import printable_list
from kreislotse.documents.responses import pdf_response, xlsx_response
from kreislotse.documents.sheets import write_xlsx
from kreislotse.guides import training, training_queries
from kreislotse.guides.models import TrainingDate, TrainingModule, TrainingParticipant
from kreislotse.guides.queries import sees_only_own_organization, visible_guides
from kreislotse.web import guide_papers
from kreislotse.web.office.forms.guide_life import DateLines, ModuleForm, RegisterForm, RunForm
from kreislotse.web.office.printing import office_letterhead


@require_permission(Permission.GUIDE_VIEW)
def training_list(request):
    """What is coming, then what has been; the address `?ansicht=vorbei` shows the past."""
    is_past = request.GET.get("ansicht") == "vorbei"
    rows = training_queries.with_numbers(training_queries.visible_runs(to=request.user))
    coming = rows.filter(finished_on=None, cancelled_on=None)
    shown = rows.exclude(pk__in=coming.values("pk")) if is_past else coming
    page = paginate(shown.order_by("-begins_on" if is_past else "begins_on", "pk"), request)
    number = page.paginator.count
    context = {
        "page": page,
        "units": training_queries.units_of(page.object_list),
        "is_past": is_past,
        "summary": ngettext("%(n)d Schulung", "%(n)d Schulungen", number) % {"n": number},
    }
    context["rows"] = [(run, context["units"].get(run.pk, 0)) for run in page.object_list]
    return render(request, "office/trainings/list.html", context)


def _run(request, pk):
    return get_object_or_404(training_queries.visible_runs(to=request.user), pk=pk)


def _listed(request, run):
    """The list of participants; a Träger's coordinator sees the own people on it, and only the number of the others."""
    listed = training_queries.participant_list(run)
    if not sees_only_own_organization(request.user):
        return listed, 0
    own = set(visible_guides(to=request.user).values_list("pk", flat=True))
    lines = [line for line in listed.lines if line.participant.guide_id in own]
    waiting = [row for row in listed.waiting if row.guide_id in own]
    hidden = len(listed.lines) + len(listed.waiting) - len(lines) - len(waiting)
    return training_queries.ParticipantList(run, listed.dates, lines, waiting), hidden


@require_permission(Permission.GUIDE_VIEW)
def training_detail(request, pk):
    run = _run(request, pk)
    listed, hidden = _listed(request, run)
    today = timezone.localdate()
    context = {
        "run": run,
        "listed": listed,
        "attendance": [(line, list(zip(listed.dates, line.present, strict=True))) for line in listed.lines],
        "hidden": hidden,
        "today": today,
        "form": RegisterForm(user=request.user, run=run),
        "missing": [row for row in listed.dates if row.attendance_recorded_on is None],
    }
    return render(request, "office/trainings/detail.html", context)


@require_permission(Permission.GUIDE_EDIT)
def plan_training(request):
    return _form_page(request, None)


@require_permission(Permission.GUIDE_EDIT)
def edit_training(request, pk):
    return _form_page(request, _run(request, pk))


def _form_page(request, run):
    data = request.POST or None
    form = RunForm(data, instance=run, user=request.user)
    dates = DateLines(data, run=run)
    if all([form.is_valid(), dates.is_valid()]):
        try:
            saved = training.plan_training(run, dates=dates.lines, **form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("„%(title)s“ ist gespeichert.") % {"title": saved.module})
            return redirect("office:training_detail", pk=saved.pk)
    is_wrong = form.errors or dates.total_error_count()
    context = {"run": run, "form": form, "dates": dates}
    return render(request, "office/trainings/form.html", context, status=422 if is_wrong else 200)


def _act(request, pk, action, done):
    """One operation by a button; its refusal is said on the training's page."""
    try:
        action()
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, done)
    return redirect("office:training_detail", pk=pk)


@require_permission(Permission.GUIDE_EDIT)
@require_POST
def register(request, pk):
    run = _run(request, pk)
    form = RegisterForm(request.POST, user=request.user, run=run)
    if not form.is_valid():
        messages.warning(request, _("Bitte wählen Sie eine Person aus."))
        return redirect("office:training_detail", pk=pk)
    guide = form.cleaned_data["guide"]
    return _act(
        request, pk,
        lambda: training.register_for_training(run, guide, now=timezone.now(), by=request.user),
        _("%(name)s steht auf der Liste.") % {"name": guide},
    )  # fmt: skip


def _participant(request, pk) -> TrainingParticipant:
    rows = TrainingParticipant.objects.filter(run__in=training_queries.visible_runs(to=request.user))
    if sees_only_own_organization(request.user):
        rows = rows.filter(guide__in=visible_guides(to=request.user))
    return get_object_or_404(rows.select_related("run__module", "guide"), pk=pk)


@require_permission(Permission.GUIDE_EDIT)
@require_POST
def withdraw(request, pk):
    participant = _participant(request, pk)
    return _act(
        request, participant.run_id, lambda: training.withdraw_from_training(participant, by=request.user),
        _("%(name)s ist abgemeldet.") % {"name": participant.name},
    )  # fmt: skip


@require_permission(Permission.GUIDE_EDIT)
@require_POST
def record_attendance(request, pk):
    dates = TrainingDate.objects.filter(run__in=_own_runs(request))
    when = get_object_or_404(dates.select_related("run"), pk=pk)
    present = [int(key) for key in request.POST.getlist("dabei") if key.isdigit()]
    return _act(
        request, when.run_id,
        lambda: training.record_attendance(when, present=present, today=timezone.localdate(), by=request.user),
        _("Anwesenheit am %(day)s: gespeichert.") % {"day": f"{when.on:%d.%m.%Y}"},
    )  # fmt: skip


def _own_runs(request):
    """Runs whose list is `user`'s to keep: a Träger keeps those it gives itself."""
    rows = training_queries.visible_runs(to=request.user)
    return rows.exclude(organization=None) if sees_only_own_organization(request.user) else rows


@require_permission(Permission.GUIDE_EDIT)
@require_POST
def finish(request, pk):
    run = get_object_or_404(_own_runs(request), pk=pk)
    return _act(
        request, pk, lambda: training.finish_training(run, today=timezone.localdate(), by=request.user),
        _("Die Schulung ist abgeschlossen. Die Bescheinigungen können gedruckt werden."),
    )  # fmt: skip


@require_permission(Permission.GUIDE_EDIT)
@require_POST
def reopen(request, pk):
    run = get_object_or_404(_own_runs(request), pk=pk)
    return _act(
        request, pk, lambda: training.reopen_training(run, by=request.user), _("Die Schulung ist wieder offen.")
    )  # fmt: skip


@require_permission(Permission.GUIDE_EDIT)
def cancel(request, pk):
    """Calling off writes to people, so it shows first to whom."""
    run = get_object_or_404(_own_runs(request), pk=pk)
    if request.method == "POST":
        return _act(
            request, pk, lambda: training.cancel_training(run, today=timezone.localdate(), by=request.user),
            _("Die Schulung ist abgesagt, die Angemeldeten sind benachrichtigt."),
        )  # fmt: skip
    listed, hidden = _listed(request, run)
    people = [line.participant for line in listed.lines] + listed.waiting
    context = {
        "run": run,
        "with_mail": [row for row in people if row.guide and row.guide.email],
        "without_mail": [row for row in people if not (row.guide and row.guide.email)],
        "hidden": hidden,
    }
    return render(request, "office/trainings/cancel.html", context)


@require_permission(Permission.GUIDE_VIEW)
def participants_xlsx(request, pk):
    run = _run(request, pk)
    listed, _hidden = _listed(request, run)
    title = _("Teilnahmeliste %(title)s") % {"title": run.module}
    return xlsx_response(write_xlsx(listed.columns(), listed.rows(), title=title), filename=f"teilnahmeliste-{pk}.xlsx")


@require_permission(Permission.GUIDE_VIEW)
def participants_pdf(request, pk):
    """The list to sign: as the file, with an empty column for each signature."""
    run = _run(request, pk)
    listed, _hidden = _listed(request, run)
    content = printable_list(
        office=office_letterhead(request.district), created_on=timezone.localdate(),
        title=_("Teilnahmeliste: %(title)s") % {"title": run.module},
        columns=[*listed.columns(), {"label": _("Unterschrift"), "width": 24}],
        rows=[[*row, ""] for row in listed.rows()],
        filters=[
            {"label": _("Art"), "value": run.module.get_kind_display()},
            {"label": _("Träger"), "value": run.organization.name if run.organization else request.district.name},
            {"label": _("Referentin oder Referent"), "value": run.trainer},
            {"label": _("Ort"), "value": run.place},
            {"label": _("Unterrichtseinheiten"), "value": listed.units},
        ],
        landscape=True,
    )  # fmt: skip
    return pdf_response(content, filename=f"teilnahmeliste-{pk}.pdf", inline=True)


@require_permission(Permission.GUIDE_VIEW)
def certificate_pdf(request, pk):
    participant = get_object_or_404(
        TrainingParticipant.objects.filter(
            pk=_participant(request, pk).pk, certificate_on__isnull=False
        ).select_related("run__module", "guide")
    )
    content = guide_papers.training_certificate(
        participant, office=office_letterhead(request.district), today=timezone.localdate()
    )
    return pdf_response(content, filename=f"bescheinigung-{pk}.pdf", inline=True)


@require_permission(Permission.GUIDE_VIEW)
def module_list(request):
    return render(
        request, "office/trainings/modules.html", {"page": paginate(TrainingModule.objects.order_by("retired_on", "kind", "title", "pk"), request)}
    )  # fmt: skip


@require_permission(Permission.MODULE_EDIT)
def add_module(request):
    return _module_page(request, None)


@require_permission(Permission.MODULE_EDIT)
def edit_module(request, pk):
    return _module_page(request, get_object_or_404(TrainingModule, pk=pk))


def _module_page(request, module):
    form = ModuleForm(request.POST or None, instance=module)
    if form.is_valid():
        try:
            saved = training.save_module(form.save(commit=False), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("„%(title)s“ ist gespeichert.") % {"title": saved})
            return redirect("office:module_list")
    return render(
        request, "office/trainings/module_form.html", {"module": module, "form": form}, status=422 if form.errors else 200
    )  # fmt: skip
