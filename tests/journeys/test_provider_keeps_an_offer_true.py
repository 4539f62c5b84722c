"""A provider is asked by mail, confirms one offer and corrects another on the phone; the office approves field by field."""

from datetime import date

import pytest
from django.core import mail
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from kreislotse.directory import asking
from kreislotse.directory.models import CheckRequest, CheckRule, OfferProposal

pytestmark = pytest.mark.journey


@pytest.fixture
def desk(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="de-DE")
    yield context.new_page()
    context.close()


@pytest.fixture
def provider(browser):
    """A phone without script and without a login."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="de-DE", java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def with_script(browser):
    """The same pages with script, for axe and the narrow screen."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="de-DE")
    yield context.new_page()
    context.close()


@pytest.fixture
def links(stocked):
    """The links of the nightly mail, by the title of their offer."""
    with district_scope(stocked.district):
        CheckRule.objects.update(is_mailed=True)
        provider = stocked.offer.provider
        provider.email = "info@mieterhilfe.example"
        provider.save()
        assert asking.ask_due_offers(today=stocked.today) == 1
        titles = {row.secret: row.offer.title for row in CheckRequest.objects.select_related("offer")}
    (letter,) = mail.outbox
    found = [word for word in letter.body.split() if "/partner/pruefen/" in word]
    return {titles[link.rstrip("/").rpartition("/")[2]]: link for link in found}


def state_of(house, title):
    with district_scope(house.district):
        return CheckRequest.objects.select_related("offer").get(offer__title=title)


def test_provider_confirms_and_corrects_and_the_office_approves(
    provider, with_script, desk, stocked, links, enter, check
):
    confirmed, corrected = "Beratung zu Miete und Wohnung", "Deutsch lernen am Abend"
    assert set(links) == {confirmed, corrected}

    # A scanner opens every link of the mail, and nothing happens.
    for link in links.values():
        assert provider.request.get(link).status == 200
    assert state_of(stocked, confirmed).answer == "open"

    # Still right: one click.
    with_script.goto(links[confirmed])
    check(with_script)
    provider.goto(links[confirmed])
    expect(provider.get_by_role("heading", level=1, name="Stimmt das noch?")).to_be_visible()
    expect(provider.get_by_text("05631 111").first).to_be_visible()
    provider.get_by_role("button", name="Stimmt noch").click()
    expect(provider.get_by_role("heading", level=1, name="Danke, Ihre Angaben gelten als geprüft")).to_be_visible()
    with_script.goto(links[confirmed])
    check(with_script)
    assert state_of(stocked, confirmed).offer.checked_on == stocked.today

    # Something has changed: the provider edits a copy.
    provider.goto(links[corrected])
    provider.get_by_role("link", name="Hat sich geändert").click()
    with_script.goto(provider.url)
    check(with_script)
    provider.get_by_label("Telefon", exact=True).fill("05631 999")
    provider.get_by_label("In einem Satz").fill("Wir lernen zusammen Deutsch. Jeden Abend.")
    provider.get_by_label("Ihr Name").fill("Frau Muster")
    provider.get_by_role("button", name="Änderungen vorschlagen").click()
    expect(provider.get_by_role("heading", level=1, name="Danke, Ihr Vorschlag ist bei uns")).to_be_visible()
    assert state_of(stocked, corrected).offer.phone == ""

    # The office sees it, compares, takes one field and leaves the other.
    enter(desk, "coordinator")
    desk.goto(stocked.url("/buero/"))
    desk.get_by_role("link", name="1 Anbieter möchte an einem Angebot etwas ändern.").click()
    check(desk)
    desk.get_by_role("link", name=corrected).click()
    check(desk)
    expect(desk.get_by_text("Frau Muster")).to_be_visible()
    expect(desk.locator("ins", has_text="05631 999")).to_be_visible()
    sentence = desk.get_by_role("region", name="In einem Satz")
    sentence.get_by_label("nicht übernehmen").check()
    desk.get_by_label("Ein Satz an den Anbieter").fill("Der Satz bleibt kürzer.")
    desk.get_by_role("button", name="Entscheidung speichern").click()
    expect(desk.get_by_text("Entschieden.")).to_be_visible()

    # The public sees what was taken over, and when it was checked; the provider has an answer.
    offer = state_of(stocked, corrected).offer
    desk.goto(stocked.url(f"/angebote/{offer.pk}/"))
    expect(desk.get_by_text("05631 999").first).to_be_visible()
    expect(desk.get_by_text("Jeden Abend.")).to_have_count(0)
    expect(desk.get_by_text(f"{stocked.today:%d.%m.%Y}").first).to_be_visible()
    answer = mail.outbox[-1]
    assert answer.to == ["info@mieterhilfe.example"]
    assert "Übernommen haben wir: Telefon." in answer.body and "Der Satz bleibt kürzer." in answer.body
    with district_scope(stocked.district):
        assert OfferProposal.objects.get().accepted == ["phone"]


def test_office_sees_what_is_due_asks_by_hand_and_freezes_the_list(desk, stocked, enter, check):
    with district_scope(stocked.district):
        stocked.offer.kind, stocked.offer.email = "counselling", "miete@mieterhilfe.example"
        stocked.offer.save()
    enter(desk, "coordinator")

    desk.goto(stocked.url("/buero/angebote/pruefung/"))
    check(desk)
    desk.get_by_role("row", name=stocked.offer.title).get_by_role("link", name="Anbieter fragen").click()
    check(desk)
    expect(desk.get_by_text("miete@mieterhilfe.example")).to_be_visible()
    desk.get_by_role("button", name="E-Mail senden").click()
    expect(desk.get_by_text("ist unterwegs")).to_be_visible()
    assert [letter.to for letter in mail.outbox] == [["miete@mieterhilfe.example"]]

    desk.goto(stocked.url("/buero/angebote/abzuege/"))
    check(desk)
    desk.get_by_role("button", name="Abzug von heute machen").click()
    expect(desk.get_by_role("heading", level=1, name="Beratungsangebote am")).to_be_visible()
    check(desk)


def test_link_that_is_over_says_so_and_sends_a_new_one(provider, with_script, stocked, links, check):
    title, link = links.popitem()
    with district_scope(stocked.district):
        CheckRequest.objects.update(expires_on=date(2020, 1, 1), asked_on=date(2019, 12, 1))
    mail.outbox.clear()

    with_script.goto(link)
    check(with_script)
    provider.goto(link)
    expect(provider.get_by_role("heading", level=1, name="Dieser Link gilt nicht mehr")).to_be_visible()
    provider.get_by_role("button", name="Neue E-Mail anfordern").click()

    expect(provider.get_by_role("heading", level=1, name="Neue E-Mail angefordert")).to_be_visible()
    (letter,) = mail.outbox
    assert title in letter.body and link not in letter.body
