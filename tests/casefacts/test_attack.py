"""An attacker reads every page and every period the coordination publishes, side by side, and works out no small number.

The attacker is `disclosure.attack`: it shares no code with the protection and knows all sums within tables, between tables
of the same cases, from months to periods and from periods to each other, and that what is not listed is zero.
"""

import random
from collections import Counter
from datetime import date, datetime
from itertools import combinations_with_replacement

import pytest

from kreislotse.casefacts import protection
from kreislotse.casefacts.models import AssignmentFact, CauseFact, LanguageFact, MonthClosing, RequestFact, WaitingBand
from kreislotse.casefacts.operations import close_month
from kreislotse.casefacts.queries import month_report
from kreislotse.casefacts.statistics import period
from kreislotse.disclosure import SECRET, Dimension, Published, attack
from kreislotse.disclosure.tables import Shape
from tests.factories import BERLIN, MunicipalityFactory, TopicFactory

MONTHS = [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
SPANS = list(combinations_with_replacement(MONTHS, 2))
THRESHOLD = 3
TOPICS, LANGUAGES, PLACES = ("amt", "schule", "wohnen", "arzt"), ("arabisch", "ukrainisch", "tigrinya", ""), 4
CAUSES = ("language", "area", "time")


@pytest.fixture
def closed_months(in_district, coordinator):
    """Months full of small numbers, as close_month leaves them: the same cases by topic, place, language and outcome."""
    for code in TOPICS:
        TopicFactory(code=code, name=code.title())
    towns = [MunicipalityFactory(ags=f"0663500{n}", name=f"Ort {n}") for n in range(PLACES)]

    def fill(seed):
        rng = random.Random(seed)
        for month in MONTHS:
            _fill_month(month, rng, towns)
            MonthClosing.objects.create(
                month=month, closed_at=datetime(2026, 3, 1, tzinfo=BERLIN), threshold=THRESHOLD, by=coordinator
            )

    return fill


def _fill_month(month, rng, towns):
    languages, without = Counter(), 0
    for _n in range(rng.choice((2, 9, 25, 60))):
        outcome = rng.choice(("helped", "helped", "no_guide", "withdrawn"))
        without += outcome == "no_guide"
        languages[_skewed(rng, LANGUAGES)] += 1
        RequestFact.objects.create(
            month=month, topic=_skewed(rng, TOPICS), municipality=rng.choice([*towns, None]), outcome=outcome,
            waiting_band=rng.choice(WaitingBand.values), asked_by_institution=rng.random() < 0.5, number=1,
        )  # fmt: skip
    for language, number in languages.items():
        LanguageFact.objects.create(month=month, language_group=language, number=number)
    causes = Counter(rng.choice(CAUSES) for _n in range(rng.randint(0, without)))
    for cause, number in causes.items():
        CauseFact.objects.create(month=month, cause=cause, number=number)
    for _n in range(rng.choice((1, 8, 30))):
        AssignmentFact.objects.create(
            month=month, topic=_skewed(rng, TOPICS), municipality=_skewed(rng, towns), role="guide", minutes=60, persons=1,
            appointments=rng.choice((1, 1, 2, 5)), outcome="took_place", is_late_entry=rng.random() < 0.15,
        )  # fmt: skip


def _skewed(rng, values):
    return rng.choices(values, [4**-n for n in range(len(values))])[0]


def everything_published(district):
    """All month pages and all periods as the attacker writes them down: one grid of cells, hidden ones as secret."""
    reports = {month: month_report(month, district=district) for month in MONTHS}
    labels = {}
    for report in reports.values():
        for table in report.tables:
            labels.setdefault(table.code, {})
            labels[table.code] |= dict.fromkeys(row.label for row in table.rows if not row.is_total)
    published = []
    for month, report in reports.items():
        for table in report.tables:
            cells = {row.label: row.number for row in table.rows if not row.is_total}
            published.append(_grid(table.code, [month], labels[table.code], cells, table.rows[0].number))
        total, late = report.appointments, report.late_entries
        on_time = SECRET if SECRET in (total, late) else total - late
        published.append(_grid("entry", [month], ("on_time", "late"), {"on_time": on_time, "late": late}, total))
    for first, last in SPANS:
        found = period(first, last, district=district)
        for table in found.tables:
            cells = {row.label: SECRET if row.is_lower_bound else row.number for row in table.rows}
            total = cells.pop(table.total.label)
            published.append(_grid(table.code, found.months, labels[table.code], cells, total))
    return published


def _grid(code, months, labels, cells, total):
    universe = "appointments" if code.startswith("company") or code == "entry" else "requests"
    shape = Shape((Dimension.flat(code, labels),), universe, tuple(sorted(str(month) for month in months)))
    return Published(shape, {("total",): total} | {(label,): cells.get(label, 0) for label in labels})


def truth(published):
    """The true number of each cell, counted from the facts by hand."""
    names = {f"Ort {n}": f"0663500{n}" for n in range(PLACES)}
    found = {}
    for table in published:
        [dimension] = table.shape.dimensions
        for (label,) in table.cells:
            found[table.shape.key((label,))] = _true_number(
                dimension.name, label, [date.fromisoformat(month) for month in table.shape.periods], names
            )
    return found


def _true_number(code, label, months, names):
    requests = RequestFact.objects.filter(month__in=months)
    company = AssignmentFact.objects.filter(month__in=months, outcome="took_place")
    rows = {"language": LanguageFact.objects.filter(month__in=months)}.get(
        code, company if code.startswith("company") or code == "entry" else requests
    )
    if label != "total":
        if code in ("topic", "company"):
            rows = rows.filter(topic=label.lower())
        elif code in ("place", "company_place"):
            rows = rows.filter(**({"municipality__ags": names[label]} if label in names else {"municipality": None}))
        elif code == "language":
            rows = rows.filter(language_group="" if label == "ohne Angabe" else label)
        elif code == "waiting":
            rows = rows.filter(waiting_band=next(band.value for band in WaitingBand if str(band.label) == label))
        elif code == "entry":
            rows = rows.filter(is_late_entry=label == "late")
        else:
            return None  # outcomes are split by causes: their cells are checked through the sums they are part of
    return sum(getattr(row, "appointments", 0) or getattr(row, "number", 0) for row in rows)


def proven_small(published):
    """Cells of which the attacker can prove that they are small."""
    intervals = attack(published, knows_zeros_are_shown=True)
    numbers = truth(published)
    shown = [at for at in numbers if at not in intervals and numbers[at] and numbers[at] < THRESHOLD]
    found = [
        at
        for at, interval in intervals.items()
        if interval.high is not None and 0 < interval.high < THRESHOLD and numbers.get(at) != 0
    ]
    return shown + found


@pytest.mark.parametrize("seed", range(4))
def test_no_small_number_can_be_worked_out_from_all_pages_and_periods_together(closed_months, district, seed):
    closed_months(seed)

    assert proven_small(everything_published(district)) == []


def test_control_hiding_small_cells_alone_is_found_out(closed_months, district, monkeypatch):
    closed_months(0)

    class Naive:
        def __init__(self, tables, threshold):
            self.tables = [
                Published(t.shape, {at: SECRET if 0 < n < threshold else n for at, n in t.counts.items()})
                for t in tables
            ]

    monkeypatch.setattr(protection, "protect_linked", lambda tables, threshold: Naive(tables, threshold))

    assert proven_small(everything_published(district))


# ── two answers to one question would tell more than either ──────────────────────────────────────────


@pytest.fixture
def one_month(closed_months, district):
    closed_months(1)
    return lambda: [
        [(row.label, row.number) for row in table.rows]
        for month in MONTHS
        for table in month_report(month, district=district).tables
    ]


def test_a_new_threshold_changes_no_closed_month(one_month, district):
    before = one_month()

    district.suppression_threshold = 10
    district.save()

    assert one_month() == before


def test_the_order_in_which_facts_are_read_changes_nothing(one_month, district):
    before = one_month()

    for model in (RequestFact, AssignmentFact):  # the same rows again, the last first
        rows = list(model.objects.order_by("-pk"))
        model.objects.all().delete()
        for row in rows:
            row.pk = None
        model.objects.bulk_create(rows)

    assert one_month() == before


def test_closing_keeps_the_threshold_of_the_day(in_district, coordinator):
    in_district.suppression_threshold = 5
    in_district.save()

    closing = close_month(date(2026, 2, 1), today=date(2026, 3, 9), by=coordinator)

    assert closing.threshold == 5


def test_the_number_of_late_entries_gives_away_no_small_rest(in_district, coordinator):
    """Twelve appointments, ten of them entered late: the number of late ones would give away the other two."""
    topic, town = TopicFactory(code="amt"), MunicipalityFactory(ags="06635001")
    for late, number in ((True, 10), (False, 2)):
        AssignmentFact.objects.create(
            month=MONTHS[0], topic=topic.code, municipality=town, role="guide", outcome="took_place", is_late_entry=late,
            appointments=number, minutes=60 * number, persons=number,
        )  # fmt: skip
    MonthClosing.objects.create(
        month=MONTHS[0], closed_at=datetime(2026, 3, 1, tzinfo=BERLIN), threshold=3, by=coordinator
    )

    report = month_report(MONTHS[0], district=in_district)

    assert SECRET in (report.appointments, report.late_entries)
