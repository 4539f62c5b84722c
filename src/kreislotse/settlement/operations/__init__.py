"""What the office does with money: prepare, release, pay, note what came back, take back what was wrong."""

from kreislotse.settlement.operations.payments import (
    close_owed_back,
    order_payments,
    record_paid,
    return_payment,
    waive_open_money,
)
from kreislotse.settlement.operations.people import (
    approve_trip,
    declare_income,
    declare_own_income,
    save_bank_account,
    save_tax_number,
)
from kreislotse.settlement.operations.runs import discard_run, fill_run, prepare_run, release_run, reverse_line

__all__ = [
    "approve_trip",
    "close_owed_back",
    "declare_income",
    "declare_own_income",
    "discard_run",
    "fill_run",
    "order_payments",
    "prepare_run",
    "record_paid",
    "release_run",
    "return_payment",
    "reverse_line",
    "save_bank_account",
    "save_tax_number",
    "waive_open_money",
]
