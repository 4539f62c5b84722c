"""Places and events of an Integreat region become offers, once, and follow what changes there."""

import copy
import io
import json
import zipfile
from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kreislotse.core.translations import Origin, changed_fields
from kreislotse.directory.models import Offer, OfferLocation, OfferTranslation
from kreislotse.directory.retention import erase_offers
from kreislotse.imports import answers, feeds, operations
from kreislotse.imports.models import ExternalRecord
from kreislotse.network.models import Contact, Organization
from kreislotse.quality.doubles import merge_offers
from tests.directory.feeds.conftest import counts
from tests.factories import MunicipalityFactory, OfferFactory, OrganizationFactory, TopicFactory

CLOSED = {"allDay": False, "closed": True, "appointmentOnly": False, "timeSlots": []}


def day(*slots, **more):
    return CLOSED | {"closed": False, "timeSlots": [{"start": a, "end": b} for a, b in slots]} | more


def place(n=1, language="de", **more):
    """A location as the v3 API gives it; the translation's id differs from language to language, the place's does not."""
    found = {
        "id": 100 * n + ["de", "en", "ar", "xx"].index(language),
        "url": f"https://cms.example/musterau/{language}/locations/ort-{n}/",
        "path": f"/musterau/{language}/locations/ort-{n}/",
        "title": f"Ort {n}",
        "meta_description": {"de": "Wir beraten.", "en": "We advise.", "ar": "نحن نقدم المشورة."}.get(language, "Xx"),
        "excerpt": "",
        "content": {"de": "<p>Langer Text</p>", "en": "<p>Long text</p>", "ar": "<p>نص طويل</p>"}.get(language, "Xx"),
        "available_languages": {},
        "contacts": [],
        "category": {"id": 2, "name": "Beratungsstelle"},
        "temporarily_closed": False,
        "opening_hours": [day(("09:00", "12:00")), *[CLOSED] * 6],
        "location": {
            "id": n, "name": f"Ort {n}", "address": "Hauptstraße 1", "town": "Korbach", "postcode": "34497",
            "latitude": 51.27, "longitude": 8.87,
        },
        "organization": {"id": 7, "name": "Caritas Musterau", "website": "https://caritas.example/"},
        "barrier_free": True,
    }  # fmt: skip
    return found | more


def event(n=1, **more):
    found = {
        "id": 200 + n,
        "url": f"https://cms.example/musterau/de/events/fest-{n}/",
        "path": f"/musterau/de/events/fest-{n}/",
        "title": f"Fest {n}",
        "excerpt": "Wir feiern.",
        "content": "<p>Wir feiern.</p>",
        "available_languages": {},
        "location": place()["location"],
        "meeting_url": None,
        "event": {
            "id": n, "start": "2090-05-04T18:00:00+02:00", "start_date": "2090-05-04", "start_time": "18:00:00",
            "end": "2090-05-04T20:00:00+02:00", "end_date": "2090-05-04", "end_time": "20:00:00", "all_day": False,
            "only_weekdays": False, "recurrence_id": None, "timezone": "Europe/Berlin",
        },
        "recurrence_rule": None,
    }  # fmt: skip
    return found | more


def test_the_real_answers_become_drafts_once_and_can_be_taken_back(shared_data, read_in, coordinator):
    folder = shared_data / "angebote"
    names = ["locations", "events_auszug", "location_categories", "languages", "regions"]
    files = {f"integreat-api_{name}.json": (folder / f"integreat-api_{name}.json").read_bytes() for name in names}

    batch = read_in(files)

    assert counts(batch) == (5, 0, 0)  # three offers, the organization, and our office for what names none
    offer = Offer.objects.get(title="Test-Ort")
    assert (offer.provider.name, offer.summary, offer.status) == (
        "Nicht archivierte Organisation", "Meta-Beschreibung des Test-Ortes", "draft",
    )  # fmt: skip
    assert offer.description == "Beschreibung des Test-Ortes"
    assert (offer.provider.website, offer.opening_times.count()) == ("https://integreat-app.de/", 7)
    where = offer.locations.get()
    assert (where.street, where.postcode, where.latitude, where.is_step_free) == (
        "Wolfgangstraße 2", "86153", 48.3781092, True,
    )  # fmt: skip
    run = Offer.objects.get(title="Test-Veranstaltung mit neuem Titel").course_runs.get()
    assert (run.starts_on, run.starts_at, run.ends_at) == (date(2030, 1, 1), time(13), time(15))
    assert Offer.objects.get(title="Dauerveranstaltung").course_runs.get().ends_on == date(2030, 12, 31)

    again = read_in(files)
    assert counts(again) == (0, 0, 0)
    assert again.report["unchanged"] == 3
    assert again.rows.count() == 0

    operations.undo_import(batch, by=coordinator)
    assert not Offer.objects.exists()
    assert not Organization.objects.exists()
    assert not ExternalRecord.objects.exists()


def test_a_place_is_in_its_municipality(read_in, in_district):
    korbach = MunicipalityFactory(ags="06635015", name="Korbach", postcode="34497")

    read_in({"a.json": [place()]})

    assert Offer.objects.get().locations.get().municipality == korbach


def test_each_language_is_a_translation_of_the_same_offer(read_in):
    read_in({"a.json": [place()], "b.json": [place(language="en")], "c.json": [place(language="ar")]})

    offer = Offer.objects.get()
    rows = {row.language: row for row in offer.translations.all()}
    assert {language: row.summary for language, row in rows.items()} == {
        "en": "We advise.", "ar": "نحن نقدم المشورة.",
    }  # fmt: skip
    assert rows["en"].origin == Origin.IMPORT
    assert (rows["en"].title, rows["en"].description) == ("Ort 1", "Long text")


def test_without_the_place_s_own_number_the_languages_find_each_other(read_in):
    german, english = place(), place(language="en")
    german["location"] = english["location"] = {"id": None, "address": "Weg 1", "town": "Korbach", "postcode": "34497"}
    german["available_languages"] = {"en": {"id": 101, "url": "", "path": ""}, "fa": {"id": None}}

    read_in({"a.json": [german, english]})

    assert OfferTranslation.objects.get().offer == Offer.objects.get()


def test_german_shown_instead_of_a_translation_is_none(read_in):
    read_in({"a.json": [place(), place(language="en", meta_description="Wir beraten.", content="<p>Langer Text</p>")]})

    assert not OfferTranslation.objects.exists()


def test_languages_we_do_not_know_are_left_out_and_said(read_in):
    batch = read_in({"a.json": [place(), place(language="xx")]})

    assert not OfferTranslation.objects.exists()
    assert "„xx“ kennen wir nicht" in str(batch.report["remarks"])


def test_a_place_without_german_is_refused_and_the_rest_read(read_in):
    batch = read_in({"a.json": [place(1, "en"), place(2)]})

    assert [offer.title for offer in Offer.objects.all()] == ["Ort 2"]
    assert batch.report["errors"][0]["label"] == "Ort 1"
    assert "deutsche Text fehlt" in str(batch.report["errors"])


def test_scripts_and_markup_are_not_kept(read_in):
    read_in({
        "a.json": [
            place(
                title="<b>Café</b><script>alert(1)</script>",
                meta_description="<img src=x onerror=alert(1)>Kurz",
                content="<p>Eins</p><script>fetch('//x')</script><ul><li>Zwei</li></ul>",
            )
        ]
    })  # fmt: skip

    offer = Offer.objects.get()
    assert (offer.title, offer.summary, offer.description) == ("Café", "Kurz", "Eins\n\n– Zwei")


def test_closed_all_day_and_by_appointment_are_three_things(read_in):
    hours = [
        day(allDay=True), day(("09:00", "12:00"), ("14:00", "00:00")), day(("10:00", "11:00"), appointmentOnly=True),
        day(appointmentOnly=True), CLOSED, CLOSED, CLOSED,
    ]  # fmt: skip
    read_in({"a.json": [place(opening_hours=hours)]})

    offer = Offer.objects.get()
    assert [(t.weekday, t.opens_at, t.closes_at, t.by_appointment) for t in offer.opening_times.order_by("pk")] == [
        (0, time(0), time(23, 59), False), (1, time(9), time(12), False), (1, time(14), time(23, 59), False),
        (2, time(10), time(11), True),
    ]  # fmt: skip
    assert (offer.is_appointment_only, offer.registration) == (False, "Nur mit Termin: Donnerstag")


def test_a_week_of_nothing_but_appointments_is_by_appointment_not_closed(read_in):
    read_in({"a.json": [place(opening_hours=[day(appointmentOnly=True)] * 5 + [CLOSED] * 2)]})

    offer = Offer.objects.get()
    assert (offer.is_appointment_only, offer.opening_times.count(), offer.registration) == (True, 0, "")


def test_categories_become_the_topics_the_office_chose_and_it_is_remembered(read_in, in_district):
    topic = TopicFactory(code="beratung", name="Rat und Hilfe")
    same = TopicFactory(code="freizeit", name="Gastronomie")

    read_in({"a.json": [place(1), place(2, category={"name": "Gastronomie"})]}, topics={"Beratungsstelle": "beratung"})
    batch = read_in({"a.json": [place(3)]})

    assert list(Offer.objects.get(title="Ort 1").topics.all()) == [topic]
    assert list(Offer.objects.get(title="Ort 2").topics.all()) == [same]
    assert batch.mapping == {"Beratungsstelle": "beratung"}
    assert list(Offer.objects.get(title="Ort 3").topics.all()) == [topic]


def test_contacts_are_kept_once_and_for_the_office_alone(read_in, coordinator):
    contacts = [
        {"name": "Ayşe Beispiel", "email": "Ayse@caritas.example", "phone_number": "05631 123"},
        {"name": "", "email": "info@caritas.example", "phone_number": "05631 100"},
    ]
    batch = read_in({"a.json": [place(1, contacts=contacts), place(2, contacts=contacts[:1])]})

    person = Contact.objects.get()
    assert (person.email, person.visibility, person.offers.count()) == ("ayse@caritas.example", "office", 2)
    assert Offer.objects.get(title="Ort 1").email == "info@caritas.example"

    operations.undo_import(batch, by=coordinator)
    assert not Contact.objects.exists()


def test_a_contact_at_a_known_organization_goes_with_the_import_and_the_organization_stays(read_in, coordinator):
    OrganizationFactory(name="Caritas Musterau e. V.")
    batch = read_in({"a.json": [place(contacts=[{"name": "Ayşe", "email": "ayse@caritas.example"}])]})

    assert (Organization.objects.count(), Contact.objects.count()) == (1, 1)
    operations.undo_import(batch, by=coordinator)
    assert (Organization.objects.count(), Contact.objects.count(), Offer.objects.count()) == (1, 0, 0)


# ── the second time ─────────────────────────────────────────────────────────────────────────────────


def test_what_changed_there_is_taken_over_and_can_be_taken_back(read_in, coordinator):
    read_in({"a.json": [place(), place(language="en")]})
    second = read_in({
        "a.json": [
            place(meta_description="Neu.", opening_hours=[day(("08:00", "10:00")), *[CLOSED] * 6]),
            place(language="en", meta_description="New."),
        ]
    })  # fmt: skip

    assert counts(second) == (0, 1, 0)
    offer = Offer.objects.get()
    assert (offer.summary, offer.opening_times.get().opens_at) == ("Neu.", time(8))
    assert offer.translations.get().summary == "New."

    operations.undo_import(second, by=coordinator)
    offer = Offer.objects.get()
    assert (offer.summary, offer.opening_times.get().opens_at) == ("Wir beraten.", time(9))
    assert offer.translations.get().summary == "We advise."
    assert counts(read_in({"a.json": [place(), place(language="en")]})) == (0, 0, 0)


def test_what_the_office_changed_stays_and_stands_beside_what_came(read_in):
    read_in({"a.json": [place()]})
    Offer.objects.update(summary="Von uns verbessert.")

    same = read_in({"a.json": [place()]})
    assert (counts(same), same.report["remark_count"]) == ((0, 0, 0), 0)

    other = read_in({"a.json": [place(meta_description="Neu.", phone_number="05631 77")]})

    offer = Offer.objects.get()
    assert (offer.summary, offer.phone) == ("Von uns verbessert.", "05631 77")
    assert "hier „Von uns verbessert.“, dort „Neu.“" in str(other.report["remarks"])


def test_two_addresses_of_one_offer_stand_side_by_side(read_in):
    read_in({"a.json": [place()]})
    OfferLocation.objects.update(street="Marktplatz 9")
    moved = place()
    moved["location"] |= {"address": "Neuer Weg 3"}

    batch = read_in({"a.json": [moved]})

    assert OfferLocation.objects.get().street == "Marktplatz 9"
    assert "hier „Marktplatz 9, 34497 Korbach“, dort „Neuer Weg 3, 34497 Korbach“" in str(batch.report["remarks"])


def test_a_renamed_offer_is_still_known(read_in):
    read_in({"a.json": [place()]})
    Offer.objects.update(title="Beratung im Rathaus")

    read_in({"a.json": [place(title="Ort eins", website="https://ort.example/")]})

    assert [(offer.title, offer.website) for offer in Offer.objects.all()] == [
        ("Beratung im Rathaus", "https://ort.example/")
    ]


def test_an_offer_typed_in_before_is_completed_not_doubled(read_in, in_district):
    offer = OfferFactory(title="Ort 1", provider__name="Caritas Musterau", summary="Unser Satz.", status="published")
    offer.locations.create(city="Korbach", district=in_district)

    batch = read_in({"a.json": [place(phone_number="05631 77"), place(language="en")]})

    offer.refresh_from_db()
    assert (Offer.objects.count(), counts(batch)) == (1, (0, 1, 0))
    assert (offer.summary, offer.phone, offer.status) == ("Unser Satz.", "05631 77", "published")
    assert offer.translations.get().language == "en"
    assert "dort „Wir beraten.“" in str(batch.report["remarks"])
    assert counts(read_in({"a.json": [place(phone_number="05631 77"), place(language="en")]})) == (0, 0, 0)


def test_a_translation_of_german_the_office_has_changed_is_outdated_at_once(read_in):
    read_in({"a.json": [place()]})
    Offer.objects.update(summary="Von uns.")  # without the rules of saving: the hash of the German text follows later

    read_in({"a.json": [place(), place(language="en")]})

    offer = Offer.objects.get()
    assert changed_fields(offer.translations.get(), offer, ["title", "summary"]) == ("summary",)


def test_the_same_number_in_another_region_is_another_place(read_in):
    other = place(1)
    for name in ("url", "path"):
        other[name] = other[name].replace("musterau", "nachbarau")

    read_in({"a.json": [place(1)], "b.json": [other | {"title": "Anderer Ort"}]})
    read_in({"b.json": [other | {"title": "Anderer Ort"}]})

    assert {offer.title for offer in Offer.objects.all()} == {"Ort 1", "Anderer Ort"}


def test_an_offer_changed_by_hand_stays_after_an_undo_and_is_known_again(read_in, coordinator):
    batch = read_in({"a.json": [place(1), place(2)]})
    Offer.objects.filter(title="Ort 1").update(title="Anders", summary="Von Hand.")

    operations.undo_import(batch, by=coordinator)

    batch.refresh_from_db()
    assert [offer.title for offer in Offer.objects.all()] == ["Anders"]
    assert {one["label"] for one in batch.report["undo"]["kept"]} == {"Anders", "Caritas Musterau"}
    assert batch.report["undo"]["removed"] == 1
    read_in({"a.json": [place(1), place(2)]})
    assert sorted(offer.title for offer in Offer.objects.all()) == ["Anders", "Ort 2"]


def test_an_offer_that_became_part_of_another_is_still_known(read_in, coordinator):
    read_in({"a.json": [place()]})
    other = Offer.objects.get()
    kept = OfferFactory(title="Beratung im Rathaus")
    merge_offers(kept, other, chosen={}, places="other", today=date(2026, 3, 9), by=coordinator)

    batch = read_in({"a.json": [place(website="https://neu.example/")]})

    kept.refresh_from_db()
    assert (batch.report["created"], kept.website) == (0, "https://neu.example/")


def test_what_another_system_said_goes_with_the_offer(read_in):
    read_in({"a.json": [place(), place(2)]})

    erase_offers(Offer.objects.filter(title="Ort 1"))

    assert [record.external_id for record in ExternalRecord.objects.all()] == ["locations:id:2"]


# ── events ──────────────────────────────────────────────────────────────────────────────────────────


def test_an_event_happens_at_its_place_and_ends(read_in):
    read_in({"a.json": [place(), event()]})

    offer = Offer.objects.get(title="Fest 1")
    assert (offer.provider.name, offer.locations.get().city) == ("Caritas Musterau", "Korbach")
    assert offer.valid_until == date(2090, 5, 4)


def test_a_weekly_rule_is_one_run_with_its_weekdays(read_in):
    rule = "DTSTART:20900501T120000\nRRULE:FREQ=WEEKLY;UNTIL=20901231T235959;BYDAY=TU,TH"
    days = [copy.deepcopy(event(recurrence_rule=rule)) for _n in range(3)]
    for number, one in enumerate(days):
        one["event"]["start_date"] = one["event"]["end_date"] = f"2090-05-{2 + number:02d}"

    read_in({"a.json": days})

    run = Offer.objects.get().course_runs.get()
    assert (run.starts_on, run.ends_on, run.weekdays) == (date(2090, 5, 1), date(2090, 12, 31), [1, 3])


def test_other_rules_stay_the_days_that_came(read_in):
    rule = "DTSTART:20900501T120000\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"
    days = [copy.deepcopy(event(recurrence_rule=rule)) for _n in range(3)]
    for number, one in enumerate(days):
        one["event"]["start_date"] = one["event"]["end_date"] = f"2090-05-{2 + number:02d}"

    read_in({"a.json": days})

    assert Offer.objects.get().course_runs.count() == 3


@pytest.mark.parametrize(
    "change",
    [
        {"start_date": "2020-01-01", "end_date": "2020-01-01"},
        {"start_date": "2090-05-04", "end_date": "2090-05-01"},
        {"start_date": None, "start": None},
        {"start_date": "gestern", "start": "bald"},
        {"start_date": ["2090"], "start": {}},
    ],
)
def test_an_event_that_is_over_or_has_no_date_is_left_out_with_the_reason(read_in, change):
    bad = event(1)
    bad["event"] = bad["event"] | change

    batch = read_in({"a.json": [bad, event(2)]})

    assert [offer.title for offer in Offer.objects.all()] == ["Fest 2"]
    assert "vorbei oder hat keinen lesbaren Termin" in str(batch.report["errors"])


def test_an_event_into_the_night_ends_before_midnight(read_in):
    late = event()
    late["event"] |= {"start_time": "22:00:00", "end_time": "02:00:00", "end_date": "2090-05-05"}

    read_in({"a.json": [late]})

    run = Offer.objects.get().course_runs.get()
    assert (run.ends_on, run.starts_at, run.ends_at) == (date(2090, 5, 4), time(22), time(23, 59))


# ── answers that are broken ─────────────────────────────────────────────────────────────────────────

WRONG = [
    None,
    True,
    7,
    -1e400,
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
]


@pytest.mark.parametrize("name", [*place(), "event", "recurrence_rule"])
def test_no_wrong_type_anywhere_keeps_the_others_from_being_read(read_in, name):
    broken = [
        copy.deepcopy(place(n + 2, **{name: value if value != -1e400 else 1e308})) for n, value in enumerate(WRONG)
    ]

    batch = read_in({"de/locations.json": [*broken, place(1, title="Der gute Ort")]})

    assert Offer.objects.filter(title="Der gute Ort").exists()
    assert batch.report["rows"] >= 2


@pytest.mark.parametrize("part", ["location", "category", "organization", "event"])
def test_no_wrong_type_inside_a_part_keeps_the_others_from_being_read(read_in, part):
    make = event if part == "event" else place
    broken = []
    for name in make()[part]:
        for value in WRONG:
            one = make(len(broken) + 2)
            one[part] = one[part] | {name: value if value != -1e400 else 1e308}
            broken.append(one)

    read_in({"a.json": [*broken, place(1, title="Der gute Ort")]})

    assert Offer.objects.filter(title="Der gute Ort").exists()


@pytest.mark.parametrize(
    "hours", [[day(("12:00", "09:00"))] * 7, [7] * 7, [day()] * 3, [day(("x", None))] * 7, "immer"]
)
def test_odd_hours_are_left_out_and_said(read_in, hours):
    batch = read_in({"a.json": [place(opening_hours=hours)]})

    assert not Offer.objects.get().opening_times.exists()
    assert batch.report["remark_count"] == 1


def test_translations_that_point_at_each_other_in_a_circle_are_read(read_in):
    german, english = place(), place(language="en")
    german["location"] = english["location"] = None
    german["available_languages"] = {"en": {"id": 101}, "de": {"id": 100}}
    english["available_languages"] = {"de": {"id": 100}, "en": {"id": 101}}
    german["self"] = {"self": {"self": {}}}

    read_in({"a.json": [german, english]})

    assert OfferTranslation.objects.count() == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>404</html>", b"[{", b"\xff\xfe\x00", b"[" * 100_000, b'[{"title": NaN}]', b"PK\x03\x04kaputt"],
)
def test_what_is_no_json_is_refused_and_nothing_is_kept(coordinator, content, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    with pytest.raises(answers.UnreadableAnswer):
        feeds.upload_answers([SimpleUploadedFile("a.json", content)], target="integreat", by=coordinator)
    assert not list((tmp_path / "files").rglob("*.zip"))


@pytest.mark.parametrize("document", [[], {}, 7, "x", [1][:0], [{"name": "Nur eine Kategorie"}]])
def test_answers_without_a_place_or_event_are_refused(coordinator, document):
    from django.core.files.uploadedfile import SimpleUploadedFile

    with pytest.raises(feeds.NothingInside):
        feeds.upload_answers(
            [SimpleUploadedFile("a.json", json.dumps(document).encode())], target="integreat", by=coordinator
        )


def test_an_archive_of_answers_is_opened_and_a_bomb_is_not(read_in, coordinator):
    from django.core.files.uploadedfile import SimpleUploadedFile

    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("de/locations.json", json.dumps([place()]))
        packed.writestr("en/locations.json", json.dumps([place(language="en")]))
    read_in({"alles.zip": archive.getvalue()})
    assert OfferTranslation.objects.count() == 1

    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.json", b" " * (answers.LIMIT + 1))
    with pytest.raises(answers.AnswersTooLarge):
        feeds.upload_answers([SimpleUploadedFile("b.zip", bomb.getvalue())], target="integreat", by=coordinator)


def test_more_than_fifty_megabytes_are_refused(coordinator, monkeypatch):
    from django.core.files.uploadedfile import SimpleUploadedFile

    monkeypatch.setattr(answers, "LIMIT", 1000)
    with pytest.raises(answers.AnswersTooLarge):
        feeds.upload_answers(
            [SimpleUploadedFile("a.json", json.dumps([place()]).encode())], target="integreat", by=coordinator
        )


def test_the_number_of_queries_does_not_grow_with_the_places(read_in):
    def queries(n, start):
        both = [place(number, language) for number in range(start, start + n) for language in ("de", "en")]
        with CaptureQueriesContext(connection) as found:
            read_in({"a.json": both})
        return len(found)

    queries(1, 1)
    few, many = queries(3, 10), queries(30, 100)
    assert many - few <= 2  # SQLite takes a thousand values at a time
