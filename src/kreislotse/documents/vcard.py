"""vCard 4.0 (RFC 6350), as address books of phones and mail programs read it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

FOLD_OCTETS = 75
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Phone:
    number: str
    kind: str = "voice"  # voice, cell, fax


@dataclass(frozen=True)
class Address:
    street: str = ""
    postcode: str = ""
    place: str = ""
    country: str = ""


@dataclass(frozen=True)
class Card:
    """One person or, with `kind="org"`, one organization. `language` is BCP 47."""

    full_name: str
    uid: str = ""
    kind: str = "individual"
    family_name: str = ""
    given_name: str = ""
    organization: str = ""
    unit: str = ""
    role: str = ""
    emails: list[str] = field(default_factory=list)
    phones: list[Phone] = field(default_factory=list)
    address: Address | None = None
    url: str = ""
    note: str = ""
    categories: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    changed_at: datetime | None = None


def write_vcards(cards: Iterable[Card]) -> bytes:
    """Any number of cards in one file."""
    return "".join(_folded(line) for card in cards for line in _lines(card)).encode()


def _lines(card: Card) -> Iterable[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield f"KIND:{'org' if card.kind == 'org' else 'individual'}"
    if card.uid:
        yield f"UID;VALUE=text:{_escaped(card.uid)}"
    yield f"FN:{_escaped(card.full_name)}"
    if card.kind != "org":
        yield f"N:{_escaped(card.family_name)};{_escaped(card.given_name)};;;"
    if card.organization:
        yield "ORG:" + ";".join(_escaped(part) for part in (card.organization, card.unit) if part)
    if card.role:
        yield f"TITLE:{_escaped(card.role)}"
    for email in card.emails:
        yield f"EMAIL;TYPE=work:{_escaped(email)}"
    for phone in card.phones:
        kind = phone.kind if phone.kind in ("voice", "cell", "fax") else "voice"
        yield f'TEL;VALUE=text;TYPE="work,{kind}":{_escaped(phone.number)}'
    if card.address:
        parts = ("", "", card.address.street, card.address.place, "", card.address.postcode, card.address.country)
        yield "ADR;TYPE=work:" + ";".join(_escaped(part) for part in parts)
    if card.url:
        yield f"URL:{_one_line(card.url)}"
    for language in card.languages:
        yield f"LANG:{_one_line(language)}"
    if card.categories:
        yield "CATEGORIES:" + ",".join(_escaped(category) for category in card.categories)
    if card.note:
        yield f"NOTE:{_escaped(card.note)}"
    if card.changed_at:
        yield f"REV:{card.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield "END:VCARD"


def _escaped(text: str) -> str:
    text = _CONTROL.sub("", str(text).replace("\r\n", "\n").replace("\r", "\n"))
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")


def _one_line(text: str) -> str:
    return re.sub(r"\s+", "", _CONTROL.sub("", str(text)))


def _folded(line: str) -> str:
    """The line cut into pieces of at most 75 octets, never inside a character."""
    pieces, piece, octets = [], "", 0
    for character in line:
        size = len(character.encode())
        if octets + size > FOLD_OCTETS:
            pieces.append(piece)
            piece, octets = "", 1  # the blank that continues the line counts
        piece += character
        octets += size
    pieces.append(piece)
    return "\r\n ".join(pieces) + "\r\n"
