"""A yes or a no from the phone's outbox: it arrives once, however often it is sent, and what came of it is said honestly."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from kreislotse.audit.models import AuditEntry
from kreislotse.intake.models import SeriesWish
from kreislotse.matching.entries import Entry
from kreislotse.matching.models import Assignment, MatchProposal
from kreislotse.matching.operations import cancel_assignment, withdraw_proposal
from tests.factories import AssignmentFactory, GuideFactory, HelpRequestFactory, MatchProposalFactory

JSON = {"HTTP_ACCEPT": "application/json"}
Status = MatchProposal.Status


@pytest.fixture
def guide(person):
    return GuideFactory(user=person("guide"), first_name="Samira")


@pytest.fixture
def phone(guide, login):
    return login(guide.user)


@pytest.fixture
def wish(in_district):
    return HelpRequestFactory(wish="company", status="asked", wanted_on=timezone.localdate() + timedelta(days=4))


@pytest.fixture
def proposal(wish, guide):
    now = timezone.now()
    return MatchProposalFactory(help_request=wish, guide=guide, asked_at=now, expires_at=now + timedelta(days=2))


def send(phone, proposal, answer: str, **data):
    return phone.post(f"/unterwegs/anfragen/{proposal.pk}/{answer}/", data, **JSON)


def test_a_yes_sent_three_times_arrives_once_and_answers_the_same(phone, proposal):
    answers = [send(phone, proposal, "zusagen") for _n in range(3)]

    assignment = Assignment.objects.get()
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.json()["url"] for answer in answers} == {f"/unterwegs/einsaetze/{assignment.pk}/"}
    assert {answer.json()["state"] for answer in answers} == {"sent"}
    assert AuditEntry.objects.filter(entry=Entry.PROPOSAL_ACCEPTED).count() == 1


def test_a_yes_sent_again_after_the_office_called_it_off_promises_nothing_anew(phone, proposal, guide):
    send(phone, proposal, "zusagen")
    cancel_assignment(Assignment.objects.get(), today=timezone.localdate(), by=guide.user)

    answer = send(phone, proposal, "zusagen").json()

    assert answer["state"] == "sent"
    assert "Inzwischen ist die Begleitung abgesagt" in answer["sentence"]
    assert Assignment.objects.count() == 1


def test_a_no_sent_three_times_arrives_once(phone, proposal):
    answers = [send(phone, proposal, "absagen").json() for _n in range(3)]

    proposal.refresh_from_db()
    assert proposal.status == Status.DECLINED
    assert {answer["state"] for answer in answers} == {"sent"}
    assert AuditEntry.objects.filter(entry=Entry.PROPOSAL_DECLINED).count() == 1


def test_who_was_too_late_hears_that_the_appointment_is_taken(phone, proposal):
    AssignmentFactory(help_request=proposal.help_request)
    MatchProposal.objects.update(status=Status.WITHDRAWN, answered_at=timezone.now())

    answer = send(phone, proposal, "zusagen")

    assert answer.status_code == 422
    assert answer.json()["state"] == "refused"
    assert "Der Termin ist inzwischen vergeben" in answer.json()["sentence"]


def test_a_yes_to_a_question_taken_back_says_that_it_is_settled(phone, proposal, guide):
    withdraw_proposal(proposal, now=timezone.now(), by=guide.user)

    answer = send(phone, proposal, "zusagen")

    assert answer.status_code == 422
    assert "Diese Anfrage hat sich inzwischen erledigt" in answer.json()["sentence"]
    assert not Assignment.objects.exists()


def test_a_no_to_a_question_taken_back_is_fine(phone, proposal, guide):
    withdraw_proposal(proposal, now=timezone.now(), by=guide.user)

    answer = send(phone, proposal, "absagen")

    assert answer.json()["state"] == "sent"
    assert "Sie müssen nichts mehr tun" in answer.json()["sentence"]


def test_a_no_after_the_yes_tells_where_to_say_it(phone, proposal):
    send(phone, proposal, "zusagen")

    answer = send(phone, proposal, "absagen")

    assert answer.status_code == 422
    assert "„Ich falle aus“" in answer.json()["sentence"]


def test_a_yes_after_the_deadline_asks_to_call(phone, proposal):
    MatchProposal.objects.update(expires_at=timezone.now() - timedelta(minutes=1))

    assert "Die Zeit für eine Antwort ist abgelaufen" in send(phone, proposal, "zusagen").json()["sentence"]


@pytest.mark.parametrize("answer", ["zusagen", "absagen"])
def test_a_phone_that_answers_a_deleted_question_stops_trying(phone, proposal, answer):
    """The outbox takes a 404 for a network that does not work, and would send for ever."""
    proposal.delete()

    response = send(phone, MatchProposal(pk=4711), answer)

    assert response.status_code == 422
    assert response.json()["state"] == "refused"


def test_nobody_answers_for_somebody_else(phone, wish):
    other = MatchProposalFactory(help_request=wish, guide=GuideFactory())

    assert send(phone, other, "zusagen").status_code == 422

    other.refresh_from_db()
    assert other.status == Status.ASKED


def test_an_interpreter_without_the_promise_reads_the_question_again(phone, guide):
    request = HelpRequestFactory(wish="interpreting", status="asked")
    proposal = MatchProposalFactory(
        help_request=request, guide=guide, role="interpreter", expires_at=timezone.now() + timedelta(days=1)
    )

    answer = send(phone, proposal, "zusagen")

    assert answer.json()["url"] == f"/unterwegs/anfragen/{proposal.pk}/"
    assert send(phone, proposal, "zusagen", says_neutral="1").json()["state"] == "sent"


def test_the_page_that_is_kept_shows_open_questions_with_every_day_and_nobody_s_name(phone, proposal, guide):
    first = timezone.localdate() + timedelta(days=4)
    request = HelpRequestFactory(
        wish="company", status="asked", wanted_on=first, wanted_at=time(10), place="Geheimweg 4"
    )
    SeriesWish.objects.create(help_request=request, every_weeks=1, number=3)
    series = MatchProposalFactory(help_request=request, guide=guide, expires_at=timezone.now() + timedelta(days=1))
    MatchProposalFactory(help_request=HelpRequestFactory(), guide=guide, status="declined")

    page = phone.get("/unterwegs/ohne-netz/").content.decode()

    assert page.count("zusagen/") == 2
    assert f'data-question="{series.pk}"' in page
    assert "Mit einem Ja sagen Sie 3 Termine zu" in page
    assert "Geheimweg" not in page


def test_a_question_for_one_date_of_a_series_shows_only_that(in_district, guide):
    from kreislotse.matching.models import Vacancy
    from kreislotse.matching.queries import questions_with_days
    from tests.factories import AppointmentFactory

    request = HelpRequestFactory(wish="company", wanted_on=date(2026, 3, 12), wanted_at=time(10))
    SeriesWish.objects.create(help_request=request, every_weeks=1, number=3)
    appointment = AppointmentFactory(
        assignment=AssignmentFactory(help_request=request), on=date(2026, 3, 19), outcome="planned", counted_in=None
    )
    MatchProposalFactory(
        help_request=request, guide=guide, vacancy=Vacancy.objects.create(appointment=appointment, opened_at=timezone.now()),
        expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip

    (question,) = questions_with_days(guide, now=timezone.now())

    assert (question.on, question.dates) == (date(2026, 3, 19), ())
