"""Steps that several journeys take, each as the people of the house take it."""

import re

from playwright.sync_api import expect

IBAN = "DE89370400440532013000"


def ask_for_a_guide(page, house, check):
    page.goto(house.url("/begleitung-anfragen/"))
    check(page)
    page.get_by_label("Ihre Einrichtung").fill("Grundschule Korbach")
    page.get_by_label("Ansprechperson").fill("Frau Beispiel")
    page.get_by_label("Telefon", exact=True).fill("05631 222333")
    page.get_by_label("E-Mail", exact=True).fill("schule@korbach.example")
    page.get_by_label("Jemand übersetzt").check()
    page.locator("select[name=topic]").select_option(label=house.topic.name)
    page.locator("select[name=occasion]").select_option("school")
    page.locator("select[name=language]").select_option(index=_index(page, "select[name=language]", "العربية"))
    page.get_by_label("Datum", exact=True).fill(house.next_week.isoformat())
    page.get_by_label("Beginn", exact=True).fill("10:00")
    page.locator("select[name=municipality]").select_option(label="Korbach")
    page.get_by_label("Treffpunkt").fill("Grundschule, Raum 12")
    page.get_by_role("button", name=re.compile("anfragen|senden", re.I)).last.click()
    expect(page.get_by_role("heading", level=1, name="Wir haben Ihre Anfrage erhalten")).to_be_visible()
    check(page)


def _index(page, selector: str, text: str) -> int:
    return page.locator(f"{selector} option").evaluate_all(
        "(options, text) => options.findIndex(option => option.textContent.includes(text))", text
    )


def sign(page) -> None:
    """Draw some loops with the finger."""
    page.locator("summary", has=page.locator("xpath=../*//canvas | ..//canvas")).first.click()
    canvas = page.locator("[data-signature] canvas")
    canvas.scroll_into_view_if_needed()
    frame = canvas.bounding_box()
    page.mouse.move(frame["x"] + 20, frame["y"] + 50)
    page.mouse.down()
    for step in range(1, 15):
        page.mouse.move(frame["x"] + 20 + 12 * step, frame["y"] + 50 + (25 if step % 2 else -25), steps=3)
    page.mouse.up()


def plan_and_release(desk, house, check) -> None:
    """The coordinator plans the week of the appointment, and all who are in the plan are asked."""
    desk.goto(house.url(f"/buero/lotsen/wochenplan/?woche={house.next_week.isoformat()}"))
    desk.get_by_role("button", name="Plan berechnen").click()
    expect(desk.get_by_role("cell", name="Samira Lotsin")).to_be_visible()
    check(desk)
    desk.get_by_role("link", name="Plan freigeben").click()
    check(desk)
    desk.get_by_role("button", name="Jetzt alle fragen").click()
    expect(desk.get_by_text("1 Anfrage ist unterwegs.")).to_be_visible()


def enter_bank_account(desk, check) -> None:
    """From the lines of a run: who has no bank account yet gets one, and a mistyped one is noticed."""
    desk.get_by_role("link", name="Samira Lotsin").first.click()
    desk.get_by_role("link", name="Bankverbindung eintragen").click()
    check(desk)
    desk.get_by_label("IBAN").fill("DE00 0000")
    desk.get_by_role("button", name="Bankverbindung speichern").click()
    expect(desk.get_by_text("Das ist keine IBAN").first).to_be_visible()
    desk.get_by_label("IBAN").fill(IBAN)
    desk.get_by_role("button", name="Bankverbindung speichern").click()
    expect(desk.get_by_text("DE•• •••• 3000")).to_be_visible()
    check(desk)


def release_and_pay(page, house, run, euros: str, check) -> str:
    """A second person releases the run and makes the payment file; returns what stands in it."""
    overview = house.url("/buero/lotsen/abrechnung/")
    page.goto(overview)
    check(page)
    page.get_by_role("link", name=run.number, exact=True).click()
    page.get_by_role("button", name="Abrechnung freigeben").click()
    expect(page.get_by_text("Die Zeilen ändern sich nicht mehr", exact=False)).to_be_visible()
    page.goto(overview)
    page.get_by_role("link", name="Auszahlen").click()
    expect(page.get_by_text(euros).first).to_be_visible()
    check(page)
    page.get_by_role("button", name="Zahlungsdatei erstellen").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("herunterladen")).click()
    return download.value.path().read_text()


def yearly_statement(desk, year: int) -> bytes:
    """The statement of a year as the person gets it."""
    with desk.expect_download() as download:
        desk.get_by_role("link", name=f"Bescheinigung {year} (PDF)").click()
    return download.value.path().read_bytes()


def choose_language(phone, language: str) -> None:
    """A guide chooses the language of the pages; Arabic runs from right to left."""
    if language != "de":
        phone.locator(f"button[name=language][value={language}]").click()
        expect(phone.locator("html")).to_have_attribute("lang", language)
