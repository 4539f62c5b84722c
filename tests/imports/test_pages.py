"""The way of a list through the browser."""

import errno
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from kreislotse.core.scope import district_scope
from kreislotse.imports.models import ImportBatch
from kreislotse.network.models import Organization
from tests.imports.conftest import csv_file, organizations

START = "/buero/einlesen/"


def upload(browser, file):
    return browser.post(START, {"target": "organizations", "file": file})


def upload_and_map(browser, file):
    upload(browser, file)
    batch = ImportBatch.objects.order_by("-pk")[0]
    names = {column["name"]: place for place, column in enumerate(batch.layout["columns"])}
    browser.post(
        f"{START}{batch.pk}/zuordnung/", {f"column_{names[column]}": name for column, name in batch.mapping.items()}
    )
    return batch


@pytest.mark.parametrize(("role", "expected"), [("coordinator", 200), ("district_admin", 200), ("caseworker", 403)])
def test_who_may_read_lists_in(login, person, role, expected):
    assert login(person(role)).get(START).status_code == expected


def test_a_list_goes_all_the_way_and_back(login, coordinator, korbach):
    browser = login(coordinator)

    answer = upload(browser, csv_file(organizations(3)))
    batch = ImportBatch.objects.get()
    assert answer["Location"] == f"{START}{batch.pk}/zuordnung/"
    assert "05631 1001" in browser.get(answer["Location"]).content.decode()

    upload_and_map(browser, csv_file(organizations(3)))
    preview = browser.get(f"{START}{batch.pk}/vorschau/").content.decode()
    assert "Verein 2" in preview
    assert not Organization.objects.exists()

    choices = {"on_error": "nothing", "on_duplicate": "update"}
    result = browser.post(f"{START}{batch.pk}/vorschau/", choices, follow=True)
    assert "neu angelegt" in result.content.decode()
    assert Organization.objects.count() == 3

    browser.post(f"{START}{batch.pk}/vorschau/", choices, follow=True)
    assert Organization.objects.count() == 3

    browser.post(f"{START}{batch.pk}/zuruecknehmen/", follow=True)
    again = browser.post(f"{START}{batch.pk}/zuruecknehmen/", follow=True)
    assert again.status_code == 200
    assert not Organization.objects.exists()


def test_broken_rows_come_back_as_a_workbook(login, coordinator):
    rows = organizations(3)
    rows[1][5] = "kaputt"
    browser = login(coordinator)
    batch = upload_and_map(browser, csv_file(rows))

    assert "keine gültige E-Mail-Adresse" in browser.get(f"{START}{batch.pk}/vorschau/").content.decode()
    sheet = load_workbook(io.BytesIO(browser.get(f"{START}{batch.pk}/fehler.xlsx").content)).active

    assert [cell.value for cell in sheet[2]][:3] == [
        3,
        "E-Mail: „kaputt“ ist keine gültige E-Mail-Adresse.",
        "Verein 2",
    ]
    assert sheet.max_row == 2


def test_a_mapping_without_the_name_is_explained(login, coordinator):
    browser = login(coordinator)
    upload(browser, csv_file(organizations(1)))
    batch = ImportBatch.objects.get()

    answer = browser.post(f"{START}{batch.pk}/zuordnung/", {"column_0": "city", "column_1": "city"})

    assert answer.status_code == 422
    assert "kann nur aus einer Spalte kommen" in answer.content.decode()


def test_an_unreadable_file_is_explained(login, coordinator):
    answer = upload(login(coordinator), SimpleUploadedFile("x.pdf", b"%PDF-1.7 " + b"x" * 100))

    assert answer.status_code == 422
    assert "keine Tabelle ist, die wir kennen" in answer.content.decode()


def test_without_a_file_the_form_says_so(login, coordinator):
    answer = login(coordinator).post(START, {"target": "organizations"})

    assert answer.status_code == 422
    assert "Bitte wählen Sie eine Datei aus." in answer.content.decode()


class EndlessUpload(io.RawIOBase):
    """A multipart body with a file of `size` bytes that is made while it is read."""

    HEAD = (
        b'--x\r\nContent-Disposition: form-data; name="target"\r\n\r\norganizations\r\n'
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="gross.csv"\r\nContent-Type: text/csv\r\n\r\n'
    )
    TAIL = b"\r\n--x--\r\n"

    def __init__(self, size):
        self.length = len(self.HEAD) + size + len(self.TAIL)
        self.place, self.size = 0, size
        self.largest = 0

    def read(self, n=-1):
        n = self.length - self.place if n is None or n < 0 else n
        head = self.HEAD[self.place : self.place + n]
        filler = min(n - len(head), max(0, len(self.HEAD) + self.size - self.place - len(head)))
        tail_from = max(0, self.place + len(head) + filler - len(self.HEAD) - self.size)
        tail = self.TAIL[tail_from : tail_from + n - len(head) - filler]
        piece = head + b"a" * filler + tail
        self.place += len(piece)
        self.largest = max(self.largest, len(piece))
        return piece


def test_300_megabytes_are_dropped_while_they_arrive(login, coordinator, files_in):
    browser, body = login(coordinator), EndlessUpload(300 * 1024 * 1024)

    answer = browser.request(
        REQUEST_METHOD="POST",
        PATH_INFO=START,
        CONTENT_TYPE="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(body.length),
        **{"wsgi.input": body},
    )

    assert answer.status_code == 422
    assert "größer als 20 MB" in answer.content.decode()
    assert body.largest < 1024 * 1024
    assert not ImportBatch.objects.exists()
    assert not [path for path in files_in.rglob("*") if path.is_file()]


def test_a_full_disk_while_the_list_arrives_is_a_sentence(login, coordinator, monkeypatch):
    def no_room(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryUploadedFile", no_room)
    big = csv_file([["x" * 200, *[""] * 8]] * 20_000)

    answer = upload(login(coordinator), big)

    assert answer.status_code == 422
    assert "kein Platz mehr" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_an_import_of_the_neighbor_is_not_there(login, coordinator, other_district, person):
    browser = login(coordinator)
    upload(browser, csv_file(organizations(1)))
    batch = ImportBatch.objects.get()
    with district_scope(other_district):
        neighbor = person("coordinator")
    other = Client(SERVER_NAME=other_district.host)
    other.force_login(neighbor, backend="kreislotse.accounts.backends.HouseBackend")

    for path in ("", "zuordnung/", "vorschau/", "fehler.xlsx"):
        assert other.get(f"{START}{batch.pk}/{path}").status_code == 404
    for path in ("zuruecknehmen/", "verwerfen/", "aufbau/", "neu-beginnen/"):
        assert other.post(f"{START}{batch.pk}/{path}").status_code == 404


def test_a_running_import_shows_its_progress_and_reloads_when_done(login, coordinator):
    browser = login(coordinator)
    upload(browser, csv_file(organizations(1)))
    batch = ImportBatch.objects.get()
    ImportBatch.objects.update(status="running", progress=60, progressed_at=timezone.now())
    assert "Die Einträge werden gespeichert" in browser.get(f"{START}{batch.pk}/").content.decode()

    ImportBatch.objects.update(status="done", report={"created": 1})
    answer = browser.get(f"{START}{batch.pk}/", headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"


def test_the_list_of_imports_costs_the_same_for_more_rows(login, coordinator, person):
    browser, counts = login(coordinator), []
    browser.get(START)
    for start in (0, 10):
        for n in range(start, start + 10):
            ImportBatch(
                target="organizations",
                file_name=f"{n}.csv",
                file_digest=str(n),
                created_at=timezone.now(),
                by=person("coordinator"),
            ).save()
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(START).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 25


def test_a_list_can_be_thrown_away(login, coordinator, files_in):
    browser = login(coordinator)
    upload(browser, csv_file(organizations(1)))
    batch = ImportBatch.objects.get()

    browser.post(f"{START}{batch.pk}/verwerfen/")

    assert not ImportBatch.objects.exists()
    assert not [path for path in files_in.rglob("*") if path.is_file()]
