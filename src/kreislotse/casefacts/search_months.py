"""What people looked for in vain in one month, protected as its other numbers are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kreislotse.casefacts.models import SearchFact
from kreislotse.casefacts.protection import MonthTable, Names, Part, Row, protected_tables


@dataclass(frozen=True)
class SearchMonth:
    """What one closed month shows: tables by topic and place, and the pairs of both that are often asked for."""

    tables: list[MonthTable]
    pairs: list[Row]

    @property
    def number(self) -> int | str:
        return self.tables[0].rows[0].number


def search_month(facts: Iterable[SearchFact], *, names: Names, threshold: int) -> SearchMonth:
    """The protected searches of one month; its page, every period and every file show these and no others."""
    by_topic, by_place, by_pair = Counter(), Counter(), Counter()
    for fact in facts:
        topic, place = fact.topic, str(fact.municipality_id or "")
        by_topic[topic] += fact.number
        by_place[place] += fact.number
        by_pair[topic, place] += fact.number
    tables = protected_tables(
        "searches",
        [
            Part("topic", _("Themen"), by_topic, lambda code: _topic(names, code)),
            Part("place", _("Orte"), by_place, lambda code: _place(names, code)),
        ],
        counted=_("Suchen ohne Treffer"),
        threshold=threshold,
    )
    hidden_topics, hidden_places = (
        {row.code for row in table.rows if row.is_secret and not row.is_total} for table in tables
    )
    shown = safe_pairs(by_pair, by_topic, by_place, hidden=(hidden_topics, hidden_places), threshold=threshold)
    pairs = [
        Row(f"{_topic(names, topic)}, {_place(names, place)}", number, code=f"{topic}|{place}")
        for (topic, place), number in shown
    ]
    return SearchMonth(tables, pairs)


def _topic(names: Names, code: str) -> str:
    return names.topic(code) if code else _("ohne Thema")


def _place(names: Names, key: str) -> str:
    return names.place(key) if key else _("ganzer Kreis")


def safe_pairs(
    pairs: Counter, topics: Counter, places: Counter, *, hidden: tuple[set[str], set[str]], threshold: int
) -> list[tuple[tuple[str, str], int]]:
    """The pairs that may stand beside the sums of their topics and places, most often sought first.

    What a topic's or a place's sum leaves when the shown pairs are taken off is nothing, or no small number: else the
    smallest of these pairs is left out, too. A part whose own sum is `hidden` (topics, places) shows no pair.
    """
    shown = {
        pair: number
        for pair, number in pairs.items()
        if number >= threshold and pair[0] not in hidden[0] and pair[1] not in hidden[1]
    }
    while True:
        for axis, sums in ((0, topics), (1, places)):
            for part, total in sums.items():
                inside = {pair: number for pair, number in shown.items() if pair[axis] == part}
                if inside and 0 < total - sum(inside.values()) < threshold:
                    del shown[min(inside, key=lambda pair: (inside[pair], pair))]
                    break
            else:
                continue
            break
        else:
            return sorted(shown.items(), key=lambda one: (-one[1], one[0]))
