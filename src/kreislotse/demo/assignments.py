"""Proposals, assignments, appointments and the sheets with two signatures."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from kreislotse.demo import read_facts
from kreislotse.demo.chance import BERLIN
from kreislotse.demo.timeline import Story
from kreislotse.demo.trail import leave_trail, trail_of_assignments, trail_of_proposals
from kreislotse.demo.world import World
from kreislotse.guides.models import Guide, Role
from kreislotse.guides.rules import frozen
from kreislotse.intake.models import HelpRequest
from kreislotse.matching.models import Appointment, Assignment, MatchProposal, TimeSheet

DAYS_TO_ANSWER = 3
Pair = tuple[Story, HelpRequest]


def build_assignments(world: World, pairs: list[Pair]) -> None:
    """Write what became of the requests of a batch that need a guide."""
    asked = [(story, request) for story, request in pairs if story.asked_on]
    guides = [_guides(world, story, request) for story, request in asked]
    proposals = [
        proposal
        for (story, request), found in zip(asked, guides, strict=True)
        for proposal in _proposals(world, story, request, found)
    ]
    MatchProposal.objects.bulk_create(proposals)
    promised = [
        (story, request, found[-1])
        for (story, request), found in zip(asked, guides, strict=True)
        if story.has_assignment
    ]
    assignments = [_assignment(world, *entry) for entry in promised]
    Assignment.objects.bulk_create(assignments)
    together = [(s, a) for (s, _r, _g), a in zip(promised, assignments, strict=True)]
    sheets = [_sheet(world, story, assignment) for story, assignment in together]
    TimeSheet.objects.bulk_create(sheet for sheet in sheets if sheet)
    appointments = [
        appointment
        for (story, assignment), sheet in zip(together, sheets, strict=True)
        for appointment in _appointments(world, story, assignment, sheet)
    ]
    Appointment.objects.bulk_create(appointments)
    leave_trail(world, trail_of_proposals(proposals))
    leave_trail(world, trail_of_assignments(assignments, sheets, appointments))


def _guides(world: World, story: Story, request: HelpRequest) -> list[Guide]:
    """Who is asked, in order; the last one is the one who accepts or has still to answer."""
    chance = world.chance
    code = request.language.code
    known = world.guides_by_language.get(code) or world.guides_by_language.get(code.split("-")[0]) or []  # fmt: skip
    known = known or world.guides_by_language["de"]
    chosen = chance.some(known, 1 + story.refusals, 1 + story.refusals)
    if story.is_for_login:
        chosen = [g for g in chosen if g != world.guide_with_login]
        chosen.append(world.guide_with_login)
    return chosen


def _role(request: HelpRequest, guide: Guide) -> str:
    wants_interpreter = request.wish == HelpRequest.Wish.INTERPRETING
    if wants_interpreter and guide.is_interpreter or not guide.is_guide:
        return Role.INTERPRETER
    return Role.GUIDE


def _proposals(world: World, story: Story, request: HelpRequest, guides: list[Guide]):
    chance = world.chance
    for position, guide in enumerate(guides):
        is_last = position == len(guides) - 1
        asked_at = chance.moment(story.asked_on, latest=world.now - timedelta(hours=2))
        status = chance.weighted({"declined": 3, "expired": 1})
        if is_last and story.has_assignment:
            status = "accepted"
        elif is_last and story.kind == "asked":
            status = "asked"
            back = chance.between(0, 2)
            asked_at = max(asked_at, world.now - timedelta(days=back, hours=3))
        expires_at = asked_at + timedelta(days=DAYS_TO_ANSWER)
        answered_at = None
        if status == "accepted":
            answered_at = max(chance.moment(story.promised_on, latest=world.now), asked_at)
        elif status == "declined":
            answered_at = asked_at + timedelta(hours=chance.between(1, 30))
            answered_at = min(answered_at, world.now)
        yield MatchProposal(
            help_request=request,
            guide=guide,
            role=_role(request, guide),
            funding_source=world.funding,
            status=status,
            reasons=_reasons(world, request, guide),
            asked_at=asked_at,
            expires_at=expires_at,
            answered_at=answered_at,
            by=request.responsible,
        )  # fmt: skip


def _reasons(world: World, request: HelpRequest, guide: Guide) -> list[dict]:
    """Codes and values as `matching.own_reasons` reads them."""
    reasons = [{"code": "language", "value": [request.language.code, 5]}]
    if request.municipality in world.near(guide.home_municipality):
        reasons.append({"code": "area", "value": True})
    if request.gender_wish and request.gender_wish == guide.gender:
        reasons.append({"code": "gender", "value": request.gender_wish})
    reasons.append({"code": "rested", "value": 35})
    return reasons


def _assignment(world: World, story: Story, request: HelpRequest, guide: Guide) -> Assignment:
    role = _role(request, guide)
    rate = world.rate_on(role, story.promised_on)
    status = "finished" if story.closed_on else story.kind
    return Assignment(
        help_request=request,
        guide=guide,
        provider_id=guide.organization_id,
        role=role,
        funding_source=world.funding,
        rate=rate,
        rate_as_agreed=frozen(rate),
        status=status,
        agreed_on=story.promised_on,
        ended_on=story.closed_on,
        contact_shown_at=world.chance.moment(story.promised_on, latest=world.now),
    )


def _sheet(world: World, story: Story, assignment: Assignment) -> TimeSheet | None:
    """The paper: signed where the assignment has ended, on its way where it runs."""
    chance = world.chance
    if story.kind == "promised" or chance.happens(0.08):
        return None
    request = assignment.help_request
    signed_on = story.closed_on if story.closed_on and chance.happens(0.93) else None
    by = request.institution_name or "Ratsuchende Person"
    return TimeSheet(
        assignment=assignment,
        code=chance.code(),
        printed_on=story.promised_on,
        confirmed_on=signed_on,
        confirmed_by_institution=by[:160] if signed_on else "",
        recorded_by=request.responsible,
    )


def _appointments(world: World, story: Story, assignment: Assignment, sheet: TimeSheet | None):
    chance = world.chance
    request = assignment.help_request
    for meeting in story.meetings:
        took_place = meeting.outcome == "took_place"
        has_sheet = sheet is not None and sheet.confirmed_on and took_place
        yield Appointment(
            assignment=assignment,
            on=meeting.on,
            starts_at=time(chance.between(8, 16), chance.one([0, 0, 15, 30, 45])),
            duration_minutes=chance.one([45, 60, 60, 75, 90, 90, 120]) if meeting.outcome != "cancelled" else 0,
            travel_km=chance.one([0, 4, 8, 12, 18, 26]) if took_place else 0,
            persons=request.persons,
            setting=request.setting,
            place=request.place,
            outcome=meeting.outcome,
            saw_structural_problem=chance.one(read_facts.phrases()["structural_problems"]["texts"])
            if took_place and chance.happens(0.06)
            else "",
            counted_in=meeting.counted_in,
            sheet=sheet if has_sheet else None,
            recorded_at=datetime.combine(meeting.recorded_on, time(17, 5), BERLIN),
        )
