"""Nothing of a meeting is deleted before the archive was asked: offered, answered or left unanswered, only then gone."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import date, datetime, timedelta

import pytest

from kreislotse.groups import agenda, minutes
from kreislotse.groups.meetings import BERLIN
from kreislotse.groups.models import ApprovedMinutes, HearingCase, Meeting
from kreislotse.privacy import archive
from kreislotse.privacy.models import ArchiveOffer, RetentionRule
from kreislotse.privacy.operations import run_deletion, seed_retention_rules
from tests.factories import BodyFactory
from tests.groups.meetings import NOW, items, plan, seat

HELD_ON = date(2026, 3, 9)
DUE = HELD_ON + timedelta(days=10 * 365 + 1)  # the first day on which the ten years are over
ROOT = "/buero/gremien/archiv/"


@pytest.fixture
def meeting(coordinator):
    """Approved minutes with a paper; a second meeting that is far from due."""
    seed_retention_rules({})
    meeting = plan(coordinator)
    seat(meeting.body, coordinator, "Ada Lind")
    meeting.first, _second = items(meeting, coordinator, "Kurse", "Räume")
    agenda.add_paper(meeting.first, name="Plan.pdf", content=b"%PDF-1.7 Plan", now=NOW, by=coordinator)
    minutes.write_notes(
        meeting, [minutes.Note(meeting.first, "Text.", minutes.text_seen(""))], page="a", now=NOW, by=coordinator
    )
    minutes.send_minutes(meeting, objections_until=None, now=NOW, by=coordinator)
    minutes.approve_minutes(meeting, on=HELD_ON, now=NOW, by=coordinator)
    minutes.correct_minutes(meeting, text="Es war der Mai.", today=HELD_ON, by=coordinator)
    plan(coordinator, meeting.body, starts_at=datetime.combine(DUE, datetime.min.time(), BERLIN))
    return meeting


def offer(by, *, on=DUE, today=None):
    return archive.offer_what_is_due(on=on, today=today or on, by=by)


def is_there(meeting) -> bool:
    return Meeting.objects.filter(pk=meeting.pk).exists()


def test_a_meeting_is_never_deleted_before_it_was_offered(meeting):
    run_deletion(today=DUE + timedelta(days=5 * 365))

    assert is_there(meeting)


def test_only_what_is_due_is_offered_and_only_once(meeting, coordinator):
    with pytest.raises(archive.NothingToOffer):
        offer(coordinator, on=DUE - timedelta(days=1))
    assert not ArchiveOffer.objects.exists()

    made = offer(coordinator)

    assert (made.number, list(Meeting.objects.filter(archive_offer=made))) == (1, [meeting])
    with pytest.raises(archive.NothingToOffer):
        offer(coordinator)


@pytest.mark.parametrize("answer", ["taken", "declined"])
def test_after_the_answer_it_goes_in_the_night(meeting, coordinator, answer):
    made = offer(coordinator)
    answered = DUE + timedelta(days=30)
    archive.answer_offer(made, answer=answer, on=answered, today=answered, by=coordinator)

    run_deletion(today=answered)
    assert is_there(meeting)
    run_deletion(today=answered + timedelta(days=1))

    assert not is_there(meeting)
    assert ArchiveOffer.objects.get().number == 1


def test_silence_counts_as_no_after_the_days_of_the_rule_in_force(meeting, coordinator):
    offer(coordinator)
    RetentionRule.objects.filter(kind="archive_answer").update(days=180)

    run_deletion(today=DUE + timedelta(days=180))
    assert is_there(meeting)
    run_deletion(today=DUE + timedelta(days=181))

    assert not is_there(meeting)


def test_without_a_rule_one_waits_for_the_answer(meeting, coordinator):
    made = offer(coordinator)
    RetentionRule.objects.filter(kind="archive_answer").delete()

    run_deletion(today=DUE + timedelta(days=3650))

    assert is_there(meeting)
    assert archive.silent_until(made, today=DUE) is None


def test_what_is_withdrawn_is_to_be_offered_again_and_an_answer_stays(meeting, coordinator):
    archive.withdraw_offer(offer(coordinator), by=coordinator)
    assert Meeting.objects.get(pk=meeting.pk).archive_offer is None

    made = offer(coordinator)
    archive.answer_offer(made, answer="taken", on=DUE, today=DUE, by=coordinator)

    with pytest.raises(archive.AnsweredAlready):
        archive.withdraw_offer(made, by=coordinator)
    with pytest.raises(archive.AnsweredAlready):
        archive.answer_offer(made, answer="declined", on=DUE, today=DUE, by=coordinator)


@pytest.mark.parametrize("days", [-1, 1])
def test_days_that_cannot_be_are_refused(meeting, coordinator, days):
    made, wrong = offer(coordinator), DUE + timedelta(days=days)

    with pytest.raises(archive.AnsweredBeforeOffered):
        archive.answer_offer(made, answer="taken", on=wrong, today=DUE, by=coordinator)
    with pytest.raises(archive.OfferedInTheFuture):
        archive.offer_what_is_due(on=DUE + timedelta(days=1), today=DUE, by=coordinator)
    assert ArchiveOffer.objects.get().answer == ""


def test_hearings_are_offered_too(meeting, coordinator):
    case = HearingCase.objects.create(
        body=BodyFactory(kind="foreigners_council"), matter="Satzung", informed_on=HELD_ON, decided_on=HELD_ON,
        decision="Wie gewünscht.",
    )  # fmt: skip

    run_deletion(today=DUE)
    assert HearingCase.objects.filter(pk=case.pk).exists()

    assert offer(coordinator).number == 2


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def long_ago(meeting):
    """The same meeting as if it were twelve years old today."""
    Meeting.objects.filter(pk=meeting.pk).update(starts_at="2013-03-09T13:00Z", ends_at="2013-03-09T15:00Z")
    HearingCase.objects.create(
        body=meeting.body, matter="=Satzung", informed_on=date(2012, 1, 1), decided_on=date(2012, 5, 1),
        decision="Wie gewünscht.",
    )  # fmt: skip
    return meeting


def test_the_office_offers_loads_the_package_and_notes_the_answer(long_ago, login, coordinator):
    client = login(coordinator)
    assert "1 Sitzung, 1 Anhörung" in client.get(ROOT).content.decode()
    assert "dem Kreisarchiv anzubieten" in client.get("/buero/").content.decode()

    made = client.post(ROOT, {"on": "heute", "reference": "K-12"}, follow=True)
    page = made.redirect_chain[-1][0]
    assert "Das Archiv kann bis" in made.content.decode()
    assert "dem Kreisarchiv anzubieten" not in client.get("/buero/").content.decode()
    wrong = client.post(page, {"answer": "", "on": "heute"})
    assert wrong.status_code == 422
    done = client.post(page, {"answer": "taken", "on": "heute"}, follow=True)

    assert "In der nächsten Nacht wird gelöscht" in done.content.decode()
    again = client.post(f"{page}zuruecknehmen/", follow=True)
    assert "zurücknehmen lässt sie sich nicht" in again.content.decode()


def test_the_package_holds_every_file_with_its_checksum(long_ago, login, coordinator):
    client = login(coordinator)
    page = client.post(ROOT, {"on": "heute"})["Location"]
    approved_bytes = bytes(Meeting.objects.get(pk=long_ago.pk).approved_document.pdf)

    package = zipfile.ZipFile(io.BytesIO(client.get(f"{page}paket.zip").getvalue()))

    manifest = json.loads(package.read("verzeichnis.json"))
    folder = manifest["files"][0]["path"].partition("/")[0]
    assert [one["path"].partition("/")[2] for one in manifest["files"]] == [
        "Protokoll.pdf",
        "Protokoll mit Berichtigungen.pdf",
        "Unterlage 01 Plan.pdf",
    ]
    assert package.read(f"{folder}/Protokoll.pdf") == approved_bytes
    for one in manifest["files"]:
        content = package.read(one["path"])
        assert (one["checksum"], one["size_bytes"]) == (hashlib.sha256(content).hexdigest(), len(content))
    rows = list(csv.reader(io.StringIO(package.read("verzeichnis.csv").decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows[1:]] == [one["path"] for one in manifest["files"]]
    assert manifest["hearings"][0]["matter"] == "=Satzung"
    assert b"'=Satzung" in package.read("anhoerungen.csv")


def test_minutes_that_do_not_fit_are_left_out_and_the_rest_is_there(long_ago, login, coordinator):
    client = login(coordinator)
    page = client.post(ROOT, {"on": "heute"})["Location"]
    ApprovedMinutes.objects.update(pdf=b"%PDF-1.7 something else")

    package = zipfile.ZipFile(io.BytesIO(client.get(f"{page}paket.zip").getvalue()))

    manifest = json.loads(package.read("verzeichnis.json"))
    assert [one["path"].partition("/")[2] for one in manifest["files"]] == ["Unterlage 01 Plan.pdf"]
    [missing] = manifest["missing"]
    assert missing["folder"] == manifest["files"][0]["path"].partition("/")[0]
    assert "Prüfsumme" in missing["reason"]
    assert "Im Paket fehlt das Protokoll von: AG Sprache" in client.get(page).content.decode()


def test_nothing_due_says_so_and_offers_nothing(login, coordinator):
    client = login(coordinator)

    assert "Gerade ist nichts anzubieten" in client.get(ROOT).content.decode()
    refused = client.post(ROOT, {"on": "heute"})
    assert refused.status_code == 422
    assert not ArchiveOffer.objects.exists()
