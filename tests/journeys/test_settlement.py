"""Confirmed sheet → run → a second person releases → payment file → it comes back → counter entry → yearly statement."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from kreislotse.core.tokens import new_code
from kreislotse.guides.models import ExpenseRate
from kreislotse.guides.rules import default_funding_source, frozen
from kreislotse.matching.models import TimeSheet
from kreislotse.settlement.models import Line, Payment, PayoutRule, SettlementRun
from tests import factories as make
from tests.documents import pdf_text
from tests.journeys.steps import IBAN, choose_language, enter_bank_account, release_and_pay, yearly_statement
from tests.journeys.words import says

pytestmark = pytest.mark.journey


@pytest.fixture
def confirmed(stocked):
    """Samira went along twice last month, ninety minutes and one hour; both signatures are there."""
    last = stocked.today.replace(day=1) - timedelta(days=1)
    with district_scope(stocked.district):
        PayoutRule.objects.create(
            settles_from=last.replace(day=1), payer_name="Kreiskasse Musterau", payer_iban="DE75512108001245126199",
            payer_bic="HELADEF1KOR", days_to_execution=0, valid_from=last.replace(day=1),
        )  # fmt: skip
        source = default_funding_source(stocked.today)
        rate = ExpenseRate.objects.filter(funding_source=source, role="guide").first()
        for minutes, day in ((90, last), (60, last - timedelta(days=1))):
            assignment = make.AssignmentFactory(
                guide=stocked.guide, funding_source=source, rate=rate, rate_as_agreed=frozen(rate), status="finished",
                agreed_on=last.replace(day=1), ended_on=last,
                help_request=make.HelpRequestFactory(received_on=last.replace(day=1), topic=stocked.topic),
            )  # fmt: skip
            sheet = TimeSheet.objects.create(
                assignment=assignment,
                code=new_code(),
                printed_on=day,
                confirmed_on=day,
                confirmed_by_institution="Schule",
            )
            make.AppointmentFactory(
                assignment=assignment, on=day, duration_minutes=minutes, sheet=sheet, counted_in=day.replace(day=1)
            )
    return stocked


def test_money_goes_out_comes_back_and_is_certified(desk, phone, confirmed, enter, check):
    overview = confirmed.url("/buero/lotsen/abrechnung/")

    enter(desk, "coordinator")
    desk.goto(confirmed.url("/buero/lotsen/"))
    desk.get_by_role("link", name="Geld", exact=True).click()
    desk.get_by_role("link", name="Abrechnung", exact=True).click()
    expect(desk.get_by_text("2 bestätigte Termine warten auf die Abrechnung")).to_be_visible()
    check(desk)
    desk.get_by_role("button", name="Abrechnung vorbereiten").click()
    expect(desk.get_by_text("1,5 Std. × 5,00 €")).to_be_visible()
    expect(desk.get_by_role("button", name="Abrechnung freigeben")).to_have_count(0)
    check(desk)
    enter_bank_account(desk, check)

    enter(phone, "head_of_office")
    with district_scope(confirmed.district):
        run = SettlementRun.objects.get()
    assert IBAN in release_and_pay(phone, confirmed, run, "12,50 €", check)

    with district_scope(confirmed.district):
        guide = confirmed.guide.pk
    desk.goto(confirmed.url(f"/buero/lotsen/{guide}/abrechnung/"))
    desk.get_by_role("link", name=re.compile("kam zurück")).click()
    check(desk)
    desk.get_by_label("Warum?").fill("Konto erloschen")
    desk.get_by_role("button", name="Rückläufer eintragen").click()
    expect(desk.get_by_text("Das Geld ist wieder offen", exact=False)).to_be_visible()
    expect(desk.get_by_text("12,50 € sind freigegeben und noch nicht ausgezahlt")).to_be_visible()
    with district_scope(confirmed.district):
        assert list(Payment.objects.order_by("pk").values_list("kind", flat=True)) == ["paid", "returned"]

    desk.goto(confirmed.url(f"/buero/lotsen/abrechnung/{run.pk}/"))
    desk.get_by_role("link", name=re.compile("stornieren")).first.click()
    check(desk)
    desk.get_by_label("Was ist falsch?").fill("Der Termin stand auf zwei Blättern")
    desk.get_by_label("danach neu abrechnen").uncheck(force=True)
    desk.get_by_role("button", name="Zeile stornieren").click()
    desk.goto(overview)
    desk.get_by_role("button", name="Abrechnung vorbereiten").click()
    expect(desk.get_by_text("Storno: Der Termin stand auf zwei Blättern")).to_be_visible()
    with district_scope(confirmed.district):
        second = SettlementRun.objects.exclude(pk=run.pk).get()
        reversed_euros = -Line.objects.get(kind="reversal").euros
    phone.goto(confirmed.url(f"/buero/lotsen/abrechnung/{second.pk}/"))
    phone.get_by_role("button", name="Abrechnung freigeben").click()
    phone.goto(confirmed.url("/buero/lotsen/abrechnung/auszahlen/"))
    phone.get_by_role("button", name="Zahlungsdatei erstellen").click()

    desk.goto(confirmed.url(f"/buero/lotsen/{guide}/abrechnung/"))
    expect(desk.get_by_text("0,00 € sind freigegeben und noch nicht ausgezahlt")).to_be_visible()
    assert yearly_statement(desk, confirmed.today.year).startswith(b"%PDF")
    with district_scope(confirmed.district):
        paid = sum(payment.euros for payment in Payment.objects.all())
        assert paid == sum(line.euros for line in Line.objects.all())
        assert paid + reversed_euros == 12.5
    _the_guide_reads_the_own_statement(phone, confirmed, enter, check)


def _the_guide_reads_the_own_statement(phone, house, enter, check) -> None:
    """In Arabic, on the phone: what was settled, and the paper for it."""
    phone.context.clear_cookies()
    enter(phone, "guide")
    choose_language(phone, "ar")
    phone.goto(house.url("/unterwegs/geld/"))
    expect(phone.get_by_role("heading", level=1, name=says("ar", "Mein Geld"))).to_be_visible()
    expect(phone.get_by_text(says("ar", "ausgezahlt")).first).to_be_visible()
    check(phone)
    link = phone.get_by_role("link", name=re.compile("12[.,٫]50"))
    paper = phone.context.request.get(house.url(link.get_attribute("href"))).body()
    assert paper.startswith(b"%PDF")
    if pdf_text.can_read:
        assert "Samira Lotsin" in pdf_text.text_of(paper)
