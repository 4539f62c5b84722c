"""One record of a foreign answer, read with care: a value of the wrong type is left out and said, never a crash."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from kreislotse.core.html_text import text_of, tidy
from kreislotse.imports import cleaners
from kreislotse.imports.targets import Row

MOST_PARTS = 200  # places, times, languages of one record
_URL = URLValidator(schemes=["http", "https"])
_SENTENCE = re.compile(r"(?<=[.!?؟。])\s")


class Record:
    """A JSON object with the row it becomes; what cannot be used is remarked there."""

    def __init__(self, values: Any, row: Row, where: str = ""):
        self.row, self.where = row, where
        self.values = values if isinstance(values, dict) else {}
        if values is not None and not isinstance(values, dict):
            self._not_used("", values)

    def __bool__(self):
        return bool(self.values)

    def text(self, name: str, limit: int = 0) -> str:
        """The words of a field without markup; longer than `limit`, they end at a word and with „…“."""
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return self._not_used(name, value) or ""
        text = text_of(str(value)[:200_000])
        if limit and len(text) > limit:
            self.remark(name, _("Der Text war länger als %(limit)s Zeichen und endet mit „…“.") % {"limit": limit})
            text = cut(text, limit)
        return text

    def line(self, name: str, limit: int = 200) -> str:
        return cut(" ".join(self.text(name).split()), limit)

    def number(self, name: str, least: float, most: float) -> float | None:
        """A number between two others; a text that is one counts."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            found = None if isinstance(value, bool) else float(value)
        except (TypeError, ValueError, OverflowError):
            found = None
        if found is None or not math.isfinite(found) or not least <= found <= most:
            return self._not_used(name, value)
        return found

    def whole(self, name: str, most: int = 32_767) -> int | None:
        found = self.number(name, 0, most)
        return None if found is None else int(found)

    def flag(self, name: str) -> bool | None:
        value = self.values.get(name)
        return value if isinstance(value, bool) or value is None else self._not_used(name, value)

    def day(self, name: str) -> date | None:
        value = self.values.get(name)
        if value in (None, ""):
            return None
        try:
            return date.fromisoformat(str(value)[:10])
        except ValueError:
            return self._not_used(name, value)

    def moment(self, name: str) -> datetime | None:
        value = self.values.get(name)
        if value in (None, ""):
            return None
        try:
            return datetime.fromisoformat(str(value))
        except ValueError:
            return self._not_used(name, value)

    def clock(self, name: str) -> time | None:
        """A time of day; 24:00 is the last minute of the day."""
        value = self.values.get(name)
        if value in (None, ""):
            return None
        text = str(value).removesuffix("Z")[:8]
        if text.startswith("24:00"):
            return time(23, 59)
        try:
            return time.fromisoformat(text).replace(tzinfo=None, microsecond=0)
        except ValueError:
            return self._not_used(name, value)

    def email(self, name: str) -> str:
        value = self.line(name, 254).removeprefix("mailto:").lower()
        if not value:
            return ""
        try:
            validate_email(value)
        except ValidationError:
            return self._not_used(name, value) or ""
        return value

    def phone(self, name: str) -> str:
        value = self.line(name, 200)
        if not value:
            return ""
        try:
            found = cleaners.phones(value.strip("\"'"))
        except cleaners.Unusable:
            return self._not_used(name, value) or ""
        if isinstance(found, cleaners.Noted):
            self.remark(name, found.sentence)
            return found.value
        return found

    def website(self, name: str) -> str:
        value = self.values.get(name)
        if value in (None, ""):
            return ""
        if not isinstance(value, str):
            return self._not_used(name, value) or ""
        value = value.strip()
        try:
            _URL(value)
            fits = len(value) <= 300 and urlsplit(value).username is None and tidy(value) == value
        except (ValidationError, ValueError):
            fits = False
        return value if fits else self._not_used(name, value) or ""

    def uuid(self, name: str) -> str:
        value = self.values.get(name)
        if value in (None, ""):
            return ""
        try:
            return str(UUID(value if isinstance(value, str) else ""))
        except ValueError:
            return self._not_used(name, value) or ""

    def part(self, name: str) -> Record:
        """The object in a field; an empty one where there is none."""
        return Record(self.values.get(name), self.row, self._path(name))

    def parts(self, name: str) -> Iterator[Record]:
        """The objects of a list, the first two hundred of them."""
        found = self.values.get(name)
        if found is None:
            return
        if not isinstance(found, list):
            self._not_used(name, found)
            return
        if len(found) > MOST_PARTS:
            self.remark(name, _("Von %(count)s Einträgen wurden %(limit)s gelesen.") % {"count": len(found), "limit": MOST_PARTS})  # fmt: skip
        for one in found[:MOST_PARTS]:
            yield Record(one, self.row, self._path(name))

    def remark(self, name: str, sentence: str) -> None:
        said = f"{self._path(name)}: {sentence}" if name or self.where else sentence
        if said not in self.row.remarks:
            self.row.remarks.append(said)

    def _not_used(self, name: str, value: Any) -> None:
        shown = tidy(value) if isinstance(value, str) else _("etwas anderes als erwartet")
        self.remark(name, _("„%(value)s“ passt hier nicht und wurde weggelassen.") % {"value": cut(" ".join(shown.split()), 60)})  # fmt: skip

    def _path(self, name: str) -> str:
        return ".".join(filter(None, [self.where, name]))


def cut(text: str, limit: int) -> str:
    """At most `limit` signs, whole words."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[limit // 2 :] else head).rstrip(" ,;") + "…"


def first_sentence(text: str, limit: int = 300) -> str:
    """The beginning of a text for lists: its first paragraph if that fits, else its first sentence, else cut at a word."""
    paragraph = " ".join(text.strip().split("\n\n")[0].split())
    return paragraph if len(paragraph) <= limit else cut(_SENTENCE.split(paragraph, maxsplit=1)[0], limit)


def rest_of(text: str, summary: str) -> str:
    """What a summary left unsaid: what comes behind the first paragraph where that is the summary."""
    head, _break, rest = text.partition("\n\n")
    return rest if " ".join(head.split()) == summary else text
