"""Nobody is planned for a day on which they said they are away; what has happened then is noted all the same."""

from datetime import date, datetime, time

import pytest

from kreislotse.guides.absences import AbsenceOver, note_absence, take_back_absence
from kreislotse.guides.models import GuideAbsence
from kreislotse.intake.models import SeriesWish
from kreislotse.matching import operations
from kreislotse.matching.models import Appointment, Assignment, MatchProposal, SeriesDate, Vacancy
from kreislotse.matching.operations.errors import (
    GuideAway,
    GuideMayNotAct,
    SeriesDaysAway,
    SeriesDaysTaken,
)
from tests.factories import (
    BERLIN,
    AppointmentFactory,
    AssignmentFactory,
    GuideFactory,
    HelpRequestFactory,
    RoleRequirementFactory,
)

pytestmark = pytest.mark.usefixtures("in_district")

MONDAY = date(2026, 3, 9)
TUESDAYS = [date(2026, 3, 17), date(2026, 3, 24), date(2026, 3, 31)]


def away(guide, first, last=None, *, today=date(2026, 2, 1)):
    return note_absence(guide, from_on=first, to_on=last or first, today=today, by=None)


@pytest.fixture
def assignment():
    request = HelpRequestFactory(received_on=date(2026, 2, 2), wish="company", status="promised")
    return AssignmentFactory(help_request=request)


def plan(assignment, on=TUESDAYS[0], *, now, **changes):
    values = {"starts_at": time(10), "duration_minutes": 60, "outcome": "planned"} | changes
    return operations.record_appointment(assignment, on=on, **values, now=now, by=None)


def agree(assignment, *, now, **changes):
    values = {"first_on": TUESDAYS[0], "starts_at": time(10), "duration_minutes": 60, "number": 3} | changes
    return operations.agree_series(assignment, **values, now=now, by=None)


def test_an_appointment_is_not_planned_into_an_absence(assignment, now):
    absence = away(assignment.guide, date(2026, 3, 16), TUESDAYS[0])

    with pytest.raises(GuideAway, match="vom 16.03.2026 bis zum 17.03.2026 nicht da.*Abwesenheit zurück") as refused:
        plan(assignment, now=now)
    assert "unter „Meine Daten“ auf „Ich bin doch da“" in refused.value.said_to_them()
    assert str(assignment.guide) not in refused.value.said_to_them()

    plan(assignment, TUESDAYS[1], now=now)
    take_back_absence(absence, by=None)
    plan(assignment, now=now)


def test_an_appointment_is_not_moved_into_an_absence_and_not_put_on_again_in_one(assignment, now):
    planned = plan(assignment, now=now)
    away(assignment.guide, TUESDAYS[1])
    with pytest.raises(GuideAway):
        operations.move_appointment(planned, on=TUESDAYS[1], starts_at=time(10), side="person", now=now, by=None)
    operations.cancel_appointment(planned, side="person", now=now, by=None)
    away(assignment.guide, TUESDAYS[0])

    with pytest.raises(GuideAway):
        operations.change_appointment(planned, outcome="planned", now=now, by=None)


def test_another_hour_of_a_day_that_was_planned_before_the_absence_stays_possible(assignment, now):
    planned = plan(assignment, now=now)
    away(assignment.guide, TUESDAYS[0])

    operations.move_appointment(planned, on=TUESDAYS[0], starts_at=time(11), side="person", now=now, by=None)


@pytest.mark.parametrize("outcome", ["took_place", "no_show"])
def test_what_happened_in_an_absence_is_noted(assignment, now, outcome):
    away(assignment.guide, date(2026, 3, 2), date(2026, 3, 8))

    plan(assignment, date(2026, 3, 5), outcome=outcome, now=now)


def test_a_series_leaves_the_days_of_an_absence_out_and_shows_them(assignment, now):
    away(assignment.guide, date(2026, 3, 20), date(2026, 3, 26))
    with pytest.raises(SeriesDaysAway, match="nicht da: 24.03.2026"):
        agree(assignment, now=now)
    assert not Appointment.objects.exists()

    series = agree(assignment, leave_out_taken=True, now=now)

    assert [(line.on, line.left_out) for line in series.dates.order_by("on")] == [
        (TUESDAYS[0], ""), (TUESDAYS[1], "away"), (TUESDAYS[2], ""),
    ]  # fmt: skip
    assert series.dates.get(on=TUESDAYS[1]).get_left_out_display() == "Begleitung ist nicht da"


def test_a_series_of_which_no_day_is_left_is_none(assignment, now):
    away(assignment.guide, TUESDAYS[0], TUESDAYS[2])
    with pytest.raises(SeriesDaysAway):
        agree(assignment, leave_out_taken=True, now=now)

    GuideAbsence.objects.update(to_on=TUESDAYS[1])
    other = AssignmentFactory(guide=assignment.guide)
    AppointmentFactory(assignment=other, on=TUESDAYS[2], starts_at=time(10), outcome="planned", counted_in=None)
    with pytest.raises(SeriesDaysTaken, match="31.03.2026"):
        agree(assignment, leave_out_taken=True, now=now)


def test_a_day_that_was_left_out_is_held_only_when_the_guide_is_there_and_may_go(assignment, now):
    absence = away(assignment.guide, TUESDAYS[1])
    left_out = agree(assignment, leave_out_taken=True, now=now).dates.get(on=TUESDAYS[1])

    with pytest.raises(GuideAway):
        operations.hold_left_out_date(left_out, now=now, by=None)
    take_back_absence(absence, by=None)
    RoleRequirementFactory(needs_appointment=True)
    with pytest.raises(GuideMayNotAct):
        operations.hold_left_out_date(left_out, now=now, by=None)
    assert SeriesDate.objects.get(pk=left_out.pk).left_out == "away"


@pytest.fixture
def question(wish, now):
    return MatchProposal.objects.create(
        help_request=wish, guide=GuideFactory(), role="guide", asked_at=now, expires_at=datetime(2026, 3, 11, 12, tzinfo=BERLIN),
    )  # fmt: skip


def say_yes(question, now):
    return operations.accept_proposal(question, now=now, by=None)


def test_nobody_promises_or_is_booked_for_a_day_in_their_absence(wish, question, now):
    away(question.guide, wish.wanted_on)

    with pytest.raises(GuideAway):
        say_yes(question, now)
    with pytest.raises(GuideAway):
        operations.book_directly(wish, guide=question.guide, funding_source=None, now=now, by=None)

    assert not Assignment.objects.exists()
    question.refresh_from_db()
    assert question.status == "asked"


def test_of_a_wished_series_the_days_that_are_left_are_promised(wish, question, now):
    SeriesWish.objects.create(help_request=wish, every_weeks=1, number=3)
    away(question.guide, wish.wanted_on)

    assignment = say_yes(question, now)

    assert list(assignment.appointments.order_by("on").values_list("on", flat=True)) == [
        date(2026, 3, 19), date(2026, 3, 26),
    ]  # fmt: skip


def test_a_wished_series_of_which_every_day_lies_in_the_absence_is_not_promised(wish, question, now):
    SeriesWish.objects.create(help_request=wish, every_weeks=1, number=3)
    away(question.guide, wish.wanted_on, date(2026, 3, 31))

    with pytest.raises(GuideAway):
        say_yes(question, now)


def test_where_no_day_is_wished_an_absence_today_keeps_nobody_from_promising(wish, question, now):
    wish.wanted_on = wish.wanted_at = None
    wish.save()
    away(question.guide, MONDAY)

    assert say_yes(question, now).is_open


def test_nobody_stands_in_on_a_day_they_are_away(assignment, now):
    vacancy = operations.let_guide_fall_out(plan(assignment, now=now), now=now, by=None)
    other = GuideFactory()
    away(other, TUESDAYS[0])

    with pytest.raises(GuideAway):
        operations.book_for_vacancy(vacancy, guide=other, now=now, by=None)
    vacancy.refresh_from_db()
    assert vacancy.is_open


# ── „Ich bin nicht da“ ───────────────────────────────────────────────────────────────────────────


def test_days_are_freed_and_noted_together(assignment, now):
    planned = plan(assignment, now=now)

    operations.be_away(assignment.guide, first=TUESDAYS[0], last=TUESDAYS[1], now=now, by=None)

    assert Vacancy.objects.get().appointment == planned
    assert GuideAbsence.objects.get().to_on == TUESDAYS[1]


def test_days_on_which_nothing_is_planned_are_noted_all_the_same(assignment, now):
    assert operations.report_absence(assignment.guide, first=TUESDAYS[0], last=TUESDAYS[1], now=now, by=None) == []

    assert GuideAbsence.objects.get().from_on == TUESDAYS[0]


def test_days_that_are_over_free_nothing(assignment, now):
    planned = AppointmentFactory(assignment=assignment, on=date(2026, 3, 5), outcome="planned", counted_in=None)

    with pytest.raises(AbsenceOver):
        operations.be_away(assignment.guide, first=date(2026, 3, 4), last=date(2026, 3, 6), now=now, by=None)

    planned.refresh_from_db()
    assert planned.outcome == "planned"


# ── what the pages say ───────────────────────────────────────────────────────────────────────────


def test_the_assignment_s_page_notes_what_lies_in_an_absence(assignment, login, caseworker):
    AppointmentFactory(assignment=assignment, on=date(2026, 3, 5))
    page = f"/buero/lotsen/einsaetze/{assignment.pk}/"
    office = login(caseworker)
    assert "als nicht da eingetragen" not in office.get(page).content.decode()

    away(assignment.guide, date(2026, 3, 5))

    assert "als nicht da eingetragen" in office.get(page).content.decode()


def test_the_office_notes_a_holiday_in_which_nothing_is_planned(assignment, login, caseworker):
    office, page = login(caseworker), f"/buero/lotsen/{assignment.guide.pk}/abwesend/"

    answer = office.post(page, {"first": "01.08.2999", "last": "14.08.2999", "reason": "other"}, follow=True)

    assert "In dieser Zeit war nichts geplant" in answer.content.decode()
    assert "Ist doch da" in answer.content.decode()


def test_the_office_takes_an_absence_back(assignment, login, caseworker):
    coming = date(2999, 3, 5)
    absence = away(assignment.guide, coming)
    office = login(caseworker)
    page = office.get(f"/buero/lotsen/{assignment.guide.pk}/abwesend/").content.decode()
    assert "Ist doch da" in page

    office.post(f"/buero/lotsen/abwesenheiten/{absence.pk}/zuruecknehmen/")

    assert not GuideAbsence.objects.exists()
