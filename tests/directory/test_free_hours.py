"""Opening hours out of lists: what is taken over means the same, and what could mean two things stays words."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.directory.free_hours import read_course_times, read_hours
from kreislotse.directory.open_now import Span
from kreislotse.directory.writing import SHORT_DAYS, parse_week, write_week

MORNING, AFTERNOON = Span(time(9), time(12)), Span(time(14), time(18))
FULL_NAMES = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")


@pytest.mark.parametrize(
    "text",
    ["Mo–Fr 9–12 Uhr, Do 14-18", "Mo-Fr 9.00-12.00 Uhr; Do 14.00-18.00 Uhr", "Montag bis Freitag 9:00 bis 12:00 Uhr, Donnerstag 14 bis 18 Uhr",
     "Mo - Fr: 09.00 – 12.00 h\nDo: 14.00 – 18.00 h", "montags bis freitags von 9 bis 12 Uhr und donnerstags von 14 bis 18 Uhr",
     "Mo., Di., Mi., Fr. 9–12; Do. 9–12 und 14–18", "Mo-Fr 9-12 Uhr | Do 14-18 Uhr", "Öffnungszeiten: Mo/Di/Mi/Fr 9-12, Do 9-12 u. 14-18 Uhr",
     "Mo–Fr 9–12 Uhr, Do 14-18 Uhr, an Feiertagen geschlossen"],
)  # fmt: skip
def test_the_usual_ways_of_writing_say_the_same(text):
    found = read_hours(text)

    assert found.week == {day: [MORNING, AFTERNOON] if day == 3 else [MORNING] for day in range(5)}
    assert (found.left, found.is_appointment_only) == ("", False)


@pytest.mark.parametrize("text", ["nach Vereinbarung", "Termine nach Vereinbarung", "nur nach telefonischer Vereinbarung.", "nach Absprache", "nur mit Termin"])  # fmt: skip
def test_by_appointment_only_is_not_closed(text):
    found = read_hours(text)

    assert found.is_appointment_only and not found.week and not found.left


def test_times_by_appointment_and_times_beside_them():
    with_appointment = read_hours("Di 9–12 Uhr nach Vereinbarung")
    also = read_hours("Di 9–12 Uhr sowie nach Vereinbarung")

    assert with_appointment.week == {1: [Span(time(9), time(12), True)]} and not with_appointment.left
    assert also.week == {1: [MORNING]}
    assert also.left == "sowie nach Vereinbarung"


@pytest.mark.parametrize(
    "text",
    ["1. Di im Monat", "1. Di im Monat 14–16 Uhr", "jeden 2. Mittwoch 9–12", "Di 14–16 (1. und 3. im Monat)", "Mo–Fr 9–12, außer Mi",
     "Mo–Fr 9–12; außer in den Ferien", "Mo-Fr 9-12\naußer mittwochs", "Mo 9-12 in geraden Wochen", "werktags 9–12", "Mo–Fr 9–12, nach Vereinbarung",
     "Mo ab 9 Uhr", "ab Mo 9–12", "9–12 Uhr", "Mo-Fr", "Mo 9-12, Mo-Fr 10-11", "Mo 18-9", "Mo 9-25", "Di 12.10-14.10", "Di 12.10.–14.12.",
     "Mo 030-1234", "So–Do 9–12", "geschlossen", "Mo geschlossen", "siehe Internet", "Mo 9-12 Raum 3", "Mo–Fr 9–12, Sa auf Anfrage",
     "Mo-Do 9-12, Fr", "Mo 9-12 und 14", "jeden letzten Freitag im Monat, 18 Uhr", "12:00"],
)  # fmt: skip
def test_what_is_not_certain_stays_words(text):
    found = read_hours(text)

    assert not found.is_certain
    assert found.left == text


def test_nothing_is_nothing():
    assert not read_hours(" \n ").is_certain and read_hours("").left == ""


# ── properties ──────────────────────────────────────────────────────────────────────────────────────

HOURS = st.integers(0, 23 * 4 + 3).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


@st.composite
def spans(draw):
    moments = sorted(draw(st.lists(HOURS, min_size=2, max_size=4, unique=True)))
    moments = moments[: len(moments) // 2 * 2]
    return [Span(*pair) for pair in zip(moments[::2], moments[1::2], strict=True)]


WEEKS = st.dictionaries(st.integers(0, 6), spans(), min_size=1, max_size=7)


@given(WEEKS)
def test_what_we_write_ourselves_is_read_as_it_was(week):
    assert read_hours(write_week(week)).week == week


@given(WEEKS, st.sampled_from(["-", "–", " - ", " bis "]), st.sampled_from([".", ":"]), st.sampled_from([" Uhr", "", " h"]),
       st.sampled_from([SHORT_DAYS, FULL_NAMES]), st.sampled_from([": ", " "]), st.sampled_from(["; ", "\n", ", "]))  # fmt: skip
def test_a_week_in_any_spelling_is_read_as_it_is_or_not_at_all(week, dash, point, clock, names, colon, between):
    def moment(one):
        return f"{one.hour:02}{point}{one.minute:02}"

    text = between.join(
        f"{names[day]}{colon}" + " und ".join(f"{moment(s.opens_at)}{dash}{moment(s.closes_at)}{clock}" for s in spans)
        for day, spans in sorted(week.items())
    )
    found = read_hours(text)

    assert found.week == week or (not found.is_certain and found.left == text)
    assert found.is_certain  # these spellings are all certain


@given(st.text(alphabet="MoDiFr 0123456789-–:;,.|\nUhrbisundnachVereinbarung()", max_size=60))
def test_no_text_is_half_understood(text):
    found = read_hours(text)

    assert found.is_certain or found.left == text or not text.strip(" .;,\n")
    for day, read in found.week.items():
        assert all(span.opens_at < span.closes_at for span in read)
        assert parse_week(write_week({day: read})) == {day: read}


def test_the_times_of_a_run():
    assert read_course_times("Mo, Mi 9–12 Uhr") == {"weekdays": [0, 2], "starts_at": time(9), "ends_at": time(12)}
    assert read_course_times("dienstags") == {"weekdays": [1], "starts_at": None, "ends_at": None}
    assert read_course_times("Mo 9–12, Di 14–16") is None
    assert read_course_times("nach Absprache") is None
