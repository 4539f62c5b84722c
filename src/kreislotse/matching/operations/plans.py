"""The plan of a week: computed as often as one likes, silent until its questions are released together."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil

from django.db import IntegrityError, transaction
from django.utils import timezone

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.guides.models import Guide
from kreislotse.intake.models import ClosingReason, HelpRequest, Setting
from kreislotse.jobs.tasks import enqueue_after_commit
from kreislotse.matching import tasks, week
from kreislotse.matching.candidates import role_for
from kreislotse.matching.entries import Entry
from kreislotse.matching.models import MatchProposal, PlanChoice, PlanLine, UnservedCause, WeekPlan
from kreislotse.matching.operations._shared import USUAL, locked_help_request
from kreislotse.matching.operations.errors import HelpRequestNotOpen, NothingToRelease, PairIsForbidden, PlanIsComputing
from kreislotse.matching.operations.proposals import propose_guides
from kreislotse.matching.weights import weights_in_force

STUCK_AFTER = timedelta(minutes=10)


@dataclass(frozen=True)
class Released:
    """What became of a release: the questions put, and the lines that no rule allowed any more with their sentences."""

    asked: list[MatchProposal] = field(default_factory=list)
    refused: list[tuple[PlanLine, str]] = field(default_factory=list)


def open_week(monday: date, *, organization=None) -> WeekPlan:
    """The plan of a week, begun if there is none."""
    monday -= timedelta(days=monday.weekday())
    rows = WeekPlan.objects.filter(monday=monday, organization=organization)
    plan = rows.first()
    if plan is None:
        try:
            with transaction.atomic():
                plan = WeekPlan.objects.create(monday=monday, organization=organization)
        except IntegrityError:  # somebody else opened the week at the same moment
            plan = rows.get()
    return plan


def order_week(plan: WeekPlan, *, by) -> WeekPlan:
    """Have a plan computed in the background. Raises `PlanIsComputing` while that is being done already."""
    with transaction.atomic():
        plan = WeekPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
        if plan.is_computing and plan.computed_at and timezone.now() - plan.computed_at < STUCK_AFTER:
            raise PlanIsComputing
        plan.state, plan.step, plan.computed_at = WeekPlan.State.COMPUTING, "", timezone.now()
        plan.save(update_fields=["state", "step", "computed_at"])
        enqueue_after_commit(tasks.compute_week, plan.pk, by.pk)
    return plan


def compute_week(plan: WeekPlan, *, now: datetime, by) -> WeekPlan:
    """Compute a plan anew under what is settled, and keep what changed. Nobody is told anything.

    Raises `WeekNotPlanned`; the plan before then stays.
    """
    today = timezone.localdate(now)

    def tell(step: str):
        if plan.is_computing:
            WeekPlan.objects.filter(pk=plan.pk).update(step=step)

    begun = time.monotonic()
    try:
        result = week.plan_week(plan, today=today, to=by, tell=tell)
    except week.WeekNotPlanned:
        WeekPlan.objects.filter(pk=plan.pk).update(state=WeekPlan.State.FAILED, step="")
        raise
    milliseconds = int((time.monotonic() - begun) * 1000)
    with transaction.atomic():
        plan = WeekPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
        plan.lines.all().delete()
        _keep(plan, result.lines)
        plan.state, plan.step, plan.computed_at, plan.milliseconds = WeekPlan.State.READY, "", now, milliseconds
        plan.computed_with = result.weights.chosen()
        plan.gap_permille = min(ceil(result.gap * 1000), 1000)
        plan.fairness = {
            "least_rate": result.fairness.least_rate, "gini": round(result.fairness.gini, 3),
            "worst": [list(group) for group in result.fairness.worst], "behind": [list(one) for one in result.behind],
        }  # fmt: skip
        plan.save()
        _note_causes(result.lines, today)
    return plan


@transaction.atomic
def settle(plan: WeekPlan, *, help_request: HelpRequest, guide: Guide, kind: str, by) -> PlanChoice:
    """Pin a guide to a request, or forbid the pair; a new pin takes the place of the one before.

    Raises `PairIsForbidden` if the pair to be pinned is forbidden.
    """
    plan = WeekPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    own = plan.choices.filter(help_request=help_request)
    if kind == PlanChoice.Kind.PIN:
        if own.filter(guide=guide, kind=PlanChoice.Kind.FORBID).exists():
            raise PairIsForbidden(name=str(guide))
        own.filter(kind=PlanChoice.Kind.PIN).delete()
    own.filter(guide=guide).delete()
    choice = PlanChoice.objects.create(plan=plan, help_request=help_request, guide=guide, kind=kind)
    audit.record(Entry.PLAN_SETTLED, plan, by=by, help_request=help_request.pk, guide=guide.pk, kind=kind)
    return choice


@transaction.atomic
def unsettle(choice: PlanChoice, *, by) -> None:
    """Take a pin or a forbidden pair back."""
    plan = WeekPlan.objects.select_for_update(of=("self",)).get(pk=choice.plan_id)
    audit.record(
        Entry.PLAN_UNSETTLED, plan, by=by, help_request=choice.help_request_id, guide=choice.guide_id, kind=choice.kind
    )
    PlanChoice.objects.filter(pk=choice.pk).delete()


@transaction.atomic
def weigh(plan: WeekPlan, *, weights: dict, today: date, by) -> WeekPlan:
    """Give one plan weights of its own; what equals the office's rule is not kept, so that it follows the rule."""
    plan = WeekPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    usual = weights_in_force(today).chosen()
    plan.weights = {name: value for name, value in weights.items() if name in usual and value != usual[name]}
    plan.save(update_fields=["weights"])
    audit.record(Entry.PLAN_WEIGHED, plan, by=by)
    return plan


@transaction.atomic
def release_week(plan: WeekPlan, *, now: datetime, by) -> Released:
    """Ask all guides of the plan in one go; each gets one mail, however many questions.

    What a rule does not allow any more stays in the plan, with the sentence. Raises `NothingToRelease`,
    `PlanIsComputing`. Released twice at once: the second finds nothing left.
    """
    plan = WeekPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if plan.is_computing:
        raise PlanIsComputing
    lines = plan.lines.filter(guide__isnull=False).order_by("pk")
    lines = list(lines.select_related("guide", "help_request", "funding_source"))
    if not lines:
        raise NothingToRelease
    released = Released()
    for line in lines:
        try:
            with transaction.atomic():
                released.asked.extend(
                    propose_guides(
                        line.help_request, guides=[line.guide], role=line.role, funding_source=line.funding_source or USUAL,
                        over_week_is_fine=True, is_told=False, now=now, by=by,
                    )
                )  # fmt: skip
        except DomainError as error:
            released.refused.append((line, str(error)))
        else:
            line.delete()
    for guide, keys in _by_guide(released.asked).items():
        enqueue_after_commit(tasks.tell_guide_once, guide, keys)
    plan.released_at = now
    plan.save(update_fields=["released_at"])
    audit.record(Entry.PLAN_RELEASED, plan, by=by, asked=len(released.asked), refused=len(released.refused))
    return released


@transaction.atomic
def try_by_phone(help_request: HelpRequest, *, by) -> HelpRequest:
    """Look for a guide on the telephone instead of on site, as was agreed with whoever asked.

    Raises `HelpRequestNotOpen`.
    """
    help_request = locked_help_request(help_request.pk)
    if not help_request.is_open:
        raise HelpRequestNotOpen
    if help_request.setting != Setting.PHONE:
        help_request.setting = Setting.PHONE
        help_request.save(update_fields=["setting"])
        audit.record(Entry.TRIED_BY_PHONE, help_request, by=by)
    return help_request


def note_cause_at_the_end(help_request: HelpRequest, *, today: date, by) -> None:
    """When a request ends because nobody was available, see that its cause is known (called while it ends)."""
    if help_request.closing_reason != ClosingReason.NO_GUIDE:
        return
    if UnservedCause.objects.filter(help_request=help_request).exists():
        return
    cause = week.cause_of(help_request, today=today) or UnservedCause.Cause.EXCLUDED
    UnservedCause.objects.create(help_request=help_request, cause=cause, on=today)


def _by_guide(proposals: Iterable[MatchProposal]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for proposal in proposals:
        found.setdefault(proposal.guide_id, []).append(proposal.pk)
    return found


def _keep(plan: WeekPlan, planned: list[week.Planned]) -> None:
    lines = PlanLine.objects.bulk_create(
        PlanLine(
            plan=plan, help_request=one.help_request, guide=one.guide, role=role_for(one.help_request), on=one.on,
            starts_at=one.starts_at, funding_source=one.funding,
            reasons=[{"text": reason.text, "is_caution": reason.is_caution} for reason in one.reasons],
            cause=one.cause, why=one.why[:400], ways=list(one.ways), change=one.change, changed_from=one.changed_from,
            changed_because=one.changed_because[:300],
        )
        for one in planned
    )  # fmt: skip
    through = PlanLine.nearly.through
    through.objects.bulk_create(
        through(planline_id=line.pk, guide_id=guide.pk)
        for line, one in zip(lines, planned, strict=True) for guide in one.nearly
    )  # fmt: skip


def _note_causes(planned: list[week.Planned], today: date) -> None:
    """Remember what keeps each request without a guide, and forget it of those who have one now."""
    keys = [one.help_request.pk for one in planned]
    UnservedCause.objects.filter(help_request__in=keys).delete()
    UnservedCause.objects.bulk_create(
        UnservedCause(help_request=one.help_request, cause=one.cause, on=today) for one in planned if one.cause
    )
