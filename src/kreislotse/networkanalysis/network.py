"""The input: organizations, the circles they meet in, and counts between two of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

LARGEST_CIRCLE = 12
"""Who sits in one hall with forty others does not work with each of them: larger circles make no ties."""


@dataclass(frozen=True, slots=True)
class Actor:
    """An organization. `key` stays the same from one day to the next; topics and places are the caller's keys."""

    key: str
    name: str
    kind: str = ""
    topics: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Circle:
    """What brings actors together: a body, a project, something arranged between two. An „event“ of an affiliation network."""

    key: str
    name: str
    kind: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """A count between two actors that comes from elsewhere, already protected; `number` is how often."""

    one: str
    other: str
    kind: str
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Network:
    """Actors in the order of their keys; circles with members nobody knows, or fewer than two, are left out."""

    actors: Sequence[Actor]
    circles: Sequence[Circle]
    ties: Sequence[Tie] = ()
    too_large: Sequence[Circle] = field(default=())

    @classmethod
    def of(
        cls, actors: Iterable[Actor], circles: Iterable[Circle], ties: Iterable[Tie] = (), *, largest: int | None = LARGEST_CIRCLE
    ) -> Network:  # fmt: skip
        """Put what was read into order. `largest` is how many actors a circle may have to count; `None` is no limit.

        Raises `ValueError` for two actors or two circles with one key, and for a tie of an actor with itself.
        """
        ordered = sorted(actors, key=lambda one: one.key)
        known = {one.key for one in ordered}
        if len(known) != len(ordered):
            raise ValueError("Two actors have the same key.")
        kept, too_large, seen = [], [], set()
        for circle in sorted(circles, key=lambda one: one.key):
            if circle.key in seen or circle.key in known:
                raise ValueError("Two nodes have the same key.")
            seen.add(circle.key)
            members = tuple(sorted(set(circle.members) & known))
            circle = Circle(circle.key, circle.name, circle.kind, members)
            if largest is not None and len(members) > largest:
                too_large.append(circle)
            elif len(members) > 1:
                kept.append(circle)
        usable = []
        for tie in sorted(ties, key=lambda one: (one.one, one.other, one.kind)):
            if tie.one == tie.other:
                raise ValueError("A tie needs two actors.")
            if tie.number > 0 and tie.one in known and tie.other in known:
                usable.append(tie)
        return cls(tuple(ordered), tuple(kept), tuple(usable), tuple(too_large))

    def only(self, keys: Iterable[str]) -> Network:
        """The part between some of the actors."""
        wanted = set(keys)
        actors = [one for one in self.actors if one.key in wanted]
        return Network.of(actors, self.circles, self.ties, largest=None)
