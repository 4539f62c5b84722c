"""A full disk, a directory that is read-only, a database that is away: a page that says so, and nothing half saved."""

import errno
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection

from kreislotse.cli.errors import explain
from kreislotse.core.outages import Outage, outage_behind
from kreislotse.intake.models import HelpRequest
from kreislotse.jobs import worker
from tests import factories as make

FAILURES = [
    (OperationalError("database or disk is full"), 507, "Speicherplatz des Servers ist voll"),
    (OSError(errno.ENOSPC, "No space left on device"), 507, "Speicherplatz des Servers ist voll"),
    (OperationalError("attempt to write a readonly database"), 503, "nicht auf seinen Speicher schreiben"),
    (OSError(errno.EROFS, "Read-only file system"), 503, "nicht auf seinen Speicher schreiben"),
    (OperationalError("connection refused"), 503, "Datenbank des Servers antwortet nicht"),
    (OperationalError("database is locked"), 503, "sehr beschäftigt"),
]


@pytest.fixture
def patient(login, caseworker):
    browser = login(caseworker)
    browser.raise_request_exception = False
    return browser


@pytest.mark.parametrize(("failure", "status", "sentence"), FAILURES, ids=lambda value: str(value)[:40])
def test_a_failing_disk_answers_with_a_sentence_and_saves_nothing(patient, monkeypatch, failure, status, sentence):
    help_request = make.HelpRequestFactory()

    def fail(*_args, **_kwargs):
        raise failure

    monkeypatch.setattr("kreislotse.intake.operations.record", fail)
    answer = patient.post(f"/buero/anfragen/{help_request.pk}/abschliessen/", {"reason": "helped"})

    page = answer.content.decode()
    assert answer.status_code == status
    assert sentence in page
    assert "Es wurde nichts gespeichert" in page
    help_request.refresh_from_db()
    assert help_request.is_open


def test_a_mistake_of_ours_is_still_called_one(patient, monkeypatch):
    help_request = make.HelpRequestFactory()

    def fail(*_args, **_kwargs):
        raise OperationalError("no such column: nonsense")

    monkeypatch.setattr("kreislotse.intake.operations.record", fail)
    answer = patient.post(f"/buero/anfragen/{help_request.pk}/abschliessen/", {"reason": "helped"})

    assert answer.status_code == 500
    assert "Der Fehler liegt bei uns" in answer.content.decode()


def test_database_that_is_away_before_any_view_answers_too(visitor, monkeypatch):
    def fail(_host):
        raise OperationalError("could not connect to server")

    monkeypatch.setattr("kreislotse.districts.middleware.district_for_host", fail)
    visitor.raise_request_exception = False

    answer = visitor.get("/")

    assert answer.status_code == 503
    assert "antwortet nicht" in answer.content.decode()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own refusal")
@pytest.mark.django_db(transaction=True)
def test_read_only_sqlite_refuses_the_help_form_with_a_sentence(district, login, person):
    """The genuine refusal of the database, not an imitated one."""
    browser = login(person("caseworker"))
    browser.raise_request_exception = False
    help_request = make.HelpRequestFactory()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    try:
        looked = browser.get(f"/buero/anfragen/{help_request.pk}/")
        answer = browser.post(f"/buero/anfragen/{help_request.pk}/abschliessen/", {"reason": "helped"})
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")

    assert looked.status_code == 200
    assert answer.status_code == 503
    assert "nicht auf seinen Speicher schreiben" in answer.content.decode()
    assert HelpRequest.objects.get(pk=help_request.pk).is_open


def test_a_cache_that_cannot_write_accuses_nobody_of_many_attempts(visitor, monkeypatch):
    monkeypatch.setattr("kreislotse.core.ratelimit.cache.add", lambda *_args: False)  # as DatabaseCache answers then

    assert visitor.get("/s/?code=K7M4QXPC").status_code == 404


def test_many_attempts_are_still_refused(visitor):
    cache.clear()
    answers = [visitor.get("/s/?code=K7M4QXPC").status_code for _attempt in range(31)]
    cache.clear()

    assert answers == [404] * 30 + [429]


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (sqlite3.OperationalError("database or disk is full"), "Speicherplatz ist voll"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "In das Datenverzeichnis"),
        (
            PermissionError(errno.EACCES, "Permission denied", "/sicherung"),
            "Auf /sicherung kann der Dienst nicht zugreifen",
        ),
        (FileNotFoundError(errno.ENOENT, "No such file", "liste.csv"), "Die Datei liste.csv gibt es nicht"),
        (OperationalError("connection refused"), "Die Datenbank antwortet nicht"),
    ],
    ids=str,
)
def test_the_command_line_says_it_in_a_sentence(failure, sentence):
    assert sentence in explain(failure)


def test_other_errors_are_no_outage():
    assert outage_behind(OperationalError("no such table: x")) is None
    assert outage_behind(OSError(errno.ENOENT, "no such file")) is None
    assert outage_behind(None) is None
    assert outage_behind(OSError(errno.ENOSPC, "full")) == Outage.FULL


def test_a_full_disk_does_not_end_the_worker(monkeypatch):
    """`kreislotse serve` ends with its worker, so a worker that gave up would take the pages away as well."""
    attempts = []

    def work(*_args, **_kwargs):
        attempts.append(1)
        if len(attempts) < 3:
            raise OperationalError("database or disk is full")

    monkeypatch.setattr(worker, "call_command", work)
    monkeypatch.setattr(worker, "_keep_beating", lambda: None)
    monkeypatch.setattr(worker, "RETRY_SECONDS", 0)
    monkeypatch.setattr(worker, "signal", SimpleNamespace(SIGINT=2, SIGTERM=15, SIG_DFL=0, signal=lambda *_args: None))
    monkeypatch.setattr(worker, "connection", SimpleNamespace(close=lambda: None))

    worker.run_worker()

    assert len(attempts) == 3


@pytest.fixture
def locked(tmp_path):
    """A directory in which nobody may write; root may everywhere except where the kernel says no."""
    if os.geteuid() == 0:
        if not Path("/sys/kernel").is_dir():
            pytest.skip("root may write everywhere here")
        yield Path("/sys/kernel")
        return
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    yield folder
    folder.chmod(0o700)


@pytest.mark.parametrize(
    "command", [["migrate"], ["serve"], ["demo", "--no-serve"], ["doctor"], ["backup"]], ids=lambda c: c[0]
)
@pytest.mark.parametrize("key", ["given", "missing"])
def test_commands_in_a_directory_nobody_may_write_end_with_a_sentence(command, key, locked, tmp_path):
    data = tmp_path if command == ["backup"] else locked / "kreislotse"
    target = [str(locked / "sicherung.zip")] if command == ["backup"] else []
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("KREISLOTSE_", "DATABASE_URL"))
    }
    if key == "given":
        environment["KREISLOTSE_SECRET_KEY"] = "only for tests"

    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", "import sys; from kreislotse.cli import main; sys.exit(main())", "--data", str(data), *command, *target],
        env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "Bitte" in done.stderr
