"""A week's plan under what fundings give to all persons together: never more than can be booked, and the reason where it ends."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.core.dates import first_of_month
from kreislotse.guides.compensation import Work, worth_of
from kreislotse.guides.models import ExpenseRate, FundingPool
from kreislotse.guides.rules import frozen, rate_in_force
from kreislotse.intake.models import ClosingReason, SeriesWish
from kreislotse.intake.operations import close_help_request
from kreislotse.matching import operations, week
from kreislotse.matching.budget import Booking, price_of
from kreislotse.matching.models import BudgetException, UnservedCause
from tests.factories import (
    BERLIN,
    AppointmentFactory,
    AssignmentFactory,
    FundingSourceFactory,
    GuideFactory,
    GuideLanguageFactory,
    HelpRequestFactory,
    LanguageFactory,
    MatchProposalFactory,
    MunicipalityFactory,
)

pytestmark = pytest.mark.usefixtures("in_district", "funding")

MONDAY = date(2026, 3, 9)
TUESDAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 9, 8, tzinfo=BERLIN)
MONEY = UnservedCause.Cause.MONEY


def wish(**facts):
    usual = {"wish": "company", "language": LanguageFactory(), "wanted_on": TUESDAY, "wanted_at": time(10)}
    return HelpRequestFactory(**{**usual, "expected_minutes": 60, "received_on": MONDAY - timedelta(days=9), **facts})


def speaker(**facts):
    guide = GuideFactory(**facts)
    GuideLanguageFactory(guide=guide, language=LanguageFactory())
    return guide


def give(source, **limits):
    return FundingPool.objects.create(funding_source=source, valid_from=date(2026, 1, 1), **limits)


def compute(monday=MONDAY, *, by, now=NOW):
    return operations.compute_week(operations.open_week(monday), now=now, by=by)


def served(plan) -> set:
    return {line.help_request_id for line in plan.lines.all() if line.guide_id}


def test_a_plan_gives_out_no_more_hours_than_all_can_be_booked_with(funding, coordinator):
    give(funding, hours_per_year=3)
    agreed = HelpRequestFactory(wish="company", wanted_on=TUESDAY, expected_minutes=30)
    AssignmentFactory(funding_source=funding, status="promised", agreed_on=MONDAY, help_request=agreed)
    first, second, third = wish(urgency="urgent"), wish(urgency="urgent"), wish()
    for _n in range(4):
        speaker()

    plan = compute(by=coordinator)

    assert served(plan) == {first.pk, second.pk}
    line = plan.lines.get(help_request=third)
    assert line.cause == MONEY
    assert line.why.startswith("4 Personen passen, aber die Stunden von „") or line.why.startswith("2 Personen passen")
    assert "reichen 2026 nicht für alle; andere Anfragen gehen vor" in line.why
    assert first.reference in line.why
    assert "Es fehlt:" not in line.why
    assert line.ways[0].startswith("Mit einer anderen Finanzierung oder einer Ausnahme der Leitung: ")
    released = operations.release_week(plan, now=NOW, by=coordinator)
    for proposal in released.asked:
        operations.accept_proposal(proposal, now=NOW, by=coordinator)


def test_what_alone_is_too_much_says_what_is_left(funding, coordinator):
    give(funding, hours_per_year=2)
    AppointmentFactory(
        assignment=AssignmentFactory(funding_source=funding, status="finished", ended_on=MONDAY), on=MONDAY,
        duration_minutes=90,
    )  # fmt: skip
    speaker()
    request = wish()

    line = compute(by=coordinator).lines.get(help_request=request)

    assert line.why == (
        f"1 Person passt, aber die Stunden von „{funding.name}“ reichen nicht mehr: Nach allen Zusagen und offenen Fragen "
        "sind für 2026 noch 0,5 Stunden frei, gebraucht werden 1 Stunden."
    )
    assert (line.cause, week.cause_of(request, today=MONDAY)) == (MONEY, MONEY)


def test_euros_count_as_booking_counts_them(funding, coordinator):
    give(funding, euros_per_year=Decimal("12.00"))
    speaker(), speaker()
    long, short = wish(expected_minutes=90, urgency="urgent"), wish()  # 7,50 € and 5,00 €

    plan = compute(by=coordinator)

    assert served(plan) == {long.pk}
    assert "das Geld von „" in plan.lines.get(help_request=short).why
    FundingPool.objects.update(euros_per_year=Decimal("12.50"))
    assert served(compute(by=coordinator)) == {long.pk, short.pk}


def test_open_questions_keep_their_part_once_however_many_are_asked(funding, coordinator):
    give(funding, hours_per_year=2)
    asked = wish(status="asked", wanted_on=TUESDAY + timedelta(days=30))
    for _n in range(3):
        MatchProposalFactory(help_request=asked, guide=speaker(), funding_source=funding)
    requests = [wish(), wish()]

    plan = compute(by=coordinator)

    assert len(served(plan)) == 1
    asked.proposals.update(status="declined")
    assert served(compute(by=coordinator)) == {one.pk for one in requests}


def test_an_exception_of_the_head_of_office_takes_nothing_of_the_budget(funding, coordinator):
    give(funding, hours_per_year=1)
    speaker(), speaker()
    beyond, usual = wish(expected_minutes=120), wish()
    BudgetException(help_request=beyond, funding_source=funding, reason="Umzug", allowed_on=MONDAY).save()

    assert served(compute(by=coordinator)) == {beyond.pk, usual.pk}


def test_a_series_takes_of_each_year_what_lies_in_it(funding, coordinator):
    now = datetime(2026, 12, 14, 8, tzinfo=BERLIN)
    monday, day = date(2026, 12, 14), date(2026, 12, 15)
    series = wish(wanted_on=day, received_on=day - timedelta(days=9))
    SeriesWish.objects.create(help_request=series, every_weeks=1, number=5)  # 15, 22, 29 December; 5, 12 January
    speaker()
    this_year = FundingPool.objects.create(
        funding_source=funding, hours_per_year=3, valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31)
    )
    next_year = FundingPool.objects.create(funding_source=funding, hours_per_year=2, valid_from=date(2027, 1, 1))

    assert served(compute(monday, by=coordinator, now=now)) == {series.pk}
    FundingPool.objects.filter(pk=next_year.pk).update(hours_per_year=1)
    plan = compute(monday, by=coordinator, now=now)
    assert served(plan) == set()
    assert "sind für 2027 noch 1 Stunden frei, gebraucht werden 2 Stunden" in plan.lines.get().why
    FundingPool.objects.filter(pk=next_year.pk).update(hours_per_year=2)
    FundingPool.objects.filter(pk=this_year.pk).update(hours_per_year=2)
    assert served(compute(monday, by=coordinator, now=now)) == set()


def test_the_next_funding_pays_where_the_usual_one_does_not_suffice_and_the_release_books_it(funding, coordinator):
    give(funding, hours_per_year=1)
    other = FundingSourceFactory(name="Kreismittel", is_default=False, priority=900)
    speaker(), speaker()
    first, second = wish(urgency="urgent"), wish()

    plan = compute(by=coordinator)

    assert served(plan) == {first.pk, second.pk}
    line = plan.lines.get(help_request=second)
    assert line.funding_source == other
    assert {
        "text": f"wird aus „Kreismittel“ bezahlt, weil „{funding.name}“ nicht für alle reicht",
        "is_caution": True,
    } in line.reasons
    assert plan.lines.get(help_request=first).funding_source is None
    released = operations.release_week(plan, now=NOW, by=coordinator)
    assert {p.help_request_id: p.funding_source for p in released.asked} == {first.pk: funding, second.pk: other}
    for proposal in released.asked:
        operations.accept_proposal(proposal, now=NOW, by=coordinator)


def test_where_nobody_could_go_anyway_the_money_is_not_named(funding, coordinator):
    give(funding, hours_per_year=1)
    speaker(), speaker()
    wish(urgency="urgent")
    missing = wish(language=LanguageFactory(code="ti", name="Tigrinya"))

    line = compute(by=coordinator).lines.get(help_request=missing)

    assert line.cause == UnservedCause.Cause.LANGUAGE
    assert "Mittel" not in line.why


def test_a_pin_beyond_the_budget_says_so(funding, coordinator):
    give(funding, hours_per_year=1)
    guide, request = speaker(first_name="Amal", last_name="Fest"), wish(expected_minutes=90)
    plan = operations.open_week(MONDAY)
    operations.settle(plan, help_request=request, guide=guide, kind="pin", by=coordinator)

    line = compute(by=coordinator).lines.get()

    assert line.cause == MONEY
    assert line.why.startswith("Festgelegt ist Amal Fest, aber die Stunden von „")


def test_the_flat_rate_of_a_month_is_taken_once_for_the_same_person(coordinator):
    land = FundingSourceFactory(name="Land", priority=0)
    ExpenseRate(funding_source=land, role="guide", model="per_month", amount=80, valid_from=date(2024, 1, 1)).save()
    give(land, euros_per_year=100)
    paid, other = speaker(), speaker()
    requests = [wish(), wish(wanted_at=time(15))]

    plan = compute(by=coordinator)

    assert len(served(plan)) == 2
    assert plan.lines.values("guide").distinct().count() == 1
    rate = rate_in_force(land, "guide", MONDAY)
    AssignmentFactory(
        funding_source=land, guide=other, status="promised", agreed_on=MONDAY, rate=rate, rate_as_agreed=frozen(rate),
        help_request=HelpRequestFactory(wish="company", wanted_on=MONDAY, expected_minutes=60),
    )  # fmt: skip
    plan = compute(by=coordinator)
    assert served(plan) == {one.pk for one in requests}
    assert {line.guide_id for line in plan.lines.all()} == {other.pk} != {paid.pk}


def test_money_that_was_missing_is_the_cause_a_request_ends_with(funding, coordinator):
    give(funding, hours_per_year=0)
    speaker()
    request = wish()

    close_help_request(request, reason=ClosingReason.NO_GUIDE, today=MONDAY, by=coordinator)

    assert UnservedCause.objects.get().cause == MONEY
    assert UnservedCause.objects.get().get_cause_display() == "die bewilligten Mittel reichen nicht mehr"


RATES = [
    {},
    {"model": "per_hour", "amount": "5.00"},
    {"model": "per_assignment", "amount": "12.50"},
    {"model": "per_month", "amount": "80.00"},
    {"model": "first_then_step", "amount": "10.00", "first_minutes": 60, "step_minutes": 30, "step_amount": "4.00"},
]


@given(
    st.sampled_from(RATES),
    st.integers(0, 200),
    st.lists(st.dates(date(2026, 10, 1), date(2027, 3, 31)), min_size=1, max_size=8, unique=True),
    st.sets(st.sampled_from([date(2026, 11, 1), date(2027, 1, 1)])),
)
def test_the_price_of_a_booking_is_the_sum_of_its_days_one_after_the_other(rate, minutes, days, paid_months):
    days = tuple(sorted(days))
    paid = {(7, "guide", month) for month in paid_months}

    for booking in Booking(1, 7, "guide", minutes, days[0], days[0], days=days).by_year():
        euros, before = Decimal(0), set(paid)
        for day in [day for day in days if day.year == booking.on.year] if rate and minutes else ():
            month = (7, "guide", first_of_month(day))
            euros += worth_of(Work(minutes, minutes, month_is_paid=month in before), rate).euros
            before.add(month)

        price = price_of(booking, rate)

        assert price.euros_beside(paid) == euros
        assert price.minutes == minutes * sum(day.year == booking.on.year for day in days)


def test_where_the_way_counts_the_budget_pays_for_it_too(funding, coordinator):
    here = MunicipalityFactory(name="Hier", latitude=Decimal("51.0"), longitude=Decimal("8.9"))
    there = MunicipalityFactory(name="Dort", latitude=Decimal("51.18"), longitude=Decimal("8.9"))  # 20 km: 60 minutes
    ExpenseRate.objects.update(counts_travel_time=True)
    budget = give(funding, hours_per_year=1)
    far, request = speaker(home_municipality=there), wish(municipality=here)
    plan = compute(by=coordinator)
    assert served(plan) == set()
    assert "gebraucht werden 2 Stunden" in plan.lines.get().why

    near = speaker(home_municipality=here)

    assert compute(by=coordinator).lines.get().guide == near
    near.delete()
    FundingPool.objects.filter(pk=budget.pk).update(hours_per_year=2)
    plan = compute(by=coordinator)
    assert plan.lines.get(help_request=request).guide == far
    [asked] = operations.release_week(plan, now=NOW, by=coordinator).asked
    operations.accept_proposal(asked, now=NOW, by=coordinator)
