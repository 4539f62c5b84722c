"""The search inside other websites: who may show it, and that nothing else of the house can be shown there."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError

from kreislotse.administration.entries import Entry
from kreislotse.audit.models import AuditEntry
from kreislotse.districts.embedding import MOST, check_origins, origin_of
from kreislotse.search.operations import rebuild
from tests.factories import LanguageFactory, OfferFactory, TopicFactory

KREIS = "https://www.kreis.example"


def text(response):
    return response.content.decode()


def ancestors(response):
    return re.search(r"frame-ancestors ([^;]*)", response["Content-Security-Policy"]).group(1).strip()


@pytest.fixture
def offers(in_district):
    ukrainian = LanguageFactory(code="uk", name="Ukrainisch", own_name="Українська")
    course, other = OfferFactory(title="Deutschkurs"), OfferFactory(title="Nähcafé")
    course.languages_spoken.add(ukrainian)
    rebuild(in_district)
    return course, other


@pytest.fixture
def listed(district):
    district.embedded_in = [KREIS]
    district.save()
    return district


# ── which websites ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://www.kreis.example", KREIS),
        ("www.kreis.example/seite?x=1#y", KREIS),
        (" HTTPS://WWW.Kreis.Example/ ", KREIS),
        ("https://müller.de", "https://xn--mller-kva.de"),
        ("https://kreis.example:8443/a", "https://kreis.example:8443"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_address_is_read_as_browsers_compare_it(written, origin):
    assert origin_of(written) == origin


@pytest.mark.parametrize(
    "written",
    ["", "*", "https://*", "https://*.kreis.example", "kreis", "javascript:alert(1)", "data:text/html,x", "ftp://kreis.example",
     "http://www.kreis.example", "https://a.example; script-src *", "https://a.example 'unsafe-inline'", "https://u:p@a.example",
     "https://a.example:99999", "https://[::1]", "https://-a.example", "https://a..example", "https://" + "a" * 300 + ".de"],
)  # fmt: skip
def test_what_no_browser_could_mean_is_refused(written):
    with pytest.raises(ValidationError):
        origin_of(written)


@pytest.mark.parametrize(
    "origins", ["https://a.example", [1], ["https://a.example/x"], ["https://a.example"] * (MOST + 1)]
)
def test_only_a_short_list_of_origins_is_stored(origins):
    with pytest.raises(ValidationError):
        check_origins(origins)


def test_office_lists_websites_with_a_trail(login, person, district):
    client = login(person("head_of_office"))

    response = client.post(
        "/buero/verwaltung/einstellungen/einbetten/",
        {"embedded_in": "www.kreis.example/x\nhttps://www.kreis.example\n"},
    )

    district.refresh_from_db()
    assert response.status_code == 302
    assert district.embedded_in == [KREIS]
    assert AuditEntry.objects.filter(entry=Entry.SETTINGS_CHANGED, details__fields="embedded_in").exists()


def test_wrong_website_is_refused_with_a_sentence_and_kept_in_the_field(login, person, district):
    response = login(person("head_of_office")).post(
        "/buero/verwaltung/einstellungen/einbetten/", {"embedded_in": "http://www.kreis.example"}
    )

    assert response.status_code == 422
    assert "muss mit https:// beginnen" in text(response)
    assert "http://www.kreis.example</textarea>" in text(response)


# ── the frame ───────────────────────────────────────────────────────────────────────────────────────


def test_frame_may_be_shown_by_listed_websites_only(visitor, listed, offers):
    response = visitor.get("/einbetten/")

    assert ancestors(response) == f"'self' {KREIS}"
    assert "X-Frame-Options" not in response


def test_frame_narrows_by_topic_and_language_without_script(visitor, listed, offers):
    course, cafe = offers
    course.topics.add(TopicFactory(code="deutsch", name="Deutsch lernen"))
    cafe.topics.add(TopicFactory(code="treffen", name="Treffpunkte"))
    rebuild(listed)

    page = text(visitor.get("/einbetten/"))
    by_topic = text(visitor.get("/einbetten/?thema=treffen"))
    by_language = text(visitor.get("/einbetten/?sprache=uk&offen=nein"))
    nothing = text(visitor.get("/einbetten/?q=xyzqv&thema=deutsch"))

    assert '<select name="thema"' in page and '<select name="sprache"' in page
    assert "<script" not in page
    assert "Nähcafé" in by_topic and "Deutschkurs</a>" not in by_topic
    assert re.search(r'<option value="treffen" selected', by_topic)
    assert 'type="hidden" name="thema"' not in by_topic
    assert "Deutschkurs" in by_language and "Nähcafé</a>" not in by_language
    assert "Neue Suche" in nothing and 'href="/einbetten/"' in nothing


def test_what_the_website_fixed_beside_the_two_filters_is_kept(visitor, listed, offers):
    page = text(visitor.get("/einbetten/?kostenlos=ja&sprache=uk"))

    assert '<input type="hidden" name="kostenlos" value="ja">' in page
    assert 'type="hidden" name="sprache"' not in page


@pytest.mark.parametrize("query", ["thema=x", "thema=%00&sprache=<script>", "sprache=" + "9" * 500])
def test_wrong_filters_of_the_frame_are_none(visitor, listed, offers, query):
    page = visitor.get(f"/einbetten/?{query}")

    assert page.status_code == 200
    assert "Deutschkurs" in text(page)


def test_without_a_list_nobody_else_may_show_it(visitor, offers):
    assert ancestors(visitor.get("/einbetten/")) == "'self'"


@pytest.mark.parametrize("path", ["/", "/angebote/", "/merkzettel/", "/offline/", "/hilfe/", "/konto/login/"])
def test_every_other_page_is_never_shown_inside_another(visitor, listed, offers, path):
    response = visitor.get(path)

    assert ancestors(response) == "'none'"
    assert response["X-Frame-Options"] == "DENY"


def test_frame_has_no_script_no_cookie_and_leads_to_the_main_site(visitor, listed, offers):
    response = visitor.get("/einbetten/?sprache=uk")

    page = text(response)
    assert "<script" not in page
    assert not response.cookies
    assert '<base target="_top">' in page
    assert "Deutschkurs" in page
    assert "Nähcafé" not in page
    assert '<option value="uk" selected' in page
    assert 'href="/angebote/?sprache=uk"' in page


@pytest.mark.parametrize("query", ["thema=gibtesnicht", "sprache=%00", "ort=x", "q=" + "a" * 500, "q=%3Cscript%3E"])
def test_wrong_filters_are_left_out(visitor, offers, query):
    response = visitor.get(f"/einbetten/?{query}")

    assert response.status_code == 200
    assert "<script" not in text(response)


# ── the element ─────────────────────────────────────────────────────────────────────────────────────


def test_listed_website_may_read_the_offers(visitor, listed, offers):
    response = visitor.get("/uk/einbetten/angebote.json?sprache=uk", headers={"origin": KREIS})

    found = json.loads(response.content)
    assert response["Access-Control-Allow-Origin"] == KREIS
    assert "Origin" in response["Vary"]
    assert [offer["title"] for offer in found["offers"]] == ["Deutschkurs"]
    assert found["offers"][0]["url"] == f"{listed.base_url}/uk/angebote/{offers[0].pk}/"
    assert found["button"] == "Шукати пропозиції"


@pytest.mark.parametrize("origin", ["https://other.example", "null", "https://www.kreis.example.evil.example", ""])
def test_other_websites_may_not(visitor, listed, offers, origin):
    response = visitor.get("/einbetten/angebote.json", headers={"origin": origin})

    assert "Access-Control-Allow-Origin" not in response


def test_too_many_questions_are_refused(visitor, offers, monkeypatch):
    monkeypatch.setattr("kreislotse.web.public.views.embed.READS", {"limit": 1, "seconds": 3600})

    assert [visitor.get("/einbetten/angebote.json").status_code for _time in range(2)] == [200, 429]


def test_element_is_small_and_loads_from_everywhere(visitor, district):
    response = visitor.get("/kreislotse-finder.js")

    assert response["Access-Control-Allow-Origin"] == "*"
    assert len(response.content) < 5_000
    assert "innerHTML" not in text(response)
    assert response.content == Path(finders.find("public/finder.js")).read_bytes()


# ── the office ──────────────────────────────────────────────────────────────────────────────────────


def test_office_copies_a_block_for_what_it_chose(login, person, listed, offers):
    page = text(login(person("head_of_office")).get("/buero/verwaltung/einbetten/?in_language=de&sprache=uk&q=<b>"))

    assert f"&lt;iframe src=&quot;{listed.base_url}/einbetten/?q=%3Cb%3E&amp;amp;sprache=uk&quot;" in page
    assert "&lt;kreislotse-finder lang=&quot;de&quot; filter=&quot;q=%3Cb%3E&amp;amp;sprache=uk&quot;" in page
    assert KREIS in page
    assert "<b>" not in page


def test_office_is_told_that_no_website_is_listed(login, person, offers):
    page = text(login(person("head_of_office")).get("/buero/verwaltung/einbetten/"))

    assert "Noch darf keine Internetseite die Suche zeigen." in page
