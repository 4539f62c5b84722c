"""The eight compensation models of domain.md 4b, each with amounts reckoned by hand."""

from datetime import date, time
from decimal import Decimal as D

import pytest

from kreislotse.matching.elapsed import NoSuchTime, elapsed_minutes
from kreislotse.settlement.calculation import Work, amount_of, counted_minutes

PER_HOUR = {"model": "per_hour", "amount": "5.00"}
FLAT = {"model": "per_assignment", "amount": "20.00"}
HEINSBERG = {"model": "first_then_step", "amount": "25.00", "first_minutes": 120, "step_minutes": 60, "step_amount": "10.00"}  # fmt: skip
RHEIN_ERFT = {"model": "first_then_step", "amount": "25.00", "first_minutes": 60, "step_minutes": 30, "step_amount": "5.00", "counts_travel_time": True}  # fmt: skip
BREISGAU = {"model": "per_hour", "amount": "15.00", "per_km": "0.30"}
MONTHLY = {"model": "per_month", "amount": "120.00", "per_km": "0.35", "km_only_if_approved": True}
NOTHING = {"model": "none", "amount": "0.00"}


def amount(rate, minutes, **facts):
    counted = counted_minutes(minutes, facts.get("travel_minutes", 0), rate)
    return amount_of(Work(minutes=counted, payable=counted, **facts), rate)


@pytest.mark.parametrize(
    ("rate", "minutes", "euros"),
    [
        (PER_HOUR, 60, "5.00"),  # (a) Hessen
        (PER_HOUR, 90, "7.50"),
        (PER_HOUR, 50, "4.17"),  # 4.1666… to the cent, half up
        (PER_HOUR, 276 * 60, "1380.00"),  # the whole of a year (domain.md 4c)
        (FLAT, 30, "20.00"),  # (b) Hessen, Main-Taunus; (f) Rhein-Sieg with 25 €, under its condition
        (FLAT, 300, "20.00"),
        (HEINSBERG, 45, "25.00"),  # (c)
        (HEINSBERG, 120, "25.00"),
        (HEINSBERG, 121, "35.00"),
        (HEINSBERG, 241, "55.00"),
        (RHEIN_ERFT, 60, "25.00"),  # (d)
        (RHEIN_ERFT, 61, "30.00"),
        (RHEIN_ERFT, 150, "40.00"),
        (BREISGAU, 60, "15.00"),  # (e) without a way
        (MONTHLY, 60, "120.00"),  # (g)
        (NOTHING, 60, "0.00"),  # (h) Lüneburg
    ],
)
def test_models_give_the_amounts_reckoned_by_hand(rate, minutes, euros):
    assert amount(rate, minutes).euros == D(euros)


def test_kilometers_are_paid_beside_the_hours():
    found = amount(BREISGAU, 90, travel_km=D("18.5"))

    assert (found.work, found.travel) == (D("22.50"), D("5.55"))
    assert found.words == "1,5 Std. × 15,00 €; 18,5 km × 0,30 €"


def test_travel_time_counts_where_the_rate_says_so():
    assert amount(RHEIN_ERFT, 60, travel_minutes=40).euros == D("35.00")
    assert amount(HEINSBERG, 120, travel_minutes=40).euros == D("25.00")


def test_a_month_is_paid_once():
    assert amount(MONTHLY, 60, month_is_paid=True).euros == 0


def test_kilometers_of_a_monthly_sum_need_an_approval_each():
    refused, approved = (
        amount(MONTHLY, 60, travel_km=D(40)),
        amount(MONTHLY, 60, travel_km=D(40), trip_is_approved=True),
    )

    assert refused.travel == 0
    assert refused.words == "Monatspauschale 120,00 €; Fahrt nicht genehmigt"
    assert approved.travel == D("14.00")


def test_a_share_is_rounded_after_it_is_taken():
    found = amount({"model": "per_hour", "amount": "5.05"}, 60, share_percent=50)

    assert found.euros == D("2.53")
    assert found.words.endswith("davon 50 %")


@pytest.mark.parametrize(
    ("day", "begins", "ends", "minutes"),
    [
        (date(2026, 3, 5), time(9), time(10, 30), 90),
        (date(2026, 3, 5), time(23), time(1), 120),  # over midnight
        (date(2025, 12, 31), time(23, 30), time(0, 30), 60),  # into the new year
        (date(2026, 3, 28), time(23), time(4), 240),  # summer time: an hour is missing
        (date(2026, 3, 29), time(1, 30), time(3, 30), 60),
        (date(2026, 10, 24), time(23), time(4), 360),  # winter time: an hour comes twice
        (date(2026, 10, 25), time(1, 30), time(3, 30), 180),
        (date(2026, 3, 5), time(9), time(9), 24 * 60),
    ],
)
def test_minutes_are_those_that_really_passed(day, begins, ends, minutes):
    assert elapsed_minutes(day, begins, ends) == minutes


def test_a_time_that_the_clocks_left_out_is_refused_in_words():
    with pytest.raises(NoSuchTime, match=r"Um 02:30 Uhr gab es am 29\.03\.2026 nicht"):
        elapsed_minutes(date(2026, 3, 29), time(2, 30), time(4))
