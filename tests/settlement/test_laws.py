"""Laws that hold for all inputs: no cap is exceeded, statements equal payments, old numbers stay.

Through the database, so a few examples only; `test_pure_laws` tries the same rules hundreds of times without one.
"""

from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal as D

from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kreislotse.administration.rules import replace_rule
from kreislotse.core.scope import district_scope
from kreislotse.guides.models import ExpenseRate, FundingPool, HourCap
from kreislotse.guides.rules import frozen
from kreislotse.settlement import operations
from kreislotse.settlement.calculation import Work, amount_of
from kreislotse.settlement.models import Line, Payment, Statement
from kreislotse.settlement.operations.errors import NothingToPay, NothingToSettle
from kreislotse.settlement.queries import open_amount_of
from tests.factories import FundingSourceFactory, GuideFactory
from tests.settlement.conftest import IBAN, NOW, confirmed

SLOW = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
APPOINTMENTS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 80), st.integers(1, 400), st.sampled_from(["took_place", "no_show"])),
    min_size=1, max_size=12,
)  # fmt: skip
RATES = st.one_of(
    st.builds(lambda a: {"model": "per_hour", "amount": D(a) / 100}, st.integers(0, 3000)),
    st.builds(lambda a: {"model": "per_assignment", "amount": D(a) / 100}, st.integers(0, 5000)),
    st.builds(lambda a: {"model": "per_month", "amount": D(a) / 100}, st.integers(0, 12000)),
    st.builds(
        lambda a, b, f, s: {"model": "first_then_step", "amount": D(a) / 100, "step_amount": D(b) / 100, "first_minutes": f, "step_minutes": s},
        st.integers(0, 5000), st.integers(0, 2000), st.integers(1, 240), st.integers(1, 90),
    ),
)  # fmt: skip


@contextmanager
def thrown_away(district):
    """A house whose rows are gone after the example."""
    with transaction.atomic():
        with district_scope(district):
            yield
        transaction.set_rollback(True)


def make(appointments, rate_fields, *, cap=None, pool=None, euros=None):
    """Guides, a funding with the given limits, and confirmed appointments in January to March."""
    source = FundingSourceFactory()
    row = ExpenseRate(funding_source=source, role="guide", valid_from=date(2024, 1, 1), **rate_fields)
    row.save()
    row.refresh_from_db()
    if cap:
        HourCap(funding_source=source, role="guide", hours_per_year=cap, valid_from=date(2024, 1, 1)).save()
    if pool or euros:
        FundingPool(
            funding_source=source, hours_per_year=pool, euros_per_year=euros, valid_from=date(2024, 1, 1)
        ).save()
    guides = [GuideFactory() for _n in range(3)]
    made = [
        confirmed(
            source, guide=guides[who], rate=row, on=date(2026, 1, 2) + timedelta(days=day), duration_minutes=minutes,
            outcome=outcome,
        )
        for who, day, minutes, outcome in appointments
    ]  # fmt: skip
    return source, row, guides, made


def run(preparer, releaser, until, now=NOW):
    try:
        prepared = operations.prepare_run(period_from=date(2026, 1, 1), period_to=until, now=now, by=preparer)
    except NothingToSettle:
        return None
    return operations.release_run(prepared, now=now, by=releaser)


@SLOW
@given(APPOINTMENTS, RATES, st.integers(1, 12), st.integers(1, 20), st.integers(1, 300))
def test_no_settlement_ever_exceeds_a_cap(district, money, preparer, releaser, appointments, rate, cap, pool, euros):
    with thrown_away(district):
        _source, _row, guides, _made = make(appointments, rate, cap=cap, pool=pool, euros=D(euros))

        run(preparer, releaser, date(2026, 2, 15))
        run(preparer, releaser, date(2026, 3, 31))

        for guide in guides:
            assert (Line.objects.filter(guide=guide).aggregate(n=Sum("minutes", default=0))["n"]) <= cap * 60
        sums = Line.objects.aggregate(
            minutes=Sum("minutes", default=0),
            work=Sum("work_euros", default=D(0)),
            way=Sum("travel_euros", default=D(0)),
        )
        assert sums["minutes"] <= pool * 60
        assert sums["work"] + sums["way"] <= euros


@SLOW
@given(APPOINTMENTS, RATES, st.lists(st.integers(0, 11), max_size=4), st.lists(st.integers(0, 5), max_size=3))
def test_statements_add_up_to_payments_and_what_is_open(
    district, money, preparer, releaser, appointments, rate, reversed_ones, returned_ones
):
    with thrown_away(district):
        _source, _row, guides, _made = make(appointments, rate)
        for guide in guides:
            operations.save_bank_account(guide, holder="A", iban=IBAN, now=NOW, by=preparer)
        now = NOW

        for _turn in range(2):
            run(preparer, releaser, date(2026, 3, 31), now)
            _check_sums(guides)
            try:
                operations.order_payments(now=now, by=releaser)
            except NothingToPay:
                pass
            else:
                assert all(open_amount_of(guide) <= 0 for guide in guides)
            _check_sums(guides)
            now += timedelta(days=4)
            for position in returned_ones:
                paid = Payment.objects.filter(kind="paid", returned_by=None, file__isnull=False).order_by("pk")[
                    position:
                ][:1]
                for payment in paid:
                    operations.return_payment(
                        payment, returned_on=now.date(), reason="Konto erloschen", now=now, by=releaser
                    )
            for position in reversed_ones:
                lines = Line.objects.filter(kind="work", reversal=None).order_by("pk")[position:][:1]
                for line in lines:
                    operations.reverse_line(line, reason="Falsch", is_settled_again=True, now=now, by=preparer)
            _check_sums(guides)


def _check_sums(guides):
    for guide in guides:
        stated = Statement.objects.filter(guide=guide).aggregate(n=Sum("total", default=D(0)))["n"]
        paid = Payment.objects.filter(statement__guide=guide).aggregate(n=Sum("euros", default=D(0)))["n"]
        lines = sum((line.euros for line in Line.objects.filter(guide=guide)), D(0))
        assert stated == lines
        assert stated - paid == open_amount_of(guide)


@SLOW
@given(APPOINTMENTS, RATES, RATES)
def test_a_year_replayed_after_a_rate_change_gives_the_same_old_numbers(
    district, money, preparer, releaser, appointments, rate, younger
):
    with thrown_away(district):
        source, row, _guides, made = make(appointments, rate)
        first = operations.prepare_run(period_from=date(2026, 1, 1), period_to=date(2026, 3, 31), now=NOW, by=preparer)
        before = _numbers()
        operations.discard_run(first, by=preparer)

        new = ExpenseRate(
            funding_source=source, role="guide", valid_from=date(2026, 4, 1), applies_to_running=True, **younger
        )
        replace_rule(row, new, today=date(2026, 3, 31), by=releaser)
        run(preparer, releaser, date(2026, 3, 31))

        assert _numbers() == before
        assert all(line.rate_used == frozen(ExpenseRate.objects.get(pk=row.pk)) for line in Line.objects.all())
        assert len(made) == Line.objects.count()
        for line in Line.objects.exclude(rate_used__model="per_month"):
            share = 100 if line.appointment.outcome == "took_place" else line.rate_used["no_show_percent"]
            again = amount_of(Work(minutes=line.minutes, payable=line.minutes, share_percent=share), line.rate_used)
            assert again.euros == line.euros


def _numbers():
    return sorted(Line.objects.values_list("appointment", "minutes", "work_euros", "travel_euros", "words"))
