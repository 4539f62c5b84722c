"""Translation servers behind one interface: those that speak like DeepL, and those that speak like LibreTranslate.

Off unless the installation names a server. Only the texts of an offer go out, its telephone and e-mail fields never, and
what looks like one inside a text is replaced by a number in brackets before and put back afterwards.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError
from kreislotse.core.outbound import (
    Answer,
    NameServiceSilent,
    OutboundError,
    TimedOut,
    Unreachable,
    safe_fetch,
)

SECONDS = 30
MOST_BYTES = 4 * 1024 * 1024
SOURCE_LANGUAGE = "de"
# Ours → theirs, where theirs is not ours in capitals (DeepL) or ours (LibreTranslate); the first the server knows.
_DEEPL_CODES = {"en": ("EN-GB", "EN"), "kmr": ("KMR", "KU")}
_LIBRE_CODES = {"kmr": ("kmr", "ku")}
_NOT_FOR_MACHINES = ("de", "de-simple")  # Leichte Sprache follows rules no such server knows, and is checked by readers


class MachineError(DomainError):
    """The server gave no translation; `is_passing` if asking again in a while may help."""

    is_passing = False
    message = _("Die maschinelle Übersetzung hat nicht geklappt.")


class NoServer(MachineError):
    message = _("Es ist kein Server für maschinelle Übersetzung eingerichtet. Das macht, wer Kreislotse betreibt.")


class KeyRefused(MachineError):
    message = _("Der Übersetzungsdienst lehnt den Schlüssel ab. Bitte prüfen Sie mit dem Betrieb die Einstellung.")


class QuotaUsedUp(MachineError):
    message = _("Das Kontingent beim Übersetzungsdienst ist aufgebraucht. Der Rest bleibt in der Liste, bis es wieder reicht.")  # fmt: skip


class TooBusy(MachineError):
    is_passing = True
    message = _("Der Übersetzungsdienst ist gerade überlastet. Der Rest bleibt in der Liste, bitte versuchen Sie es später noch einmal.")  # fmt: skip


class ServerSilent(MachineError):
    is_passing = True
    message = _("Der Übersetzungsdienst antwortet nicht. Der Rest bleibt in der Liste, bitte versuchen Sie es später noch einmal.")  # fmt: skip


class NotReachable(MachineError):
    message = _("Der Übersetzungsdienst ist so nicht erreichbar: %(why)s")


class LanguageNotKnown(MachineError):
    message = _("Diese Sprache kann der Übersetzungsdienst nicht. Sie bleibt für Menschen.")


class TextRefused(MachineError):
    message = _("Der Übersetzungsdienst hat einen Text nicht angenommen (Status %(status)s).")


class AnswerUnclear(MachineError):
    message = _("Der Übersetzungsdienst hat mit etwas geantwortet, das keine Übersetzung ist.")


class MachineTranslator(Protocol):
    """A server that translates German texts; every method may raise `MachineError`."""

    host: str

    def knows(self, language: str) -> bool: ...

    def translate(self, texts: Sequence[str], *, language: str, glossary: Mapping[str, str]) -> list[str]:
        """The translations of `texts` in their order; `glossary` is German term → word, used where the server can."""
        ...

    def close(self) -> None:
        """Take back what was left at the server."""
        ...


def translator() -> MachineTranslator:
    """The server of this installation. Raises `NoServer`."""
    kind, url = settings.MACHINE_TRANSLATION_KIND, settings.MACHINE_TRANSLATION_URL
    if not kind:
        raise NoServer
    make = {"deepl": DeepL, "libretranslate": LibreTranslate}[kind]
    return make(url=url.rstrip("/"), key=settings.MACHINE_TRANSLATION_KEY)


def is_configured() -> bool:
    return bool(settings.MACHINE_TRANSLATION_KIND)


# ── what both do ────────────────────────────────────────────────────────────────────────────────────


@dataclass
class _Server:
    url: str
    key: str

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or self.url

    def _ask(self, path: str, data: dict | None = None, *, method: str = "") -> Answer:
        body = None if data is None else json.dumps(data).encode()
        headers = {"Content-Type": "application/json", **self._headers()}
        try:
            return safe_fetch(
                self.url + path, max_bytes=MOST_BYTES, timeout=SECONDS, max_redirects=0,
                method=method or ("GET" if data is None else "POST"), headers=headers, body=body,
            )  # fmt: skip
        except (TimedOut, Unreachable, NameServiceSilent) as error:
            raise ServerSilent from error
        except OutboundError as error:
            raise NotReachable(why=str(error)) from error

    def _headers(self) -> dict[str, str]:
        return {}

    def _json(self, answer: Answer):
        if answer.status in (401, 403):
            raise KeyRefused
        if answer.status == 456:  # DeepL's own
            raise QuotaUsedUp
        if answer.status == 429:
            raise TooBusy
        if answer.status >= 500:
            raise ServerSilent
        if answer.status >= 400:
            raise TextRefused(status=answer.status)
        try:
            return json.loads(answer.body)
        except ValueError as error:
            raise AnswerUnclear from error

    def _code(self, language: str) -> str:
        """The server's code for one of our languages. Raises `LanguageNotKnown`."""
        known = {code.lower(): code for code in self._targets}
        for code in () if language in _NOT_FOR_MACHINES else self._candidates(language):
            if code.lower() in known:
                return known[code.lower()]
        raise LanguageNotKnown

    def knows(self, language: str) -> bool:
        try:
            return bool(self._code(language))
        except LanguageNotKnown:
            return False

    def close(self) -> None:
        """Nothing was left there."""


def _as_texts(found, number: int) -> list[str]:
    if not isinstance(found, list) or len(found) != number or not all(isinstance(one, str) for one in found):
        raise AnswerUnclear
    return found


# ── the two ways of speaking ────────────────────────────────────────────────────────────────────────


class DeepL(_Server):
    """`/v2/translate` as documented by DeepL (developers.deepl.com): key in a header, codes in capitals, glossaries."""

    def __init__(self, **fields):
        super().__init__(**fields)
        self._glossaries: dict[str, str] = {}

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"DeepL-Auth-Key {self.key}"}

    def _candidates(self, language: str) -> tuple[str, ...]:
        return _DEEPL_CODES.get(language, (language.upper(),))

    @cached_property
    def _targets(self) -> list[str]:
        rows = self._json(self._ask("/v2/languages?type=target"))
        try:
            return [row["language"] for row in rows]
        except (TypeError, KeyError) as error:
            raise AnswerUnclear from error

    def translate(self, texts, *, language, glossary):
        code = self._code(language)
        data = {
            "text": list(texts), "source_lang": "DE", "target_lang": code, "preserve_formatting": True,
            "formality": settings.MACHINE_TRANSLATION_FORMALITY,
        }  # fmt: skip
        if key := self._glossary(code, glossary):
            data["glossary_id"] = key
        rows = self._json(self._ask("/v2/translate", data))
        try:
            found = [row["text"] for row in rows["translations"]]
        except (TypeError, KeyError) as error:
            raise AnswerUnclear from error
        return _as_texts(found, len(texts))

    def _glossary(self, code: str, words: Mapping[str, str]) -> str:
        """The key of our glossary at the server; "" if there are no words, or none for this language there."""
        if not words:
            return ""
        if code not in self._glossaries:
            entries = "\n".join(f"{_one_line(term)}\t{_one_line(word)}" for term, word in words.items())
            target = code.lower().partition("-")[0]
            data = {
                "name": "Kreislotse", "source_lang": "de", "target_lang": target, "entries": entries, "entries_format": "tsv",
            }  # fmt: skip
            answer = self._ask("/v2/glossaries", data)
            key = ""
            if answer.status < 400:
                made = self._json(answer)
                key = str(made.get("glossary_id", "")) if isinstance(made, dict) else ""
            self._glossaries[code] = key if re.fullmatch(r"[\w-]{1,80}", key) else ""
        return self._glossaries[code]

    def close(self) -> None:
        for key in filter(None, self._glossaries.values()):
            with suppress(MachineError):  # a glossary left behind harms nobody
                self._ask(f"/v2/glossaries/{key}", method="DELETE")
        self._glossaries.clear()


def _one_line(text: str) -> str:
    return " ".join(text.split())


class LibreTranslate(_Server):
    """`/translate` as documented by LibreTranslate (docs.libretranslate.com), which runs inside the house too."""

    def _candidates(self, language: str) -> tuple[str, ...]:
        return _LIBRE_CODES.get(language, (language,))

    @cached_property
    def _targets(self) -> list[str]:
        rows = self._json(self._ask("/languages"))
        try:
            german = next((row for row in rows if row["code"] == SOURCE_LANGUAGE), None)
            return german["targets"] if german and "targets" in german else [row["code"] for row in rows]
        except (TypeError, KeyError) as error:
            raise AnswerUnclear from error

    def translate(self, texts, *, language, glossary):  # noqa: ARG002 – the protocol has no glossary
        data = {"q": list(texts), "source": SOURCE_LANGUAGE, "target": self._code(language), "format": "text"}
        if self.key:
            data["api_key"] = self.key
        found = self._json(self._ask("/translate", data))
        return _as_texts(found.get("translatedText") if isinstance(found, dict) else None, len(texts))


# ── what stays in the house ─────────────────────────────────────────────────────────────────────────

_PRIVATE = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # an e-mail address
    r"|(?:\+|\b0)[\d\s()/.–-]{4,}\d"  # a telephone number
)


@dataclass(frozen=True)
class Protected:
    """A text whose telephone numbers and e-mail addresses are numbers in brackets."""

    text: str
    parts: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Protected:
        parts: list[str] = []

        def number(found: re.Match) -> str:
            parts.append(found.group())
            return f"[[{len(parts)}]]"

        return cls(_PRIVATE.sub(number, text), tuple(parts))

    def restored(self, translation: str) -> str | None:
        """The translation with the parts back in their places, or `None` if the machine lost or doubled one."""
        for number, part in enumerate(self.parts, start=1):
            mark = re.compile(rf"\[\s*\[\s*{number}\s*\]\s*\]")
            if len(mark.findall(translation)) != 1:
                return None
            translation = mark.sub(lambda _found, part=part: part, translation)
        return translation
