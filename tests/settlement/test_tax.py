"""Tax-free amounts over all payers, and who is reported: from the threshold on, and nobody below it."""

from datetime import date
from decimal import Decimal as D

import pikepdf
import pytest

from kreislotse.settlement import operations
from kreislotse.settlement.documents import period_statement, yearly_statement
from kreislotse.settlement.models import ActivityBasis, Allowance, Payment, ReportingThreshold, Statement
from kreislotse.settlement.operations import errors
from kreislotse.settlement.operations.people import is_tax_number
from kreislotse.settlement.queries import months_of, warned_guides
from kreislotse.settlement.tax import allowances_of, tax_report
from tests.documents.test_pdf import text_of
from tests.factories import GuideFactory
from tests.settlement.conftest import NOW, confirmed, rate

OFFICE = {"district": "Kreis Musterau", "unit": "Fachstelle", "address": "", "phone": "", "email": "", "website": ""}


@pytest.fixture
def paid(money, source, settle, releaser):
    """`paid(euros)` pays a guide that much in April 2026 for one appointment in March."""

    def make(euros):
        guide = GuideFactory(first_name="Lale", last_name="Yıldız")
        confirmed(source, guide=guide, rate=rate(source, model="per_assignment", amount=euros))
        settle()
        operations.record_paid(guide, paid_on=date(2026, 4, 7), note="Kreiskasse", now=NOW, by=releaser)
        return guide

    return make


def usage(guide, label, year=2026):
    return next(row for row in allowances_of([guide], year=year)[guide.pk] if label in row.label)


def test_what_others_pay_uses_up_the_same_amount(paid, preparer):
    guide = paid(1380)
    operations.declare_income(guide, year=2026, basis="3_26", euros=D(1300), today=date(2026, 4, 1), by=preparer)

    found = usage(guide, "Nr. 26 ")

    assert (found.paid, found.declared, found.left) == (1380, 1300, D(620))
    assert found.is_near
    assert not found.is_over
    assert warned_guides([guide], year=2026)[0][1] == found


def test_the_latest_word_of_a_person_counts(paid, preparer):
    guide = paid(100)
    for euros in (900, 0):
        operations.declare_income(guide, year=2026, basis="3_26", euros=D(euros), today=date(2026, 4, 1), by=preparer)

    assert usage(guide, "Nr. 26 ").declared == 0


def test_the_full_hours_of_a_year_exceed_the_smaller_allowance(paid):
    """276 h × 5 € = 1.380 €: above 960 €, below 3.300 € (domain.md 4c)."""
    ActivityBasis.objects.update(basis="3_26a")

    found = usage(paid(1380), "26a")

    assert found.limit == 960
    assert found.is_over


def test_a_monthly_allowance_looks_at_the_fullest_month(paid):
    ActivityBasis.objects.update(basis="3_12")

    found = usage(paid(260), "Nr. 12")

    assert (found.used, found.limit, found.is_over) == (260, 250, True)


def test_the_jobcenter_looks_at_everything_together(paid, preparer):
    guide = paid(1000)
    operations.declare_income(guide, year=2026, basis="3_26a", euros=D(2100), today=date(2026, 4, 1), by=preparer)

    assert usage(guide, "Jobcenter").is_over


def test_an_allowance_is_the_one_of_its_year(paid):
    paid(100)

    assert Allowance.objects.get(kind="3_26", valid_from=date(2026, 1, 1)).euros == 3300
    assert Allowance.objects.get(kind="3_26", valid_to=date(2025, 12, 31)).euros == 3000


@pytest.mark.parametrize(("euros", "reported"), [(D("2999.99"), 0), (D(3000), 1)])
def test_reporting_begins_at_the_threshold(paid, euros, reported):
    paid(euros)

    assert len(tax_report(2026)) == reported


def test_what_came_back_is_not_reported(paid, releaser):
    paid(3000)
    operations.return_payment(
        Payment.objects.get(), returned_on=date(2026, 4, 7), reason="Konto erloschen", now=NOW, by=releaser
    )

    assert tax_report(2026) == []


def test_without_a_threshold_nobody_is_reported(paid):
    ReportingThreshold.objects.all().delete()
    paid(5000)

    assert tax_report(2026) == []


def test_a_tax_number_is_asked_only_of_those_who_are_reported(paid, preparer):
    with pytest.raises(errors.TaxNumberNotNeeded, match="100,00 € bekommen, gemeldet wird ab 3\u202f000,00 €"):
        operations.save_tax_number(paid(100), year=2026, number="86095742719", today=date(2026, 4, 7), by=preparer)


def test_a_tax_number_is_checked(paid, preparer):
    guide = paid(3000)
    with pytest.raises(errors.TaxNumberWrong):
        operations.save_tax_number(guide, year=2026, number="86095742718", today=date(2026, 4, 7), by=preparer)

    operations.save_tax_number(guide, year=2026, number="86 095 742 719", today=date(2026, 4, 7), by=preparer)

    assert tax_report(2026)[0].tax_number == "86095742719"


@pytest.mark.parametrize("number", ["86095742719", "47036892816", "65929970489"])
def test_published_examples_of_tax_numbers_are_right(number):
    assert is_tax_number(number)


def test_the_year_counts_when_the_money_moved(paid):
    guide = paid(100)
    Payment.objects.update(booked_on=date(2027, 1, 4))

    assert months_of(guide, year=2026) == []
    assert [(m.month, m.basis, m.euros) for m in months_of(guide, year=2027)] == [(date(2027, 1, 1), "3_26", 100)]


def test_the_yearly_statement_is_an_accessible_pdf_with_every_month(paid):
    content = yearly_statement(paid(100), year=2026, office=OFFICE, today=date(2027, 1, 8))

    text = text_of(content)
    assert "Im Jahr 2026 haben wir 100,00 € gezahlt." in text
    assert "April 2026" in text
    assert "§ 3 Nr. 26 EStG" in text
    with pikepdf.open(__import__("io").BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert b"pdfuaid" in pdf.Root.Metadata.read_bytes()


def test_a_statement_of_a_period_shows_the_arithmetic(paid):
    paid(100)

    text = text_of(
        period_statement(Statement.objects.select_related("run").get(), office=OFFICE, today=date(2026, 4, 8))
    )

    assert "1 Termin zu 100,00 €" in text
