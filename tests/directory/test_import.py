"""Lists of offers: real ones beside the project, and small ones for single claims."""

from datetime import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kreislotse.directory.importing import _first_sentence, plain
from kreislotse.directory.models import Offer, OpeningTime
from kreislotse.directory.operations import publish_offer, save_offer
from kreislotse.imports import operations, reading
from kreislotse.network.models import Organization
from kreislotse.search.models import SearchDocument
from kreislotse.search.queries import search
from tests.factories import LanguageFactory, MunicipalityFactory, OfferFactory, OrganizationFactory, TopicFactory

REAL = {
    "berlin-lichtenberg_jfe_2014.json": {
        "einrichtung": "title", "traeger": "provider", "angebote": "description", "strasse": "street", "plz": "postcode",
        "ort": "city", "telefon": "phone", "e_mail": "email", "internet": "website",
    },
    "umwandlung_jfe_excel-csv_cp1252.csv": {
        "Name der Einrichtung": "title", "Träger": "provider", "Angebote": "description", "PLZ": "postcode", "Ort": "city",
    },
    "umwandlung_jfe_titelzeilen-verbunden.xlsx": {
        "Einrichtung – Name der Einrichtung": "title", "Anschrift – PLZ": "postcode", "Kontakt – Telefon": "phone",
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def files_in(tmp_path, settings):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }


def read_in(name, content, *, by):
    batch = operations.upload_list(SimpleUploadedFile(name, content), target="offers", by=by)
    operations.start_import(batch, on_error="leave_out", on_duplicate="update")
    batch.refresh_from_db()
    return batch


def csv(*lines):
    return "\r\n".join(";".join(line) for line in lines).encode("utf-8-sig")


@pytest.mark.parametrize("name", REAL)
def test_a_real_list_becomes_drafts_once_and_can_be_taken_back(name, shared_data, coordinator):
    content = (shared_data / "angebote" / name).read_bytes()
    upload = operations.upload_list(SimpleUploadedFile(name, content), target="offers", by=coordinator)
    plan = reading.make_plan(upload)

    assert REAL[name].items() <= upload.mapping.items()
    assert (len(plan.rows), len(plan.broken)) == (71, 1)  # info@berliner_familienfreunde.de is no address

    batch = read_in(name, content, by=coordinator)
    assert (batch.status, Offer.objects.count()) == ("done", 70)
    assert not Offer.objects.exclude(status=Offer.Status.DRAFT).exists()
    assert not Offer.objects.filter(summary="").exclude(description="").exists()
    assert not SearchDocument.objects.exists()
    assert 0 < Organization.objects.count() < 71

    read_in(name, content, by=coordinator)
    assert Offer.objects.count() == 70

    operations.undo_import(batch, by=coordinator)
    assert not Offer.objects.exists()
    assert not Organization.objects.exists()


def test_the_locations_of_integreat_become_offers(shared_data, coordinator):
    name = "integreat-api_locations.json"

    read_in(name, (shared_data / "angebote" / name).read_bytes(), by=coordinator)

    offer = Offer.objects.select_related("provider").get()
    assert offer.title == "Test-Ort"
    assert offer.summary == "Beschreibung des Test-Ortes"
    assert "<p>" not in offer.description
    assert offer.locations.get().postcode == "86153"


def test_everything_a_list_can_say_is_understood(in_district, coordinator):
    korbach = MunicipalityFactory(name="Korbach", official_name="Korbach, Hansestadt", postcode="34497")
    topic, arabic = TopicFactory(name="Deutsch lernen"), LanguageFactory()
    provider = OrganizationFactory(name="Volkshochschule Waldeck e.V.")

    read_in(
        "angebote.csv",
        csv(
            ["Titel", "Anbieter", "Beschreibung", "Themen", "Sprachen vor Ort", "Kosten", "PLZ", "Ort", "Öffnungszeiten"],
            ["Deutsch A1", "Volkshochschule Waldeck", "Kurs.", "Deutsch lernen, Tauchen", "arabisch", "kostenfrei", "34497",
             "Korbach", "Mo 9-12"],
            ["Deutsch B1", "Volkshochschule Waldeck", "Kurs.", "", "", "3 Euro", "34497", "Korbach", ""],
            ["Deutsch C1", "Volkshochschule Waldeck", "Kurs.", "", "", "", "34497", "Korbach", ""],
        ),
        by=coordinator,
    )  # fmt: skip

    free, paid, unknown = Offer.objects.order_by("title")
    assert free.provider == provider
    assert list(free.topics.all()) == [topic]
    assert list(free.languages_spoken.all()) == [arabic]
    assert free.locations.get().municipality == korbach
    assert [(one.weekday, f"{one.opens_at:%H}", f"{one.closes_at:%H}") for one in free.opening_times.all()] == [
        (0, "09", "12")
    ]
    assert [one.is_free for one in (free, paid, unknown)] == [True, False, False]
    assert paid.costs == "3 Euro"
    assert Organization.objects.count() == 1


def test_times_that_mean_one_thing_become_rows_and_others_stay_words(in_district, coordinator):
    columns = ["Titel", "Anbieter", "Öffnungszeiten", "Beginn"]
    batch = read_in(
        "zeiten.csv",
        csv(
            columns,
            ["A", "VHS", "Mo–Fr 9–12 Uhr, Do 14-18 und nach Vereinbarung", ""],
            ["B", "VHS", "Termine nach Vereinbarung", ""],
            ["C", "VHS", "1. Di im Monat 14–16 Uhr", ""],
            ["D", "VHS", "Mo, Mi 9-12", "1.9.2026"],
            ["E", "VHS", "montags, Uhrzeit folgt", "1.9.2026"],
        ),
        by=coordinator,
    )  # fmt: skip

    a, b, c, d, e = Offer.objects.order_by("title")
    assert (a.opening_times.count(), b.opening_times.count(), c.opening_times.count()) == (6, 0, 0)
    assert "und nach Vereinbarung" in a.summary + a.description
    assert "9–12" not in a.summary + a.description
    assert (a.is_appointment_only, b.is_appointment_only, b.description) == (False, True, "")
    assert "1. Di im Monat 14–16 Uhr" in c.summary + c.description
    assert (d.course_runs.get().weekdays, d.opening_times.count()) == ([0, 2], 0)
    assert "Uhrzeit folgt" in e.summary + e.description
    assert str(batch.report["remarks"]).count("nicht eindeutig") == 2


def test_times_of_a_list_fill_an_offer_without_any_and_change_no_others(in_district, coordinator):
    provider = OrganizationFactory(name="VHS")
    empty, known = OfferFactory(title="Leer", provider=provider), OfferFactory(title="Bekannt", provider=provider)
    OpeningTime.objects.create(offer=known, weekday=4, opens_at=time(8), closes_at=time(9))

    batch = read_in(
        "zeiten.csv",
        csv(["Titel", "Anbieter", "Sprechzeiten"], ["Leer", "VHS", "Mo 9-12"], ["Bekannt", "VHS", "Mo 9-12"]),
        by=coordinator,
    )
    assert [one.weekday for one in empty.opening_times.all()] == [0]
    assert [one.weekday for one in known.opening_times.all()] == [4]

    operations.undo_import(batch, by=coordinator)
    assert not empty.opening_times.exists()


def test_an_import_completes_a_published_offer_and_the_search_follows_also_back(in_district, coordinator, today):
    offer = OfferFactory(
        title="Nähcafé", provider=OrganizationFactory(name="Nähstube"), phone="05631 1", status=Offer.Status.DRAFT
    )
    save_offer(offer, topics=[TopicFactory()], by=None)
    publish_offer(offer, today=today, by=coordinator)

    batch = read_in(
        "angebote.csv",
        csv(["Titel", "Anbieter", "Beschreibung", "Telefon"], ["Nähcafé", "Nähstube", "Wir flicken Hosen.", "05631 2"]),
        by=coordinator,
    )

    offer.refresh_from_db()
    assert (offer.summary, offer.description) == ("Wir helfen.", "Wir flicken Hosen.")
    assert (offer.phone, offer.status) == ("05631 1", Offer.Status.PUBLISHED)
    assert search("flicken", kind="offer", languages=["de"]) == [offer.pk]

    operations.undo_import(batch, by=coordinator)
    assert search("flicken", kind="offer", languages=["de"]) == []
    assert search("Nähcafé", kind="offer", languages=["de"]) == [offer.pk]


def test_markup_becomes_paragraphs():
    assert plain("<p>Eins &amp; zwei</p><ul><li>drei</li></ul>") == "Eins & zwei\n\n– drei"


def test_the_summary_is_a_sentence_if_the_text_is_long():
    assert _first_sentence("Kurz und gut.") == "Kurz und gut."
    assert _first_sentence("Ein Satz. " + "Wort " * 100) == "Ein Satz."
    assert len(_first_sentence("Wort " * 100)) <= 300
