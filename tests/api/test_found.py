"""What search machines and readers ask for: robots, sitemap, Atom, OpenSearch; and what stands in the head of pages."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kreislotse.api.found import sitemap
from kreislotse.core.scope import district_scope
from kreislotse.directory.models import Offer, OfferLocation, OfferTranslation
from kreislotse.districts.models import District
from tests.api.directory import SECRET, a_rich_directory, more_like
from tests.factories import OfferFactory, OrganizationFactory

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
ATOM = "{http://www.w3.org/2005/Atom}"
HOST = "http://musterau.localhost"


@pytest.fixture
def rich(district):
    with district_scope(district):
        [offer] = a_rich_directory()
    return offer


def xml(visitor, path):
    response = visitor.get(path)
    assert response.status_code == 200
    return ET.fromstring(response.content)


# ── sitemap ─────────────────────────────────────────────────────────────────────────────────────────


def test_every_public_page_stands_in_every_language_with_the_way_to_the_others(rich, visitor):
    root = xml(visitor, "/sitemap.xml")

    entries = {one.find(f"{MAP}loc").text: one for one in root}
    german, arabic = f"{HOST}/angebote/{rich.pk}/", f"{HOST}/ar/angebote/{rich.pk}/"
    assert {german, arabic, f"{HOST}/", f"{HOST}/ar/", f"{HOST}/tr/impressum/"} <= entries.keys()
    assert f"{HOST}/tr/angebote/{rich.pk}/" not in entries  # no words in Turkish
    for address in (german, arabic):
        ways = {link.get("hreflang"): link.get("href") for link in entries[address].iter(LINK)}
        assert ways == {"de": german, "ar": arabic, "x-default": german}
        assert entries[address].find(f"{MAP}lastmod").text == f"{rich.changed_at:%Y-%m-%d}"


def test_only_what_is_published_stands_there_and_every_page_answers(rich, visitor):
    content = visitor.get("/sitemap.xml").content.decode()
    with_secret = set(Offer._base_manager.filter(title__contains=SECRET).values_list("pk", flat=True))

    listed = re.findall(r"<loc>http://[^/]+(/[^<]*)</loc>", content)

    assert with_secret and not [pk for pk in with_secret if f"/angebote/{pk}/" in content]
    assert {path for path in listed if visitor.get(path).status_code != 200} == set()


def test_many_offers_are_split_and_every_one_is_in_one_file(visitor, district, monkeypatch):
    monkeypatch.setattr(
        sitemap, "URLS_PER_FILE", 3 * 7 + len(sitemap.PAGES)
    )  # with seven languages three offers a file
    with district_scope(district):
        keys = {OfferFactory().pk for _n in range(8)}

    root = xml(visitor, "/sitemap.xml")

    parts = [one.find(f"{MAP}loc").text for one in root]
    assert root.tag == f"{MAP}sitemapindex"
    assert parts == [f"{HOST}/sitemap-{n}.xml" for n in (1, 2, 3)]
    found = [xml(visitor, part.removeprefix(HOST)) for part in parts]
    pks = [
        int(m[1]) for one in found for loc in one.iter(f"{MAP}loc") if (m := re.search(r"/angebote/(\d+)/", loc.text))
    ]
    assert sorted(pks) == sorted(keys)
    for part in (0, 4, 10**30):
        assert visitor.get(f"/sitemap-{part}.xml").status_code == 404


def test_no_file_is_larger_than_the_protocol_allows(district):
    assert sitemap.offers_per_file(district) * len(sitemap.languages_of(district)) <= 50_000
    with district_scope(district):
        OfferFactory()
        one = sitemap.urls(district, 1, today=timezone.localdate())
    assert len(one) / one.count("<loc>") * sitemap.URLS_PER_FILE < 50_000_000


@pytest.mark.parametrize("path", ["/sitemap.xml", "/atom/ar.xml"])
def test_more_offers_take_no_more_statements_and_a_second_read_is_a_304(rich, visitor, district, path):
    def statements():
        with CaptureQueriesContext(connection) as found:
            visitor.get(path)
        return len(found)

    statements()
    few = statements()
    with district_scope(district):
        more_like(rich, 12)
    assert statements() == few <= 12
    etag = visitor.get(path)["ETag"]
    assert visitor.get(path, headers={"If-None-Match": etag}).status_code == 304


# ── robots ──────────────────────────────────────────────────────────────────────────────────────────


def test_robots_name_the_sitemap_and_keep_out_of_work_and_of_personal_pages(visitor):
    lines = visitor.get("/robots.txt").content.decode().splitlines()

    assert f"Sitemap: {HOST}/sitemap.xml" in lines
    assert {
        "Disallow: /buero/",
        "Disallow: /hilfe/stand/",
        "Disallow: /*/hilfe/stand/",
        "Disallow: /*/angebote/?",
    } <= set(lines)
    assert "Disallow: /" not in lines


def test_a_demo_is_not_to_be_found(visitor, district):
    District.objects.update(is_demo=True)

    assert visitor.get("/robots.txt").content.decode().splitlines()[1] == "Disallow: /"


@pytest.mark.parametrize("path", ["/robots.txt", "/sitemap.xml", "/atom/de.xml", "/opensearch/de.xml"])
def test_before_the_set_up_there_is_nothing_to_find(db, client, path):
    response = client.get(path)

    assert (
        response.content.decode().splitlines()[1:] == ["Disallow: /"]
        if path == "/robots.txt"
        else response.status_code == 404
    )


# ── Atom and OpenSearch ─────────────────────────────────────────────────────────────────────────────


def test_the_feed_has_the_latest_first_in_the_language_asked_for(rich, visitor, district):
    with district_scope(district):
        newer = OfferFactory(title="Neu & <b>fett</b>\x0b", summary="Kurz")
        Offer.objects.filter(pk=rich.pk).update(changed_at=timezone.now() - timedelta(days=2))

    root = xml(visitor, "/atom/ar.xml")

    titles = [one.find(f"{ATOM}title").text for one in root.iter(f"{ATOM}entry")]
    assert titles == ["Neu & <b>fett</b>", "دورة ألمانية"]
    ids = [one.find(f"{ATOM}id").text for one in root.iter(f"{ATOM}entry")]
    assert ids == [f"urn:uuid:{newer.uuid}", f"urn:uuid:{rich.uuid}"]
    assert f"{HOST}/ar/angebote/{newer.pk}/" in {one.get("href") for one in root.iter(f"{ATOM}link")}
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    assert SECRET not in visitor.get("/atom/de.xml").content.decode()


@pytest.mark.parametrize("path", ["/atom/pl.xml", "/atom/xx.xml", "/opensearch/xx.xml", "/atom/.xml", "/sitemap-x.xml"])
def test_what_is_not_there_is_a_404(visitor, path):
    assert visitor.get(path).status_code == 404


def test_the_search_can_be_put_into_the_browser(visitor):
    root = xml(visitor, "/opensearch/ar.xml")

    [url] = [one.get("template") for one in root.iter() if one.tag.endswith("}Url")]
    assert url == f"{HOST}/ar/angebote/?q={{searchTerms}}"
    assert len(next(one.text for one in root if one.tag.endswith("ShortName"))) <= 16


# ── the head of public pages ────────────────────────────────────────────────────────────────────────


def structured(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])


def test_the_head_names_the_one_address_and_the_other_languages(rich, visitor):
    page = visitor.get(f"/ar/angebote/{rich.pk}/").content.decode()

    assert f'<link rel="canonical" href="{HOST}/ar/angebote/{rich.pk}/">' in page
    assert f'hreflang="x-default" href="{HOST}/angebote/{rich.pk}/"' in page
    assert 'href="/atom/ar.xml"' in page and 'href="/opensearch/ar.xml"' in page
    turkish = visitor.get(f"/tr/angebote/{rich.pk}/").content.decode()
    assert f'<link rel="canonical" href="{HOST}/angebote/{rich.pk}/">' in turkish
    assert f'hreflang="tr" href="{HOST}/tr/angebote/' not in turkish


def test_filters_lead_to_one_page_and_personal_pages_say_nothing(visitor, login, coordinator):
    assert (
        f'<link rel="canonical" href="{HOST}/angebote/">' in visitor.get("/angebote/?q=x&kostenlos=ja").content.decode()
    )
    assert 'rel="canonical"' not in visitor.get("/hilfe/stand/geheim/").content.decode()
    assert 'rel="canonical"' not in login(coordinator).get("/buero/").content.decode()


def test_a_course_is_a_course_with_its_dates(rich, visitor):
    found = structured(visitor.get(f"/ar/angebote/{rich.pk}/").content.decode())

    assert (found["@type"], found["name"], found["inLanguage"]) == ("Course", "دورة ألمانية", "ar")
    [run] = found["hasCourseInstance"]
    assert (run["name"], run["location"]["address"]["addressLocality"]) == ("Herbst", "Musterstadt")
    assert found["provider"] == {
        "@type": "Organization", "name": "Träger e.V.", "telephone": "05631 3", "email": "kurs@traeger.example",
        "url": "https://traeger.example/kurs",
    }  # fmt: skip
    assert SECRET not in json.dumps(found)


def test_a_service_says_where_when_and_for_whom(visitor, in_district):
    from datetime import time

    offer = OfferFactory(title="Beratung", is_free=True, provider=OrganizationFactory(phone="1", is_public=False))
    place = OfferLocation(offer=offer, street="Markt 1", city="Korbach", latitude=51.2, longitude=8.9)
    place.save()
    for day, asked in ((0, False), (1, False), (2, True)):
        offer.opening_times.create(
            weekday=day, opens_at=time(9), closes_at=time(12), by_appointment=asked, district=in_district
        )

    found = structured(visitor.get(f"/angebote/{offer.pk}/").content.decode())

    [channel] = found["availableChannel"]
    assert channel["serviceLocation"]["openingHoursSpecification"] == [
        {"@type": "OpeningHoursSpecification", "dayOfWeek": ["Monday", "Tuesday"], "opens": "09:00", "closes": "12:00"}
    ]
    assert (found["@type"], found["offers"]["price"]) == ("Service", "0")
    assert found["areaServed"] == [{"@type": "AdministrativeArea", "name": "Kreis Musterau"}]
    assert found["provider"] == {"@type": "Organization", "name": offer.provider.name}


@pytest.mark.parametrize("words", ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "\u2028 & \\u003C \"'"])
def test_no_words_of_an_offer_end_the_block_of_data(visitor, in_district, words):
    offer = OfferFactory(title=f"A {words} Z", description=words)

    page = visitor.get(f"/angebote/{offer.pk}/").content.decode()

    assert structured(page)["name"] == f"A {words} Z"
    assert page.count("<script") == page.count("</script>")
    assert "<script>alert(1)" not in page


def test_translations_are_named_once(visitor, in_district):
    offer = OfferFactory()
    OfferTranslation(offer=offer, language="en", title="Advice", summary="x").save()

    page = visitor.get(f"/en/angebote/{offer.pk}/").content.decode()

    assert re.findall(r'hreflang="([^"]+)" href="http', page) == ["de", "en", "x-default"]
