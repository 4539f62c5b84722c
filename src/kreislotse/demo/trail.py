"""The entries the office's operations would have left for the requests of the demo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kreislotse.audit.models import AuditEntry
from kreislotse.demo.timeline import Story
from kreislotse.demo.world import World, batches
from kreislotse.intake.entries import Entry
from kreislotse.intake.models import HelpRequest


def build_trail(world: World, pairs: list[tuple[Story, HelpRequest]]) -> None:
    entries = (
        AuditEntry(
            at=world.chance.moment(day, latest=world.now),
            by=by,
            entry=entry.value,
            object_type=HelpRequest._meta.label_lower,
            object_pk=request.pk,
            details=details,
        )
        for story, request in pairs
        for day, entry, by, details in _steps(story, request)
    )
    for batch in batches(entries):
        AuditEntry.objects.bulk_create(batch)


def _steps(story: Story, request: HelpRequest) -> Iterator[tuple[date, Entry, object, dict]]:  # fmt: skip
    """Day, entry, person and details of each step of a request."""
    by = request.responsible
    from_outside = request.channel in (HelpRequest.Channel.PUBLIC_FORM, HelpRequest.Channel.INSTITUTION_FORM)  # fmt: skip
    received_by = None if from_outside else by
    yield story.received_on, Entry.HELP_REQUEST_RECEIVED, received_by, {"channel": str(request.channel)}  # fmt: skip
    if by and story.answered_on:
        yield story.answered_on, Entry.HELP_REQUEST_ASSIGNED, by, {"responsible": by.pk}
        yield story.answered_on, Entry.HELP_REQUEST_ANSWERED, by, {"language": request.answer_language}  # fmt: skip
    if story.was_referred:
        yield story.answered_on, Entry.HELP_REQUEST_REFERRED, by, {}
    if story.status == "cancelled":
        yield story.closed_on, Entry.HELP_REQUEST_WITHDRAWN, None, {"reason": str(story.closing_reason)}  # fmt: skip
    elif story.closed_on:
        yield story.closed_on, Entry.HELP_REQUEST_CLOSED, by, {"reason": str(story.closing_reason)}  # fmt: skip
