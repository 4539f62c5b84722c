"""The cap for one person is asked whenever an appointment comes into being, not only when the request comes in."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from kreislotse.audit.models import AuditEntry
from kreislotse.intake import changes, counter_keys
from kreislotse.intake.models import ClientCapRule, CounterKeyUse
from kreislotse.intake.operations import NotAdmissible
from kreislotse.matching import operations
from kreislotse.matching.operations import errors
from tests.factories import BERLIN, AppointmentFactory, AssignmentFactory, GuideFactory, HelpRequestFactory

pytestmark = pytest.mark.usefixtures("in_district")

MONDAY = date(2026, 3, 9)
TUESDAY = date(2026, 3, 17)
KEY = "K7M4QXPC"


def counted(*, most=2, **facts):
    """An assignment for a request that counts once under the key."""
    if not ClientCapRule.objects.exists():
        ClientCapRule(most=most, valid_from=date(2020, 1, 1)).save()
    request = HelpRequestFactory(received_on=date(2026, 3, 2), wish="company", status="promised", **facts)
    CounterKeyUse(
        key_digest=counter_keys.key_digest(KEY), help_request=request, counted_on=date(2026, 3, 2), dates=1
    ).save()
    return AssignmentFactory(help_request=request)


def plan(assignment, *, now, by=None, on=TUESDAY, **changes):
    values = {"on": on, "starts_at": time(10), "duration_minutes": 60, "outcome": "planned"} | changes
    return operations.record_appointment(assignment, **values, now=now, by=by)


def agree(assignment, *, now, by=None, **changes):
    values = {"first_on": TUESDAY, "starts_at": time(10), "duration_minutes": 60, "number": 3} | changes
    return operations.agree_series(assignment, **values, now=now, by=by)


def used(assignment):
    return CounterKeyUse.objects.get(help_request=assignment.help_request_id).dates


def counted_days(assignment):
    return CounterKeyUse.objects.get(help_request=assignment.help_request_id).counted_days


def test_the_appointment_that_was_asked_for_counts_once_and_the_next_ones_too(now):
    assignment = counted()

    plan(assignment, now=now)
    assert used(assignment) == 1
    plan(assignment, on=date(2026, 3, 24), now=now)
    assert used(assignment) == 2

    with pytest.raises(errors.ClientCapReached, match="noch 0 von 2 Terminen möglich, angefragt sind 1"):
        plan(assignment, on=date(2026, 3, 31), now=now)
    assert used(assignment) == assignment.appointments.count() == 2


def test_appointments_of_other_requests_of_the_same_person_count_too(now):
    first, second = counted(), counted()
    plan(first, now=now)

    with pytest.raises(errors.ClientCapReached):
        plan(first, on=date(2026, 3, 24), now=now)
    plan(second, on=date(2026, 3, 24), now=now)


def test_of_a_series_all_dates_count_together(now):
    assignment = counted()

    with pytest.raises(errors.ClientCapReached, match="noch 2 von 2 Terminen möglich, angefragt sind 3"):
        agree(assignment, now=now)
    assert not assignment.appointments.exists()
    agree(assignment, number=2, now=now)

    assert used(assignment) == 2


def test_a_day_that_was_left_out_counts_when_it_is_held_all_the_same(now):
    assignment = counted()
    other = AssignmentFactory(guide=assignment.guide)
    taken = AppointmentFactory(
        assignment=other, on=date(2026, 3, 24), starts_at=time(10), outcome="planned", counted_in=None
    )
    series = agree(assignment, leave_out_taken=True, now=now)
    taken.delete()

    left_out = series.dates.get(on=date(2026, 3, 24))
    with pytest.raises(errors.ClientCapReached):
        operations.hold_left_out_date(left_out, now=now, by=None)
    operations.hold_left_out_date(left_out, cap_reason="Frist beim Amt", now=now, by=None)

    assert used(assignment) == 3
    assert AuditEntry.objects.get(entry="help_request_admitted").details["reason"] == "Frist beim Amt"


def test_the_office_may_make_an_exception_that_stands_in_the_trail(caseworker, now):
    assignment = counted(most=1)
    plan(assignment, now=now)

    plan(assignment, on=date(2026, 3, 24), cap_reason="Frist beim Amt", now=now, by=caseworker)

    assert used(assignment) == 2
    entry = AuditEntry.objects.get(entry="help_request_admitted")
    assert (entry.details["rules"], entry.details["reason"]) == ("client_cap", "Frist beim Amt")


def test_what_has_happened_is_counted_and_not_refused(now):
    assignment = counted(most=1)
    plan(assignment, on=date(2026, 3, 5), outcome="took_place", now=now)

    plan(assignment, on=date(2026, 3, 6), outcome="no_show", now=now)

    assert used(assignment) == 2
    with pytest.raises(errors.ClientCapReached):
        plan(assignment, now=now)


def test_what_is_called_off_in_time_makes_room_and_needs_it_again_when_it_is_on(now):
    assignment = counted(most=1)
    first = plan(assignment, now=now)
    operations.cancel_appointment(first, side="person", now=now, by=None)
    plan(assignment, on=date(2026, 3, 24), now=now)

    with pytest.raises(errors.ClientCapReached):
        operations.change_appointment(first, outcome="planned", now=now, by=None)
    assert used(assignment) == 1


def test_what_is_called_off_late_counts(now):
    assignment = counted(most=1)
    late = plan(assignment, on=MONDAY, starts_at=time(14), now=now)
    operations.cancel_appointment(late, side="person", now=now, by=None)

    with pytest.raises(errors.ClientCapReached):
        plan(assignment, now=now)


def test_moving_needs_no_further_date(now):
    assignment = counted(most=1)
    appointment = plan(assignment, now=now)

    operations.move_appointment(appointment, on=date(2026, 3, 24), starts_at=time(10), side="person", now=now, by=None)

    assert used(assignment) == 1


def test_an_appointment_that_never_was_counted_is_when_it_moves(now):
    assignment = counted(most=1)
    AppointmentFactory(assignment=assignment, on=TUESDAY, outcome="planned", counted_in=None)
    second = AppointmentFactory(assignment=assignment, on=date(2026, 3, 19), outcome="planned", counted_in=None)

    with pytest.raises(errors.ClientCapReached):
        operations.move_appointment(second, on=date(2026, 3, 24), starts_at=None, side="person", now=now, by=None)


def test_a_stand_in_is_no_further_date(now):
    assignment = counted(most=1)
    vacancy = operations.let_guide_fall_out(plan(assignment, now=now), now=now, by=None)

    stands_in = operations.book_for_vacancy(vacancy, guide=GuideFactory(), now=now, by=None)
    operations.move_appointment(
        stands_in.appointments.get(), on=date(2026, 3, 24), starts_at=time(10), side="person", now=now, by=None
    )

    assert used(assignment) == 1


def test_without_a_key_nothing_is_counted(now):
    ClientCapRule(most=1, valid_from=date(2020, 1, 1)).save()
    request = HelpRequestFactory(received_on=date(2026, 3, 2), wish="company", status="promised")

    agree(AssignmentFactory(help_request=request), number=6, now=now)


def test_another_note_in_the_request_leaves_what_was_agreed_counted(caseworker, now):
    assignment = counted()
    plan(assignment, now=now)
    plan(assignment, on=date(2026, 3, 24), now=now)

    change(assignment.help_request, note="Eingang hinten", by=caseworker)

    assert used(assignment) == 2


def change(help_request, *, by, counter_key="", **facts):
    help_request.refresh_from_db()
    known = {name: getattr(help_request, name) for name in changes.FACTS}
    return changes.change_help_request(
        help_request, seen=changes.fingerprint(help_request), today=MONDAY, by=by, counter_key=counter_key,
        **known | facts,
    )  # fmt: skip


def test_the_office_names_the_key_later_and_is_told_when_it_has_been_used_up(caseworker):
    counted(most=1)
    later = HelpRequestFactory(received_on=date(2026, 3, 2), wish="company")

    with pytest.raises(NotAdmissible, match="noch 0 von 1"):
        change(later, counter_key=KEY, by=caseworker)
    change(later, counter_key="W4QX9R7C", by=caseworker)

    assert CounterKeyUse.objects.get(help_request=later).dates == 1
    with pytest.raises(changes.ChangedMeanwhile):
        change(later, counter_key="P4QX9R7C", by=caseworker)


def test_an_appointment_counts_on_its_own_day_and_moves_with_it(now):
    assignment, other = counted(most=1), counted()
    ClientCapRule.objects.update(within_days=30)
    CounterKeyUse.objects.filter(help_request=other.help_request).update(days=["2026-05-20"], last_on="2026-05-20")
    planned = plan(assignment, now=now)
    assert CounterKeyUse.objects.get(help_request=assignment.help_request).days == ["2026-03-17"]

    with pytest.raises(errors.ClientCapReached, match="noch 0 von 1"):
        operations.move_appointment(planned, on=date(2026, 5, 1), starts_at=time(10), side="person", now=now, by=None)
    operations.move_appointment(planned, on=date(2026, 4, 20), starts_at=time(10), side="person", now=now, by=None)

    row = CounterKeyUse.objects.get(help_request=assignment.help_request)
    assert (row.days, row.dates) == (["2026-04-20"], 1)


def test_a_long_series_counts_each_date_in_its_period(now):
    assignment = counted(most=2)
    ClientCapRule.objects.update(within_days=30)

    agree(assignment, number=6, every_weeks=3, now=now)
    assert used(assignment) == 6

    with pytest.raises(errors.ClientCapReached, match="Zeitraum von 30 Tagen"):
        agree(assignment, first_on=date(2026, 9, 1), number=6, every_weeks=1, now=now)


def test_what_is_called_off_in_time_gives_its_own_day_back(now):
    assignment = counted(most=2)
    first, second = plan(assignment, now=now), plan(assignment, on=date(2026, 3, 24), now=now)

    operations.cancel_appointment(first, side="person", now=now, by=None)

    row = CounterKeyUse.objects.get(help_request=assignment.help_request)
    assert (row.days, row.dates, row.last_on) == (["2026-03-24"], 1, second.on)


# ── what the pages say ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def office(login, caseworker):
    return login(caseworker)


def test_the_office_s_forms_ask_for_the_key_in_the_institution_s_words_where_it_counts(office):
    without = HelpRequestFactory(wish="company")
    assert "counter_key" not in office.get("/buero/anfragen/aufnehmen/").context["form"].fields

    key_of = counted().help_request

    for address in ("/buero/anfragen/aufnehmen/", f"/buero/anfragen/{without.pk}/aendern/"):
        field = office.get(address).context["form"].fields["counter_key"]
        assert "ohne zu wissen, wer sie ist" in field.help_text
    assert "counter_key" not in office.get(f"/buero/anfragen/{key_of.pk}/aendern/").context["form"].fields


def test_the_office_s_forms_offer_the_exception_only_where_a_key_counts(office):
    assignment = counted()
    other = AssignmentFactory()

    for page in ("termin", "reihe"):
        assert "cap_reason" in office.get(f"/buero/lotsen/einsaetze/{assignment.pk}/{page}/").context["form"].fields
        assert "cap_reason" not in office.get(f"/buero/lotsen/einsaetze/{other.pk}/{page}/").context["form"].fields


def test_a_guide_s_phone_says_what_to_do(login, person):
    ClientCapRule(most=1, valid_from=date(2020, 1, 1)).save()
    user = person("guide")
    assignment = counted(most=1)
    assignment.guide.user = user
    assignment.guide.save()
    AppointmentFactory(assignment=assignment, on=date(2026, 3, 5))

    on = timezone.localdate() + timedelta(days=30)
    answer = login(user).post(
        f"/unterwegs/einsaetze/{assignment.pk}/termin/",
        {"on": on.isoformat(), "starts_at": "10:00", "duration_minutes": 60},
    )

    assert answer.status_code == 422
    assert "Für diese Person sind keine weiteren Termine möglich" in answer.content.decode()


def test_the_office_gives_the_reason_for_a_left_out_day_where_it_is_refused(office, now):
    assignment = counted(most=2)
    other = AssignmentFactory(guide=assignment.guide)
    first = timezone.localdate() + timedelta(days=30)
    taken = AppointmentFactory(assignment=other, on=first, starts_at=time(10), outcome="planned", counted_in=None)
    series = agree(assignment, first_on=first, leave_out_taken=True, now=timezone.now())
    taken.delete()
    address = f"/buero/lotsen/reihentage/{series.dates.get(on=first).pk}/"

    refused = office.post(address)
    assert refused.status_code == 422
    assert "noch 0 von 2" in refused.content.decode() and 'name="cap_reason"' in refused.content.decode()

    assert office.post(address, {"cap_reason": "Frist beim Amt"}).status_code == 302
    assert assignment.appointments.filter(on=first).exists()


# ── corrected afterwards ─────────────────────────────────────────────────────────────────────────

AFTER = datetime(2026, 3, 18, 12, tzinfo=BERLIN)


def correct(appointment, *, was_late=None, outcome="cancelled", **changes):
    side = "institution" if outcome == "cancelled" else ""
    return operations.change_appointment(
        appointment, outcome=outcome, side=side, was_late=was_late, now=AFTER, by=None, **changes
    )


@pytest.mark.parametrize("was_late", [False, True])
@pytest.mark.parametrize("outcome", ["took_place", "no_show"])
def test_one_that_turns_out_to_have_been_called_off_counts_only_if_that_was_late(now, outcome, was_late):
    assignment = counted()
    first = plan(assignment, now=now)
    plan(assignment, on=date(2026, 3, 24), now=now)
    done = correct(first, outcome=outcome)
    assert used(assignment) == 2

    correct(done, was_late=was_late)

    assert used(assignment) == (2 if was_late else 1)
    assert counted_days(assignment) == ([TUESDAY] if was_late else []) + [date(2026, 3, 24)]


def test_whoever_knows_better_how_late_it_was_changes_what_counts_each_time(now):
    assignment = counted()
    first = plan(assignment, now=now)
    plan(assignment, on=date(2026, 3, 24), now=now)
    off = operations.cancel_appointment(first, side="institution", was_late=False, now=AFTER, by=None)
    assert used(assignment) == 1

    for was_late, number in [(True, 2), (True, 2), (False, 1), (False, 1), (True, 2)]:
        off = correct(off, was_late=was_late)
        assert used(assignment) == number

    with pytest.raises(errors.ClientCapReached):
        plan(assignment, on=date(2026, 3, 31), now=now)


def test_a_place_that_was_given_back_can_be_taken_and_late_is_counted_above_the_cap(now):
    assignment = counted()
    first = plan(assignment, now=now)
    plan(assignment, on=date(2026, 3, 24), now=now)
    off = correct(correct(first, outcome="took_place"), was_late=False)
    plan(assignment, on=date(2026, 3, 31), now=now)
    assert used(assignment) == 2

    correct(off, was_late=True)

    assert used(assignment) == 3
    assert counted_days(assignment) == [TUESDAY, date(2026, 3, 24), date(2026, 3, 31)]


def test_a_late_one_put_on_the_right_day_counts_on_that_day(now):
    assignment = counted()
    off = operations.cancel_appointment(
        plan(assignment, now=now), side="institution", was_late=True, now=AFTER, by=None
    )

    correct(off, was_late=True, on=date(2026, 3, 16))

    assert counted_days(assignment) == [date(2026, 3, 16)]
