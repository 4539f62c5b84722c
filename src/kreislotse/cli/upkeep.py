"""Keeping an installation in order: catalogs, static files, backups, and a check of everything."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from kreislotse.core.errors import DomainError

_NEEDED_BYTES = 200_000_000


def pending_migrations() -> bool:
    from django.db.migrations.executor import MigrationExecutor

    if connection.vendor == "sqlite":
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def build_catalogs() -> None:
    """Compile the translation catalogs that are newer than what was compiled of them."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in (settings.PACKAGE_DIR / "locale").glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as stream:
            catalog = read_po(stream)
        part = target.with_suffix(f".{os.getpid()}.part")
        with part.open("wb") as stream:
            write_mo(stream, catalog)
        part.replace(target)


def build_static() -> bool:
    """Collect the static files if they changed since the last time; says whether they did."""
    mark = Path(settings.STATIC_ROOT) / "gebaut"
    state = hashlib.sha256()
    for folder in sorted(settings.PACKAGE_DIR.glob("**/static")):
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                state.update(f"{file.relative_to(folder)} {file.stat().st_size} {file.stat().st_mtime_ns}".encode())
    if mark.exists() and mark.read_text() == state.hexdigest():
        return False
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    mark.write_text(state.hexdigest())
    return True


def write_backup(target: Path) -> int:
    """Write database, files and secret of the installation into one ZIP; returns its size in bytes.

    Raises `DomainError` when the file exists or PostgreSQL's `pg_dump` is missing. Nothing half written stays.
    """
    if target.exists():
        raise DomainError(f"Die Datei {target} gibt es schon. Bitte wählen Sie einen anderen Namen.")
    part = target.with_name(f"{target.name}.unfertig")
    try:
        with tempfile.TemporaryDirectory(dir=target.resolve().parent) as folder:
            copy = _copy_of_database(Path(folder))
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.write(copy, copy.name)
                for name in ("secret-key", "files"):
                    for file in _below(settings.DATA_DIR / name):
                        archive.write(file, file.relative_to(settings.DATA_DIR))
        os.chmod(part, 0o600)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target.stat().st_size


def _below(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())


def _copy_of_database(folder: Path) -> Path:
    if connection.vendor == "sqlite":
        copy = folder / "kreislotse.sqlite3"
        with sqlite3.connect(settings.DATABASES["default"]["NAME"]) as source, sqlite3.connect(copy) as target:
            source.backup(target)
        target.close()
        return copy
    if not shutil.which("pg_dump"):
        raise DomainError(
            "Für die Sicherung von PostgreSQL fehlt das Programm pg_dump. Bitte installieren Sie postgresql-client."
        )
    copy = folder / "kreislotse.pgdump"
    database = settings.DATABASES["default"]
    environment = os.environ | {
        "PGHOST": str(database["HOST"]), "PGPORT": str(database["PORT"] or 5432), "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"], "PGDATABASE": database["NAME"],
    }  # fmt: skip
    result = subprocess.run(["pg_dump", "--format=custom", f"--file={copy}"], env=environment, capture_output=True)  # noqa: S607
    if result.returncode:
        raise DomainError(f"Die Sicherung ist nicht gelungen: {result.stderr.decode(errors='replace').strip()}")
    return copy


def examine() -> list[tuple[bool, str]]:
    """What an operator must know, each as (is well, sentence)."""
    from kreislotse.districts.consistency import rows_across_districts
    from kreislotse.districts.models import District
    from kreislotse.jobs.worker import seconds_since_last_beat

    findings = []
    if pending_migrations():
        return [(False, "Die Datenbank ist nicht auf dem neuesten Stand. Bitte rufen Sie „kreislotse migrate“ auf.")]
    findings.append((True, f"Die Datenbank antwortet ({connection.vendor}) und ist auf dem neuesten Stand."))
    number = District.objects.count()
    findings.append(
        (
            number > 0,
            f"{number} Landkreise sind eingerichtet."
            if number
            else "Es ist noch kein Landkreis eingerichtet. Bitte rufen Sie „kreislotse district create“ auf.",
        )
    )
    try:
        with tempfile.TemporaryFile(dir=settings.DATA_DIR):
            findings.append((True, f"Das Datenverzeichnis {settings.DATA_DIR} ist beschreibbar."))
    except OSError as error:
        findings.append(
            (False, f"In das Datenverzeichnis {settings.DATA_DIR} kann nicht geschrieben werden ({error.strerror}).")
        )
    free = shutil.disk_usage(settings.DATA_DIR).free
    findings.append((free > _NEEDED_BYTES, f"Freier Speicherplatz: {free / 1e9:.1f} GB."))
    key = settings.DATA_DIR / "secret-key"
    if key.exists():
        findings.append(
            (
                key.stat().st_mode & 0o077 == 0,
                "Der Schlüssel der Installation ist nur für den Dienst lesbar."
                if key.stat().st_mode & 0o077 == 0
                else f"Die Datei {key} können auch andere lesen. Bitte: chmod 600 {key}",
            )
        )
    beat = seconds_since_last_beat()
    findings.append(
        (
            beat is not None and beat < 180,
            "Die Hintergrundaufgaben laufen."
            if beat is not None and beat < 180
            else "Die Hintergrundaufgaben laufen gerade nicht. Sie starten mit „kreislotse serve“.",
        )
    )
    sends = settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")
    findings.append(
        (
            sends,
            f"E-Mails gehen über {settings.EMAIL_HOST} hinaus."
            if sends
            else f"E-Mails werden nicht verschickt, sondern in {settings.EMAIL_FILE_PATH} abgelegt. Setzen Sie KREISLOTSE_MAIL_HOST.",
        )
    )
    mixed = rows_across_districts()
    findings.append(
        (
            not mixed,
            "Kein Datensatz verweist in einen anderen Landkreis."
            if not mixed
            else "Verweise zwischen Landkreisen: " + ", ".join(mixed),
        )
    )
    return findings
