"""The laws of money on numbers alone, tried many times; `test_laws` tries them through the database."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal as D

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kreislotse.guides.compensation import Work, counted_minutes, worth_of
from kreislotse.guides.models import ExpenseRate
from kreislotse.guides.rules import frozen
from kreislotse.matching.models import Assignment
from kreislotse.settlement.bookings import order_of
from kreislotse.settlement.rates import RulesOfTheDay, rows_by
from kreislotse.settlement.tally import Claim, Limit, Used

MANY = settings(max_examples=300, deadline=None)
ONE_JANUARY = date(2026, 1, 1)
MONEY = st.decimals(0, 50, places=2)
RATES = st.one_of(
    st.fixed_dictionaries({"model": st.sampled_from(["per_hour", "per_assignment", "per_month", "none"]), "amount": MONEY}),
    st.fixed_dictionaries(
        {
            "model": st.just("first_then_step"), "amount": MONEY, "step_amount": MONEY,
            "first_minutes": st.integers(1, 240), "step_minutes": st.integers(1, 90),
        }
    ),
)  # fmt: skip
EXTRAS = st.fixed_dictionaries(
    {"per_km": st.sampled_from([D(0), D("0.30"), D("0.35")]), "pays_expenses": st.booleans(), "counts_travel_time": st.booleans()}
)  # fmt: skip


@st.composite
def claims(draw, rate=None):
    """Appointments of three persons under two fundings in two years, in any order, each with its limits."""
    rates = [rate or draw(RATES) | draw(EXTRAS) for _source in range(2)]
    cap, pool = draw(st.none() | st.integers(0, 900)), draw(st.none() | st.integers(0, 2000))
    euros = draw(st.none() | st.decimals(0, 400, places=2))
    found = []
    for person, source, day, minutes, way, km, laid_out, percent, on_top in draw(
        st.lists(
            st.tuples(
                st.integers(0, 2), st.integers(0, 1), st.integers(0, 500), st.integers(0, 400), st.integers(0, 60),
                st.decimals(0, 90, places=1), MONEY, st.sampled_from([0, 50, 100]), st.booleans(),
            ),
            max_size=25,
        )
    ):  # fmt: skip
        minutes = counted_minutes(minutes, way, rates[source])
        work = Work(minutes, minutes, way, km, laid_out, percent)
        found.append(
            Claim(
                person, source, "guide", ONE_JANUARY + timedelta(days=day), work, rates[source], cap=cap,
                pool_minutes=pool, pool_euros=euros, is_on_top=on_top,
            )
        )  # fmt: skip
    return found


@MANY
@given(claims())
def test_no_cap_and_no_budget_is_ever_exceeded(asked):
    used = Used()
    persons, minutes, euros = defaultdict(int), defaultdict(int), defaultdict(D)

    for claim in asked:
        worth = used.settle(claim).worth
        if worth is not None:
            persons[claim.person] += worth.minutes
            if not claim.is_on_top:
                minutes[claim.source, claim.on.year] += worth.minutes
                euros[claim.source, claim.on.year] += worth.euros

    for claim in asked:
        assert claim.cap is None or persons[claim.person] <= claim.cap
        assert claim.pool_minutes is None or minutes[claim.source, claim.on.year] <= claim.pool_minutes
        assert claim.pool_euros is None or euros[claim.source, claim.on.year] <= claim.pool_euros


@MANY
@given(claims())
def test_who_gets_less_than_asked_hears_which_limit_it_was(asked):
    used = Used()
    for claim in asked:
        verdict = used.settle(claim)

        assert (verdict.limit is None) == (verdict.worth is not None and verdict.worth.minutes == claim.work.minutes)
        assert not (claim.is_on_top and verdict.limit in (Limit.POOL_HOURS, Limit.POOL_EUROS))


@MANY
@given(claims(), st.integers(0, 24))
def test_a_reversal_gives_back_exactly_what_the_line_had_used(asked, position):
    used = Used()
    for claim in asked[:position]:
        used.settle(claim)
    before = _sums(used)

    for claim in asked[position:]:
        worth = used.settle(claim).worth
        if worth is not None:
            used.add(claim.person, -worth.minutes, -worth.euros, is_on_top=claim.is_on_top)

    assert _sums(used) == before


def _sums(used):
    return [{key: n for key, n in sums.items() if n} for sums in (used.by_person, used.pool_minutes, used.pool_euros)]


@MANY
@given(claims(), RATES, st.integers(1, 400), st.booleans())
def test_a_year_replayed_after_a_rate_change_gives_the_same_old_numbers(asked, younger, day, applies_to_running):
    """Whatever begins later leaves the days before it alone, with caps and budgets in force."""
    begins = ONE_JANUARY + timedelta(days=day)
    old_ones = [claim for claim in asked if claim.on < begins]
    change = ExpenseRate(
        funding_source_id=1, role="guide", valid_from=begins, applies_to_running=applies_to_running, **younger
    )
    assignment = Assignment(
        funding_source_id=1, role="guide", agreed_on=ONE_JANUARY, rate_as_agreed={"model": "per_hour", "amount": "5.00"}
    )

    before = _replay(old_ones, assignment, [])
    after = _replay(old_ones, assignment, [change] if applies_to_running else [])

    assert before == after
    if applies_to_running:
        rules = RulesOfTheDay(_rates([change]), {}, {}, {})
        assert rules.rate(assignment, begins) == frozen(change)


def _rates(rows):
    return rows_by(rows, lambda row: (row.funding_source_id, row.role))


def _replay(asked, assignment, changes):
    used, rules = Used(), RulesOfTheDay(_rates(changes), {}, {}, {})
    return [
        used.settle(Claim(**{**vars(claim), "rate": rules.rate(assignment, claim.on)})).worth for claim in asked
    ]  # fmt: skip


TOTALS = st.lists(st.tuples(st.integers(0, 3), st.decimals(-200, 300, places=2)), max_size=12)
STEPS = st.lists(st.tuples(st.sampled_from(["order", "return", "state"]), st.integers(0, 11)), max_size=12)


@MANY
@given(TOTALS, st.sets(st.integers(0, 3)), STEPS)
@example([(0, D("5.00")), (0, D("-5.00"))], {0}, [("order", 0)])
def test_statements_add_up_to_payments_and_what_is_open(totals, accounts, steps):
    """Through any sequence of orders and returns; nobody is ever paid more than their statements say."""
    stated, booked, paid = list(enumerate(totals)), defaultdict(D), []
    coming = stated[len(stated) // 2 :]
    stated = stated[: len(stated) // 2]
    for step, position in steps:
        if step == "state" and coming:
            stated.append(coming.pop())
        elif step == "return" and paid:
            key, euros = paid.pop(position % len(paid))
            booked[key] -= euros
        elif step == "order":
            _order(stated, booked, paid, accounts)
            for person in accounts:
                assert _open(stated, booked, person) <= 0
        for person in range(4):
            total = sum((total for _key, (who, total) in stated if who == person), D(0))
            moved = sum((booked[key] for key, (who, _total) in stated if who == person), D(0))
            assert total - moved == _open(stated, booked, person)


def _open(stated, booked, person):
    return sum((total - booked[key] for key, (who, total) in stated if who == person), D(0))


def _order(stated, booked, paid, accounts):
    open_ones, amounts = defaultdict(list), {}
    for key, (person, total) in stated:
        if booked[key] != total:
            open_ones[person].append((key, total))
            amounts[key] = total
    order = order_of(open_ones, with_account=accounts)
    for person, keys in order.paid.items():
        assert person in accounts and sum(amounts[key] for key in keys) > 0
        paid += [(key, amounts[key]) for key in keys]
    for keys in order.offset.values():
        assert sum(amounts[key] for key in keys) == 0
    for keys in (*order.paid.values(), *order.offset.values()):
        for key in keys:
            assert booked[key] == 0
            booked[key] = amounts[key]


@MANY
@given(RATES, EXTRAS, st.integers(0, 600), st.integers(0, 600), st.decimals(0, 90, places=1))
def test_more_time_is_never_worth_less_and_every_amount_is_whole_cents(rate, extras, minutes, more, km):
    rate = rate | extras
    less, longer = (worth_of(Work(n, n, travel_km=km), rate) for n in (minutes, minutes + more))

    assert D(0) <= less.euros <= longer.euros
    assert all(amount == round(amount, 2) for amount in (less.work, less.travel, less.expenses))
