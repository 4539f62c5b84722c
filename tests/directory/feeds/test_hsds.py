"""Services after HSDS 3 become offers and keep their numbers; what we publish ourselves comes back as it was."""

import copy
import json
from datetime import date, time
from uuid import UUID, uuid4

import pytest

from kreislotse.core.scope import district_scope
from kreislotse.core.translations import text_hash
from kreislotse.directory.models import Offer, OfferLocation, OfferTranslation
from kreislotse.directory.queries import translation_states
from kreislotse.imports import feeds, operations
from kreislotse.network.models import Contact, Organization
from tests.api.directory import a_rich_directory
from tests.directory.feeds.conftest import counts
from tests.directory.feeds.servers import OtherSystem
from tests.factories import LanguageFactory, OfferFactory, OrganizationFactory, TopicFactory

ORGANIZATION = "10000000-0000-4000-8000-000000000001"


def service(n=1, **more):
    found = {
        "id": f"20000000-0000-4000-8000-{n:012d}",
        "name": f"Beratung {n}",
        "description": "Wir beraten. Kommen Sie einfach vorbei.",
        "status": "active",
        "url": "https://caritas.example/",
        "email": "info@caritas.example",
        "organization": {"id": ORGANIZATION, "name": "Caritas", "description": "Wohlfahrt", "website": "https://caritas.example/"},
        "phones": [{"id": str(uuid4()), "number": "05631 55"}],
        "schedules": [{"id": str(uuid4()), "freq": "WEEKLY", "interval": 1, "byday": "MO,TH", "opens_at": "09:00", "closes_at": "12:00Z"}],
        "service_at_locations": [{
            "id": f"30000000-0000-4000-8000-{n:012d}",
            "location": {
                "id": str(uuid4()), "location_type": "physical", "name": "Rathaus", "latitude": 51.2, "longitude": 8.9,
                "addresses": [{"id": str(uuid4()), "address_1": "Markt 1", "city": "Korbach", "postal_code": "34497", "country": "DE"}],
            },
        }],
        "languages": [{"id": str(uuid4()), "code": "ar", "name": "Arabisch"}],
        "attributes": [{"id": str(uuid4()), "link_type": "", "value": "x", "taxonomy_term": {"id": str(uuid4()), "name": "Housing"}}],
    }  # fmt: skip
    return found | more


def read(read_in, *services, **more):
    return read_in({"a.json": {"contents": list(services)}}, target="hsds", **more)


def test_a_service_becomes_a_draft_with_the_numbers_it_has_there(read_in, in_district):
    LanguageFactory()
    topic = TopicFactory(code="wohnen", name="Wohnen")

    batch = read(read_in, service(), topics={"Housing": "wohnen"})

    offer = Offer.objects.get()
    assert (str(offer.uuid), str(offer.provider.uuid), offer.status) == (service()["id"], ORGANIZATION, "draft")
    assert str(offer.locations.get().uuid) == service()["service_at_locations"][0]["id"]
    assert (offer.title, offer.summary, offer.phone) == (
        "Beratung 1", "Wir beraten. Kommen Sie einfach vorbei.", "05631 55",
    )  # fmt: skip
    assert [(one.weekday, one.opens_at, one.closes_at) for one in offer.opening_times.order_by("weekday")] == [
        (0, time(9), time(12)), (3, time(9), time(12)),
    ]  # fmt: skip
    assert [one.code for one in offer.languages_spoken.all()] == ["ar"]
    assert list(offer.topics.all()) == [topic]
    assert counts(batch) == (2, 0, 0)
    assert counts(read(read_in, service())) == (0, 0, 0)


def test_taken_back_nothing_is_left(read_in, coordinator):
    batch = read(read_in, service(contacts=[{"id": str(uuid4()), "name": "Ada", "email": "ada@caritas.example"}]))
    assert Contact.objects.get().visibility == "office"

    operations.undo_import(batch, by=coordinator)

    assert not Offer.objects.exists() and not Organization.objects.exists() and not Contact.objects.exists()


def test_the_published_examples_are_read(shared_data, read_in):
    folder = shared_data / "hsds"
    files = sorted([*folder.glob("examples/*.json"), *folder.glob("sample-api-data/**/*.json")])
    assert len(files) == 19

    batch = read_in({f"{n}.json": file.read_bytes() for n, file in enumerate(files)}, target="hsds")

    offer = Offer.objects.get()
    assert (str(offer.uuid), offer.title) == ("ac148810-d857-441c-9679-408f346de14b", "Community Counselling")
    assert (offer.age_from, offer.age_to, offer.email) == (12, 100, "email@example.com")
    assert (str(offer.provider.uuid), offer.provider.name) == (
        "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610", "Example Organization Inc.",
    )  # fmt: skip
    where = offer.locations.get()
    assert (where.name, where.city, where.latitude, where.postcode) == ("MyCity Civic Center", "MyCity", None, "")
    assert offer.costs.startswith("Non-NHS patients")
    assert offer.phone == "+44 1234 234567"
    assert "100" in str(batch.report["remarks"]) or "passt hier nicht" in str(batch.report["remarks"])


@pytest.mark.parametrize("name", ["service_full", "service_list", "service_at_location_full", "service_at_location_list", "organization_full"])  # fmt: skip
def test_each_example_alone_gives_the_same_offer(shared_data, read_in, name):
    read_in({"a.json": (shared_data / "hsds" / "examples" / f"{name}.json").read_bytes()}, target="hsds")

    offer = Offer.objects.get()
    assert (str(offer.uuid), offer.provider.name) == (
        "ac148810-d857-441c-9679-408f346de14b", "Example Organization Inc.",
    )  # fmt: skip


VOLATILE = {
    "last_modified",
    "assured_date",
    "contacts",
    "capacities",
    "wait_time",
    "alert",
    "additional_urls",
    "program",
}


def _lasting(found: dict) -> dict:
    kept = {name: value for name, value in found.items() if name not in VOLATILE}
    # What we do not take over: seats and levels of a run, when a language is spoken.
    for one in kept["languages"]:
        one.pop("note", None)
    for one in kept["schedules"]:
        one.pop("notes", None)
        if one.get("description", "").startswith("Herbst"):
            one["description"] = "Herbst"
    for name in ("languages", "schedules", "attributes"):
        kept[name] = sorted(kept[name], key=lambda one: one["id"])
    kept["organization"] = {name: kept["organization"][name] for name in ("id", "name")}
    return kept


def test_what_we_publish_comes_back_with_the_same_numbers_and_words(district, visitor, read_in):
    with district_scope(district):
        [offer] = a_rich_directory()
        Organization.objects.filter(pk=offer.provider_id).update(website="https://traeger.example/")
        Offer.objects.filter(pk=offer.pk).update(description="Wir lernen zusammen.")  # markup would not come back

    def published():
        return json.loads(visitor.get(f"/hsds/v3/services/{offer.uuid}").content)

    before = published()
    with district_scope(district):  # as in another installation with the same topics and places
        Offer.objects.all().delete()
        Organization.objects.all().delete()
        read_in({"a.json": before}, target="hsds")
        again = Offer.objects.get()
        again.status = "published"
        again.save()
        Organization.objects.update(is_public=True)

    assert _lasting(published()) == _lasting(before)


def test_a_number_that_is_given_already_stays_where_it_is(read_in, other_district, in_district):
    with district_scope(other_district):
        taken = OfferFactory(title="Nebenan", uuid=UUID(service()["id"]))

    read(read_in, service())

    assert Offer.objects.get().uuid != taken.uuid
    assert counts(read(read_in, service())) == (0, 0, 0)


def test_our_own_offer_read_back_is_known_by_its_number(read_in, in_district):
    offer = OfferFactory(title="Anders benannt", summary="Unser Satz.", provider=OrganizationFactory(name="Caritas"))
    Offer.objects.update(uuid=service()["id"])

    read(read_in, service())

    offer.refresh_from_db()
    assert (Offer.objects.count(), offer.title, offer.phone) == (1, "Anders benannt", "05631 55")


def test_a_course_has_runs_and_everything_else_hours_with_validity(read_in):
    run = {
        "id": str(uuid4()), "freq": "WEEKLY", "byday": "MO", "dtstart": "2090-01-02", "until": "2090-03-01",
        "opens_at": "09:00", "closes_at": "12:00", "description": "Frühling",
    }  # fmt: skip
    kind = [{"id": str(uuid4()), "link_type": "kind", "value": "course"}]

    read(read_in, service(1, schedules=[run]), service(2, schedules=[run], attributes=kind))

    hours = Offer.objects.get(title="Beratung 1").opening_times.get()
    course = Offer.objects.get(title="Beratung 2").course_runs.get()
    assert (hours.valid_from, hours.valid_until) == (date(2090, 1, 2), date(2090, 3, 1))
    assert (course.name, course.weekdays, str(course.uuid)) == ("Frühling", [0], run["id"])


def test_a_changed_place_keeps_its_number(read_in):
    read(read_in, service())
    moved = copy.deepcopy(service())
    moved["service_at_locations"][0]["location"]["addresses"][0]["address_1"] = "Markt 2"

    assert counts(read(read_in, moved)) == (0, 1, 0)

    place = OfferLocation.objects.get()
    assert (place.street, str(place.uuid)) == ("Markt 2", moved["service_at_locations"][0]["id"])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"id": "17"}, "keine UUID"),
        ({"id": 17}, "keine UUID"),
        ({"id": None}, "keine UUID"),
        ({"name": ""}, "Titel"),
        ({"name": {"de": "x"}}, "Titel"),
        ({"status": "defunct"}, "gibt es dort nicht mehr"),
        ({"organization": None}, "Anbieter"),
        ({"organization": "Caritas"}, "Anbieter"),
    ],
)
def test_a_service_that_cannot_be_used_is_refused_and_the_rest_read(read_in, change, sentence):
    batch = read(read_in, service(1, **change), service(2))

    assert [offer.title for offer in Offer.objects.all()] == ["Beratung 2"]
    assert sentence in str(batch.report["errors"])


WRONG = [
    True,
    7,
    -1.5,
    "",
    "x" * 5000,
    "a\x00b",
    "\ud800",
    "https://\ud800.example/\x00",
    [],
    [[]],
    {},
    {"a": {"b": []}},
    ["a", {"b": 1}],
    [None],
    [{"id": 3}],
]


@pytest.mark.parametrize("name", [*service(), "minimum_age", "maximum_age", "cost_options", "required_documents", "service_areas", "alert", "contacts"])  # fmt: skip
def test_no_wrong_type_anywhere_keeps_the_others_from_being_read(read_in, name):
    read(read_in, *[service(n + 2, **{name: value}) for n, value in enumerate(WRONG)], service(1, name="Der gute"))

    assert Offer.objects.filter(title="Der gute").exists()


def test_organizations_that_are_each_other_s_parents_do_no_harm(read_in):
    one = {"id": ORGANIZATION, "name": "A", "description": "a", "parent_organization_id": str(uuid4())}
    one["services"] = [service(organization=None, organization_id=ORGANIZATION)]

    read_in({"a.json": one, "b.json": one | {"parent_organization_id": ORGANIZATION}}, target="hsds")

    assert Offer.objects.get().provider.name == "A"


# ── from an address ─────────────────────────────────────────────────────────────────────────────────

BASE = "https://hsds.example/v3/services"


@pytest.fixture
def fetched(coordinator, django_capture_on_commit_callbacks):
    def fetch(address="https://hsds.example/v3/"):
        with django_capture_on_commit_callbacks(execute=True):
            batch = feeds.start_fetch(address, target="hsds", by=coordinator)
        batch.refresh_from_db()
        return batch

    return fetch


def page(number, total, *contents):
    return {"total_pages": total, "page_number": number, "contents": list(contents)}


def brief(n):
    return {name: service(n)[name] for name in ("id", "name", "description", "status")}


def test_every_page_and_every_service_of_a_standard_server_is_fetched(fetched, monkeypatch):
    other = OtherSystem(monkeypatch, {
        f"{BASE}?page=1&per_page=100&full=true": 400,
        f"{BASE}?page=1": page(1, 2, brief(1)),
        f"{BASE}?page=2": page(2, 2, brief(2)),
        f"{BASE}/{service(1)['id']}": service(1),
        f"{BASE}/{service(2)['id']}": service(2),
    })  # fmt: skip

    batch = fetched()

    assert (batch.status, batch.layout["row_count"]) == ("uploaded", 2)
    assert len([url for url in other.asked if "lang=" not in url]) == 5


def test_a_server_that_gives_full_pages_is_not_asked_for_each(fetched, monkeypatch):
    full = f"{BASE}?page=1&per_page=100&full=true"
    other = OtherSystem(monkeypatch, {full: page(1, 1, service(1), service(2))})

    assert fetched("https://hsds.example/v3/services/x").layout["row_count"] == 2
    assert [url for url in other.asked if "lang=" not in url] == [full]


def test_pages_without_end_come_to_an_end(fetched, monkeypatch):
    monkeypatch.setattr("kreislotse.directory.feeds.hsds.MOST_PAGES", 3)
    other = OtherSystem(monkeypatch, {
        f"{BASE}?page={n}&per_page=100&full=true": page(n, 10**9, service(1)) for n in range(1, 9)
    })  # fmt: skip

    assert fetched().layout["row_count"] == 1
    assert len([url for url in other.asked if "lang=" not in url]) == 3


def test_our_own_api_can_be_read(fetched, monkeypatch, visitor, district):
    """Two offices with this program: nobody types twice."""
    with district_scope(district):
        a_rich_directory(3)
    answer = visitor.get("/hsds/v3/services?page=1&per_page=100&full=true")
    assert answer.status_code == 200
    OtherSystem(monkeypatch, {f"{BASE}?page=1&per_page=100&full=true": json.loads(answer.content)})

    assert fetched().layout["row_count"] == 3


def test_texts_in_other_languages_are_asked_for_and_come_with_their_origin(
    fetched, monkeypatch, visitor, district, read_in
):
    with district_scope(district):
        first, *_rest = a_rich_directory(3)
        Offer.objects.update(description="Wir lernen zusammen.")  # markup would not come back
        OfferTranslation.objects.filter(offer=first, language="uk").delete()
        hashes = first.source_hashes
        OfferTranslation.objects.create(
            offer=first, language="uk", title="Курс", summary="Вранці.", origin="person", source_hashes=hashes
        )
    first_page = f"{BASE}?page=1&per_page=100&full=true"
    answers = {first_page: visitor.get("/hsds/v3/services?per_page=100&full=true")}
    for language in district.languages[1:]:
        answers[f"{first_page}&lang={language}"] = visitor.get(
            f"/hsds/v3/services?per_page=100&full=true&lang={language}"
        )
    pages = {url: json.loads(answer.content) for url, answer in answers.items()}
    OtherSystem(monkeypatch, pages)
    with district_scope(district):  # as in another installation
        before = set(OfferTranslation.objects.values_list("offer__title", "language", "title", "summary"))
        Offer.objects.all().delete()

        batch = fetched()
        feeds.start_feed(batch)

        rows = OfferTranslation.objects.all()
        assert set(rows.values_list("offer__title", "language", "title", "summary")) == before
        course = rows.get(offer__uuid=first.uuid, language="uk")
        assert (course.title, course.origin) == ("Курс", "import")
        assert course.source_hashes["title"] == text_hash(course.offer.title)
        assert counts(read_in({f"{n}.json": page for n, page in enumerate(pages.values())}, target="hsds")) == (0, 0, 0)


def test_a_server_without_languages_gives_german_alone(fetched, monkeypatch, district):
    page_1 = f"{BASE}?page=1&per_page=100&full=true"
    same = {f"{page_1}&lang={language}": page(1, 1, service(1)) for language in ("en", "ar")}
    OtherSystem(monkeypatch, {page_1: page(1, 1, service(1)), **same, f"{page_1}&lang=uk": 400})

    batch = fetched()
    feeds.start_feed(batch)

    assert not OfferTranslation.objects.exists()


# ── in other languages ──────────────────────────────────────────────────────────────────────────────


def translated(n=1, language="uk", **said):
    texts = {"name": "Консультація", "description": "Ми консультуємо.", "fees_description": "безкоштовно"}
    return service(n, **texts, translation={"language": language, **said})


def test_what_a_machine_wrote_there_stays_marked_and_what_is_outdated_there_is_outdated(read_in):
    read(read_in, service(1), service(2), translated(1, is_machine_made=True), translated(2, is_outdated=True))

    machine, old = OfferTranslation.objects.order_by("offer__title")
    assert (machine.origin, machine.machine_fields) == ("machine", ["title", "summary"])
    assert (old.origin, old.source_hashes) == ("import", {})
    assert [state.code for state in translation_states(old.offer, ["uk"])] == ["outdated"]
    assert machine.offer.costs == machine.costs == ""


def test_an_answer_may_name_its_language_as_a_whole(read_in):
    texts = {"name": "Counselling", "description": "We help."}
    read_in({"de.json": [service()], "en.json": {"language": "en", "contents": [service(**texts)]}}, target="hsds")

    row = OfferTranslation.objects.get()
    assert (row.language, row.title, row.summary) == ("en", "Counselling", "We help.")
    assert Offer.objects.get().title == "Beratung 1"


def test_a_language_without_german_is_refused_and_one_we_do_not_know_left_out(read_in):
    batch = read(read_in, translated(2), service(1), translated(1, language="tlh"))

    assert [offer.title for offer in Offer.objects.all()] == ["Beratung 1"]
    assert "Der deutsche Text fehlt." in str(batch.report["errors"])
    assert "„tlh“ kennen wir nicht" in str(batch.report["remarks"])


def test_a_translation_the_office_improved_stays(read_in):
    read(read_in, service(), translated())
    OfferTranslation.objects.update(title="Порада", origin="person")

    batch = read(read_in, service(), translated() | {"description": "Ми допомагаємо."})

    assert OfferTranslation.objects.get().title == "Порада"
    assert "Übersetzung (uk)" in str(batch.report["remarks"])
