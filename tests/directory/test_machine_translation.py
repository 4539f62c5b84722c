"""Machine translation against a real server on this machine that speaks like DeepL and like LibreTranslate."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.audit.models import AuditEntry
from kreislotse.config import env
from kreislotse.core.scope import district_scope
from kreislotse.core.translations import Origin
from kreislotse.directory import machine_runs, machine_translation
from kreislotse.directory.machine_translation import Protected
from kreislotse.directory.models import GlossaryTerm, MachineRun, Offer, OfferTranslation
from kreislotse.directory.operations import save_offer, save_translation
from kreislotse.directory.queries import offer_cards, translation_states
from tests.factories import OfferFactory

KEY = "geheim"


class Handler(BaseHTTPRequestHandler):
    """Both dialects at once; `trouble` lists what to answer before everything works."""

    def log_message(self, *_args):
        pass

    def reply(self, status, data=None, raw=None):
        body = raw if raw is not None else json.dumps(data if data is not None else {}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def read(self):
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        data = json.loads(raw) if raw else {}
        self.server.seen.append((self.command, self.path, dict(self.headers), data))
        return data

    def do_GET(self):
        self.read()
        if self.path == "/v2/languages?type=target":
            if self.headers["Authorization"] != f"DeepL-Auth-Key {KEY}":
                return self.reply(403, {"message": "Forbidden"})
            return self.reply(200, [{"language": code, "name": code} for code in ("AR", "EN-GB", "EN-US", "UK")])
        return self.reply(200, [{"code": "de", "name": "German", "targets": ["de", "ar", "en", "uk"]}])

    def do_DELETE(self):
        self.read()
        self.reply(204, raw=b"")

    def do_POST(self):
        data = self.read()
        if self.path == "/v2/glossaries":
            return self.reply(201, {"glossary_id": "abc-123", "name": data["name"]})
        if self.server.trouble:
            trouble = self.server.trouble.pop(0)
            return self.reply(trouble) if isinstance(trouble, int) else self.reply(200, raw=trouble)
        if self.path == "/v2/translate":
            rows = [{"detected_source_language": "DE", "text": self.server.translate(text)} for text in data["text"]]
            return self.reply(200, {"translations": rows})
        if data.get("api_key", "") != KEY:
            return self.reply(403, {"error": "Invalid API key"})
        return self.reply(200, {"translatedText": [self.server.translate(text) for text in data["q"]]})


@pytest.fixture
def server():
    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.seen, http.trouble, http.translate = [], [], lambda text: f"ترجمة {text}"
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield http
    http.shutdown()
    http.server_close()


def point_to(settings, server, kind):
    settings.MACHINE_TRANSLATION_KIND = kind
    settings.MACHINE_TRANSLATION_URL = f"http://127.0.0.1:{server.server_port}"
    settings.MACHINE_TRANSLATION_KEY = KEY
    settings.OUTBOUND_ALLOWED_HOSTS = [f"127.0.0.1:{server.server_port}"]


@pytest.fixture(params=["deepl", "libretranslate"])
def both(request, settings, server):
    point_to(settings, server, request.param)
    return server


@pytest.fixture
def deepl(settings, server):
    point_to(settings, server, "deepl")
    return server


@pytest.fixture
def offer(in_district):
    return OfferFactory(
        title="Nähcafé", summary="Nähen und reden.", phone="05631 954 100", email="amt@kreis.example",
        registration="Bei Frau Muster, Tel. 05631 954-123 oder muster@kreis.example.",
    )  # fmt: skip


def run(*languages, by=None, offer=None, waits=None):
    order = MachineRun.objects.create(languages=list(languages), by=by, offer=offer, requested_at=timezone.now())
    return machine_runs.work_off(order, pause=(waits if waits is not None else []).append)


def sent(server) -> str:
    return json.dumps([data for _method, path, _headers, data in server.seen], ensure_ascii=False)


# ── the two dialects ────────────────────────────────────────────────────────────────────────────────


def test_texts_are_translated_and_marked_until_a_person_approves(both, offer):
    done = run("ar")

    row = OfferTranslation.objects.get()
    assert (done.done, done.failed, done.problems) == (1, 0, [])
    assert row.title == "ترجمة Nähcafé"
    assert row.origin == Origin.MACHINE
    assert row.machine_fields == ["registration", "summary", "title"]
    assert offer_cards([offer.pk], language="ar")[0].is_machine_made


def test_telephones_and_addresses_stay_in_the_house_and_come_back_in_their_places(both, offer):
    run("ar")

    assert not any(word in sent(both) for word in ("05631", "954", "muster@", "amt@kreis"))
    assert "05631 954-123 oder muster@kreis.example." in OfferTranslation.objects.get().registration


def test_deepl_is_asked_as_its_documentation_says(deepl, offer):
    run("ar", "en")

    asked = [
        (path, headers["Authorization"], data) for _m, path, headers, data in deepl.seen if path == "/v2/translate"
    ]
    assert {key for _path, key, _data in asked} == {"DeepL-Auth-Key geheim"}
    assert [data["target_lang"] for _path, _key, data in asked] == ["AR", "EN-GB"]
    assert asked[0][2]["source_lang"] == "DE"
    assert asked[0][2]["formality"] == "prefer_more"


def test_the_glossary_goes_to_deepl_and_is_taken_back(deepl, offer):
    GlossaryTerm.objects.create(term="Nähcafé", translations={"ar": "مقهى\tالخياطة"})

    run("ar")

    paths = [(method, path) for method, path, _headers, _data in deepl.seen]
    made = next(data for _m, path, _h, data in deepl.seen if path == "/v2/glossaries")
    assert made["entries"] == "Nähcafé\tمقهى الخياطة"
    assert next(data for _m, path, _h, data in deepl.seen if path == "/v2/translate")["glossary_id"] == "abc-123"
    assert ("DELETE", "/v2/glossaries/abc-123") in paths


def test_a_language_the_server_cannot_is_said_and_the_others_are_made(both, offer):
    done = run("ti", "de-simple", "ar")

    assert done.done == 1
    assert [problem[:4] for problem in done.problems] == ["ti: ", "de-s"]


# ── what a machine may write ────────────────────────────────────────────────────────────────────────


def test_what_a_person_wrote_is_never_touched(both, offer):
    save_translation(offer, language="ar", texts={"title": "مقهى"}, by=None)
    offer = Offer.objects.get()
    offer.title = "Nähtreff"
    save_offer(offer, by=None)

    run("ar")

    row = OfferTranslation.objects.get()
    assert row.title == "مقهى"
    assert row.machine_fields == ["registration", "summary"]
    [state] = translation_states(Offer.objects.get(), ["ar"])
    assert state.outdated == ("title",)


def test_a_person_takes_over_field_by_field(both, offer):
    run("ar")

    save_translation(offer, language="ar", texts={"title": "مقهى"}, by=None)
    assert OfferTranslation.objects.get().origin == Origin.MACHINE
    save_translation(offer, language="ar", texts={"summary": "خ", "registration": "ت"}, by=None)
    assert OfferTranslation.objects.get().origin == Origin.PERSON


def test_a_machine_renews_its_own_text_when_the_german_changes(both, offer):
    run("ar")
    offer = Offer.objects.get()
    offer.summary = "Nähen und lachen."
    save_offer(offer, by=None)
    both.seen.clear()

    run("ar")

    assert OfferTranslation.objects.get().summary == "ترجمة Nähen und lachen."
    assert "Nähcafé" not in sent(both)  # only the changed text was paid for


def test_a_second_run_asks_for_nothing(both, offer):
    run("ar")
    both.seen.clear()

    run("ar")

    assert "/translate" not in " ".join(path for _m, path, _h, _d in both.seen)


# ── trouble ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again_after_a_while(both, offer, status):
    both.trouble = [status, status]
    waits = []

    done = run("ar", waits=waits)

    assert done.done == 1
    assert waits == [2, 8]


def test_a_server_that_stays_busy_ends_the_run_with_a_sentence(both, offer):
    OfferFactory(title="Noch eins")
    both.trouble = [503] * 50

    done = run("ar", waits=[])

    assert (done.done, done.finished_at is not None) == (0, True)
    assert len(both.trouble) == 46  # four times for the first offer, never for the second
    assert "antwortet nicht" in done.problems[0]


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (456, "Kontingent"),
        (403, "Schlüssel"),
        (413, "Status 413"),
        (b"<html>", "keine Übersetzung"),
        (b"[]", "keine Übersetzung"),
        (b'{"translations": [], "translatedText": []}', "keine Übersetzung"),
        (b'{"translations": 5, "translatedText": 5}', "keine Übersetzung"),
    ],
)
def test_each_refusal_is_explained(both, offer, trouble, said):
    both.trouble = [trouble]

    done = run("ar")

    assert done.done == 0
    assert said in done.problems[0]
    assert not OfferTranslation.objects.exists()


def test_a_wrong_key_is_explained(both, offer, settings):
    settings.MACHINE_TRANSLATION_KEY = "falsch"

    assert "Schlüssel" in run("ar").problems[0]


def test_a_server_that_is_away_is_explained(offer, settings, server):
    point_to(settings, server, "deepl")
    server.shutdown()
    server.server_close()

    assert "antwortet nicht" in run("ar", waits=[]).problems[0]


def test_a_server_inside_the_house_has_to_be_allowed(both, offer, settings):
    settings.OUTBOUND_ALLOWED_HOSTS = []

    assert "inneren Netz" in run("ar").problems[0]


def test_a_lost_telephone_number_leaves_the_text_to_people(both, offer):
    both.translate = lambda text: text.replace("[[1]]", "")

    done = run("ar")

    assert OfferTranslation.objects.get().registration == ""
    assert "ging beim Übersetzen verloren" in done.problems[0]


def test_a_translation_that_is_too_long_is_left_to_people(both, offer):
    both.translate = lambda text: text * 60

    done = run("ar")

    assert "zu lang" in done.problems[0]


def test_markup_from_a_server_is_text(both, offer, visitor):
    both.translate = lambda _text: "<script>alert(1)</script>"
    run("ar")

    assert b"<script>alert(1)" not in visitor.get(f"/ar/angebote/{offer.pk}/").content


@given(st.text(max_size=60))
def test_what_is_protected_comes_back_as_it_was(text):
    protected = Protected.of(text)

    assert "@" not in protected.text or "@" in text
    if "[[" not in text and "]]" not in text:
        assert protected.restored(protected.text) == text


@pytest.mark.parametrize("text", ["0171/123 45 67", "+49 (0) 5631 954-0", "05631.954.12", "a.b+c@d-e.example"])
def test_ways_people_write_numbers_and_addresses(text):
    assert Protected.of(f"Bitte {text} melden").text == "Bitte [[1]] melden"


@pytest.mark.parametrize("text", ["um 10:30 Uhr", "ab 18 Jahren", "0 €", "§ 16i SGB II"])
def test_times_and_ages_go_along(text):
    assert Protected.of(text).parts == ()


# ── orders ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def office(login, coordinator):
    return login(coordinator)


def test_it_is_off_unless_a_server_is_named(office, offer):
    assert not machine_translation.is_configured()
    assert (
        "Keine maschinelle Übersetzung eingerichtet" in office.get("/buero/uebersetzen/ar/maschine/").content.decode()
    )
    assert "Maschinell" not in office.get("/buero/uebersetzen/?sprache=ar").content.decode()
    assert run("ar").problems == [str(machine_translation.NoServer())]


def test_the_page_says_what_goes_where_and_the_order_is_worked_off(
    office, both, offer, django_capture_on_commit_callbacks
):
    page = office.get("/buero/uebersetzen/ar/maschine/").content.decode()
    assert "127.0.0.1" in page
    assert "1 Übersetzung" in page
    assert both.seen == []

    with django_capture_on_commit_callbacks(execute=True):
        office.post("/buero/uebersetzen/ar/maschine/")

    assert MachineRun.objects.get().done == 1
    assert AuditEntry.objects.filter(entry="machine_run_ordered").exists()
    assert "ungelesen" in office.get("/buero/uebersetzen/?sprache=ar").content.decode()


def test_one_offer_is_ordered_in_all_languages(office, deepl, offer, django_capture_on_commit_callbacks):
    OfferFactory(title="Ein anderes")
    with django_capture_on_commit_callbacks(execute=True):
        office.post(f"/buero/angebote/{offer.pk}/maschinell-uebersetzen/")

    assert set(offer.translations.values_list("language", flat=True)) == {"ar", "en", "uk"}
    assert OfferTranslation.objects.count() == 3
    assert "tr: " in " ".join(MachineRun.objects.get().problems)


def test_a_second_order_while_one_runs_is_refused(office, both, offer):
    office.post("/buero/uebersetzen/ar/maschine/")

    again = office.post("/buero/uebersetzen/ar/maschine/", follow=True).content.decode()

    assert "läuft schon" in again
    assert MachineRun.objects.count() == 1


def test_an_order_without_anything_to_do_is_refused(office, both, in_district):
    said = office.post("/buero/uebersetzen/ar/maschine/", follow=True).content.decode()

    assert "nichts, das eine Maschine" in said


def test_a_task_for_a_run_that_is_over_does_nothing(both, offer, in_district):
    order = run("ar")
    both.seen.clear()

    machine_runs.translate_by_machine.enqueue(in_district.pk, order.pk)

    assert both.seen == []


def test_a_neighbors_offers_are_not_sent(both, offer, other_district):
    with district_scope(other_district):
        OfferFactory(title="Beim Nachbarn")

    run("ar")

    assert "Nachbarn" not in sent(both)


def test_a_wrong_kind_of_server_is_named_at_the_start(monkeypatch):
    monkeypatch.setenv("KREISLOTSE_TRANSLATE", "babelfish")

    with pytest.raises(env.BadSetting, match="KREISLOTSE_TRANSLATE"):
        env.choice("KREISLOTSE_TRANSLATE", ("", "deepl", "libretranslate"))
