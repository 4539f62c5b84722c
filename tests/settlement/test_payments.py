"""Money on its way: the file for the bank, what comes back, what is offset, waived or paid otherwise."""

import xml.etree.ElementTree as ET
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, transaction

from kreislotse.audit.models import AuditEntry
from kreislotse.documents.payments import NAMESPACE, Transfer, allowed, credit_transfers
from kreislotse.guides.models import Guide
from kreislotse.guides.operations import erase_guides
from kreislotse.guides.steps import objections_to_leaving
from kreislotse.privacy.models import RetentionRule
from kreislotse.privacy.operations import run_deletion
from kreislotse.settlement import operations
from kreislotse.settlement.files import file_for_the_bank
from kreislotse.settlement.models import BankAccount, Line, Payment, Statement, Waiver
from kreislotse.settlement.operations import errors
from kreislotse.settlement.queries import open_amount_of, statements_of
from tests.factories import GuideFactory
from tests.settlement.conftest import IBAN, NOW, OTHER_IBAN, confirmed, rate

LATER = NOW + timedelta(days=3)


@pytest.fixture
def guide(in_district, preparer):
    guide = GuideFactory(first_name="Žana", last_name="Müller")
    operations.save_bank_account(guide, holder="Žana Müller", iban=IBAN, now=NOW, by=preparer)
    return guide


@pytest.fixture
def due(money, source, guide, settle):
    """Five euros released for `guide`."""
    confirmed(source, guide=guide, rate=rate(source))
    settle()
    return Statement.objects.get()


def pay(by, now=NOW):
    return operations.order_payments(now=now, by=by)


def test_the_file_holds_one_transfer_per_person(due, guide, money, source, releaser, preparer, settle):
    confirmed(source, guide=guide, rate=rate(source), on=date(2026, 3, 6), duration_minutes=90)
    settle(now=NOW + timedelta(hours=1))
    other = GuideFactory(first_name="Ali", last_name="Kaya")
    confirmed(source, guide=other, rate=rate(source))
    settle(now=NOW + timedelta(hours=2))

    file = pay(releaser)

    root = ET.fromstring(file_for_the_bank(file))
    found = [e.text for e in root.iter(f"{{{NAMESPACE}}}InstdAmt")]
    assert found == ["12.50"]
    assert [e.text for e in root.iter(f"{{{NAMESPACE}}}CtrlSum")] == ["12.50", "12.50"]
    assert root.find(f".//{{{NAMESPACE}}}Ustrd").text == "Aufwandsentschädigung 2026-03-1, 2026-03-2"
    assert root.find(f".//{{{NAMESPACE}}}Cdtr/{{{NAMESPACE}}}Nm").text == ".ana Müller"
    assert open_amount_of(guide) == 0
    assert open_amount_of(other) == 5


def test_the_same_payments_give_the_same_file(due, guide, releaser, preparer):
    file = pay(releaser)
    before = file_for_the_bank(file)
    operations.save_bank_account(guide, holder="Jemand", iban=OTHER_IBAN, now=LATER, by=preparer)

    assert file_for_the_bank(file) == before


def test_the_file_fits_the_official_schema(due, releaser):
    xmlschema = pytest.importorskip("xmlschema")
    from importlib.util import find_spec
    from pathlib import Path

    schema = Path(find_spec("sepaxml").origin).parent / "schemas" / "pain.001.001.09.xsd"

    xmlschema.XMLSchema(str(schema)).validate(file_for_the_bank(pay(releaser)).decode())


def test_a_file_without_money_is_no_file():
    head = {"message_id": "X", "created_at": NOW, "execute_on": date(2026, 4, 9), "payer_name": "K", "payer_iban": IBAN, "payer_bic": "HELADEF1KOR"}  # fmt: skip

    with pytest.raises(ValueError):
        credit_transfers([], **head)
    with pytest.raises(ValueError):
        credit_transfers([Transfer("1", D(0), "A", IBAN, "x")], **head)


def test_letters_a_bank_does_not_take_become_dots():
    assert allowed("Šaban & Söhne – GmbH", 70) == ".aban + Söhne - GmbH"
    assert allowed("محمد", 70) == "...."
    assert allowed("  ", 70) == "."


def test_nothing_is_paid_twice(due, releaser):
    pay(releaser)

    with pytest.raises(errors.NothingToPay):
        pay(releaser)


def test_the_database_pays_a_statement_once(due, releaser):
    pay(releaser)
    payment = Payment.objects.get()

    payment.pk, payment._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        payment.save()


def test_what_comes_back_gets_a_counter_entry_and_is_paid_again(due, guide, releaser):
    pay(releaser)
    paid = Payment.objects.get()
    operations.return_payment(paid, returned_on=date(2026, 4, 9), reason="Konto erloschen", now=LATER, by=releaser)

    assert open_amount_of(guide) == 5
    again = pay(releaser, LATER)

    assert list(Payment.objects.order_by("pk").values_list("kind", "euros", "round")) == [
        ("paid", 5, 0), ("returned", -5, 0), ("paid", 5, 1),
    ]  # fmt: skip
    assert again.message_id == "KL-20260410-1"
    assert Payment.objects.get(pk=paid.pk).euros == 5
    assert statements_of(guide)[0].state == "paid"


def test_refusals_of_a_return(due, releaser):
    pay(releaser)
    paid = Payment.objects.get()
    usual = {"returned_on": date(2026, 4, 9), "reason": "Konto erloschen", "now": LATER, "by": releaser}

    with pytest.raises(errors.BookedInFuture):
        operations.return_payment(paid, **usual | {"returned_on": date(2026, 5, 1)})
    with pytest.raises(errors.ReturnedBeforePaid, match=r"07\.04\.2026"):
        operations.return_payment(paid, **usual | {"returned_on": date(2026, 4, 1)})
    with pytest.raises(errors.ReasonMissing):
        operations.return_payment(paid, **usual | {"reason": " "})
    operations.return_payment(paid, **usual)
    with pytest.raises(errors.PaymentAlreadyReturned):
        operations.return_payment(paid, **usual)
    with pytest.raises(errors.NotAPayment):
        operations.return_payment(Payment.objects.get(kind="returned"), **usual)


def test_what_was_paid_too_much_is_taken_off_the_next_transfer(due, guide, money, source, settle, preparer, releaser):
    pay(releaser)
    operations.reverse_line(Line.objects.get(), reason="Doppelt", is_settled_again=False, now=NOW, by=preparer)
    confirmed(source, guide=guide, rate=rate(source), on=date(2026, 3, 9), duration_minutes=180)
    settle(now=LATER)

    file = pay(releaser, LATER)

    assert [str(t.euros) for t in _transfers(file)] == ["10.00"]


def _transfers(file):
    from kreislotse.settlement.files import transfers_of

    return transfers_of(file)


def test_a_debt_waits_for_the_next_run(due, guide, money, source, settle, preparer, releaser):
    pay(releaser)
    operations.reverse_line(Line.objects.get(), reason="Doppelt", is_settled_again=False, now=NOW, by=preparer)
    settle(now=LATER)

    with pytest.raises(errors.NothingToPay):
        pay(releaser, LATER)
    assert open_amount_of(guide) == -5


def test_without_an_account_nothing_is_transferred_but_it_can_be_paid_otherwise(money, source, settle, releaser):
    guide = GuideFactory()
    confirmed(source, guide=guide, rate=rate(source))
    settle()
    with pytest.raises(errors.NothingToPay, match="Bankverbindung"):
        pay(releaser)

    operations.record_paid(guide, paid_on=date(2026, 4, 7), note="Kreiskasse, Beleg 4711", now=NOW, by=releaser)

    assert open_amount_of(guide) == 0
    with pytest.raises(errors.NothingOpen):
        operations.record_paid(guide, paid_on=date(2026, 4, 7), note="noch einmal", now=NOW, by=releaser)


def test_a_guide_with_open_money_cannot_leave_until_it_is_settled_or_waived(due, guide, money, source, preparer):
    assert "5,00 €" in " ".join(objections_to_leaving(guide))

    operations.waive_open_money(guide, until=date(2026, 4, 7), now=NOW, by=preparer)

    assert objections_to_leaving(guide) == []
    assert open_amount_of(guide) == 0
    assert statements_of(guide)[0].state == "waived"


def test_a_guide_with_confirmed_appointments_cannot_leave(money, source, preparer):
    guide = GuideFactory()
    confirmed(source, guide=guide, rate=rate(source), on=date(2026, 3, 5))

    assert "1 bestätigten Termin" in " ".join(objections_to_leaving(guide))
    operations.waive_open_money(guide, until=date(2026, 3, 31), now=NOW, by=preparer)
    assert objections_to_leaving(guide) == []


def test_nothing_is_waived_while_a_prepared_run_holds_money_of_the_guide(due, guide, source, preparer, releaser):
    confirmed(source, guide=guide, rate=rate(source, valid_from=date(2024, 2, 1)), on=date(2026, 4, 2))
    run = operations.prepare_run(period_from=date(2026, 4, 1), period_to=date(2026, 4, 7), now=NOW, by=preparer)

    with pytest.raises(errors.RunHoldsMoney, match=run.number):
        operations.waive_open_money(guide, until=date(2026, 4, 7), now=NOW, by=preparer)

    assert not Waiver.objects.exists()
    operations.release_run(run, now=NOW, by=releaser)
    operations.waive_open_money(guide, until=date(2026, 4, 7), now=NOW, by=preparer)
    assert open_amount_of(guide) == 0


def test_a_prepared_run_of_others_is_no_reason_to_wait(due, guide, source, preparer):
    confirmed(source, rate=rate(source, valid_from=date(2024, 2, 1)), on=date(2026, 4, 2))
    operations.prepare_run(period_from=date(2026, 4, 1), period_to=date(2026, 4, 7), now=NOW, by=preparer)

    operations.waive_open_money(guide, until=date(2026, 4, 7), now=NOW, by=preparer)

    assert open_amount_of(guide) == 0


def test_a_guide_in_a_prepared_run_cannot_leave(money, source, preparer):
    guide = GuideFactory()
    confirmed(source, guide=guide, rate=rate(source))
    run = operations.prepare_run(period_from=date(2026, 3, 1), period_to=date(2026, 3, 31), now=NOW, by=preparer)

    assert run.number in " ".join(objections_to_leaving(guide))


@pytest.fixture
def overpaid(due, guide, source, settle, preparer, releaser):
    """Five euros paid, then found to be wrong: the guide owes them."""
    pay(releaser)
    line = Line.objects.get(guide=guide)
    operations.reverse_line(line, reason="doppelt", is_settled_again=False, now=NOW, by=preparer)
    settle(now=NOW + timedelta(days=1))
    assert open_amount_of(guide) == -5


def test_money_owed_back_is_not_waived_with_the_guides_own(overpaid, guide, preparer):
    operations.waive_open_money(guide, until=date(2026, 4, 8), now=NOW + timedelta(days=2), by=preparer)

    assert open_amount_of(guide) == -5
    assert not Payment.objects.filter(kind="waived").exists()


def test_what_a_guide_is_due_after_a_counter_entry_is_waived_as_a_whole(due, guide, source, settle, preparer):
    """Five euros open, then eight more with the five taken back, and nothing paid yet: what is waived are eight."""
    confirmed(source, guide=guide, rate=rate(source, valid_from=date(2024, 2, 1), amount=8), on=date(2026, 3, 6))
    operations.reverse_line(
        Line.objects.get(guide=guide), reason="doppelt", is_settled_again=False, now=NOW, by=preparer
    )
    settle(now=NOW + timedelta(days=1))

    operations.waive_open_money(guide, until=date(2026, 4, 8), now=NOW + timedelta(days=2), by=preparer)

    assert open_amount_of(guide) == 0
    assert sum(p.euros for p in Payment.objects.filter(kind="waived")) == 8


def test_statements_that_cancel_each_other_out_are_offset_and_not_waived(due, guide, settle, preparer):
    operations.reverse_line(
        Line.objects.get(guide=guide), reason="doppelt", is_settled_again=False, now=NOW, by=preparer
    )
    settle(now=NOW + timedelta(days=1))

    operations.waive_open_money(guide, until=date(2026, 4, 8), now=NOW + timedelta(days=2), by=preparer)

    assert open_amount_of(guide) == 0
    assert set(Payment.objects.values_list("kind", flat=True)) == {"offset"}


@pytest.mark.parametrize(("outcome", "state"), [("paid", "paid"), ("waived", "waived")])
def test_money_owed_back_has_its_own_end_and_then_the_guide_may_leave(overpaid, guide, releaser, outcome, state):
    assert "zurück" in " ".join(objections_to_leaving(guide))

    operations.close_owed_back(
        guide, outcome=outcome, booked_on=date(2026, 4, 9), note="Kasse", now=NOW + timedelta(days=2), by=releaser
    )

    assert open_amount_of(guide) == 0
    assert objections_to_leaving(guide) == []
    assert statements_of(guide)[0].state == state


def test_money_owed_back_is_closed_only_with_a_reason_not_in_the_future_and_where_something_is_owed(
    overpaid, guide, releaser
):
    later = NOW + timedelta(days=2)
    with pytest.raises(errors.ReasonMissing):
        operations.close_owed_back(
            guide, outcome="waived", booked_on=date(2026, 4, 9), note=" ", now=later, by=releaser
        )
    with pytest.raises(errors.BookedInFuture):
        operations.close_owed_back(
            guide, outcome="paid", booked_on=date(2026, 4, 10), note="Kasse", now=later, by=releaser
        )
    with pytest.raises(errors.NothingOwedBack):
        operations.close_owed_back(
            GuideFactory(), outcome="paid", booked_on=date(2026, 4, 9), note="Kasse", now=later, by=releaser
        )


@pytest.mark.parametrize("iban", ["DE89370400440532013001", "DE8937040044053201300", "XX89370400440532013000", "hallo"])
def test_a_wrong_account_number_is_refused(in_district, preparer, iban):
    with pytest.raises(errors.IbanWrong):
        operations.save_bank_account(GuideFactory(), holder="A", iban=iban, now=NOW, by=preparer)


def test_an_account_number_is_stored_bare_shown_masked_and_in_no_trail(guide):
    account = BankAccount.objects.get(guide=guide)

    assert account.masked == "DE•• •••• 3000"
    assert IBAN not in str(list(AuditEntry.objects.values("details")))
    assert AuditEntry.objects.filter(entry="bank_account_saved").exists()


def test_money_is_kept_longer_than_the_person_and_the_account_shorter(due, guide, releaser):
    for kind, days in (("payment", 3650), ("bank_account", 90)):
        RetentionRule.objects.get_or_create(
            kind=kind, valid_from=date(2020, 1, 1), defaults={"start": "end_of_process", "days": days}
        )
    pay(releaser)
    Guide.objects.filter(pk=guide.pk).update(status="left", left_on=date(2026, 5, 1))

    run_deletion(today=date(2026, 9, 1))
    erase_guides(Guide.objects.filter(pk=guide.pk))
    assert not BankAccount.objects.exists()
    assert Guide.objects.get().first_name == ""
    assert Statement.objects.get().payee_name == "Žana Müller"

    run_deletion(today=date(2036, 9, 1))
    assert not Statement.objects.exists()
    assert not Payment.objects.exists()


def test_open_money_is_never_deleted(due):
    RetentionRule.objects.create(kind="payment", start="end_of_process", days=30, valid_from=date(2020, 1, 1))

    run_deletion(today=date(2040, 1, 1))

    assert Statement.objects.exists()
