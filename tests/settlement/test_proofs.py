"""The lists for funders name every appointment, paid or not; each says why no money stands beside it."""

from datetime import date, datetime, time
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kreislotse.guides.rules import frozen
from kreislotse.matching import operations as matching
from kreislotse.settlement import operations
from kreislotse.settlement.models import Line
from kreislotse.settlement.proofs import proof
from tests.factories import BERLIN, AppointmentFactory, AssignmentFactory, GuideFactory
from tests.settlement.conftest import NOW, confirmed, rate

pytestmark = pytest.mark.usefixtures("money")


def details(source) -> list[dict]:
    table = proof("detailangaben", source=source, year=2026)
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def participants(source) -> list[tuple]:
    """Name, appointments, hours and money of each."""
    return [(row[1], row[4], row[5], row[7]) for row in proof("teilnehmende", source=source, year=2026).rows]


def test_who_waived_the_money_stands_in_both_lists(source, preparer, settle):
    waiving, paid = GuideFactory(last_name="Alt"), GuideFactory(last_name="Neu")
    hourly = rate(source)
    confirmed(source, guide=waiving, rate=hourly, on=date(2026, 3, 5))
    confirmed(source, guide=paid, rate=hourly, on=date(2026, 3, 6))
    operations.waive_open_money(waiving, until=date(2026, 3, 31), now=NOW, by=preparer)
    settle()

    rows = details(source)

    assert [(row["Name"], row["Betrag"], row["Art"]) for row in rows] == [
        (str(waiving), D("0.00"), "Verzicht"),
        (str(paid), D("5.00"), "Termin"),
    ]
    assert participants(source) == [(str(waiving), 1, D("1.00"), D(0)), (str(paid), 1, D("1.00"), D("5.00"))]


def test_where_others_pay_the_appointments_stand_there_with_that_word(source):
    source.is_paid_out_by_us = False
    source.save()
    confirmed(source, rate=rate(source))

    [row] = details(source)

    assert (row["Betrag"], row["Art"], row["Stunden"]) == (D("0.00"), "zahlt: andere", D("1.00"))
    assert len(participants(source)) == 1


def test_what_is_in_no_released_run_is_not_settled_yet(source, preparer):
    confirmed(source, rate=rate(source))
    operations.prepare_run(period_from=date(2026, 3, 1), period_to=date(2026, 3, 31), now=NOW, by=preparer)

    assert [row["Art"] for row in details(source)] == ["noch nicht abgerechnet"]


def test_only_what_is_confirmed_or_paid_as_a_late_cancellation_is_listed(source, preparer):
    half = rate(source, late_cancellation_percent=50)
    promise = AssignmentFactory(funding_source=source, rate=half, rate_as_agreed=frozen(half))
    late, in_time = (
        AppointmentFactory(
            assignment=promise, on=date(2026, 3, day), starts_at=time(10), duration_minutes=90, outcome="planned",
            counted_in=None,
        )
        for day in (17, 18)
    )  # fmt: skip
    for one, was_late in ((late, True), (in_time, False)):
        matching.cancel_appointment(
            one, side="institution", was_late=was_late, now=datetime(2026, 3, 16, 12, tzinfo=BERLIN), by=preparer
        )
    AppointmentFactory(assignment=promise, on=date(2026, 3, 19), outcome="took_place", counted_in=date(2026, 3, 1))

    [row] = details(source)

    assert (row["Datum"], row["Minuten"], row["Ergebnis"]) == (date(2026, 3, 17), 90, "abgesagt")


def test_the_length_stands_beside_the_way_and_hours_count_both_where_the_rate_does(source, settle):
    confirmed(
        source, rate=rate(source, counts_travel_time=True), starts_at=time(10, 15), duration_minutes=60, travel_minutes=30,
        travel_km=D("12.0"),
    )  # fmt: skip
    settle()

    [row] = details(source)

    assert (row["Beginn"], row["Ende"]) == ("10:15", "11:15")
    assert (row["Minuten"], row["Fahrzeit in Minuten"], row["Stunden"], row["km"]) == (60, 30, D("1.50"), D("12.0"))


@pytest.mark.parametrize("again", [True, False])
def test_what_is_taken_back_stands_there_with_its_counter_entry_and_no_third_time(source, preparer, settle, again):
    confirmed(source, rate=rate(source))
    settle()
    operations.reverse_line(Line.objects.get(), reason="Falsch", is_settled_again=again, now=NOW, by=preparer)
    before = [row["Art"] for row in details(source)]
    settle(date(2026, 4, 6))

    rows = details(source)

    assert before == ["Termin"]
    assert [(row["Art"], row["Minuten"]) for row in rows] == [("Termin", 60), ("Storno", -60)] + [
        ("Termin", 60)
    ] * again
    assert sum(row["Betrag"] for row in rows) == (5 if again else 0)
    assert [row[1] for row in participants(source)] == [1 if again else 0]


def test_many_appointments_cost_no_more_queries(source, settle):
    hourly = rate(source)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            details(source)
        return len(queries)

    confirmed(source, rate=hourly)
    settle()
    confirmed(source, rate=hourly)
    few = cost()
    for _n in range(6):
        confirmed(source, rate=hourly)

    assert cost() == few == 3
