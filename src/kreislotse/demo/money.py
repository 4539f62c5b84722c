"""Money of the last months: settled, released by a second person, paid; one transfer came back, one run waits."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from kreislotse.accounts.roles import Role
from kreislotse.core.dates import first_of_month, next_month, previous_month
from kreislotse.demo.chance import BERLIN
from kreislotse.demo.trail import happening
from kreislotse.demo.world import World
from kreislotse.guides.models import FundingPool, Guide
from kreislotse.matching.models import Appointment
from kreislotse.settlement import operations
from kreislotse.settlement.models import Line, Payment, PayoutRule
from kreislotse.settlement.operations.errors import NothingToPay, NothingToSettle

MONTHS = 4
WITH_ACCOUNT = 0.9
BANK_CODE = "50010517"


def build_money(world: World) -> None:
    """Settle the last months up to the month before last, and prepare the last one for the release."""
    first = first_of_month(world.today)
    for _month in range(MONTHS):
        first = previous_month(first)
    _rules(world, first)
    with happening(world.now - timedelta(days=120)):
        _accounts(world)
    preparer, releaser = world.office.user(Role.COORDINATOR), world.office.user(Role.HEAD_OF_OFFICE)
    last = previous_month(first_of_month(world.today))
    month = first
    while month <= last:
        run = _prepare(world, month, preparer)
        if run is not None and month < last:
            _release_and_pay(world, run, month, preparer, releaser)
        month = next_month(month)


def _rules(world: World, since: date) -> None:
    PayoutRule.objects.create(
        settles_from=since, payer_name=f"Kreiskasse {world.demo.name}"[:70], payer_iban=_iban(world, 1),
        payer_bic="INGDDEFFXXX", valid_from=since, source="erfunden für die Vorführung",
    )  # fmt: skip
    FundingPool.objects.create(
        funding_source=world.funding, hours_per_year=2_400 * world.scale, euros_per_year=Decimal(24_000 * world.scale),
        valid_from=date(world.today.year - 1, 1, 1), source="erfunden für die Vorführung",
    )  # fmt: skip


def _accounts(world: World) -> None:
    by, noted_at = world.office.user(Role.COORDINATOR), world.now - timedelta(days=120)
    active = Guide.objects.filter(status__in=(Guide.Status.ACTIVE, Guide.Status.RESTING)).order_by("pk")
    for number, guide in enumerate(active, start=2):
        if not world.chance.happens(WITH_ACCOUNT):
            continue
        operations.save_bank_account(guide, holder=str(guide)[:70], iban=_iban(world, number), now=noted_at, by=by)
        if world.chance.happens(0.3):
            operations.declare_income(
                guide, year=world.today.year, basis="3_26", euros=Decimal(world.chance.one([0, 0, 250, 600, 2_900])),
                today=noted_at.date(), by=by,
            )  # fmt: skip


def _iban(world: World, number: int) -> str:
    """An account number that passes the check and that no bank has given out to anybody we know."""
    account = f"{BANK_CODE}{int(world.demo.ags):05d}{number:05d}"
    check = 98 - int(f"{account}131400") % 97
    return f"DE{check:02d}{account}"


def _prepare(world: World, month: date, by):
    now = _moment(world, month, days=5)
    until = next_month(month) - timedelta(days=1)
    Appointment.objects.filter(on__lte=until, recorded_at__gt=now).update(recorded_at=now - timedelta(hours=20))
    try:
        with happening(now):
            return operations.fill_run(operations.prepare_run(period_from=month, period_to=until, now=now, by=by))
    except NothingToSettle:
        return None


def _release_and_pay(world: World, run, month: date, preparer, releaser) -> None:
    with happening(_moment(world, month, days=6)):
        operations.release_run(run, now=_moment(world, month, days=6), by=releaser)
    paid_at = _moment(world, month, days=7)
    try:
        with happening(paid_at):
            file = operations.order_payments(now=paid_at, by=preparer)
    except NothingToPay:  # an office that pays nothing for the work
        return
    returned = Payment.objects.filter(file=file, euros__gt=0).order_by("pk").first()
    if world.chance.happens(0.5):
        came_back_at = _moment(world, month, days=12)
        with happening(came_back_at):
            operations.return_payment(
                returned, returned_on=came_back_at.date(), reason="Konto erloschen", now=came_back_at, by=preparer
            )
    line = Line.objects.filter(statement__run=run, kind=Line.Kind.WORK, work_euros__gt=0).order_by("-pk").first()
    if world.chance.happens(0.5):
        reversed_at = _moment(world, month, days=13)
        with happening(reversed_at):
            operations.reverse_line(
                line, reason="Der Termin stand auf zwei Blättern", is_settled_again=False, now=reversed_at, by=preparer
            )


def _moment(world: World, month: date, *, days: int) -> datetime:
    """Some days into the month after `month`, but never later than now."""
    return min(datetime.combine(next_month(month) + timedelta(days=days), time(9, 30), BERLIN), world.now)
