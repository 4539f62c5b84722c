"""From a cell as offices fill it to a value: a cleaner takes text and gives a value, a `Noted` value or `Unusable`.

Cells that say nothing ("-", "k. A.", "unbekannt") never reach a cleaner: see `is_blank`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.core.dates import parse_day
from kreislotse.core.errors import DomainError
from kreislotse.core.text import fold

_BLANK = re.compile(
    r"^(?:[-–—/.?*]+|k\.? ?a\.?|keine(?: angaben?)?|unbekannt|n/?a|nicht (?:bekannt|vorhanden)|entfällt|null|none)$",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\s*(?:[,;/|\n]|\b(?:oder|und|bzw\.?)\b)\s*", re.IGNORECASE)
_EMAIL_PARTS = re.compile(r"[\s,;/|<>()]+")
_PHONE_LABEL = re.compile(
    r"\b(?:tel(?:efon)?|fon|phone|mobil(?:telefon)?|handy|zentrale|büro|privat|dienstlich|fax)\b\.?:?", re.IGNORECASE
)
_PHONE_SPLIT = re.compile(r"\s*(?:[;,|\n]|\s/\s|\b(?:oder|und|bzw\.?|or)\b)\s*", re.IGNORECASE)
_POSTCODE = re.compile(r"^(?:D|DE)?[\s-]*(\d+)(?:[.,]0+)?$", re.IGNORECASE)
_STREET = re.compile(r"(?<=[a-zäöüß])str\.?(?=\s|\d|$)|\bStr\.(?=\s|\d|$)")
_URL = URLValidator(schemes=["http", "https"])

EMAIL_PATTERN = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
WEBSITE_PATTERN = re.compile(r"^(?:https?://|www\.)\S+\.[a-z]{2,}", re.IGNORECASE)
POSTCODE_PATTERN = re.compile(r"^\d{5}(?:\.0)?$")


class Unusable(DomainError):
    """A cell holds something that cannot be taken; the whole row waits for the office."""


@dataclass(frozen=True)
class Noted:
    """A value that was taken, with a sentence about what was made of the cell."""

    value: Any
    sentence: str


def is_blank(text: str) -> bool:
    return not text.strip() or bool(_BLANK.match(text.strip()))


def line(text: str, *, limit: int = 200) -> str:
    """One line: breaks and repeated blanks become one blank."""
    return _limited(" ".join(text.split()), limit)


def lines(text: str, *, limit: int = 5000) -> str:
    """Several lines, each without blanks at its ends."""
    return _limited("\n".join(" ".join(part.split()) for part in text.strip().splitlines()), limit)


def up_to(limit: int, clean: Callable = line) -> Callable[[str], str]:
    """A cleaner for a field that holds at most `limit` characters."""
    return lambda text: clean(text, limit=limit)


def street(text: str) -> str:
    """„Bahnhofstr. 5“ and „Bahnhofstraße 5“ are written alike."""
    return line(
        _STREET.sub(lambda match: "Straße" if match[0][0] == "S" else "straße", " ".join(text.split())), limit=160
    )


def postcode(text: str):
    """Five digits; zeros a spreadsheet lost come back, a zero too many goes, and both are said."""
    match = _POSTCODE.match(text.strip())
    digits = match[1] if match else ""
    if digits and not digits.strip("0"):
        return Noted("", _("„%(text)s“ ist keine Postleitzahl und wurde weggelassen.") % {"text": text.strip()})
    if len(digits) == 5:
        return digits
    if len(digits) == 4:
        return Noted(
            f"0{digits}",
            _("Aus „%(text)s“ wurde %(code)s: Tabellenprogramme verschlucken die Null am Anfang.")
            % {"text": text.strip(), "code": f"0{digits}"},
        )
    if len(digits) == 6 and digits.startswith("00"):
        return Noted(
            digits[1:],
            _("Aus „%(text)s“ wurde %(code)s.") % {"text": text.strip(), "code": digits[1:]},
        )
    raise Unusable(_("„%(text)s“ ist keine Postleitzahl. Eine Postleitzahl hat fünf Ziffern.") % {"text": _short(text)})


def emails(text: str) -> list[str]:
    """All addresses of a cell, in lower case, each once; the first is the main one."""
    text = re.sub(r"\s*[(\[{]\s*(?:at|ät)\s*[)\]}]\s*", "@", text, flags=re.IGNORECASE)
    found: list[str] = []
    for part in _EMAIL_PARTS.split(text):
        part = part.removeprefix("mailto:").strip(".:'\"").lower()
        if "@" not in part:
            continue
        try:
            validate_email(part)
        except ValidationError as error:
            raise Unusable(_("„%(text)s“ ist keine gültige E-Mail-Adresse.") % {"text": _short(part)}) from error
        if len(part) <= 254 and part not in found:
            found.append(part)
    if not found:
        raise Unusable(_("„%(text)s“ ist keine gültige E-Mail-Adresse.") % {"text": _short(text)})
    return found


def phones(text: str):
    """„030 123 oder 0177 456“ becomes „030 123 / 0177 456“; numbers stay as people group them."""
    parts = [" ".join(_PHONE_LABEL.sub(" ", part).split()).strip(" :;,") for part in _PHONE_SPLIT.split(text)]
    numbers = list(dict.fromkeys(part for part in parts if sum(char.isdigit() for char in part) >= 3))
    if not numbers:
        return Noted("", _("„%(text)s“ enthält keine Telefonnummer und wurde weggelassen.") % {"text": _short(text)})
    kept = " / ".join(numbers)
    while len(kept) > 80 and len(numbers) > 1:
        numbers.pop()
        kept = " / ".join(numbers)
    if len(kept) > 80:
        raise Unusable(_("Die Telefonnummer ist länger als 80 Zeichen. Bitte kürzen Sie den Text."))
    return kept


def website(text: str):
    """An address with its scheme; of several the first."""
    parts = [part for part in re.split(r"[\s,;|<>]+|\boder\b", text.strip()) if "." in part.strip(".")]
    if not parts:
        return Noted("", _("„%(text)s“ ist keine Internetadresse und wurde weggelassen.") % {"text": _short(text)})
    first = parts[0].strip(".,;()")
    first = re.sub(r"^https?:/*(?=[^/])", lambda match: match[0].split(":")[0].lower() + "://", first, flags=re.I)
    address = first if re.match(r"^https?://", first) else f"https://{first}"
    try:
        _URL(address)
        urlsplit(address)
    except (ValidationError, ValueError):
        return Noted(
            "", _("„%(text)s“ ist keine gültige Internetadresse und wurde weggelassen.") % {"text": _short(text)}
        )
    if len(address) > 300:
        raise Unusable(_("Die Internetadresse ist länger als 300 Zeichen. Bitte kürzen Sie sie."))
    if len(parts) > 1:
        return Noted(address, _("Von mehreren Internetadressen wurde die erste übernommen."))
    return address


def names(text: str) -> list[str]:
    """Several things in one cell: „Sprache, Wohnen; Arbeit und Beruf“ (an „und“ belongs to the name)."""
    parts = (" ".join(part.split()) for part in re.split(r"[,;|\n]|\s/\s", text))
    return list(dict.fromkeys(part for part in parts if part and not is_blank(part)))


def yes_no(text: str) -> bool:
    word = fold(text)
    if word in ("ja", "j", "x", "1", "wahr", "true", "yes", "vorhanden"):
        return True
    if word in ("nein", "n", "0", "falsch", "false", "no"):
        return False
    raise Unusable(_("„%(text)s“ ist weder „ja“ noch „nein“.") % {"text": _short(text)})


def day(text: str):
    """A date as people and spreadsheets write it („3.4.2026“, „2026-04-03“, also with a time behind it)."""
    words = text.split()
    found = parse_day(
        words[0] if words and words[0][:1].isdigit() and " " not in words[0] else text, today=timezone.localdate()
    )
    found = found or parse_day(text, today=timezone.localdate())
    if found is None:
        raise Unusable(_("„%(text)s“ ist kein Datum. Bitte schreiben Sie es wie 12.3.2026.") % {"text": _short(text)})
    return found


def one_of(choices, synonyms: dict[str, str] | None = None) -> Callable[[str], Any]:
    """A cleaner for a choice field (`models.TextChoices`): its labels, codes and further `synonyms` (word → code)."""

    def clean(text: str):
        known = {fold(str(choice.label)): choice.value for choice in choices} | {
            fold(c.value): c.value for c in choices
        }
        known |= {fold(word): code for word, code in (synonyms or {}).items()}
        word = fold(text)
        if word in known:
            return known[word]
        for name, code in known.items():
            if re.search(rf"\b{re.escape(name)}", word):
                return code
        return Noted(None, _("„%(text)s“ ist keine bekannte Art.") % {"text": _short(text)})

    return clean


def _limited(text: str, limit: int) -> str:
    if len(text) > limit:
        raise Unusable(
            _("Der Text hat %(count)s Zeichen, höchstens %(limit)s passen hinein. Bitte kürzen Sie ihn.")
            % {"count": len(text), "limit": limit}
        )
    return text


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"
