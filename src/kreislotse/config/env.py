"""Reads the environment, typed; every setting of an installation passes here."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class BadSetting(SystemExit):
    """An environment variable has a value we cannot use; the message names it."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    value = text(name).lower()
    if value in ("", "1", "0", "true", "false", "yes", "no", "ja", "nein"):
        return default if value == "" else value in ("1", "true", "yes", "ja")
    raise BadSetting(f"{name} muss „ja“ oder „nein“ sein, nicht „{value}“.")


def number(name: str, default: int) -> int:
    value = text(name)
    if value and not value.isdigit():
        raise BadSetting(f"{name} muss eine Zahl sein, nicht „{value}“.")
    return int(value) if value else default


def choice(name: str, values: tuple[str, ...]) -> str:
    """One of `values`, the first if nothing is set."""
    value = text(name).lower() or values[0]
    if value not in values:
        known = ", ".join(f"„{one}“" for one in values if one)
        raise BadSetting(f"{name} muss {known} sein, nicht „{value}“.")
    return value


def path(name: str, default: Path) -> Path:
    return Path(text(name)).expanduser().resolve() if text(name) else default


def database(url: str, data_dir: Path) -> dict:
    """Django's settings for `DATABASE_URL`, or SQLite in the data directory with nothing set.

    The SQLite settings are those measured in `docs/adr/0003-sqlite-settings.md`.
    """
    parts = urlsplit(url)
    if parts.scheme in ("", "sqlite"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path) or str(data_dir / "kreislotse.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;"
                    "PRAGMA cache_size=-20000; PRAGMA journal_size_limit=27103364; PRAGMA temp_store=MEMORY;"
                ),
            },
            "CONN_MAX_AGE": None,
        }
    if parts.scheme not in ("postgres", "postgresql"):
        raise BadSetting("DATABASE_URL muss mit postgres:// oder sqlite:// beginnen.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


def secret_key(data_dir: Path) -> str:
    """The installation's secret: from the environment, or made once and kept beside the database."""
    if key := text("KREISLOTSE_SECRET_KEY"):
        return key
    file = data_dir / "secret-key"
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        pass
    import secrets

    key = secrets.token_urlsafe(48)
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    except OSError as error:
        raise BadSetting(
            f"In das Datenverzeichnis {data_dir} kann nicht geschrieben werden ({error.strerror}). "
            "Bitte geben Sie dem Dienst dort Schreibrechte oder setzen Sie KREISLOTSE_DATA auf ein anderes Verzeichnis."
        ) from error
    with os.fdopen(descriptor, "w") as handle:
        handle.write(key)
    return key
