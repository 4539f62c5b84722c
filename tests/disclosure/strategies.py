"""Small random tables of the kinds an office publishes: many zeros, many ones and twos, a few large numbers."""

from hypothesis import strategies as st

from kreislotse.disclosure import Dimension, Table

counts = st.one_of(st.integers(0, 4), st.integers(0, 4), st.integers(0, 40))
thresholds = st.sampled_from([3, 5, 10])

TOPICS = Dimension.flat("topic", ["housing", "school", "work", "health"])
PLACES = Dimension.flat("place", ["north", "middle", "south"])
OUTCOMES = Dimension.flat("outcome", ["helped", "referred"])
REGIONS = Dimension("place", {"east": "total", "west": "total", "a": "east", "b": "east", "c": "west", "d": "west"})


@st.composite
def tables(draw, dimensions, **shape):
    finest = [()]
    for dimension in dimensions:
        finest = [(*at, code) for at in finest for code in dimension.leaves]
    return Table.from_leaves(dimensions, {at: draw(counts) for at in finest}, **shape)


any_table = st.one_of(
    tables([TOPICS]),
    tables([REGIONS]),
    tables([TOPICS, PLACES]),
    tables([OUTCOMES, REGIONS]),
)

three_dimensions = tables([OUTCOMES, PLACES, Dimension.flat("role", ["guide", "mediator"])])


@st.composite
def linked_tables(draw):
    """Three tables of the same cases by topic, place and outcome, as one month's page shows them."""
    cases = [
        (topic, place, outcome, draw(counts))
        for topic in TOPICS.leaves
        for place in REGIONS.leaves
        for outcome in OUTCOMES.leaves
        if draw(st.booleans())
    ]
    return [
        margin(cases, [(0, TOPICS), (1, REGIONS)]),
        margin(cases, [(0, TOPICS), (2, OUTCOMES)]),
        margin(cases, [(2, OUTCOMES)]),
    ]


def margin(cases, axes, **shape):
    leaves = {}
    for case in cases:
        at = tuple(case[axis] for axis, _ in axes)
        leaves[at] = leaves.get(at, 0) + case[-1]
    return Table.from_leaves([dimension for _, dimension in axes], leaves, **shape)


@st.composite
def months(draw, most=4):
    """Months of the same table, each followed by the sum of the year so far."""
    steps, so_far = [], {}
    for month in range(1, draw(st.integers(2, most)) + 1):
        leaves = {(code,): draw(st.integers(0, 6)) for code in TOPICS.leaves}
        so_far = {at: so_far.get(at, 0) + count for at, count in leaves.items()}
        periods = [f"2026-{m:02}" for m in range(1, month + 1)]
        steps.append(
            [
                Table.from_leaves([TOPICS], leaves, periods=periods[-1:]),
                Table.from_leaves([TOPICS], so_far, periods=periods),
            ]
        )
    return steps
