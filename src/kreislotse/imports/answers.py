"""The answers of another system as they wait to be read: one archive, whether they came as files or from an address."""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files import File
from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError
from kreislotse.core.html_text import tidy

MEGABYTE = 1024 * 1024
LIMIT = 50 * MEGABYTE
MOST_ANSWERS = 5000


class UnreadableAnswer(DomainError):
    message = _("„%(name)s“ ist keine Antwort eines anderen Systems: Die Datei enthält kein lesbares JSON.")


class AnswersTooLarge(DomainError):
    message = _("Die Antworten sind zusammen größer als %(limit)s MB. Bitte lesen Sie sie in Teilen ein.")


class TooManyAnswers(DomainError):
    message = _("Das sind mehr als %(limit)s Antworten. Bitte lesen Sie sie in Teilen ein.")


@dataclass(frozen=True)
class Answer:
    """One answer: the name of its file or address, and what it says."""

    name: str
    document: Any


def pack(parts: Iterable[tuple[str, bytes]]) -> tuple[File, str]:
    """One file with all answers, and what tells them from others.

    An archive among them gives what is in it. Raises `UnreadableAnswer`, `AnswersTooLarge`, `TooManyAnswers`.
    """
    digest = hashlib.sha256()
    size = number = 0
    kept = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _unpacked(parts):
            size, number = size + len(content), number + 1
            if size > LIMIT:
                raise AnswersTooLarge(limit=LIMIT // MEGABYTE)
            if number > MOST_ANSWERS:
                raise TooManyAnswers(limit=MOST_ANSWERS)
            _document(name, content)
            digest.update(content)
            archive.writestr(json.dumps([number, tidy(name)[:300]]), content)
    return File(kept, name="answers.zip"), digest.hexdigest()


def bundle(parts: Iterable[tuple[str, bytes]]) -> File:
    """One file with what somebody uploaded, as it came; `unbundle` gives it back. Nothing of it is looked at."""
    kept = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    with zipfile.ZipFile(kept, "w") as archive:
        for number, (name, content) in enumerate(parts):
            archive.writestr(json.dumps([number, tidy(name)[:300]]), content)
    return File(kept, name="uploads.zip")


def unbundle(stream) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(stream) as archive:
        for entry in archive.infolist():
            _number, name = json.loads(entry.filename)
            yield name, archive.read(entry)


def read(stream) -> Iterator[Answer]:
    """The answers of a packed file, one after the other."""
    with zipfile.ZipFile(stream) as archive:
        for entry in archive.infolist():
            _number, name = json.loads(entry.filename)
            yield Answer(name, _document(name, archive.read(entry)))


def _unpacked(parts: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    for name, content in parts:
        if not content.startswith(b"PK\x03\x04"):
            yield name, content
            continue
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                entries = [entry for entry in archive.infolist() if not entry.is_dir()]
                if sum(entry.file_size for entry in entries) > LIMIT:
                    raise AnswersTooLarge(limit=LIMIT // MEGABYTE)
                for entry in entries:
                    with archive.open(entry) as member:
                        yield entry.filename, member.read(LIMIT + 1)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
            raise UnreadableAnswer(name=name) from error


def _document(name: str, content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise UnreadableAnswer(name=name) from error


def _no_number(word: str):
    raise ValueError(word)
