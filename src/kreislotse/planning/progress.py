"""What becomes of a measure: its status by allowed steps with reasons, and what is reported of it."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.dates import months_later
from kreislotse.core.errors import DomainError
from kreislotse.planning.editions import living_for_change
from kreislotse.planning.entries import Entry
from kreislotse.planning.in_step import report_there_too
from kreislotse.planning.models import (
    Measure,
    MeasureStatusChange,
    Milestone,
    PlanVersion,
    ProgressReport,
    UpdateRequest,
)

Status = Measure.Status
Words = ProgressReport.Words
STEPS = MappingProxyType({
    Status.PROPOSED: (Status.PLANNED, Status.RUNNING, Status.DROPPED),
    Status.PLANNED: (Status.RUNNING, Status.PAUSED, Status.DROPPED),
    Status.RUNNING: (Status.DONE, Status.PAUSED, Status.DROPPED),
    Status.PAUSED: (Status.RUNNING, Status.PLANNED, Status.DROPPED),
    Status.DONE: (Status.RUNNING,),
    Status.DROPPED: (Status.PLANNED,),
})  # fmt: skip
"""From which status one comes to which; the way back from an end is there for what was ended too early."""


class NotAStep(DomainError):
    message = _("Von „%(before)s“ geht es nicht zu „%(after)s“. Möglich ist: %(possible)s.")


class NoReason(DomainError):
    message = _("Bitte nennen Sie den Grund; er steht danach im Verlauf der Maßnahme.")


class BeforeLastChange(DomainError):
    message = _("Am %(day)s wurde der Stand zuletzt geändert. Bitte nennen Sie diesen Tag oder einen späteren.")


class InFuture(DomainError):
    message = _("Der Tag liegt in der Zukunft. Bitte tragen Sie es ein, wenn es so weit ist.")


class FollowsCurrentVersion(DomainError):
    message = _(
        "Diese Maßnahme läuft in „%(version)s“ und übernimmt beim Beschluss deren Stand. Bitte ändern Sie ihn dort."
    )


def possible_steps(measure: Measure) -> tuple[str, ...]:
    return STEPS[Status(measure.status)]


@transaction.atomic
def change_status(  # noqa: PLR0913
    measure: Measure, *, status: str, reason: str, on: date, today: date, by, is_from_lead: bool = False
) -> MeasureStatusChange:
    """Move a measure to another status by an allowed step.

    Raises `NotAStep`, `NoReason`, `InFuture`, `BeforeLastChange`, `FollowsCurrentVersion`, `VersionReplaced`.
    """
    version = living_for_change(measure.version_id)
    measure = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    if version.is_draft and measure.carried_from_id:
        raise FollowsCurrentVersion(version=str(version.follows))
    if not reason.strip():
        raise NoReason
    if status not in possible_steps(measure):
        possible = ", ".join(f"„{Status(one).label}“" for one in possible_steps(measure))
        raise NotAStep(before=measure.get_status_display(), after=Status(status).label, possible=possible)
    if on > today:
        raise InFuture
    last = measure.status_changes.order_by("-on", "-pk").first()
    if last is not None and on < last.on:
        raise BeforeLastChange(day=f"{last.on:%d.%m.%Y}")
    change = MeasureStatusChange.objects.create(
        measure=measure, on=on, before=measure.status, after=status, reason=reason.strip()[:300], is_from_lead=is_from_lead,
        by=by if getattr(by, "pk", None) else None,
    )  # fmt: skip
    measure.status = status
    measure.save(update_fields=["status", "updated_at"])
    audit.record(Entry.MEASURE_STATUS_CHANGED, measure, by=by, before=change.before, after=status)
    return change


@transaction.atomic
def report_progress(  # noqa: PLR0913
    measure: Measure, *, light: str, text: str, next_step: str = "", spent_cents: int | None = None, reached: list[Milestone] = (),
    on: date, by=None, is_from_lead: bool = False,
) -> ProgressReport:  # fmt: skip
    """What the lead says of a measure on a day; reached milestones are noted, and the next report is due later.

    The words of a lead wait until the office has read them (`planning.words`). Raises `VersionReplaced`.
    """
    version = living_for_change(measure.version_id)
    measure = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    report = ProgressReport.objects.create(
        measure=measure, on=on, light=light, text=text, next_step=next_step, spent_cents=spent_cents,
        words=Words.WAITING if is_from_lead else Words.RELEASED,
        by=by if getattr(by, "pk", None) else None, is_from_lead=is_from_lead,
    )  # fmt: skip
    ask_no_more_to_rewrite(measure)
    Milestone.objects.filter(measure=measure, reached_on=None, pk__in=[one.pk for one in reached]).update(reached_on=on)
    due, measure.next_report_on = measure.next_report_on, next_report(measure, version, on)
    measure.save(update_fields=["next_report_on", "updated_at"])
    report_there_too(measure, due_before=due)
    audit.record(Entry.MEASURE_REPORTED, measure, by=by, light=light, is_from_lead=is_from_lead)
    return report


@transaction.atomic
def rewrite_words(report: ProgressReport, *, text: str, next_step: str = "") -> ProgressReport:
    """Put other words of the lead in the place of withheld ones; they wait to be read again."""
    report = ProgressReport.objects.select_for_update(of=("self",)).select_related("measure").get(pk=report.pk)
    report.text, report.next_step = text, next_step
    report.words, report.withheld_because = Words.WAITING, ""
    report.save(update_fields=["text", "next_step", "words", "withheld_because"])
    audit.record(Entry.MEASURE_REPORTED, report.measure, by=None, light=report.light, is_from_lead=True)
    return report


def ask_no_more_to_rewrite(measure: Measure) -> None:
    """End the links by which the lead should write earlier words of a measure again."""
    waiting = UpdateRequest.objects.filter(measure=measure, answered_at=None, replaced_at=None)
    waiting.filter(rewrites__isnull=False).update(replaced_at=timezone.now())


def next_report(measure: Measure, version: PlanVersion, reported_on: date) -> date | None:
    """When the next report is due after one of `reported_on`; none for a measure that has ended.

    A report that comes a little early keeps the rhythm: it counts for the day that was due.
    """
    if measure.is_ended:
        return None
    due = measure.next_report_on
    is_for_due_day = due is not None and reported_on <= due and (due - reported_on).days <= version.asks_before_days
    return months_later(due if is_for_due_day else reported_on, version.report_every_months)
