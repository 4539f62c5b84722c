"""Asking guides, and what their answers do."""

from datetime import date, time, timedelta

import pytest

from kreislotse.audit.models import AuditEntry
from kreislotse.core.errors import DomainError
from kreislotse.guides.models import ExpenseRate, Guide, HourCap
from kreislotse.intake.hooks import after_ending, reasons_against_closing
from kreislotse.intake.models import CounterKeyUse, HelpRequest, SeriesWish
from kreislotse.matching import operations, queries, tasks
from kreislotse.matching.candidates import candidates_for
from kreislotse.matching.hours import WeekCapExceeded, YearCapReached
from kreislotse.matching.models import Assignment, MatchProposal
from kreislotse.matching.operations import errors
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    GuideFactory,
    GuideLanguageFactory,
    HelpRequestFactory,
    LanguageFactory,
    MatchProposalFactory,
    SeekerContactFactory,
)

pytestmark = pytest.mark.usefixtures("in_district")


def ask(wish, guide, *, now, by, **options):
    if wish.language and not guide.languages.exists():
        GuideLanguageFactory(guide=guide, language=wish.language)
    return operations.propose_guides(wish, guides=[guide], now=now, by=by, **options)[0]


def entries() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("entry", flat=True))


def test_the_guides_who_suit_best_are_asked_with_reasons(wish, funding, caseworker, now):
    speaks = GuideLanguageFactory().guide
    GuideFactory(last_name="Ohne Sprache")

    proposals = operations.propose_guides(wish, n=3, now=now, by=caseworker)

    wish.refresh_from_db()
    assert wish.status == HelpRequest.Status.ASKED
    assert [p.guide for p in proposals] == [speaks]
    assert {"code": "language", "value": ["ar", 7]} in proposals[0].reasons
    assert {"code": "hours_left_year", "value": [276 * 60, 276 * 60]} in proposals[0].reasons
    assert proposals[0].expires_at == wish_begins(proposals[0])


def wish_begins(proposal):
    """Thursday at ten is earlier than three days from Monday noon."""
    return proposal.asked_at.replace(day=12, hour=10)


def test_somebody_is_asked_only_once(wish, caseworker, now):
    guide = GuideFactory()
    ask(wish, guide, now=now, by=caseworker)

    with pytest.raises(errors.GuideAlreadyAsked):
        ask(wish, guide, now=now, by=caseworker)


def test_no_more_than_three_are_asked_at_once(wish, caseworker, now):
    guides = [GuideFactory() for _n in range(4)]

    with pytest.raises(errors.TooManyAsked):
        operations.propose_guides(wish, guides=guides, now=now, by=caseworker)

    assert not MatchProposal.objects.exists()


def test_nobody_chosen_is_said(wish, caseworker, now):
    with pytest.raises(errors.NobodyChosen):
        operations.propose_guides(wish, now=now, by=caseworker)


def test_a_resting_guide_or_one_without_the_role_is_not_asked(wish, caseworker, now):
    with pytest.raises(errors.GuideNotActive, match="ruhend"):
        ask(wish, GuideFactory(status="resting"), now=now, by=caseworker)
    with pytest.raises(errors.GuideNotInRole, match="Sprachmittlung"):
        ask(wish, GuideFactory(is_interpreter=False), now=now, by=caseworker, role="interpreter")


def test_who_does_not_fit_any_more_is_not_asked_from_a_page_a_colleague_overtook(wish, caseworker, now):
    guide, mute = GuideLanguageFactory(guide__is_guide=True).guide, GuideFactory()
    elsewhere = AssignmentFactory(guide=guide)
    AppointmentFactory(
        assignment=elsewhere, on=wish.wanted_on, starts_at=time(10, 30), outcome="planned", counted_in=None
    )

    with pytest.raises(errors.GuideDoesNotFit, match="hat zu dieser Zeit schon einen Termin"):
        operations.propose_guides(wish, guides=[guide], now=now, by=caseworker)
    with pytest.raises(errors.GuideDoesNotFit, match="spricht nicht Arabisch"):
        operations.propose_guides(wish, guides=[mute], now=now, by=caseworker)

    assert not MatchProposal.objects.exists()


def test_for_a_day_that_is_over_nobody_is_asked(wish, caseworker, now):
    guide = GuideLanguageFactory().guide

    with pytest.raises(errors.WishIsOver, match=r"\(12.03.2026\), ist vorbei"):
        operations.propose_guides(wish, guides=[guide], now=now + timedelta(days=4), by=caseworker)

    SeriesWish(help_request=wish, number=3).save()  # two of its dates are still to come
    assert operations.propose_guides(wish, guides=[guide], now=now + timedelta(days=4), by=caseworker)


def test_who_stood_at_the_persons_side_does_not_translate_for_them(caseworker, now):
    """The same key of an institution means the same person; who translated before may do so again."""
    before = [HelpRequestFactory(wish="interpreting", language=LanguageFactory()) for _n in range(2)]
    again = HelpRequestFactory(wish="interpreting", language=LanguageFactory(), status="received")
    for request in (*before, again):
        CounterKeyUse(key_digest="same", help_request=request, counted_on=date(2026, 3, 2)).save()
    sides, neutral = GuideLanguageFactory().guide, GuideLanguageFactory().guide
    AssignmentFactory(help_request=before[0], guide=sides, role="guide", status="finished", ended_on=date(2026, 3, 3))
    AssignmentFactory(
        help_request=before[1], guide=neutral, role="interpreter", status="finished", ended_on=date(2026, 3, 3)
    )

    found = candidates_for(again, Guide.objects.all(), role="interpreter", funding_source=None, today=date(2026, 3, 9))

    assert [entry.guide for entry in found.suited] == [neutral]
    assert "war beim letzten Mal schon dabei" in found.suited[0].sentence
    assert found.against(sides) == "hat die Person schon begleitet und wäre beim Übersetzen nicht neutral"
    for_company = candidates_for(again, Guide.objects.all(), role="guide", funding_source=None, today=date(2026, 3, 9))
    assert sides in [entry.guide for entry in for_company.suited]


def test_for_a_closed_request_nobody_is_asked(caseworker, now):
    with pytest.raises(errors.HelpRequestNotOpen):
        ask(HelpRequestFactory(closed=True), GuideFactory(), now=now, by=caseworker)


def test_for_a_request_with_company_nobody_else_is_asked(wish, caseworker, now):
    AssignmentFactory(help_request=wish)

    with pytest.raises(errors.AlreadyAssigned):
        ask(wish, GuideFactory(), now=now, by=caseworker)


def test_yes_makes_an_assignment_with_funding_and_frozen_rate_and_frees_the_others(wish, funding, caseworker, now):
    first, second = GuideLanguageFactory().guide, GuideLanguageFactory().guide
    proposal, other = operations.propose_guides(wish, guides=[first, second], now=now, by=caseworker)

    assignment = operations.accept_proposal(proposal, now=now, by=caseworker)

    other.refresh_from_db(), wish.refresh_from_db()
    ExpenseRate.objects.update(amount=9)
    assert assignment.funding_source == funding
    assert assignment.rate_as_agreed["amount"] == "5.00"
    assert assignment.contact_shown_at == now
    assert other.status == MatchProposal.Status.WITHDRAWN
    assert (wish.status, wish.answered_on) == (HelpRequest.Status.PROMISED, date(2026, 3, 9))
    assert entries()[2:] == ["proposal_accepted", "proposal_withdrawn", "assignment_agreed", "contact_shown"]


def test_who_says_yes_second_hears_that_it_is_taken(wish, caseworker, now):
    guides = [GuideLanguageFactory().guide for _n in range(2)]
    first, second = operations.propose_guides(wish, guides=guides, now=now, by=caseworker)
    operations.accept_proposal(first, now=now, by=caseworker)

    with pytest.raises(errors.AlreadyTaken, match="jemand anderes übernommen"):
        operations.accept_proposal(second, now=now, by=caseworker)


def test_yes_twice_is_one_assignment(wish, caseworker, now):
    proposal = ask(wish, GuideFactory(), now=now, by=caseworker)

    one = operations.accept_proposal(proposal, now=now, by=caseworker)
    two = operations.accept_proposal(proposal, now=now, by=caseworker)

    assert one == two


def test_too_late_is_said_kindly(wish, caseworker, now):
    proposal = ask(wish, GuideFactory(), now=now, by=caseworker)

    with pytest.raises(errors.ProposalExpired):
        operations.accept_proposal(proposal, now=now + timedelta(days=4), by=caseworker)


def test_yes_to_a_withdrawn_question_is_refused(wish, caseworker, now):
    proposal = ask(wish, GuideFactory(), now=now, by=caseworker)
    operations.withdraw_proposal(proposal, now=now, by=caseworker)

    with pytest.raises(errors.ProposalNotOpen, match="zurückgezogen"):
        operations.accept_proposal(proposal, now=now, by=caseworker)
    with pytest.raises(errors.ProposalNotOpen):
        operations.withdraw_proposal(proposal, now=now, by=caseworker)


def test_after_the_last_no_the_request_waits_for_the_office(wish, caseworker, now):
    guides = [GuideLanguageFactory().guide for _n in range(2)]
    first, second = operations.propose_guides(wish, guides=guides, now=now, by=caseworker)

    operations.decline_proposal(first, now=now, by=caseworker)
    wish.refresh_from_db()
    assert wish.status == HelpRequest.Status.ASKED

    operations.decline_proposal(second, now=now, by=caseworker)
    operations.decline_proposal(second, now=now, by=caseworker)
    wish.refresh_from_db()
    assert wish.status == HelpRequest.Status.IN_CLARIFICATION


def test_who_said_yes_cannot_say_no_on_the_same_question(wish, caseworker, now):
    proposal = ask(wish, GuideFactory(), now=now, by=caseworker)
    operations.accept_proposal(proposal, now=now, by=caseworker)

    with pytest.raises(errors.ProposalNotOpen):
        operations.decline_proposal(proposal, now=now, by=caseworker)


def test_unanswered_questions_expire_once(wish, caseworker, now):
    proposal = ask(wish, GuideFactory(), now=now, by=caseworker)

    assert operations.expire_proposals(now=now) == 0
    assert operations.expire_proposals(now=proposal.expires_at) == 1
    assert operations.expire_proposals(now=proposal.expires_at) == 0

    wish.refresh_from_db()
    assert wish.status == HelpRequest.Status.IN_CLARIFICATION


def test_every_night_unanswered_questions_of_all_districts_expire(wish, now, today):
    proposal = MatchProposalFactory(help_request=wish, guide=GuideFactory(), expires_at=now.replace(year=2025))

    tasks.let_proposals_expire(today)

    proposal.refresh_from_db()
    assert proposal.status == MatchProposal.Status.EXPIRED


def test_exactly_the_cap_of_the_year_is_allowed_and_a_minute_more_is_not(funding, caseworker, now):
    wish = HelpRequestFactory(wish="company", expected_minutes=60)
    guide = used(276 * 60 - 60, funding)

    assert ask(wish, guide, now=now, by=caseworker)

    later = HelpRequestFactory(wish="company", expected_minutes=61)
    with pytest.raises(YearCapReached, match="276,02"):
        ask(later, used(276 * 60 - 60, funding), now=now, by=caseworker)


def test_who_coordinates_others_may_promise_more_hours(funding, caseworker, now):
    HourCap(
        funding_source=funding, role="guide", for_coordinating=True, hours_per_year=414, valid_from=date(2024, 1, 1)
    ).save()
    wish = HelpRequestFactory(wish="company", expected_minutes=60)
    full = used(276 * 60, funding)
    with pytest.raises(YearCapReached, match="276"):
        ask(wish, full, now=now, by=caseworker)

    full.coordinates_from = date(2026, 1, 1)
    full.save()

    assert ask(wish, full, now=now, by=caseworker)
    with pytest.raises(YearCapReached, match="414"):
        ask(wish, used(414 * 60, funding, coordinates_from=date(2026, 1, 1)), now=now, by=caseworker)


def test_the_week_of_who_coordinates_others_is_measured_by_their_own_limit(funding, caseworker, now):
    HourCap(
        funding_source=funding, role="guide", for_coordinating=True, hours_per_year=414, hours_per_week=9,
        valid_from=date(2024, 1, 1),
    ).save()  # fmt: skip
    wish = HelpRequestFactory(wish="company", wanted_on=date(2026, 3, 12), expected_minutes=60)
    eight_hours = {"minutes": 8 * 60, "funding": funding, "on": date(2026, 3, 9)}

    assert ask(wish, used(**eight_hours, coordinates_from=date(2026, 1, 1)), now=now, by=caseworker)
    with pytest.raises(WeekCapExceeded, match="9 Stunden, üblich sind höchstens 6"):
        ask(wish, used(**eight_hours), now=now, by=caseworker)
    longer = HelpRequestFactory(wish="company", wanted_on=date(2026, 3, 12), expected_minutes=61)
    with pytest.raises(WeekCapExceeded, match="höchstens 9"):
        ask(longer, used(**eight_hours, coordinates_from=date(2026, 1, 1)), now=now, by=caseworker)


def used(minutes: int, funding, on=date(2026, 1, 15), **facts):
    """A guide who has spent that many minutes this year, by appointments of at most a day."""
    guide = GuideFactory(**facts)
    assignment = AssignmentFactory(guide=guide, funding_source=funding, status="finished", ended_on=on)
    while minutes > 0:
        AppointmentFactory(assignment=assignment, on=on, duration_minutes=min(minutes, 1440))
        minutes -= 1440
    return guide


def test_hours_of_last_year_do_not_count(funding, caseworker, now):
    guide = used(276 * 60, funding, on=date(2025, 12, 31))

    assert ask(HelpRequestFactory(wish="company"), guide, now=now, by=caseworker)


def test_a_promised_assignment_without_appointment_counts_with_the_length_asked_for(funding, caseworker, now):
    guide = used(276 * 60 - 60, funding)
    AssignmentFactory(
        guide=guide, funding_source=funding, help_request=HelpRequestFactory(expected_minutes=30, wish="company")
    )

    with pytest.raises(YearCapReached):
        ask(HelpRequestFactory(wish="company", expected_minutes=31), guide, now=now, by=caseworker)
    assert ask(HelpRequestFactory(wish="company", expected_minutes=30), guide, now=now, by=caseworker)


def test_the_week_is_a_warning_the_office_can_confirm(wish, funding, caseworker, now):
    guide = used(5 * 60 + 1, funding, on=date(2026, 3, 9))

    with pytest.raises(WeekCapExceeded, match="trotzdem"):
        ask(wish, guide, now=now, by=caseworker)
    assert ask(wish, guide, now=now, by=caseworker, over_week_is_fine=True)


def test_the_year_is_checked_again_when_the_guide_says_yes(funding, caseworker, now):
    guide = used(276 * 60 - 60, funding)
    first = ask(HelpRequestFactory(wish="company", expected_minutes=60), guide, now=now, by=caseworker)
    second = ask(HelpRequestFactory(wish="company", expected_minutes=60), guide, now=now, by=caseworker)
    operations.accept_proposal(first, now=now, by=caseworker)

    with pytest.raises(YearCapReached):
        operations.accept_proposal(second, now=now, by=caseworker)


def test_a_question_names_nobody(wish, caseworker, now):
    wish.institution_name, wish.place, wish.note = "Jobcenter Korbach", "Bahnhofstraße 1", "Frau Beispiel kommt"
    wish.save()
    SeekerContactFactory(help_request=wish, name="Amina Beispiel", phone="0171 3920001")
    question = queries.question_of(ask(wish, GuideFactory(), now=now, by=caseworker))

    told = repr(question)
    for secret in ("Jobcenter", "Bahnhof", "Beispiel", "3920001", wish.reference):
        assert secret not in told
    assert question.topic == wish.topic.name


def test_the_contact_is_there_only_between_yes_and_end(wish, caseworker, now, today):
    contact = SeekerContactFactory(help_request=wish)
    proposal = ask(wish, GuideFactory(), now=now, by=caseworker)
    assignment = operations.accept_proposal(proposal, now=now, by=caseworker)
    assert queries.contact_for_guide(assignment) == contact

    AppointmentFactory(assignment=assignment)
    assignment = operations.finish_assignment(assignment, today=today, by=caseworker)
    assert queries.contact_for_guide(assignment) is None


def test_a_direct_booking_needs_no_question(wish, funding, caseworker, now):
    assignment = operations.book_directly(wish, guide=GuideFactory(), now=now, by=caseworker)

    assert (assignment.role, assignment.funding_source) == ("guide", funding)
    with pytest.raises(errors.AlreadyAssigned):
        operations.book_directly(wish, guide=GuideFactory(), now=now, by=caseworker)


def test_without_funding_means_without_funding(wish, funding, caseworker, now):
    proposal = ask(wish, GuideFactory(), now=now, by=caseworker, funding_source=None)
    assignment = operations.accept_proposal(proposal, now=now, by=caseworker)

    assert (assignment.funding_source, assignment.rate_as_agreed) == (None, {})


def test_a_direct_booking_keeps_to_the_cap(funding, caseworker, now):
    with pytest.raises(YearCapReached):
        operations.book_directly(
            HelpRequestFactory(wish="company", expected_minutes=61), guide=used(276 * 60 - 60, funding), now=now,
            by=caseworker,
        )  # fmt: skip


def test_an_open_assignment_blocks_closing_and_open_questions_end_with_the_request(wish, caseworker, now, today):
    proposal = MatchProposalFactory(help_request=wish)
    assert list(reasons_against_closing(wish)) == []

    after_ending(wish, today=today, by=caseworker)
    proposal.refresh_from_db()
    assert proposal.status == MatchProposal.Status.WITHDRAWN

    AssignmentFactory(help_request=wish)
    assert "Einsatz" in next(reasons_against_closing(wish))


def test_the_database_allows_one_open_assignment_per_request(wish):
    AssignmentFactory(help_request=wish)

    with pytest.raises(Exception, match="assignment_open_once_per_request|UNIQUE"):
        AssignmentFactory(help_request=wish)


def test_every_refusal_is_a_sentence():
    for name in dir(errors):
        error = getattr(errors, name)
        if isinstance(error, type) and issubclass(error, DomainError) and error is not DomainError:
            assert str(error.message).rstrip().endswith((".", "!", ")."))


def test_the_mail_to_a_guide_says_neither_who_nor_where(
    wish, caseworker, now, mailoutbox, django_capture_on_commit_callbacks
):
    wish.institution_name = "Jobcenter Korbach"
    wish.save()
    SeekerContactFactory(help_request=wish)
    with django_capture_on_commit_callbacks(execute=True):
        proposal = ask(wish, GuideFactory(email="samira@musterau.example"), now=now, by=caseworker)

    (mail,) = mailoutbox
    assert f"http://musterau.localhost/unterwegs/anfragen/{proposal.pk}/" in mail.body
    for secret in ("Jobcenter", "Beispiel", wish.topic.name):
        assert secret not in mail.body


def test_assignments_are_kept_as_long_as_the_rule_says(today):
    from kreislotse.matching.retention import ASSIGNMENT_EXPIRY

    old = AssignmentFactory(status="finished", ended_on=date(2021, 1, 1))
    AppointmentFactory(assignment=old)
    AssignmentFactory(status="finished", ended_on=date(2026, 1, 1))

    assert ASSIGNMENT_EXPIRY.erase(ASSIGNMENT_EXPIRY.due(today, 5 * 365)) == 1
    assert Assignment.objects.count() == 1
