"""Lists as files, made in the test."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from tests.factories import MunicipalityFactory, TopicFactory

HEADER = ["Name", "Straße", "PLZ", "Ort", "Telefon", "E-Mail", "Internet", "Themen", "Ansprechpartner"]


@pytest.fixture(autouse=True)
def files_in(tmp_path, settings):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }
    return tmp_path / "files"


@pytest.fixture
def korbach(in_district):
    return MunicipalityFactory(ags="06635015", name="Korbach", official_name="Korbach, Hansestadt", postcode="34497")


@pytest.fixture
def language_topic(in_district):
    return TopicFactory(code="sprache", name="Deutsch lernen", names={"en": "Learning German"})


def csv_file(rows, *, header=None, name="liste.csv", encoding="utf-8-sig"):
    lines = [";".join(HEADER if header is None else header)]
    lines += [
        ";".join(f'"{cell}"' if "\n" in str(cell) or ";" in str(cell) else str(cell) for cell in row) for row in rows
    ]
    return SimpleUploadedFile(name, "\r\n".join(lines).encode(encoding))


def xlsx_file(rows, *, name="liste.xlsx"):
    workbook, stream = Workbook(), io.BytesIO()
    for row in rows:
        workbook.active.append(row)
    workbook.save(stream)
    return SimpleUploadedFile(name, stream.getvalue())


def organizations(n, start=1):
    return [
        [f"Verein {i}", f"Hauptstr. {i}", 34497, "Korbach", f"05631 {1000 + i}", f"info@verein{i}.de", "", "", ""]
        for i in range(start, start + n)
    ]
