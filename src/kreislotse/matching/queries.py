from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils.translation import get_language

from kreislotse.accounts.access import grants_of
from kreislotse.accounts.roles import Permission
from kreislotse.core.tokens import normalize_code
from kreislotse.guides.models import Guide, Role
from kreislotse.guides.queries import represented_organizations, sees_only_own_organization, visible_guides
from kreislotse.intake.dates import all_days_wanted, wished_days
from kreislotse.intake.models import HelpRequest, SeekerContact
from kreislotse.intake.queries import WAITING
from kreislotse.matching.candidates import Candidates, candidates_for, expected_minutes, request_for
from kreislotse.matching.hours import open_assignments
from kreislotse.matching.models import (
    Appointment,
    AppointmentChange,
    Assignment,
    GuideExclusion,
    LateEntry,
    MatchProposal,
    Series,
    SeriesDate,
    TimeSheet,
    Vacancy,
)
from kreislotse.matching.own_reasons import OwnReason, language_in, own_reasons
from kreislotse.matching.rules import ProposalRules


@dataclass(frozen=True)
class Question:
    """What a guide may know before saying yes: what, where, when, how long; nobody's name, no address, no contact.

    `dates` are all days of a series; a question for one date of it, where somebody fell out, is `for_one_date`.
    """

    pk: int
    help_request: int
    role: str
    topic: str
    language: str
    municipality: str
    on: date | None
    at: time | None
    minutes: int
    setting: str
    reasons: list[OwnReason]
    asked_at: datetime
    expires_at: datetime
    status: str
    status_label: str
    direction: str = ""
    needs_writing: bool = False
    dates: tuple[date, ...] = ()
    for_one_date: bool = False
    asks_for_neutrality: bool = False

    @property
    def is_open(self) -> bool:
        return self.status == MatchProposal.Status.ASKED


@dataclass(frozen=True)
class Company:
    """Who is asked to go along with one request, and who goes."""

    help_request: HelpRequest
    proposals: list[MatchProposal]
    assignments: list[Assignment]
    vacancies: list[Vacancy] = field(default_factory=list)
    exclusions: list[GuideExclusion] = field(default_factory=list)
    asked_elsewhere: int = 0  # open questions to guides the reader may not know
    is_taken_elsewhere: bool = False

    @property
    def open_assignment(self) -> Assignment | None:
        """Who goes to all appointments; somebody who stands in for one date is not meant."""
        return next((one for one in self.assignments if one.is_open and not one.is_stand_in), None)

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
    """Who was asked and who goes, for the page of one request. Four queries, one more for a Träger's coordinators."""
    exclusions = GuideExclusion.objects.filter(help_request=help_request, guide__in=visible_guides(to=to))
    return replace(
        asked_and_going(help_request, to=to),
        vacancies=list(visible_vacancies(to=to).filter(appointment__assignment__help_request=help_request)),
        exclusions=list(exclusions.select_related("guide").order_by("on", "pk")),
    )


def asked_and_going(help_request: HelpRequest, *, to) -> Company:
    """Who was asked and who goes, without free appointments and exclusions. Two queries, one more for a Träger's coordinators.

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
        asked_elsewhere=sum(one.status == MatchProposal.Status.ASKED for one in others),
        is_taken_elsewhere=any(one.is_open for one in taken),
    )


def candidates(
    help_request: HelpRequest, *, role: str, funding_source, today: date, to, days: list[date] | None = None,
    rules: ProposalRules | None = None,
) -> Candidates:  # fmt: skip
    """The guides `to` sees, ranked for one request; `days` that count and their `rules`, if the caller has them already."""
    return candidates_for(
        help_request,
        visible_guides(to=to),
        role=role,
        funding_source=funding_source,
        today=today,
        days=days,
        rules=rules,
    )


def requests_waiting_for_a_guide() -> QuerySet[HelpRequest]:
    """Requests for company or translation for which nobody is asked and nobody goes, longest wait first.

    Those with a free appointment are not among them: for these a stand-in is looked for (`open_vacancies`).
    """
    asked = MatchProposal.objects.filter(help_request=OuterRef("pk"), status=MatchProposal.Status.ASKED)
    goes = open_assignments().filter(help_request=OuterRef("pk"))
    looked_for = open_vacancies().filter(appointment__assignment__help_request=OuterRef("pk"))
    wishes = (HelpRequest.Wish.COMPANY, HelpRequest.Wish.INTERPRETING)
    return (
        HelpRequest.objects.filter(status__in=WAITING, wish__in=wishes)
        .exclude(Exists(asked))
        .exclude(Exists(goes))
        .exclude(Exists(looked_for))
        .select_related("topic", "language", "municipality")
        .order_by("received_on", "pk")
    )


def open_vacancies() -> QuerySet[Vacancy]:
    """Appointments whose guide fell out and for which somebody is looked for."""
    return Vacancy.objects.filter(status=Vacancy.Status.OPEN)


def visible_vacancies(*, to) -> QuerySet[Vacancy]:
    """The free appointments `to` may know of, the next first, with what a line prints."""
    rows = Vacancy.objects.filter(appointment__assignment__in=visible_assignments(to=to))
    return rows.select_related(
        "appointment__assignment__guide", "appointment__assignment__help_request__topic",
        "appointment__assignment__help_request__language", "appointment__assignment__help_request__municipality",
        "appointment__assignment__funding_source", "replacement__guide",
    ).order_by("appointment__on", "appointment__starts_at", "pk")  # fmt: skip


def vacancy_candidates(vacancy: Vacancy, *, today: date, to) -> Candidates:
    """The guides `to` sees, ranked for one free appointment; role and money are those of its assignment."""
    assignment = vacancy.appointment.assignment
    return candidates_for(
        request_for(vacancy), visible_guides(to=to), role=assignment.role, funding_source=assignment.funding_source,
        today=today, vacancy=vacancy,
    )  # fmt: skip


def late_entries(*, to) -> QuerySet[LateEntry]:
    """Entries that came after their appointment was off, of assignments `to` may know of; the oldest first."""
    rows = LateEntry.objects.filter(assignment__in=visible_assignments(to=to))
    rows = rows.select_related("guide", "assignment__help_request__topic", "appointment", "decided_by")
    return rows.order_by("received_at", "pk")


def late_entries_of(guide: Guide) -> list[LateEntry]:
    """What of a guide's entries the office still has to decide."""
    rows = LateEntry.objects.filter(guide=guide, decision="").defer("expenses", "signature")
    return list(rows.select_related("assignment__help_request__topic").order_by("received_at", "pk"))


def called_off(appointment: Appointment) -> AppointmentChange | None:
    """The note of who called an appointment off and when; of several the newest counts. `None` if nobody did."""
    notes = AppointmentChange.objects.filter(appointment=appointment, kind=AppointmentChange.Kind.CANCELLED)
    return notes.order_by("-pk").first() if appointment.outcome == Appointment.Outcome.CANCELLED else None


def history_of(assignment: Assignment) -> list[AppointmentChange]:
    """What changed about the appointments of an assignment, newest first. One query."""
    rows = AppointmentChange.objects.filter(appointment__assignment=assignment)
    return list(rows.select_related("appointment", "by").order_by("-at", "-pk"))


def series_of(assignment: Assignment) -> list[Series]:
    """The series of an assignment with their days. Two queries."""
    days = SeriesDate.objects.select_related("appointment").order_by("on", "pk")
    return list(assignment.series.prefetch_related(Prefetch("dates", days)).order_by("first_on", "pk"))


@dataclass(frozen=True)
class DateSeen:
    """One appointment as whoever asked sees it behind their link: when, and how it stands; no guide's name."""

    on: date
    at: time | None
    minutes: int
    state: str  # "planned", "took_place", "cancelled", "no_show", "searched", "replaced"
    moved_from: date | None = None


def dates_for_asker(help_request: HelpRequest) -> list[DateSeen]:
    """The appointments of a request in order; one for which somebody stood in shows once. Two queries."""
    rows = (
        Appointment.objects.filter(assignment__help_request=help_request)
        .select_related("vacancy", "assignment")
        .prefetch_related("changes")
        .order_by("on", "starts_at", "pk")
    )
    found = []
    for row in rows:
        vacancy = getattr(row, "vacancy", None)
        if vacancy and vacancy.status == Vacancy.Status.FILLED:
            continue
        state = "searched" if vacancy and vacancy.is_open else row.outcome
        if state == Appointment.Outcome.PLANNED and row.assignment.vacancy_id:
            state = "replaced"
        moves = [change for change in row.changes.all() if change.kind == AppointmentChange.Kind.MOVED]
        first = min(moves, key=lambda change: (change.at, change.pk), default=None)
        moved_from = first.from_on if first and first.from_on != row.on else None
        found.append(DateSeen(row.on, row.starts_at, row.duration_minutes, state, moved_from))
    return found


def sheet_by_code(code: str, *, to) -> TimeSheet | None:
    """The sheet somebody reads the code of; spaces, hyphens and small letters do not matter."""
    sheets = TimeSheet.objects.filter(assignment__in=visible_assignments(to=to))
    return sheets.filter(code=normalize_code(code)).select_related("assignment__guide").first()


def questions_to(guide: Guide, *, now: datetime) -> list[Question]:
    """Questions that wait for this guide's answer, the most urgent first."""
    rows = _questions(guide).filter(status=MatchProposal.Status.ASKED, expires_at__gt=now).order_by("expires_at", "pk")
    return [_question(proposal) for proposal in rows]


def questions_with_days(guide: Guide, *, now: datetime) -> list[Question]:
    """`questions_to` with all days of each series, to be answered where no other page can be opened. Three queries."""
    questions = questions_to(guide, now=now)
    rows = HelpRequest.objects.filter(proposals__in=[question.pk for question in questions], series_wish__isnull=False)
    days = all_days_wanted(rows.distinct()) if questions else {}
    return [
        question if question.for_one_date else replace(question, dates=tuple(days.get(question.help_request, ())))
        for question in questions
    ]


def answered_by(guide: Guide, *, limit: int = 10) -> list[Question]:
    """The last questions this guide answered or that ended without an answer."""
    rows = _questions(guide).exclude(status=MatchProposal.Status.ASKED).order_by("-asked_at", "-pk")[:limit]
    return [_question(proposal) for proposal in rows]


def question_of(proposal: MatchProposal) -> Question:
    """One question with all its days."""
    proposal = _questions(proposal.guide).get(pk=proposal.pk)
    wished = [] if proposal.vacancy else wished_days(proposal.help_request)
    return replace(_question(proposal), dates=tuple(day.on for day in wished if not day.left_out))


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
        "help_request__topic", "help_request__language", "help_request__municipality", "vacancy__appointment",
    )  # fmt: skip


def _question(proposal: MatchProposal) -> Question:
    request, free = proposal.help_request, proposal.vacancy.appointment if proposal.vacancy else None
    return Question(
        pk=proposal.pk,
        help_request=request.pk,
        role=proposal.get_role_display(),
        topic=request.topic.name_in(get_language() or "de"),
        language=language_in(request.language, get_language() or "de"),
        municipality=request.municipality.name if request.municipality else "",
        on=free.on if free else request.wanted_on,
        at=free.starts_at if free else request.wanted_at,
        minutes=free.duration_minutes if free else expected_minutes(request),
        setting=free.get_setting_display() if free else request.get_setting_display(),
        reasons=own_reasons(proposal.reasons, request),
        asked_at=proposal.asked_at,
        expires_at=proposal.expires_at,
        status=proposal.status,
        status_label=proposal.get_status_display(),
        direction=request.get_direction_display() if request.direction else "",
        needs_writing=request.needs_writing,
        for_one_date=free is not None,
        asks_for_neutrality=proposal.role == Role.INTERPRETER,
    )
