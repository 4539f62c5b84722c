"""Large answers are kept as they came and read by the worker; small ones are read at once."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kreislotse.imports import answers, feeds, operations
from kreislotse.imports.models import ImportBatch
from tests.directory.feeds.test_hsds import service, translated

STOPPED = timedelta(minutes=6)


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch):
    monkeypatch.setattr(feeds, "AT_ONCE_BYTES", 10)


def files(tmp_path) -> list[Path]:
    return [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


@pytest.fixture
def upload(coordinator, django_capture_on_commit_callbacks):
    def send(*documents, is_worked_off=True) -> ImportBatch:
        sent = [
            SimpleUploadedFile(f"{n}.json", one if isinstance(one, bytes) else json.dumps(one).encode())
            for n, one in enumerate(documents)
        ]
        with django_capture_on_commit_callbacks(execute=is_worked_off):
            batch = feeds.upload_answers(sent, target="hsds", by=coordinator)
        batch.refresh_from_db()
        return batch

    return send


def test_the_worker_reads_what_was_uploaded(upload, tmp_path):
    batch = upload([service(1)], [translated(1), service(2)])

    assert (batch.status, batch.layout["row_count"]) == ("uploaded", 2)
    assert len(files(tmp_path)) == 1  # what came is gone, what was read of it stays
    feeds.start_feed(batch)
    batch.refresh_from_db()
    assert batch.status == "done"


def test_until_then_the_page_shows_that_it_is_under_way(upload, login, coordinator):
    batch = upload([service()], is_worked_off=False)

    page = login(coordinator).get(f"/buero/einlesen/{batch.pk}/").content.decode()

    assert batch.status == "fetching"
    assert "Die Antworten werden gelesen" in page and "Stand aktualisieren" in page


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"kein JSON", "kein lesbares JSON"), (b"[]", "kein Eintrag, den wir kennen")]
)
def test_what_cannot_be_read_fails_with_its_reason_and_leaves_no_file(
    upload, login, coordinator, tmp_path, content, sentence
):
    batch = upload(content + b" " * 20)

    page = login(coordinator).get(f"/buero/einlesen/{batch.pk}/").content.decode()

    assert (batch.status, batch.stored_as) == ("failed", "")
    assert sentence in batch.report["failure"] and sentence in page
    assert "Antworten hochladen" in page and "Noch einmal holen" not in page
    assert not files(tmp_path)


def test_a_worker_that_stopped_begins_again(upload, login, coordinator, django_capture_on_commit_callbacks):
    batch = upload([service()], is_worked_off=False)
    with pytest.raises(operations.ImportNotReady):
        feeds.fetch_again(batch)
    ImportBatch.objects.update(progressed_at=timezone.now() - STOPPED)
    client = login(coordinator)
    assert "stehen geblieben" in client.get(f"/buero/einlesen/{batch.pk}/").content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/buero/einlesen/{batch.pk}/neu-beginnen/")

    batch.refresh_from_db()
    assert batch.status == "uploaded"


def test_a_failed_upload_cannot_be_fetched(upload, login, coordinator):
    batch = upload(b"nichts" * 9)

    response = login(coordinator).post(f"/buero/einlesen/{batch.pk}/neu-beginnen/")

    batch.refresh_from_db()
    assert (response.status_code, batch.status) == (302, "failed")


def test_read_twice_is_read_once(upload, tmp_path):
    batch = upload([service()])
    stored = batch.stored_as

    feeds.run_fetch(batch.pk)

    batch.refresh_from_db()
    assert batch.stored_as == stored and len(files(tmp_path)) == 1


def test_more_than_the_limit_is_refused_before_anything_is_kept(upload, monkeypatch, tmp_path):
    monkeypatch.setattr(answers, "LIMIT", 100)

    with pytest.raises(answers.AnswersTooLarge):
        upload([service()])

    assert not files(tmp_path) and not ImportBatch.objects.exists()
