"""The pages of meetings: the office plans and writes, partners read, an external lead writes along, nobody else sees it."""

from datetime import date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kreislotse.core.text import fold_german
from kreislotse.groups import agenda, findings, inviting, meetings, minutes, resolutions
from kreislotse.groups.meeting_search import search_meetings
from kreislotse.groups.meetings import BERLIN
from kreislotse.groups.models import AgendaItem, Body, HearingCase, Meeting, MeetingMail, Paper, Resolution, Task
from kreislotse.groups.resolutions import Decision
from kreislotse.network.models import Representation
from tests.factories import BodyFactory, OrganizationFactory, TopicFactory, member
from tests.groups.meetings import Role, items, plan, seat

ROOT = "/buero/gremien/"
TODAY = timezone.localdate()
PAST = datetime.combine(TODAY - timedelta(days=3), datetime.min.time(), BERLIN) + timedelta(hours=14)
NOW = PAST + timedelta(hours=1)


@pytest.fixture
def office(login, coordinator):
    return login(coordinator)


@pytest.fixture
def meeting(coordinator):
    meeting = plan(coordinator, starts_at=PAST)
    meeting.ada = seat(meeting.body, coordinator, "Ada Lind")
    meeting.first, meeting.second = items(meeting, coordinator, "Kurse im Herbst", "Räume")
    meeting.url = f"{ROOT}sitzungen/{meeting.pk}/"
    return meeting


def text_of(response) -> str:
    return response.content.decode()


def page_of(client, meeting) -> dict:
    """What the open page of the minutes would send."""
    data = {"page": "abc"}
    for item in AgendaItem.objects.filter(meeting=meeting):
        data |= {f"note-{item.pk}": item.note, f"seen-{item.pk}": minutes.text_seen(item.note)}
    return data


# ── planning ────────────────────────────────────────────────────────────────────────────────────────


def test_a_meeting_is_planned_and_the_next_one_begins_like_it(office):
    body = BodyFactory(name="AG Wohnen")
    data = {"day": "in 2 Wochen", "from_time": "09:30", "to_time": "11:00", "form": "on_site", "place": "Rathaus"}

    response = office.post(f"{ROOT}{body.pk}/sitzungen/neu/", data)

    meeting = Meeting.objects.get()
    assert response["Location"] == f"{ROOT}sitzungen/{meeting.pk}/"
    assert meeting.day == TODAY + timedelta(days=14)
    again = text_of(office.get(f"{ROOT}{body.pk}/sitzungen/neu/"))
    assert 'value="Rathaus"' in again
    assert 'value="09:30"' in again


def test_a_series_says_what_it_left_out(office):
    body = BodyFactory()
    data = {
        "day": "6.4.2026", "from_time": "14:00", "to_time": "16:00", "form": "on_site", "rhythm": "weekly",
        "last_on": "30.4.2026",
    }  # fmt: skip

    page = text_of(office.post(f"{ROOT}{body.pk}/sitzungen/neu/", data, follow=True))

    assert "3 Sitzungen sind geplant." in page
    assert "Ostermontag" in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"to_time": "08:00"}, "Die Sitzung endet, bevor sie beginnt."),
        ({"day": "irgendwann"}, "Bitte schreiben Sie ein Datum"),
        ({"form": "hybrid"}, "braucht einen Link"),
        ({"form": "telepathisch"}, "keine gültige Auswahl"),
        ({"rhythm": "weekly"}, "bis wann die Reihe geht"),
        ({"video_link": "nicht.ein link"}, "gültige"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_and_kept(office, change, sentence):
    body = BodyFactory()
    data = {"day": "12.3.2030", "from_time": "14:00", "to_time": "16:00", "form": "on_site", "place": "Saal"} | change

    response = office.post(f"{ROOT}{body.pk}/sitzungen/neu/", data)

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert 'value="Saal"' in text_of(response)
    assert not Meeting.objects.exists()


def test_inviting_shows_first_to_whom(office, coordinator, django_capture_on_commit_callbacks):
    meeting = plan(coordinator, starts_at=PAST + timedelta(days=30))
    seat(meeting.body, coordinator, "Ada Lind")
    items(meeting, coordinator)
    url = f"{ROOT}sitzungen/{meeting.pk}/einladen/"

    assert "1 Person bekommt eine Mail" in text_of(office.get(url))
    assert not mail.outbox
    with django_capture_on_commit_callbacks(execute=True):
        office.post(url)

    assert len(mail.outbox) == 1
    page = text_of(office.get(f"{ROOT}sitzungen/{meeting.pk}/"))
    assert "Einladung: 1 verschickt" in page
    assert "Alle sind eingeladen" in text_of(office.get(url))


def test_moving_and_calling_off_say_who_hears_of_it(office, coordinator):
    meeting = plan(coordinator, starts_at=PAST + timedelta(days=30))
    seat(meeting.body, coordinator, "Ada Lind")
    items(meeting, coordinator)
    url = f"{ROOT}sitzungen/{meeting.pk}/"
    assert "Noch ist niemand eingeladen" in text_of(office.get(f"{url}verschieben/"))
    inviting.invite_to_meeting(meeting, now=NOW, by=coordinator)
    assert "1 eingeladene Person bekommt eine Mail" in text_of(office.get(f"{url}verschieben/"))

    office.post(f"{url}verschieben/", {"day": "1.3.2040", "from_time": "10:00", "to_time": "11:00", "reason": "Ferien"})
    page = text_of(office.get(url))
    assert "1. März 2040" in page
    assert "Ferien" in page
    assert office.post(f"{url}absagen/", {"reason": ""}).status_code == 422
    office.post(f"{url}absagen/", {"reason": "Glatteis"})

    assert "Diese Sitzung ist abgesagt." in text_of(office.get(url))


def agenda_data(*rows) -> dict:
    data = {"punkte-TOTAL_FORMS": len(rows), "punkte-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"punkte-{number}-{name}": value for name, value in row.items()}
    return data


def test_the_agenda_is_written_in_the_order_of_its_numbers(office, meeting):
    actor = OrganizationFactory(name="Jobcenter")
    rows = (
        {"key": meeting.first.pk, "order": 2, "title": "Kurse", "kind": "discussion"},
        {"order": 1, "title": "Zahlen", "kind": "numbers", "minutes_planned": 10, "rapporteur": f"actor-{actor.pk}"},
        {"order": "", "title": "", "kind": "discussion"},
        {"key": meeting.second.pk, "order": 3, "title": "Räume", "kind": "discussion", "remove": "on"},
    )

    response = office.post(f"{meeting.url}tagesordnung/", agenda_data(*rows))

    assert response["Location"] == meeting.url
    found = meeting.items.order_by("position").values_list("position", "title", "rapporteur__name")
    assert list(found) == [(1, "Zahlen", "Jobcenter"), (2, "Kurse", None)]


@pytest.mark.parametrize(
    "row", [{"title": "x" * 300}, {"title": "A", "minutes_planned": -5}, {"title": "A", "kind": "tanz"}, {"title": "A", "rapporteur": "actor-999999"}],
)  # fmt: skip
def test_nonsense_on_an_agenda_is_refused(office, meeting, row):
    response = office.post(f"{meeting.url}tagesordnung/", agenda_data({"order": 1, "kind": "discussion"} | row))

    assert response.status_code == 422
    assert meeting.items.count() == 2


def test_standing_items_stand_on_the_next_agenda(office, meeting):
    url = f"{ROOT}{meeting.body.pk}/staendige-punkte/"
    office.post(url, agenda_data({"order": 1, "title": "Zahlen, Daten, Fakten", "kind": "numbers"}))

    office.post(
        f"{ROOT}{meeting.body.pk}/sitzungen/neu/",
        {"day": "1.3.2040", "from_time": "14:00", "to_time": "16:00", "form": "on_site"},
    )

    assert Meeting.objects.latest("pk").items.get().title == "Zahlen, Daten, Fakten"


# ── papers ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_paper_reaches_members_and_nobody_else(office, meeting, login):
    file = SimpleUploadedFile("Konzept.pdf", b"%PDF-1.7 x")
    office.post(f"{ROOT}punkte/{meeting.first.pk}/unterlage/", {"file": file})
    internal = SimpleUploadedFile("Intern.pdf", b"%PDF-1.7 y")
    office.post(f"{ROOT}punkte/{meeting.first.pk}/unterlage/", {"file": internal, "for_office_only": "on"})
    paper, inside = Paper.objects.order_by("pk")
    partner = member("offer_editor")
    Representation.objects.create(membership=partner.memberships.get(), organization=meeting.ada.organization)
    stranger = member("offer_editor")
    Representation.objects.create(membership=stranger.memberships.get(), organization=OrganizationFactory())

    got = login(partner).get(f"/partner/gremien/unterlagen/{paper.pk}/")

    assert got.getvalue() == b"%PDF-1.7 x"
    assert got["X-Content-Type-Options"] == "nosniff"
    assert login(partner).get(f"/partner/gremien/unterlagen/{inside.pk}/").status_code == 404
    assert login(stranger).get(f"/partner/gremien/unterlagen/{paper.pk}/").status_code == 404
    assert office.get(f"{ROOT}unterlagen/{inside.pk}/").status_code == 200
    refused = office.post(f"{ROOT}punkte/{meeting.first.pk}/unterlage/", {"file": SimpleUploadedFile("a.exe", b"MZ")})
    assert refused.status_code == 422
    office.post(f"{ROOT}unterlagen/{paper.pk}/entfernen/")
    assert list(Paper.objects.all()) == [inside]


# ── attendance, minutes, resolutions ────────────────────────────────────────────────────────────────

GUESTS = {"gaeste-TOTAL_FORMS": 1, "gaeste-INITIAL_FORMS": 0}


def test_attendance_is_one_table(office, meeting):
    data = GUESTS | {f"sitz-{meeting.ada.pk}-state": "online", "gaeste-0-description": "Presse", "gaeste-0-number": 2}

    response = office.post(f"{meeting.url}anwesenheit/", data)

    assert response["Location"] == f"{meeting.url}protokoll/"
    assert meeting.attendance.get().state == "online"
    assert "1 von 1 Sitzen" in text_of(office.get(meeting.url))


def test_a_substitute_for_somebody_who_is_there_is_refused(office, meeting, coordinator):
    eva = seat(meeting.body, coordinator, "Eva", organization=None, role=Role.SUBSTITUTE, stands_for=meeting.ada)
    data = GUESTS | {f"sitz-{meeting.ada.pk}-state": "on_site", f"sitz-{meeting.ada.pk}-substitute": str(eva.pk)}

    response = office.post(f"{meeting.url}anwesenheit/", data)

    assert response.status_code == 422
    assert "ist selbst da" in text_of(response)
    wrong = office.post(f"{meeting.url}anwesenheit/", GUESTS | {f"sitz-{meeting.ada.pk}-state": "vielleicht"})
    assert wrong.status_code == 422


def test_the_page_saves_itself_and_without_script_by_its_button(office, meeting):
    data = page_of(office, meeting) | {f"note-{meeting.first.pk}": "Ab Oktober zwei Kurse."}

    part = office.post(f"{meeting.url}protokoll/", data, headers={"HX-Request": "true"})

    assert "Gespeichert um" in text_of(part)
    assert f'id="seen-{meeting.first.pk}"' in text_of(part)
    assert "<html" not in text_of(part)
    whole = office.post(
        f"{meeting.url}protokoll/", page_of(office, meeting) | {f"note-{meeting.second.pk}": "Saal frei."}
    )
    assert whole["Location"] == f"{meeting.url}protokoll/"
    assert "Saal frei." in text_of(office.get(f"{meeting.url}protokoll/"))


@pytest.mark.parametrize(
    ("button", "kept", "late_status"), [("both", "Erste.\n\nZweite.", 409), ("mine", "Zweite.", 200)]
)
def test_two_at_the_same_item_see_both_texts_and_choose(office, login, caseworker, meeting, button, kept, late_status):
    other = page_of(office, meeting) | {f"note-{meeting.first.pk}": "Zweite.", "page": "xyz"}
    office.post(f"{meeting.url}protokoll/", page_of(office, meeting) | {f"note-{meeting.first.pk}": "Erste."})

    contested = office.post(f"{meeting.url}protokoll/", other)

    assert contested.status_code == 409
    assert "Hier hat inzwischen jemand anderes geschrieben." in text_of(contested)
    assert "<p>Erste.</p>" in text_of(contested)
    assert ">Zweite.</textarea>" in text_of(contested)
    again = office.post(f"{meeting.url}protokoll/", other)
    assert again.status_code == 409
    office.post(f"{meeting.url}protokoll/", other | {button: str(meeting.first.pk)})
    assert AgendaItem.objects.get(pk=meeting.first.pk).note == kept
    late = office.post(f"{meeting.url}protokoll/", other, headers={"HX-Request": "true"})
    assert late.status_code == late_status
    assert ("Noch nicht gespeichert" in text_of(late)) == (late_status == 409)
    assert AgendaItem.objects.get(pk=meeting.first.pk).note == kept


def test_a_resolution_and_a_task_come_from_an_item(office, meeting, coordinator):
    minutes.record_attendance(meeting, [minutes.Presence(meeting.ada, "on_site")], now=NOW, by=coordinator)
    url = f"{ROOT}punkte/{meeting.first.pk}/"
    votes = {
        "text": "Wir fragen an.",
        "way": "counted",
        "result": "adopted",
        "votes_yes": 2,
        "votes_no": 0,
        "votes_abstained": 0,
    }

    refused = office.post(f"{url}beschluss/", votes)
    assert refused.status_code == 422
    assert "nur 1 stimmberechtigte Plätze sind besetzt" in text_of(refused)
    office.post(f"{url}beschluss/", votes | {"votes_yes": 1})
    office.post(f"{url}aufgabe/", {"text": "Anfragen", "owner": f"seat-{meeting.ada.pk}", "due_on": "in 2 Wochen"})

    assert Resolution.objects.get().votes == 1
    assert Task.objects.get().seat == meeting.ada
    page = text_of(office.get(f"{meeting.url}protokoll/"))
    assert "angenommen mit 1 Ja, 0 Nein" in page
    assert "Ada Lind, Caritas" in page
    fragment = office.get(f"{url}beschluss/", headers={"HX-Request": "true"})
    assert "<html" not in text_of(fragment)
    nobody = office.post(f"{url}aufgabe/", {"text": "X", "owner": "seat-99999", "due_on": "morgen"})
    assert nobody.status_code == 422


def test_from_draft_to_approved_and_corrected(office, meeting, coordinator):
    office.post(f"{meeting.url}protokoll/", page_of(office, meeting) | {f"note-{meeting.first.pk}": "Text."})
    office.post(f"{meeting.url}protokoll/verschicken/", {"objections_until": ""})
    assert "Es ist zur Genehmigung verschickt." in text_of(office.get(f"{meeting.url}protokoll/"))
    office.post(f"{meeting.url}protokoll/zurueckholen/")
    office.post(f"{meeting.url}protokoll/verschicken/", {})
    office.post(f"{meeting.url}protokoll/genehmigen/", {"on": "heute"})

    blocked = office.post(
        f"{meeting.url}protokoll/", page_of(office, meeting) | {f"note-{meeting.first.pk}": "Anders."}
    )
    assert blocked.status_code == 422
    assert "ändert sich nicht mehr" in text_of(blocked)
    office.post(f"{meeting.url}protokoll/berichtigen/", {"text": "Es war der Mai.", "item": meeting.first.pk})
    page = text_of(office.get(meeting.url))
    assert "Es war der Mai." in page
    assert "Text." in page
    for name in ("protokoll.pdf", "tagesordnung.pdf"):
        assert office.get(f"{meeting.url}{name}").getvalue().startswith(b"%PDF")
    assert b"BEGIN:VEVENT" in office.get(f"{meeting.url}termin.ics").content


# ── partners ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def partner(meeting, login):
    user = member("offer_editor")
    Representation.objects.create(membership=user.memberships.get(), organization=meeting.ada.organization)
    return login(user)


def test_partners_read_minutes_once_they_are_approved(partner, office, meeting, coordinator):
    url = f"/partner/gremien/sitzungen/{meeting.pk}/"
    minutes.write_notes(meeting, [minutes.Note(meeting.first, "Vertraulich bis zur Genehmigung", minutes.text_seen(""))], page="", now=NOW, by=coordinator)  # fmt: skip

    assert "Kurse im Herbst" in text_of(partner.get(url))
    assert "Vertraulich" not in text_of(partner.get(url))
    assert partner.get(f"{url}protokoll.pdf").status_code == 404
    assert partner.get(f"{url}protokoll/").status_code == 403
    assert "steht in unseren Sitzungen nichts" in text_of(partner.get("/partner/gremien/?q=vertraulich"))
    minutes.send_minutes(meeting, objections_until=None, now=NOW, by=coordinator)
    minutes.approve_minutes(meeting, on=TODAY, now=NOW, by=coordinator)

    assert "Vertraulich" in text_of(partner.get(url))
    assert partner.get(f"{url}protokoll.pdf").status_code == 200
    assert "Kurse im Herbst" in text_of(partner.get("/partner/gremien/?q=vertraulich"))


def test_an_external_lead_writes_agenda_and_minutes_of_the_own_body_only(meeting, coordinator, login):
    lead = member("group_lead")
    leading = seat(meeting.body, coordinator, "Lea Leitung", organization="VHS", role=Role.CO_LEAD)
    Representation.objects.create(membership=lead.memberships.get(), organization=leading.organization)
    client, url = login(lead), f"/partner/gremien/sitzungen/{meeting.pk}/"
    other = plan(coordinator, BodyFactory(), starts_at=PAST)
    seat(other.body, coordinator, "Lea Zwei", organization=None)
    [item, _second] = items(other, coordinator)

    data = page_of(client, meeting) | {f"note-{meeting.first.pk}": "Von draußen geschrieben."}
    assert client.post(f"{url}protokoll/", data)["Location"] == f"{url}protokoll/"
    assert AgendaItem.objects.get(pk=meeting.first.pk).note == "Von draußen geschrieben."
    for address in ("tagesordnung/", "anwesenheit/", "protokoll/", "protokoll.pdf"):
        assert client.get(f"{url}{address}").status_code == 200, address
        assert client.get(f"/partner/gremien/sitzungen/{other.pk}/{address}").status_code == 404, address
    for address in ("beschluss/", "aufgabe/", "unterlage/"):
        assert client.get(f"/partner/gremien/punkte/{meeting.first.pk}/{address}").status_code == 200, address
        assert client.get(f"/partner/gremien/punkte/{item.pk}/{address}").status_code == 404, address


def test_nothing_of_it_is_public(visitor, meeting, coordinator):
    minutes.write_notes(meeting, [minutes.Note(meeting.first, "Geheimwort", minutes.text_seen(""))], page="", now=NOW, by=coordinator)  # fmt: skip
    Body.objects.update(is_public=True)

    assert "Geheimwort" not in text_of(visitor.get(f"/netzwerke/{meeting.body.uuid}/"))
    assert "Geheimwort" not in text_of(visitor.get("/angebote/?q=geheimwort"))
    assert visitor.get(f"/partner/gremien/sitzungen/{meeting.pk}/").status_code == 302


# ── looking back ────────────────────────────────────────────────────────────────────────────────────


def test_the_search_finds_all_that_was_said_and_decided(office, meeting, coordinator):
    [item] = [meeting.first]
    minutes.write_notes(meeting, [minutes.Note(item, "Über die Müllgebühr gesprochen", minutes.text_seen(""))], page="", now=NOW, by=coordinator)  # fmt: skip
    resolutions.record_resolution(item, Decision("Die Müllgebühr wird erklärt.", "consensus"), now=NOW, by=coordinator)
    Task(body=meeting.body, text="Müllgebühr übersetzen", responsible=coordinator, due_on=TODAY, recorded_at=NOW).save()
    council = BodyFactory(name="Beirat", kind="foreigners_council")
    HearingCase(body=council, matter="Satzung zur Müllgebühr", informed_on=TODAY).save()

    assert {hit.kind for hit in search_meetings("MUELLGEBUEHR", to=coordinator)} == {
        "Protokoll",
        "Beschluss",
        "Aufgabe",
        "Anhörung",
    }
    assert "4 Treffer" in text_of(office.get(f"{ROOT}sitzungen/suche/?q=müllgebühr"))
    assert "Dazu steht nirgends etwas" in text_of(office.get(f"{ROOT}sitzungen/suche/?q=müllgebühr nichts"))
    assert search_meetings("Müllgebühr", to=coordinator, body=council)[0].title == "Satzung zur Müllgebühr"
    assert search_meetings(" ", to=coordinator) == []


def test_today_leads_to_meetings_whose_mail_did_not_arrive(office, coordinator):
    coming = plan(coordinator, starts_at=timezone.now() + timedelta(days=9))
    over = plan(coordinator, coming.body, starts_at=PAST)
    holder = seat(coming.body, coordinator, "Ada Lind", from_on=TODAY - timedelta(days=400)).holders.get()
    for meeting, kind in ((coming, "invitation"), (over, "invitation")):
        MeetingMail(meeting=meeting, holder=holder, kind=kind, sequence=0, status="failed").save()
    today = "/buero/"

    assert "Zu 1 Sitzung kam unsere E-Mail nicht bei allen an." in text_of(office.get(today))
    listed = text_of(office.get(f"{ROOT}sitzungen/?when=post"))
    assert "1 Sitzung" in listed

    MeetingMail(meeting=over, holder=holder, kind="minutes", sequence=0, status="failed").save()
    Meeting.objects.filter(pk=over.pk).update(minutes_sent_at=timezone.now() - timedelta(days=2))
    assert "Zu 2 Sitzungen kam unsere E-Mail" in text_of(office.get(today))
    MeetingMail.objects.update(status="sent")
    assert "kam unsere E-Mail" not in text_of(office.get(today))


def test_the_search_finds_a_meeting_by_the_name_of_its_body(meeting, coordinator):
    plan(coordinator, BodyFactory(name="Runder Tisch Wohnen"))

    assert [hit.body for hit in search_meetings("TISCH wohnen", to=coordinator)] == ["Runder Tisch Wohnen"]
    assert search_meetings("tisch müll", to=coordinator) == []


def test_participation_speaks_of_actors_and_never_of_people(office, coordinator):
    body = BodyFactory(name="AG Sprache")
    caritas = seat(body, coordinator, "Ada Lind", from_on=TODAY - timedelta(days=400))
    alone = seat(body, coordinator, "Elif Einzeln", organization=None, from_on=TODAY - timedelta(days=400))
    for weeks in (4, 8, 12):
        begins = PAST - timedelta(weeks=weeks)
        held = plan(coordinator, body, starts_at=begins)
        present = [minutes.Presence(caritas, "absent"), minutes.Presence(alone, "on_site")]
        minutes.record_attendance(held, present, now=begins, by=coordinator)

    found = findings.participation(Body.objects.all(), today=TODAY)

    assert [(one.name, one.filled, one.expected) for one in found.actors] == [("Caritas", 0, 3)]
    page = text_of(office.get(f"{ROOT}sitzungen/beteiligung/"))
    assert "Nie vertreten waren: Caritas" in page
    for name in ("Ada Lind", "Elif Einzeln"):
        assert name not in page


def test_the_search_finds_meetings_by_title_and_place_and_papers_by_name(partner, office, meeting, coordinator):
    frame = meetings.Frame(title="Fachtag Frühe Hilfen", place="Müllerhaus")
    meetings.change_meeting(meeting, frame=frame, by=coordinator)
    agenda.add_paper(meeting.first, name="Übersicht Kita.pdf", content=b"%PDF-1.7", now=NOW, by=coordinator)
    agenda.add_paper(
        meeting.first, name="Kita intern.pdf", content=b"%PDF-1.7", for_office_only=True, now=NOW, by=coordinator
    )

    for words, found in (
        ("fachtag", 1),
        ("MUELLERHAUS frühe", 1),
        ("kita", 2),
        ("kita übersicht", 1),
        ("kita müller", 0),
    ):
        assert len(search_meetings(words, to=coordinator)) == found, words
    page = text_of(partner.get("/partner/gremien/?q=kita"))
    assert "Übersicht Kita.pdf" in page
    assert "intern" not in page
    assert "Müllerhaus" in text_of(partner.get("/partner/gremien/?q=fachtag"))


def test_a_migration_folds_old_rows_as_new_ones_are_folded(meeting):
    migration = import_module("kreislotse.groups.migrations.0010_fill_search_keys")
    for text in ("Müllerhaus  Mueller", "Straße ßæøłđþ", "İstanbul ı", "كتاب أحمد"):
        assert migration.folded(text) == fold_german(text)
    Meeting.objects.update(search_key="")

    migration.fill(apps, None)

    row = Meeting.objects.get(pk=meeting.pk)
    assert row.search_key == row.make_search_key() != ""


def test_partners_read_the_hearings_of_their_own_council_only(partner, meeting):
    other = BodyFactory(name="Fremder Beirat", kind="foreigners_council")
    Body.objects.filter(pk=meeting.body_id).update(kind="foreigners_council")
    for body, matter in ((meeting.body, "Satzung zur Müllgebühr"), (other, "Geheime Müllgebühr")):
        HearingCase(
            body=body, matter=matter, informed_on=TODAY, decided_on=TODAY, decision="Die Gebühr wird übersetzt."
        ).save()
    url = f"/partner/gremien/{meeting.body_id}/anhoerungen/"

    assert url in text_of(partner.get(f"/partner/gremien/{meeting.body_id}/"))
    page = text_of(partner.get(url))
    assert "Satzung zur Müllgebühr" in page
    assert "Die Gebühr wird übersetzt." in page
    assert "Geheime" not in page
    assert partner.get(f"/partner/gremien/{other.pk}/anhoerungen/").status_code == 404
    found = text_of(partner.get("/partner/gremien/?q=müllgebühr"))
    assert f'href="{url}"' in found
    assert "Geheime" not in found


def held_in(body, by, day, *, present):
    """One meeting of `body` on a day; `present` says of each seat whether it was filled."""
    begins = datetime.combine(day, datetime.min.time(), BERLIN) + timedelta(hours=9)
    held = plan(by, body, starts_at=begins)
    presences = [minutes.Presence(one, "on_site" if there else "absent") for one, there in present.items()]
    minutes.record_attendance(held, presences, now=begins, by=by)


@pytest.fixture
def two_years(coordinator):
    """Three meetings in February 2025 with everybody there, three in February 2026 with half, on the topic „Sprache“."""
    body = BodyFactory(name="AG Sprache")
    body.topics.add(TopicFactory(name="Sprache"))
    begin = date(2024, 1, 1)
    caritas = seat(body, coordinator, "Ada Lind", from_on=begin)
    drk = seat(body, coordinator, "Bilal Aydin", organization="DRK", from_on=begin)
    for day in (3, 10, 17):
        held_in(body, coordinator, date(2025, 2, day), present={caritas: True, drk: True})
        held_in(body, coordinator, date(2026, 2, day), present={caritas: True, drk: False})
    return body


def test_participation_stands_beside_the_year_before(two_years):
    found = findings.participation(Body.objects.all(), today=date(2026, 2, 28))

    assert [(one.name, one.percent, one.before.percent, one.points) for one in found.topics] == [
        ("Sprache", 50, 100, -50)
    ]
    assert [(one.name, one.percent, one.before.percent) for one in found.actors] == [
        ("DRK", 0, 100),
        ("Caritas", 100, 100),
    ]
    quarters = [(one.name, one.percent, one.before and one.before.percent) for one in found.quarters if one.meetings]
    assert quarters == [("1. Quartal 2026", 50, 100)]
    assert "DRK: deutlich weniger besetzte Sitze als im Jahr davor, 100 % und jetzt 0 %." in found.sentences


def test_two_meetings_say_nothing_of_a_year_or_a_quarter(two_years, coordinator):
    Meeting.objects.filter(body=two_years, starts_at__date=date(2025, 2, 3)).delete()

    found = findings.participation(Body.objects.all(), today=date(2026, 2, 28))

    assert [one.before for one in [*found.bodies, *found.topics, *found.actors]] == [None] * 4
    assert [one.before for one in found.quarters] == [None] * 4
    assert not any("Jahr davor" in sentence for sentence in found.sentences)


@pytest.mark.parametrize("today", [date(2026, 2, 28), date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29)])
def test_each_meeting_counts_in_one_year_and_one_quarter(coordinator, today):
    body = BodyFactory()
    caritas = seat(body, coordinator, "Ada Lind", from_on=date(2020, 1, 1))
    for days in (0, 364, 365, 729, 730, 1200):
        held_in(body, coordinator, today - timedelta(days=days), present={caritas: True})

    this_year, year_before, by_quarter = findings.counted(Body.objects.all(), today=today)

    assert len(this_year.bodies[body.pk].meetings) == 2
    assert len(year_before.bodies[body.pk].meetings) == 2
    assert all(len(one.meetings) <= 2 for one in by_quarter.values())


def test_the_page_draws_the_quarters_and_lists_the_same_numbers(office, coordinator):
    body = BodyFactory(name="AG Sprache")
    caritas = seat(body, coordinator, "Ada Lind", from_on=TODAY - timedelta(days=900))
    middle = date(TODAY.year, (TODAY.month - 1) // 3 * 3 + 1, 1) - timedelta(days=45)  # of the last quarter
    for back in (1, 2, 3):
        held_in(body, coordinator, middle - timedelta(days=back), present={caritas: True})
        held_in(body, coordinator, middle - timedelta(days=91 + back), present={caritas: True})
        held_in(body, coordinator, middle - timedelta(days=364 + back), present={caritas: back == 1})

    page = text_of(office.get(f"{ROOT}sitzungen/beteiligung/"))

    assert "Besetzte Sitze je Quartal in Prozent" in page
    assert "33 %" in page
    assert "jetzt 67 Punkte mehr" in page
    assert "Ada Lind" not in page


def test_today_names_what_is_missing(office, coordinator, meeting):
    plan(coordinator, BodyFactory(), starts_at=timezone.now() + timedelta(days=3))
    old = plan(coordinator, BodyFactory(), starts_at=PAST - timedelta(days=30))
    Task(body=old.body, text="X", responsible=coordinator, due_on=TODAY - timedelta(days=1), recorded_at=NOW).save()
    council = BodyFactory(kind="integration_council")
    HearingCase(body=council, matter="Y", informed_on=TODAY - timedelta(days=9), offered_on=TODAY - timedelta(days=9), due_on=TODAY - timedelta(days=1)).save()  # fmt: skip

    page = text_of(office.get("/buero/"))

    assert "Zu 1 Sitzung in den nächsten zwei Wochen ist noch nicht eingeladen." in page
    assert "Zu 1 Sitzung fehlt seit über einer Woche das Protokoll." in page
    assert "1 Aufgabe aus einer Sitzung ist überfällig." in page
    assert "Bei 1 Anhörung ist die Stellungnahme fällig." in page


def test_tasks_are_listed_and_finished(office, meeting, coordinator):
    task = Task(
        body=meeting.body, text="Liste schicken", seat=meeting.ada, due_on=TODAY - timedelta(days=1), recorded_at=NOW
    )
    task.save()

    assert "Ada Lind, Caritas" in text_of(office.get(f"{ROOT}aufgaben/?state=late"))
    office.post(f"{ROOT}aufgaben/{task.pk}/erledigt/")
    assert "Liste schicken" not in text_of(office.get(f"{ROOT}aufgaben/"))
    assert "Diese Aufgabe ist erledigt." in text_of(office.get(f"{ROOT}aufgaben/{task.pk}/"))
    office.post(f"{ROOT}aufgaben/{task.pk}/wieder-offen/")
    office.post(
        f"{ROOT}aufgaben/{task.pk}/", {"text": "Liste", "owner": f"office-{coordinator.pk}", "due_on": "morgen"}
    )
    assert Task.objects.get().responsible == coordinator
    office.post(
        f"{ROOT}{meeting.body.pk}/aufgaben/neu/", {"text": "Neu", "owner": f"seat-{meeting.ada.pk}", "due_on": "morgen"}
    )
    assert Task.objects.count() == 2


def test_a_hearing_is_kept_step_by_step(office):
    council = BodyFactory(name="Beirat", kind="foreigners_council")
    office.post(f"{ROOT}{council.pk}/anhoerungen/neu/", {"matter": "Satzung", "informed_on": "1.3.2026"})
    case = HearingCase.objects.get()
    steps = {"matter": "Satzung", "informed_on": "1.3.2026", "offered_on": "2.3.2026"}

    refused = office.post(f"{ROOT}anhoerungen/{case.pk}/", steps)
    assert refused.status_code == 422
    assert "bis wann die Stellungnahme da sein soll" in text_of(refused)
    office.post(f"{ROOT}anhoerungen/{case.pk}/", steps | {"due_on": "20.3.2026"})

    assert "Stellungnahme überfällig" in text_of(office.get(f"{ROOT}anhoerungen/"))
    group = BodyFactory(name="AG Sport")
    assert "wird nicht angehört" in text_of(
        office.post(f"{ROOT}{group.pk}/anhoerungen/neu/", {"matter": "X", "informed_on": "1.3.2026"})
    )


def test_the_lists_of_meetings_filter(office, meeting, coordinator):
    coming = plan(coordinator, BodyFactory(name="AG Arbeit"), starts_at=PAST + timedelta(days=60))

    def listed(query=""):
        return text_of(office.get(f"{ROOT}sitzungen/{query}", headers={"HX-Request": "true"}))

    assert "AG Arbeit" in listed()
    assert "AG Sprache" not in listed()
    assert "AG Sprache" in listed("?when=past")
    assert "Noch kein" not in listed("?minutes=draft")
    assert "Keine Sitzung passt" in text_of(office.get(f"{ROOT}sitzungen/?body={coming.body.pk}&when=past"))
    assert "1 Sitzung" in text_of(office.get(f"{ROOT}sitzungen/?body=unsinn"))
