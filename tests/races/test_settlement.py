"""Money at the same moment, on PostgreSQL: nobody is settled twice, nobody paid twice, no pool promised twice."""

from datetime import date, datetime

import pytest

from kreislotse.guides.models import FundingPool
from kreislotse.matching.budget import PoolUsedUp
from kreislotse.matching.models import Assignment
from kreislotse.matching.operations import accept_proposal, proposals
from kreislotse.settlement import operations
from kreislotse.settlement.models import Line, Payment, PaymentFile, SettlementRun, Waiver
from kreislotse.settlement.operations import payments, runs
from kreislotse.settlement.operations.errors import NothingToPay, RunHoldsMoney, RunWaiting
from kreislotse.settlement.queries import open_amount_of
from tests.factories import BERLIN, FundingSourceFactory, GuideFactory, HelpRequestFactory, MatchProposalFactory, member
from tests.races import on_postgresql
from tests.settlement.conftest import IBAN, confirmed, money, rate  # noqa: F401  a fixture

pytestmark = on_postgresql

NOW = datetime(2026, 4, 7, 12, tzinfo=BERLIN)
MARCH = {"period_from": date(2026, 3, 1), "period_to": date(2026, 3, 31), "now": NOW}


def test_two_people_who_prepare_at_once_make_one_run(money, at_once):  # noqa: F811
    source = FundingSourceFactory()
    five = rate(source)
    for _n in range(5):
        confirmed(source, rate=five)
    people = [member("coordinator"), member("coordinator")]

    results = at_once(*[lambda p=p: operations.prepare_run(**MARCH, by=p) for p in people])

    assert sorted(type(result).__name__ for result in results) == ["RunWaiting", "SettlementRun"]
    assert any(isinstance(result, RunWaiting) for result in results)
    assert SettlementRun.objects.count() == 1
    assert Line.objects.count() == 5


def test_two_files_ordered_at_once_pay_once(money, at_once):  # noqa: F811
    source, guide = FundingSourceFactory(), GuideFactory()
    confirmed(source, guide=guide, rate=rate(source))
    preparer, releaser = member("coordinator"), member("head_of_office")
    operations.save_bank_account(guide, holder="A", iban=IBAN, now=NOW, by=preparer)
    operations.release_run(operations.prepare_run(**MARCH, by=preparer), now=NOW, by=releaser)

    results = at_once(*[lambda p=p: operations.order_payments(now=NOW, by=p) for p in (preparer, releaser)])

    assert sum(isinstance(result, NothingToPay) for result in results) == 1
    assert PaymentFile.objects.count() == 1
    assert Payment.objects.count() == 1
    assert open_amount_of(guide) == 0


def _waive_beside(call, guide, at_once):
    by = member("coordinator")
    return at_once(call, lambda: operations.waive_open_money(guide, until=date(2026, 4, 7), now=NOW, by=by))


@pytest.mark.parametrize("attempt", range(3))
def test_what_is_waived_while_a_run_is_released_is_waived_or_paid_but_never_both(money, at_once, slowly, attempt):  # noqa: F811
    source, guide = FundingSourceFactory(), GuideFactory()
    confirmed(source, guide=guide, rate=rate(source))
    preparer, releaser = member("coordinator"), member("head_of_office")
    run = operations.prepare_run(**MARCH, by=preparer)
    slowly(runs, "_check_prepared")

    released, waived = _waive_beside(lambda: operations.release_run(run, now=NOW, by=releaser), guide, at_once)

    assert isinstance(released, SettlementRun)
    if isinstance(waived, RunHoldsMoney):
        assert (Waiver.objects.count(), open_amount_of(guide)) == (0, 5)
    else:
        assert (waived.guide, open_amount_of(guide)) == (guide, 0)


@pytest.mark.parametrize("attempt", range(3))
def test_what_is_waived_while_a_run_is_prepared_stands_in_the_run_or_is_waived(money, at_once, slowly, attempt):  # noqa: F811
    source, guide = FundingSourceFactory(), GuideFactory()
    confirmed(source, guide=guide, rate=rate(source))
    preparer = member("coordinator")
    slowly(runs, "_add_up")
    slowly(payments, "_open_by_guide")

    prepared, waived = _waive_beside(lambda: operations.prepare_run(**MARCH, by=preparer), guide, at_once)

    assert isinstance(waived, RunHoldsMoney) is isinstance(prepared, SettlementRun)
    assert Line.objects.filter(guide=guide).exists() is not Waiver.objects.exists()


def test_control_without_the_lock_money_is_waived_that_a_run_holds(money, at_once, slowly, monkeypatch):  # noqa: F811
    for place in (runs, payments):
        monkeypatch.setattr(place, "lock_the_till", lambda: None)
    source, guide = FundingSourceFactory(), GuideFactory()
    confirmed(source, guide=guide, rate=rate(source))
    preparer = member("coordinator")
    slowly(runs, "_add_up")
    slowly(payments, "_open_by_guide")

    prepared, waived = _waive_beside(lambda: operations.prepare_run(**MARCH, by=preparer), guide, at_once)

    assert isinstance(prepared, SettlementRun)
    assert isinstance(waived, Waiver)


@pytest.fixture(params=[{"hours_per_year": 1}, {"euros_per_year": 5}], ids=["hours", "euros"])
def one_hour_in_the_pool(in_district, slowly, request):
    """Two guides asked for an hour each; for all together one hour is left. Both take their time after the check."""
    source = FundingSourceFactory()
    rate(source, valid_from=date(2020, 1, 1))
    FundingPool(funding_source=source, valid_from=date(2020, 1, 1), **request.param).save()
    slowly(proposals, "check_limits")
    return [
        MatchProposalFactory(
            guide=GuideFactory(), funding_source=source, expires_at=datetime(2026, 5, 1, tzinfo=BERLIN),
            help_request=HelpRequestFactory(
                wish="company", status="asked", expected_minutes=60, received_on=date(2026, 4, 1)
            ),
        )
        for _n in range(2)
    ]  # fmt: skip


def test_the_last_hour_of_the_pool_is_given_once(one_hour_in_the_pool, at_once):
    by = member("guide")

    results = at_once(*[lambda p=p: accept_proposal(p, now=NOW, by=by) for p in one_hour_in_the_pool])

    assert sum(isinstance(result, Assignment) for result in results) == 1
    assert sum(isinstance(result, PoolUsedUp) for result in results) == 1


def test_control_without_the_lock_the_last_hour_of_the_pool_is_given_twice(
    one_hour_in_the_pool, at_once, without_locks
):
    by = member("guide")

    results = at_once(*[lambda p=p: accept_proposal(p, now=NOW, by=by) for p in one_hour_in_the_pool])

    assert sum(isinstance(result, Assignment) for result in results) == 2
