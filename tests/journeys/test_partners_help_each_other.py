"""A partner posts a wish, another answers, it is settled; the office opens the picture, its table and the file for Gephi."""

from datetime import date, timedelta
from xml.etree.ElementTree import parse

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from kreislotse.groups import operations, projects
from kreislotse.groups.models import MarketItem, Project
from kreislotse.network.models import Representation
from tests.journeys.conftest import PASSWORD

pytestmark = pytest.mark.journey
NODE = "{http://graphml.graphdrawing.org/xmlns}node"


@pytest.fixture
def partners(house):
    """Two organizations with somebody who speaks for each, and a third they meet in a working group."""
    from tests import factories as make

    with district_scope(house.district):
        house.actors = [
            make.OrganizationFactory(name=name, email=f"post@{short}.example", phone="05631 8")
            for name, short in (
                ("Sprachcafé am Markt", "cafe"),
                ("Sportbund Musterau", "sport"),
                ("Caritas", "caritas"),
            )
        ]
        for number, organization in enumerate(house.actors[:2]):
            user = make.member(
                "offer_editor", email=f"partner{number}@musterau.example", password=make_password(PASSWORD)
            )
            Representation.objects.create(membership=user.memberships.get(), organization=organization)
        by = house.people["coordinator"]
        body = make.BodyFactory(name="AG Sprache")
        for organization in house.actors[1:]:
            operations.give_seat(body, organization=organization, role="member", from_on=date(2026, 1, 1), by=by)
        projects.save_project(
            Project(title="Laufen und Lernen", starts_on=date(2026, 1, 1), lead=house.actors[1]),
            topics=[], target_groups=[], municipalities=[], partners=[(house.actors[2], "hosts")], by=by,
        )  # fmt: skip
    return house


@pytest.fixture
def desk(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="de-DE", accept_downloads=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser):
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="de-DE")
    yield context.new_page()
    context.close()


@pytest.fixture
def other_phone(browser):
    """Without script: everything works as a plain page first."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="de-DE", java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_a_wish_is_answered_and_stands_in_the_picture(partners, phone, other_phone, desk, enter, check, tmp_path):
    enter(phone, "partner0")
    phone.goto(partners.url("/partner/markt/"))
    check(phone)
    phone.get_by_role("link", name="Etwas suchen oder anbieten").click()
    phone.get_by_label("Suche", exact=True).check()
    phone.get_by_label("Worum es geht").select_option("rooms")
    phone.get_by_label("Was genau, wann und wo").fill("Ein Raum für zwanzig Menschen, donnerstags ab 16 Uhr.")
    phone.get_by_label("gilt bis").fill("gestern")
    phone.get_by_role("button", name="Etwas suchen oder anbieten").click()
    expect(phone.get_by_text("Der letzte Tag liegt in der Vergangenheit").first).to_be_visible()
    phone.get_by_label("gilt bis").fill("in 4 Wochen")
    phone.get_by_role("button", name="Etwas suchen oder anbieten").click()
    expect(phone.get_by_text("Ihr Eintrag steht jetzt bei allen Partnern.")).to_be_visible()

    enter(other_phone, "partner1")
    other_phone.goto(partners.url("/partner/markt/"))
    other_phone.get_by_role("link", name="Antworten").click()
    other_phone.get_by_label("Ihre Antwort").fill("Unser Vereinsheim ist donnerstags frei.")
    other_phone.get_by_role("button", name="Antworten").click()
    expect(other_phone.get_by_text("Ihre Antwort ist unterwegs an Sprachcafé am Markt.")).to_be_visible()
    [letter] = mail.outbox
    assert letter.to == ["post@cafe.example"]
    assert "05631 8" in letter.body
    assert "partner1@" not in letter.body

    phone.goto(partners.url("/partner/markt/"))
    expect(phone.get_by_text("Unser Vereinsheim ist donnerstags frei.")).to_be_visible()
    phone.get_by_role("link", name="Beenden").click()
    check(phone)
    phone.get_by_label("Was daraus wurde").fill("Donnerstags im Vereinsheim")
    phone.get_by_label("geworden mit").select_option(label="Sportbund Musterau")
    phone.get_by_role("button", name="Eintrag beenden").click()
    expect(phone.get_by_text("Der Eintrag ist beendet.")).to_be_visible()
    with district_scope(partners.district):
        assert MarketItem.objects.get().settled_with == partners.actors[1]

    # The office sees who connects whom, as a picture, as a table and in sentences.
    enter(desk, "coordinator")
    desk.goto(partners.url("/buero/netzwerk/bild/"))
    check(desk)
    expect(desk.get_by_text("„Sportbund Musterau“ verbindet Caritas mit Sprachcafé am Markt.")).to_be_visible()
    node = desk.get_by_role("link", name="Sportbund Musterau: arbeitet mit 2 anderen")
    node.focus()
    expect(node).to_be_focused()
    row = desk.get_by_role("row").filter(has_text="Caritas").filter(has_text="Sportbund Musterau")
    expect(row).to_contain_text("AG Sprache und Laufen und Lernen")
    with desk.expect_download() as waiting:
        desk.get_by_role("link", name="GraphML für Gephi und yEd").click()
    file = tmp_path / "netzwerk.graphml"
    waiting.value.save_as(file)
    nodes = {one.get("id") for one in parse(file).getroot().iter(NODE)}
    assert {f"akteur-{one.pk}" for one in partners.actors} <= nodes
    node.press("Enter")
    expect(desk.get_by_role("heading", level=1, name="Sportbund Musterau")).to_be_visible()
    expect(desk.get_by_role("link", name="Laufen und Lernen")).to_be_visible()


def test_the_office_ends_a_project_and_shows_it_to_everybody(partners, desk, phone, enter, check):
    with district_scope(partners.district):
        Project.objects.update(ends_on=partners.today - timedelta(days=3))
    enter(desk, "coordinator")
    desk.goto(partners.url("/buero/"))
    desk.get_by_role("link", name="1 Projekt ist vorbei, und niemand hat geschrieben, was daraus wurde.").click()
    desk.get_by_role("link", name="Laufen und Lernen").click()
    check(desk)
    desk.get_by_role("link", name="Ergebnis schreiben").click()
    desk.get_by_role("button", name="Projekt abschließen").click()
    expect(desk.get_by_text("Bitte schreiben Sie in ein, zwei Sätzen, was daraus wurde.").first).to_be_visible()
    desk.get_by_label("Was daraus wurde").fill("Vierzig Menschen laufen jeden Sonntag.")
    desk.get_by_role("button", name="Projekt abschließen").click()
    desk.get_by_role("link", name="Bearbeiten").click()
    desk.get_by_label("auf der öffentlichen Seite zeigen").check()
    desk.get_by_role("button", name="Projekt speichern").click()
    expect(desk.get_by_text("„Laufen und Lernen“ ist gespeichert.")).to_be_visible()

    phone.goto(partners.url("/netzwerke/"))
    phone.get_by_role("link", name="Projekte ansehen").click()
    phone.get_by_role("link", name="Laufen und Lernen").click()
    check(phone)
    expect(phone.get_by_text("Vierzig Menschen laufen jeden Sonntag.")).to_be_visible()
