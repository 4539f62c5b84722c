from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format

from kreislotse.audit import operations as audit
from kreislotse.guides.models import Guide
from kreislotse.settlement.bookings import order_of
from kreislotse.settlement.collecting import payout_rule
from kreislotse.settlement.entries import Entry
from kreislotse.settlement.ledger import open_statements, prepared_statement_of
from kreislotse.settlement.models import BankAccount, Payment, PaymentFile, Statement, Waiver
from kreislotse.settlement.operations.errors import (
    BookedInFuture,
    NoPayoutRule,
    NotAPayment,
    NothingOpen,
    NothingOwedBack,
    NothingToPay,
    PaymentAlreadyReturned,
    ReasonMissing,
    ReturnedBeforePaid,
    RunHoldsMoney,
)
from kreislotse.settlement.operations.runs import lock_the_till

Kind = Payment.Kind


@transaction.atomic
def order_payments(*, now: datetime, by) -> PaymentFile:
    """Order all open money of people with a bank account in one file; returns the file.

    A person's open statements go into one transfer, counter entries taken off. If they add up to nothing they are offset
    without a transfer; if to less than nothing they wait for the next run.
    """
    today = timezone.localdate(now)
    rule = payout_rule(today)
    if rule is None:
        raise NoPayoutRule
    lock_the_till()
    open_by_guide = _open_by_guide()
    accounts = {account.guide_id: account for account in BankAccount.objects.filter(guide__in=open_by_guide)}
    totals = {guide: [(s.pk, s.total) for s in statements] for guide, statements in open_by_guide.items()}
    order = order_of(totals, with_account=accounts)
    if not order.paid:
        raise NothingToPay
    execute_on = today + timedelta(days=rule.days_to_execution)
    file = PaymentFile.objects.create(
        message_id=_message_id(today), created_at=now, execute_on=execute_on, payer_name=rule.payer_name,
        payer_iban=rule.payer_iban, payer_bic=rule.payer_bic, created_by=by,
    )  # fmt: skip
    rounds = _rounds(open_by_guide)
    amounts = {key: total for statements in totals.values() for key, total in statements}
    rows = [
        Payment(
            statement_id=key, kind=Kind.PAID, euros=amounts[key], booked_on=execute_on, file=file,
            end_to_end_id=f"{file.message_id}-{position}", holder=accounts[guide].holder, iban=accounts[guide].iban,
            round=rounds.get(key, 0), recorded_at=now, recorded_by=by,
        )
        for position, (guide, keys) in enumerate(order.paid.items(), start=1)
        for key in keys
    ]  # fmt: skip
    rows += [
        Payment(
            statement_id=key, kind=Kind.OFFSET, euros=amounts[key], booked_on=today, round=rounds.get(key, 0),
            recorded_at=now, recorded_by=by,
        )
        for keys in order.offset.values()
        for key in keys
    ]  # fmt: skip
    Payment.objects.bulk_create(rows, batch_size=500)
    audit.record(Entry.PAYMENTS_ORDERED, file, by=by, transfers=len(order.paid))
    return file


@transaction.atomic
def record_paid(guide: Guide, *, paid_on: date, note: str, now: datetime, by) -> list[Payment]:
    """Note that a guide's open money was paid without our file: by the Kreiskasse, in cash."""
    if paid_on > timezone.localdate(now):
        raise BookedInFuture
    if not note.strip():
        raise ReasonMissing
    lock_the_till()
    statements = _open_by_guide(guide).get(guide.pk, [])
    if not statements or sum(x.total for x in statements) < 0:
        raise NothingOpen(name=str(guide))
    payments = _book(guide, statements, kind=Kind.PAID, booked_on=paid_on, note=note, now=now, by=by)
    audit.record(Entry.PAID_OTHERWISE, guide, by=by, paid_on=paid_on)
    return payments


@transaction.atomic
def return_payment(payment: Payment, *, returned_on: date, reason: str, now: datetime, by) -> list[Payment]:
    """Note that a transfer came back: each statement in it gets a counter entry and is open again.

    The payment itself stays as it was. Raises `PaymentAlreadyReturned`.
    """
    lock_the_till()
    payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    if payment.kind != Kind.PAID:
        raise NotAPayment
    if returned_on > timezone.localdate(now):
        raise BookedInFuture
    earliest = timezone.localdate(payment.recorded_at) if payment.file_id else payment.booked_on
    if returned_on < earliest:
        raise ReturnedBeforePaid(day=date_format(earliest, "SHORT_DATE_FORMAT"))
    if not reason.strip():
        raise ReasonMissing
    together = Payment.objects.filter(pk=payment.pk)
    if payment.file_id:
        together = Payment.objects.filter(file=payment.file_id, end_to_end_id=payment.end_to_end_id, kind=Kind.PAID)
    together = list(together.order_by("pk"))
    if Payment.objects.filter(returns__in=together).exists():
        raise PaymentAlreadyReturned
    entries = Payment.objects.bulk_create(
        Payment(
            statement_id=paid.statement_id, kind=Kind.RETURNED, euros=-paid.euros, booked_on=returned_on, returns=paid,
            round=paid.round, note=reason.strip()[:200], recorded_at=now, recorded_by=by,
        )
        for paid in together
    )  # fmt: skip
    audit.record(Entry.PAYMENT_RETURNED, payment, by=by, returned_on=returned_on)
    return entries


@transaction.atomic
def waive_open_money(guide: Guide, *, until: date, note: str = "", now: datetime, by) -> Waiver:
    """Note that a guide does not want what is open: appointments up to a day, and released statements not yet paid.

    Counter entries are taken off what is due. Who owes more than that goes on owing it: `close_owed_back` ends that.
    Raises `RunHoldsMoney` while a prepared run holds money of the guide, `BookedInFuture`.
    """
    today = timezone.localdate(now)
    if until > today:
        raise BookedInFuture
    lock_the_till()
    if held := prepared_statement_of(guide):
        raise RunHoldsMoney(number=held.run.number, name=str(guide))
    waiver = Waiver.objects.create(guide=guide, until=until, declared_on=today, note=note.strip(), by=by)
    statements = _open_by_guide(guide).get(guide.pk, [])
    due = sum(statement.total for statement in statements)
    if due >= 0:
        kind = Kind.WAIVED if due else Kind.OFFSET
        _book(guide, statements, kind=kind, booked_on=today, note=note, now=now, by=by)
    audit.record(Entry.MONEY_WAIVED, guide, by=by, until=until)
    return waiver


@transaction.atomic
def close_owed_back(guide: Guide, *, outcome: str, booked_on: date, note: str, now: datetime, by) -> list[Payment]:
    """Note what became of money a guide owes: paid back (`Kind.PAID`), or let go by the Kreis (`Kind.WAIVED`).

    Raises `NothingOwedBack`, `ReasonMissing`, `BookedInFuture`.
    """
    if booked_on > timezone.localdate(now):
        raise BookedInFuture
    if not note.strip():
        raise ReasonMissing
    lock_the_till()
    statements = _open_by_guide(guide).get(guide.pk, [])
    if sum(statement.total for statement in statements) >= 0:
        raise NothingOwedBack(name=str(guide))
    payments = _book(guide, statements, kind=Kind(outcome), booked_on=booked_on, note=note, now=now, by=by)
    audit.record(Entry.OWED_BACK_CLOSED, guide, by=by, outcome=outcome, booked_on=booked_on)
    return payments


def _book(guide: Guide, statements, *, kind: str, booked_on: date, note: str, now: datetime, by) -> list[Payment]:
    """One entry per open statement of a guide, none of it in a file."""
    rounds = _rounds({guide.pk: statements})
    return Payment.objects.bulk_create(
        Payment(
            statement=statement, kind=kind, euros=statement.total, booked_on=booked_on, note=note.strip()[:200],
            round=rounds.get(statement.pk, 0), recorded_at=now, recorded_by=by,
        )
        for statement in statements
    )  # fmt: skip


def _open_by_guide(guide: Guide | None = None) -> dict[int, list[Statement]]:
    rows = open_statements().order_by("pk")
    if guide is not None:
        rows = rows.filter(guide=guide)
    found: dict[int, list[Statement]] = defaultdict(list)
    for statement in rows:
        found[statement.guide_id].append(statement)
    return dict(found)


def _rounds(open_by_guide: dict[int, list[Statement]]) -> dict[int, int]:
    """How often a payment of each statement came back."""
    keys = [statement.pk for statements in open_by_guide.values() for statement in statements]
    rows = Payment.objects.filter(statement__in=keys, kind=Kind.RETURNED).order_by()
    return dict(rows.values_list("statement").annotate(Count("pk")))


def _message_id(today: date) -> str:
    prefix = f"KL-{today:%Y%m%d}"
    return f"{prefix}-{PaymentFile.objects.filter(message_id__startswith=f'{prefix}-').count() + 1}"
