"""The directory as an Integreat region answers: the same names, the same types, and it can be read back."""

import json
from datetime import date, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kreislotse.core.scope import district_scope
from kreislotse.directory.models import CourseRun, Offer, OfferLocation, OfferTranslation, OpeningTime
from kreislotse.imports import feeds
from kreislotse.network.models import Contact
from tests.api.directory import SECRET, a_rich_directory, more_like
from tests.factories import OfferFactory, OrganizationFactory, TopicFactory, member

ENDPOINTS = ("locations", "events", "location_categories", "languages")


@pytest.fixture
def ask(visitor):
    def read(endpoint, language="de", status=200):
        response = visitor.get(f"/integreat/{language}/wp-json/extensions/v3/{endpoint}")
        assert response.status_code == status, response.content[:300]
        return json.loads(response.content)

    return read


@pytest.fixture
def rich(district):
    with district_scope(district):
        [offer] = a_rich_directory()
    return offer


def alike(ours, theirs, where="") -> list[str]:
    """Where an answer of ours differs from one of theirs in its names or the types of its values."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        if where.endswith("available_languages"):
            values = list(theirs.values())
            return [one for value in ours.values() for one in alike(value, values[0], f"{where}.*")]
        wrong = [f"{where}: {sorted(ours.keys() ^ theirs.keys())}"] if ours.keys() != theirs.keys() else []
        return wrong + [
            one for name in ours.keys() & theirs for one in alike(ours[name], theirs[name], f"{where}.{name}")
        ]
    if isinstance(theirs, list) and isinstance(ours, list):
        return [one for mine in ours for one in alike(mine, theirs[0], f"{where}[]")] if theirs else []
    # None stands for „nothing known“ in their answers, and ours may say so too.
    fits = ours is None or theirs is None or type(ours) is type(theirs)
    return [] if fits else [f"{where}: {type(ours).__name__}, not {type(theirs).__name__}"]


@pytest.mark.parametrize(("endpoint", "file"), [
    ("locations", "locations"), ("events", "events_auszug"), ("location_categories", "location_categories"),
    ("languages", "languages"),
])  # fmt: skip
@pytest.mark.parametrize("language", ["de", "ar"])
def test_names_and_types_are_those_of_integreat(shared_data, rich, ask, endpoint, file, language):
    theirs = json.loads((shared_data / "angebote" / f"integreat-api_{file}.json").read_bytes())

    ours = ask(endpoint, language)

    assert ours
    assert [one for mine in ours for one in alike(mine, theirs[0])] == []


def test_values_are_written_as_integreat_writes_them(rich, ask):
    [place] = ask("locations")

    assert place["url"] == f"http://musterau.localhost{place['path']}"
    assert place["path"].startswith("/integreat/de/locations/deutschkurs-0-")
    assert place["modified_gmt"].endswith("Z") and len(place["modified_gmt"]) == 24
    assert place["last_updated"][-6:] in ("+01:00", "+02:00")
    assert place["location"]["town"] == "Musterstadt"
    assert place["barrier_free"] is True
    assert [one["name"] for one in place["contacts"]] == [None, "Ada Muster"]


def test_each_language_has_its_texts_and_the_way_to_the_others(rich, ask):
    [german], [arabic], [turkish] = ask("locations"), ask("locations", "ar"), ask("locations", "tr")

    assert (german["title"], arabic["title"], turkish["title"]) == ("Deutschkurs 0", "دورة ألمانية", "Deutschkurs 0")
    assert german["available_languages"]["ar"]["id"] == arabic["id"]
    assert arabic["available_languages"] == {"de": {"id": german["id"], "url": german["url"], "path": german["path"]}}
    assert german["location"]["id"] == arabic["location"]["id"]
    assert ask("location_categories", "ar")[0]["name"] == "تعلم الألمانية"
    assert "ترجمة" in arabic["content"] or "آلي" in arabic["content"]  # said: a machine's translation
    assert {one["dir"] for one in ask("languages") if one["code"] == "ar"} == {"RIGHT_TO_LEFT"}


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_nothing_is_said_that_is_not_public(rich, ask, endpoint):
    assert SECRET not in json.dumps(ask(endpoint))
    assert SECRET not in json.dumps(ask(endpoint, "ar"))


def test_markup_in_our_words_is_written_out(ask, in_district):
    offer = OfferFactory(title="A & B", description="<script>alert(1)</script>\nzwei\n\ndrei")
    OfferLocation(offer=offer, city="Korbach").save()

    [place] = ask("locations")

    assert place["content"] == "<p>&lt;script&gt;alert(1)&lt;/script&gt;<br>zwei</p><p>drei</p>"
    assert place["title"] == "A & B"


def test_a_contact_without_consent_is_not_named(ask, in_district):
    offer = OfferFactory(provider=OrganizationFactory(is_public=True))
    OfferLocation(offer=offer, city="Korbach").save()
    person = Contact(organization=offer.provider, name="Nur fürs Büro", phone="1")
    person.save()
    offer.contacts.add(person)

    assert ask("locations")[0]["contacts"] == []


def test_the_week_says_closed_open_and_by_appointment(ask, in_district):
    offer = OfferFactory()
    OfferLocation(offer=offer, city="Korbach").save()
    for weekday, opens, closes, asked in (
        (0, time(9), time(12), False), (1, time(9), time(12), True), (2, time(0), time(23, 59), False),
    ):  # fmt: skip
        OpeningTime(offer=offer, weekday=weekday, opens_at=opens, closes_at=closes, by_appointment=asked).save()
    OpeningTime(offer=offer, weekday=5, opens_at=time(9), closes_at=time(10), valid_until=date(2020, 1, 1)).save()

    week = ask("locations")[0]["opening_hours"]

    slot = {"start": "09:00", "end": "12:00"}
    assert week[:4] == [
        {"allDay": False, "closed": False, "appointmentOnly": False, "timeSlots": [slot]},
        {"allDay": False, "closed": False, "appointmentOnly": True, "timeSlots": [slot]},
        {"allDay": True, "closed": False, "appointmentOnly": False, "timeSlots": []},
        {"allDay": False, "closed": True, "appointmentOnly": False, "timeSlots": []},
    ]
    assert week[5]["closed"]


def test_who_only_makes_appointments_is_not_closed(ask, in_district):
    OfferLocation(offer=OfferFactory(is_appointment_only=True), city="Korbach").save()
    OfferLocation(offer=OfferFactory(), city="Korbach").save()

    asked, silent = ask("locations")

    assert [day["appointmentOnly"] for day in asked["opening_hours"]] == [True] * 5 + [False] * 2
    assert silent["opening_hours"] is None


def test_an_offer_without_a_place_is_told_at_its_provider_s_town_and_marked(ask, in_district, visitor):
    shown = OrganizationFactory(is_public=True, postcode="34497", city="Korbach", street="Geheimweg 1")
    hidden = OrganizationFactory(is_public=False, postcode="34516", city="Vöhl")
    online = OfferFactory(title="Beratung am Telefon", provider=shown, is_online=True, is_by_phone=True)
    mobile = OfferFactory(title="Mobile Beratung", provider=hidden)
    OfferFactory(title="Entwurf", status="draft")

    first, second = ask("locations")

    assert first["location"] == {
        "id": 10**9 + online.pk, "name": "ohne festen Ort", "address": "", "town": "Korbach", "state": None,
        "postcode": "34497", "region": None, "country": "Deutschland", "latitude": None, "longitude": None,
    }  # fmt: skip
    assert (second["location"]["town"], second["location"]["postcode"]) == (in_district.name, "")
    assert "<p>online möglich</p><p>telefonisch möglich</p>" in first["content"]
    assert "Geheimweg" not in json.dumps(first)
    assert visitor.get(first["path"])["Location"] == f"/angebote/{online.pk}/"
    assert visitor.get(second["path"])["Location"] == f"/angebote/{mobile.pk}/"
    assert visitor.get(second["path"].replace("-o", "-o9")).status_code == 404


@pytest.mark.parametrize("language", ["de", "ar"])
def test_an_offer_without_a_place_has_the_names_and_types_of_integreat(shared_data, ask, in_district, language):
    OfferFactory(is_online=True)
    theirs = json.loads((shared_data / "angebote" / "integreat-api_locations.json").read_bytes())

    assert alike(ask("locations", language)[0], theirs[0]) == []


def test_an_offer_without_a_place_read_back_has_none(ask, in_district, other_district, tmp_path, settings):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    OfferFactory(title="Nur am Telefon", provider=OrganizationFactory(is_public=True, city="Korbach"))
    answer = SimpleUploadedFile("de.json", json.dumps(ask("locations")).encode())

    with district_scope(other_district):
        feeds.start_feed(feeds.upload_answers([answer], target="integreat", by=member("coordinator")))

        assert not Offer.objects.get(title="Nur am Telefon").locations.exists()


def test_what_repeats_is_named_day_by_day_for_a_month(ask, in_district):
    today = timezone.localdate()
    offer = OfferFactory(title="Kurs")
    place = OfferLocation(offer=offer, city="Korbach")
    place.save()
    CourseRun(
        offer=offer, starts_on=today - timedelta(days=70), ends_on=today + timedelta(days=300), weekdays=[1, 3],
        starts_at=time(9), ends_at=time(11), location=place,
    ).save()  # fmt: skip
    CourseRun(offer=offer, name="Einmal", starts_on=today, ends_on=None).save()
    CourseRun(offer=offer, name="Vorbei", starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=2)).save()
    CourseRun(offer=OfferFactory(status="draft"), name="Geheim", starts_on=today).save()

    found = ask("events")

    days = [one for one in found if one["recurrence_rule"]]
    assert 8 <= len(days) <= 10
    assert {date.fromisoformat(one["event"]["start_date"]).weekday() for one in days} == {1, 3}
    assert days[0]["recurrence_rule"].endswith("BYDAY=TU,TH")
    assert days[0]["location"]["id"] == place.pk
    assert [one["title"] for one in found if not one["recurrence_rule"]] == ["Kurs: Einmal"]
    assert [one["event"]["all_day"] for one in found if not one["recurrence_rule"]] == [True]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("xx/wp-json/extensions/v3/locations", 404), ("pl/wp-json/extensions/v3/locations", 404),
        ("de/wp-json/extensions/v3/pages", 404), ("de/wp-json/extensions/v3/locations/", 200), ("", 404), ("de", 404),
        ("de/locations/ort-0/", 404), ("de/locations/ort-99999999999999999999/", 404), ("de/events/x$y/", 404),
        ("DE/wp-json/extensions/v3/locations", 404), ("de/wp-json/extensions/v3/%00", 404),
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_problem_in_json(visitor, path, status):
    response = visitor.get(f"/integreat/{path}")

    assert response.status_code == status
    if status == 404 and path:
        assert response["Content-Type"] == "application/problem+json"


def test_a_district_that_is_not_set_up_says_nothing(db, client):
    assert client.get("/integreat/de/wp-json/extensions/v3/locations").status_code in (302, 404)


def test_the_addresses_lead_to_the_offer(rich, ask, visitor):
    for endpoint in ("locations", "events"):
        one = ask(endpoint, "ar")[0]
        assert visitor.get(one["path"])["Location"] == f"/ar/angebote/{rich.pk}/"
    with_draft = Offer.objects.model._base_manager.filter(pk=rich.pk)
    with_draft.update(status="draft")
    assert visitor.get(one["path"]).status_code == 404


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_second_read_is_a_304_until_something_changes(rich, visitor, district, endpoint):
    url = f"/integreat/ar/wp-json/extensions/v3/{endpoint}"
    etag = visitor.get(url)["ETag"]
    again = visitor.get(url, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")

    with district_scope(district):
        OfferFactory()
    assert visitor.get(url, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_eight_statements_are_enough_for_any_number(rich, visitor, district, endpoint):
    url = f"/integreat/ar/wp-json/extensions/v3/{endpoint}"

    def statements():
        with CaptureQueriesContext(connection) as found:
            assert visitor.get(url).status_code == 200
        return len(found)

    statements()
    few = statements()
    with district_scope(district):
        more_like(rich, 12)
    assert statements() == few <= 8


def test_an_offer_with_two_places_and_two_languages_is_told_once_per_place(ask, in_district):
    offer = OfferFactory()
    for city in ("Korbach", "Bad Arolsen"):
        OfferLocation(offer=offer, city=city).save()
    for language in ("en", "ar"):
        OfferTranslation(offer=offer, language=language, title=language, summary="x").save()
    CourseRun(offer=offer, starts_on=timezone.localdate()).save()
    CourseRun(offer=offer, starts_on=timezone.localdate() + timedelta(days=1)).save()

    assert [one["location"]["town"] for one in ask("locations")] == ["Korbach", "Bad Arolsen"]
    assert len(ask("events")) == 2


def test_what_we_say_can_be_read_back_in_all_languages(rich, ask, other_district, tmp_path, settings):
    """Two offices with this program exchange what one of them knows, over Integreat's form."""
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    answers = [
        SimpleUploadedFile(f"{language}-{endpoint}.json", json.dumps(ask(endpoint, language)).encode())
        for language in ("de", "ar", "tr")
        for endpoint in ENDPOINTS
    ]
    with district_scope(other_district):
        topic = TopicFactory(code="deutsch", name="Deutsch lernen")
        batch = feeds.upload_answers(answers, target="integreat", by=member("coordinator"))
        feeds.start_feed(batch)
        offer = Offer.objects.get(title="Deutschkurs 0")
        assert list(offer.topics.all()) == [topic]
        assert (offer.provider.name, offer.locations.get().street) == ("Träger e.V.", "Markt 1")
        assert [row.language for row in offer.translations.all()] == ["ar"]
        assert [person.name for person in offer.contacts.all()] == ["Ada Muster"]
        course = Offer.objects.get(title="Deutschkurs 0: Herbst").course_runs.get()
        assert (course.weekdays, course.starts_at, course.ends_at) == ([0, 3], time(9), time(12, 15))
