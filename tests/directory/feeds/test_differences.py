"""What another system says beside ours: the office takes a part over with one button, and gives it back with another."""

from datetime import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kreislotse.audit.models import AuditEntry
from kreislotse.directory.feeds import differences
from kreislotse.directory.models import Offer, OfferTranslation
from kreislotse.directory.operations import OfferArchived, OfferChangedMeanwhile, archive_offer
from kreislotse.imports.models import ExternalRecord
from tests.directory.feeds.test_hsds import read, service, translated
from tests.factories import TopicFactory

NOW = timezone.now()


@pytest.fixture
def offer(read_in, in_district):
    """Read in, changed here in every kind of part, and read in again with other words there."""
    TopicFactory(code="wohnen", name="Wohnen"), TopicFactory(code="arbeit", name="Arbeit")
    read(read_in, service(), translated(), topics={"Housing": "wohnen"})
    offer = Offer.objects.get()
    Offer.objects.update(phone="05631 99", is_online=True)
    offer.topics.clear()
    offer.opening_times.all().delete()
    offer.locations.update(street="Unser Weg 1")
    OfferTranslation.objects.update(title="Порада", origin="person")
    offer.batch = read(
        read_in,
        service(phones=[{"id": "1", "number": "05631 77"}]),
        translated() | {"description": "Ми допомагаємо."},
        topics={"Housing": "wohnen"},
    )
    offer.refresh_from_db()
    return offer


def parts(offer):
    return {one.part: (one.here, one.there) for one in differences.differences(offer)}


def take(offer, part, *, by, seen_at=None):
    record = ExternalRecord.objects.get(object_pk=offer.pk)
    return differences.take_theirs(offer, record=record, part=part, by=by, now=NOW, seen_at=seen_at)


def back(offer, part, *, by):
    return differences.take_back(offer, record=ExternalRecord.objects.get(object_pk=offer.pk), part=part, by=by)


def test_both_stand_side_by_side_in_words(offer):
    found = parts(offer)

    assert found["phone"] == ("05631 99", "05631 77")
    assert found["topics"] == ("", "Wohnen")
    assert found["opening_times"] == ("", "Mo, Do 9–12")
    assert found["locations"] == ("Unser Weg 1, 34497 Korbach", "Markt 1, 34497 Korbach")
    assert found["texts:uk"][0].startswith("Порада") and found["texts:uk"][1].startswith("Консультація")
    assert "title" not in found and "contacts" not in found


@pytest.mark.parametrize("part", ["phone", "topics", "opening_times", "locations", "texts:uk"])
def test_a_part_is_taken_over_and_given_back(offer, coordinator, part):
    before = parts(offer)
    uuid = offer.locations.get().uuid

    take(offer, part, by=coordinator)

    assert parts(offer) == {name: both for name, both in before.items() if name != part}
    assert [(one.part, one.before) for one in differences.taken_parts(offer)] == [(part, before[part][0])]
    assert AuditEntry.objects.get(entry="offer_took_theirs").details["field"] == part

    back(offer, part, by=coordinator)

    assert parts(offer) == before
    assert not differences.taken_parts(offer)
    assert AuditEntry.objects.get(entry="offer_took_back").details["field"] == part
    if part != "locations":
        assert offer.locations.get().uuid == uuid


def test_what_was_taken_is_what_everybody_reads(offer, coordinator):
    take(offer, "opening_times", by=coordinator)
    take(offer, "texts:uk", by=coordinator)

    assert [(one.weekday, one.opens_at) for one in offer.opening_times.order_by("weekday")] == [
        (0, time(9)),
        (3, time(9)),
    ]
    row = offer.translations.get()
    assert (row.title, row.origin) == ("Консультація", "import")


def test_a_value_changed_after_it_was_taken_stays(offer, coordinator):
    take(offer, "phone", by=coordinator)
    Offer.objects.update(phone="05631 100")

    with pytest.raises(differences.ChangedSince):
        back(offer, "phone", by=coordinator)

    assert Offer.objects.get().phone == "05631 100"
    assert differences.taken_parts(offer)


@pytest.mark.parametrize("part", ["title", "contacts", "nonsense", "texts:xx", "replaced", ""])
def test_what_does_not_differ_cannot_be_taken(offer, coordinator, part):
    with pytest.raises(differences.NoLongerDifferent):
        take(offer, part, by=coordinator)
    with pytest.raises(differences.NothingToTakeBack):
        back(offer, part, by=coordinator)


def test_nobody_s_work_is_overwritten_and_the_archive_stays(offer, coordinator):
    seen = offer.updated_at
    offer.save()
    with pytest.raises(OfferChangedMeanwhile):
        take(offer, "phone", by=coordinator, seen_at=seen)

    archive_offer(offer, by=coordinator)
    with pytest.raises(OfferArchived):
        take(offer, "phone", by=coordinator)


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_report_and_the_offer_lead_to_the_page_and_two_buttons_do_the_rest(offer, login, coordinator):
    client, address = login(coordinator), f"/buero/angebote/{offer.pk}/abgleich/"
    assert address in client.get(f"/buero/einlesen/{offer.batch.pk}/").content.decode()
    assert address in client.get(f"/buero/angebote/{offer.pk}/").content.decode()
    page = client.get(address).content.decode()
    assert "05631 99" in page and "05631 77" in page
    form = {"record": ExternalRecord.objects.get().pk, "part": "phone", "seen": offer.updated_at.isoformat()}

    taken = client.post(f"{address}uebernehmen/", form, follow=True).content.decode()
    assert Offer.objects.get().phone == "05631 77"
    assert "Vorher stand hier:" in taken

    client.post(f"{address}zuruecknehmen/", form)
    assert Offer.objects.get().phone == "05631 99"


def test_forged_forms_change_nothing(offer, login, coordinator):
    client, address = login(coordinator), f"/buero/angebote/{offer.pk}/abgleich/uebernehmen/"

    for record in ("", "x", "9" * 30, "0", "²"):
        page = client.post(address, {"record": record, "part": "phone"}, follow=True).content.decode()
        assert "steht inzwischen dasselbe" in page
    client.post(address, {"record": ExternalRecord.objects.get().pk, "part": "status"})

    assert Offer.objects.get().phone == "05631 99"


def test_more_offers_in_a_report_cost_no_more_queries(read_in, login, coordinator):
    def queries(first, number):
        services = [service(n, name=f"A{n}") for n in range(first, first + number)]
        read(read_in, *services)
        Offer.objects.update(phone="1")
        batch = read(read_in, *[one | {"email": "neu@caritas.example"} for one in services])
        client = login(coordinator)
        client.get(f"/buero/einlesen/{batch.pk}/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/buero/einlesen/{batch.pk}/")
        return len(captured)

    assert queries(1, 2) == queries(10, 12)
