"""What the office does in a guide's name reaches the guide: one mail for each batch, in their language, with nobody's name."""

from datetime import time, timedelta
from smtplib import SMTPException

import pytest
from django.utils import timezone

from kreislotse.intake.models import SeriesWish
from kreislotse.intake.operations import close_help_request
from kreislotse.matching import guide_letters, operations
from kreislotse.matching.models import Assignment, MatchProposal, Vacancy
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    GuideFactory,
    HelpRequestFactory,
    MatchProposalFactory,
    SeekerContactFactory,
)

pytestmark = pytest.mark.usefixtures("in_district")
IN_A_WEEK = timezone.localdate() + timedelta(days=7)


@pytest.fixture
def guide(person):
    return GuideFactory(user=person("guide"), first_name="Samira", email="samira@example.org")


@pytest.fixture
def wish():
    request = HelpRequestFactory(
        wish="company", status="asked", wanted_on=IN_A_WEEK, wanted_at=time(10), expected_minutes=60,
        place="Geheimweg 4", institution_name="Jobcenter Mitte", received_on=timezone.localdate(),
    )  # fmt: skip
    SeekerContactFactory(help_request=request, name="Amina Beispiel", phone="0171 3920001")
    return request


@pytest.fixture
def done(django_capture_on_commit_callbacks):
    """`with done():` writes the transaction and runs the tasks it began."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def asked(request, guide, **fields):
    later = timezone.now() + timedelta(days=2)
    return MatchProposalFactory(help_request=request, guide=guide, expires_at=later, **fields)


def names_nobody(mail) -> bool:
    return not [word for word in ("Amina", "3920001", "Geheimweg", "Jobcenter") if word in mail.body + mail.subject]


def test_what_the_office_books_is_told_once_with_the_link(guide, wish, caseworker, mailoutbox, done):
    now = timezone.now()

    with done():
        assignment = operations.book_directly(wish, guide=guide, funding_source=None, now=now, by=caseworker)
    guide_letters.tell_guide_of_booking.call(assignment.district_id, assignment.pk, now.isoformat())

    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["samira@example.org"], "Sie gehen mit")
    assert f"/unterwegs/einsaetze/{assignment.pk}/" in mail.body
    assert names_nobody(mail)


def test_a_wished_series_comes_in_the_same_mail_with_all_its_days(guide, wish, caseworker, mailoutbox, done):
    SeriesWish.objects.create(help_request=wish, every_weeks=1, number=3)

    with done():
        operations.book_directly(wish, guide=guide, funding_source=None, now=timezone.now(), by=caseworker)

    (mail,) = mailoutbox
    days = [appointment.on for appointment in Assignment.objects.get().appointments.order_by("on")]
    assert len(days) >= 2
    assert all(f"{day:%d.%m.%Y}, 10:00" in mail.body for day in days)


def test_a_yes_noted_by_the_office_is_told_and_their_own_yes_is_not(guide, wish, caseworker, mailoutbox, done):
    other = HelpRequestFactory(wish="company", status="asked")

    with done():
        operations.accept_proposal(asked(wish, guide), now=timezone.now(), by=caseworker)
        operations.accept_proposal(asked(other, guide), now=timezone.now(), by=guide.user)

    assert [mail.subject for mail in mailoutbox] == ["Sie gehen mit"]


def test_appointments_planned_by_the_office_are_one_mail_those_planned_by_the_guide_none(
    guide, wish, caseworker, mailoutbox, done
):
    assignment = AssignmentFactory(help_request=wish, guide=guide)

    with done():
        operations.agree_series(
            assignment, first_on=IN_A_WEEK, starts_at=time(9), duration_minutes=60, number=2, now=timezone.now(),
            by=caseworker,
        )  # fmt: skip
        operations.record_appointment(
            assignment, on=IN_A_WEEK, starts_at=time(16), duration_minutes=30, outcome="planned", now=timezone.now(),
            by=guide.user,
        )  # fmt: skip

    (mail,) = mailoutbox
    assert mail.subject == "2 neue Termine für Sie"
    assert "16:00" not in mail.body


def test_the_mail_speaks_the_guide_s_language(guide, wish, caseworker, mailoutbox, done):
    guide.interface_language = "ar"
    guide.save()

    with done():
        operations.book_directly(wish, guide=guide, funding_source=None, now=timezone.now(), by=caseworker)

    assert "Guten Tag" not in mailoutbox[0].body


def test_when_the_office_ends_a_request_who_was_asked_hears_it_in_one_mail(guide, wish, caseworker, mailoutbox, done):
    asked(wish, guide)
    appointment = AppointmentFactory(
        assignment=AssignmentFactory(help_request=wish, status="cancelled", ended_on=timezone.localdate()),
        on=IN_A_WEEK, outcome="cancelled",
    )  # fmt: skip
    vacancy = Vacancy.objects.create(appointment=appointment, opened_at=timezone.now())
    asked(wish, guide, vacancy=vacancy)
    without_mail = GuideFactory(email="")
    asked(wish, without_mail)

    with done():
        close_help_request(wish, reason="withdrawn", today=timezone.localdate(), by=caseworker)

    (mail,) = mailoutbox
    assert mail.to == ["samira@example.org"]
    assert mail.subject == "2 Anfragen haben sich erledigt"
    assert names_nobody(mail)


def test_somebody_else_said_yes_and_the_others_hear_it(guide, wish, person, mailoutbox, done):
    faster = GuideFactory(email="vera@example.org")
    asked(wish, guide), asked(wish, GuideFactory(email="dritte@example.org"))
    theirs = asked(wish, faster)
    faster.user = person("guide", email="vera-zugang@example.org")
    faster.save()

    with done():
        operations.accept_proposal(theirs, now=timezone.now(), by=faster.user)

    assert sorted(mail.to[0] for mail in mailoutbox) == ["dritte@example.org", "samira@example.org"]
    assert all("hat inzwischen jemand anderes zugesagt" in mail.body for mail in mailoutbox)
    assert all("Vera" not in mail.body for mail in mailoutbox)


def test_who_goes_after_all_does_not_hear_that_their_question_is_settled(guide, wish, caseworker, mailoutbox, done):
    asked(wish, guide)

    with done():
        operations.book_directly(wish, guide=guide, funding_source=None, now=timezone.now(), by=caseworker)

    assert MatchProposal.objects.get().status == "withdrawn"
    assert [mail.subject for mail in mailoutbox] == ["Sie gehen mit"]


def test_one_question_taken_back_is_told(guide, wish, caseworker, mailoutbox, done):
    proposal = asked(wish, guide)

    with done():
        operations.withdraw_proposal(proposal, now=timezone.now(), by=caseworker)

    assert [mail.subject for mail in mailoutbox] == ["Eine Anfrage hat sich erledigt"]


def test_a_promise_without_a_day_that_is_called_off_is_told_too(guide, wish, caseworker, mailoutbox, done):
    assignment = AssignmentFactory(help_request=wish, guide=guide)

    with done():
        operations.cancel_assignment(assignment, today=timezone.localdate(), by=caseworker)

    assert [mail.subject for mail in mailoutbox] == ["Eine Begleitung ist abgesagt"]


def test_a_mail_the_server_refuses_is_tried_again(guide, wish, caseworker, mailoutbox, done, monkeypatch):
    again = []
    monkeypatch.setattr(guide_letters, "again", lambda task, *keys, failures: again.append((keys, failures)))
    proposal = asked(wish, guide)
    operations.withdraw_proposal(proposal, now=timezone.now(), by=caseworker)

    def refuse(*_args, **_kwargs):
        raise SMTPException

    with monkeypatch.context() as down:
        down.setattr("django.core.mail.EmailMessage.send", refuse)
        guide_letters.tell_guide_of_withdrawal.call(proposal.district_id, proposal.pk)
    guide_letters.tell_guide_of_withdrawal.call(proposal.district_id, proposal.pk)

    assert again == [((proposal.pk,), 0)]
    assert len(mailoutbox) == 1
