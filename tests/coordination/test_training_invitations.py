"""Inviting to a training: one link each, answered once; places and the waiting list are those of the training."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail

from kreislotse.coordination.models import TrainingInvitation
from kreislotse.coordination.starters import starters
from kreislotse.coordination.training_invitations import (
    EverybodyInvited,
    LinkOver,
    LinkUsed,
    NobodyToRemind,
    TrainingNotComing,
    answer_invitation,
    invitation_behind,
    invite_to_training,
    last_day_to_answer,
    remind_invited,
    without_module,
)
from kreislotse.guides.models import (
    Guide,
    TrainingAttendance,
    TrainingDate,
    TrainingModule,
    TrainingParticipant,
    TrainingRun,
)
from tests.factories import BERLIN, GuideFactory

NOW = datetime(2026, 3, 9, 12, tzinfo=BERLIN)
TODAY = NOW.date()
WORDS = {"de": next(words for _n, purpose, _c, words in starters() if purpose == "training")}


@pytest.fixture
def make_run(in_district):
    def make(*, begins=TODAY + timedelta(days=30), **fields):
        module, _made = TrainingModule.objects.get_or_create(
            title="Erste Hilfe", defaults={"kind": "further", "units": 4}
        )
        run = TrainingRun.objects.create(module=module, place="Kreishaus", **fields)
        TrainingDate.objects.create(run=run, on=begins, starts_at=time(9), ends_at=time(12), units=4)
        return run

    return make


@pytest.fixture
def invite(coordinator, django_capture_on_commit_callbacks):
    def run(training, *guides, now=NOW):
        with django_capture_on_commit_callbacks(execute=True):
            return invite_to_training(training, words=WORDS, guides=guides, now=now, by=coordinator)

    return run


def guide(**fields):
    return GuideFactory(**{"email": "g@example.org"} | fields)


def link_in(letter) -> str:
    return next(word for word in letter.body.split() if "/unterwegs/schulung/" in word)


def test_each_link_belongs_to_one_person_and_is_stored_as_a_digest_only(invite, make_run):
    first, second = guide(email="a@example.org"), guide(email="b@example.org")

    invite(make_run(), first, second)

    links = {letter.to[0]: link_in(letter) for letter in mail.outbox}
    assert len(set(links.values())) == 2
    secret = links["a@example.org"].rstrip("/").rpartition("/")[2]
    assert invitation_behind(secret).guide == first
    assert secret not in str(list(TrainingInvitation.objects.values()))
    assert "Erste Hilfe" in mail.outbox[0].subject
    assert "09:00–12:00" in mail.outbox[0].body


def test_who_is_invited_or_on_the_list_is_not_invited_again(invite, make_run, coordinator):
    run, invited, listed, new = make_run(), guide(), guide(), guide()
    invite(run, invited)
    TrainingParticipant.objects.create(run=run, guide=listed, name="x", registered_at=NOW)

    mailing = invite(run, invited, listed, new)

    assert [message.guide for message in mailing.messages.all()] == [new]
    with pytest.raises(EverybodyInvited):
        invite(run, invited, listed)


def test_a_training_that_began_or_is_cancelled_invites_nobody(invite, make_run):
    for run in (make_run(begins=TODAY), make_run(cancelled_on=TODAY)):
        with pytest.raises(TrainingNotComing):
            invite(run, guide())

    assert not mail.outbox


def test_the_answer_is_awaited_until_the_last_day_to_register_but_never_after_it_begins(make_run):
    assert last_day_to_answer(make_run(register_until=TODAY + timedelta(days=20)), TODAY) == TODAY + timedelta(days=20)
    assert last_day_to_answer(make_run(), TODAY) == TODAY + timedelta(days=14)
    assert last_day_to_answer(make_run(begins=TODAY + timedelta(days=2)), TODAY) == TODAY + timedelta(days=1)


def answered(run, person, answer, *, now=NOW):
    return answer_invitation(TrainingInvitation.objects.get(run=run, guide=person), answer=answer, now=now)


def test_yes_takes_a_place_and_uses_up_the_link(invite, make_run):
    run, person = make_run(), guide()
    invite(run, person)

    answered(run, person, "yes")

    assert TrainingParticipant.objects.get(run=run, guide=person).status == "registered"
    with pytest.raises(LinkUsed):
        answered(run, person, "no")


def test_later_leaves_the_link_open(invite, make_run):
    run, person = make_run(), guide()
    invite(run, person)

    answered(run, person, "later")
    answered(run, person, "no")

    assert TrainingInvitation.objects.get().answer == "no"
    assert not TrainingParticipant.objects.exists()


def test_the_last_place_goes_to_the_first_yes_and_the_second_waits(invite, make_run):
    run, first, second = make_run(places=1), guide(), guide()
    invite(run, first, second)

    answered(run, first, "yes")
    answered(run, second, "yes")

    assert TrainingParticipant.objects.get(guide=first).status == "registered"
    assert TrainingParticipant.objects.get(guide=second).status == "waiting"


def test_a_no_gives_back_the_place_somebody_took_by_telephone(invite, make_run):
    run, person = make_run(), guide()
    invite(run, person)
    TrainingParticipant.objects.create(run=run, guide=person, name="x", registered_at=NOW)

    answered(run, person, "no")

    assert TrainingParticipant.objects.get().status == "withdrawn"


def test_after_the_last_day_the_link_is_over(invite, make_run):
    run, person = make_run(), guide()
    invite(run, person)

    with pytest.raises(LinkOver):
        answered(run, person, "yes", now=NOW + timedelta(days=15))


def test_only_those_without_a_yes_or_no_are_reminded_and_once_a_day(
    invite, make_run, coordinator, django_capture_on_commit_callbacks
):
    run, silent, unsure, coming = (
        make_run(),
        guide(email="s@example.org"),
        guide(email="u@example.org"),
        guide(email="c@example.org"),
    )
    invite(run, silent, unsure, coming)
    answered(run, unsure, "later")
    answered(run, coming, "yes")
    links = {letter.to[0]: link_in(letter) for letter in mail.outbox}
    mail.outbox.clear()
    with pytest.raises(NobodyToRemind):
        remind_invited(run, words=WORDS, to=coordinator, now=NOW, by=coordinator)

    tomorrow = NOW + timedelta(days=1)
    with django_capture_on_commit_callbacks(execute=True):
        remind_invited(run, words=WORDS, to=coordinator, now=tomorrow, by=coordinator)

    assert {letter.to[0] for letter in mail.outbox} == {"s@example.org", "u@example.org"}
    assert all(link_in(letter) == links[letter.to[0]] for letter in mail.outbox)
    with pytest.raises(NobodyToRemind):
        remind_invited(run, words=WORDS, to=coordinator, now=tomorrow, by=coordinator)


def test_who_was_at_a_module_does_not_miss_it(make_run):
    run, was_there, missing = make_run(), guide(), guide()
    participant = TrainingParticipant.objects.create(run=run, guide=was_there, name="x", registered_at=NOW)
    TrainingAttendance.objects.create(participant=participant, date=run.dates.get())

    assert list(without_module(Guide.objects.all(), run.module)) == [missing]


def test_a_traegers_coordinator_reminds_and_sees_only_own_people(login, provider_pool, invite, make_run):
    run = make_run()
    Guide.objects.update(email="g@example.org")
    invite(run, provider_pool.own, provider_pool.other)

    page = login(provider_pool.user).get(f"/buero/lotsen/einladen/{run.pk}/").content.decode()

    assert "Eigene Person" in page
    assert "Fremde Person" not in page


# ── the page behind the link ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def open_link(make_run, invite, visitor):
    """A link that is open today; `visitor` opens it."""
    today = date.today()  # noqa: DTZ011
    run, person = make_run(begins=today + timedelta(days=20)), guide()
    invite(run, person, now=datetime.now(tz=BERLIN))
    return "/unterwegs/schulung/" + link_in(mail.outbox[0]).rstrip("/").rpartition("/")[2] + "/"


def test_opening_the_link_changes_nothing_and_answering_needs_no_login(open_link, visitor):
    assert "Ja, ich komme" in visitor.get(open_link).content.decode()
    assert TrainingInvitation.objects.get().answer == "open"

    answer = visitor.post(open_link, {"antwort": "yes"}, follow=True)

    assert "Danke, Sie sind angemeldet" in answer.content.decode()
    assert answer["Referrer-Policy"] == "no-referrer"
    assert TrainingParticipant.objects.get().status == "registered"


def test_a_link_nobody_sent_is_not_known(visitor, in_district):
    assert visitor.get("/unterwegs/schulung/geraten/").status_code == 404


def test_an_answer_nobody_offers_is_asked_back(open_link, visitor):
    assert visitor.post(open_link, {"antwort": "vielleicht"}).status_code == 422


def test_the_page_speaks_the_guides_language(open_link, visitor):
    Guide.objects.update(interface_language="ar")

    assert 'dir="rtl"' in visitor.get(open_link).content.decode()


def test_another_districts_host_does_not_know_the_link(open_link, other_district):
    from django.test import Client

    assert Client(HTTP_HOST=other_district.host).get(open_link).status_code == 404
