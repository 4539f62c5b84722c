"""Answers of other systems, made in the test, and how they are read in."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kreislotse.imports import feeds
from kreislotse.imports.models import ImportBatch


@pytest.fixture(autouse=True)
def files_in(tmp_path, settings):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }


@pytest.fixture
def read_in(coordinator):
    """`read_in({"de.json": […]})` reads answers in and gives the import."""

    def read(answers: dict, *, target="integreat", topics=None) -> ImportBatch:
        uploads = [
            SimpleUploadedFile(name, content if isinstance(content, bytes) else json.dumps(content).encode())
            for name, content in answers.items()
        ]
        batch = feeds.upload_answers(uploads, target=target, by=coordinator)
        if topics:
            feeds.choose_topics(batch, topics)
        feeds.start_feed(batch)
        batch.refresh_from_db()
        assert batch.status == ImportBatch.Status.DONE, batch.report
        assert "\\u0000" not in json.dumps([batch.report, batch.layout, batch.mapping])  # PostgreSQL keeps no such JSON
        return batch

    return read


def counts(batch) -> tuple[int, int, int]:
    """What was created, what was changed, what was refused."""
    return batch.report["created"], batch.report["updated"], batch.report["error_count"]
