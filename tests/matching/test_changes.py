"""Appointments move, are called off, collide; guides fall out and somebody stands in. History stays, everybody is told."""

from datetime import date, datetime, time, timedelta

import pytest

from kreislotse.guides.models import RoleRequirement
from kreislotse.intake.models import HelpRequest
from kreislotse.matching import letters, operations, queries
from kreislotse.matching.letters import tell_asker_of_change, tell_guide_of_change
from kreislotse.matching.models import (
    Appointment,
    AppointmentChange,
    AppointmentRule,
    Assignment,
    GuideExclusion,
    MatchProposal,
    Vacancy,
)
from kreislotse.matching.operations import errors
from kreislotse.matching.overlaps import AppointmentsOverlap, WayTooLong
from tests.factories import (
    BERLIN,
    AppointmentFactory,
    AssignmentFactory,
    GuideFactory,
    GuideLanguageFactory,
    HelpRequestFactory,
    LanguageFactory,
    MatchProposalFactory,
    MunicipalityFactory,
    SeekerContactFactory,
)

pytestmark = pytest.mark.usefixtures("in_district")

THURSDAY = date(2026, 3, 12)
KORBACH, ARROLSEN = {"latitude": 51.2756, "longitude": 8.8731}, {"latitude": 51.3808, "longitude": 9.0128}  # 15 km


def planned(assignment=None, **fields):
    values = {"on": THURSDAY, "starts_at": time(10), "outcome": "planned", "counted_in": None} | fields
    return AppointmentFactory(assignment=assignment or going(), **values)


def going(guide=None, **request):
    help_request = HelpRequestFactory(wish="company", status="promised", asked_by_institution=True, **request)
    return AssignmentFactory(help_request=help_request, guide=guide or GuideFactory(email="lotsin@example.org"))


def plan(assignment, *, at, now, by, **fields):
    values = {"on": THURSDAY, "starts_at": at, "duration_minutes": 60, "outcome": "planned"} | fields
    return operations.record_appointment(assignment, **values, now=now, by=by)


# ── moving and calling off ───────────────────────────────────────────────────────────────────────


def test_a_move_keeps_where_it_came_from_also_the_second_time(caseworker, now):
    appointment = planned()

    operations.move_appointment(
        appointment,
        on=date(2026, 3, 16),
        starts_at=time(9),
        side="institution",
        reason="closed",
        now=now,
        by=caseworker,
    )
    operations.move_appointment(
        appointment, on=date(2026, 3, 17), starts_at=time(11), side="guide", now=now + timedelta(hours=1), by=caseworker
    )

    history = [(c.from_on.day, c.to_on.day, c.to_at.hour, c.side, c.reason) for c in appointment.changes.order_by("pk")]
    assert history == [(12, 16, 9, "institution", "closed"), (16, 17, 11, "guide", "")]
    appointment.refresh_from_db()
    assert (appointment.on, appointment.starts_at, appointment.outcome) == (date(2026, 3, 17), time(11), "planned")


def test_moving_nowhere_and_moving_what_is_over_are_refused(caseworker, now):
    appointment, over = planned(), planned(outcome="took_place", counted_in=date(2026, 3, 1))
    where = {"on": THURSDAY, "starts_at": time(10), "side": "office", "now": now, "by": caseworker}

    with pytest.raises(errors.MovedNowhere):
        operations.move_appointment(appointment, **where)
    with pytest.raises(errors.NotPlannedAnymore):
        operations.move_appointment(over, **where | {"starts_at": time(11)})
    with pytest.raises(errors.NotPlannedAnymore):
        operations.cancel_appointment(over, side="office", now=now, by=caseworker)


@pytest.mark.parametrize(("hours", "is_late"), [(30, False), (24, False), (23, True), (-1, True)])
def test_how_late_somebody_called_off_is_kept_for_the_money(caseworker, hours, is_late):
    appointment = planned()
    now = datetime(2026, 3, 12, 10, tzinfo=BERLIN) - timedelta(hours=hours)

    operations.cancel_appointment(appointment, side="person", reason="not_needed", now=now, by=caseworker)

    change = appointment.changes.get()
    assert (change.minutes_before, change.is_late, change.late_hours, change.side) == (
        hours * 60,
        is_late,
        24,
        "person",
    )
    appointment.refresh_from_db()
    assert (appointment.outcome, appointment.counted_in) == ("cancelled", date(2026, 3, 1))


def test_what_is_late_is_a_dated_rule(caseworker, now):
    AppointmentRule(late_hours=96, valid_from=date(2026, 1, 1), valid_to=date(2026, 3, 9)).save()
    AppointmentRule(late_hours=2, valid_from=date(2026, 3, 10)).save()
    first, second = planned(), planned()

    operations.cancel_appointment(first, side="guide", now=now, by=caseworker)
    operations.cancel_appointment(second, side="guide", now=now + timedelta(days=1), by=caseworker)

    assert [(c.late_hours, c.is_late) for c in AppointmentChange.objects.order_by("pk")] == [(96, True), (2, False)]


def test_a_time_the_clocks_leave_out_is_no_appointment(caseworker, now):
    from kreislotse.core.clock import NoSuchTime

    with pytest.raises(NoSuchTime):
        plan(going(), at=time(2, 30), on=date(2026, 3, 29), now=now, by=caseworker)


# ── letters ──────────────────────────────────────────────────────────────────────────────────────


def test_guide_and_institution_are_told_once_and_nobody_is_named(caseworker, now, mailoutbox):
    assignment = going(answer_language="en")
    SeekerContactFactory(help_request=assignment.help_request, email="schule@example.org")
    appointment = planned(assignment)
    operations.move_appointment(
        appointment, on=date(2026, 3, 16), starts_at=time(9), side="office", now=now, by=caseworker
    )
    change = appointment.changes.get()

    for _twice in range(2):
        tell_guide_of_change.call(change.district_id, change.pk)
        tell_asker_of_change.call(change.district_id, change.pk)

    assert [mail.to for mail in mailoutbox] == [["lotsin@example.org"], ["schule@example.org"]]
    assert "12.03.2026, 10:00" in mailoutbox[0].body and "16.03.2026, 09:00" in mailoutbox[0].body
    assert str(assignment.guide) not in mailoutbox[1].body and "Amina" not in mailoutbox[0].body


def test_a_letter_the_mail_server_refuses_is_not_noted_as_sent(caseworker, now, monkeypatch):
    from django.core.mail import EmailMessage

    def refuse(self, *args, **kwargs):
        raise OSError("421")

    later = []
    monkeypatch.setattr(EmailMessage, "send", refuse)
    monkeypatch.setattr(letters, "enqueue_later", lambda task, *keys, pause: later.append((keys, pause)))
    appointment = planned()
    operations.cancel_appointment(appointment, side="office", now=now, by=caseworker)
    change = appointment.changes.get()

    tell_guide_of_change.call(change.district_id, change.pk)

    change.refresh_from_db()
    assert change.guide_told_at is None
    assert later == [((change.pk, 1), timedelta(minutes=5))]


# ── nobody is in two places ──────────────────────────────────────────────────────────────────────


def test_overlapping_appointments_of_one_guide_are_refused_with_a_sentence(caseworker, now):
    guide = GuideFactory()
    planned(going(guide), duration_minutes=90)

    with pytest.raises(
        AppointmentsOverlap, match=f"{guide} hat am 12.03.2026 von 10:00 bis 11:30 Uhr schon einen Termin"
    ):
        plan(going(guide), at=time(11), now=now, by=caseworker)
    assert plan(going(guide), at=time(12), now=now, by=caseworker).pk


def test_the_way_between_two_places_counts_and_the_telephone_has_none(caseworker, now):
    guide = GuideFactory()
    planned(going(guide, municipality=MunicipalityFactory(ags="06635015", name="Korbach", **KORBACH)))
    there = going(guide, municipality=MunicipalityFactory(ags="06635002", name="Bad Arolsen", **ARROLSEN))

    with pytest.raises(WayTooLong, match="in Korbach.* braucht es 38 Minuten, es bleiben 30"):
        plan(there, at=time(11, 30), now=now, by=caseworker)
    assert plan(there, at=time(11, 30), setting="phone", now=now, by=caseworker).pk
    assert plan(there, at=time(14), now=now, by=caseworker).pk


def test_an_appointment_over_midnight_stands_in_the_way_of_the_next_morning(caseworker, now):
    guide = GuideFactory()
    planned(going(guide), on=THURSDAY, starts_at=time(23, 30), duration_minutes=120)

    with pytest.raises(AppointmentsOverlap):
        plan(going(guide), at=time(1), on=date(2026, 3, 13), now=now, by=caseworker)


def test_the_office_may_book_all_the_same_with_a_reason_that_stays(caseworker, now):
    guide = GuideFactory()
    planned(going(guide))

    appointment = plan(going(guide), at=time(10, 30), overlap_reason="nearby", now=now, by=caseworker)

    assert [(c.kind, c.reason, c.side) for c in appointment.changes.all()] == [("overlap_allowed", "nearby", "office")]
    operations.change_appointment(appointment, place="Rathaus", now=now, by=caseworker)  # not asked for again


def test_a_yes_for_a_time_already_promised_is_refused(caseworker, now):
    guide = GuideFactory()
    when = {"wanted_on": THURSDAY, "wanted_at": time(10), "expected_minutes": 60}
    AssignmentFactory(guide=guide, help_request=HelpRequestFactory(wish="company", status="promised", **when))
    request = HelpRequestFactory(wish="company", status="asked", **when | {"wanted_at": time(10, 30)})
    proposal = MatchProposalFactory(help_request=request, guide=guide)

    with pytest.raises(AppointmentsOverlap):
        operations.accept_proposal(proposal, now=now, by=caseworker)
    with pytest.raises(AppointmentsOverlap):
        operations.book_directly(request, guide=guide, now=now, by=caseworker)
    assert operations.book_directly(request, guide=guide, overlap_reason="agreed", now=now, by=caseworker).pk


def test_nobody_goes_before_the_training(caseworker, now):
    RoleRequirement(role="guide", base_units=20, valid_from=date(2020, 1, 1)).save()
    assignment = going()

    with pytest.raises(errors.GuideMayNotAct, match="Die Grundschulung fehlt: 0 von 20"):
        plan(assignment, at=time(10), now=now, by=caseworker)
    proposal = MatchProposalFactory(help_request=HelpRequestFactory(wish="company", status="asked"))
    with pytest.raises(errors.GuideMayNotAct):
        operations.accept_proposal(proposal, now=now, by=caseworker)


# ── somebody falls out, somebody stands in ───────────────────────────────────────────────────────


def test_one_date_falls_out_and_the_guide_keeps_the_others(caseworker, now):
    assignment = going()
    first, second = planned(assignment), planned(assignment, on=date(2026, 3, 19))
    stand_in = GuideFactory()

    vacancy = operations.let_guide_fall_out(first, side="guide", reason="ill", now=now, by=caseworker)
    asked = operations.ask_for_vacancy(vacancy, guides=[stand_in, GuideFactory()], now=now, by=caseworker)
    new = operations.accept_proposal(asked[0], now=now, by=caseworker)

    first.refresh_from_db(), assignment.refresh_from_db(), vacancy.refresh_from_db()
    assert (first.outcome, second.outcome, assignment.status) == ("cancelled", "planned", "promised")
    assert (vacancy.status, new.is_stand_in, new.guide, new.help_request) == (
        "filled", True, stand_in, assignment.help_request,
    )  # fmt: skip
    assert [(one.on, one.starts_at) for one in new.appointments.all()] == [(THURSDAY, time(10))]
    assert sorted(MatchProposal.objects.values_list("status", flat=True)) == ["accepted", "withdrawn"]
    assert [c.kind for c in first.changes.order_by("pk")] == ["fell_out", "replaced"]
    assert Assignment.objects.filter(help_request=assignment.help_request, status="promised").count() == 2


def test_when_the_only_date_falls_out_the_other_takes_over_the_request(caseworker, now):
    assignment = going()
    vacancy = operations.let_guide_fall_out(planned(assignment), now=now, by=caseworker)
    assignment.refresh_from_db(), assignment.help_request.refresh_from_db()
    assert (assignment.status, assignment.help_request.status) == ("cancelled", HelpRequest.Status.IN_CLARIFICATION)

    with pytest.raises(errors.VacancyStillOpen):
        operations.propose_guides(assignment.help_request, guides=[GuideFactory()], now=now, by=caseworker)
    new = operations.book_for_vacancy(vacancy, guide=GuideFactory(), now=now, by=caseworker)

    assignment.help_request.refresh_from_db()
    assert (new.is_stand_in, assignment.help_request.status) == (False, HelpRequest.Status.PROMISED)


def test_a_promise_without_an_appointment_can_fall_out_too(caseworker, now):
    assignment = going(wanted_on=THURSDAY, wanted_at=time(10))

    (vacancy,) = operations.let_assignment_fall_out(assignment, now=now, by=caseworker)

    assert (vacancy.appointment.on, vacancy.appointment.outcome) == (THURSDAY, "cancelled")
    with pytest.raises(errors.NothingToFallOut):
        operations.let_assignment_fall_out(going(), now=now, by=caseworker)


def test_ill_until_friday_frees_every_appointment_until_then(caseworker, now):
    guide = GuideFactory()
    appointments = [planned(going(guide), on=date(2026, 3, day)) for day in (10, 13, 16)]

    vacancies = operations.report_absence(
        guide, first=date(2026, 3, 9), last=date(2026, 3, 13), side="guide", now=now, by=caseworker
    )

    assert {one.appointment_id for one in vacancies} == {appointments[0].pk, appointments[1].pk}
    wish = HelpRequestFactory(wish="company", wanted_on=date(2026, 3, 11), wanted_at=time(10))
    found = queries.candidates(wish, role="guide", funding_source=None, today=now.date(), to=caseworker)
    assert [(one.guide, one.obstacles) for one in found.not_suited] == [
        (guide, ["ist vom 09.03.2026 bis zum 13.03.2026 nicht da"])
    ]


def test_who_fell_out_is_not_asked_and_the_second_yes_hears_it_kindly(caseworker, now):
    assignment = going()
    vacancy = operations.let_guide_fall_out(planned(assignment), now=now, by=caseworker)
    others = [GuideFactory(), GuideFactory()]

    with pytest.raises(errors.FellOutHimself):
        operations.ask_for_vacancy(vacancy, guides=[assignment.guide], now=now, by=caseworker)
    first, second = operations.ask_for_vacancy(vacancy, guides=others, now=now, by=caseworker)
    taken = operations.accept_proposal(first, now=now, by=caseworker)
    with pytest.raises(errors.AlreadyTaken):
        operations.accept_proposal(second, now=now, by=caseworker)
    assert operations.accept_proposal(first, now=now, by=caseworker) == taken
    with pytest.raises(errors.VacancyNotOpen):
        operations.book_for_vacancy(vacancy, guide=others[1], now=now, by=caseworker)


def test_nobody_is_found_and_the_institution_is_told_so(caseworker, now, mailoutbox):
    assignment = going()
    SeekerContactFactory(help_request=assignment.help_request, email="schule@example.org")
    appointment = planned(assignment)
    vacancy = operations.let_guide_fall_out(appointment, now=now, by=caseworker)
    (proposal,) = operations.ask_for_vacancy(vacancy, guides=[GuideFactory()], now=now, by=caseworker)

    operations.give_up_vacancy(vacancy, now=now, by=caseworker)

    proposal.refresh_from_db(), vacancy.refresh_from_db()
    assert (proposal.status, vacancy.status) == ("withdrawn", Vacancy.Status.GIVEN_UP)
    change = appointment.changes.get(kind="cancelled")
    tell_asker_of_change.call(change.district_id, change.pk)
    assert "leider niemand anderen gefunden" in mailoutbox[-1].body
    with pytest.raises(errors.VacancyNotOpen):
        operations.give_up_vacancy(vacancy, now=now, by=caseworker)


def test_closing_a_request_ends_the_search_for_a_stand_in(caseworker, now):
    from kreislotse.intake.operations import close_help_request

    assignment = going()
    vacancy = operations.let_guide_fall_out(planned(assignment), now=now, by=caseworker)

    close_help_request(assignment.help_request, reason="no_guide", today=now.date(), by=caseworker)

    vacancy.refresh_from_db()
    assert vacancy.status == Vacancy.Status.GIVEN_UP


def test_who_knows_the_family_falls_out_and_is_not_proposed_again(caseworker, now):
    assignment = going(wanted_on=THURSDAY, wanted_at=time(10))

    operations.let_assignment_fall_out(assignment, reason="too_close", side="guide", now=now, by=caseworker)

    assert GuideExclusion.objects.get().guide == assignment.guide
    excluded = operations.exclude_guide(
        assignment.help_request, guide=assignment.guide, reason="declined", today=now.date(), by=caseworker
    )
    assert excluded.reason == "too_close"  # the first word stays


def test_an_excluded_guide_cannot_be_asked_until_admitted_again(caseworker, now):
    request, guide = HelpRequestFactory(wish="company"), GuideFactory()
    exclusion = operations.exclude_guide(request, guide=guide, reason="declined", today=now.date(), by=caseworker)

    with pytest.raises(errors.GuideIsExcluded, match="die Person wünscht jemand anderen"):
        operations.propose_guides(request, guides=[guide], now=now, by=caseworker)
    operations.admit_guide(exclusion, by=caseworker)
    assert operations.propose_guides(request, guides=[guide], now=now, by=caseworker)


def test_an_interpreter_says_that_they_are_neutral_and_the_moment_is_kept(caseworker, now):
    proposal = MatchProposalFactory(
        help_request=HelpRequestFactory(wish="interpreting", status="asked"), role="interpreter"
    )

    with pytest.raises(errors.NeutralityMissing):
        operations.accept_proposal(proposal, says_neutral=False, now=now, by=caseworker)
    operations.accept_proposal(proposal, says_neutral=True, now=now, by=caseworker)

    proposal.refresh_from_db()
    assert proposal.neutral_at == now


def test_requests_whose_stand_in_is_looked_for_do_not_wait_for_a_guide_twice(caseworker, now):
    operations.let_guide_fall_out(planned(going()), now=now, by=caseworker)

    assert not queries.requests_waiting_for_a_guide().exists()


def test_appointments_two_people_noted_for_the_same_hour_are_refused(caseworker, now):
    guide = GuideFactory()
    done = {"on": date(2026, 3, 9), "starts_at": time(9), "outcome": "took_place"}
    operations.record_appointment(going(guide), **done, duration_minutes=60, now=now, by=caseworker)

    with pytest.raises(AppointmentsOverlap):
        operations.record_appointment(
            going(guide), **done | {"starts_at": time(9, 30)}, duration_minutes=60, now=now, by=caseworker
        )
    assert Appointment.objects.count() == 1


def test_who_translates_only_one_way_or_does_not_write_is_out_with_the_reason(caseworker, now):
    arabic = LanguageFactory(code="ar", name="Arabisch", own_name="العربية")
    lines = ({"direction": "into_german"}, {"direction": "from_german"}, {"reads_and_writes": False}, {})
    guides = [GuideLanguageFactory(language=arabic, **line).guide for line in lines]
    wish = HelpRequestFactory(wish="interpreting", language=arabic, direction="into_german", needs_writing=True)

    found = queries.candidates(wish, role="interpreter", funding_source=None, today=now.date(), to=caseworker)

    assert {entry.guide for entry in found.suited} == {guides[0], guides[3]}
    assert {(entry.guide, entry.obstacles[0]) for entry in found.not_suited} == {
        (guides[1], "übersetzt Arabisch nur aus dem Deutschen"), (guides[2], "liest und schreibt Arabisch nicht"),
    }  # fmt: skip
