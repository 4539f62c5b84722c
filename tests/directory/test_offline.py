"""The pack for a phone without internet: what is in it, how big it is, and what is never in it."""

import gzip
import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.utils import timezone

from kreislotse.core.scope import district_scope
from kreislotse.directory.models import CourseRun, Offer, OfferTranslation
from kreislotse.intake.rule_models import EmergencyNumber
from kreislotse.web.public import offline
from tests.factories import LanguageFactory, OfferFactory

LIMIT = 300_000


def text(response):
    content = response.getvalue()
    return (gzip.decompress(content) if response.get("Content-Encoding") == "gzip" else content).decode()


def read(visitor, path="/offline/paket.json"):
    return json.loads(text(visitor.get(path)))


@pytest.fixture(autouse=True)
def nothing_remembered():
    cache.clear()


@pytest.fixture
def offer(in_district):
    offer = OfferFactory(title="Deutschkurs", summary="Vormittags.", description="Lang.", phone="05631 7")
    OfferTranslation.objects.create(
        offer=offer, language="uk", title="Курс німецької", summary="Вранці.", source_hashes=offer.source_hashes
    )
    return offer


def test_pack_holds_the_offers_of_one_language_with_their_german_name(visitor, offer):
    pack = read(visitor, "/uk/offline/paket.json")

    [entry] = pack["offers"]
    assert pack["language"] == "uk"
    assert (entry["title"], entry["german"], entry["phone"]) == ("Курс німецької", "Deutschkurs", "05631 7")
    assert "/uk/offline/" in pack["files"]
    assert len(pack["version"]) > 12


def test_pack_holds_the_next_dates_of_a_course_and_is_another_one_when_they_are_over(visitor, offer):
    today = timezone.localdate()
    CourseRun.objects.create(offer=offer, level_from="B1", starts_on=today, register_until=today)
    CourseRun.objects.create(offer=offer, level_from="A1", starts_on=today - timedelta(9), ends_on=today - timedelta(1))

    [entry] = read(visitor, "/uk/offline/paket.json")["offers"]
    [line] = entry["courses"]
    earlier = offline.pack(language="uk", chosen=(), today=today - timedelta(2))["offers"][0]["courses"]

    assert line.startswith("• початок: ")
    assert "B1" in line
    assert len(earlier) == 2
    assert 'data-field="courses"' in text(visitor.get("/offline/"))


def test_version_changes_with_the_texts(visitor, offer):
    before = read(visitor)["version"]
    cache.clear()
    offer.title = "Anderer Kurs"
    offer.save()

    assert read(visitor)["version"] != before


def test_drafts_and_neighbors_are_not_in_it(visitor, offer, other_district):
    OfferFactory(title="Entwurf", status=Offer.Status.DRAFT)
    with district_scope(other_district):
        OfferFactory(title="Fremd")

    assert [entry["title"] for entry in read(visitor)["offers"]] == ["Deutschkurs"]


def test_chosen_offers_come_first_then_those_where_the_language_is_spoken(visitor, offer):
    spoken = OfferFactory(title="Z wird gesprochen")
    spoken.languages_spoken.add(LanguageFactory(code="uk", name="Ukrainisch", own_name="Українська"))
    chosen = OfferFactory(title="Y gewählt")
    OfferFactory(title="A")

    pack = read(visitor, f"/uk/offline/paket.json?a={chosen.pk},999999")

    assert [entry["id"] for entry in pack["offers"]][:2] == [chosen.pk, spoken.pk]


def test_large_district_is_cut_to_the_budget_and_says_so(visitor, offer, monkeypatch):
    monkeypatch.setattr(offline, "BUDGET", 3_000)
    chosen = OfferFactory(title="Zuletzt", description="Wichtig. " * 50)
    for number in range(40):
        OfferFactory(title=f"Angebot {number:02}", description="Viel Text. " * 100)

    pack = read(visitor, f"/offline/paket.json?a={chosen.pk}")

    assert pack["total"] == 42
    assert 5 < len(pack["offers"]) < 42
    assert pack["offers"][0]["text"].startswith("Wichtig.")
    assert all("text" not in entry for entry in pack["offers"][1:])
    assert "nicht alle Angebote" in text(visitor.get("/offline/"))


def test_number_of_offers_has_a_limit(in_district, monkeypatch):
    monkeypatch.setattr(offline, "MOST", 3)
    for _number in range(5):
        OfferFactory()

    assert len(offline.pack(language="de", chosen=(), today=timezone.localdate())["offers"]) == 3


def test_script_and_html_in_a_text_stay_text(visitor, offer):
    offer.title = "</script><script>alert(1)</script>"
    offer.save()

    assert read(visitor)["offers"][0]["title"] == "</script><script>alert(1)</script>"
    assert visitor.get("/offline/paket.json")["Content-Type"].startswith("application/json")
    assert "innerHTML" not in Path(finders.find("public/offline.js")).read_text()


def test_pages_of_the_pack_may_be_kept_and_hold_no_cookie_and_no_name(visitor, login, caseworker, offer):
    for path in ("/offline/", "/offline/paket.json"):
        response = visitor.get(path)
        assert "no-store" not in response["Cache-Control"]
        assert "private" not in response["Cache-Control"]
        assert not response.cookies
        assert caseworker.name not in text(login(caseworker).get(path))


def test_worker_comes_from_the_root_and_names_the_release(visitor, district):
    response = visitor.get("/sw.js")

    worker = text(response)
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Cache-Control"] == "no-cache"
    assert f'VERSION = "{offline.release()}"' in worker
    assert len(worker.encode()) < 5_000


@pytest.mark.parametrize(
    ("path", "is_private"),
    [("/buero/", True), ("/konto/login/", True), ("/ar/hilfe/stand/abc/", True), ("/de-simple/hilfe/", True), ("/s/K7M/", True),
     ("/unterwegs/", True), ("/partner", True), ("/einbetten/", True), ("/angebote/", False), ("/ar/angebote/12/", False),
     ("/uk/merkzettel/", False), ("/sprachen/", False), ("/static/public/offline.js", False)],
)  # fmt: skip
def test_worker_never_answers_for_private_pages(visitor, district, path, is_private):
    pattern = re.search(r"const PRIVATE = /(.*)/;", text(visitor.get("/sw.js"))).group(1).replace("\\/", "/")

    assert bool(re.search(pattern, path)) == is_private


def test_switched_off_worker_clears_up(visitor, district, settings, offer):
    settings.OFFLINE = False

    worker = text(visitor.get("/sw.js"))

    assert "unregister()" in worker
    assert "caches.delete" in worker
    assert 'data-pack=""' in text(visitor.get("/offline/"))


def test_too_many_packs_are_refused(visitor, offer, monkeypatch):
    monkeypatch.setattr("kreislotse.web.public.views.offline.READS", {"limit": 1, "seconds": 3600})

    assert [visitor.get("/offline/paket.json").status_code for _time in range(2)] == [200, 429]


def test_emergency_page_names_the_numbers(visitor, in_district):
    page = text(visitor.get("/ar/notfall/"))

    assert 'href="tel:112"' in page
    assert 'href="tel:116016"' in page


def test_number_of_the_district_is_on_the_page_and_renews_the_pack(visitor, offer):
    before = read(visitor)["version"]
    cache.clear()
    EmergencyNumber.objects.create(phone="05631 112", label="Frauennotruf im Kreis", valid_from=date(2020, 1, 1))

    assert "Frauennotruf im Kreis" in text(visitor.get("/offline/"))
    assert "Frauennotruf im Kreis" in text(visitor.get("/notfall/"))
    assert read(visitor)["version"] != before
