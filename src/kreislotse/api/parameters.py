"""What may stand behind the question mark: read once, described once.

Each address names its parameters; the same list reads a request and describes itself in the OpenAPI document. What is
not named, named twice or not of its kind is a `Problem` that says which parameter and why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from kreislotse.core.problems import Problem

LONGEST_TEXT = 200
EARLIEST, LATEST = 1900, 2900
_DIGITS = re.compile(r"[0-9]{1,9}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
# Programs forget to write + as %2B, and what arrives is a space.
_LOST_PLUS = re.compile(r"(?<=\d) (?=\d\d:?\d\d$)")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?", re.IGNORECASE | re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True)
class Parameter:
    """One parameter: `read` makes a value of its text or raises `ValueError` with what is expected."""

    name: str
    read: Callable[[str], Any]
    schema: dict = field(hash=False)
    description: str = ""
    default: Any = None

    def described(self) -> dict:
        return {
            "name": self.name, "in": "query", "required": False, "description": self.description, "schema": self.schema,
        }  # fmt: skip


def read_parameters(request, allowed: Sequence[Parameter]) -> dict[str, Any]:
    """The value of each allowed parameter by its name. Raises `Problem` for anything else."""
    by_name = {one.name: one for one in allowed}
    for name in request.GET:
        if name not in by_name:
            known = ", ".join(sorted(by_name)) or "none"
            raise Problem(400, f"“{name[:60]}” is no parameter here. Known are: {known}.", parameter=name[:60])
    values = {}
    for name, one in by_name.items():
        given = request.GET.getlist(name)
        if len(given) > 1:
            raise Problem(400, f"“{name}” may be given once.", parameter=name)
        if not given:
            values[name] = one.default
            continue
        try:
            values[name] = one.read(given[0])
        except ValueError as error:
            raise Problem(400, f"“{name}” must be {error}.", parameter=name) from None
    return values


# ── readers ─────────────────────────────────────────────────────────────────────────────────────────


def read_uuid(text: str) -> UUID:
    if not _UUID.fullmatch(text):
        raise ValueError("a UUID such as d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610")
    return UUID(text)


def read_text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"a text of at most {LONGEST_TEXT} characters")
    return _CONTROL.sub(" ", text).strip()


def read_yes(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError("true or false")
    return text.lower() == "true"


def read_moment(text: str) -> datetime:
    """A point in time; a date means its beginning, and what names no offset is the district's time."""
    text = _LOST_PLUS.sub("+", text)
    expected = "a date or time such as 2026-11-22 or 2026-11-22T09:30:00Z"
    if not _MOMENT.fullmatch(text):
        raise ValueError(expected)
    try:
        if len(text) == 10:
            moment = datetime.combine(date.fromisoformat(text), time())
        else:
            moment = datetime.fromisoformat(text.upper().replace(":60", ":59"))  # RFC 3339 knows leap seconds
    except ValueError:
        raise ValueError(expected) from None
    if not EARLIEST <= moment.year <= LATEST:  # beyond what databases can count, and everything lies between
        moment = datetime(EARLIEST if moment.year < EARLIEST else LATEST, 1, 1, tzinfo=UTC)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def whole_number(lowest: int, highest: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not _DIGITS.fullmatch(text) or not lowest <= int(text) <= highest:
            raise ValueError(f"a whole number from {lowest} to {highest}")
        return int(text)

    return read


def one_of(choices: Sequence[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        return text

    return read


def read_postcode(text: str) -> str:
    if not (len(text) == 5 and text.isascii() and text.isdigit()):
        raise ValueError("a postcode of five digits")
    return text


# ── makers ──────────────────────────────────────────────────────────────────────────────────────────


def yes(name: str, description: str) -> Parameter:
    return Parameter(name, read_yes, {"type": "boolean", "default": False}, description, default=False)


def uuid(name: str, description: str) -> Parameter:
    return Parameter(name, read_uuid, {"type": "string", "format": "uuid"}, description)


def moment(name: str, description: str) -> Parameter:
    formats = [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]
    return Parameter(name, read_moment, {"anyOf": formats}, description)


def number(name: str, lowest: int, highest: int, description: str, default: int | None = None) -> Parameter:
    schema = {"type": "integer", "minimum": lowest, "maximum": highest}
    if default is not None:
        schema["default"] = default
    return Parameter(name, whole_number(lowest, highest), schema, description, default)


def language() -> Parameter:
    codes = [code for code, _name in settings.LANGUAGES]
    schema = {"type": "string", "enum": codes, "default": settings.LANGUAGE_CODE}
    told = "Language of names and texts; German where there is no translation."
    return Parameter("lang", one_of(codes), schema, told, default=settings.LANGUAGE_CODE)
