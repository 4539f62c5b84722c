"""A guide reads the own settlements on the phone, and nobody else's, and says where the money goes."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.utils import timezone

from kreislotse.settlement import operations
from kreislotse.settlement.models import BankAccount, SelfDeclaration
from kreislotse.settlement.operations import errors
from kreislotse.settlement.queries import statements_of
from tests.factories import GuideFactory
from tests.settlement.conftest import confirmed, rate


@pytest.fixture
def guide(person):
    return GuideFactory(user=person("guide"))


@pytest.fixture
def phone(guide, login):
    return login(guide.user)


def test_a_guide_reads_the_own_statement_and_takes_it_as_pdf(phone, guide, money, source, settle):
    confirmed(source, guide=guide, rate=rate(source), duration_minutes=60)
    settle()
    own = statements_of(guide)[0]

    page = phone.get("/unterwegs/geld/").content.decode()

    assert f"/unterwegs/geld/{own.pk}.pdf" in page
    assert "wird ausgezahlt" in page
    assert phone.get(f"/unterwegs/geld/{own.pk}.pdf").content.startswith(b"%PDF")


def test_nobody_reads_the_statement_of_another_guide(phone, money, source, settle):
    other = GuideFactory()
    confirmed(source, guide=other, rate=rate(source))
    settle()

    assert phone.get(f"/unterwegs/geld/{statements_of(other)[0].pk}.pdf").status_code == 404


def test_the_account_is_saved_and_shown_by_its_last_digits_only(phone, guide):
    phone.post("/unterwegs/geld/", {"holder": "Samira Muster", "iban": "DE89 3704 0044 0532 0130 00"})

    assert BankAccount.objects.get().guide == guide
    page = phone.get("/unterwegs/geld/").content.decode()
    assert "3000" in page
    assert "DE89" not in page


def test_a_wrong_account_is_said_beside_the_field(phone):
    response = phone.post("/unterwegs/geld/", {"holder": "Samira Muster", "iban": "DE89 3704 0044 0532 0130 01"})

    assert response.status_code == 422
    assert not BankAccount.objects.exists()


# ── what other payers give ───────────────────────────────────────────────────────────────────────


def declare(guide, euros, today):
    return operations.declare_own_income(guide, year=2026, amounts={"3_26": euros}, today=today, by=guide.user)


def test_what_others_pay_can_be_changed_until_a_settlement_has_used_it(guide, money, source, settle):
    assert declare(guide, D(300), date(2026, 2, 1)) == 1
    assert declare(guide, D(450), date(2026, 3, 1)) == 1
    assert declare(guide, D(450), date(2026, 3, 2)) == 0
    assert [(one.euros, one.declared_on) for one in SelfDeclaration.objects.all()] == [(D(450), date(2026, 3, 1))]

    confirmed(source, guide=guide, rate=rate(source))
    settle()

    with pytest.raises(errors.DeclarationUsed, match="07.04.2026"):
        declare(guide, D(0), date(2026, 4, 20))
    assert SelfDeclaration.objects.get().euros == D(450)


def test_a_settlement_of_before_has_not_used_a_later_word(guide, money, source, settle):
    confirmed(source, guide=guide, rate=rate(source))
    settle()

    declare(guide, D(100), date(2026, 4, 20))

    assert declare(guide, D(0), date(2026, 4, 21)) == 1


def test_the_page_says_why_and_keeps_an_amount_for_each_legal_basis(phone, guide, money):
    page = phone.get("/unterwegs/geld/andere-stellen/").content.decode()
    answer = phone.post("/unterwegs/geld/andere-stellen/", {"euros_3_26": "120,50", "euros_3_26a": ""}, follow=True)

    assert "nur einmal für alle Stellen zusammen" in page and "§ 3 Nr. 26a" in page
    assert "Ihre Angaben sind gespeichert" in answer.content.decode()
    declared = SelfDeclaration.objects.get()
    assert (declared.basis, declared.euros, declared.guide, declared.year) == (
        "3_26", D("120.50"), guide, timezone.localdate().year,
    )  # fmt: skip
    assert "120,5" in phone.get("/unterwegs/geld/andere-stellen/").content.decode()
    wrong = phone.post("/unterwegs/geld/andere-stellen/", {"euros_3_26": "-1"})
    assert wrong.status_code == 422
