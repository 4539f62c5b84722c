"""Days and times as people write them: what is understood, what is not, and that nothing is lost on the way back."""

from contextlib import suppress
from datetime import date, time
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.core.errors import DomainError
from kreislotse.directory.open_now import DayException, Hours, Span
from kreislotse.directory.opening import parse_hours, write_hours
from kreislotse.directory.writing import (
    language_finder,
    parse_exceptions,
    parse_language_times,
    parse_periods,
    parse_week,
    parse_weekdays,
    write_exceptions,
    write_language_times,
    write_periods,
    write_week,
    write_weekdays,
)
from kreislotse.taxonomy.models import Language

TODAY = date(2026, 11, 22)
ARABIC = Language(pk=1, code="ar", name="Arabisch", own_name="العربية")
KURDISH = Language(pk=2, code="kmr", name="Kurdisch (Kurmandschi)", own_name="Kurmancî")
find = language_finder([ARABIC, KURDISH])


def short(week):
    return {
        day: [f"{s.opens_at:%H:%M}-{s.closes_at:%H:%M}{' T' if s.by_appointment else ''}" for s in spans]
        for day, spans in week.items()
    }


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("Mo 9-12", {0: ["09:00-12:00"]}),
        ("dienstags 9–12 Uhr", {1: ["09:00-12:00"]}),
        ("Mo–Mi: 9–12, Fr 10–11 mit Termin", {0: ["09:00-12:00"], 1: ["09:00-12:00"], 2: ["09:00-12:00"], 4: ["10:00-11:00 T"]}),
        ("Mo, Mi und Fr 14 bis 16 Uhr", {0: ["14:00-16:00"], 2: ["14:00-16:00"], 4: ["14:00-16:00"]}),
        ("Mo. 9-12 und Do. 14-18", {0: ["09:00-12:00"], 3: ["14:00-18:00"]}),
        ("Mo 9–12; 14–18 mit Termin; Di 9–12", {0: ["09:00-12:00", "14:00-18:00 T"], 1: ["09:00-12:00"]}),
        ("werktags 8-9; Sonnabend geschlossen", {**{day: ["08:00-09:00"] for day in range(5)}, 5: []}),
        ("täglich 0–24", {day: ["00:00-23:59"] for day in range(7)}),
    ],
)  # fmt: skip
def test_a_week_as_people_write_it(text, week):
    assert short(parse_week(text)) == week


@pytest.mark.parametrize(
    "text", ["", "9-12", "Mo", "Mo 9", "Mo vormittags", "Fr–Mo 9–12", "immer Mo 9-12", "Mo 12–9", "Montagabend 9-12"]
)
def test_an_unclear_week_is_refused_with_an_example(text):
    with pytest.raises(DomainError, match="Mo–Do"):
        parse_week(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("24.12.–1.1. geschlossen", (2026, 12, 24), (2027, 1, 1)),
        ("24.12.2026 - 1.1.2027: geschlossen", (2026, 12, 24), (2027, 1, 1)),
        ("24.12. bis 1.1.2027 zu", (2026, 12, 24), (2027, 1, 1)),
        ("24.–26.12. bleibt geschlossen", (2026, 12, 24), (2026, 12, 26)),
        ("24.12.26 geschlossen", (2026, 12, 24), (2026, 12, 24)),
        ("2027-02-08 geschlossen", (2027, 2, 8), (2027, 2, 8)),
        ("3.4. 9–11 Uhr", (2027, 4, 3), (2027, 4, 3)),
        ("1.7.–15.8.2028 geschlossen", (2028, 7, 1), (2028, 8, 15)),
    ],
)
def test_an_exception_as_people_write_it(text, first, last):
    [row] = parse_exceptions(text, today=TODAY)

    assert (row["first_day"], row["last_day"]) == (date(*first), date(*last))
    assert ("opens_at" in row) == ("Uhr" in text)


def test_an_exception_has_hours_and_a_reason():
    rows = parse_exceptions(
        "24.12. 9–11; 14–15 mit Termin (Heiligabend)\n\n  27.12. geschlossen (Inventur) ", today=TODAY
    )

    assert [(r.get("opens_at"), r.get("by_appointment", False), r["reason"]) for r in rows] == [
        (time(9), False, "Heiligabend"),
        (time(14), True, "Heiligabend"),
        (None, False, "Inventur"),
    ]


@pytest.mark.parametrize(
    "text",
    ["geschlossen", "24.12.", "24.12.–1.1.", "24. geschlossen", "31.2. geschlossen", "24.12. offen wie immer", "Weihnachten",
     "24.12. 12–9", "24.12. 9–12 (Heiligabend", "24.12.–32.12. geschlossen", "99.99.9999 geschlossen", "24.12. –"],
)  # fmt: skip
def test_an_unclear_exception_is_refused_with_the_line(text):
    with pytest.raises(DomainError, match="24.12.–1.1. geschlossen") as refusal:
        parse_exceptions(f"23.12. geschlossen\n{text}", today=TODAY)

    assert f"„{text}“" in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("24.12.2026–1.1.2026 geschlossen", "vor dem ersten"),
        ("1.1.2026–1.1.2099 geschlossen", "zwei Jahre"),
        ("24.12. geschlossen\n24.12. 9–12", "schon etwas anderes"),
        ("\n".join(f"{n % 28 + 1}.{n // 28 + 1}.2027 zu" for n in range(41)), "mehr als 40 Zeilen"),
    ],
)
def test_days_that_cannot_be_are_refused(text, said):
    with pytest.raises(DomainError, match=said):
        parse_exceptions(text, today=TODAY)


def test_times_for_a_period_and_from_and_until_a_day():
    week = parse_periods("1.7.–31.8.2027: Di 17–19\nab 1.12.: Mo 9–12\nbis 30.11.2026 Mo 8–9", today=TODAY)

    assert week[1] == [Span(time(17), time(19), False, date(2027, 7, 1), date(2027, 8, 31))]
    assert week[0] == [
        Span(time(9), time(12), False, date(2026, 12, 1), None),
        Span(time(8), time(9), False, None, date(2026, 11, 30)),
    ]


@pytest.mark.parametrize(
    "text", ["Sommer: Di 17–19", "1.7.: Di 17–19", "1.7.–31.8.: 17–19", "ab 31.2.: Mo 9–12", "ab 1.7."]
)
def test_an_unclear_period_is_refused(text):
    with pytest.raises(DomainError, match=r"1\.7\.–31\.8\."):
        parse_periods(text, today=TODAY)


def test_a_language_and_when_it_is_spoken():
    rows = parse_language_times(
        "Arabisch: dienstags 9–12\nkurdisch Mo, Mi 14–16 mit Termin\nالعربية: Fr 9-10", find=find
    )

    assert [(r["language"].code, r["weekday"], r["by_appointment"]) for r in rows] == [
        ("ar", 1, False),
        ("kmr", 0, True),
        ("kmr", 2, True),
        ("ar", 4, False),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Klingonisch: Mo 9–12", "Die Sprache „Klingonisch“ steht nicht in der Liste"),
        ("Arabisch", "Arabisch: dienstags 9–12"),
        ("Arabisch: vormittags", "Arabisch: dienstags 9–12"),
        (": Mo 9–12", "Die Sprache „“"),
    ],
)
def test_an_unclear_language_time_is_refused(text, said):
    with pytest.raises(DomainError, match=said):
        parse_language_times(text, find=find)


# ── nothing is lost on the way back ─────────────────────────────────────────────────────────────────

minutes = st.integers(0, 1438)
clock = minutes.map(lambda m: time(m // 60, m % 60))
some_days = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@st.composite
def spans(draw):
    opens, closes = sorted(draw(st.lists(clock, min_size=2, max_size=2, unique=True)))
    return Span(opens, closes, draw(st.booleans()))


@given(st.dictionaries(st.integers(0, 6), st.lists(spans(), min_size=1, max_size=3), min_size=1))
def test_a_week_is_read_as_it_was_written(week):
    def in_order(rows):
        return sorted(rows, key=lambda span: span[:3])

    read = parse_week(write_week(week))

    assert {day: in_order(rows) for day, rows in read.items()} == {day: in_order(rows) for day, rows in week.items()}
    for rows in week.values():
        assert in_order(parse_hours(write_hours(rows))) == in_order(rows)


@given(st.sets(st.integers(0, 6), min_size=1))
def test_weekdays_are_read_as_they_were_written(days):
    assert parse_weekdays(write_weekdays(days)) == sorted(days)


@given(
    st.lists(
        st.tuples(some_days, st.integers(0, 300), st.none() | spans(), st.sampled_from(["", "Ferien"])), max_size=4
    )
)
def test_exceptions_are_read_as_they_were_written(drawn):
    rows = {}
    for first, length, span, reason in drawn:
        last = date.fromordinal(first.toordinal() + length)
        rows[first, last] = DayException(first, last, *(span or (None, None, False))[:3], reason)

    read = parse_exceptions(write_exceptions(rows.values()), today=TODAY)

    assert {DayException(**row) for row in read} == set(rows.values())


@given(st.lists(st.tuples(some_days, st.integers(0, 300), st.integers(0, 6), spans(), st.integers(0, 2)), max_size=4))
def test_periods_are_read_as_they_were_written(drawn):
    rows = set()
    for first, length, weekday, span, ends in drawn:
        last = date.fromordinal(first.toordinal() + length)
        rows.add(Hours(weekday, *span[:3], None if ends == 1 else first, None if ends == 2 else last))

    week = parse_periods(write_periods(rows), today=TODAY)

    assert {Hours(day, *span) for day, several in week.items() for span in several} == rows


def test_language_times_are_read_as_they_were_written():
    rows = parse_language_times("Kurdisch (Kurmandschi): Mo–Mi 9–12; 14–15 mit Termin; Fr 9–10", find=find)

    text = write_language_times(SimpleNamespace(**row) for row in rows)

    assert text == "Kurdisch (Kurmandschi): Mo–Mi 9–12; 14–15 mit Termin; Fr 9–10"
    assert parse_language_times(text, find=find) == rows


@given(st.text(alphabet="MoDi9–12:.,;() ab\n24uhrmit", max_size=60))
def test_any_text_is_understood_or_refused_with_a_sentence(text):
    for parse in (
        parse_week,
        lambda t: parse_exceptions(t, today=TODAY),
        lambda t: parse_periods(t, today=TODAY),
        lambda t: parse_language_times(t, find=find),
    ):
        with suppress(DomainError):
            parse(text)
