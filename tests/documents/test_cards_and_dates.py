from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar

from kreislotse.documents.calendar import appointment_ics
from kreislotse.documents.vcard import Address, Card, Phone, write_vcards

BERLIN = ZoneInfo("Europe/Berlin")


def unfolded(content):
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_card_escapes_what_would_break_it():
    card = Card(
        full_name="Müller; Anna, M.A.",
        family_name="Müller",
        given_name="Anna;\r\nEND:VCARD",
        organization="AWO, Kreisverband",
        unit="Büro; 2",
        emails=["a@example.org\r\nNOTE:x"],
        phones=[Phone("+49 491 1"), Phone("0170 2", "cell")],
        address=Address("Weg 1, Haus; 2", "26789", "Leer"),
        note="Zeile 1\nZeile \\ 2",
        url="https://example.org/\r\nNOTE:x",
    )

    lines = unfolded(write_vcards([card]))

    assert lines[:2] == ["BEGIN:VCARD", "VERSION:4.0"]
    assert "FN:Müller\\; Anna\\, M.A." in lines
    assert "N:Müller;Anna\\;\\nEND:VCARD;;;" in lines
    assert "ORG:AWO\\, Kreisverband;Büro\\; 2" in lines
    assert "ADR;TYPE=work:;;Weg 1\\, Haus\\; 2;Leer;;26789;" in lines
    assert 'TEL;VALUE=text;TYPE="work,cell":0170 2' in lines
    assert "NOTE:Zeile 1\\nZeile \\\\ 2" in lines
    assert [line.partition(":")[0] for line in lines].count("NOTE") == 1
    assert lines.count("END:VCARD") == 1


def test_cards_are_folded_inside_75_octets_and_never_inside_a_character():
    content = write_vcards([Card(full_name="ä€𐍈" * 60, kind="org"), Card(full_name="B")])

    assert content.count(b"BEGIN:VCARD\r\n") == 2
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert f"FN:{'ä€𐍈' * 60}" in unfolded(content)
    assert [line for line in unfolded(content) if line.startswith("N:")] == ["N:;;;;"]


def test_appointment_carries_the_german_time_zone():
    content = appointment_ics(
        uid="17@kreis.example.org",
        start=datetime(2026, 7, 3, 7, 0, tzinfo=UTC),
        end=datetime(2026, 7, 3, 8, 30, tzinfo=UTC),
        summary="Begleitung: Kinderarzt; Korbach\r\nEND:VEVENT",
        location="Am Kniep 4, 34497 Korbach",
        description="Bitte das Protokoll mitnehmen.",
        url="https://example.org/e/9F3",
        organizer=('Fachstelle "MI"', "mi@example.org"),
    )

    calendar = Calendar.from_ical(content)
    event = calendar.walk("VEVENT")[0]
    assert b"BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin" in content
    assert b"DTSTART;TZID=Europe/Berlin:20260703T090000" in content
    assert event["dtend"].dt == datetime(2026, 7, 3, 10, 30, tzinfo=BERLIN)
    assert event["summary"] == "Begleitung: Kinderarzt; Korbach\nEND:VEVENT"
    assert event["organizer"] == "MAILTO:mi@example.org"
    assert content.split(b"\r\n").count(b"END:VEVENT") == 1


def test_cancelled_appointment_removes_itself():
    start = datetime(2026, 1, 3, 7, 0, tzinfo=UTC)

    content = appointment_ics(uid="1", start=start, end=start, summary="x", sequence=2, is_cancelled=True)

    assert b"METHOD:CANCEL" in content
    assert b"STATUS:CANCELLED" in content
    assert b"SEQUENCE:2" in content
