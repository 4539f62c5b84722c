"""A database with all migrations, made once per state of the migrations and copied by every run and every worker.

Running all migrations takes longer than most files of tests. The original was made by `kreislotse migrate` in an empty
directory, and the run that copies it asks for open migrations once more. All checkouts of a person share the originals.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from types import MethodType

import django
from django.conf import settings
from django.db import connection

KEPT = 12
ROOT = Path(__file__).resolve().parent.parent


def copy_instead_of_migrating() -> None:
    """Let the test database of this process begin as a copy of the migrated one."""
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = _postgres_template()
        return
    file, create = sqlite_template(), connection.creation._create_test_db

    def create_filled(_self, *args, **kwargs):
        name = create(*args, **kwargs)
        connection.settings_dict["NAME"] = name
        connection.ensure_connection()
        source = sqlite3.connect(file)
        source.backup(connection.connection)
        source.close()
        return name

    connection.creation._create_test_db = MethodType(create_filled, connection.creation)


def keep_in_file(folder: Path) -> None:
    """Let the SQLite of this process be a file in `folder`."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(folder / "journeys.sqlite3")


def _state() -> str:
    """Changes with every migration, ours or a package's."""
    from django.db.migrations.loader import MigrationLoader

    state = hashlib.sha256(f"{django.VERSION} {settings.INSTALLED_APPS}".encode())
    for key, migration in sorted(MigrationLoader(None).disk_migrations.items()):
        state.update(f"{key}".encode() + Path(sys.modules[migration.__module__].__file__).read_bytes())
    return state.hexdigest()[:12]


def _folder() -> Path:
    folder = Path(tempfile.gettempdir()) / f"kreislotse-templates-{os.getuid()}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@contextmanager
def _one_at_a_time(name: str):
    """Who makes an original, keeps out only those who would make the same one."""
    with (_folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(url: str, folder: Path) -> None:
    environment = os.environ | {
        "DATABASE_URL": url, "KREISLOTSE_DATA": str(folder), "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "kreislotse.config.settings_test",
    }  # fmt: skip
    command = [sys.executable, "-m", "kreislotse", "migrate"]
    subprocess.run(command, env=environment, check=True, timeout=1800, stdout=subprocess.DEVNULL)  # noqa: S603


def sqlite_template() -> Path:
    folder, name = _folder(), f"template-{_state()}"
    file = folder / f"{name}.sqlite3"
    with _one_at_a_time(name):
        if not file.exists():
            with tempfile.TemporaryDirectory(dir=folder) as fresh:
                _migrate("", Path(fresh))
                source, whole = sqlite3.connect(f"{fresh}/kreislotse.sqlite3"), sqlite3.connect(f"{fresh}/whole")
                source.backup(whole)
                source.close()
                whole.close()
                Path(f"{fresh}/whole").replace(file)
            kept = sorted(folder.glob("template-*.sqlite3"), key=lambda one: one.stat().st_mtime, reverse=True)
            for old in kept[KEPT:]:
                old.unlink(missing_ok=True)
        file.touch()
    return file


def _postgres_template() -> str:
    import psycopg

    parts = connection.settings_dict
    server = {
        "host": parts["HOST"],
        "port": parts["PORT"] or None,
        "user": parts["USER"],
        "password": parts["PASSWORD"],
    }
    name = f"kreislotse_template_{_state()}"
    lock = f"{parts['HOST']}-{parts['PORT']}-{name}".replace("/", "_")
    with (
        _one_at_a_time(lock),
        tempfile.TemporaryDirectory(dir=_folder()) as folder,
        psycopg.connect(**server, dbname="postgres", autocommit=True) as postgres,
    ):
        listed = "SELECT datname FROM pg_database WHERE datname LIKE 'kreislotse_template_%' ORDER BY oid DESC"
        there = [row[0] for row in postgres.execute(listed)]
        if name not in there:
            postgres.execute(f"DROP DATABASE IF EXISTS {name}_new")
            postgres.execute(f"CREATE DATABASE {name}_new")
            password = f":{parts['PASSWORD']}" if parts["PASSWORD"] else ""
            port = f":{parts['PORT']}" if parts["PORT"] else ""
            _migrate(f"postgres://{parts['USER']}{password}@{parts['HOST']}{port}/{name}_new", Path(folder))
            postgres.execute(f"ALTER DATABASE {name}_new RENAME TO {name}")
            for old in there[KEPT - 1 :]:
                postgres.execute(f"DROP DATABASE IF EXISTS {old}")
    return name
