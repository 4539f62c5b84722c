"""The file for the bank, made of the payments that were ordered; the same payments give the same file."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.documents.payments import Transfer, credit_transfers
from kreislotse.settlement.models import Payment, PaymentFile


def transfers_of(file: PaymentFile) -> list[Transfer]:
    """One transfer per person: what their statements add up to. One query."""
    found: dict[str, list[Payment]] = {}
    rows = file.payments.filter(kind=Payment.Kind.PAID).select_related("statement__run").order_by("pk")
    for payment in rows:
        found.setdefault(payment.end_to_end_id, []).append(payment)
    return [
        Transfer(
            end_to_end_id=key, euros=sum((p.euros for p in payments), Decimal(0)), holder=payments[0].holder,
            iban=payments[0].iban,
            purpose=_("Aufwandsentschädigung %(numbers)s")
            % {"numbers": ", ".join(dict.fromkeys(p.statement.run.number for p in payments))},
        )
        for key, payments in found.items()
    ]  # fmt: skip


def file_for_the_bank(file: PaymentFile) -> bytes:
    return credit_transfers(
        transfers_of(file), message_id=file.message_id, created_at=timezone.localtime(file.created_at),
        execute_on=file.execute_on, payer_name=file.payer_name, payer_iban=file.payer_iban, payer_bic=file.payer_bic,
    )  # fmt: skip
