"""What the API says of the directory, in the words of HSDS 3.1.3."""

import re
from datetime import timedelta
from uuid import uuid4, uuid5

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kreislotse.api.hsds import ids
from kreislotse.core.scope import district_scope
from kreislotse.directory.models import Offer, OfferLocation
from kreislotse.network.models import Organization
from kreislotse.search import operations as search
from tests.api.directory import SECRET, a_rich_directory, more_like
from tests.factories import MunicipalityFactory, OfferFactory, OrganizationFactory

UNKNOWN = "00000000-0000-4000-8000-000000000000"
LISTS = ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")
FULL = ("services?full=true", "organizations?full=true&full_service=true", "service_at_locations?full=true")


def test_a_service_says_what_the_offer_is(rich, ask):
    found = ask(f"services/{rich.uuid}")

    assert found["name"] == "Deutschkurs 0" and found["status"] == "active"
    assert found["description"] == "Wir helfen.\n\nWir lernen <b>zusammen</b>."
    assert (found["minimum_age"], found["maximum_age"], found["assured_date"]) == (16, 99, "2026-03-01")
    assert found["organization"]["website"] == "https://xn--trger-hra.example/%C3%BCber%20uns"
    assert found["phones"][0]["number"] == "05631 3"
    assert [one["name"] for one in found["contacts"]] == ["Ada Muster"]
    assert found["required_documents"][0]["document"] == "Ausweis"
    assert found["cost_options"][0]["amount_description"] == "2,29 € je Stunde"
    assert found["service_areas"][0]["extent"] == "AGS 06635001"
    assert {(one["code"], one.get("note")) for one in found["languages"]} == {
        ("ar", "MO 09:00–10:00 (nur mit Termin)"),
        ("kmr", None),
    }
    assert [(one["maximum"], one["available"]) for one in found["capacities"]] == [(20, 0), (12, 0)]


def test_a_schedule_says_the_week_the_exceptions_and_the_courses(rich, ask):
    week, friday, closed, course = ask(f"services/{rich.uuid}")["schedules"]

    assert (week["freq"], week["byday"], week["opens_at"], week["closes_at"]) == ("WEEKLY", "MO,WE", "09:00", "12:00")
    assert (friday["byday"], friday["description"]) == ("FR", "nur mit Termin")
    assert friday["valid_from"] == f"{timezone.localdate()}"
    assert closed["description"] == "geschlossen, Betriebsausflug" and "opens_at" not in closed
    assert (course["byday"], course["closes_at"], course["description"]) == ("MO,TH", "12:15", "Herbst, A1–A2")


def test_a_place_says_how_one_gets_in(rich, ask):
    [place] = ask(f"services/{rich.uuid}")["service_at_locations"]
    alone = ask(f"service_at_locations/{place['id']}")

    assert place["location"]["addresses"][0]["state_province"] == "Hessen"
    assert [(one["description"], one["details"]) for one in place["location"]["accessibility"]] == [
        ("stufenlos erreichbar", "ja"),
        ("barrierefreie Toilette", "nein"),
        ("Hilfe beim Hören (Induktion)", "ja"),
    ]
    assert alone["location"] == place["location"] and alone["service"]["id"] == str(rich.uuid)


def test_terms_of_all_taxonomies_hang_on_a_service(rich, ask):
    attributes = ask(f"services/{rich.uuid}")["attributes"]
    codes = {(one["link_type"], one["value"]) for one in attributes}

    assert {("topic", "deutsch"), ("target_group", "eltern"), ("kind", "course"), ("status_group", "eu")} <= codes
    assert {("level", "A1"), ("level", "A2"), ("level", "B1"), ("fact", "true"), ("fact", "20")} <= codes
    for one in attributes:
        assert ask(f"taxonomy_terms/{one['taxonomy_term_id']}") == one["taxonomy_term"]
        assert ask(f"taxonomies/{one['taxonomy_term']['taxonomy_id']}")["name"]


def test_texts_come_in_the_language_asked_for_with_german_behind(rich, ask):
    arabic = ask(f"services/{rich.uuid}?lang=ar")
    [listed] = ask("services?lang=ar")["contents"]

    assert arabic["name"] == listed["name"] == "دورة ألمانية"
    assert arabic["description"].startswith("نساعد") and "zusammen" in arabic["description"]
    assert arabic["application_process"] == "Bitte anrufen"
    assert arabic["translation"] == {
        "language": "ar", "origin": "machine", "is_machine_made": True, "is_outdated": False,
    }  # fmt: skip
    assert "تعلم الألمانية" in {one["label"] for one in arabic["attributes"]}
    assert {one["code"]: one["name"] for one in arabic["languages"]}["ar"] == "العربية"
    assert "/ar/angebote/" in arabic["additional_urls"][0]["url"]
    assert ask("services?lang=uk")["contents"][0]["name"] == "Deutschkurs 0"


def test_a_translation_follows_what_happens_to_the_german(rich, district, ask):
    with district_scope(district):
        rich.translations.update(summary="نساعد", registration="اتصلوا", origin="person", machine_fields=[])
        rich.summary, rich.registration = "Wir helfen allen.", ""
        rich.save()

    found = ask(f"services/{rich.uuid}?lang=ar")

    assert found["translation"]["is_outdated"] and not found["translation"]["is_machine_made"]
    assert "application_process" not in found  # nobody says it any more, in no language
    assert "translation" not in ask(f"services/{rich.uuid}") and "translation" not in ask(
        f"services/{rich.uuid}?lang=uk"
    )


def test_ids_stay_from_one_answer_to_the_next(rich, ask):
    def found_in(value):
        return re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", str(value))

    once, again = ask(f"services/{rich.uuid}"), ask(f"services/{rich.uuid}?lang=ar")

    assert found_in(once) == found_in(again) and len(found_in(once)) > 40


@pytest.mark.parametrize("path", [*LISTS, *FULL, "services?minimal=true", "services?format=ndjson&full=true"])
def test_nothing_that_is_not_public_is_shown(rich, visitor, path):
    response = visitor.get(f"/hsds/v3/{path}")
    body = b"".join(response.streaming_content) if response.streaming else response.content

    assert response.status_code == 200 and len(body) > 100
    assert SECRET.encode() not in body


def test_of_an_organization_that_is_not_public_only_the_name_is_said(district, ask):
    with district_scope(district):
        offer = OfferFactory(
            provider=OrganizationFactory(
                name="Kleiner Verein", phone=SECRET, website=f"https://{SECRET}.example", responsible_for=SECRET
            )
        )

    found = ask(f"organizations/{offer.provider.uuid}")

    assert found["name"] == found["description"] == "Kleiner Verein"
    assert SECRET not in str(found) and SECRET not in str(ask(f"services/{offer.uuid}"))


def test_what_is_gone_is_not_found(rich, district, ask):
    with district_scope(district):
        hidden = Offer.objects.exclude(status="published").first()
        place = OfferLocation.objects.get(offer=hidden)
        actor = Organization.objects.get(name=f"{SECRET} Archiv")

    assert ask(f"services/{hidden.uuid}", 404)["status"] == 404
    assert ask(f"service_at_locations/{place.uuid}", 404)
    assert ask(f"organizations/{actor.uuid}", 404)


def test_each_district_shows_its_own(rich, other_district, ask):
    neighbor = Client(SERVER_NAME=other_district.host, HTTP_HOST=other_district.host)
    paths = [f"services/{rich.uuid}", f"organizations/{rich.provider.uuid}"]
    paths += [f"taxonomy_terms/{one['id']}" for one in ask("taxonomy_terms")["contents"] if one["code"] == "deutsch"]

    assert len(paths) == 3
    for path in paths:
        assert neighbor.get(f"/hsds/v3/{path}").status_code == 404
    assert neighbor.get("/hsds/v3/services").json()["total_items"] == 0


def test_ids_are_those_of_uuid5():
    """The control of our own shortcut."""
    parent = uuid4()

    assert [ids.below(parent, name) for name in ("phone", "straße/ä")] == [
        str(uuid5(parent, name)) for name in ("phone", "straße/ä")
    ]


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def seven(district):
    with district_scope(district):
        return a_rich_directory(7)


@pytest.mark.parametrize("path", ["services", "service_at_locations", "services?full=true", "services?minimal=true"])
def test_pages_count_right_and_leave_nothing_out(seven, ask, path):
    join = "&" if "?" in path else "?"
    pages = [ask(f"{path}{join}per_page=3&page={number}") for number in (1, 2, 3, 4)]

    assert [page["size"] for page in pages] == [3, 3, 1, 0]
    assert all((page["total_items"], page["total_pages"]) == (7, 3) for page in pages)
    assert [page["first_page"] for page in pages] == [True, False, False, False]
    assert [page["last_page"] for page in pages] == [False, False, True, True]
    assert [page["empty"] for page in pages] == [False, False, False, True]
    assert len({one["id"] for page in pages for one in page["contents"]}) == 7


def test_neighboring_pages_are_linked(seven, visitor):
    link = visitor.get("/hsds/v3/services?per_page=3&page=2&lang=ar")["Link"]

    assert 'services?per_page=3&lang=ar&page=1>; rel="prev"' in link
    assert 'page=3>; rel="next"' in link and 'rel="first"' in link and 'rel="last"' in link


@pytest.mark.parametrize("path", LISTS)
def test_a_stream_of_lines_has_what_the_pages_have(seven, ask, path):
    assert ask(f"{path}?format=ndjson") == ask(f"{path}?per_page=250")["contents"]


def test_minimal_gives_all_at_once(seven, ask):
    page = ask("services?minimal=true")

    assert page["size"] == 7 and page["last_page"]
    assert set(page["contents"][0]) == {"id", "name", "status", "last_modified", "modified_date"}


@pytest.mark.parametrize("path", [*LISTS, *FULL, "services?full=true&lang=ar", "services?search=deutschkurs",
                                  "service_at_locations?postcode=34497&proximity=9000&full=true"])  # fmt: skip
def test_a_list_takes_at_most_eight_queries_for_any_number_of_rows(rich, district, visitor, path):
    def count():
        visitor.get(f"/hsds/v3/{path}")  # what the search keeps in memory is read once after a change
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(f"/hsds/v3/{path}").status_code == 200
        return len(queries)

    few = count()
    with district_scope(district):
        more_like(rich, 8)
        search.rebuild(district)

    assert count() == few <= 8


# ── filters ─────────────────────────────────────────────────────────────────────────────────────────


def names(page):
    return [one["name"] for one in page["contents"]]


def test_filters_hold_together(rich, district, ask):
    with district_scope(district):
        OfferFactory(title="Deutsch ohne Thema", kind="course", provider=rich.provider)
        OfferFactory(title="Beratung", kind="counselling")
    terms = {(one["taxonomy"], one["code"]): one["id"] for one in ask("taxonomy_terms")["contents"]}
    course, topic = terms["Art", "course"], terms["Themen", "deutsch"]

    assert names(ask(f"services?taxonomy_term_id={course}")) == ["Deutschkurs 0", "Deutsch ohne Thema"]
    assert names(ask(f"services?taxonomy_term_id={topic}")) == ["Deutschkurs 0"]
    assert names(ask(f"services?taxonomy_term_id={course}&organization_id={UNKNOWN}")) == []
    assert names(ask(f"services?taxonomy_term_id={course}&organization_id={rich.provider.uuid}&search=kurs")) == [
        "Deutschkurs 0"
    ]
    assert names(ask(f"organizations?taxonomy_term_id={topic}")) == ["Träger e.V."]
    assert len(ask(f"service_at_locations?taxonomy_term_id={topic}")["contents"]) == 1
    assert names(ask(f"services?taxonomy_term_id={UNKNOWN}")) == []


def test_every_term_of_an_offer_finds_it(rich, ask):
    for one in ask(f"services/{rich.uuid}")["attributes"]:
        if term := one.get("taxonomy_term"):
            assert names(ask(f"services?taxonomy_term_id={term['id']}")) == ["Deutschkurs 0"], term
            assert names(ask(f"services?taxonomy_id={term['taxonomy_id']}")) == ["Deutschkurs 0"], term


def test_a_term_an_offer_does_not_carry_does_not_find_it(rich, ask):
    carried = {one.get("taxonomy_term_id") for one in ask(f"services/{rich.uuid}")["attributes"]}
    others = [one for one in ask("taxonomy_terms?per_page=250")["contents"] if one["id"] not in carried]

    assert len(others) > 20
    for term in others:
        is_parent = term["code"].startswith("group/")
        assert names(ask(f"services?taxonomy_term_id={term['id']}")) == (["Deutschkurs 0"] if is_parent else []), term


def test_modified_after_is_right_to_the_instant(rich, ask):
    from urllib.parse import quote

    modified = ask(f"services/{rich.uuid}")["last_modified"]
    later = quote((timezone.datetime.fromisoformat(modified) + timedelta(microseconds=1)).isoformat())

    assert names(ask(f"services?modified_after={quote(modified)}")) == ["Deutschkurs 0"]
    assert names(ask(f"services?modified_after={modified}")) == ["Deutschkurs 0"]  # + written as it is
    assert names(ask(f"services?modified_after={later}")) == []
    assert names(ask(f"services?modified_before={later}")) == ["Deutschkurs 0"]
    assert names(ask(f"services?modified_before={quote(modified)}")) == []
    assert names(ask("services?modified_after=2020-01-01")) == ["Deutschkurs 0"]


def test_changes_come_oldest_first(seven, district, ask):
    with district_scope(district):
        Offer.objects.get(title="Deutschkurs 2").save()

    found = [one["last_modified"] for one in ask("services?modified_after=2020-01-01")["contents"]]

    assert found == sorted(found) and len(found) == 7
    assert names(ask("services?modified_after=2020-01-01"))[-1] == "Deutschkurs 2"
    assert names(ask("services"))[-1] == "Deutschkurs 6"


def test_places_near_a_postcode(rich, district, ask):
    with district_scope(district):
        MunicipalityFactory(ags="06635002", postcode="34516", latitude=51.25, longitude=8.9)  # 5.6 km to the north

    def found(query):
        return ask(f"service_at_locations?{query}")["total_items"]

    assert found("postcode=34497") == 1
    assert found("postcode=34516") == 0  # the offer serves Musterstadt only
    assert found("postcode=34497&proximity=100") == 1
    assert (found("postcode=34516&proximity=5000"), found("postcode=34516&proximity=6000")) == (0, 1)
    assert found("postcode=99999&proximity=6000") == found("postcode=99999") == 0


def test_terms_of_one_taxonomy_below_one_parent(rich, ask):
    [topic] = ask("taxonomy_terms?search=deutsch+lernen")["contents"]

    assert [one["code"] for one in ask(f"taxonomy_terms?parent_id={topic['parent_id']}")["contents"]] == ["deutsch"]
    own = ask(f"taxonomy_terms?taxonomy_id={topic['taxonomy_id']}")["contents"]
    assert {one["code"] for one in own} == {"deutsch", "group/Sprache"}
    assert "deutsch" not in {one["code"] for one in ask("taxonomy_terms?top_only=true&per_page=250")["contents"]}


# ── bad input ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("services?page=0", "page"), ("services?page=-1", "page"), ("services?page=eins", "page"), ("services?page=", "page"),
        ("services?page=99999999999999999999", "page"), ("services?per_page=0", "per_page"), ("services?page=1&page=2", "page"),
        ("services?per_page=251", "per_page"), ("services?per_page=1.5", "per_page"), ("services?page=%D9%A1", "page"),
        ("services?taxonomy_term_id=kurs", "taxonomy_term_id"), ("services?organization_id=1", "organization_id"),
        ("services?taxonomy_id={0}", "taxonomy_id"), ("services?modified_after=gestern", "modified_after"),
        ("services?modified_after=2026-13-01", "modified_after"), ("services?modified_after=0001-01-01", None),
        ("services?modified_after=9999-12-31T23:59:59-23:59", None), ("services?full=ja", "full"), ("services?lang=xx", "lang"),
        ("services?format=xml", "format"), ("services?seite=2", "seite"), ("services?search=" + "a" * 201, "search"),
        ("services?search=%00%01", None), ("services?search=%F0%28%8C", None), ("services?search='%22;--", None),
        ("service_at_locations?postcode=ABC", "postcode"), ("service_at_locations?proximity=100", "proximity"),
        ("service_at_locations?postcode=34497&proximity=0", "proximity"), ("taxonomy_terms?parent_id=x", "parent_id"),
        ("services/not-a-uuid", "id"), ("organizations/1", "id"), ("taxonomies/x", "id"), ("taxonomy_terms/%20", "id"),
        ("service_at_locations/" + "a" * 500, "id"), ("?lang=de", "lang"),
    ],
)  # fmt: skip
def test_a_wrong_question_is_answered_with_a_problem_that_names_it(rich, visitor, query, parameter):
    response = visitor.get(f"/hsds/v3/{query}")

    if parameter is None:  # odd, but a question
        assert response.status_code == 200
        return
    problem = response.json()
    assert response.status_code == problem["status"] == 400
    assert response["Content-Type"] == "application/problem+json"
    assert problem["parameter"] == parameter and problem["title"] and problem["detail"]


@pytest.mark.parametrize("path", [*(f"{one}/{UNKNOWN}" for one in LISTS), "nothing", "services/", "services/a/b"])
def test_an_unknown_address_or_id_is_a_404_problem(rich, visitor, path):
    response = visitor.get(f"/hsds/v3/{path}")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


# ── size ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", FULL)
def test_no_statement_takes_more_parameters_for_more_offers(rich, district, visitor, path):
    """Some builds of SQLite take 32,766; an organization may offer thousands of courses."""

    def most():
        sizes = []

        def note(execute, sql, params, *rest):
            sizes.append(len(params or ()))
            return execute(sql, params, *rest)

        with connection.execute_wrapper(note):
            assert visitor.get(f"/hsds/v3/{path}").status_code == 200
        return max(sizes)

    few = most()
    with district_scope(district):
        for n in range(60):
            OfferFactory(title=f"Kurs {n}", provider=rich.provider)

    assert most() <= few + 49  # the keys of one page stand in some places as they are
