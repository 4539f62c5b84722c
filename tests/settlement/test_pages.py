"""The pages of the office about money."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from kreislotse.settlement import operations
from kreislotse.settlement.models import BankAccount, Line, Payment, SettlementRun, Statement
from kreislotse.settlement.proofs import proof
from tests.factories import GuideFactory
from tests.settlement.conftest import IBAN, NOW, confirmed, rate

OVERVIEW = "/buero/lotsen/abrechnung/"


@pytest.fixture
def due(money, source, settle):
    guide = GuideFactory(first_name="Lale", last_name="Yıldız", number="L042")
    confirmed(source, guide=guide, rate=rate(source))
    settle()
    return Statement.objects.select_related("guide", "run").get()


def test_before_anything_is_set_the_page_says_what_to_do(login, preparer, in_district):
    answer = login(preparer).post(OVERVIEW, {"period_from": "1.3.2026", "period_to": "31.3.2026"})

    assert answer.status_code == 422
    assert "ab wann hier abgerechnet wird" in answer.content.decode()


def test_preparing_leads_to_the_run(login, preparer, money, source):
    confirmed(source, rate=rate(source))

    answer = login(preparer).post(OVERVIEW, {"period_from": "1.3.2026", "period_to": "31.3.2026"}, follow=True)

    assert "1 Std. × 5,00 €" in answer.content.decode()
    assert "Eine zweite Person prüft sie" in answer.content.decode()
    assert "Abrechnung freigeben" not in answer.content.decode()


def test_the_head_cannot_prepare(login, releaser, money, source):
    confirmed(source, rate=rate(source))

    login(releaser).post(OVERVIEW, {"period_from": "1.3.2026", "period_to": "31.3.2026"})

    assert not SettlementRun.objects.exists()


def test_the_file_is_fetched_and_that_is_noted(login, releaser, due, preparer):
    from kreislotse.audit.models import AuditEntry

    operations.save_bank_account(due.guide, holder="Lale", iban=IBAN, now=NOW, by=preparer)
    browser = login(releaser)
    assert "3000" in browser.get(f"{OVERVIEW}auszahlen/").content.decode()
    browser.post(f"{OVERVIEW}auszahlen/")

    answer = browser.get(f"{OVERVIEW}dateien/{Payment.objects.get().file_id}.xml")

    assert IBAN.encode() in answer.content
    assert answer["Content-Type"].startswith("application/xml")
    assert AuditEntry.objects.filter(entry="payment_file_fetched").exists()


def test_no_page_shows_an_account_number_in_full(login, releaser, due, preparer):
    operations.save_bank_account(due.guide, holder="Lale", iban=IBAN, now=NOW, by=preparer)
    browser = login(releaser)

    for path in (OVERVIEW, f"{OVERVIEW}auszahlen/", f"/buero/lotsen/{due.guide_id}/abrechnung/"):
        assert IBAN not in browser.get(path).content.decode()


def test_a_wrong_account_number_is_said_beside_the_form(login, preparer, due):
    answer = login(preparer).post(
        f"/buero/lotsen/{due.guide_id}/abrechnung/konto/", {"holder": "Lale", "iban": IBAN[:-1] + "1"}
    )

    assert answer.status_code == 422
    assert "Zahlendreher" in answer.content.decode()
    assert not BankAccount.objects.exists()


def test_a_line_is_reversed_from_its_run(login, preparer, due):
    line = Line.objects.get()

    answer = login(preparer).post(
        f"{OVERVIEW}zeilen/{line.pk}/stornieren/", {"reason": "Doppelt"}, follow=True
    )  # fmt: skip

    assert "storniert" in answer.content.decode()
    assert not line.reversal.is_settled_again


def test_details_for_the_land_name_the_guide_and_nobody_who_was_helped(due, source):
    table = proof("detailangaben", source=source, year=2026)

    row = dict(zip(table.columns, table.rows[0], strict=True))
    assert row["Nummer der Person"] == "L042"
    assert (row["Minuten"], row["Stunden"], row["Betrag"]) == (60, D("1.00"), D("5.00"))
    assert row["unterschrieben am"] == date(2026, 3, 5)


def test_participants_and_receipts_add_up_to_the_same(due, source, releaser):
    operations.record_paid(due.guide, paid_on=date(2026, 4, 7), note="Kreiskasse", now=NOW, by=releaser)

    people = proof("teilnehmende", source=source, year=2026)
    receipts = proof("belege", source=source, year=2026)

    assert [row[-1] for row in people.rows] == [D("5.00")]
    assert [(row[2], row[-1]) for row in receipts.rows] == [("Lale Yıldız", D("5.00"))]
    assert proof("detailangaben", source=source, year=2025).rows == []


@pytest.mark.parametrize("kind", ["detailangaben", "teilnehmende", "belege"])
def test_the_lists_come_as_spreadsheets(login, releaser, due, source, kind):
    answer = login(releaser).get(f"{OVERVIEW}nachweise/{source.pk}/2026/{kind}.xlsx")

    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")


def test_an_unknown_list_is_not_found(login, releaser, due, source):
    assert login(releaser).get(f"{OVERVIEW}nachweise/{source.pk}/2026/nichts.xlsx").status_code == 404


def test_a_new_district_begins_with_the_rules_of_the_law(in_district):
    from kreislotse.districts.setup import run_seeds
    from kreislotse.settlement.models import Allowance, ReportingThreshold

    run_seeds({})
    run_seeds({})

    assert Allowance.objects.filter(kind="3_26").count() == 2
    assert ReportingThreshold.objects.get().euros == 3000


def test_what_waits_is_on_the_start_page(login, preparer, releaser, money, source):
    confirmed(source, rate=rate(source))
    assert "1 bestätigter Termin kann abgerechnet werden" in login(preparer).get("/buero/").content.decode()

    operations.prepare_run(period_from=date(2026, 3, 1), period_to=date(2026, 3, 31), now=NOW, by=preparer)

    assert "Eine Abrechnung wartet auf Ihre Freigabe" in login(releaser).get("/buero/").content.decode()
    assert "Eine Abrechnung wartet auf Ihre Freigabe" not in login(preparer).get("/buero/").content.decode()


def test_the_office_enters_what_became_of_money_owed_back(login, preparer, releaser, due, settle):
    operations.record_paid(due.guide, paid_on=date(2026, 4, 7), note="Kasse", now=NOW, by=releaser)
    operations.reverse_line(Line.objects.get(), reason="doppelt", is_settled_again=False, now=NOW, by=preparer)
    settle(now=NOW + timedelta(days=1))
    url = f"/buero/lotsen/{due.guide_id}/abrechnung/"
    assert f'href="{url}zurueckgezahlt/"' in login(releaser).get(url).content.decode()

    answer = login(releaser).post(
        f"{url}zurueckgezahlt/", {"outcome": "paid", "booked_on": "8.4.2026", "note": "Beleg 7"}, follow=True
    )  # fmt: skip

    page = answer.content.decode()
    assert "offen ist nichts mehr" in page
    assert f'href="{url}zurueckgezahlt/"' not in page


def test_the_form_of_a_rate_says_how_several_monthly_amounts_are_entered(login, person, source):
    page = login(person("head_of_office")).get("/buero/verwaltung/regeln/saetze/neu/").content.decode()

    assert "legen Sie für jeden Betrag eine eigene Finanzierung an" in page
