"""When assignments and proposals go, and who objects before."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kreislotse.guides.models import Guide
from kreislotse.intake.models import HelpRequest
from kreislotse.matching.models import Appointment, Assignment, MatchProposal, WeekPlan
from kreislotse.matching.operations._shared import OPEN
from kreislotse.privacy.registry import Expiry


def assignments_to_erase(today: date, days: int) -> QuerySet[Assignment]:
    """Assignments that ended more than `days` days ago."""
    return Assignment.objects.filter(ended_on__lt=today - timedelta(days=days))


def proposals_to_erase(today: date, days: int) -> QuerySet[MatchProposal]:
    """Answered questions older than the period; an accepted one goes with its assignment's age, too."""
    rows = MatchProposal.objects.exclude(status=MatchProposal.Status.ASKED)
    return rows.filter(asked_at__date__lt=today - timedelta(days=days))


def places_to_empty(today: date, days: int) -> QuerySet[Appointment]:
    """Appointments whose place is still written down although the assignment ended more than `days` days ago."""
    ended = Assignment.objects.filter(ended_on__lt=today - timedelta(days=days))
    return Appointment.objects.filter(assignment__in=ended).exclude(place="")


def empty_places(rows: QuerySet[Appointment]) -> int:
    return Appointment.objects.filter(pk__in=rows.values("pk")).update(place="")


def plans_to_erase(today: date, days: int) -> QuerySet[WeekPlan]:
    """Plans of weeks that began more than `days` days ago, with all their lines."""
    return WeekPlan.objects.filter(monday__lt=today - timedelta(days=days))


def erase(rows: QuerySet) -> int:
    """Delete the rows with all that hangs on them; counted are the rows themselves."""
    return rows.delete()[1].get(rows.model._meta.label, 0)


ASSIGNMENT_EXPIRY = Expiry(kind="assignment", due=assignments_to_erase, erase=erase)
PROPOSAL_EXPIRY = Expiry(kind="assignment", due=proposals_to_erase, erase=erase)
PLAN_EXPIRY = Expiry(kind="assignment", due=plans_to_erase, erase=erase)
PLACE_EXPIRY = Expiry(kind="seeker_contact", due=places_to_empty, erase=empty_places)


def why_a_request_cannot_close(help_request: HelpRequest) -> str | None:
    """The sentence for the office while somebody still goes along."""
    assignment = Assignment.objects.filter(help_request=help_request, status__in=OPEN).select_related("guide").first()
    if assignment is None:
        return None
    return _(
        "%(name)s begleitet noch. Bitte schließen Sie zuerst den Einsatz ab, oder sagen Sie ihn ab."
    ) % {"name": assignment.guide}  # fmt: skip


def why_a_guide_cannot_leave(guide: Guide) -> str | None:
    """The sentence for the office while a guide still has assignments."""
    n = Assignment.objects.filter(guide=guide, status__in=OPEN).count()
    if n == 0:
        return None
    return ngettext(
        "%(name)s hat noch %(n)d laufenden Einsatz. Bitte schließen Sie ihn zuerst ab, oder sagen Sie ihn ab.",
        "%(name)s hat noch %(n)d laufende Einsätze. Bitte schließen Sie diese zuerst ab, oder sagen Sie sie ab.",
        n,
    ) % {"n": n, "name": guide}
