"""Real lists of other offices, read as organizations. They lie beside the project; without them the tests are left out."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kreislotse.imports import operations, reading
from kreislotse.network.models import Contact, Organization

LISTS = {
    "berlin_stadtfuehrer-entwicklungspolitik_2014_gekuerzt.csv": {
        "columns": {"name": "name", "plz": "postcode", "ort": "city", "internet": "website"},
        "rows": 212,
        "broken": 0,
        "created": 210,
    },
    "umwandlung_jfe_titelzeilen-verbunden.xlsx": {
        "columns": {
            "Einrichtung – Name der Einrichtung": "name",
            "Anschrift – Straße / Nr.": "street",
            "Anschrift – PLZ": "postcode",
            "Kontakt – Telefon": "phone",
            "Kontakt – E-Mail": "email",
            "Kontakt – Internet": "website",
        },
        "rows": 71,
        "broken": 1,  # info@berliner_familienfreunde.de is no address
        "created": 70,
    },
    "umwandlung_jfe_excel-csv_cp1252.csv": {
        "columns": {},
        "rows": 71,
        "broken": 1,
        "created": 70,
    },
}


@pytest.mark.parametrize("name", LISTS)
def test_a_real_list_is_understood_and_read_in(name, shared_data, coordinator):
    path, expected = shared_data / "angebote" / name, LISTS[name]
    batch = operations.upload_list(SimpleUploadedFile(name, path.read_bytes()), target="organizations", by=coordinator)

    plan = reading.make_plan(batch)
    operations.start_import(batch, on_error="leave_out", on_duplicate="update")

    batch.refresh_from_db()
    assert expected["columns"].items() <= batch.mapping.items()
    assert (len(plan.rows), len(plan.broken)) == (expected["rows"], expected["broken"])
    assert (batch.status, batch.report["created"]) == ("done", expected["created"])
    assert not Organization.objects.filter(is_public=True).exists()
    assert not Contact.objects.exclude(visibility=Contact.Visibility.OFFICE).exists()
    assert all(len(code) in (0, 5) for code in Organization.objects.values_list("postcode", flat=True))

    again = operations.upload_list(SimpleUploadedFile(name, path.read_bytes()), target="organizations", by=coordinator)
    operations.start_import(again, on_error="leave_out", on_duplicate="update")
    again.refresh_from_db()
    assert (again.report["created"], again.report["updated"]) == (0, 0)

    operations.undo_import(batch, by=coordinator)
    assert not Organization.objects.exists()


def test_the_locations_of_integreat_have_a_name_and_an_address(shared_data, coordinator):
    path = shared_data / "angebote" / "integreat-api_locations.json"

    batch = operations.upload_list(
        SimpleUploadedFile(path.name, path.read_bytes()), target="organizations", by=coordinator
    )
    operations.start_import(batch, on_error="leave_out", on_duplicate="update")

    one = Organization.objects.get()
    assert batch.mapping["title"] == "name"
    assert one.postcode == "86153"
    assert one.street
