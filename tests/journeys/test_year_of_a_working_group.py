"""A year of a working group: planned, invited, moved, held, written down, decided, followed up, approved and corrected."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from kreislotse.groups import agenda, follow_up, meetings, operations
from kreislotse.groups.models import AgendaItem, Meeting, Seat, Task
from kreislotse.groups.operations import Person
from tests import factories as make

pytestmark = pytest.mark.journey


@pytest.fixture
def group(house):
    """A working group of two actors; the first meeting is to be planned."""
    with district_scope(house.district):
        body = make.BodyFactory(name="Arbeitsgruppe Sprache", responsible=house.people["coordinator"])
        for actor, name in (("Volkshochschule", "Ada Lind"), ("Caritas", "Bilal Aydin")):
            operations.give_seat(
                body, organization=make.OrganizationFactory(name=actor), role=Seat.Role.MEMBER,
                from_on=house.today - timedelta(days=90), by=house.people["coordinator"],
                person=Person(name, email=f"{name.split()[0].lower()}@akteur.example"),
            )  # fmt: skip
    return body


def open_meeting(house, page) -> Meeting:
    pk = int(re.search(r"/sitzungen/(\d+)/", page.url)[1])
    with district_scope(house.district):
        return Meeting.objects.get(pk=pk)


def test_a_year_of_a_working_group(page, house, group, enter, check):
    enter(page, "coordinator")
    page.goto(house.url(f"/buero/gremien/{group.pk}/"))
    check(page)

    # a series, with what is talked about every time
    page.get_by_role("link", name="Ständige Punkte").click()
    page.get_by_label("Worum es geht").first.fill("Zahlen, Daten, Fakten")
    check(page)
    page.get_by_role("button", name="Ständige Punkte speichern").click()
    page.get_by_role("link", name="Sitzung planen").first.click()
    check(page)
    page.get_by_label("Tag").fill((house.today + timedelta(days=7)).strftime("%d.%m.%Y"))
    page.get_by_label("Wie oft").select_option("quarterly")
    page.get_by_label("bis spätestens").fill((house.today + timedelta(days=370)).strftime("%d.%m.%Y"))
    page.get_by_label("Ort").fill("Kreishaus, Saal 2")
    page.get_by_role("button", name="Sitzung planen").click()
    expect(page.get_by_text("Sitzungen sind geplant.")).to_be_visible()
    meeting = open_meeting(house, page)
    here = page.url

    # the agenda, and the invitation
    page.get_by_role("link", name="Tagesordnung ändern").click()
    page.get_by_label("Worum es geht").nth(1).fill("Kurse im Herbst")
    check(page)
    page.get_by_role("button", name="Tagesordnung speichern").click()
    page.get_by_role("link", name="Einladen").click()
    expect(page.get_by_text("2 Personen bekommen je eine Mail")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Einladungen verschicken").click()
    expect(page.get_by_text("Die Einladungen sind unterwegs")).to_be_visible()
    assert len(mail.outbox) == 2

    # moved
    page.get_by_role("link", name="Verschieben").click()
    page.get_by_label("Tag").fill((house.today + timedelta(days=9)).strftime("%d.%m.%Y"))
    page.get_by_label("Grund").fill("Der Saal ist belegt.")
    check(page)
    page.get_by_role("button", name="Sitzung verschieben").click()
    expect(page.get_by_text("Die Sitzung ist verschoben")).to_be_visible()
    assert len(mail.outbox) == 4
    assert all(name != "Sitzung.ics" or b"SEQUENCE:1" in content.encode() for name, content, _kind in mail.outbox[-1].attachments if isinstance(content, str))  # fmt: skip

    # the day comes: who is there, what is said
    with district_scope(house.district):
        Meeting.objects.filter(pk=meeting.pk).update(
            starts_at=timezone.now() - timedelta(hours=1), ends_at=timezone.now() + timedelta(hours=1)
        )
    page.goto(here)
    page.get_by_role("link", name="Anwesenheit", exact=True).click()
    page.get_by_role("group", name="Ada Lind").get_by_label("vor Ort").check()
    page.get_by_role("group", name="Bilal Aydin").get_by_label("online").check()
    check(page)
    page.get_by_role("button", name="Anwesenheit speichern").click()
    expect(page.get_by_text("2 von 2 Sitzen sind besetzt, 2 Stimmen.")).to_be_visible()
    check(page)
    first = page.get_by_label("Protokoll zu TOP 1")
    first.fill("Die Zahlen liegen vor.")
    expect(page.get_by_text("Gespeichert um")).to_be_visible()
    first.press("Control+Enter")
    page.keyboard.type("Ab Oktober gibt es zwei Kurse.")
    expect(page.get_by_text("Noch nicht gespeichert")).to_be_visible()
    expect(page.get_by_text("Gespeichert um")).to_be_visible()
    with district_scope(house.district):
        notes = list(AgendaItem.objects.filter(meeting=meeting).order_by("position").values_list("note", flat=True))
    assert notes == ["Die Zahlen liegen vor.", "Ab Oktober gibt es zwei Kurse."]

    # a resolution and a task, with the keyboard
    page.get_by_label("Protokoll zu TOP 2").press("Alt+b")
    box = page.get_by_label("Beschluss", exact=True)
    expect(box).to_be_focused()
    box.fill("Wir fragen beim Land gemeinsam an.")
    for vote, number in (("Ja", "2"), ("Nein", "0"), ("Enthaltung", "0")):
        page.get_by_label(vote, exact=True).fill(number)
    check(page)
    page.get_by_role("button", name="Beschluss aufschreiben").click()
    expect(page.get_by_text(re.compile(r"Beschluss 1/\d{4} ist aufgeschrieben"))).to_be_visible()
    page.get_by_label("Protokoll zu TOP 2").press("Alt+a")
    page.get_by_label("Was ist zu tun?").fill("Brief an das Land schreiben")
    page.get_by_role("combobox", name="Wer übernimmt es?").fill("Ada")
    page.get_by_role("option", name="Ada Lind, Volkshochschule").click()
    page.get_by_label("Bis wann?").fill("in 5 Tagen")
    page.get_by_role("button", name="Aufgabe vergeben").click()
    expect(page.get_by_text("Die Aufgabe ist vergeben.")).to_be_visible()

    # the task is done by the link in a mail, without a login
    with district_scope(house.district):
        follow_up.send_task_reminders(today=house.today)
    [link] = re.findall(r"http\S+/partner/aufgabe/\S+", mail.outbox[-1].body)
    outside = page.context.browser.new_page()
    outside.goto(house.url("/partner/aufgabe/") + link.split("/partner/aufgabe/")[1])
    check(outside)
    outside.get_by_role("button", name="Erledigt").click()
    expect(outside.get_by_role("heading", name="Danke, das ist erledigt")).to_be_visible()
    check(outside)
    outside.close()
    with district_scope(house.district):
        assert Task.objects.get().done_on == timezone.localdate()

    # sent, approved, corrected, printed
    page.goto(here)
    page.get_by_role("link", name="Zur Genehmigung schicken").click()
    check(page)
    page.get_by_role("button", name="Protokoll verschicken").click()
    assert "Protokoll: Arbeitsgruppe Sprache" in mail.outbox[-1].subject
    page.get_by_role("link", name="Protokoll genehmigen").click()
    check(page)
    page.get_by_role("button", name="Protokoll genehmigen").click()
    expect(page.get_by_text("Das Protokoll ist genehmigt.")).to_be_visible()
    page.get_by_role("link", name="Berichtigen").click()
    page.get_by_label("Wie es richtig heißen muss").fill("Es sind drei Kurse.")
    page.get_by_role("button", name="Berichtigung aufschreiben").click()
    expect(page.get_by_text("Es sind drei Kurse.")).to_be_visible()
    check(page)
    printed = page.get_by_role("link", name="Protokoll (PDF)").get_attribute("href")
    assert page.request.get(house.url(printed)).body().startswith(b"%PDF")
    page.goto(house.url("/buero/gremien/sitzungen/suche/?q=gemeinsam"))
    expect(page.get_by_text("Wir fragen beim Land gemeinsam an.")).to_be_visible()
    check(page)


@pytest.fixture
def held(house, group):
    """Where the minutes of a meeting that is being held are written, with two items."""
    by = house.people["coordinator"]
    with district_scope(house.district):
        begins = timezone.now() - timedelta(hours=1)
        meeting = meetings.plan_meeting(
            group, starts_at=begins, ends_at=begins + timedelta(hours=2), frame=meetings.Frame(place="Saal"), by=by
        )
        agenda.save_agenda(meeting, [agenda.Line("Zahlen"), agenda.Line("Kurse")], by=by)
    return house.url(f"/buero/gremien/sitzungen/{meeting.pk}/protokoll/")


def test_two_write_at_the_same_item_and_nothing_is_lost(page, held, enter):
    enter(page, "coordinator")
    page.goto(held)
    other = page.context.new_page()
    other.goto(held)

    page.get_by_label("Protokoll zu TOP 1").fill("Von Karim.")
    expect(page.get_by_text("Gespeichert um")).to_be_visible()
    other.get_by_label("Protokoll zu TOP 1").fill("Von Sabine.")
    expect(other.get_by_text("Hier hat inzwischen jemand anderes geschrieben.")).to_be_visible()
    expect(other.get_by_label("Protokoll zu TOP 1")).to_have_value("Von Sabine.")
    other.get_by_role("button", name="Beide Texte behalten").click()

    expect(other.get_by_label("Protokoll zu TOP 1")).to_have_value("Von Karim.\n\nVon Sabine.")


def test_a_slow_save_does_not_say_saved_of_what_was_typed_meanwhile(page, held, enter):
    enter(page, "coordinator")
    page.goto(held)
    waiting = []
    page.route(
        held, lambda route: waiting.append(route) if route.request.method == "POST" else route.continue_()
    )  # fmt: skip
    with page.expect_request(lambda request: request.method == "POST"):
        page.get_by_label("Protokoll zu TOP 1").fill("Die Zahlen liegen vor.")
    page.get_by_label("Protokoll zu TOP 2").fill("Ab Oktober gibt es zwei Kurse.")
    expect(page.get_by_text("Noch nicht gespeichert")).to_be_visible()

    with page.expect_request(lambda request: request.method == "POST"):
        waiting.pop(0).continue_()  # the first save comes back, and the second begins
    expect(page.get_by_text("Noch nicht gespeichert")).to_be_visible()
    waiting.pop(0).continue_()

    expect(page.get_by_text("Gespeichert um")).to_be_visible()
    assert not waiting


def test_minutes_without_a_connection_say_that_they_are_not_saved(page, held, enter):
    enter(page, "coordinator")
    page.goto(held)
    page.context.set_offline(True)
    page.get_by_label("Protokoll zu TOP 1").fill("Die Zahlen liegen vor.")
    expect(page.get_by_text("Nicht gespeichert: keine Verbindung")).to_be_visible()

    page.context.set_offline(False)
    page.get_by_label("Protokoll zu TOP 1").press_sequentially(" Und mehr.")

    expect(page.get_by_text("Gespeichert um")).to_be_visible()
