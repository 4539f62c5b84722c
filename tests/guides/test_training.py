"""Trainings: who gets a place, who was there, what comes of it."""

from datetime import date, time, timedelta

import pytest

from kreislotse.guides import training
from kreislotse.guides.models import Guide, GuideRule, TrainingAttendance, TrainingDate, TrainingParticipant
from kreislotse.guides.training import When
from kreislotse.guides.training_queries import participant_list, runs_open_for, trainings_of, visible_runs
from tests.factories import (
    NOON,
    AttendanceFactory,
    GuideFactory,
    TrainingDateFactory,
    TrainingModuleFactory,
    TrainingParticipantFactory,
    TrainingRunFactory,
)

pytestmark = pytest.mark.usefixtures("in_district")
TODAY = date(2026, 3, 9)
SOON = TODAY + timedelta(days=10)


def when(on=SOON, hour=9, units=8, **extra):
    return When(on, time(hour), time(hour + 4), units, **extra)


def plan(run=None, *, by, dates=None, **facts):
    if run is None:
        facts = {"module": TrainingModuleFactory()} | facts
    return training.plan_training(run, dates=[when()] if dates is None else dates, by=by, **facts)


def register(run, guide, by=None, **extra):
    return training.register_for_training(run, guide, now=NOON, by=by, **extra)


def test_a_training_needs_a_date_and_none_twice(coordinator):
    with pytest.raises(training.NoDates):
        plan(by=coordinator, dates=[])
    with pytest.raises(training.DateTwice, match="um 09:00 Uhr steht zweimal da"):
        plan(by=coordinator, dates=[when(), when()])


def test_dates_change_until_somebody_was_there(coordinator):
    run = plan(by=coordinator, dates=[when(TODAY), when(SOON)])
    first, second = run.dates.order_by("on")
    training.record_attendance(first, present=[], today=TODAY, by=coordinator)

    plan(run, by=coordinator, dates=[when(TODAY, key=first.pk), when(SOON + timedelta(days=1), key=second.pk)])
    second.refresh_from_db()
    assert second.on == SOON + timedelta(days=1)

    with pytest.raises(training.DateHasAttendance):
        plan(run, by=coordinator, dates=[when(SOON, key=first.pk)])
    with pytest.raises(training.DateHasAttendance):
        plan(run, by=coordinator, dates=[when(SOON)])


def test_a_carriers_coordinator_plans_only_for_the_own_carrier(provider_coordinator, provider, other_provider):
    with pytest.raises(training.NotYourTraining):
        plan(by=provider_coordinator, organization=other_provider)

    run = plan(by=provider_coordinator, organization=provider)
    TrainingRunFactory(organization=other_provider)
    of_the_kreis = TrainingRunFactory()

    assert set(visible_runs(to=provider_coordinator)) == {run, of_the_kreis}


def test_the_place_after_the_last_is_on_the_waiting_list_and_moves_up(
    coordinator, mailoutbox, django_capture_on_commit_callbacks
):
    run = plan(by=coordinator, places=1)
    first, second = GuideFactory(), GuideFactory(email="zweite@lotsen.example")

    taken, waiting = register(run, first), register(run, second)
    assert (taken.status, waiting.status) == ("registered", "waiting")
    with django_capture_on_commit_callbacks(execute=True):
        training.withdraw_from_training(taken, by=coordinator)

    waiting.refresh_from_db()
    assert waiting.status == "registered"
    assert "ein Platz frei geworden" in mailoutbox[0].body


def test_nobody_stands_on_the_list_twice_but_may_come_back(coordinator):
    run, guide = plan(by=coordinator), GuideFactory()
    row = register(run, guide)

    with pytest.raises(training.RegisteredAlready):
        register(run, guide)
    training.withdraw_from_training(row, by=coordinator)

    assert register(run, guide).pk == row.pk


def test_registering_for_the_base_training_is_a_step(coordinator):
    guide = GuideFactory(status="in_conversation")

    register(plan(by=coordinator), guide, by=coordinator)

    guide.refresh_from_db()
    assert guide.status == "in_training"


def test_who_has_left_or_does_not_interpret_is_refused(coordinator):
    run = plan(by=coordinator, module=TrainingModuleFactory(role="interpreter"))

    with pytest.raises(training.HasGone):
        register(run, GuideFactory(status="left", left_on=TODAY))
    with pytest.raises(training.NotForThisRole, match="Sprachmittlung"):
        register(run, GuideFactory(is_interpreter=False))


def test_a_specialization_needs_months_of_active_time(coordinator):
    GuideRule(specialization_after_months=6, valid_from=date(2020, 1, 1)).save()
    run = plan(by=coordinator, module=TrainingModuleFactory(kind="special"))

    with pytest.raises(training.TooEarlyToSpecialize, match="erst nach 6 Monaten"):
        register(run, GuideFactory(started_on=date(2025, 9, 20)))
    with pytest.raises(training.TooEarlyToSpecialize, match="war noch nicht aktiv"):
        register(run, GuideFactory(started_on=None))
    register(run, GuideFactory(started_on=date(2025, 9, 19)))


def test_guides_register_themselves_only_where_and_while_they_may(coordinator):
    guide = GuideFactory()
    closed = plan(by=coordinator, is_open=False)
    late = plan(by=coordinator, register_until=TODAY - timedelta(days=1))
    free = plan(by=coordinator)

    assert runs_open_for(guide, today=TODAY) == [free]
    with pytest.raises(training.OnlyThroughOffice):
        register(closed, guide, is_self=True)
    with pytest.raises(training.RegistrationClosed):
        register(late, guide, is_self=True)
    assert register(free, guide, is_self=True).is_self_registered
    assert runs_open_for(guide, today=TODAY) == []
    assert [row.run for row in trainings_of(guide)] == [free]


def test_the_office_may_keep_registration_to_itself(coordinator):
    GuideRule(guides_may_register=False, valid_from=date(2020, 1, 1)).save()
    run, guide = plan(by=coordinator), GuideFactory()

    assert runs_open_for(guide, today=TODAY) == []
    with pytest.raises(training.OnlyThroughOffice):
        register(run, guide, is_self=True)


def test_attendance_is_noted_from_the_day_on_and_can_be_corrected(coordinator):
    run = plan(by=coordinator, dates=[when(TODAY)])
    one, two = register(run, GuideFactory()), register(run, GuideFactory())
    day = run.dates.get()

    with pytest.raises(training.DayNotYetThere):
        training.record_attendance(day, present=[one.pk], today=TODAY - timedelta(days=1), by=coordinator)
    training.record_attendance(day, present=[one.pk], today=TODAY, by=coordinator)
    training.record_attendance(day, present=[two.pk], today=TODAY, by=coordinator)

    assert list(TrainingAttendance.objects.values_list("participant", flat=True)) == [two.pk]


def test_somebody_of_another_training_cannot_be_there(coordinator):
    run = plan(by=coordinator, dates=[when(TODAY)])

    training.record_attendance(
        run.dates.get(), present=[TrainingParticipantFactory().pk], today=TODAY, by=coordinator
    )  # fmt: skip

    assert not TrainingAttendance.objects.exists()


def test_who_was_there_stays_on_the_list(coordinator):
    row = AttendanceFactory().participant

    with pytest.raises(training.WasThere):
        training.withdraw_from_training(row, by=coordinator)


def test_finishing_gives_certificates_for_enough_units(coordinator):
    GuideRule(certificate_share_percent=75, valid_from=date(2020, 1, 1)).save()
    run = plan(by=coordinator, dates=[when(TODAY, hour) for hour in (8, 12, 16)] + [when(TODAY - timedelta(days=7))])
    enough, little = register(run, GuideFactory()), register(run, GuideFactory())
    days = list(run.dates.order_by("on", "starts_at"))

    with pytest.raises(training.AttendanceMissing, match=r"02.03.2026, 09.03.2026"):
        training.finish_training(run, today=TODAY, by=coordinator)
    for number, day in enumerate(days):
        present = [enough.pk] * (number < 3) + [little.pk] * (number < 2)
        training.record_attendance(day, present=present, today=TODAY, by=coordinator)
    training.finish_training(run, today=TODAY, by=coordinator)

    enough.refresh_from_db()
    little.refresh_from_db()
    assert (enough.result, enough.certificate_on) == ("passed", TODAY)
    assert (little.result, little.certificate_on) == ("not_passed", None)
    with pytest.raises(training.TrainingOver):
        training.record_attendance(days[0], present=[], today=TODAY, by=coordinator)
    training.reopen_training(run, by=coordinator)
    training.record_attendance(days[0], present=[], today=TODAY, by=coordinator)


def test_cancelling_tells_everybody_and_counts_no_more(coordinator, mailoutbox, django_capture_on_commit_callbacks):
    run = plan(by=coordinator)
    register(run, GuideFactory(email="eine@lotsen.example"))
    register(run, GuideFactory())

    with django_capture_on_commit_callbacks(execute=True):
        training.cancel_training(run, today=TODAY, by=coordinator)

    assert [mail.to for mail in mailoutbox] == [["eine@lotsen.example"]]
    with pytest.raises(training.TrainingOver):
        register(run, GuideFactory())


def test_the_list_has_dates_units_and_results(coordinator):
    run = TrainingRunFactory()
    first, second = TrainingDateFactory(run=run), TrainingDateFactory(run=run, on=date(2026, 2, 14), units=4)
    row = TrainingParticipantFactory(run=run, guide=GuideFactory(first_name="Samira", last_name="Haddad"))
    TrainingAttendance(participant=row, date=second).save()

    listed = participant_list(run)

    assert listed.dates == [first, second]
    assert listed.rows() == [[1, "Haddad, Samira", "", "", "–", "x", 4, "noch offen"]]
    assert len(listed.columns()) == len(listed.rows()[0])


def test_who_has_gone_stays_on_the_list_by_name(coordinator):
    run = TrainingRunFactory()
    TrainingParticipant(run=run, name="Samira Haddad", registered_at=NOON).save()

    assert participant_list(run).rows()[0][1] == "Samira Haddad"


def test_what_decides_on_qualifications_stays_once_attended(coordinator):
    module = AttendanceFactory().date.run.module

    module.title = "Neuer Titel"
    training.save_module(module, by=coordinator)
    module.kind = "further"
    with pytest.raises(training.ModuleInUse):
        training.save_module(module, by=coordinator)


def test_a_training_from_elsewhere_lies_in_the_past(coordinator):
    guide, module = GuideFactory(), TrainingModuleFactory()
    facts = {"module": module, "units": 24, "where": "Kreis Leer", "today": TODAY, "by": coordinator}

    with pytest.raises(training.DayNotYetThere):
        training.recognize_training(guide, completed_on=SOON, **facts)
    training.recognize_training(guide, completed_on=date(2020, 1, 1), **facts)

    assert Guide.objects.get(pk=guide.pk).recognized_trainings.count() == 1
    assert TrainingDate.objects.count() == 0
