"""Answers fetched from an address somebody gave on a page: through the guarded door, in the background, or not at all."""

import socket
from datetime import timedelta

import pytest
from django.utils import timezone

from kreislotse.core import outbound
from kreislotse.directory.feeds.integreat import _addresses
from kreislotse.directory.models import Offer
from kreislotse.imports import answers, feeds, operations
from kreislotse.imports.models import ImportBatch
from tests.directory.feeds.servers import OtherSystem
from tests.directory.feeds.test_integreat import event, place

BASE = "https://cms.example/api/v3/musterau"


def region(**more):
    return {
        f"{BASE}/languages/": [{"code": "de"}, {"code": "en"}, {"code": "../../x"}, 7, {"code": None}],
        f"{BASE}/de/locations/": [place()],
        f"{BASE}/en/locations/": [place(language="en")],
        f"{BASE}/de/events/": [event()],
    } | more


@pytest.fixture
def fetched(coordinator, django_capture_on_commit_callbacks):
    def fetch(address=BASE) -> ImportBatch:
        with django_capture_on_commit_callbacks(execute=True):
            batch = feeds.start_fetch(address, target="integreat", by=coordinator)
        batch.refresh_from_db()
        return batch

    return fetch


@pytest.mark.parametrize(
    ("copied", "pattern"),
    [
        ("https://cms.example/api/v3/musterau", "https://cms.example/api/v3/musterau/{language}/{endpoint}/"),
        ("https://cms.example/api/v3/musterau/de/locations/?on_map=1", "https://cms.example/api/v3/musterau/{language}/{endpoint}/"),
        ("https://cms.example/musterau/", "https://cms.example/musterau/{language}/wp-json/extensions/v3/{endpoint}"),
        ("https://kreis.example/integreat/de/wp-json/extensions/v3/locations", "https://kreis.example/integreat/{language}/wp-json/extensions/v3/{endpoint}"),
        ("https://kreis.example/{x}/", "https://kreis.example/%7Bx%7D/{language}/wp-json/extensions/v3/{endpoint}"),
    ],
)  # fmt: skip
def test_whatever_somebody_copied_leads_to_the_region(copied, pattern):
    assert _addresses(copied) == pattern


def test_all_languages_of_a_region_are_fetched_and_read(fetched, monkeypatch):
    other = OtherSystem(monkeypatch, region())

    batch = fetched()

    assert (batch.status, batch.layout["row_count"], batch.file_name) == ("uploaded", 2, "cms.example/api/v3/musterau")
    assert f"{BASE}/en/locations/" in other.asked
    assert not [url for url in other.asked if ".." in url]
    assert not Offer.objects.exists()

    feeds.start_feed(batch)
    assert Offer.objects.get(title="Ort 1").translations.count() == 1


def test_a_file_and_the_address_are_the_same_source(fetched, read_in, monkeypatch):
    read_in({"a.json": [place()]})
    OtherSystem(monkeypatch, {f"{BASE}/de/locations/": [place()]})

    batch = feeds.start_feed(fetched())

    assert (batch.report["created"], batch.report["unchanged"]) == (0, 1)


@pytest.mark.parametrize(
    ("pages", "sentence"),
    [
        ({}, "kein Eintrag, den wir kennen"),
        ({f"{BASE}/de/locations/": 503}, "antwortet mit 503"),
        ({f"{BASE}/de/locations/": b"<html>"}, "kein lesbares JSON"),
        ({f"{BASE}/de/locations/": outbound.AddressNotAllowed(url=BASE)}, "inneren Netz"),
        ({f"{BASE}/de/locations/": outbound.TimedOut(url=BASE)}, "nicht in der erlaubten Zeit"),
    ],
)
def test_what_cannot_be_fetched_is_explained_and_nothing_is_kept(fetched, monkeypatch, pages, sentence, tmp_path):
    OtherSystem(monkeypatch, pages)

    batch = fetched()

    assert batch.status == "failed"
    assert sentence in batch.report["failure"]
    assert (batch.stored_as, list((tmp_path / "files").rglob("*"))) == ("", [])


def test_fifty_megabytes_are_for_all_answers_together(fetched, monkeypatch):
    monkeypatch.setattr(answers, "LIMIT", 3000)
    OtherSystem(monkeypatch, region(**{f"{BASE}/de/events/": b"[" + b" " * 2500 + b"]"}))

    batch = fetched()

    assert (batch.status, "größer als" in batch.report["failure"]) == ("failed", True)


def test_a_region_that_drips_is_given_up(fetched, monkeypatch):
    monkeypatch.setattr(feeds, "SECONDS_IN_ALL", 0)
    OtherSystem(monkeypatch, region())

    assert "antwortet zu langsam" in fetched().report["failure"]


@pytest.mark.parametrize("number", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:192.168.0.1"])
def test_a_name_that_means_a_private_address_is_not_asked(fetched, monkeypatch, number):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: [(2, 1, 6, "", (number, 443))])
    connected = []
    monkeypatch.setattr(socket, "create_connection", lambda *args, **_more: connected.append(args))

    batch = fetched()

    assert "inneren Netz" in batch.report["failure"]
    assert connected == []


def test_a_name_that_changes_its_meaning_between_question_and_call_gains_nothing(fetched, monkeypatch):
    """DNS rebinding: the name is asked once, and the connection goes to the number that was looked at."""
    numbers = iter(["93.184.216.34", "127.0.0.1"])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: [(2, 1, 6, "", (next(numbers), 443))])
    connected = []

    def refuse(address, **_more):
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)

    assert fetched().status == "failed"
    assert connected == ["93.184.216.34"]


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://a.example/", "//a.example", "https://", "x", "https://me:secret@a.example/", "http://[", "https://a.example/" + "x" * 300])  # fmt: skip
def test_what_is_no_address_is_refused_at_once(coordinator, address):
    with pytest.raises(feeds.NotAnAddress):
        feeds.start_fetch(address, target="integreat", by=coordinator)
    assert not ImportBatch.objects.exists()


def test_the_operator_can_switch_fetching_off(coordinator, login, settings):
    settings.FEEDS_MAY_BE_FETCHED = False

    with pytest.raises(feeds.FetchingOff):
        feeds.start_fetch(BASE, target="integreat", by=coordinator)
    assert 'name="address"' not in login(coordinator).get("/buero/einlesen/austausch/").content.decode()


def test_what_stopped_half_way_can_begin_again_but_not_twice(fetched, monkeypatch, coordinator):
    OtherSystem(monkeypatch, region())
    batch = feeds.start_fetch(BASE, target="integreat", by=coordinator)  # the worker was switched off: nothing runs

    with pytest.raises(operations.ImportNotReady):
        feeds.fetch_again(batch)
    ImportBatch.objects.update(progressed_at=timezone.now() - timedelta(minutes=6))
    feeds.fetch_again(batch)
    feeds.run_fetch(batch.pk)
    feeds.run_fetch(batch.pk)

    batch.refresh_from_db()
    assert batch.status == "uploaded"
    with pytest.raises(operations.ImportNotReady):
        feeds.fetch_again(batch)


# ── the pages ───────────────────────────────────────────────────────────────────────────────────────


def test_from_the_address_to_the_offers_in_the_browser(
    login, coordinator, monkeypatch, django_capture_on_commit_callbacks
):
    OtherSystem(monkeypatch, region())
    browser = login(coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post("/buero/einlesen/austausch/", {"target": "integreat", "address": BASE})
    batch = ImportBatch.objects.get()
    root = f"/buero/einlesen/{batch.pk}/"
    assert answer["Location"] == root
    page = browser.get(root, follow=True).content.decode()
    assert "Thema für „Beratungsstelle“" in page

    assert browser.post(f"{root}kategorien/", {"category_0": ""})["Location"] == f"{root}vorschau/"
    preview = browser.get(f"{root}vorschau/").content.decode()
    assert "Caritas Musterau" in preview and "de, en" in preview
    done = browser.post(f"{root}vorschau/", {"on_error": "leave_out", "on_duplicate": "update"}, follow=True)
    assert "Den neuen Stand holen" in done.content.decode()
    assert Offer.objects.count() == 2
    assert browser.get(f"{root}kategorien/")["Location"] == root

    browser.post(f"{root}zuruecknehmen/")
    assert not Offer.objects.exists()


def test_files_go_the_same_way(login, coordinator):
    import json

    from django.core.files.uploadedfile import SimpleUploadedFile

    files = [SimpleUploadedFile(f"{n}.json", json.dumps([place(n)]).encode()) for n in (1, 2)]
    browser = login(coordinator)

    answer = browser.post("/buero/einlesen/austausch/", {"target": "integreat", "files": files}, follow=True)

    assert "2 Einträge gefunden" in answer.content.decode()
    assert "Aus einem anderen System" in browser.get("/buero/einlesen/").content.decode()


def test_neither_or_both_is_explained_and_what_was_typed_stays(login, coordinator):
    from django.core.files.uploadedfile import SimpleUploadedFile

    browser = login(coordinator)
    nothing = browser.post("/buero/einlesen/austausch/", {"target": "integreat"})
    both = browser.post(
        "/buero/einlesen/austausch/",
        {"target": "integreat", "address": BASE, "files": SimpleUploadedFile("a.json", b"[]")},
    )
    broken = browser.post(
        "/buero/einlesen/austausch/", {"target": "integreat", "files": SimpleUploadedFile("a.json", b"kaputt")}
    )

    assert [one.status_code for one in (nothing, both, broken)] == [422, 422, 422]
    assert "geben Sie eine Adresse an oder wählen" in nothing.content.decode()
    assert "nicht beides" in both.content.decode() and BASE in both.content.decode()
    assert "kein lesbares JSON" in broken.content.decode()


def test_a_failed_fetch_says_why_and_offers_a_way_on(login, coordinator, fetched, monkeypatch):
    OtherSystem(monkeypatch, {})
    batch = fetched()

    page = login(coordinator).get(f"/buero/einlesen/{batch.pk}/").content.decode()

    assert "kein Eintrag, den wir kennen" in page
    assert f"/buero/einlesen/{batch.pk}/neu-beginnen/" in page


def test_only_who_may_import_sees_these_pages(login, person):
    assert login(person("caseworker")).get("/buero/einlesen/austausch/").status_code == 403
