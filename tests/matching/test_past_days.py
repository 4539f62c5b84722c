"""No appointment is noted for a day before the training; where the proof of a day is gone, the office says how it was."""

from datetime import date, time
from uuid import uuid4

import pytest

from kreislotse.audit.models import AuditEntry
from kreislotse.guides.models import (
    ConductCertificate,
    ConductRule,
    Declaration,
    FormalAppointment,
    GuideLanguage,
    RecognizedTraining,
    TrainingModule,
)
from kreislotse.matching import operations
from kreislotse.matching.models import Appointment, AppointmentChange, LateEntry
from kreislotse.matching.operations.errors import AppointmentCancelledMeanwhile, CouldNotGoThen, NotProvenThen
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    GuideFactory,
    HelpRequestFactory,
    LanguageFactory,
    RoleRequirementFactory,
)

pytestmark = pytest.mark.usefixtures("in_district")

DAY = date(2026, 3, 5)
BEFORE, AFTER = date(2026, 3, 4), date(2026, 3, 6)


def taught(guide, *, on, units=24, validity_months=None):
    module, _is_new = TrainingModule.objects.get_or_create(
        title=f"Grundschulung {validity_months}", kind="basic", units=24, validity_months=validity_months
    )
    RecognizedTraining(guide=guide, module=module, units=units, completed_on=on, where="anderswo").save()


def appointed(guide, *, on, ended_on=None):
    ending = "withdrawn" if ended_on else ""
    FormalAppointment(guide=guide, role="guide", appointed_on=on, ended_on=ended_on, ending=ending).save()


def signed(guide, *, on):
    Declaration(guide=guide, kind="confidentiality", wording_version="1", signed_on=on).save()


def inspected(guide, *, on, has_relevant_entry=False):
    ConductCertificate(guide=guide, issued_on=on, inspected_on=on, has_relevant_entry=has_relevant_entry).save()


@pytest.fixture
def assignment():
    """Of a guide who is active today and has nothing to show yet."""
    request = HelpRequestFactory(received_on=date(2026, 1, 5), wish="company", status="promised")
    return AssignmentFactory(help_request=request, guide=GuideFactory())


def note(assignment, *, now, by=None, on=DAY, outcome="took_place", **details):
    return operations.record_appointment(
        assignment, on=on, starts_at=time(10), duration_minutes=60, outcome=outcome, now=now, by=by, **details
    )


@pytest.mark.parametrize("outcome", ["took_place", "no_show"])
@pytest.mark.parametrize(
    ("asked_for", "give", "sentence"),
    [
        ({"base_units": 24}, taught, "Grundschulung fehlt"),
        ({"needs_appointment": True}, appointed, "förmliche Berufung"),
        ({"needs_confidentiality": True}, signed, "Verschwiegenheit"),
    ],
)
def test_what_came_only_after_the_day_keeps_the_appointment_out(assignment, now, asked_for, give, sentence, outcome):
    RoleRequirementFactory(**asked_for)
    give(assignment.guide, on=AFTER)

    with pytest.raises(
        CouldNotGoThen, match=f"konnte am 05.03.2026 noch nicht gehen: .*{sentence}.*prüfen Sie das Datum"
    ):
        note(assignment, outcome=outcome, evidence_reason="known_gap", now=now)
    assert not Appointment.objects.exists()

    note(assignment, on=AFTER, outcome=outcome, now=now)
    assert not AppointmentChange.objects.exists()


def test_half_a_training_is_none(assignment, now):
    RoleRequirementFactory(base_units=24)
    taught(assignment.guide, on=BEFORE, units=12)

    with pytest.raises(CouldNotGoThen, match="12 von 24"):
        note(assignment, now=now)
    taught(assignment.guide, on=DAY, units=12)

    note(assignment, now=now)


def test_an_appointment_that_had_ended_does_not_reach_the_day(assignment, now):
    RoleRequirementFactory(needs_appointment=True)
    appointed(assignment.guide, on=date(2026, 1, 1), ended_on=BEFORE)
    appointed(assignment.guide, on=AFTER)

    with pytest.raises(CouldNotGoThen, match="förmliche Berufung"):
        note(assignment, now=now)
    note(assignment, on=date(2026, 3, 3), now=now)


def test_an_appointment_that_ended_since_held_on_the_day(assignment, now):
    RoleRequirementFactory(needs_appointment=True)
    appointed(assignment.guide, on=date(2026, 1, 1), ended_on=AFTER)
    assignment.guide.status = "resting"
    assignment.guide.save()

    note(assignment, now=now)


def test_the_rule_of_the_day_counts(assignment, now):
    RoleRequirementFactory(needs_appointment=True, valid_from=AFTER)

    note(assignment, now=now)


@pytest.mark.parametrize(
    ("give", "sentence"),
    [
        (lambda guide: inspected(guide, on=AFTER), "kennen wir nur die Einsicht am 06.03.2026"),
        (lambda guide: inspected(guide, on=date(2019, 3, 1)), "muss seit dem 01.03.2024 erneuert werden"),
        (lambda guide: None, "Führungszeugnis fehlt"),
    ],
)
def test_a_certificate_that_no_longer_proves_the_day_needs_a_reason_that_is_kept(
    assignment, caseworker, now, give, sentence
):
    ConductRule(role="guide", is_required=True, because="Kinder", valid_from=date(2020, 1, 1)).save()
    give(assignment.guide)

    with pytest.raises(NotProvenThen, match=f"{sentence}.*Nachweis für diesen Tag"):
        note(assignment, now=now)
    appointment = note(assignment, evidence_reason="seen_then", now=now, by=caseworker)

    change = AppointmentChange.objects.get()
    assert (change.appointment, change.kind, change.side, change.reason, change.by) == (
        appointment, "not_proven", "office", "seen_then", caseworker,
    )  # fmt: skip
    assert AuditEntry.objects.filter(entry="appointment_not_proven").count() == 1


def test_an_entry_that_was_known_on_the_day_is_no_question_of_proof_and_is_not_named(assignment, now):
    ConductRule(role="guide", is_required=True, because="Kinder", valid_from=date(2020, 1, 1)).save()
    inspected(assignment.guide, on=BEFORE, has_relevant_entry=True)

    with pytest.raises(CouldNotGoThen, match="„Führungszeugnis“ ist nicht erfüllt") as refused:
        note(assignment, evidence_reason="seen_then", now=now)

    assert "Eintrag" not in str(refused.value)


def test_a_training_that_had_run_out_and_a_level_without_a_date_need_a_reason(assignment, now):
    RoleRequirementFactory(base_units=24, german_level="B1")
    taught(assignment.guide, on=date(2024, 1, 1), validity_months=12)
    german = LanguageFactory(code="de", name="Deutsch")

    with pytest.raises(NotProvenThen, match="Grundschulung"):
        note(assignment, now=now)
    taught(assignment.guide, on=date(2026, 1, 1))
    with pytest.raises(NotProvenThen, match="Niveau B1"):
        note(assignment, now=now)
    GuideLanguage(guide=assignment.guide, language=german, level="B1").save()

    note(assignment, now=now)


def test_what_was_planned_for_its_day_was_ordered_and_is_not_asked_again(assignment, now):
    planned = AppointmentFactory(assignment=assignment, on=DAY, starts_at=time(10), outcome="planned", counted_in=None)
    RoleRequirementFactory(needs_appointment=True)

    operations.change_appointment(planned, outcome="took_place", duration_minutes=45, now=now, by=None)

    assert planned.assignment.appointments.get().outcome == "took_place"


def test_another_day_than_the_planned_one_is_asked_and_nothing_is_half_saved(assignment, now):
    planned = AppointmentFactory(assignment=assignment, on=DAY, starts_at=time(10), outcome="planned", counted_in=None)
    RoleRequirementFactory(needs_appointment=True)
    appointed(assignment.guide, on=DAY)

    with pytest.raises(CouldNotGoThen):
        operations.change_appointment(planned, on=BEFORE, outcome="took_place", now=now, by=None)

    planned.refresh_from_db()
    assert (planned.on, planned.outcome) == (DAY, "planned")


def test_correcting_the_length_of_what_is_noted_asks_nothing(assignment, now):
    noted = AppointmentFactory(assignment=assignment, on=DAY)
    RoleRequirementFactory(needs_appointment=True)

    operations.change_appointment(noted, duration_minutes=30, now=now, by=None)


def test_who_called_nobody_off_is_not_asked_for_papers(assignment, now):
    RoleRequirementFactory(needs_appointment=True)

    note(assignment, outcome="cancelled", now=now)


def test_a_late_entry_counts_only_for_a_day_on_which_the_guide_could_go(assignment, caseworker, person, now):
    assignment.guide.user = person("guide")
    assignment.guide.save()
    planned = AppointmentFactory(assignment=assignment, on=DAY, starts_at=time(10), outcome="planned", counted_in=None)
    operations.change_appointment(planned, outcome="cancelled", now=now, by=caseworker)
    with pytest.raises(AppointmentCancelledMeanwhile):
        operations.enter_or_keep(
            assignment, key=uuid4(), planned=planned, on=DAY, starts_at=time(10), duration_minutes=45,
            outcome="took_place", now=now, by=assignment.guide.user,
        )  # fmt: skip
    ConductRule(role="guide", is_required=True, because="Kinder", valid_from=date(2020, 1, 1)).save()
    late = LateEntry.objects.get()

    with pytest.raises(NotProvenThen):
        operations.count_late_entry(late, now=now, by=caseworker)
    late.refresh_from_db()
    assert late.is_open
    operations.count_late_entry(late, evidence_reason="known_gap", now=now, by=caseworker)

    planned.refresh_from_db()
    assert planned.outcome == "took_place"
    assert planned.changes.filter(kind="not_proven", reason="known_gap").exists()


# ── what the pages say ───────────────────────────────────────────────────────────────────────────


def form(**changes):
    facts = {
        "on": "05.03.2026", "starts_at": "10:00", "duration_minutes": 60, "outcome": "took_place", "persons": 1,
        "setting": "on_site",
    }  # fmt: skip
    return facts | changes


def test_the_office_is_asked_for_the_proof_only_where_it_is_missing(assignment, login, caseworker):
    ConductRule(role="guide", is_required=True, because="Kinder", valid_from=date(2020, 1, 1)).save()
    office, address = login(caseworker), f"/buero/lotsen/einsaetze/{assignment.pk}/termin/"
    assert "Nachweis für diesen Tag" not in office.get(address).content.decode()

    refused = office.post(address, form())
    assert refused.status_code == 422
    assert 'name="evidence_reason"' in refused.content.decode()
    saved = office.post(address, form(evidence_reason="seen_then"))

    assert saved.status_code == 302
    assert assignment.appointments.get().changes.get().reason == "seen_then"
    assert "ohne Nachweis für diesen Tag" in office.get(f"/buero/lotsen/einsaetze/{assignment.pk}/").content.decode()


def test_the_office_changes_a_noted_appointment_to_a_day_without_proof(assignment, login, caseworker):
    noted = AppointmentFactory(assignment=assignment, on=DAY, starts_at=time(10))
    ConductRule(role="guide", is_required=True, because="Kinder", valid_from=date(2020, 1, 1)).save()
    office, address = login(caseworker), f"/buero/lotsen/termine/{noted.pk}/"

    assert 'name="evidence_reason"' in office.post(address, form(on="04.03.2026")).content.decode()
    assert office.post(address, form(on="04.03.2026", evidence_reason="known_gap")).status_code == 302


def test_the_office_decides_a_late_entry_with_the_reason(assignment, login, caseworker):
    ConductRule(role="guide", is_required=True, because="Kinder", valid_from=date(2020, 1, 1)).save()
    late = LateEntry(
        guide=assignment.guide, assignment=assignment, key=uuid4(), why="ended", received_at="2026-03-09T12:00+01:00",
        on=DAY, starts_at=time(10), duration_minutes=45, outcome="took_place", persons=1,
    )  # fmt: skip
    late.save()
    office, address = login(caseworker), f"/buero/lotsen/eintraege/{late.pk}/entscheiden/"

    refused = office.post(address, {"zaehlt": "ja"})
    assert refused.status_code == 422
    assert 'name="evidence_reason"' in refused.content.decode()
    office.post(address, {"zaehlt": "ja", "evidence_reason": "known_gap"})

    late.refresh_from_db()
    assert late.decision == "counted"


def test_a_guide_s_phone_hears_what_to_do_and_may_not_give_the_reason(assignment, login, person):
    user = person("guide")
    assignment.guide.user = user
    assignment.guide.save()
    ConductRule(role="guide", is_required=True, because="Kinder", valid_from=date(2020, 1, 1)).save()

    answer = login(user).post(
        "/unterwegs/zeit/",
        {
            "what": f"e{assignment.pk}", "key": str(uuid4()), "on": DAY.isoformat(), "starts_at": "10:00",
            "ends_at": "11:00", "outcome": "took_place", "persons": 1, "evidence_reason": "seen_then",
        },
    )  # fmt: skip

    assert answer.status_code == 422
    assert "Diesen Termin können Sie nicht selbst eintragen: Das Führungszeugnis fehlt" in answer.content.decode()
    assert assignment.guide.last_name not in answer.context["form"].non_field_errors()[0]
