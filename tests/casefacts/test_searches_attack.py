"""An attacker reads what was sought in vain in all months and all periods, subtracts one from another, and learns nothing more."""

import random
from datetime import date, datetime
from itertools import combinations_with_replacement

import pytest

from kreislotse.casefacts import searches
from kreislotse.casefacts.models import MonthClosing, SearchFact
from kreislotse.casefacts.searches import searches_in_vain
from kreislotse.disclosure import SECRET, Dimension, Published, attack
from kreislotse.disclosure.tables import Shape
from tests.factories import BERLIN, MunicipalityFactory, TopicFactory

MONTHS = [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
SPANS = list(combinations_with_replacement(MONTHS, 2))
THRESHOLD = 3
TOPICS = ("amt", "schule", "wohnen", "arzt")


@pytest.fixture
def close(in_district, coordinator):
    def each(months=MONTHS):
        for month in months:
            MonthClosing.objects.create(
                month=month, closed_at=datetime(2026, 3, 1, tzinfo=BERLIN), threshold=THRESHOLD, by=coordinator
            )

    for code in TOPICS:
        TopicFactory(code=code, name=code.title())
    return each


def sought(month, topic, number, place=None):
    SearchFact.objects.create(month=month, topic=topic, municipality=place, language="de", number=number)


def fill(seed):
    rng = random.Random(seed)
    towns = [MunicipalityFactory(ags=f"0663500{n}", name=f"Ort {n}") for n in range(3)]
    for month in MONTHS:
        for topic in TOPICS:
            for place in (*towns, None):
                if number := rng.choice((0, 0, 1, 1, 2, 4, 12)):
                    sought(month, topic, number, place)


def everything_published(district):
    """All periods, months among them, as the attacker writes them down; a lower bound counts as hidden."""
    found = {span: searches_in_vain(*span, district=district) for span in SPANS}
    labels = {}
    for report in found.values():
        for table in report.tables[:2]:
            labels.setdefault(table.code, {}).update(dict.fromkeys(row.label for row in table.parts))
    published = []
    for (first, last), report in found.items():
        months = tuple(str(month) for month in MONTHS if first <= month <= last)
        for table in report.tables[:2]:
            cells = {row.label: SECRET if row.is_lower_bound else row.number for row in table.rows}
            total = cells.pop(table.total.label)
            shape = Shape((Dimension.flat(table.code, labels[table.code]),), "searches", months)
            cells = {("total",): total} | {(label,): cells.get(label, 0) for label in labels[table.code]}
            published.append(Published(shape, cells))
    return published


def proven_small(published):
    intervals = attack(published, knows_zeros_are_shown=True)
    return [at for at, one in intervals.items() if one.high is not None and 0 < one.high < THRESHOLD]


@pytest.mark.parametrize("seed", range(3))
def test_no_small_number_can_be_worked_out_from_all_periods_together(close, district, seed):
    fill(seed)
    close()

    assert proven_small(everything_published(district)) == []


def test_two_periods_that_overlap_leave_only_what_a_month_shows(close, district):
    """Twelve searches in January, one in February: a period protected on its own would say thirteen."""
    january, february = MONTHS[2:]
    sought(january, "wohnen", 12)
    sought(january, "amt", 12)
    sought(february, "wohnen", 1)
    sought(february, "amt", 12)
    close()

    longer, shorter = (searches_in_vain(january, last, district=district).tables[0] for last in (february, january))
    numbers = [{row.label: row.number for row in table.rows} for table in (longer, shorter)]

    assert numbers[0]["Wohnen"] - numbers[1]["Wohnen"] == 0
    assert [row.is_lower_bound for row in longer.rows if row.label == "Wohnen"] == [True]


def test_a_month_that_is_not_closed_is_in_no_period(close, district):
    sought(MONTHS[0], "wohnen", 12)
    sought(MONTHS[1], "amt", 12)
    close(MONTHS[:1])

    report = searches_in_vain(MONTHS[0], MONTHS[-1], district=district)
    sought(MONTHS[1], "schule", 7)

    assert report.months == MONTHS[:1]
    assert "Amt" not in [row.label for table in report.tables for row in table.rows]
    assert searches_in_vain(MONTHS[0], MONTHS[-1], district=district) == report


def test_control_periods_protected_on_their_own_are_subtracted(close, district, monkeypatch):
    """As it was: every period one table of its own. The attacker finds small numbers."""
    fill(0)
    close()
    everything = list(SearchFact.objects.all())

    def on_its_own(first, last, *, district):
        months = [month for month in MONTHS if first <= month <= last]
        facts = [fact for fact in everything if fact.month in months]
        one = searches.search_month(facts, names=searches.Names.of(district), threshold=THRESHOLD)
        tables = [searches.added([table]) for table in one.tables]
        return searches.SearchReport(months, THRESHOLD, tables, one.pairs)

    monkeypatch.setitem(globals(), "searches_in_vain", on_its_own)

    assert proven_small(everything_published(district))
