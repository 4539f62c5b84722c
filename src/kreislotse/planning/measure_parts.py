"""What hangs on a measure: milestones, what it waits for, money, commitments of partners, targets.

Written in a draft. After the adoption milestones are reached, money is granted and partners answer.
"""

from __future__ import annotations

from copy import copy
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.planning.cycles import find_cycle
from kreislotse.planning.editions import draft_for_change, living_for_change
from kreislotse.planning.entries import Entry
from kreislotse.planning.in_step import answer_there_too, ask_there_too, fund_there_too
from kreislotse.planning.models import Commitment, Dependency, FundingShare, IndicatorTarget, Measure, Milestone
from kreislotse.planning.money import euros


class ReachedInFuture(DomainError):
    message = _(
        "Ein Meilenstein kann nicht in der Zukunft erreicht sein. Bitte nennen Sie den Tag, an dem es so weit war."
    )


class WaitsInCircle(DomainError):
    message = _(
        "So würden Maßnahmen im Kreis aufeinander warten: %(chain)s. Bitte lösen Sie zuerst eine dieser Abhängigkeiten."
    )


class WaitsForItself(DomainError):
    message = _("Eine Maßnahme kann nicht auf sich selbst warten. Bitte wählen Sie eine andere.")


class OfAnotherVersion(DomainError):
    message = _("%(number)s gehört zu einer anderen Fassung. Bitte wählen Sie eine Maßnahme aus dieser.")


class FundedTwice(DomainError):
    message = _(
        "Die Finanzierung ergibt zusammen %(sum)s, die Maßnahme kostet aber nur %(cost)s. Bitte prüfen Sie Beträge und Kosten."
    )


class AnsweredBeforeAsked(DomainError):
    message = _("Die Antwort liegt vor der Anfrage. Bitte prüfen Sie die beiden Tage.")


class AnsweredInFuture(DomainError):
    message = _("Eine Antwort kann nicht in der Zukunft liegen. Bitte prüfen Sie den Tag.")


class RefusedWithoutReason(DomainError):
    message = _("Bitte schreiben Sie zu der Absage einen Satz, warum; das hilft bei der nächsten Fassung.")


class AsksTwice(DomainError):
    message = _("%(name)s steht bei dieser Maßnahme schon. Bitte tragen Sie dort die Antwort ein.")


class BaselineIncomplete(DomainError):
    message = _(
        "Zu einem Ausgangswert gehört der Tag, von dem er ist. Bitte tragen Sie beides ein oder lassen Sie beides weg."
    )


class TargetBeforeBaseline(DomainError):
    message = _("Der Zielwert soll vor dem Ausgangswert erreicht sein. Bitte prüfen Sie die beiden Tage.")


class TargetTwice(DomainError):
    message = _("Für diesen Indikator und diesen Tag gibt es hier schon einen Zielwert.")


# ── milestones ──────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def save_milestone(milestone: Milestone, *, by) -> Milestone:
    draft_for_change(milestone.measure.version_id)
    milestone.save()
    _note(milestone.measure, by, "milestones")
    return milestone


@transaction.atomic
def remove_part(part: Milestone | Dependency | FundingShare | IndicatorTarget | Commitment, *, by) -> None:
    """Strike something that hangs on a measure or objective from a draft. Raises `VersionAdopted`."""
    whole = getattr(part, "measure", None)
    version = draft_for_change(whole.version_id if whole else part.objective.goal.version_id)
    audit.record(Entry.PLAN_PART_REMOVED, whole or version, by=by, part=part._meta.model_name)
    part.delete()


@transaction.atomic
def reach_milestone(milestone: Milestone, *, on: date | None, today: date, by) -> Milestone:
    """Note the day a milestone was reached, `None` that it was not. Raises `ReachedInFuture`, `VersionReplaced`."""
    living_for_change(milestone.measure.version_id)
    if on is not None and on > today:
        raise ReachedInFuture
    milestone.reached_on = on
    milestone.save(update_fields=["reached_on"])
    audit.record(Entry.MILESTONE_REACHED, milestone.measure, by=by, milestone=milestone.pk, on=on)
    return milestone


# ── what it waits for ───────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def add_dependency(measure: Measure, needs: Measure, *, by) -> Dependency:
    """Say that `measure` needs `needs` first. Raises `WaitsForItself`, `OfAnotherVersion`, `WaitsInCircle`."""
    version = draft_for_change(measure.version_id)
    if measure.pk == needs.pk:
        raise WaitsForItself
    if needs.version_id != version.pk:
        raise OfAnotherVersion(number=needs.number)
    edges = set(Dependency.objects.filter(measure__version=version).values_list("measure", "needs"))
    cycle = find_cycle([(measure.pk, needs.pk), *edges])
    if cycle:
        numbers = dict(Measure.objects.filter(pk__in=cycle).values_list("pk", "number"))
        raise WaitsInCircle(chain=" → ".join(numbers[key] for key in cycle))
    dependency, _is_new = Dependency.objects.get_or_create(measure=measure, needs=needs)
    _note(measure, by, "dependencies")
    return dependency


# ── money ───────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def save_funding(share: FundingShare, *, by) -> FundingShare:
    """Who pays which part. Raises `FundedTwice` if all parts that were not refused are more than the measure costs."""
    draft_for_change(share.measure.version_id)
    _check_sum(share)
    share.save()
    _note(share.measure, by, "funding")
    return share


@transaction.atomic
def answer_funding(share: FundingShare, *, state: str, by) -> FundingShare:
    """Whether the money was applied for, granted or refused; also after the adoption. Raises `FundedTwice`."""
    living_for_change(share.measure.version_id)
    before, share.state = share.state, state
    _check_sum(share)
    share.save(update_fields=["state"])
    fund_there_too(share, state_before=before)
    audit.record(Entry.FUNDING_ANSWERED, share.measure, by=by, state=state)
    return share


def funded_cents(measure: Measure) -> int:
    """What is planned, applied for or granted, without what was refused."""
    rows = FundingShare.objects.filter(measure=measure).exclude(state=FundingShare.State.REFUSED)
    return rows.aggregate(sum=Sum("amount_cents"))["sum"] or 0


def _check_sum(share: FundingShare) -> None:
    cost = share.measure.cost_cents
    if cost is None or share.state == FundingShare.State.REFUSED:
        return
    others = FundingShare.objects.filter(measure=share.measure_id).exclude(pk=share.pk)
    others = others.exclude(state=FundingShare.State.REFUSED).aggregate(sum=Sum("amount_cents"))["sum"] or 0
    if others + share.amount_cents > cost:
        raise FundedTwice(sum=euros(others + share.amount_cents), cost=euros(cost))


# ── commitments ─────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def ask_partner(commitment: Commitment, *, by) -> Commitment:
    """A partner is asked whether it takes a part; also after the adoption, for it is its own will. Raises `AsksTwice`."""
    living_for_change(commitment.measure.version_id)
    taken = Commitment.objects.filter(measure=commitment.measure_id, organization=commitment.organization_id)
    if taken.exists():
        raise AsksTwice(name=commitment.organization.name)
    commitment.state, commitment.answered_on = Commitment.State.ASKED, None
    commitment.save()
    ask_there_too(commitment)
    audit.record(Entry.COMMITMENT_RECORDED, commitment.measure, by=by, state=commitment.state)
    return commitment


@transaction.atomic
def record_answer(  # noqa: PLR0913
    commitment: Commitment, *, state: str, on: date | None, reason: str, part: str | None = None, today: date, by
) -> Commitment:
    """What the partner answered; „angefragt“ takes an answer back.

    Raises `AnsweredBeforeAsked`, `AnsweredInFuture`, `RefusedWithoutReason`, `VersionReplaced`.
    """
    living_for_change(commitment.measure.version_id)
    commitment = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    before = copy(commitment)
    if state == Commitment.State.ASKED:
        on = None
    else:
        on = on or today
        if on > today:
            raise AnsweredInFuture
        if on < commitment.asked_on:
            raise AnsweredBeforeAsked
    if state == Commitment.State.REFUSED and not reason.strip():
        raise RefusedWithoutReason
    commitment.state, commitment.answered_on, commitment.reason = state, on, reason.strip()
    if part is not None:
        commitment.part = part
    commitment.save()
    answer_there_too(commitment, before=before)
    audit.record(Entry.COMMITMENT_RECORDED, commitment.measure, by=by, state=state)
    return commitment


# ── targets ─────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def save_target(target: IndicatorTarget, *, by) -> IndicatorTarget:
    """What an indicator should show. Raises `BaselineIncomplete`, `TargetBeforeBaseline`, `TargetTwice`, `VersionAdopted`."""
    whole = target.measure or target.objective
    version = draft_for_change(whole.version_id if target.measure else whole.goal.version_id)
    if (target.baseline is None) != (target.baseline_on is None):
        raise BaselineIncomplete
    if target.baseline_on is not None and target.target_on <= target.baseline_on:
        raise TargetBeforeBaseline
    same = IndicatorTarget.objects.filter(
        measure=target.measure, objective=target.objective, definition=target.definition_id, target_on=target.target_on
    )
    if same.exclude(pk=target.pk).exists():
        raise TargetTwice
    target.save()
    audit.record(Entry.PLAN_CHANGED, version, by=by, target=target.definition_id)
    return target


def reached_percent(target: IndicatorTarget, value: Decimal | None) -> int | None:
    """How much of the way from the baseline to the target is gone, 0 to 100; `None` where it cannot be said."""
    if value is None or target.baseline is None or target.target == target.baseline:
        return None
    share = (value - target.baseline) / (target.target - target.baseline)
    return int(min(max(share, Decimal(0)), Decimal(1)) * 100)


def _note(measure: Measure, by, what: str) -> None:
    audit.record(Entry.MEASURE_CHANGED, measure, by=by, number=measure.number, fields=what)
