"""The way of a guide: talk, appointment, duty, lapse, leaving; and what of it stays."""

from datetime import date, timedelta

import pytest

from kreislotse.guides import appointing, operations, papers
from kreislotse.guides.appointing import appoint_guide, end_appointment, lapse_appointments
from kreislotse.guides.expiring import expiring
from kreislotse.guides.helper_list import helpers_on
from kreislotse.guides.leaving import leaving_preview
from kreislotse.guides.models import (
    ConductCertificate,
    ConductRule,
    FormalAppointment,
    Guide,
    GuideConsent,
    GuideRule,
    HelperPeriod,
    RecognizedTraining,
    StatusChange,
    TalkNote,
    TrainingParticipant,
)
from kreislotse.guides.retention import certificates_to_delete, helpers_to_delete, never_started, trainings_to_delete
from kreislotse.privacy.models import Consent
from tests.factories import (
    NOON,
    AppointmentFactory,
    AssignmentFactory,
    AttendanceFactory,
    GuideFactory,
    OrganizationFactory,
    RoleRequirementFactory,
    TrainingDateFactory,
    TrainingParticipantFactory,
    TrainingRunFactory,
)

pytestmark = pytest.mark.usefixtures("in_district")
TODAY = date(2026, 3, 9)
S = Guide.Status


def move(guide, status, by, on=TODAY, **extra):
    return operations.change_status(guide, status=status, today=on, by=by, **extra)


def test_each_step_keeps_day_person_and_reason(coordinator):
    guide = GuideFactory(status=S.IN_TRAINING)

    move(guide, S.APPOINTED, coordinator, reason="Kurs bestanden")

    step = StatusChange.objects.get()
    assert (step.before, step.after, step.on) == (S.IN_TRAINING, S.APPOINTED, TODAY)
    assert (step.by, step.reason) == (coordinator, "Kurs bestanden")


def test_a_step_that_is_not_possible_names_those_that_are(coordinator):
    with pytest.raises(operations.StepNotPossible, match="Möglich ist jetzt: im Gespräch oder ausgeschieden"):
        move(GuideFactory(status=S.INTERESTED), S.ACTIVE, coordinator)


def test_without_the_formal_appointment_nobody_becomes_appointed(coordinator):
    RoleRequirementFactory(role="interpreter", needs_appointment=True)

    with pytest.raises(operations.AppointmentMissing):
        move(GuideFactory(status=S.IN_TRAINING), S.APPOINTED, coordinator)


def test_before_the_training_nobody_becomes_active(coordinator):
    for role in ("guide", "interpreter"):
        RoleRequirementFactory(role=role, base_units=20)
    guide = GuideFactory(status=S.APPOINTED)

    with pytest.raises(operations.NotReady, match="0 von 20 Unterrichtseinheiten"):
        move(guide, S.ACTIVE, coordinator)


def test_one_role_that_is_ready_is_enough_to_become_active(coordinator):
    RoleRequirementFactory(role="interpreter", base_units=20)

    guide = move(GuideFactory(status=S.APPOINTED, is_guide=True), S.ACTIVE, coordinator)

    assert (guide.status, guide.started_on) == (S.ACTIVE, TODAY)


def test_appointing_before_the_training_is_refused_with_a_sentence(coordinator):
    RoleRequirementFactory(role="guide", base_units=20)
    guide = GuideFactory(status=S.IN_TRAINING)

    with pytest.raises(appointing.AppointedTooEarly, match="Die Grundschulung fehlt: 0 von 20"):
        appoint_guide(guide, role="guide", on=TODAY, today=TODAY, by=coordinator)

    assert not FormalAppointment.objects.exists()


def test_appointing_moves_the_status_and_cannot_be_done_twice(coordinator):
    guide = GuideFactory(status=S.IN_TRAINING)

    appoint_guide(guide, role="guide", on=TODAY, today=TODAY, by=coordinator)

    guide.refresh_from_db()
    assert guide.status == S.APPOINTED
    with pytest.raises(appointing.AppointedAlready):
        appoint_guide(guide, role="guide", on=TODAY, today=TODAY, by=coordinator)


@pytest.mark.parametrize(
    ("changes", "on", "refusal"),
    [
        ({"status": S.INTERESTED}, TODAY, appointing.NotToBeAppointed),
        ({"is_guide": False}, TODAY, appointing.NotThisRole),
        ({}, TODAY + timedelta(days=61), appointing.AppointedTooFarAhead),
    ],
)
def test_who_cannot_be_appointed(coordinator, changes, on, refusal):
    guide = GuideFactory(**({"status": S.IN_TRAINING} | changes))

    with pytest.raises(refusal):
        appoint_guide(guide, role="guide", on=on, today=TODAY, by=coordinator)


def test_withdrawing_needs_a_reason_and_the_guide_rests(coordinator):
    RoleRequirementFactory(role="guide", needs_appointment=True)
    guide = GuideFactory(is_interpreter=False)
    appointment = FormalAppointment(guide=guide, role="guide", appointed_on=date(2025, 1, 1))
    appointment.save()
    end = {"ending": "withdrawn", "on": TODAY, "today": TODAY, "by": coordinator}

    with pytest.raises(appointing.ReasonMissing):
        end_appointment(appointment, **end, reason=" ")
    end_appointment(appointment, **end, reason="Verschwiegenheit verletzt")

    guide.refresh_from_db()
    assert guide.status == S.RESTING
    with pytest.raises(appointing.EndedAlready):
        end_appointment(appointment, **end, reason="noch einmal")


def test_an_appointment_cannot_end_before_it_began(coordinator):
    appointment = FormalAppointment(guide=GuideFactory(), role="guide", appointed_on=TODAY)
    appointment.save()

    with pytest.raises(appointing.EndsBeforeItBegins):
        end_appointment(
            appointment, ending="returned", on=TODAY - timedelta(days=1), today=TODAY, by=coordinator
        )  # fmt: skip


@pytest.fixture
def lapse_rule(in_district):
    rule = GuideRule(lapse_after_months=3, lapse_warning_days=30, valid_from=date(2020, 1, 1))
    rule.save()
    return rule


@pytest.fixture
def idle(in_district):
    """Somebody appointed on 1 January who has done nothing since."""
    RoleRequirementFactory(role="guide", needs_appointment=True)
    guide = GuideFactory(is_interpreter=False, email="samira@lotsen.example")
    FormalAppointment(guide=guide, role="guide", appointed_on=date(2026, 1, 1)).save()
    return guide


def test_without_a_rule_no_appointment_lapses(idle):
    assert lapse_appointments(today=date(2030, 1, 1)) == (0, 0)


def test_the_job_warns_first_and_lapses_after_the_warning(idle, lapse_rule, mailoutbox):
    assert lapse_appointments(today=date(2026, 3, 1)) == (0, 0)
    assert lapse_appointments(today=date(2026, 3, 2)) == (1, 0)
    assert "endet deshalb am 01.04.2026" in mailoutbox[0].body

    assert lapse_appointments(today=date(2026, 3, 31)) == (0, 0)
    assert lapse_appointments(today=date(2026, 4, 1)) == (0, 1)
    assert lapse_appointments(today=date(2026, 4, 2)) == (0, 0)

    idle.refresh_from_db()
    appointment = FormalAppointment.objects.get()
    assert (appointment.ending, appointment.ended_on) == ("lapsed", date(2026, 4, 1))
    assert idle.status == S.RESTING
    assert len(mailoutbox) == 1


def test_a_job_that_ran_late_still_gives_the_whole_time_of_warning(idle, lapse_rule):
    assert lapse_appointments(today=date(2026, 6, 1)) == (1, 0)
    assert lapse_appointments(today=date(2026, 6, 30)) == (0, 0)
    assert lapse_appointments(today=date(2026, 7, 1)) == (0, 1)


def test_an_appointment_that_took_place_starts_the_time_anew(idle, lapse_rule):
    lapse_appointments(today=date(2026, 3, 2))
    assignment = AssignmentFactory(guide=idle, status="finished", ended_on=date(2026, 3, 20))
    AppointmentFactory(assignment=assignment, on=date(2026, 3, 20))

    assert lapse_appointments(today=date(2026, 4, 5)) == (0, 0)
    assert FormalAppointment.objects.get().warned_on is None
    assert lapse_appointments(today=date(2026, 5, 21)) == (1, 0)


def test_who_is_on_an_assignment_does_not_lapse(idle, lapse_rule):
    AssignmentFactory(guide=idle, status="running")

    assert lapse_appointments(today=date(2027, 1, 1)) == (0, 0)


def test_a_certificate_older_than_the_rule_is_refused(coordinator):
    guide = GuideFactory()
    facts = {"has_relevant_entry": False, "today": TODAY, "by": coordinator}

    with pytest.raises(papers.CertificateTooOld, match="älter als 3 Monate"):
        papers.record_certificate(guide, issued_on=date(2025, 12, 8), inspected_on=TODAY, **facts)
    with pytest.raises(papers.CertificateFromTheFuture):
        papers.record_certificate(guide, issued_on=TODAY, inspected_on=date(2026, 3, 8), **facts)
    with pytest.raises(papers.DayNotYetThere):
        papers.record_certificate(guide, issued_on=TODAY, inspected_on=date(2026, 3, 10), **facts)

    papers.record_certificate(guide, issued_on=date(2025, 12, 9), inspected_on=TODAY, **facts)
    papers.record_certificate(guide, issued_on=date(2026, 2, 1), inspected_on=TODAY, **facts)
    assert ConductCertificate.objects.get().issued_on == date(2026, 2, 1)


def test_the_certificate_of_who_never_began_goes_at_once(coordinator):
    guide = GuideFactory(status=S.IN_TRAINING)
    ConductCertificate(guide=guide, issued_on=TODAY, inspected_on=TODAY).save()

    move(guide, S.LEFT, coordinator)

    assert not ConductCertificate.objects.exists()


def test_the_certificate_of_who_was_active_goes_after_the_period(coordinator):
    guide = GuideFactory(started_on=date(2025, 1, 1))
    ConductCertificate(guide=guide, issued_on=date(2025, 1, 1), inspected_on=date(2025, 1, 1)).save()
    move(guide, S.LEFT, coordinator)

    assert not certificates_to_delete(TODAY + timedelta(days=90), 90).exists()
    assert certificates_to_delete(TODAY + timedelta(days=91), 90).exists()


def test_a_first_talk_is_a_step_and_its_note_can_be_deleted(coordinator):
    guide = GuideFactory(status=S.INTERESTED)

    note = papers.note_talk(guide, on=TODAY, text="nachmittags frei", today=TODAY, by=coordinator)

    guide.refresh_from_db()
    assert guide.status == S.IN_CONVERSATION
    papers.delete_talk_note(note, by=coordinator)
    assert not TalkNote.objects.exists()


def test_consent_to_photos_is_given_and_withdrawn_apart(coordinator):
    guide = GuideFactory()

    papers.give_photo_consent(guide, now=NOON, by=coordinator)
    papers.give_photo_consent(guide, now=NOON, by=coordinator)
    assert Consent.objects.count() == 1
    papers.withdraw_photo_consent(guide, now=NOON, by=coordinator)

    assert papers.photo_consent(guide) is None
    assert Consent.objects.get().withdrawn_at == NOON


def test_the_helper_list_knows_any_day(coordinator):
    carrier = OrganizationFactory(name="Diakonie")
    guide = GuideFactory(status=S.APPOINTED, organization=carrier, is_guide=True, is_interpreter=False)
    move(guide, S.ACTIVE, coordinator, on=date(2026, 1, 10))
    move(guide, S.RESTING, coordinator, on=date(2026, 2, 10))
    move(guide, S.ACTIVE, coordinator, on=date(2026, 3, 1))

    def on(day):
        return [(row.last_name, row.activity, row.for_whom) for row in helpers_on(day, to=coordinator)]

    line = [(guide.last_name, "Begleitung", "Diakonie")]
    assert on(date(2026, 1, 9)) == []
    assert on(date(2026, 1, 10)) == on(date(2026, 2, 10)) == line
    assert on(date(2026, 2, 11)) == []
    assert on(date(2030, 1, 1)) == line


def test_the_helper_list_keeps_who_has_gone(coordinator):
    guide = GuideFactory(status=S.APPOINTED, started_on=date(2025, 1, 1))
    move(guide, S.ACTIVE, coordinator, on=date(2026, 1, 10))
    move(guide, S.LEFT, coordinator, on=date(2026, 2, 1))
    name = guide.last_name

    operations.erase_guides(Guide.objects.filter(pk=guide.pk))

    assert not Guide.objects.exists()
    assert [row.last_name for row in helpers_on(date(2026, 1, 20), to=coordinator)] == [name]
    assert helpers_to_delete(date(2026, 2, 1) + timedelta(days=11), 10).exists()
    assert not helpers_to_delete(date(2026, 2, 1) + timedelta(days=10), 10).exists()


def test_a_new_carrier_begins_a_new_line(coordinator):
    guide = GuideFactory(status=S.APPOINTED, is_guide=True)
    move(guide, S.ACTIVE, coordinator, on=date(2026, 1, 10))
    carrier = OrganizationFactory(name="Caritas")

    operations.save_guide(
        guide, languages=[], areas=[], topics=[], weekly_times=[], today=TODAY, by=coordinator, organization=carrier
    )

    lines = HelperPeriod.objects.order_by("from_on").values_list("for_whom", "from_on", "to_on")
    assert list(lines) == [
        ("Kreis Musterau", date(2026, 1, 10), date(2026, 3, 8)),
        ("Caritas", date(2026, 3, 9), None),
    ]


def test_leaving_ends_appointments_and_places_in_trainings(coordinator):
    guide = GuideFactory()
    FormalAppointment(guide=guide, role="guide", appointed_on=date(2025, 1, 1)).save()
    attended = AttendanceFactory(guide=guide).participant
    to_come = TrainingParticipant(run=AttendanceFactory().participant.run, guide=guide, name="x", registered_at=NOON)
    to_come.save()

    move(guide, S.LEFT, coordinator)

    assert FormalAppointment.objects.get().ending == "left"
    statuses = dict(TrainingParticipant.objects.filter(guide=guide).values_list("pk", "status"))
    assert statuses == {attended.pk: "registered", to_come.pk: "withdrawn"}


def test_the_preview_says_what_goes_when_and_what_is_in_the_way(coordinator):
    guide = GuideFactory(started_on=date(2025, 1, 1))
    ConductCertificate(guide=guide, issued_on=date(2025, 1, 1), inspected_on=date(2025, 1, 1)).save()
    AssignmentFactory(guide=guide, status="running")

    preview = leaving_preview(guide, today=TODAY)

    assert not preview.is_possible
    assert "noch" in preview.objections[0]
    assert preview.parts[0].what == "Angaben zum Führungszeugnis"
    with pytest.raises(operations.CannotLeaveYet):
        move(guide, S.LEFT, coordinator)


def test_open_money_is_listed_by_whoever_pays(coordinator, monkeypatch):
    monkeypatch.setattr("kreislotse.guides.steps._open_matters", [lambda guide: [f"{guide.number}: 40 € offen"]])
    guide = GuideFactory(number="L077")

    assert leaving_preview(guide, today=TODAY).matters == ["L077: 40 € offen"]


def test_who_never_began_goes_after_the_period_and_who_did_stays():
    old = GuideFactory(status=S.INTERESTED)
    talked = GuideFactory(status=S.IN_CONVERSATION)
    was_active = GuideFactory(status=S.LEFT, left_on=date(2025, 1, 1), started_on=date(2024, 1, 1))
    for guide in (old, talked, was_active):
        StatusChange(guide=guide, after=guide.status, on=date(2025, 6, 1)).save()
    TalkNote(guide=talked, on=date(2026, 3, 1), text="ruft wieder an").save()

    assert list(never_started(TODAY, 180)) == [old]


def test_who_stopped_in_the_middle_of_the_training_goes_after_the_period_too():
    untaught, stopped, still_learning, brought_along = (GuideFactory(status=S.IN_TRAINING) for _n in range(4))
    for guide in (untaught, stopped, still_learning, brought_along):
        StatusChange(guide=guide, after=S.IN_TRAINING, on=date(2025, 6, 1)).save()
    for guide, days in (
        (stopped, (date(2025, 6, 3), date(2025, 8, 1))),
        (still_learning, (date(2025, 6, 3), date(2026, 4, 1))),
    ):
        run = TrainingRunFactory()
        for day in days:
            TrainingDateFactory(run=run, on=day)
        TrainingParticipantFactory(run=run, guide=guide)
    RecognizedTraining(
        guide=brought_along, module=TrainingRunFactory().module, units=20, completed_on=date(2026, 1, 15), where="VHS"
    ).save()

    assert set(never_started(TODAY, 180)) == {untaught, stopped}


def test_who_learned_and_then_left_stays_for_the_period_of_guides():
    """The training stands on a grant's list; that period is longer."""
    guide = GuideFactory(status=S.LEFT, left_on=date(2025, 6, 1))
    StatusChange(guide=guide, after=S.LEFT, on=date(2025, 6, 1)).save()
    TrainingParticipantFactory(guide=guide)

    assert not never_started(TODAY, 180).exists()


def test_erasing_takes_consents_along(coordinator):
    guide = GuideFactory()
    papers.give_photo_consent(guide, now=NOON, by=coordinator)

    operations.erase_guides(Guide.objects.filter(pk=guide.pk))

    assert not Consent.objects.exists()
    assert not GuideConsent.objects.exists()


def test_a_guide_with_assignments_leaves_the_lists_behind(coordinator):
    guide = GuideFactory(status=S.LEFT, left_on=date(2024, 1, 1))
    AssignmentFactory(guide=guide, status="finished", ended_on=date(2024, 1, 1))
    row = AttendanceFactory(guide=guide).participant
    TalkNote(guide=guide, on=date(2024, 1, 1), text="x").save()
    name = row.name

    operations.erase_guides(Guide.objects.filter(pk=guide.pk))

    row.refresh_from_db()
    assert (row.guide, row.name) == (None, name)
    assert not TalkNote.objects.exists()


def test_a_training_stays_while_a_qualification_rests_on_it():
    guide = AttendanceFactory(on=date(2015, 1, 1)).participant.guide

    assert not trainings_to_delete(TODAY, 1825).exists()
    Guide.objects.filter(pk=guide.pk).update(status=S.LEFT, left_on=date(2020, 1, 1))
    assert trainings_to_delete(TODAY, 1825).exists()


def test_what_runs_out_is_listed_with_the_days_left(lapse_rule):
    RoleRequirementFactory(role="guide", base_units=8, refresh_after_months=12)
    ConductRule(role="guide", is_required=True, because="Kinder", valid_from=date(2020, 1, 1)).save()
    guide = GuideFactory(is_interpreter=False)
    AttendanceFactory(guide=guide, on=date(2025, 3, 17))
    ConductCertificate(guide=guide, issued_on=date(2021, 4, 1), inspected_on=date(2021, 4, 9)).save()
    FormalAppointment(guide=guide, role="guide", appointed_on=date(2025, 12, 1)).save()

    rows = [(row.code, row.days_left, row.band) for row in expiring([guide], today=TODAY)]

    assert rows == [("appointment", -8, 0), ("refresher", 7, 7), ("certificate", 30, 30)]


def test_what_runs_out_costs_the_same_for_many(count_queries_of, lapse_rule):
    RoleRequirementFactory(role="guide", base_units=8, refresh_after_months=12)
    guides = [AttendanceFactory().participant.guide for _one in range(6)]

    few, many = (count_queries_of(lambda n=n: expiring(guides[:n], today=TODAY)) for n in (2, 6))

    assert few == many
