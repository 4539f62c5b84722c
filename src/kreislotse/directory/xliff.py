"""XLIFF 2.1 (OASIS, 2018), the file format of translation agencies: offers written out, and read back as units.

One `file` per offer, one `unit` per text, named `<uuid of the offer>.<field>` for good. Nothing here asks the database.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError, SubElement, register_namespace, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError

CORE = "urn:oasis:names:tc:xliff:document:2.0"
GLOSSARY = "urn:oasis:names:tc:xliff:glossary:2.0"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
CONTENT_TYPE = "application/xliff+xml"
MOST_BYTES = 10 * 1024 * 1024
MOST_UNITS = 100_000
SOURCE_LANGUAGE = "de"
# What XML 1.0 cannot hold.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

register_namespace("", CORE)
register_namespace("gls", GLOSSARY)


class NotXliff(DomainError):
    message = _("Die Datei ist keine vollständige XLIFF-Datei. Bitte speichern Sie sie im Übersetzungsprogramm noch einmal als XLIFF 2 und laden Sie sie erneut hoch.")  # fmt: skip


class OtherVersion(DomainError):
    message = _("Die Datei ist XLIFF %(version)s. Bitte speichern Sie sie als XLIFF 2.0 oder 2.1.")


class DangerousFile(DomainError):
    message = _("Die Datei enthält eine DTD oder eigene Entitäten. So etwas wird aus Sicherheitsgründen nicht gelesen.")


class FileTooLarge(DomainError):
    message = _("Die Datei ist größer als %(limit)s MB. Bitte teilen Sie sie auf.")


class OtherSourceLanguage(DomainError):
    message = _("Die Datei übersetzt aus „%(language)s“. Hier wird nur aus dem Deutschen übersetzt.")


class NoTargetLanguage(DomainError):
    message = _("In der Datei steht nicht, in welche Sprache sie übersetzt (trgLang).")


@dataclass(frozen=True)
class Unit:
    """One text: German, its translation if there is one, and what a translator should know."""

    key: str
    name: str
    source: str
    target: str = ""
    state: str = "initial"  # initial, translated, reviewed or final
    notes: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class File:
    """The texts of one offer."""

    key: str
    title: str
    units: list[Unit]


def write(files: Iterable[File], *, language: str) -> bytes:
    """The document for one target language."""
    root = Element(f"{{{CORE}}}xliff", {"version": "2.1", "srcLang": SOURCE_LANGUAGE, "trgLang": language})
    for one in files:
        parent = SubElement(root, f"{{{CORE}}}file", {"id": one.key, "original": _clean(one.title)})
        for unit in one.units:
            _write_unit(parent, unit)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _write_unit(parent: Element, unit: Unit) -> None:
    element = SubElement(parent, f"{{{CORE}}}unit", {"id": unit.key, "name": unit.name, "canResegment": "no"})
    if unit.terms:
        glossary = SubElement(element, f"{{{GLOSSARY}}}glossary")
        for term, word in unit.terms:
            entry = SubElement(glossary, f"{{{GLOSSARY}}}glossEntry")
            SubElement(entry, f"{{{GLOSSARY}}}term").text = _clean(term)
            SubElement(entry, f"{{{GLOSSARY}}}translation").text = _clean(word)
    if unit.notes:
        notes = SubElement(element, f"{{{CORE}}}notes")
        for note in unit.notes:
            SubElement(notes, f"{{{CORE}}}note").text = _clean(note)
    segment = SubElement(element, f"{{{CORE}}}segment", {"state": unit.state})
    SubElement(segment, f"{{{CORE}}}source", {XML_SPACE: "preserve"}).text = _clean(unit.source)
    if unit.target:
        SubElement(segment, f"{{{CORE}}}target", {XML_SPACE: "preserve"}).text = _clean(unit.target)


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n"))


@dataclass
class Document:
    """A file from outside: its target language and its units as they came, duplicates included."""

    language: str = ""
    units: list[Unit] = field(default_factory=list)


def read(content: bytes) -> Document:
    """The units of a file; markup inside texts is left out, its words stay.

    Raises `FileTooLarge`, `NotXliff`, `OtherVersion`, `DangerousFile`, `OtherSourceLanguage`, `NoTargetLanguage`.
    """
    if len(content) > MOST_BYTES:
        raise FileTooLarge(limit=MOST_BYTES // 1024 // 1024)
    document = Document()
    try:
        for element in _elements(content, document):
            if element.tag == f"{{{CORE}}}unit":
                if len(document.units) >= MOST_UNITS:
                    raise FileTooLarge(limit=MOST_BYTES // 1024 // 1024)
                document.units.append(_read_unit(element))
                element.clear()
    except DefusedXmlException as error:
        raise DangerousFile from error
    except (ParseError, LookupError, ValueError) as error:  # an unknown encoding is a LookupError
        raise NotXliff from error
    return document


def _elements(content: bytes, document: Document) -> Iterator[Element]:
    """The elements as they end; the first one that begins is the root, whose attributes are judged at once."""
    root = None
    for event, element in iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True):
        if root is None:
            root = element
            document.language = _judged(root)
        if event == "end":
            yield element
    if root is None:
        raise NotXliff


def _judged(root: Element) -> str:
    namespace, _brace, name = root.tag.rpartition("}")
    if name != "xliff":
        raise NotXliff
    if namespace.lstrip("{") != CORE:
        raise OtherVersion(version=root.get("version", "?")[:10])
    source, target = root.get("srcLang", ""), root.get("trgLang", "")
    if source.lower().partition("-")[0] != SOURCE_LANGUAGE:
        raise OtherSourceLanguage(language=source[:20])
    if not target:
        raise NoTargetLanguage
    return target


def _read_unit(element: Element) -> Unit:
    sources, targets, states = [], [], set()
    for part in element:
        if part.tag not in (f"{{{CORE}}}segment", f"{{{CORE}}}ignorable"):
            continue
        source, target = part.find(f"{{{CORE}}}source"), part.find(f"{{{CORE}}}target")
        sources.append(_words(source))
        is_white = part.tag == f"{{{CORE}}}ignorable"
        targets.append(_words(target) if target is not None else _words(source) if is_white else "")
        if not is_white:
            states.add(part.get("state", "initial"))
    state = next((one for one in ("initial", "translated", "reviewed", "final") if one in states), "initial")
    target = "".join(targets)
    return Unit(
        key=element.get("id", ""),
        name=element.get("name", ""),
        source="".join(sources),
        target=target if target.strip() else "",
        state=state,
    )


def _words(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext())
