"""A report the demo's council has read: the plan as it stood on a day some months ago, worked out from its dated rows."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from kreislotse.core.dates import months_later
from kreislotse.planning.content import plan_content
from kreislotse.planning.models import (
    IndicatorTarget,
    Measure,
    MeasureStatusChange,
    Milestone,
    PlanReport,
    PlanVersion,
    ProgressReport,
)
from kreislotse.planning.reports import checksum_of

SUMMARY = (
    "Die meisten Maßnahmen sind begonnen und liegen im Plan. Wo es stockt, fehlen Räume oder Personal, nicht der Wille. "
    "Der Kreisausschuss nimmt den Bericht zur Kenntnis; über die Mittel für das nächste Jahr berät er im Herbst."
)


def build_report(version: PlanVersion, *, today: date, by) -> PlanReport | None:
    """None where the edition is too young to have been reported on."""
    day = max(months_later(today, -5), version.adopted_on + timedelta(days=60))
    if day >= today:
        return None
    content = content_on(version, day)
    return PlanReport.objects.create(
        version=version, title=f"Bericht an den Kreisausschuss, {day:%m/%Y}", as_of=day, decision_reference=f"VO/{day.year}/{day.month:02}7",
        summary=SUMMARY, is_public=True, content=content, checksum=checksum_of(content), by=by,
        taken_at=timezone.make_aware(datetime.combine(day, time(10))),
    )  # fmt: skip


def content_on(version: PlanVersion, day: date) -> dict:
    """The plan as it was on a day: what came later is taken away, read, and put back."""
    with transaction.atomic():
        mark = transaction.savepoint()
        later = {"measure__version": version, "on__gt": day}
        ProgressReport.objects.filter(**later).delete()
        undone = MeasureStatusChange.objects.filter(**later).order_by("-on", "-pk")
        for change in undone:
            Measure.objects.filter(pk=change.measure_id).update(status=change.before or Measure.Status.PLANNED)
        undone.delete()
        Milestone.objects.filter(measure__version=version, reached_on__gt=day).update(reached_on=None)
        IndicatorTarget.objects.filter(measure__version=version, baseline_on__gt=day).delete()
        content = plan_content(version, today=day)
        transaction.savepoint_rollback(mark)
    return content
