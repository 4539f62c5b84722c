from datetime import date, datetime

import pytest

from kreislotse.core.tokens import new_code
from kreislotse.guides.models import ExpenseRate
from kreislotse.guides.rules import frozen
from kreislotse.matching.models import TimeSheet
from kreislotse.settlement import operations
from kreislotse.settlement.models import PayoutRule
from kreislotse.settlement.seeds import seed_money_rules
from tests.factories import BERLIN, AppointmentFactory, AssignmentFactory, FundingSourceFactory, GuideFactory

NOW = datetime(2026, 4, 7, 9, tzinfo=BERLIN)
IBAN = "DE89370400440532013000"
OTHER_IBAN = "DE75512108001245126199"


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def money(in_district):
    """A district that settles from January 2026 on, with the rules a new one begins with."""
    seed_money_rules({})
    return PayoutRule.objects.create(
        settles_from=date(2026, 1, 1), payer_name="Kreiskasse Musterau", payer_iban=OTHER_IBAN, payer_bic="HELADEF1KOR",
        valid_from=date(2026, 1, 1),
    )  # fmt: skip


@pytest.fixture
def source(in_district):
    return FundingSourceFactory(name="Landesprogramm")


def rate(source, **fields) -> ExpenseRate:
    values = {"role": "guide", "model": "per_hour", "amount": 5, "valid_from": date(2024, 1, 1)} | fields
    row = ExpenseRate(funding_source=source, **values)
    row.save()
    return row


def confirmed(source, *, guide=None, rate=None, agreed_on=date(2026, 1, 2), **fields):
    """An appointment whose sheet came back with both signatures."""
    assignment = AssignmentFactory(
        guide=guide or GuideFactory(), funding_source=source, rate=rate, rate_as_agreed=frozen(rate), agreed_on=agreed_on,
        status="finished", ended_on=date(2026, 3, 31), role=rate.role if rate else "guide",
    )  # fmt: skip
    on = fields.setdefault("on", date(2026, 3, 5))
    sheet = TimeSheet.objects.create(
        assignment=assignment, code=new_code(), printed_on=on, confirmed_on=on, confirmed_by_institution="Schule"
    )
    return AppointmentFactory(
        assignment=assignment, sheet=sheet, recorded_at=datetime(2026, 3, 31, tzinfo=BERLIN), **fields
    )


@pytest.fixture
def preparer(person):
    return person("coordinator")


@pytest.fixture
def releaser(person):
    return person("head_of_office")


@pytest.fixture
def settle(preparer, releaser):
    """`settle(until)` prepares and releases a run."""

    def run(period_to=date(2026, 3, 31), *, now=NOW):
        prepared = operations.prepare_run(
            period_from=period_to.replace(day=1), period_to=period_to, now=now, by=preparer
        )
        return operations.release_run(prepared, now=now, by=releaser)

    return run
