"""Chance with a seed: the same demo on every machine, names and numbers that belong to nobody."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from kreislotse.core.text import fold
from kreislotse.core.tokens import CODE_ALPHABET
from kreislotse.demo import read_facts

BERLIN = ZoneInfo("Europe/Berlin")
EMAIL_DOMAIN = "kreislotse-demo.example"


@dataclass(frozen=True)
class Name:
    first: str
    last: str

    def __str__(self):
        return f"{self.first} {self.last}"

    @property
    def mailbox(self) -> str:
        text = fold(f"{self.first}.{self.last}").replace(" ", "-").replace("'", "")
        return text.encode("ascii", "ignore").decode().strip(".-") or "person"


class Chance:
    """Everything the generator leaves to chance."""

    def __init__(self, seed: str):
        self.random = random.Random(seed)
        self._traditions = {t["code"]: t for t in read_facts.people()["traditions"]}
        self._by_language: dict[str, list[dict]] = {}
        for tradition in self._traditions.values():
            for language in tradition["languages"]:
                self._by_language.setdefault(language, []).append(tradition)
        self._codes: set[str] = set()

    def one(self, options: Sequence):
        return options[self.random.randrange(len(options))]

    def some(self, options: Sequence, low: int, high: int) -> list:
        """Between `low` and `high` different options, as many as there are."""
        number = min(self.random.randint(low, high), len(options))
        return self.random.sample(list(options), number)

    def happens(self, probability: float) -> bool:
        return self.random.random() < probability

    def between(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def weighted(self, weights: dict):
        """A key of `weights`, in proportion to its value."""
        return self.random.choices(list(weights), weights.values())[0]

    def name(self, language: str | None = None) -> Name:
        """A person's name in a tradition of `language`; German without one."""
        base = (language or "de").split("-")[0]
        found = self._by_language.get(language or "de") or self._by_language.get(base)
        tradition = self.one(found) if found else self._traditions["deutsch"]
        return Name(self.one(tradition["first"]), self.one(tradition["last"]))

    def landline(self) -> str:
        return self._number(self.one(read_facts.people()["landline_ranges"]))

    def mobile(self) -> str:
        return self._number(self.one(read_facts.people()["mobile_ranges"]))

    def _number(self, pattern: str) -> str:
        return "".join(str(self.random.randrange(10)) if c == "#" else c for c in pattern)

    def code(self, length: int = 8) -> str:
        """A short code as on paper, never the same twice in one district."""
        while True:
            code = "".join(self.random.choices(CODE_ALPHABET, k=length))
            if code not in self._codes:
                self._codes.add(code)
                return code

    def moment(self, day: date, *, latest: datetime | None = None) -> datetime:
        """A moment of the working hours of `day`, not after `latest`."""
        moment = datetime.combine(
            day,
            time(self.between(8, 15), self.between(0, 59), self.between(0, 59)),
            BERLIN,
        )
        return min(moment, latest) if latest else moment


class Weighted:
    """A choice that is drawn very often: sums of weights are made once."""

    def __init__(self, weights: dict):
        self.options = list(weights)
        self.sums = list(accumulate(weights.values()))

    def draw(self, chance: Chance):
        return chance.random.choices(self.options, cum_weights=self.sums)[0]


def working_day(day: date) -> date:
    """`day`, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def previous_working_day(day: date, back: int = 1) -> date:
    """The working day `back` working days before `day`."""
    while back:
        day -= timedelta(days=1)
        back -= day.weekday() < 5
    return day
