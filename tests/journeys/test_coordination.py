"""The coordination's day: board, calendar, who is free, inviting to a training, the answer by link; a Träger sees only its own."""

import re
from datetime import date, time, timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from playwright.sync_api import expect

from kreislotse.accounts.models import Membership
from kreislotse.core.scope import district_scope
from kreislotse.guides.models import Guide, TrainingDate, TrainingModule, TrainingParticipant, TrainingRun
from kreislotse.network.models import Representation
from tests import factories as make

pytestmark = pytest.mark.journey


@pytest.fixture
def pool(stocked):
    """The guide of the house belongs to one Träger, somebody else to another; each goes along with one request."""
    house = stocked
    with district_scope(house.district):
        mine, theirs = make.OrganizationFactory(name="Unser Träger"), make.OrganizationFactory(name="Anderer Träger")
        house.guide.organization = mine
        house.guide.save()
        other = make.GuideFactory(first_name="Fremde", last_name="Person", organization=theirs, email="f@example.org")
        user = make.UserFactory(
            email="provider@musterau.example", name="Petra Träger", password=make_password(house.password)
        )
        membership = Membership.objects.create(user=user, role="provider_coordinator", valid_from=date(2020, 1, 1))
        Representation.objects.create(membership=membership, organization=mine)
        for guide in (house.guide, other):
            request = make.HelpRequestFactory(
                wish="company", status="running", topic=house.topic, municipality=house.korbach
            )
            assignment = make.AssignmentFactory(help_request=request, guide=guide, status="running")
            make.AppointmentFactory(
                assignment=assignment, on=house.today, starts_at=time(10), outcome="planned", counted_in=None
            )
        make.HelpRequestFactory(wish="company", topic=house.topic, received_on=house.today - timedelta(days=9))
        module = TrainingModule.objects.create(title="Datenschutz im Alltag", kind="further", units=4)
        house.run = TrainingRun.objects.create(module=module, place="Kreishaus", places=1)
        TrainingDate.objects.create(
            run=house.run, on=house.today + timedelta(days=30), starts_at=time(17), ends_at=time(20), units=4
        )
    return house


def test_from_the_board_to_an_answered_invitation(desk, browser, pool, enter, check):
    enter(desk, "coordinator")
    desk.goto(pool.url("/buero/lotsen/brett/"))
    new = desk.get_by_role("region", name=re.compile("^Neu"))
    expect(new.get_by_text("wartet lange")).to_be_visible()
    check(desk)
    for part in desk.locator(".board-column, .part-tabs li:visible").all():  # nothing is cut at 1280
        box = part.bounding_box()
        assert box["x"] + box["width"] <= 1280
    new.get_by_role("link", name=pool.topic.name).focus()
    desk.keyboard.press("ArrowRight")
    expect(
        desk.get_by_role("region", name=re.compile("^Läuft")).get_by_role("link", name=pool.topic.name).first
    ).to_be_focused()

    desk.get_by_role("link", name="Kalender", exact=True).click()
    expect(desk.get_by_role("row", name=re.compile("Lotsin, Samira"))).to_contain_text("10:00")
    check(desk)
    for view in ("Monat nach Personen", "Monat nach Tagen"):
        desk.get_by_role("main").get_by_role("link", name=view, exact=True).click()
        check(desk)

    desk.get_by_role("link", name="Wer ist frei?").first.click()
    language = desk.get_by_role("combobox", name="Wer spricht …")
    language.fill("Arabisch")
    language.press("Tab")
    desk.get_by_label("… und ist frei am").fill("morgen")
    desk.get_by_role("button", name="Freie Personen zeigen").click()
    expect(desk.get_by_text(re.compile("1 Person spricht Arabisch und ist am"))).to_be_visible()
    expect(desk.get_by_role("row", name=re.compile("Samira Lotsin"))).to_contain_text("08:00–18:00")
    check(desk)

    desk.get_by_role("link", name="Nachrichten", exact=True).click()
    desk.get_by_role("link", name="Zu einer Schulung einladen").click()
    desk.get_by_role("link", name="Datenschutz im Alltag: einladen").click()
    check(desk)
    desk.get_by_label("Alle auswählen").check()
    desk.get_by_role("button", name="Vorschau ansehen").click()
    expect(desk.get_by_text("2 Mails gehen hinaus")).to_be_visible()
    check(desk)
    desk.get_by_role("button", name="2 Mails senden").click()
    expect(desk.get_by_text("2 von 2 verschickt")).to_be_visible()
    check(desk)

    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    assert len(letters) == 2
    link = re.search(r"\S+/unterwegs/schulung/\S+", letters["guide@musterau.example"])[0]
    phone = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="de-DE", java_script_enabled=False
    ).new_page()
    phone.goto(pool.url("/unterwegs/schulung/" + link.rstrip("/").rpartition("/")[2] + "/"))
    phone.get_by_role("button", name="Ja, ich komme").click()
    expect(phone.get_by_role("heading", level=1, name="Danke, Sie sind angemeldet")).to_be_visible()
    phone.context.close()

    with district_scope(pool.district):
        assert TrainingParticipant.objects.get(guide=pool.guide).status == "registered"
    desk.get_by_role("link", name="Antworten auf die Einladung ansehen").click()
    expect(desk.get_by_text("1 ja, 0 nein, 1 ohne Antwort.")).to_be_visible()
    check(desk)


@pytest.mark.parametrize(
    "path", ["brett/", "kalender/", "kalender/?ansicht=tage", "stunden/", "reihe/?zeige=alle", "nachrichten/neu/"]
)
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_traegers_coordinator_sees_only_their_own(request, pool, enter, check, path, size):  # noqa: PLR0913
    page = request.getfixturevalue(size)
    enter(page, "provider")
    page.goto(pool.url(f"/buero/lotsen/{path}"))

    expect(page.get_by_role("main")).to_contain_text("Samira")
    expect(page.get_by_role("main")).not_to_contain_text("Fremde")
    check(page)


@pytest.mark.parametrize(
    ("path", "shows_own"),
    [("begleitungen/", True), ("lotsen/", True), ("lotsen/vertretungen/", False), ("lotsen/wochenplan/", False), ("lotsen/traeger/", False)],
)  # fmt: skip
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_traegers_coordinator_meets_no_foreign_name(request, pool, enter, check, path, shows_own, size):  # noqa: PLR0913
    page = request.getfixturevalue(size)
    enter(page, "provider")
    page.goto(pool.url(f"/buero/{path}"))

    if shows_own:
        expect(page.get_by_role("main")).to_contain_text("Samira")
    for name in ("Fremde", "Anderer Träger"):
        expect(page.get_by_role("main")).not_to_contain_text(name)
    check(page)


def test_a_traegers_coordinator_notes_a_talk_with_the_own_guide_and_finds_no_foreign_one(desk, pool, enter, check):
    enter(desk, "provider")
    desk.goto(pool.url("/buero/lotsen/"))
    desk.get_by_role("main").get_by_role("link", name=re.compile("Samira")).first.click()
    desk.get_by_role("link", name="Weg", exact=True).click()
    desk.get_by_role("link", name="Gespräch notieren").first.click()
    check(desk)
    desk.get_by_label("Notiz").fill("Hat freitags Zeit.")
    desk.get_by_role("button", name="Notiz speichern").click()
    expect(desk.get_by_text("Hat freitags Zeit.")).to_be_visible()
    with district_scope(pool.district):
        other = Guide.objects.get(first_name="Fremde")
    for part in ("", "weg/", "gespraech/"):
        assert desk.goto(pool.url(f"/buero/lotsen/{other.pk}/{part}")).status == 404


def test_the_board_works_on_a_phone_without_script(browser, pool, enter, check):
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="de-DE", java_script_enabled=False)
    page = context.new_page()
    enter(page, "coordinator")

    page.goto(pool.url("/buero/lotsen/brett/?wer=niemand"))

    tops = [column.bounding_box()["y"] for column in page.locator(".board-column").all()]
    assert tops == sorted(tops)
    assert len(set(tops)) == len(tops)  # stacked, not side by side

    page.get_by_text("Einsätze › Anfragen").click()
    page.get_by_role("navigation", name="Teile der Koordination").get_by_role("link", name="Stunden").click()
    expect(page.get_by_text("Geld › Stunden")).to_be_visible()
    context.close()
