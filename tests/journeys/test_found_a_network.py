"""A network is founded with sixty organizations from a list; later a new partner asks for a seat and is taken in."""

from datetime import timedelta

import pytest
from django.core import mail
from openpyxl import Workbook
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from kreislotse.groups.models import Body, Seat
from kreislotse.network.models import Organization

pytestmark = pytest.mark.journey
NUMBER = 60


@pytest.fixture
def sixty(tmp_path):
    """The list a predecessor left: one line per organization, with whom to write to."""
    book = Workbook()
    book.active.append(["Name", "Ort", "Telefon", "E-Mail", "Ansprechperson"])
    for n in range(1, NUMBER + 1):
        book.active.append(
            [f"Verein {n:02d}", "Korbach", f"05631 {n:04d}", f"verein{n}@partner.example", f"Person {n:02d}"]
        )
    file = tmp_path / "Netzwerk.xlsx"
    book.save(file)
    return file


def test_a_network_is_founded_from_a_list(page, stocked, enter, check, sixty):
    enter(page, "coordinator")
    page.goto(stocked.url("/buero/einlesen/"))
    page.locator("input[type=file]").set_input_files(sixty)
    page.get_by_role("button", name="Liste hochladen").click()
    page.get_by_role("button", name="Vorschau ansehen").click()
    page.get_by_role("button", name="Liste einlesen").click()
    expect(page.get_by_role("button", name="zurücknehmen").first).to_be_visible()
    with district_scope(stocked.district):
        assert Organization.objects.filter(name__startswith="Verein ").count() == NUMBER

    page.goto(stocked.url("/buero/gremien/neu/"))
    page.get_by_label("Name", exact=True).fill("Netzwerk Integration Musterau")
    page.get_by_label("Art", exact=True).select_option("network")
    page.get_by_label("auf der öffentlichen Seite zeigen").check()
    page.get_by_label("neue Partner können um einen Sitz bitten").check()
    page.get_by_role("button", name="Gremium speichern").click()
    page.get_by_role("link", name="Mehrere Akteure aufnehmen").click()
    page.get_by_label("Alle auswählen").check()
    page.get_by_label("Mieterhilfe Musterau").uncheck()
    check(page)
    page.get_by_role("button", name="Akteure aufnehmen").click()

    expect(page.get_by_text(f"{NUMBER} Akteure haben jetzt einen Sitz.")).to_be_visible()
    check(page)
    with district_scope(stocked.district):
        body = Body.objects.get()
        assert Seat.objects.filter(body=body).count() == NUMBER

    page.get_by_role("link", name="Sitzung planen").first.click()
    page.get_by_label("Tag").fill((stocked.today + timedelta(days=30)).strftime("%d.%m.%Y"))
    page.get_by_label("Überschrift").fill("Gründung des Netzwerks")
    page.get_by_label("Ort").fill("Kreishaus, großer Saal")
    page.get_by_role("button", name="Sitzung planen").click()
    page.get_by_role("link", name="Tagesordnung schreiben").first.click()
    page.get_by_label("Worum es geht").first.fill("Gründung und Arbeitsweise")
    page.get_by_role("button", name="Tagesordnung speichern").click()
    page.get_by_role("link", name="Einladen").click()
    expect(page.get_by_role("button", name="Einladungen verschicken")).to_be_visible()
    page.get_by_role("button", name="Einladungen verschicken").click()
    expect(page.get_by_text("Die Einladungen sind unterwegs")).to_be_visible()
    assert len(mail.outbox) == len({message.to[0] for message in mail.outbox})


def test_a_new_partner_asks_for_a_seat_and_is_taken_in(page, house, enter, check):
    with district_scope(house.district):
        body = Body(name="Netzwerk Integration", kind="network", is_public=True, takes_partners=True)
        body.save()
    page.goto(house.url("/ueber-uns/"))
    page.get_by_role("link", name="Netzwerke").first.click()
    page.get_by_role("link", name="Netzwerk Integration").first.click()
    check(page)
    page.get_by_role("link", name="Um einen Platz bitten").click()
    page.get_by_label("Name Ihrer Organisation").fill("Sprachcafé am Markt")
    page.get_by_label("Ihr Name").fill("Nour Haddad")
    page.get_by_label("E-Mail").fill("nour@cafe.example")
    page.get_by_label("Was möchten Sie einbringen?").fill("Jeden Donnerstag ein Treffen.")
    check(page)
    page.get_by_role("button", name="Nachricht senden").click()
    page.wait_for_url("**/danke/")
    check(page)

    enter(page, "coordinator")
    page.goto(house.url("/buero/"))
    page.get_by_role("link", name="1 Partner möchte in einem Gremium mitmachen.").click()
    page.get_by_role("link", name="Netzwerk Integration").click()
    expect(page.get_by_text("Sprachcafé am Markt möchte mitmachen")).to_be_visible()
    page.get_by_role("link", name="Aufnehmen", exact=True).click()
    check(page)
    page.get_by_role("button", name="Speichern").click()

    expect(page.get_by_text("Sprachcafé am Markt ist jetzt dabei und bekommt eine Mail.")).to_be_visible()
    assert mail.outbox[-1].to == ["nour@cafe.example"]
    with district_scope(house.district):
        assert Seat.objects.get().organization.name == "Sprachcafé am Markt"
