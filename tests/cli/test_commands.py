"""The command line as an operator meets it: real processes, a data directory of their own, sentences for what goes wrong."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from kreislotse.cli.errors import explain
from kreislotse.cli.server import free_port
from kreislotse.core.errors import DomainError
from tests.migrated import sqlite_template

ROOT = Path(__file__).parents[2]
LIST = "Name;PLZ;Ort;E-Mail\nVerein Brücke;34497;Korbach;info@bruecke.example\nFrauencafé;34454;Bad Arolsen;keine Adresse\n"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """`house(*words)` runs one command in a data directory where a district was created.

    Its database is one migration behind, as after an update of the program. (An empty one was filled by
    `kreislotse migrate` for `tests.migrated`.)
    """
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(sqlite_template(), folder / "kreislotse.sqlite3")
    with closing(sqlite3.connect(folder / "kreislotse.sqlite3")) as database:
        database.execute("DROP TABLE django_session")
        database.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
        database.commit()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("KREISLOTSE_")}
    environment |= {"DATABASE_URL": "", "PYTHONPATH": str(ROOT / "src")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)

    def run(*words):
        command = [sys.executable, "-m", "kreislotse", "--data", str(folder), *map(str, words)]
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)

    run.folder = folder
    run.created = run(
        "district", "create", "--preset", "fachstelle", "--ags", "06635", "--name", "Kreis Musterau", "--host",
        "musterau.localhost", "--admin", "leitung@musterau.example",
    )  # fmt: skip
    return run


def test_a_district_is_created_and_its_head_invited(house):
    assert house.created.returncode == 0, house.created.stderr
    assert "Kreis Musterau ist eingerichtet" in house.created.stdout
    assert "/konto/einladung/" in house.created.stdout


def test_the_first_command_after_an_update_brings_the_database_up_to_date(house):
    with closing(sqlite3.connect(house.folder / "kreislotse.sqlite3")) as database:
        tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}

    assert "Die Datenbank wird eingerichtet" in house.created.stdout
    assert "django_session" in tables


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--preset", "nix", "--ags", "05370", "--name", "x", "--admin", "a@b.example"], "Die Vorlage „nix“ gibt es nicht."),
        (["--preset", "fachstelle", "--ags", "06635", "--name", "x", "--admin", "a@b.example"], "gibt es schon einen Landkreis"),
        (["--preset", "fachstelle", "--ags", "66", "--name", "x", "--host", "x.example", "--admin", "a@b.example"], "fünf Ziffern"),
    ],
)  # fmt: skip
def test_a_district_that_cannot_be_created_is_refused_with_a_sentence(house, words, sentence):
    result = house("district", "create", *words)

    assert result.returncode == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_a_list_is_read_in_once_and_all_or_nothing(house):
    file = house.folder / "liste.csv"
    file.write_text(LIST, encoding="cp1252")

    nothing = house("import", "list", "organizations", file, "--ags", "06635")
    some = house("import", "list", "organizations", file, "--ags", "06635", "--skip-broken")
    again = house("import", "list", "organizations", file, "--ags", "06635", "--skip-broken")

    assert nothing.returncode == 1
    assert "Zeile 3" in nothing.stdout
    assert "1 Datensätze angelegt" in some.stdout
    assert again.returncode == 2
    assert "schon eingelesen" in again.stderr


def test_a_file_that_is_not_there_is_named(house):
    result = house("import", "list", "offers", "gibt-es-nicht.csv", "--ags", "06635")

    assert "gibt-es-nicht.csv gibt es nicht" in result.stderr


def test_the_backup_holds_the_database_and_the_secret_and_is_never_overwritten(house):
    first = house("backup", "sicherung.zip")
    second = house("backup", "sicherung.zip")

    assert first.returncode == 0, first.stderr
    names = zipfile.ZipFile(house.folder / "sicherung.zip").namelist()
    assert {"kreislotse.sqlite3", "secret-key"} <= set(names)
    assert (house.folder / "sicherung.zip").stat().st_mode & 0o077 == 0
    assert "gibt es schon" in second.stderr


def test_the_doctor_says_what_is_well_and_what_is_not(house):
    result = house("doctor")

    assert result.returncode == 1
    assert "1 Landkreise sind eingerichtet." in result.stdout
    assert "ACHTUNG  E-Mails werden nicht verschickt" in result.stdout


def test_a_busy_port_is_named_and_the_next_one_taken():
    said = []
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]

        found = free_port("127.0.0.1", port, say=said.append)

    assert found > port
    assert said[0] == f"Port {port} ist belegt, der nächste wird versucht."


def test_an_address_that_is_not_ours_is_refused():
    with pytest.raises(DomainError, match="kann hier kein Dienst starten"):
        free_port("192.0.2.1", 8000, say=print)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(28, "No space left on device"), "Speicherplatz ist voll"),
        (OSError(30, "Read-only file system"), "kann nicht geschrieben werden"),
        (Exception("attempt to write a readonly database"), "kann nicht geschrieben werden"),
        (Exception("database or disk is full"), "Speicherplatz ist voll"),
        (Exception("connection refused"), "Die Datenbank antwortet nicht"),
    ],
)
def test_disks_and_databases_end_in_a_sentence(error, words):
    assert words in explain(error)


def test_what_nobody_knows_rises():
    assert explain(ValueError("something else")) is None
