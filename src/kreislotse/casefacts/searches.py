"""What people looked for in vain over some months, protected as a month's numbers are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kreislotse.casefacts.models import SearchFact
from kreislotse.casefacts.queries import SECRET, MonthTable, Row, protected_tables
from kreislotse.districts.models import District
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Topic

MOST_PAIRS = 20


@dataclass(frozen=True)
class SearchReport:
    """Searches without a hit: tables by topic, place and month, and the pairs of topic and place often asked for."""

    number: int | str
    threshold: int
    tables: list[MonthTable]
    pairs: list[Row]

    @property
    def hides_something(self) -> bool:
        return any(table.hides_something for table in self.tables)


def searches_in_vain(first: date, last: date, *, district: District) -> SearchReport:
    """The searches of the months from `first` to `last` (their first days); three queries, whatever was sought."""
    facts = (
        SearchFact.objects.filter(month__gte=first, month__lte=last)
        .values_list("topic", "municipality", "month").annotate(sum=Sum("number")).order_by()
    )  # fmt: skip
    topics = dict(Topic.objects.values_list("code", "name"))
    places = dict(Municipality.objects.of_district(district, including_dissolved=True).values_list("pk", "name"))
    threshold = max(district.suppression_threshold, 2)
    by_topic, by_place, by_month, by_pair = Counter(), Counter(), Counter(), Counter()
    months = {}
    for code, place, month, number in facts:
        topic, where = str(topics.get(code) or _("ohne Thema")), str(places.get(place) or _("ganzer Kreis"))
        months[date_format(month, "F Y")] = month
        by_topic[topic] += number
        by_place[where] += number
        by_month[date_format(month, "F Y")] += number
        by_pair[(topic, where)] += number
    ordered = Counter({name: by_month[name] for name in sorted(months, key=months.get)})
    tables = protected_tables(
        "searches",
        [("topic", _("Themen"), by_topic), ("place", _("Orte"), by_place), ("month", _("Monate"), ordered)],
        counted=_("Suchen ohne Treffer"),
        threshold=threshold,
    )
    hidden = {row.label for table in tables for row in table.rows if row.is_secret}
    shown = safe_pairs(by_pair, by_topic, by_place, hidden=hidden, threshold=threshold)
    pairs = [Row(f"{topic}, {where}", number) for (topic, where), number in shown[:MOST_PAIRS]]
    return SearchReport(tables[0].rows[0].number, threshold, tables, pairs)


def safe_pairs(
    pairs: Counter, topics: Counter, places: Counter, *, hidden: set[str], threshold: int
) -> list[tuple[tuple[str, str], int]]:
    """The pairs that may stand beside the sums of their topics and places, most often sought first.

    What a topic's or a place's sum leaves when the shown pairs are taken off is nothing, or no small number: else the
    smallest of these pairs is left out, too. A part whose own sum is hidden shows no pair.
    """
    shown = {
        pair: number
        for pair, number in pairs.items()
        if number >= threshold and pair[0] not in hidden and pair[1] not in hidden
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


__all__ = ["SECRET", "SearchReport", "searches_in_vain"]
