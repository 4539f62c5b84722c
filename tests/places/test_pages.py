"""The pages of the places: who may read and import, the preview, the map beside its table."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kreislotse.audit.models import AuditEntry
from kreislotse.places.models import Boundary, Municipality, TerritorialChange
from tests.factories import MunicipalityFactory
from tests.places.files import geojson, place, square, workbook

LIST, IMPORT = "/buero/gemeinden/", "/buero/gemeinden/einlesen/"


def upload(stream, name):
    return {"file": SimpleUploadedFile(name, stream.getvalue())}


@pytest.mark.parametrize(
    ("role", "reads", "imports"),
    [("caseworker", 200, 403), ("coordinator", 200, 403), ("head_of_office", 200, 200), ("district_admin", 200, 200),
     ("guide", 403, 403), ("reader", 403, 403), ("operator", 403, 403)],
)  # fmt: skip
def test_who_may_read_and_who_may_import(login, person, role, reads, imports):
    browser = login(person(role))

    assert browser.get(LIST).status_code == reads
    assert browser.get(IMPORT).status_code == imports
    for path in ("speichern/", "verwerfen/"):
        assert browser.post(IMPORT + path).status_code == (302 if imports == 200 else 403)


def test_the_list_names_what_is_and_what_was(login, caseworker):
    MunicipalityFactory(ags="06635001", name="Allendorf", population=7739, population_on=date(2022, 12, 31))
    MunicipalityFactory(ags="06635005", name="Bromskirchen", valid_to=date(2022, 12, 31))
    TerritorialChange.objects.create(
        changed_on=date(2023, 1, 1), predecessor_ags="06635005", predecessor_name="Bromskirchen",
        successor_ags="06635001", successor_name="Allendorf (Eder)",
    )  # fmt: skip

    page = login(caseworker).get(LIST).content.decode()

    assert 'id="gemeinde-06635001"' in page
    assert 'id="gemeinde-06635005"' not in page
    assert "Frühere Gemeinden" in page
    assert "Bromskirchen (01.01.2023)" in page
    assert "Noch keine Karte" in page


def test_the_map_leads_to_the_rows_and_prints_its_source(login, caseworker):
    korbach = MunicipalityFactory(ags="06635015", name="Korbach")
    Boundary.objects.create(
        municipality=korbach, valid_on=date(2024, 6, 30), source_note="© GeoBasis-DE / BKG",
        geometry={"type": "Polygon", "coordinates": square()},
    )  # fmt: skip

    page = login(caseworker).get(LIST).content.decode()

    assert 'href="#gemeinde-06635015"' in page
    assert "© GeoBasis-DE / BKG" in page
    assert "style=" not in page.partition("<main")[2]


def test_the_list_costs_the_same_for_more_rows(login, caseworker):
    browser, counts = login(caseworker), []
    browser.get(LIST)
    for start in (0, 10):
        for n in range(start, start + 10):
            row = MunicipalityFactory(ags=f"06635{n:03d}")
            Boundary.objects.create(
                municipality=row, valid_on=date(2024, 6, 30), source_note="x",
                geometry={"type": "Polygon", "coordinates": square()},
            )  # fmt: skip
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get(LIST)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_file_is_looked_at_first_and_saved_once(login, person):
    browser = login(person("head_of_office"))
    content = workbook(place("015", "Korbach, Hansestadt"))

    preview = browser.post(IMPORT, upload(content, "gv.xlsx"))
    assert "Noch ist nichts gespeichert" in preview.content.decode()
    assert not Municipality.objects.exists()

    saved = browser.post(IMPORT + "speichern/", follow=True).content.decode()
    assert "1 neu" in saved
    assert Municipality.objects.get().name == "Korbach"
    assert AuditEntry.objects.filter(entry="places_imported").count() == 1

    again = browser.post(IMPORT + "speichern/", follow=True).content.decode()
    assert "schon eingelesen" in again
    assert AuditEntry.objects.filter(entry="places_imported").count() == 1


def test_a_discarded_file_is_not_read_in(login, person):
    browser = login(person("head_of_office"))
    browser.post(IMPORT, upload(workbook(place("015", "Korbach")), "gv.xlsx"))

    browser.post(IMPORT + "verwerfen/")
    browser.post(IMPORT + "speichern/")

    assert not Municipality.objects.exists()


def test_the_page_asks_for_the_day_of_outlines_that_do_not_say(login, person):
    MunicipalityFactory(ags="06635015")
    browser = login(person("head_of_office"))

    asked = browser.post(IMPORT, upload(geojson(({"ags": "06635015"}, square())), "x.geojson"))
    told = browser.post(
        IMPORT, upload(geojson(({"ags": "06635015"}, square())), "x.geojson") | {"valid_on": "30.06.2024"}
    )
    browser.post(IMPORT + "speichern/")

    assert asked.status_code == 422
    assert told.status_code == 200
    assert Boundary.objects.get().valid_on == date(2024, 6, 30)


def test_a_broken_file_is_refused_beside_its_field(login, person):
    answer = login(person("head_of_office")).post(IMPORT, {"file": SimpleUploadedFile("x.xlsx", b"PK kaputt")})

    assert answer.status_code == 422
    assert "beschädigt" in answer.content.decode()
