"""The plan of a week: compute, settle, weigh, see what changed, release."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.coordination import fairness
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import wants_fragment
from kreislotse.intake.queries import visible_help_requests
from kreislotse.matching import operations, plan_queries, queries, week
from kreislotse.matching.candidates import days_that_count, minutes_this_year, role_for
from kreislotse.matching.funding import propose_funding
from kreislotse.matching.models import PlanChoice
from kreislotse.matching.rules import proposal_rules
from kreislotse.matching.weights import weights_in_force, with_changes
from kreislotse.web.office.forms.plans import PlanWeightsForm

PAIRS_AT_ONCE = 40_000
"""So many pairs of requests and guides are computed while the page waits. 300 requests and 120 guides are 36,000: the plan and
its reasons take less than a second (benchmarks/assignment/week_plan.py), reading the facts and keeping the lines comes on top."""
FAIR_PAIRS_AT_ONCE = 10_000
"""The same in the order of fairness, which solves one program for each class of urgency."""


def _monday(request):
    """The Monday of the week asked for; without, of the week to plan now."""
    asked = request.POST.get("woche") or request.GET.get("woche") or ""
    try:
        day = parse_date(asked) if asked else plan_queries.week_to_plan(timezone.now())
    except ValueError:
        day = None
    if day is None:
        raise Http404
    return day - timedelta(days=day.weekday())


def _address(monday, anchor: str = "") -> str:
    return f"{reverse('office:week_plan')}?woche={monday.isoformat()}{anchor}"


def _open_plan(request):
    return operations.open_week(_monday(request), organization=plan_queries.organization_of_plans(request.user))


def _turns(board: plan_queries.Board, user) -> dict:
    """Whom a plan asks of those whose turn it is; nothing where nobody is planned."""
    if not board.served:
        return {}
    everybody, rule = fairness.turns(to=user, now=timezone.now())
    if board.plan.organization_id:
        everybody = [turn for turn in everybody if turn.guide.organization_id == board.plan.organization_id]
    return {"turns": fairness.turns_in_plan(everybody, board.loads), "turns_rule": rule}


@require_permission(Permission.ASSIGNMENT_EDIT)
def week_plan(request):
    """All open requests of a week: who would go, who is left alone and why, and what changed."""
    monday, today = _monday(request), timezone.localdate()
    board = plan_queries.board(monday, today=today, to=request.user)
    if wants_fragment(request):
        if not (board.plan and board.plan.is_computing):
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "office/plans/_progress.html", {"plan": board.plan})
    by_guide = request.GET.get("ansicht") == "personen"
    context = _turns(board, request.user) | {
        "board": board,
        "plan": board.plan,
        "groups": board.guides if by_guide else board.days,
        "by_guide": by_guide,
        "week": monday.isocalendar().week,
        "previous": monday - timedelta(days=7),
        "next": monday + timedelta(days=7),
        "is_over": monday + timedelta(days=6) < today,
    }
    return render(request, "office/plans/week.html", context)


@require_permission(Permission.ASSIGNMENT_EDIT)
@require_POST
def compute_week_plan(request):
    return _compute(request, _open_plan(request))


def _compute(request, plan):
    """Compute at once where that takes less than a second, else in the background."""
    try:
        if _is_quick(request, plan):
            operations.compute_week(plan, now=timezone.now(), by=request.user)
        else:
            operations.order_week(plan, by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
    return redirect(_address(plan.monday))


def _is_quick(request, plan) -> bool:
    today = timezone.localdate()
    pairs = week.requests_of_week(plan.monday, today=today, to=request.user).count()
    pairs *= week.guides_of_plan(plan, to=request.user).count()
    is_fair = with_changes(weights_in_force(today), plan.weights).is_fair
    return pairs <= (FAIR_PAIRS_AT_ONCE if is_fair else PAIRS_AT_ONCE)


@require_permission(Permission.ASSIGNMENT_EDIT)
def settle_week_plan(request, pk):
    """Who goes to one request of the plan: pin somebody, rule somebody out, or take that back."""
    rows = visible_help_requests(to=request.user).select_related("topic", "language", "municipality", "series_wish")
    help_request = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        return _settle(request, help_request)
    monday, today = _monday(request), timezone.localdate()
    line, own = plan_queries.row_of(help_request, monday, to=request.user)
    days, role = days_that_count(help_request, today=today), role_for(help_request)
    rules = proposal_rules(today=today, days=days)
    funding = propose_funding(
        help_request,
        role=role,
        on=days[0],
        minutes=minutes_this_year(help_request, days),
        pools=rules.pools,
        rates=rules.rates,
    )
    candidates = queries.candidates(
        help_request, role=role, funding_source=funding.source, today=today, to=request.user, days=days, rules=rules
    )
    context = {
        "help_request": help_request,
        "monday": monday,
        "back_url": _address(monday),
        "candidates": candidates,
        "own": own,
        "forbidden": {choice.guide_id for choice in own if choice.kind == PlanChoice.Kind.FORBID},
        "line": line,
    }
    return render(request, "office/plans/settle.html", context)


def _settle(request, help_request):
    plan = _open_plan(request)
    choice, guide = request.POST.get("zuruecknehmen", ""), request.POST.get("guide", "")
    kind = request.POST.get("art", "")
    try:
        if choice.isdecimal():
            operations.unsettle(get_object_or_404(plan.choices, pk=choice, help_request=help_request), by=request.user)
        elif guide.isdecimal() and kind in PlanChoice.Kind.values:
            person = get_object_or_404(plan_queries.guides_to_settle(plan, to=request.user), pk=guide)
            operations.settle(plan, help_request=help_request, guide=person, kind=kind, by=request.user)
        else:
            raise Http404
    except DomainError as error:
        messages.warning(request, str(error))
        return redirect(_address(plan.monday))
    return _compute(request, plan)


@require_permission(Permission.ASSIGNMENT_EDIT)
def weigh_week_plan(request):
    """What counts how much, for this one plan; the office's own values are dated rules."""
    monday, today = _monday(request), timezone.localdate()
    board = plan_queries.board(monday, today=today, to=request.user)
    usual = weights_in_force(today)
    now = with_changes(usual, board.plan.weights if board.plan else {})
    form = PlanWeightsForm(request.POST or None, initial=now.chosen())
    if request.method == "POST" and "wie-ueblich" in request.POST:
        plan = operations.weigh(_open_plan(request), weights={}, today=today, by=request.user)
        return _compute(request, plan)
    if request.method == "POST" and form.is_valid():
        plan = operations.weigh(_open_plan(request), weights=form.cleaned_data, today=today, by=request.user)
        return _compute(request, plan)
    context = {"form": form, "board": board, "back_url": _address(monday), "monday": monday}
    return render(request, "office/plans/weights.html", context, status=422 if form.errors else 200)


@require_permission(Permission.ASSIGNMENT_EDIT)
def release_week_plan(request):
    """Shows who will be asked what, then asks them all."""
    monday, today = _monday(request), timezone.localdate()
    if request.method == "POST":
        return _release(request)
    board = plan_queries.board(monday, today=today, to=request.user)
    return render(request, "office/plans/release.html", {"board": board, "back_url": _address(monday)})


def _release(request):
    plan = _open_plan(request)
    try:
        released = operations.release_week(plan, now=timezone.now(), by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
        return redirect(_address(plan.monday))
    n = len(released.asked)
    if n:
        sentence = ngettext("%(n)d Anfrage ist unterwegs.", "%(n)d Anfragen sind unterwegs.", n)
        messages.success(request, sentence % {"n": n})
    for line, why in released.refused:
        messages.warning(request, f"{line.help_request.reference}: {why}")
    return redirect(_address(plan.monday))


@require_permission(Permission.ASSIGNMENT_EDIT, Permission.HELP_REQUEST_EDIT)
@require_POST
def try_week_plan_by_phone(request, pk):
    """Look for somebody on the telephone instead: a way and a place no longer matter."""
    help_request = get_object_or_404(visible_help_requests(to=request.user), pk=pk)
    try:
        operations.try_by_phone(help_request, by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
        return redirect(_address(_monday(request)))
    messages.success(request, _("%(reference)s wird jetzt am Telefon gesucht.") % {"reference": help_request.reference})
    return _compute(request, _open_plan(request))
