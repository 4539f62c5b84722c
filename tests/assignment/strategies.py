"""Small random offices: few languages, few days and tight caps, so that rules meet."""

from datetime import date, timedelta

from hypothesis import strategies as st

from kreislotse.assignment import Guide, LanguageNeed, Request, Slot, WeeklyTime

FALLBACKS = {"prs": {"fa": 8}, "fa": {"prs": 8}}
MONDAY = date(2026, 3, 2)
LANGUAGES = ["ar", "fa", "prs"]
HALF_HOURS = [8 * 60 + 30 * step for step in range(8)]

places = st.sampled_from([(51.15, 8.95), (51.27, 8.87), (51.06, 8.79)])


@st.composite
def slots(draw):
    start, length = (
        draw(st.sampled_from(HALF_HOURS)),
        draw(st.sampled_from([30, 60, 90])),
    )
    day = MONDAY + timedelta(days=draw(st.integers(0, 1)))
    if draw(st.booleans()):
        return Slot(start, start + length, on=day)
    return Slot(start, start + length, weekday=day.weekday())


@st.composite
def requests(draw, key):
    return Request(
        key,
        languages=tuple(
            LanguageNeed(code, draw(st.integers(1, 4)))
            for code in draw(st.lists(st.sampled_from(LANGUAGES), max_size=2, unique=True))
        ),
        slots=tuple(draw(st.lists(slots(), max_size=2))),
        place=draw(st.none() | places),
        area=draw(st.sampled_from([None, "north", "south"])),
        topic=draw(st.sampled_from([None, "health"])),
        gender_wish=draw(st.sampled_from([None, "female"])),
        gender_required=draw(st.booleans()),
        duration_minutes=draw(st.sampled_from([30, 60, 100])),
        waits_days=draw(st.integers(0, 100)),
        role=draw(st.sampled_from([None, "mediator"])),
        counted_ways=draw(
            st.dictionaries(st.sampled_from(["g0", "g1", "g2"]), st.sampled_from([0, 30, 45]), max_size=2)
        ),
    )


@st.composite
def guides(draw, key):
    weekly = [WeeklyTime(day, 8 * 60, end) for day in (0, 1) for end in (10 * 60, 14 * 60)]
    return Guide(
        key,
        languages=draw(st.dictionaries(st.sampled_from(LANGUAGES), st.integers(2, 7), max_size=3)),
        areas=draw(st.sampled_from([frozenset(), frozenset({"north"})])),
        home=draw(st.none() | places),
        weekly_times=draw(st.none() | st.lists(st.sampled_from(weekly), max_size=3).map(tuple)),
        topics=draw(st.sampled_from([frozenset(), frozenset({"health"})])),
        gender=draw(st.sampled_from([None, "female", "male"])),
        minutes_left_week=draw(st.sampled_from([None, 0, 60, 120])),
        minutes_left_year=draw(st.sampled_from([None, 60, 130, 1000])),
        max_km=draw(st.sampled_from([None, 15.0])),
        last_assignment_days=draw(st.none() | st.integers(0, 80)),
        busy=tuple(draw(st.lists(slots(), max_size=1))),
        roles=draw(st.sampled_from([frozenset(), frozenset({"mediator"})])),
        capacity=draw(st.integers(0, 3)),
    )


@st.composite
def offices(draw, most_requests=4, most_guides=3):
    return (
        [draw(requests(f"r{i}")) for i in range(draw(st.integers(0, most_requests)))],
        [draw(guides(f"g{i}")) for i in range(draw(st.integers(0, most_guides)))],
    )
