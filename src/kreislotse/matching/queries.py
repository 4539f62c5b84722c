from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet, Sum

from kreislotse.accounts.access import grants_of
from kreislotse.accounts.roles import Permission
from kreislotse.core.tokens import normalize_code
from kreislotse.guides.models import Guide
from kreislotse.guides.queries import represented_organizations, sees_only_own_organization, visible_guides
from kreislotse.intake.models import HelpRequest, SeekerContact
from kreislotse.intake.queries import WAITING
from kreislotse.matching.candidates import Candidates, candidates_for, expected_minutes
from kreislotse.matching.hours import open_assignments
from kreislotse.matching.models import Appointment, Assignment, MatchProposal, TimeSheet


@dataclass(frozen=True)
class Question:
    """What a guide may know before saying yes: what, where, when, how long; nobody's name, no address, no contact."""

    pk: int
    role: str
    topic: str
    language: str
    municipality: str
    on: date | None
    at: time | None
    minutes: int
    setting: str
    reasons: list[str]
    asked_at: datetime
    expires_at: datetime
    status: str
    status_label: str

    @property
    def is_open(self) -> bool:
        return self.status == MatchProposal.Status.ASKED


@dataclass(frozen=True)
class Company:
    """Who is asked to go along with one request, and who goes."""

    help_request: HelpRequest
    proposals: list[MatchProposal]
    assignments: list[Assignment]
    asked_elsewhere: int = 0  # open questions to guides the reader may not know
    is_taken_elsewhere: bool = False

    @property
    def open_assignment(self) -> Assignment | None:
        return next((assignment for assignment in self.assignments if assignment.is_open), None)

    @property
    def open_proposals(self) -> list[MatchProposal]:
        return [proposal for proposal in self.proposals if proposal.status == MatchProposal.Status.ASKED]


def visible_assignments(*, to) -> QuerySet[Assignment]:
    """The assignments `to` may know of in the office; a Träger's coordinators see those of their own guides."""
    if not grants_of(to).allows(Permission.ASSIGNMENT_VIEW):
        return Assignment.objects.none()
    if sees_only_own_organization(to):
        return Assignment.objects.filter(guide__organization_id__in=represented_organizations(to))
    return Assignment.objects.all()


def assignment_details() -> QuerySet[Assignment]:
    """Assignments with what their page prints; filter before use."""
    appointments = Appointment.objects.select_related("sheet").order_by("-on", "-starts_at", "-pk")
    return Assignment.objects.select_related(
        "guide", "funding_source", "help_request__topic", "help_request__language", "help_request__municipality",
        "help_request__institution",
    ).prefetch_related(
        Prefetch("appointments", appointments), Prefetch("sheets", TimeSheet.objects.order_by("-printed_on", "-pk"))
    )  # fmt: skip


def assignments_for_list(*, to, today: date) -> QuerySet[Assignment]:
    """The assignments `to` may know of, with their next appointment, what took place and how many results are missing."""
    planned, over = Q(appointments__outcome=Appointment.Outcome.PLANNED), Q(appointments__on__lt=today)
    return (
        visible_assignments(to=to)
        .select_related("guide__organization", "help_request__topic", "help_request__municipality")
        .annotate(
            next_on=Min("appointments__on", filter=planned & ~over),
            minutes=Sum("appointments__duration_minutes", filter=Q(appointments__outcome="took_place"), default=0),
            missing=Count("appointments", filter=planned & over),
        )
    )


def assignments_of_guide(guide: Guide, *, to) -> QuerySet[Assignment]:
    """What a guide did and does, newest first."""
    rows = (
        visible_assignments(to=to)
        .filter(guide=guide)
        .select_related("help_request__topic", "help_request__municipality")
    )
    return rows.order_by("-agreed_on", "-pk")


def company_of(help_request: HelpRequest, *, to) -> Company:
    """Who was asked and who goes, for the page of one request. Two queries, one more for a Träger's coordinators.

    They learn that somebody of another Träger is asked or goes, and not who.
    """
    proposals = (
        MatchProposal.objects.filter(help_request=help_request).select_related("guide").order_by("-asked_at", "-pk")
    )
    assignments = (
        Assignment.objects.filter(help_request=help_request).select_related("guide").order_by("-agreed_on", "-pk")
    )
    if not sees_only_own_organization(to):
        return Company(help_request, list(proposals), list(assignments))
    own = set(represented_organizations(to).values_list("organization_id", flat=True))
    others = [one for one in proposals if one.guide.organization_id not in own]
    taken = [one for one in assignments if one.guide.organization_id not in own]
    return Company(
        help_request,
        [one for one in proposals if one not in others],
        [one for one in assignments if one not in taken],
        sum(one.status == MatchProposal.Status.ASKED for one in others),
        any(one.is_open for one in taken),
    )


def candidates(help_request: HelpRequest, *, role: str, funding_source, today: date, to) -> Candidates:
    """The guides `to` sees, ranked for one request."""
    return candidates_for(help_request, visible_guides(to=to), role=role, funding_source=funding_source, today=today)


def requests_waiting_for_a_guide() -> QuerySet[HelpRequest]:
    """Requests for company or translation for which nobody is asked and nobody goes, longest wait first."""
    asked = MatchProposal.objects.filter(help_request=OuterRef("pk"), status=MatchProposal.Status.ASKED)
    goes = open_assignments().filter(help_request=OuterRef("pk"))
    wishes = (HelpRequest.Wish.COMPANY, HelpRequest.Wish.INTERPRETING)
    return (
        HelpRequest.objects.filter(status__in=WAITING, wish__in=wishes)
        .exclude(Exists(asked))
        .exclude(Exists(goes))
        .select_related("topic", "language", "municipality")
        .order_by("received_on", "pk")
    )


def sheet_by_code(code: str, *, to) -> TimeSheet | None:
    """The sheet somebody reads the code of; spaces, hyphens and small letters do not matter."""
    sheets = TimeSheet.objects.filter(assignment__in=visible_assignments(to=to))
    return sheets.filter(code=normalize_code(code)).select_related("assignment__guide").first()


def questions_to(guide: Guide, *, now: datetime) -> list[Question]:
    """Questions that wait for this guide's answer, the most urgent first."""
    rows = _questions(guide).filter(status=MatchProposal.Status.ASKED, expires_at__gt=now).order_by("expires_at", "pk")
    return [_question(proposal) for proposal in rows]


def answered_by(guide: Guide, *, limit: int = 10) -> list[Question]:
    """The last questions this guide answered or that ended without an answer."""
    rows = _questions(guide).exclude(status=MatchProposal.Status.ASKED).order_by("-asked_at", "-pk")[:limit]
    return [_question(proposal) for proposal in rows]


def question_of(proposal: MatchProposal) -> Question:
    return _question(_questions(proposal.guide).get(pk=proposal.pk))


def proposals_to(guide: Guide) -> QuerySet[MatchProposal]:
    return MatchProposal.objects.filter(guide=guide)


def own_assignments(guide: Guide) -> QuerySet[Assignment]:
    """A guide's own assignments that are open or were finished; the page shows a contact only while they are open."""
    return assignment_details().filter(guide=guide).exclude(status=Assignment.Status.CANCELLED)


def open_assignments_of(guide: Guide) -> list[Assignment]:
    return list(own_assignments(guide).filter(status__in=("promised", "running")).order_by("agreed_on", "pk"))


def next_appointments(guide: Guide, *, today: date) -> list[Appointment]:
    """Planned appointments of open assignments, the next first; past ones that wait for a word come before."""
    rows = Appointment.objects.filter(
        assignment__guide=guide, assignment__status__in=("promised", "running"), outcome=Appointment.Outcome.PLANNED
    )
    return list(rows.select_related("assignment__help_request__topic").order_by("on", "starts_at", "pk")[:10])


def own_appointments(guide: Guide) -> QuerySet[Appointment]:
    return Appointment.objects.filter(assignment__guide=guide).select_related("assignment__help_request__topic")


def contact_for_guide(assignment: Assignment) -> SeekerContact | None:
    """Whom to call, for the one guide who goes, while the assignment is open; afterwards `None`."""
    if not assignment.is_open or assignment.contact_shown_at is None:
        return None
    return SeekerContact.objects.filter(help_request_id=assignment.help_request_id).first()


def _questions(guide: Guide) -> QuerySet[MatchProposal]:
    return MatchProposal.objects.filter(guide=guide).select_related(
        "help_request__topic", "help_request__language", "help_request__municipality"
    )


def _question(proposal: MatchProposal) -> Question:
    request = proposal.help_request
    return Question(
        pk=proposal.pk,
        role=proposal.get_role_display(),
        topic=request.topic.name,
        language=request.language.name if request.language else "",
        municipality=request.municipality.name if request.municipality else "",
        on=request.wanted_on,
        at=request.wanted_at,
        minutes=expected_minutes(request),
        setting=request.get_setting_display(),
        reasons=proposal.reasons,
        asked_at=proposal.asked_at,
        expires_at=proposal.expires_at,
        status=proposal.status,
        status_label=proposal.get_status_display(),
    )
