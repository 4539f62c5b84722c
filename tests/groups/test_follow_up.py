"""Tasks that follow up by mail, the answer by a link, and the hearing log of councils."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from kreislotse.accounts import handover
from kreislotse.districts.queries import current_district
from kreislotse.groups import follow_up, hearings, operations, tasks
from kreislotse.groups.models import HearingCase, Meeting, SeatHolder, Task, TaskAnswer
from kreislotse.groups.operations import Person
from kreislotse.privacy import archive
from kreislotse.privacy.operations import run_deletion, seed_retention_rules
from tests.factories import BodyFactory
from tests.groups.meetings import NOW, START, items, plan, seat

TODAY = date(2026, 3, 9)


@pytest.fixture
def body(coordinator):
    body = BodyFactory(name="AG Wohnen")
    body.ada = seat(body, coordinator, "Ada Lind")
    return body


def give(body, by, **fields):
    arguments = {"text": "Liste der Räume schicken", "due_on": TODAY + timedelta(days=5), "seat": body.ada} | fields
    return follow_up.set_task(body, **arguments, now=NOW, by=by)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [({"text": " "}, follow_up.TaskEmpty), ({"seat": None}, follow_up.OwnerMissing)],
)
def test_a_task_says_what_and_who(body, coordinator, fields, refusal):
    with pytest.raises(refusal):
        give(body, coordinator, **fields)


def test_a_task_has_one_owner_of_the_same_body(body, coordinator):
    with pytest.raises(follow_up.OwnerMissing):
        give(body, coordinator, responsible=coordinator)
    with pytest.raises(follow_up.OwnerOfAnotherBody):
        give(body, coordinator, seat=seat(BodyFactory(), coordinator, "Cem", organization="Nebenan"))


def test_one_mail_asks_for_all_that_waits_and_not_again_for_a_week(body, coordinator):
    give(body, coordinator)
    give(body, coordinator, text="Vermieter einladen", due_on=TODAY - timedelta(days=1))
    give(body, coordinator, text="Viel später", due_on=TODAY + timedelta(days=60))
    give(body, coordinator, text="Presse", seat=None, responsible=coordinator)

    assert follow_up.send_task_reminders(today=TODAY) == 2
    assert follow_up.send_task_reminders(today=TODAY + timedelta(days=1)) == 0

    to_ada = next(message for message in mail.outbox if message.to == ["ada@akteur.example"])
    assert to_ada.subject == "2 Aufgaben warten"
    assert "Vermieter einladen (AG Wohnen, seit dem 8. März 2026 überfällig)" in to_ada.body
    assert "Viel später" not in to_ada.body
    assert to_ada.body.count("/partner/aufgabe/") == 2
    assert follow_up.send_task_reminders(today=TODAY + timedelta(days=7)) == 2


def test_a_mail_that_does_not_go_out_is_tried_the_next_night(body, coordinator, monkeypatch):
    give(body, coordinator)
    monkeypatch.setattr("django.core.mail.EmailMessage.send", lambda _message: (_ for _ in ()).throw(OSError))

    assert follow_up.send_task_reminders(today=TODAY) == 0

    assert Task.objects.get().reminded_on is None


def test_the_successor_on_the_seat_is_asked(body, coordinator):
    give(body, coordinator)
    operations.name_person(
        body.ada, Person("Bilal Aydin", email="bilal@akteur.example"), from_on=date(2026, 3, 1), by=coordinator
    )

    follow_up.send_task_reminders(today=TODAY)

    assert [message.to for message in mail.outbox] == [["bilal@akteur.example"]]


def test_every_district_is_reminded(body, coordinator):
    give(body, coordinator, due_on=timezone.localdate())

    tasks.remind_of_tasks(timezone.localdate())

    assert len(mail.outbox) == 1


# ── the answer ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def link(body, coordinator, visitor):
    return follow_up.link_of(give(body, coordinator), current_district()).removeprefix(current_district().base_url)


def test_the_link_says_what_it_is_about_and_changes_nothing(link, visitor):
    page = visitor.get(link)

    assert "Liste der Räume schicken" in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert Task.objects.get().done_on is None
    assert "kreislotse" not in visitor.cookies


def test_done_by_one_click(link, visitor):
    visitor.post(link, {"antwort": "done", "note": "Liegt im Netzlaufwerk."})

    assert Task.objects.get().done_on == timezone.localdate()
    assert TaskAnswer.objects.get().note == "Liegt im Netzlaufwerk."
    again = visitor.post(link, {"antwort": "done"})
    assert again.status_code == 200
    assert "Danke" in again.content.decode()
    assert TaskAnswer.objects.count() == 1


def test_it_takes_longer_until_a_day(link, visitor):
    until = timezone.localdate() + timedelta(days=20)
    refused = visitor.post(link, {"antwort": "later", "until": "gestern"})
    assert refused.status_code == 422
    assert "Bitte nennen Sie einen Tag nach heute" in refused.content.decode()

    visitor.post(link, {"antwort": "later", "until": until.isoformat()})

    task, answer = Task.objects.get(), TaskAnswer.objects.get()
    assert (task.due_on, task.done_on) == (until, None)
    assert (answer.old_due_on, answer.new_due_on) == (TODAY + timedelta(days=5), until)


@pytest.mark.parametrize(
    "data", [{}, {"antwort": "vielleicht"}, {"antwort": "later"}, {"antwort": "later", "until": "x"}]
)
def test_nonsense_is_refused_with_a_sentence(link, visitor, data):
    response = visitor.post(link, data)

    assert response.status_code == 422
    assert not TaskAnswer.objects.exists()


def test_the_link_ends_when_somebody_else_takes_over(link, visitor, coordinator):
    follow_up.change_task(Task.objects.get(), text="X", due_on=TODAY, responsible=coordinator, by=coordinator)

    assert visitor.get(link).status_code == 404
    assert visitor.get("/partner/aufgabe/unbekannt/").status_code == 404


def test_what_is_done_can_be_opened_again(body, coordinator):
    task = give(body, coordinator)
    with pytest.raises(follow_up.NotDone):
        follow_up.reopen_task(task, by=coordinator)
    follow_up.finish_task(task, now=NOW, by=coordinator)
    for change in (
        lambda: follow_up.finish_task(task, now=NOW, by=coordinator),
        lambda: follow_up.postpone_task(task, until=TODAY + timedelta(days=9), now=NOW, by=coordinator),
        lambda: follow_up.change_task(task, text="Y", due_on=TODAY, seat=body.ada, by=coordinator),
    ):
        with pytest.raises(follow_up.DoneAlready):
            change()

    assert follow_up.reopen_task(task, by=coordinator).done_on is None


def test_open_tasks_and_meetings_go_to_the_successor(body, coordinator, caseworker):
    give(body, coordinator, seat=None, responsible=coordinator)
    Meeting.objects.filter(pk=plan(coordinator).pk).update(responsible=coordinator)

    handover.hand_over(coordinator, caseworker, by=coordinator, now=timezone.now())

    assert Task.objects.get().responsible == caseworker
    assert Meeting.objects.get().responsible == caseworker


# ── hearings ────────────────────────────────────────────────────────────────────────────────────────


def case(**fields):
    body = fields.pop("body", None) or BodyFactory(name="Ausländerbeirat", kind="foreigners_council")
    return HearingCase(**{"body": body, "matter": "Satzung zur Unterkunft", "informed_on": TODAY} | fields)


def test_a_council_is_told_asked_and_answered(coordinator):
    matter = hearings.save_hearing(case(), by=coordinator)
    matter.offered_on, matter.due_on = TODAY, TODAY + timedelta(days=21)
    hearings.save_hearing(matter, by=coordinator)
    assert HearingCase.objects.waiting().count() == 1

    matter.received_on, matter.statement = TODAY + timedelta(days=10), "Wir schlagen kürzere Wege vor."
    hearings.save_hearing(matter, by=coordinator)

    assert not HearingCase.objects.waiting().exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"offered_on": TODAY}, "bis wann die Stellungnahme da sein soll"),
        ({"offered_on": TODAY, "due_on": TODAY - timedelta(days=1)}, "Die Frist liegt vor dem Tag"),
        ({"offered_on": TODAY - timedelta(days=1), "due_on": TODAY}, "bevor das Gremium informiert war"),
        ({"received_on": TODAY - timedelta(days=1)}, "nicht vor der Information"),
        ({"received_on": TODAY, "waived_on": TODAY}, "oder das Gremium hat verzichtet"),
        ({"decided_on": TODAY}, "wie entschieden wurde"),
    ],
)
def test_days_in_the_wrong_order_are_refused(coordinator, fields, sentence):
    with pytest.raises(ValidationError, match=sentence):
        hearings.save_hearing(case(**fields), by=coordinator)


def test_only_councils_are_heard(coordinator):
    with pytest.raises(hearings.NotHeard, match="AG Sport"):
        hearings.save_hearing(case(body=BodyFactory(name="AG Sport")), by=coordinator)

    with pytest.raises(hearings.NotHeard):
        hearings.save_hearing(
            case(body=BodyFactory(kind="steering_group", legal_basis="Beschluss des Kreistags")), by=coordinator
        )
    by_statute = BodyFactory(name="Beirat", kind="other", legal_basis="Hauptsatzung")
    assert hearings.save_hearing(case(body=by_statute), by=coordinator).pk


# ── what goes, and when ─────────────────────────────────────────────────────────────────────────────


def test_meetings_go_after_their_period_with_all_that_belongs_to_them(body, coordinator):
    seed_retention_rules({})
    meeting = plan(coordinator, body)
    [item, _second] = items(meeting, coordinator)
    give(body, coordinator, item=item)

    run_deletion(today=TODAY + timedelta(days=3000))
    assert Meeting.objects.exists()
    due = TODAY + timedelta(days=3660)
    run_deletion(today=due)
    assert Meeting.objects.exists()  # the archive is asked first
    offer = archive.offer_what_is_due(on=due, today=due, by=coordinator)
    archive.answer_offer(offer, answer="declined", on=due, today=due, by=coordinator)
    run_deletion(today=due + timedelta(days=1))

    assert not Meeting.objects.exists()
    assert not Task.objects.exists()


def test_that_one_person_was_there_goes_with_the_person(coordinator):
    from kreislotse.groups import minutes

    seed_retention_rules({})
    council = BodyFactory(kind="foreigners_council")
    own = seat(council, coordinator, "Ada", organization=None, until_on=START.date())
    actors = seat(council, coordinator, "Bilal", organization="DRK", until_on=START.date())
    meeting = plan(coordinator, council)
    minutes.record_attendance(
        meeting, [minutes.Presence(own, "on_site"), minutes.Presence(actors, "absent")], now=NOW, by=coordinator
    )

    run_deletion(today=TODAY + timedelta(days=800))

    assert list(meeting.attendance.values_list("seat", flat=True)) == [actors.pk]
    assert not SeatHolder.objects.exists()
