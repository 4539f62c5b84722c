"""Runs: what is taken in, what waits, who releases, what is taken back."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, transaction

from kreislotse.administration.rules import replace_rule
from kreislotse.guides.models import ExpenseRate, FundingPool, HourCap
from kreislotse.matching import operations as matching
from kreislotse.matching.budget import Tallied
from kreislotse.matching.models import Appointment, AppointmentChange, BudgetException, Expense
from kreislotse.settlement import operations
from kreislotse.settlement.models import Line, PayoutRule, SettlementRun, Statement
from kreislotse.settlement.operations import errors
from kreislotse.settlement.queries import held_back, months_of, trips_to_approve
from kreislotse.settlement.tax import allowances_of
from tests.factories import FundingSourceFactory, GuideFactory
from tests.settlement.conftest import NOW, confirmed, rate

MARCH = {"period_from": date(2026, 3, 1), "period_to": date(2026, 3, 31)}


def test_a_run_takes_in_what_is_confirmed_and_late(money, source, preparer):
    five = rate(source)
    guide = GuideFactory()
    late = confirmed(source, guide=guide, rate=five, on=date(2026, 1, 8), duration_minutes=90)
    on_time = confirmed(source, guide=guide, rate=five)
    confirmed(source, rate=five, on=date(2025, 12, 30))  # before we settle here
    confirmed(source, rate=five, on=date(2026, 4, 2))  # after the period
    unsigned = confirmed(source, rate=five)
    unsigned.sheet = None
    unsigned.save()
    confirmed(source, rate=five, outcome="cancelled")

    run = operations.prepare_run(**MARCH, now=NOW, by=preparer)

    assert set(Line.objects.values_list("appointment", flat=True)) == {late.pk, on_time.pk}
    assert Statement.objects.get().total == D("12.50")
    assert run.number == "2026-03-1"
    assert list(Line.objects.order_by("on").values_list("words", flat=True)) == ["1,5 Std. × 5,00 €", "1 Std. × 5,00 €"]
    assert set(Line.objects.values_list("basis", flat=True)) == {"3_26"}


def test_what_somebody_else_pays_is_in_no_run(money, source, preparer):
    source.is_paid_out_by_us = False
    source.save()
    confirmed(source, rate=rate(source))

    with pytest.raises(errors.NothingToSettle):
        operations.prepare_run(**MARCH, now=NOW, by=preparer)


def test_without_a_day_to_begin_with_nothing_is_settled(in_district, source, preparer):
    confirmed(source, rate=rate(source))

    with pytest.raises(errors.NoPayoutRule, match="ab wann hier abgerechnet wird"):
        operations.prepare_run(**MARCH, now=NOW, by=preparer)


def test_a_second_run_waits_for_the_first(money, source, preparer):
    confirmed(source, rate=rate(source))
    operations.prepare_run(**MARCH, now=NOW, by=preparer)

    with pytest.raises(errors.RunWaiting, match="2026-03-1"):
        operations.prepare_run(**MARCH, now=NOW, by=preparer)


@pytest.mark.parametrize(
    ("period", "error"),
    [
        ({"period_from": date(2026, 3, 31), "period_to": date(2026, 3, 1)}, errors.PeriodTurnedAround),
        ({"period_from": date(2026, 4, 1), "period_to": date(2026, 4, 30)}, errors.PeriodNotOver),
    ],
)
def test_a_period_that_cannot_be_is_refused(money, preparer, period, error):
    with pytest.raises(error):
        operations.prepare_run(**period, now=NOW, by=preparer)


def test_who_prepared_does_not_release(money, source, preparer):
    confirmed(source, rate=rate(source))
    run = operations.prepare_run(**MARCH, now=NOW, by=preparer)

    with pytest.raises(errors.SecondPersonNeeded):
        operations.release_run(run, now=NOW, by=preparer)


def test_the_database_knows_the_second_person_too(money, source, settle, preparer):
    confirmed(source, rate=rate(source))
    run = settle()

    with pytest.raises(IntegrityError), transaction.atomic():
        SettlementRun.objects.filter(pk=run.pk).update(released_by=preparer)


def test_what_was_corrected_after_preparing_is_not_released(money, source, preparer, releaser):
    appointment = confirmed(source, rate=rate(source))
    run = operations.prepare_run(**MARCH, now=NOW, by=preparer)
    matching.change_appointment(appointment, duration_minutes=120, now=NOW + timedelta(hours=1), by=preparer)

    with pytest.raises(errors.ChangedSincePrepared, match="1 Terminen"):
        operations.release_run(run, now=NOW + timedelta(hours=2), by=releaser)


def test_a_discarded_run_leaves_its_appointments_to_the_next(money, source, preparer):
    confirmed(source, rate=rate(source))
    operations.discard_run(operations.prepare_run(**MARCH, now=NOW, by=preparer), by=preparer)

    assert operations.prepare_run(**MARCH, now=NOW, by=preparer).number == "2026-03-1"
    assert Line.objects.count() == 1


def test_a_released_run_is_not_discarded(money, source, settle, preparer):
    confirmed(source, rate=rate(source))

    with pytest.raises(errors.RunNotPrepared):
        operations.discard_run(settle(), by=preparer)


def test_an_appointment_is_paid_once(money, source, settle, preparer):
    confirmed(source, rate=rate(source))
    settle()

    with pytest.raises(errors.NothingToSettle):
        operations.prepare_run(**MARCH, now=NOW, by=preparer)


def test_the_database_pays_an_appointment_once(money, source, settle):
    confirmed(source, rate=rate(source))
    settle()
    line = Line.objects.get()

    line.pk, line._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save()


def test_a_settled_appointment_is_taken_back_before_it_is_changed(money, source, settle, preparer):
    appointment = confirmed(source, rate=rate(source))
    settle()

    with pytest.raises(errors.AppointmentSettled, match="2026-03-1"):
        matching.change_appointment(appointment, duration_minutes=120, now=NOW, by=preparer)


def test_a_reversal_is_a_counter_entry_and_the_corrected_appointment_comes_anew(money, source, settle, preparer):
    appointment = confirmed(source, rate=rate(source))
    settle()
    first = Line.objects.get()
    operations.reverse_line(first, reason="Es waren zwei Stunden", is_settled_again=True, now=NOW, by=preparer)
    matching.change_appointment(appointment, duration_minutes=120, now=NOW, by=preparer)

    settle(now=NOW + timedelta(days=1))

    before, back, anew = Line.objects.order_by("pk")
    assert (before.pk, before.minutes, before.work_euros) == (first.pk, 60, D("5.00"))
    assert (back.kind, back.reverses, back.work_euros) == ("reversal", first, D("-5.00"))
    assert (anew.round, anew.work_euros) == (1, D("10.00"))
    assert back.words == "Storno: Es waren zwei Stunden"
    assert Statement.objects.order_by("pk").last().total == D("5.00")


def test_a_reversal_for_good_is_not_settled_again(money, source, settle, preparer):
    confirmed(source, rate=rate(source))
    settle()
    operations.reverse_line(Line.objects.get(), reason="Doppelt", is_settled_again=False, now=NOW, by=preparer)

    settle(now=NOW + timedelta(days=1))

    assert list(Line.objects.order_by("pk").values_list("kind", flat=True)) == ["work", "reversal"]
    with pytest.raises(errors.NothingToSettle):
        operations.prepare_run(**MARCH, now=NOW, by=preparer)


def test_refusals_of_a_reversal(money, source, settle, preparer):
    confirmed(source, rate=rate(source))
    settle()
    line = Line.objects.get()
    again = {"is_settled_again": False, "now": NOW, "by": preparer}

    with pytest.raises(errors.ReasonMissing):
        operations.reverse_line(line, reason="  ", **again)
    operations.reverse_line(line, reason="Doppelt", **again)
    with pytest.raises(errors.AlreadyReversed):
        operations.reverse_line(line, reason="Doppelt", **again)
    operations.prepare_run(**MARCH, now=NOW, by=preparer)
    with pytest.raises(errors.NotReleased):
        operations.reverse_line(Line.objects.get(kind="reversal"), reason="Doch", **again)


def test_the_cap_of_the_year_is_kept_to_the_minute(money, source, settle):
    HourCap(funding_source=source, role="guide", hours_per_year=2, valid_from=date(2024, 1, 1)).save()
    five, guide = rate(source), GuideFactory()
    for day, minutes in ((2, 60), (3, 90), (4, 60)):
        confirmed(source, guide=guide, rate=five, on=date(2026, 3, day), duration_minutes=minutes)

    run = settle()

    assert list(Line.objects.order_by("on").values_list("minutes", "work_euros")) == [(60, D("5.00")), (60, D("5.00"))]
    assert "Die Jahresgrenze von 2 Stunden ist erreicht" in Line.objects.order_by("on").last().words
    assert [(row.on.day, row.why) for row in held_back(run)] == [
        (4, "Die Jahresgrenze von 2 Stunden ist erreicht, mehr wird nicht bezahlt.")
    ]


def test_a_coordinating_guide_is_paid_up_to_the_higher_cap(money, source, settle):
    for hours, coordinating in ((1, False), (2, True)):
        HourCap(
            funding_source=source, role="guide", for_coordinating=coordinating, hours_per_year=hours,
            valid_from=date(2024, 1, 1),
        ).save()  # fmt: skip
    five = rate(source)
    usual, coordinating = GuideFactory(), GuideFactory(coordinates_from=date(2026, 1, 1))
    for guide in (usual, coordinating):
        confirmed(source, guide=guide, rate=five, on=date(2026, 3, 2), duration_minutes=120)

    settle()

    assert dict(Line.objects.values_list("guide", "minutes")) == {usual.pk: 60, coordinating.pk: 120}


def test_the_pool_is_shared_by_all_persons(money, source, settle):
    FundingPool.objects.create(
        funding_source=source, hours_per_year=2, euros_per_year=D(100), valid_from=date(2026, 1, 1)
    )
    five = rate(source)
    for day in (2, 3, 4):
        confirmed(source, rate=five, on=date(2026, 3, day))

    run = settle()

    assert Line.objects.count() == 2
    assert [row.why for row in held_back(run)] == ["Die bewilligten 2 Stunden für alle zusammen sind aufgebraucht."]


def test_the_budget_is_never_exceeded(money, source, settle):
    FundingPool.objects.create(funding_source=source, euros_per_year=D(12), valid_from=date(2026, 1, 1))
    five = rate(source)
    for day in (2, 3, 4):
        confirmed(source, rate=five, on=date(2026, 3, day))

    run = settle()

    assert [row.why for row in held_back(run)] == ["Bewilligt sind noch 2,00 €, gebraucht werden 5,00 €."]


def test_what_was_allowed_on_top_is_paid_and_uses_up_nothing_of_the_budget(money, source, settle, preparer):
    FundingPool(funding_source=source, euros_per_year=10, valid_from=date(2026, 1, 1)).save()
    five = rate(source)
    exceptional = confirmed(source, rate=five, on=date(2026, 3, 2), duration_minutes=240)
    BudgetException.objects.create(
        help_request=exceptional.assignment.help_request,
        funding_source=source,
        reason="Umzug",
        allowed_on=date(2026, 3, 1),
    )
    usual = [confirmed(source, rate=five, on=date(2026, 3, 3), duration_minutes=60) for _n in range(3)]

    run = settle()

    paid = {line.appointment_id: (line.euros, line.is_on_top) for line in Line.objects.all()}
    assert paid == {exceptional.pk: (20, True), usual[0].pk: (5, False), usual[1].pk: (5, False)}
    assert [row["appointment"] for row in run.held_back] == [usual[2].pk]


def test_what_is_settled_counts_with_the_settled_amount_at_booking(money, source, settle, preparer):
    five = rate(source)
    taken_back, stays = (confirmed(source, rate=five, duration_minutes=60) for _n in range(2))
    settle()
    assert Tallied.of([source.pk], 2026).use(source.pk).euros == 10

    Appointment.objects.filter(pk=stays.pk).update(travel_km=50)
    assert Tallied.of([source.pk], 2026).use(source.pk).euros == 10

    operations.reverse_line(
        Line.objects.get(appointment=taken_back), reason="doppelt", is_settled_again=False, now=NOW, by=preparer
    )
    settle()
    assert Tallied.of([source.pk], 2026).use(source.pk).euros == 5


def test_a_monthly_sum_is_paid_once_a_month_and_again_after_a_reversal(money, source, settle, preparer):
    monthly = rate(source, model="per_month", amount=80)
    guide = GuideFactory()
    for day in (date(2026, 2, 3), date(2026, 3, 3), date(2026, 3, 4)):
        confirmed(source, guide=guide, rate=monthly, on=day)
    settle()
    assert list(Line.objects.order_by("on").values_list("work_euros", flat=True)) == [80, 80, 0]

    lump = Line.objects.get(on=date(2026, 3, 3))
    operations.reverse_line(lump, reason="Fiel aus", is_settled_again=False, now=NOW, by=preparer)
    confirmed(source, guide=guide, rate=monthly, on=date(2026, 3, 9))
    settle(now=NOW + timedelta(days=1))

    assert sum(line.euros for line in Line.objects.filter(lump_month=date(2026, 3, 1))) == 80


def test_three_monthly_amounts_stand_under_three_fundings_as_the_handbook_says(money, settle):
    """And one person under two of them in a month gets both."""
    steps = {amount: FundingSourceFactory(name=f"Satzung {amount} €") for amount in (70, 80, 120)}
    rates = {amount: rate(step, model="per_month", amount=amount) for amount, step in steps.items()}
    people = {amount: GuideFactory() for amount in steps}
    for amount, guide in people.items():
        for day in (3, 4, 5):
            confirmed(steps[amount], guide=guide, rate=rates[amount], on=date(2026, 3, day))
    confirmed(steps[80], guide=people[70], rate=rates[80], on=date(2026, 3, 6))

    settle()

    totals = dict(Statement.objects.values_list("guide", "total"))
    assert totals == {people[70].pk: 150, people[80].pk: 80, people[120].pk: 120}


@pytest.fixture
def lump_taken_back(money, source, settle, preparer):
    """Two appointments in March for 80 € a month; the first one, which brought the 80 €, did not happen after all."""
    monthly = rate(source, model="per_month", amount=80)
    guide = GuideFactory()
    for day in (3, 4):
        confirmed(source, guide=guide, rate=monthly, on=date(2026, 3, day))
    settle()
    line = Line.objects.get(on=date(2026, 3, 3))
    operations.reverse_line(line, reason="Fiel aus", is_settled_again=False, now=NOW, by=preparer)
    return line


def paid_for_march() -> D:
    return sum(line.euros for line in Line.objects.filter(on__month=3))


def test_a_monthly_sum_taken_back_is_paid_with_another_appointment_of_the_month(lump_taken_back, settle):
    run = settle(now=NOW + timedelta(days=1))

    assert paid_for_march() == 80
    assert Statement.objects.get(run=run).total == 0
    words = set(Line.objects.filter(statement__run=run, kind="reversal").values_list("words", flat=True))
    assert words == {"Storno: Fiel aus", "Storno: Die Pauschale des Monats steht jetzt bei diesem Termin."}
    with pytest.raises(errors.NothingToSettle):
        settle(now=NOW + timedelta(days=2))


def test_a_discarded_run_pays_the_monthly_sum_again_exactly_once(lump_taken_back, settle, preparer):
    later = NOW + timedelta(days=1)
    operations.discard_run(operations.prepare_run(**MARCH, now=later, by=preparer), by=preparer)

    settle(now=NOW + timedelta(days=2))

    assert paid_for_march() == 80
    assert Line.objects.filter(kind="work", lump_month=date(2026, 3, 1), reversed_in=None).count() == 1


def test_the_monthly_sum_moves_on_again_if_that_appointment_is_taken_back_too(
    lump_taken_back, settle, source, preparer
):
    confirmed(source, guide=lump_taken_back.guide, rate=ExpenseRate.objects.get(), on=date(2026, 3, 9))
    settle(now=NOW + timedelta(days=1))
    untouched = Line.objects.get(on=date(2026, 3, 4))
    brings_it = Line.objects.get(on=date(2026, 3, 9))
    assert (untouched.euros, brings_it.euros) == (0, 80)

    operations.reverse_line(brings_it, reason="Auch nicht", is_settled_again=False, now=NOW, by=preparer)
    settle(now=NOW + timedelta(days=2))

    assert paid_for_march() == 80
    standing = Line.objects.get(kind="work", reversed_in=None)
    assert (standing.on, standing.euros) == (date(2026, 3, 4), 80)


def test_a_month_without_another_appointment_pays_nothing_after_the_reversal(lump_taken_back, settle, preparer):
    other = Line.objects.get(on=date(2026, 3, 4))
    operations.reverse_line(other, reason="Fiel auch aus", is_settled_again=False, now=NOW, by=preparer)

    settle(now=NOW + timedelta(days=1))

    assert paid_for_march() == 0


def test_nobody_who_waived_gets_the_monthly_sum_again(lump_taken_back, settle, preparer, source):
    operations.waive_open_money(lump_taken_back.guide, until=date(2026, 3, 31), now=NOW, by=preparer)

    settle(now=NOW + timedelta(days=1))

    assert paid_for_march() == 0


def test_a_monthly_sum_the_budget_has_no_room_for_is_held_back_and_comes_later(lump_taken_back, settle, source):
    FundingPool.objects.create(funding_source=source, euros_per_year=D(79), valid_from=date(2026, 1, 1))

    run = settle(now=NOW + timedelta(days=1))

    assert paid_for_march() == 0
    assert [row.why for row in held_back(run)] == ["Bewilligt sind noch 79,00 €, gebraucht werden 80,00 €."]
    FundingPool.objects.update(euros_per_year=D(200))
    settle(now=NOW + timedelta(days=2))
    assert paid_for_march() == 80


def test_a_line_that_made_room_for_the_monthly_sum_is_not_reversed_once_more(lump_taken_back, settle, preparer):
    before = Line.objects.get(on=date(2026, 3, 4))
    settle(now=NOW + timedelta(days=1))

    with pytest.raises(errors.AlreadyReversed):
        operations.reverse_line(before, reason="Noch einmal", is_settled_again=False, now=NOW, by=preparer)


def test_a_no_show_pays_what_the_rate_says(money, source, settle):
    confirmed(source, rate=rate(source, no_show_percent=50), outcome="no_show")

    settle()

    assert Line.objects.get().work_euros == D("2.50")
    assert Line.objects.get().words == "Niemand kam: 1 Std. × 5,00 €, davon 50 %"


def cancelled(source, rate_row, *, side, is_late):
    """An appointment of an hour that was called off; no sheet, only the note of who did it."""
    appointment = confirmed(source, rate=rate_row, outcome="cancelled", duration_minutes=0)
    appointment.sheet = None
    appointment.save()
    AppointmentChange.objects.create(
        appointment=appointment, kind="cancelled", side=side, is_late=is_late, at=NOW, from_on=appointment.on, from_minutes=60,
    )  # fmt: skip
    return appointment


def test_a_late_cancellation_by_others_pays_what_the_rate_says(money, source, settle):
    half = rate(source, late_cancellation_percent=50)
    paid = cancelled(source, half, side="institution", is_late=True)
    cancelled(source, half, side="guide", is_late=True)
    cancelled(source, half, side="person", is_late=False)
    cancelled(source, rate(source, late_cancellation_percent=0), side="person", is_late=True)

    settle()

    line = Line.objects.get()
    assert (line.appointment, line.work_euros, line.minutes) == (paid, D("2.50"), 60)
    assert line.words == "Zu spät abgesagt: 1 Std. × 5,00 €, davon 50 %"


def test_expenses_are_given_back_where_the_rate_says_so_and_use_up_no_allowance(money, source, settle, releaser):
    for pays in (True, False):
        appointment = confirmed(source, rate=rate(source, pays_expenses=pays))
        Expense.objects.create(appointment=appointment, category="ticket", amount=D("3.40"))

    settle()

    with_expenses, without = Line.objects.order_by("pk")
    assert (with_expenses.euros, with_expenses.expense_euros) == (D("8.40"), D("3.40"))
    assert with_expenses.words == "1 Std. × 5,00 €; Auslagen 3,40 €"
    assert without.euros == D("5.00")
    operations.record_paid(with_expenses.guide, paid_on=date(2026, 4, 7), note="Kasse", now=NOW, by=releaser)
    (usage, *_rest) = allowances_of([with_expenses.guide], year=2026)[with_expenses.guide_id]
    assert usage.paid == D("5.00")
    assert [(m.basis, m.euros) for m in months_of(with_expenses.guide, year=2026)] == [
        ("3_26", D("5.00")),
        ("3_50", D("3.40")),
    ]


def test_an_assignment_keeps_the_rate_it_was_agreed_at(money, source, settle, person):
    old = rate(source)
    appointment = confirmed(source, rate=old, on=date(2026, 3, 20))
    new = ExpenseRate(funding_source=source, role="guide", model="per_hour", amount=7, valid_from=date(2026, 3, 15))
    replace_rule(old, new, today=date(2026, 3, 10), by=person("head_of_office"))

    settle()

    assert Line.objects.get(appointment=appointment).work_euros == D("5.00")


def test_a_rate_for_running_assignments_parts_the_period_on_its_day(money, source, settle, person):
    old, guide = rate(source), GuideFactory()
    for day in (14, 15):
        confirmed(source, guide=guide, rate=old, on=date(2026, 3, day))
    new = ExpenseRate(
        funding_source=source, role="guide", model="per_hour", amount=7, applies_to_running=True,
        valid_from=date(2026, 3, 15),
    )  # fmt: skip
    replace_rule(old, new, today=date(2026, 3, 10), by=person("head_of_office"))

    settle()

    assert list(Line.objects.order_by("on").values_list("work_euros", flat=True)) == [D("5.00"), D("7.00")]


def test_without_a_rate_the_appointment_waits(money, source, settle):
    confirmed(source, rate=None)
    confirmed(source, rate=rate(source))

    assert [row.why for row in held_back(settle())] == ["Für diesen Einsatz ist kein Satz vereinbart."]


def test_an_approved_trip_is_paid(money, source, settle, preparer):
    monthly = rate(source, model="per_month", amount=120, per_km=D("0.35"), km_only_if_approved=True)
    appointment = confirmed(source, rate=monthly, travel_km=D(40))
    operations.approve_trip(appointment, reason="Termin in Kassel", now=NOW, by=preparer)

    settle()

    assert Line.objects.get().travel_euros == D("14.00")
    with pytest.raises(errors.TripAlreadySettled):
        operations.approve_trip(appointment, reason="noch einmal", now=NOW, by=preparer)


@pytest.mark.parametrize(("agreed", "younger", "number"), [(True, False, 0), (False, True, 1)])
def test_trips_wait_for_approval_where_the_rate_of_the_day_asks_for_it(money, source, agreed, younger, number):
    row = rate(source, per_km=D("0.35"), km_only_if_approved=agreed)
    rate(source, per_km=1, km_only_if_approved=younger, valid_from=date(2026, 3, 1), applies_to_running=True)
    confirmed(source, rate=row, travel_km=D(40), on=date(2026, 3, 5))

    assert len(trips_to_approve(today=NOW.date())) == number


def test_a_large_run_is_reckoned_in_the_background(
    money, source, preparer, monkeypatch, django_capture_on_commit_callbacks
):
    from kreislotse.settlement.operations import runs

    monkeypatch.setattr(runs, "RECKONED_AT_ONCE", 1)
    for _n in range(2):
        confirmed(source, rate=rate(source))

    with django_capture_on_commit_callbacks(execute=False):
        run = operations.prepare_run(**MARCH, now=NOW, by=preparer)
    assert run.status == "preparing"
    with pytest.raises(errors.StillReckoning):
        operations.release_run(run, now=NOW, by=preparer)
    operations.fill_run(run)
    operations.fill_run(run)

    assert Line.objects.count() == 2


def test_a_run_needs_no_more_queries_for_many_appointments(money, source, preparer, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    five = rate(source)
    for number in (3, 12):
        for _n in range(number):
            confirmed(source, rate=five)
        with CaptureQueriesContext(connection) as queries:
            run = operations.prepare_run(**MARCH, now=NOW, by=preparer)
        counts.append(len(queries))
        operations.discard_run(run, by=preparer)

    assert counts[0] == counts[1]


def test_before_the_first_rule_nothing_waits(in_district):
    from kreislotse.settlement.queries import waiting_to_be_settled

    assert not PayoutRule.objects.exists()
    assert waiting_to_be_settled(today=date(2026, 4, 7)).appointments == 0
