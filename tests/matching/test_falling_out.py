"""„Ich falle aus“ from the phone: the appointment is free, others are asked at once, the office and the institution hear it."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from kreislotse.guides.models import GuideAbsence
from kreislotse.intake.models import HelpRequest
from kreislotse.matching import operations, queries
from kreislotse.matching.letters import tell_asker_of_change, tell_guide_of_change
from kreislotse.matching.models import (
    Appointment,
    AppointmentChange,
    Assignment,
    GuideExclusion,
    MatchingRule,
    MatchProposal,
    Vacancy,
)
from kreislotse.matching.operations import errors
from kreislotse.matching.tasks import look_for_stand_ins, tell_office_of_step_back
from tests.factories import (
    BERLIN,
    AppointmentFactory,
    AssignmentFactory,
    GuideFactory,
    HelpRequestFactory,
    SeekerContactFactory,
)

THURSDAY = date(2026, 3, 12)


@pytest.fixture(autouse=True)
def nobody_is_told_yet():
    cache.clear()


@pytest.fixture
def guide(person):
    return GuideFactory(user=person("guide"), email="samira@example.org")


def planned(guide, on=THURSDAY, assignment=None, **request):
    if assignment is None:
        help_request = HelpRequestFactory(wish="company", status="promised", asked_by_institution=True, **request)
        assignment = AssignmentFactory(help_request=help_request, guide=guide)
    return AppointmentFactory(assignment=assignment, on=on, starts_at=time(10), outcome="planned", counted_in=None)


def search(*vacancies):
    look_for_stand_ins.call(vacancies[0].district_id, [vacancy.pk for vacancy in vacancies])


# ── what the guide says ──────────────────────────────────────────────────────────────────────────


def test_one_tap_frees_one_appointment_and_a_second_tap_changes_nothing(guide, now):
    appointment = planned(guide)
    planned(guide, on=date(2026, 3, 19), assignment=appointment.assignment)

    vacancy = operations.fall_out(appointment, reason="ill", now=now, by=guide.user)
    again = operations.fall_out(appointment, reason="family", now=now, by=guide.user)

    change = AppointmentChange.objects.get()
    assert again == vacancy and vacancy.is_open
    assert (change.kind, change.side, change.reason, change.by) == ("fell_out", "guide", "ill", guide.user)


@pytest.mark.parametrize("hour", [10, 12])
def test_what_has_begun_is_noted_and_not_given_back(guide, hour):
    appointment = planned(guide)

    with pytest.raises(errors.BegunAlready):
        operations.fall_out(appointment, now=datetime(2026, 3, 12, hour, tzinfo=BERLIN), by=guide.user)

    appointment.refresh_from_db()
    assert appointment.outcome == "planned" and not Vacancy.objects.exists()


def test_days_away_free_what_lies_in_them_and_are_noted_also_without_an_appointment(guide, now):
    inside, after = planned(guide), planned(guide, on=date(2026, 3, 20))

    (vacancy,) = operations.be_away(
        guide, first=now.date(), last=date(2026, 3, 13), reason="ill", now=now, by=guide.user
    )
    nothing = operations.be_away(guide, first=date(2026, 4, 1), last=date(2026, 4, 2), now=now, by=guide.user)

    after.refresh_from_db()
    assert (vacancy.appointment, after.outcome, nothing) == (inside, "planned", [])
    assert GuideAbsence.objects.filter(guide=guide).count() == 2


def test_who_steps_back_before_a_day_is_agreed_leaves_the_request_waiting(guide, now, mailoutbox, district):
    district.email = "buero@example.org"
    district.save()
    assignment = AssignmentFactory(help_request=HelpRequestFactory(wish="company", status="promised"), guide=guide)

    assert operations.step_back(assignment, reason="too_close", now=now, by=guide.user) == []
    for _twice in range(2):
        tell_office_of_step_back.call(assignment.district_id, assignment.pk)

    assignment.refresh_from_db(), assignment.help_request.refresh_from_db()
    assert (assignment.status, assignment.help_request.status) == ("cancelled", HelpRequest.Status.IN_CLARIFICATION)
    assert GuideExclusion.objects.get().guide == guide
    assert list(queries.requests_waiting_for_a_guide()) == [assignment.help_request]
    assert [mail.to for mail in mailoutbox] == [["buero@example.org"]]


# ── the search ───────────────────────────────────────────────────────────────────────────────────


def test_others_are_asked_at_once_each_with_one_mail_and_the_office_reads_how_many(guide, now, mailoutbox, district):
    district.email = "buero@example.org"
    district.save()
    others = [GuideFactory(email=f"{n}@example.org", interface_language="en") for n in range(4)]
    today = timezone.localdate()
    appointments = [planned(guide, on=today + timedelta(days=days)) for days in (3, 4)]
    vacancies = operations.be_away(
        guide, first=today, last=today + timedelta(days=7), reason="ill", now=timezone.now(), by=guide.user
    )

    for _twice in range(2):
        search(*vacancies)

    asked = MatchProposal.objects.filter(status="asked")
    assert asked.count() == 6 and not asked.filter(guide=guide).exists()
    assert {one.vacancy.appointment for one in asked} == set(appointments)
    written_to = [address for mail in mailoutbox for address in mail.to]
    assert sorted(written_to) == sorted({one.guide.email for one in asked} | {"buero@example.org"})
    office = next(mail for mail in mailoutbox if mail.to == ["buero@example.org"])
    assert office.subject == "2 Termine sind frei: jemand fällt aus"
    assert office.body.count("3 Personen sind schon gefragt") == 2
    assert str(guide) not in office.body and len(others) == 4


def test_the_office_may_choose_itself_whom_to_ask(guide, now, mailoutbox, district):
    district.email = "buero@example.org"
    district.save()
    MatchingRule.objects.create(asks_stand_ins=False, valid_from=date(2026, 1, 1))
    GuideFactory(email="leyla@example.org")
    vacancy = operations.fall_out(
        planned(guide, on=timezone.localdate() + timedelta(days=3)), now=timezone.now(), by=guide.user
    )

    search(vacancy)

    assert not MatchProposal.objects.exists()
    assert "Noch ist niemand gefragt" in mailoutbox[-1].body


def test_a_stand_in_who_cancels_opens_the_search_again_and_nobody_who_fell_out_is_asked(guide, person, now):
    first = planned(guide)
    planned(guide, on=date(2026, 3, 19), assignment=first.assignment)
    vacancy = operations.fall_out(first, reason="ill", now=now, by=guide.user)
    stand_in = GuideFactory(user=person("guide", email="leyla@example.org"))
    standing_in = operations.book_for_vacancy(vacancy, guide=stand_in, now=now, by=None)
    third = GuideFactory()

    second_vacancy = operations.fall_out(standing_in.appointments.get(), reason="family", now=now, by=stand_in.user)
    found = queries.vacancy_candidates(second_vacancy, today=now.date(), to=person("coordinator"))

    standing_in.refresh_from_db(), first.assignment.refresh_from_db()
    assert second_vacancy.is_open and standing_in.status == "cancelled"
    assert [entry.guide for entry in found.suited] == [third]
    assert {(one.guide, *one.obstacles) for one in found.not_suited} == {
        (guide, "ist selbst ausgefallen"), (stand_in, "ist selbst ausgefallen"),
    }  # fmt: skip
    new = operations.book_for_vacancy(second_vacancy, guide=third, now=now, by=None)
    assert new.is_stand_in and [date_.state for date_ in queries.dates_for_asker(first.assignment.help_request)] == [
        "replaced", "planned",
    ]  # fmt: skip


@pytest.mark.parametrize("way", ["assignment", "appointment"])
def test_the_office_s_cancelling_for_a_stand_in_opens_the_search_too(guide, caseworker, now, way):
    first = planned(guide, on=timezone.localdate() + timedelta(days=3))
    planned(guide, on=timezone.localdate() + timedelta(days=9), assignment=first.assignment)
    vacancy = operations.fall_out(first, now=timezone.now(), by=guide.user)
    standing_in = operations.book_for_vacancy(vacancy, guide=GuideFactory(), now=timezone.now(), by=caseworker)

    if way == "assignment":
        operations.cancel_assignment(standing_in, today=timezone.localdate(), by=caseworker)
    else:
        operations.cancel_appointment(standing_in.appointments.get(), side="guide", now=timezone.now(), by=caseworker)

    standing_in.refresh_from_db()
    assert standing_in.status == Assignment.Status.CANCELLED
    assert [one.appointment for one in Vacancy.objects.filter(status="open")] == [standing_in.appointments.get()]
    assert Appointment.objects.filter(outcome="planned").count() == 1


def test_what_happens_in_one_go_is_one_letter(guide, now, mailoutbox):
    first = planned(guide)
    second = planned(guide, on=date(2026, 3, 13), assignment=first.assignment)
    SeekerContactFactory(help_request=first.assignment.help_request, email="schule@example.org")
    operations.be_away(guide, first=now.date(), last=date(2026, 3, 13), now=now, by=guide.user)

    for change in AppointmentChange.objects.order_by("-pk"):
        tell_guide_of_change.call(change.district_id, change.pk)
        tell_asker_of_change.call(change.district_id, change.pk)

    assert sorted(mail.to[0] for mail in mailoutbox) == ["samira@example.org", "schule@example.org"]
    assert all("12.03.2026" in mail.body and "13.03.2026" in mail.body for mail in mailoutbox)
    assert second.changes.get().guide_told_at


# ── the pages ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def soon(guide):
    return planned(guide, on=timezone.localdate() + timedelta(days=2))


def test_two_taps_say_it_and_the_page_says_what_happens_next(guide, login, soon):
    phone = login(guide.user)

    assert f"/unterwegs/termine/{soon.pk}/ausfallen/" in phone.get("/unterwegs/").content.decode()
    page = phone.get(f"/unterwegs/termine/{soon.pk}/ausfallen/").content.decode()
    answer = phone.post(f"/unterwegs/termine/{soon.pk}/ausfallen/", {"reason": "ill"}, follow=True).content.decode()

    assert "Wir suchen jemand anderen. Das ist nicht Ihre Aufgabe." in page
    assert "1 Termin ist frei, das Büro weiß es schon" in answer and "Vertretung gesucht" in answer
    assert "Sie müssen nichts mehr tun" in phone.get(f"/unterwegs/termine/{soon.pk}/ausfallen/").content.decode()


def test_nobody_gives_back_what_belongs_to_another_guide(guide, login):
    other = planned(GuideFactory(), on=timezone.localdate() + timedelta(days=2))
    phone = login(guide.user)

    assert phone.post(f"/unterwegs/termine/{other.pk}/ausfallen/", {"reason": ""}).status_code == 404
    assert phone.post(f"/unterwegs/einsaetze/{other.assignment_id}/ausfallen/", {"reason": ""}).status_code == 404
    assert not Vacancy.objects.exists()


def test_several_days_and_a_wrong_span(guide, login, soon):
    phone = login(guide.user)
    wrong = phone.post("/unterwegs/ausfallen/", {"first": f"{soon.on}", "last": f"{soon.on - timedelta(days=1)}"})
    answer = phone.post("/unterwegs/ausfallen/", {"first": f"{soon.on}", "last": f"{soon.on}"}, follow=True)

    assert wrong.status_code == 422 and "Der letzte Tag liegt vor dem ersten" in wrong.content.decode()
    assert "1 Termin ist frei" in answer.content.decode() and GuideAbsence.objects.count() == 1


def test_days_away_name_the_appointments_that_lie_in_them(guide, login, soon):
    phone = login(guide.user)
    days = {"from_on": f"{soon.on}", "to_on": f"{soon.on}"}

    answer = phone.post("/unterwegs/meine-daten/abwesend/", days, follow=True).content.decode()

    assert "In dieser Zeit haben Sie noch 1 Termin vereinbart" in answer
    assert f"/unterwegs/termine/{soon.pk}/ausfallen/" in answer
