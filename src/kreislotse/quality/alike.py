"""Which of many records may be the same thing: a pure search by shared keys, with points and reasons.

Records are compared only where they share a key: a rare word of the title, a telephone, an address. How rare is rare
follows from the words two titles must share to be alike at all (prefix filtering: of n words, two titles of which half
the words agree share one of the n - ⌈n/2⌉ + 1 rarest), so nothing that counts is missed. A key that hundreds share is
made narrower by the provider and by the place before anything is compared.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from urllib.parse import urlsplit

from kreislotse.core.text import fold_german
from kreislotse.network.importing import own_domain, same_name

ALIKE = 0.5  # share of words two titles must have in common
WIDEST = 40  # records that share a key and are all compared with each other
ENOUGH = 60  # points from which a pair is shown
_WORD = re.compile(r"\w+")
_EMPTY_WORDS = {"der", "die", "das", "und", "fur", "in", "im", "mit", "von", "zu", "zur", "zum", "am", "an", "auf", "bei", "ein", "eine", "den", "des"}  # fmt: skip
_STREET = re.compile(r"str(?:asse|\.)?(?=\W|\d|$)")


@dataclass(frozen=True)
class Record:
    """What is known of one thing. `key` comes back in the pair; empty texts say nothing."""

    key: Hashable
    title: str
    provider: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    street: str = ""
    postcode: str = ""


@dataclass(frozen=True)
class Alike:
    """Two records that may be one: `score` 0 to 100, `reasons` as codes of `REASONS`, the strongest first."""

    first: Hashable
    second: Hashable
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _Known:
    record: Record
    words: frozenset[str]
    where: frozenset[str]
    numbers: frozenset[str]
    joined: str
    provider: str
    phones: frozenset[str]
    email: str
    website: str
    is_deep: bool
    address: str


def find_alike(records: Iterable[Record], *, towns: Iterable[str] = (), compared: Counter | None = None) -> list[Alike]:
    """All pairs with enough points, most points first.

    Names of `towns` in a title say where and not what. `compared` counts the comparisons, for who measures.
    """
    places = frozenset(word for town in towns for word in _WORD.findall(fold_german(town)))
    known = [_known(record, places) for record in records]
    frequency = Counter(word for one in known for word in one.words)
    found = []
    for first, second in _candidates(known, frequency):
        if compared is not None:
            compared["pairs"] += 1
        if pair := _compare(first, second):
            found.append(pair)
    return sorted(found, key=lambda pair: (-pair.score, str(pair.first), str(pair.second)))


def _known(record: Record, places: frozenset[str]) -> _Known:
    title = fold_german(record.title)
    words = frozenset(_WORD.findall(title)) - _EMPTY_WORDS
    where = words & places
    words -= where
    website, is_deep = _website(record.website.strip().lower())
    street = _STREET.sub("str", fold_german(record.street)).replace(" ", "")
    return _Known(
        record=record,
        words=words or where or frozenset({title}),
        where=where,
        numbers=frozenset(word for word in words if any(sign.isdigit() for sign in word)),
        joined="".join(_WORD.findall(title)),
        provider=same_name(record.provider) if record.provider else "",
        phones=frozenset(_phones(record.phone)),
        email=record.email.strip().lower(),
        website=website,
        is_deep=is_deep,
        address=f"{record.postcode}:{street}" if street and record.postcode else "",
    )


def _website(url: str) -> tuple[str, bool]:
    """An address without what may differ for the same page, and whether it is more than a front page."""
    try:
        parts = urlsplit(url if "://" in url or not url else f"//{url}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:  # a list may hold anything
        return "", False
    path = parts.path.rstrip("/")
    return f"{host}{path}?{parts.query}".rstrip("?"), bool(path or parts.query)


def _phones(text: str) -> Iterator[str]:
    """The numbers of a field as bare digits, with or without the country in front."""
    for part in {text, *re.split(r"[/;,]|\boder\b|\bund\b", text)}:
        digits = re.sub(r"^(?:00|\+)?49", "0", re.sub(r"[^\d+]", "", part.replace("(0)", "")))
        if 7 <= len(digits) <= 15:
            yield digits


def _candidates(known: list[_Known], frequency: Counter) -> Iterator[tuple[_Known, _Known]]:
    """Each pair that shares a key once."""
    blocks: dict[Hashable, list[int]] = defaultdict(list)
    for number, one in enumerate(known):
        for key in _keys(one, frequency):
            blocks[key].append(number)
    seen: set[tuple[int, int]] = set()
    for numbers in blocks.values():
        for part in _narrowed(numbers, known):
            for pair in combinations(part, 2):
                if pair not in seen:
                    seen.add(pair)
                    yield known[pair[0]], known[pair[1]]


def _keys(one: _Known, frequency: Counter) -> Iterator[Hashable]:
    rarest = sorted(one.words, key=lambda word: (frequency[word], word))
    for word in rarest[: len(rarest) - math.ceil(ALIKE * len(rarest)) + 1]:
        yield "word", word
    yield "joined", one.joined
    for phone in one.phones:
        yield "phone", phone
    if one.email:
        yield "email", one.email
    if one.is_deep:
        yield "website", one.website
    if one.address:
        yield "address", one.address


def _narrowed(numbers: list[int], known: list[_Known]) -> Iterator[list[int]]:
    """Parts of a block that are small enough to compare everything in them; what stays too wide says nothing."""
    parts = [numbers]
    for narrower in (
        lambda one: one.provider,
        lambda one: one.joined,
        lambda one: (one.address, tuple(sorted(one.phones)), one.email),
    ):
        wide = [part for part in parts if len(part) > WIDEST]
        yield from (part for part in parts if 1 < len(part) <= WIDEST)
        parts = []
        for part in wide:
            groups: dict[Hashable, list[int]] = defaultdict(list)
            for number in part:
                groups[narrower(known[number])].append(number)
            parts += groups.values()
    for part in parts:
        yield from ([part[start : start + WIDEST] for start in range(0, len(part), WIDEST)] if len(part) > 1 else [])


def _compare(first: _Known, second: _Known) -> Alike | None:
    reasons, score = [], 0

    def add(code: str, points: int) -> None:
        nonlocal score
        score += points
        reasons.append((points, code))

    shared = len(first.words & second.words) / len(first.words | second.words)
    if first.joined == second.joined:
        add("same_title", 50)
    elif shared >= 0.75 or (shared >= ALIKE and _contains(first.words, second.words)):
        add("similar_title", 40)
    elif shared >= ALIKE:
        add("similar_title", 30)
    elif not (first.is_deep and first.website == second.website):
        return None  # the same telephone is no more than the same house
    if first.provider and first.provider == second.provider:
        add("same_provider", 20)
    if first.phones & second.phones:
        add("same_phone", 15)
    if first.email and first.email == second.email:
        add("same_email", 15)
    if first.website and first.website == second.website:
        add("same_website", 25 if first.is_deep else 10)
    elif (domain := own_domain(first.email, first.record.website)) and domain == own_domain(
        second.email, second.record.website
    ):
        add("same_domain", 5)
    if first.address and first.address == second.address:
        add("same_address", 15)
    elif first.address and second.address or first.where and second.where and first.where != second.where:
        score -= 25  # the same course at two places is two offers
    if first.numbers and second.numbers and first.numbers != second.numbers:
        score -= 40  # A1 is not A2
    if score < ENOUGH:
        return None
    codes = tuple(code for _points, code in sorted(reasons, key=lambda one: -one[0]))
    return Alike(first.record.key, second.record.key, min(score, 100), codes)


def _contains(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether one title is the other with something added; a single word is in too many of them."""
    return min(len(first), len(second)) > 1 and (first <= second or second <= first)
