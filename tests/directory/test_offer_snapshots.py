"""The yearly list for the Land: frozen, compared by lasting numbers, written out."""

import io
from datetime import date, timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from kreislotse.audit.models import AuditEntry
from kreislotse.core.scope import district_scope
from kreislotse.directory import offer_snapshots as snapshots
from kreislotse.directory.models import Offer, OfferSnapshot, SnapshotIsFrozen
from tests.factories import OfferFactory, OrganizationFactory

NOW = timezone.now()
PAGE = "/buero/angebote/abzuege/"


def counselling(**fields):
    return OfferFactory(kind="counselling", **fields)


def take(by=None, days=0):
    now = NOW + timedelta(days=days)
    return snapshots.take_snapshot(today=timezone.localdate(now), now=now, by=by)


def test_only_public_counselling_is_held(in_district, today):
    counselling(title="MBE Korbach", program="mbe")
    counselling(status="draft")
    counselling(status="archived")
    counselling(valid_until=date(2020, 1, 1))
    OfferFactory(kind="course")

    snapshot = take()

    assert [row["title"] for row in snapshot.rows] == ["MBE Korbach"]
    assert snapshot.rows[0]["program"] == "Migrationsberatung für Erwachsene (MBE)"
    assert set(snapshot.rows[0]) == set(snapshots.COLUMNS)


def test_nothing_to_take_is_said(in_district):
    OfferFactory(kind="course")

    with pytest.raises(snapshots.NothingToTake):
        take()


def test_double_click_takes_one(in_district, coordinator):
    counselling()

    assert take(coordinator) == take(coordinator)
    assert AuditEntry.objects.filter(entry="offer_snapshot_taken").count() == 1


def test_corrected_list_of_the_same_day_is_another(in_district):
    offer = counselling()
    first = take()
    Offer.objects.filter(pk=offer.pk).update(phone="05631 1")

    assert take() != first


def test_snapshot_never_changes(in_district):
    offer = counselling(title="Alt")
    snapshot = take()
    offer.title = "Neu"
    offer.save()

    snapshot.refresh_from_db()
    assert snapshot.rows[0]["title"] == "Alt"
    snapshot.rows[0]["title"] = "Gefälscht"
    for attempt in (
        snapshot.save,
        snapshot.delete,
        OfferSnapshot.objects.all().delete,
        lambda: OfferSnapshot.objects.update(number=0),
    ):
        with pytest.raises(SnapshotIsFrozen):
            attempt()


def test_change_past_the_program_is_seen(in_district):
    counselling()
    snapshot = take()
    OfferSnapshot._base_manager.filter(pk=snapshot.pk).update(rows=[{"uuid": "x", "title": "Gefälscht"}])
    snapshot = OfferSnapshot.objects.get()

    assert not snapshots.is_unchanged(snapshot)


def test_comparison_by_lasting_numbers(in_district):
    stays, changes, goes = counselling(title="A"), counselling(title="B", phone="1"), counselling(title="C")
    earlier = take()
    stays.checked_on = date(2026, 1, 1)
    stays.save()
    changes.title, changes.phone = "B neu", "2"
    changes.save()
    goes.status = "archived"
    goes.save()
    counselling(title="D")
    later = take(days=365)

    found = snapshots.compare(later, snapshots.former(later))

    assert snapshots.former(later) == earlier
    assert [row["title"] for row in found.new] == ["D"]
    assert [row["title"] for row in found.gone] == ["C"]
    [(row, fields)] = found.changed
    assert row["title"] == "B neu"
    assert fields == [("Titel", "B", "B neu"), ("Telefon", "1", "2")]


def test_same_number_of_queries_for_many_offers(in_district, django_assert_max_num_queries):
    provider = OrganizationFactory()
    for _one in range(30):
        counselling(provider=provider)

    with django_assert_max_num_queries(16):
        take()


@pytest.fixture
def office(login, coordinator):
    return login(coordinator)


def test_taking_comparing_and_exporting(office, in_district):
    counselling(title="Erste Beratung", phone="=1+1")
    response = office.post(f"{PAGE}neu/", follow=True)
    snapshot = OfferSnapshot.objects.get()
    assert "Es ist der erste Abzug" in response.content.decode()
    counselling(title="Zweite Beratung")
    office.post(f"{PAGE}neu/")
    second = OfferSnapshot.objects.exclude(pk=snapshot.pk).get()

    page = office.get(f"{PAGE}{second.pk}/").content.decode()
    assert "1 neu, 0 nicht mehr dabei, 0 geändert." in page

    workbook = load_workbook(io.BytesIO(office.get(f"{PAGE}{second.pk}/liste.xlsx").content))
    rows = list(workbook.active.values)
    assert [row[0] for row in rows] == ["Titel", "Erste Beratung", "Zweite Beratung"]
    csv = office.get(f"{PAGE}{snapshot.pk}/liste.csv").content.decode("utf-8-sig")
    assert "'=1+1" in csv
    assert office.get(f"{PAGE}{second.pk}/liste.exe").status_code == 404


def test_opening_the_address_takes_nothing(office, in_district):
    counselling()

    assert office.get(f"{PAGE}neu/").status_code == 302
    assert not OfferSnapshot.objects.exists()


def test_neighbors_see_no_snapshots(office, in_district, other_district):
    counselling()
    snapshot = take()

    with district_scope(other_district):
        assert not OfferSnapshot.objects.filter(pk=snapshot.pk).exists()
        counselling()
        assert take().number == 1


def test_start_page_reminds_after_a_year_whoever_has_begun(office, in_district):
    counselling()
    sentence = "Der letzte Jahresabzug der Beratungsangebote ist über ein Jahr alt."
    assert sentence not in office.get("/buero/").content.decode()

    take(days=-366)
    assert sentence in office.get("/buero/").content.decode()

    take()
    assert sentence not in office.get("/buero/").content.decode()
