"""What nobody does where: the most useful of all, and no measure of graphs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """A topic nobody covers in these places; `is_everywhere` if there is no place that has it."""

    topic: str
    places: tuple[str, ...]
    is_everywhere: bool


def coverage_gaps(
    covered: Iterable[tuple[str, str]], *, topics: Sequence[str], places: Sequence[str]
) -> tuple[dict[tuple[str, str], int], list[Gap]]:
    """Count (topic, place) pairs, and name the gaps: topics missing everywhere first, then those missing in most places.

    `covered` has a pair for each thing somebody does; pairs of topics or places that are not asked for do not count.
    """
    counts = {(topic, place): 0 for topic in topics for place in places}
    for pair in covered:
        if pair in counts:
            counts[pair] += 1
    gaps = []
    for topic in topics:
        empty = tuple(place for place in places if not counts[topic, place])
        if empty:
            gaps.append(Gap(topic, empty, len(empty) == len(places)))
    order = {topic: number for number, topic in enumerate(topics)}
    return counts, sorted(gaps, key=lambda gap: (not gap.is_everywhere, -len(gap.places), order[gap.topic]))
