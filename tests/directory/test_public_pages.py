import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kreislotse.casefacts.models import SearchFact
from kreislotse.core.templatetags.components import phone_links
from kreislotse.directory.models import Offer
from kreislotse.directory.operations import save_offer, save_translation
from tests.factories import NOON, LanguageFactory, MunicipalityFactory, OfferFactory, OrganizationFactory, TopicFactory

SEARCH = "/angebote/"


def text(response):
    return response.content.decode()


@pytest.fixture
def offer(in_district):
    offer = OfferFactory(title="Nähcafé", summary="Nähen und reden.", phone="05631 77 / 0171 5")
    return save_offer(
        offer,
        topics=[TopicFactory(code="begegnung", name="Begegnung", group="Zusammen", names={"ar": "لقاء"})],
        languages_spoken=[LanguageFactory()],
        locations=[{"name": "Rathaus", "city": "Korbach"}],
        by=None,
    )


def test_start_page_opens_with_search_help_and_emergency_numbers(visitor, offer):
    page = text(visitor.get("/"))

    assert 'action="/angebote/"' in page
    assert "Ein Angebot ist hier beschrieben." in page
    assert "bereich=Zusammen" in page
    assert 'href="tel:112"' in page
    assert 'href="tel:116117"' in page
    assert "05631 0000" in page


def test_start_page_without_offers_still_shows_a_person_to_talk_to(visitor, in_district):
    page = text(visitor.get("/"))

    assert "05631 0000" in page
    assert "hier beschrieben" not in page


@pytest.mark.parametrize("path", ["/ueber-uns/", "/impressum/", "/datenschutz/", "/barrierefreiheit/"])
@pytest.mark.parametrize("prefix", ["", "/ar", "/en"])
def test_required_pages_answer_in_every_language(visitor, prefix, path):
    response = visitor.get(prefix + path)

    assert response.status_code == 200
    assert text(response).count("<h1") == 1


def test_required_pages_are_linked_from_every_page(visitor, in_district):
    page = text(visitor.get(SEARCH))

    for path in ("/impressum/", "/datenschutz/", "/barrierefreiheit/"):
        assert f'href="{path}"' in page


def test_the_accessibility_statement_does_not_claim_more_than_was_tested(visitor):
    page = text(visitor.get("/barrierefreiheit/"))

    assert "teilweise" in page
    assert "bisher nicht geprüft" in page
    assert "integration@musterau.example" in page


def test_the_offices_own_imprint_replaces_the_usual_one(visitor, district):
    district.imprint = "Eigenes Impressum"
    district.save()

    assert "Eigenes Impressum" in text(visitor.get("/impressum/"))


def test_search_shows_place_languages_and_telephone(visitor, offer):
    page = text(visitor.get(SEARCH, {"q": "Nähcafé"}))

    assert "1 Angebot gefunden" in page
    assert f'href="/angebote/{offer.pk}/"' in page
    assert "Rathaus, Korbach" in page
    assert "العربية" in page
    assert 'href="tel:0563177"' in page
    assert 'href="tel:01715"' in page


def test_search_sets_no_cookie_and_varies_on_htmx(visitor, offer):
    response = visitor.get(SEARCH)

    assert not response.cookies
    assert "HX-Request" in response.headers["Vary"]


def test_what_is_not_translated_is_tagged_as_german(visitor, offer):
    page = text(visitor.get("/ar/angebote/"))

    assert 'dir="rtl"' in page
    assert re.search(r'<a href="/ar/angebote/\d+/" lang="de" dir="ltr">Nähcafé</a>', page)
    assert '<p lang="de" dir="ltr">Nähen und reden.</p>' in page
    assert "لقاء" in page


def test_what_is_translated_is_not_tagged(visitor, offer):
    save_translation(offer, language="ar", texts={"title": "مقهى الخياطة"}, by=None)

    page = text(visitor.get("/ar/angebote/"))

    assert re.search(r'<a href="/ar/angebote/\d+/">مقهى الخياطة</a>', page)
    assert '<p lang="de" dir="ltr">Nähen und reden.</p>' in page


def test_htmx_gets_the_list_and_the_count_only(visitor, offer):
    page = text(visitor.get(SEARCH, {"q": "Nähcafé"}, headers={"HX-Request": "true"}))

    assert "<html" not in page
    assert "Nähcafé" in page
    assert 'id="trefferzahl" class="result-count" hx-swap-oob="true"' in page


def test_a_search_without_a_hit_says_what_to_do_and_is_counted_once(visitor, offer):
    place = MunicipalityFactory(name="Waldeck")
    page = text(visitor.get(SEARCH, {"q": "Eisstockschießen", "thema": "begegnung", "ort": place.ags}))

    assert "Kein Angebot gefunden" in page
    assert "05631 0000" in page
    assert "Ohne „Eisstockschießen“ suchen: 1 Angebot" in page
    fact = SearchFact.objects.get()
    assert (fact.topic, fact.municipality, fact.language, fact.number) == ("begegnung", place, "de", 1)
    assert fact.month == timezone.localdate().replace(day=1)


def test_wider_searches_keep_the_other_filters(visitor, offer):
    page = text(visitor.get(SEARCH, {"q": "Eisstockschießen", "thema": "begegnung", "kostenlos": "ja"}))

    assert 'href="/angebote/?thema=begegnung&amp;kostenlos=ja"' in page
    assert "Ohne Begegnung suchen" not in page


@pytest.mark.parametrize(
    ("parameters", "headers"),
    [
        ({"q": "Eisstockschießen"}, {"HX-Request": "true"}),
        ({"q": "Eisstockschießen"}, {"Sec-Purpose": "prefetch"}),
        ({"q": "Nähcafé"}, {}),
        ({}, {}),
        ({"thema": "gibt-es-nicht"}, {}),
        ({"q": " \t "}, {}),
    ],
)
def test_what_is_not_a_search_without_a_hit_is_not_counted(visitor, offer, parameters, headers):
    visitor.get(SEARCH, parameters, headers=headers)

    assert not SearchFact.objects.exists()


def test_a_search_is_answered_even_if_it_cannot_be_counted(visitor, offer, monkeypatch):
    def full_disk(**_kwargs):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("kreislotse.web.public.views.directory.record_search_without_hit", full_disk)

    assert visitor.get(SEARCH, {"q": "Eisstockschießen"}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "thema=x&thema=y", "ort=1'%20OR%201=1", "ort=", "seite=-1", "seite=999999999999999999999", "seite=abc", "sprache=%00",
        "gruppe=%FF%FE", "kostenlos=vielleicht", "q=%00", "q=" + "a" * 5000, "q=%22%20OR%20%22", "bereich=Nirgends",
        "q=*&seite=2", "unbekannt=1", "q=" + quote("'\"&|!():*"), "q=%F0%9F%98%80",
    ],
)  # fmt: skip
def test_a_wrong_address_is_read_as_far_as_it_makes_sense(visitor, offer, query):
    assert visitor.get(f"{SEARCH}?{query}").status_code == 200


def test_every_filter_stands_in_the_form_again(visitor, offer):
    page = text(visitor.get(SEARCH, {"q": "Näh", "thema": "begegnung", "sprache": "ar", "kostenlos": "ja"}))

    assert 'value="Näh"' in page
    assert '<option value="begegnung" selected>' in page
    assert '<option value="ar" selected>' in page
    assert re.search(r'<input type="checkbox"[^>]*name="kostenlos"[^>]*checked', page)


def test_search_needs_the_same_number_of_queries_for_many_offers(visitor, in_district, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)  # what is open is found out once a minute

    def queries(number):
        for n in range(number):
            row = OfferFactory(title=f"Sprachcafé {n}", provider=OrganizationFactory())
            save_offer(row, topics=[TopicFactory()], languages_spoken=[LanguageFactory(code=f"x{n}")], by=None)
            save_translation(row, language="en", texts={"title": f"Language café {n}"}, by=None)
        visitor.get("/en/angebote/")  # what has changed is read once, not by every search
        counts = []
        for parameters in ({}, {"q": "Sprachcafé"}, {"kostenlos": "ja"}):
            with CaptureQueriesContext(connection) as captured:
                assert visitor.get("/en/angebote/", parameters).status_code == 200
            counts.append(len(captured))
        return counts

    few, many = queries(3), queries(9)

    assert few == many
    assert max(many) <= 25


def test_the_page_of_an_offer_says_everything(visitor, offer):
    page = text(visitor.get(f"/angebote/{offer.pk}/"))

    assert page.count("<h1") == 1
    for words in ("Nähcafé", "Nähen und reden.", "Arabisch – العربية", "den ganzen Kreis", offer.provider.name):
        assert words in page


@pytest.mark.parametrize(
    "hidden", [{"status": Offer.Status.DRAFT}, {"status": Offer.Status.ARCHIVED}, {"valid_until": -1}]
)
def test_the_page_of_an_offer_that_is_not_public_does_not_exist(visitor, in_district, hidden):
    if "valid_until" in hidden:
        hidden = {"valid_until": timezone.localdate() - timedelta(days=1)}
    row = OfferFactory(**hidden)

    assert visitor.get(f"/angebote/{row.pk}/").status_code == 404


def test_another_districts_offer_does_not_exist_here(client, offer, other_district):
    assert client.get(f"/angebote/{offer.pk}/", headers={"host": other_district.host}).status_code == 404


@pytest.mark.parametrize(
    ("written", "dialed"),
    [
        ("05631 954-0", ["tel:056319540"]),
        ("+49 (0) 5631 95", ["tel:+49563195"]),
        ("030 123 oder 0177 456", ["tel:030123", "tel:0177456"]),
        ("030/123 45", ["tel:03012345"]),
        ("auf Anfrage", []),
        ("<b>110</b>", ["tel:110"]),
    ],
)
def test_telephone_numbers_become_links(written, dialed):
    link = phone_links(written)

    assert re.findall(r'href="([^"]+)"', link) == dialed
    assert "<b>" not in link


def test_before_the_set_up_the_start_page_leads_to_it_and_the_others_do_not_exist(client, db):
    assert client.get("/").headers["Location"] == reverse("set_up")
    assert client.get(SEARCH).status_code == 404
    assert client.get("/impressum/").status_code == 404
