"""The data package: all tables of one directory in one file, safe to open, made once for each state of the content."""

import csv
import io
import json
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.test import override_settings

from kreislotse.api.hsds import package
from kreislotse.core.scope import district_scope
from tests.api.directory import SECRET, more_like
from tests.factories import OfferFactory


@pytest.fixture(autouse=True)
def own_files(tmp_path):
    with override_settings(
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        }
    ):
        yield


@pytest.fixture
def download(visitor):
    def read(query=""):
        response = visitor.get(f"/hsds/v3/datapackage.zip{query}")
        assert response.status_code == 200 and response["Content-Type"] == "application/zip"
        archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
        assert archive.testzip() is None
        described = json.loads(archive.read("datapackage.json"))
        tables = {}
        for one in described["resources"]:
            text = archive.read(one["path"]).decode("utf-8")
            tables[one["name"]] = list(csv.DictReader(io.StringIO(text)))
            header = next(csv.reader(io.StringIO(text)))
            assert header == [field["name"] for field in one["schema"]["fields"]]
        return described, tables

    return read


def test_tables_hold_what_the_api_says(rich, district, download, ask):
    with district_scope(district):
        more_like(rich, 3)

    _described, tables = download()

    assert {one["id"] for one in tables["service"]} == {one["id"] for one in ask("services")["contents"]}
    found = ask(f"services/{rich.uuid}")
    [row] = [one for one in tables["service"] if one["id"] == str(rich.uuid)]
    assert (row["name"], row["minimum_age"], row["organization_id"]) == (
        found["name"], "16", found["organization"]["id"],
    )  # fmt: skip
    mine = [one for one in tables["schedule"] if one["service_id"] == row["id"]]
    assert [one["byday"] for one in mine] == [one.get("byday", "") for one in found["schedules"]]
    assert all(tables[name] for name in package.TABLES)
    assert SECRET not in str(tables)


def test_keys_of_tables_fit_together(rich, download):
    described, tables = download()

    checked = 0
    for one in described["resources"]:
        rows = tables[one["name"]]
        assert len({row["id"] for row in rows}) == len(rows), one["name"]
        for field in one["schema"]["fields"]:
            if field.get("constraints", {}).get("required"):
                assert all(row[field["name"]] for row in rows), (one["name"], field)
        for key in one["schema"]["foreignKeys"]:
            there = {row["id"] for row in tables[key["reference"]["resource"]]}
            assert {row[key["fields"]] for row in rows} - {""} <= there, (one["name"], key)
            checked += len(rows)
    assert checked > 50


def test_columns_are_those_of_the_published_package(rich, download, shared_data):
    described, _tables = download()
    published = json.loads((shared_data / "hsds" / "datapackage.json").read_text("utf-8"))
    known = {one["name"]: one for one in published["resources"]}

    for one in described["resources"]:
        fields = {field["name"] for field in known[one["name"]]["schema"]["fields"]}
        assert one["path"] == known[one["name"]]["path"]
        if one["name"] not in ("unit", "service_capacity"):  # the published package forgets their columns
            assert {field["name"] for field in one["schema"]["fields"]} <= fields


def test_no_text_is_taken_for_a_formula(district, download):
    with district_scope(district):
        OfferFactory(title='=HYPERLINK("http://böse.example")', phone="+49 5631 1", registration='@SUM(1)\r\n,";x')

    _described, tables = download()

    assert tables["service"][0]["name"].startswith("'=")
    assert tables["service"][0]["application_process"] == "'@SUM(1)\r\n,\";x"
    assert tables["phone"][0]["number"] == "+49 5631 1"


def test_it_is_made_once_for_each_state_and_language(rich, district, download, monkeypatch):
    made = []
    write = package.write_package
    monkeypatch.setattr(package, "write_package", lambda reading, target: (made.append(1), write(reading, target)))

    download(), download("?lang=de"), download("?lang=ar")
    assert len(made) == 2
    with district_scope(district):
        OfferFactory(title="Neu")
    _described, tables = download()

    assert len(made) == 3
    assert "Neu" in {one["name"] for one in tables["service"]}
    assert len(default_storage.listdir(f"{district.pk}/opendata")[1]) == 2


def test_a_second_reader_is_asked_to_come_back(rich, district, visitor):
    from django.core.cache import cache

    cache.add(f"{district.pk}:opendata:building", 1, 5)
    response = visitor.get("/hsds/v3/datapackage.zip")
    cache.delete(f"{district.pk}:opendata:building")

    assert response.status_code == 503 and response["Retry-After"] == "60"
    assert response["Content-Type"] == "application/problem+json"


def test_a_large_one_is_made_in_the_background(rich, visitor, download, monkeypatch):
    monkeypatch.setattr(package, "MADE_AT_ONCE", 0)

    assert visitor.get("/hsds/v3/datapackage.zip").status_code == 503
    _described, tables = download()  # tasks of tests run at once

    assert len(tables["service"]) == 1
