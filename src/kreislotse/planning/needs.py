"""What the office does with needs: raise, hear again, discuss, decide, take up once more, answer with the plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.core.scope import current_district_id
from kreislotse.districts.models import District
from kreislotse.groups.models import AgendaItem, Body, Resolution
from kreislotse.indicators.models import Observation
from kreislotse.network.models import Organization
from kreislotse.places.models import Municipality
from kreislotse.planning.entries import Entry
from kreislotse.planning.models import (
    Goal,
    Measure,
    Need,
    NeedAnswer,
    NeedDiscussion,
    NeedOrigin,
    NeedStep,
    Objective,
    ParticipationEntry,
)
from kreislotse.planning.no_names import check_no_names

Status, Kind = Need.Status, NeedOrigin.Kind
# Where people may be meant who did not ask to be written about.
WITHOUT_NAMES = frozenset({Kind.CASE_MANAGEMENT, Kind.MUNICIPALITY, Kind.PARTICIPATION})


class ChangedMeanwhile(DomainError):
    message = _(
        "Der Bedarf konnte nicht gespeichert werden, weil ihn in der Zwischenzeit jemand anderes geändert hat. "
        "Ihre Eingaben stehen noch hier. Bitte vergleichen Sie sie mit dem neuen Stand und speichern Sie dann noch einmal."
    )


class NeedMerged(DomainError):
    message = _("Dieser Bedarf ist mit „%(into)s“ zusammengeführt. Bitte arbeiten Sie dort weiter.")


class HeardAlready(DomainError):
    message = _("Diese Zeile des Monats steht schon bei „%(need)s“.")


class HeardInFuture(DomainError):
    message = _("Der Tag liegt in der Zukunft. Bitte nennen Sie den Tag, an dem Sie davon gehört haben.")


class DecidedAlready(DomainError):
    message = _(
        "Über diesen Bedarf ist schon entschieden: %(status)s. Nehmen Sie ihn zuerst wieder auf, wenn sich etwas geändert hat."
    )


class NotDecided(DomainError):
    message = _("Über diesen Bedarf ist noch nicht entschieden. Es gibt nichts wieder aufzunehmen.")


class DecidedOnWrongDay(DomainError):
    message = _("Der Tag der Entscheidung muss zwischen dem %(first)s und heute liegen.")


class AnsweredOnWrongDay(DomainError):
    message = _("Der Tag der Antwort muss zwischen dem %(first)s und heute liegen.")


class DiscussedOnWrongDay(DomainError):
    message = _("Der Tag der Beratung muss zwischen dem %(first)s und heute liegen.")


class ReasonMissing(DomainError):
    message = _("Bitte nennen Sie den Grund. Wer den Bedarf gemeldet hat, möchte ihn verstehen.")


class AddresseeMissing(DomainError):
    message = _("Bitte sagen Sie, an wen der Bedarf weitergegeben wird: Land, Bund, Gemeinde oder eine andere Stelle.")


class NotPassedOn(DomainError):
    message = _("Eine Antwort von dort gibt es nur bei Bedarfen, die Sie weitergegeben haben.")


class AnswersNothing(DomainError):
    message = _("Bitte wählen Sie ein Leitziel, ein Teilziel oder eine Maßnahme.")


class DiscussedAlready(DomainError):
    message = _("Diese Beratung steht schon da.")


@dataclass(frozen=True)
class Origin:
    """One time a need was heard; `times` stays empty where nobody counted or the number may not be said."""

    kind: str
    heard_on: date
    times: int | None = None
    wording: str = ""
    body: Body | None = None
    organization: Organization | None = None
    municipality: Municipality | None = None
    month: date | None = None
    observation: Observation | None = None
    item: AgendaItem | None = None
    resolution: Resolution | None = None
    entry: ParticipationEntry | None = None
    source_key: str = ""


# ── raise, change, hear again ───────────────────────────────────────────────────────────────────────


@transaction.atomic
def raise_need(need: Need, *, target_groups: Iterable = (), origin: Origin, today: date, by) -> Need:
    """Write down what is missing and where it was heard.

    Raises `HeardAlready` for a line of a month that is at another need, `HeardInFuture`, `NameFound`.
    """
    need.raised_on = need.raised_on or origin.heard_on
    _check(need, [origin], today)
    need.save()
    need.target_groups.set(target_groups)
    _add_origin(need, origin)
    NeedStep.objects.create(need=need, on=need.raised_on, after=need.status, by=_known(by))
    audit.record(Entry.NEED_RAISED, need, by=by, kind=origin.kind)
    return need


@transaction.atomic
def change_need(
    need: Need, *, target_groups: Iterable, today: date, by, seen_at: datetime | None = None, changed: Iterable[str] = ()
) -> Need:  # fmt: skip
    """Save a changed need. `seen_at` is the `updated_at` the person had before them. Raises `ChangedMeanwhile`, `NeedMerged`."""
    current = locked(need)
    if seen_at is not None and current.updated_at != seen_at:
        raise ChangedMeanwhile
    kinds = set(current.origins.values_list("kind", flat=True))
    _check(need, [Origin(kind, today) for kind in kinds], today)
    need.save()
    need.target_groups.set(target_groups)
    audit.record(Entry.NEED_CHANGED, need, by=by, fields=", ".join(changed))
    return need


@transaction.atomic
def hear_again(need: Need, origin: Origin, *, today: date, by) -> NeedOrigin:
    """The same is said once more, somewhere else. A merged need passes it on to the one that stays. Raises `HeardAlready`."""
    need = Need.objects.get(pk=need.pk)
    while need.merged_into_id is not None:
        need = Need.objects.get(pk=need.merged_into_id)
    _check(None, [origin], today)
    added = _add_origin(need, origin)
    audit.record(Entry.NEED_HEARD, need, by=by, kind=origin.kind)
    return added


def _add_origin(need: Need, origin: Origin) -> NeedOrigin:
    if origin.source_key:
        District.objects.select_for_update(no_key=True).get(pk=current_district_id())  # one click at a time
        same = NeedOrigin.objects.filter(kind=origin.kind, month_from=origin.month, source_key=origin.source_key)
        if there := same.select_related("need").first():
            raise HeardAlready(need=there.need.title)
    return NeedOrigin.objects.create(
        need=need, kind=origin.kind, heard_on=origin.heard_on, times=origin.times, wording=origin.wording[:300],
        body=origin.body or _body_of(origin), item=origin.item, resolution=origin.resolution, organization=origin.organization, municipality=origin.municipality, month_from=origin.month,
        month_until=origin.month, observation=origin.observation, entry=origin.entry, source_key=origin.source_key,
    )  # fmt: skip


def _body_of(origin: Origin) -> Body | None:
    if origin.resolution is not None:
        return origin.resolution.body
    return origin.item.meeting.body if origin.item is not None else None


def _check(need: Need | None, origins: Iterable[Origin], today: date) -> None:
    for origin in origins:
        if origin.heard_on > today:
            raise HeardInFuture
        if origin.kind in WITHOUT_NAMES:
            check_no_names(origin.wording)
            if need is not None:
                check_no_names(need.title, need.text, need.proposed_solution)


def locked(need: Need) -> Need:
    """The need, so that nobody merges or decides it at the same time. Raises `NeedMerged`."""
    current = Need.objects.select_for_update(of=("self",)).select_related("merged_into").get(pk=need.pk)
    if current.merged_into is not None:
        raise NeedMerged(into=current.merged_into.title)
    return current


def _known(user):
    return user if getattr(user, "pk", None) else None


# ── discuss and decide ──────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def discuss(  # noqa: PLR0913
    need: Need, *, body: Body, on: date, result: str = "", item: AgendaItem | None = None, today: date, by
) -> NeedDiscussion:  # fmt: skip
    """Note that a body talked about it; a new need is under discussion from then on. Raises `DiscussedOnWrongDay`."""
    need = locked(need)
    if not need.raised_on <= on <= today:
        raise DiscussedOnWrongDay(first=date_format(need.raised_on, "j. F Y"))
    if NeedDiscussion.objects.filter(need=need, body=body, on=on).exists():
        raise DiscussedAlready
    discussion = NeedDiscussion.objects.create(need=need, body=body, item=item, on=on, result=result.strip())
    if need.status == Status.OPEN:
        _step(need, Status.IN_DISCUSSION, on=on, body=body, reason=result.strip(), by=by)
        need.save(update_fields=["status", "updated_at"])
    audit.record(Entry.NEED_DISCUSSED, need, by=by, body=body.pk, on=on)
    return discussion


@transaction.atomic
def decide(  # noqa: PLR0913
    need: Need, *, decision: str, on: date, body: Body | None = None, reason: str = "", passed_to: str = "",
    passed_to_whom: str = "", resolution: Resolution | None = None, today: date, by,
) -> Need:  # fmt: skip
    """Taken up, passed on, or not taken up because.

    Raises `DecidedAlready`, `DecidedOnWrongDay`, `ReasonMissing`, `AddresseeMissing`.
    """
    need = locked(need)
    if need.is_decided:
        raise DecidedAlready(status=need.get_status_display())
    if not need.raised_on <= on <= today:
        raise DecidedOnWrongDay(first=date_format(need.raised_on, "j. F Y"))
    if decision == Status.NOT_TAKEN_UP and not reason.strip():
        raise ReasonMissing
    if decision == Status.PASSED_ON and not passed_to:
        raise AddresseeMissing
    need.decided_on, need.decided_by, need.decision_reason = on, body, reason.strip()
    need.resolution = resolution
    if decision == Status.PASSED_ON:
        need.passed_to, need.passed_to_whom = passed_to, passed_to_whom.strip()
    _step(need, decision, on=on, body=body, reason=reason.strip(), by=by)
    need.save()
    audit.record(Entry.NEED_DECIDED, need, by=by, decision=decision, on=on)
    return need


@transaction.atomic
def reopen(need: Need, *, reason: str, today: date, by) -> Need:
    """Take a decided need up once more; the decision stays readable among its steps. Raises `NotDecided`, `ReasonMissing`."""
    need = locked(need)
    if not need.is_decided:
        raise NotDecided
    if not reason.strip():
        raise ReasonMissing
    after = Status.IN_DISCUSSION if need.discussions.exists() else Status.OPEN
    if need.answer_from_there:  # it goes with the decision it answers, and must not be lost
        step = need.steps.filter(after=Status.PASSED_ON).order_by("-pk").first()
        step.reason = f"{step.reason}\n{need.answer_from_there}".strip()
        step.save(update_fields=["reason"])
    need.decided_on, need.decided_by, need.resolution, need.decision_reason = None, None, None, ""
    need.passed_to = need.passed_to_whom = need.answer_from_there = ""
    need.answered_from_there_on = None
    _step(need, after, on=today, body=None, reason=reason.strip(), by=by)
    need.save()
    audit.record(Entry.NEED_REOPENED, need, by=by)
    return need


def _step(need: Need, after: str, *, on: date, body: Body | None, reason: str, by) -> None:
    """The status changes, and what was before stays readable."""
    NeedStep.objects.create(need=need, on=on, before=need.status, after=after, body=body, reason=reason, by=_known(by))
    need.status = after


@transaction.atomic
def record_answer_from_there(need: Need, *, text: str, on: date, today: date, by) -> Need:
    """What Land, Bund or another office answered. Raises `NotPassedOn`, `ReasonMissing`, `DecidedOnWrongDay`."""
    need = locked(need)
    if need.status != Status.PASSED_ON:
        raise NotPassedOn
    if not need.decided_on <= on <= today:
        raise AnsweredOnWrongDay(first=date_format(need.decided_on, "j. F Y"))
    need.answer_from_there, need.answered_from_there_on = text.strip(), on
    need.save(update_fields=["answer_from_there", "answered_from_there_on", "updated_at"])
    audit.record(Entry.NEED_ANSWERED_FROM_THERE, need, by=by, on=on)
    return need


# ── the plan answers ────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def answer_with(
    need: Need, *, goal: Goal | None = None, objective: Objective | None = None, measure: Measure | None = None,
    today: date, by,
) -> NeedAnswer:  # fmt: skip
    """Link a need with what answers it; the most exact of the three that are given. The same link twice is one.

    Raises `AnswersNothing`, `NeedMerged`.
    """
    need = locked(need)
    if measure is not None:
        target = {"measure": measure}
    elif objective is not None:
        target = {"objective": objective}
    elif goal is not None:
        target = {"goal": goal}
    else:
        raise AnswersNothing
    answer, is_new = NeedAnswer.objects.get_or_create(need=need, **target, defaults={"linked_on": today})
    if is_new:
        audit.record(Entry.NEED_ANSWERED, need, by=by, **{name: row.pk for name, row in target.items()})
    return answer


@transaction.atomic
def take_answer_back(answer: NeedAnswer, *, by) -> None:
    audit.record(Entry.NEED_CHANGED, answer.need, by=by, unlinked=answer.pk)
    answer.delete()
