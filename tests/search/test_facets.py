"""The index in memory against the plain way: whatever was added, changed and removed, it knows the same."""

from hypothesis import given
from hypothesis import strategies as st

from kreislotse.search.facets import Entry, FacetIndex

values = st.fixed_dictionaries(
    {},
    optional={"topic": st.lists(st.integers(0, 3), max_size=3), "place": st.lists(st.sampled_from("abc"), max_size=2)},
)
entry = st.builds(Entry, st.integers(1, 15), st.text("abz", max_size=3), values)
entries = st.lists(entry, max_size=12, unique_by=lambda one: one.key)


def order(model):
    """The keys of the plain model as lists show them; what is named alike in the order in which it came."""
    return [one.key for one in sorted(model.values(), key=lambda one: one.sort_key)]


def having(model, facet, value):
    return {key for key, one in model.items() if value in one.values.get(facet, ())}


@given(entries, st.lists(st.tuples(st.sets(st.integers(1, 15), max_size=4), entries), max_size=4))
def test_after_any_changes_every_set_and_order_is_that_of_the_plain_way(first, changes):
    index, model = FacetIndex.build(first), {one.key: one for one in first}

    for gone, new in changes:
        before = {pair: mask.bit_count() for pair, mask in index.masks.items()}
        old, index = index, index.changed([*gone, *(one.key for one in new)], new)
        assert {pair: mask.bit_count() for pair, mask in old.masks.items()} == before, "a shared index has changed"
        for key in [*gone, *(one.key for one in new)]:
            model.pop(key, None)
        model |= {one.key: one for one in new}

    assert len(index) == len(model)
    assert index.page(index.everything, 0, 99) == order(model)
    assert set(index.keys_of(index.everything)) == set(model)
    for facet, options in (("topic", range(4)), ("place", "abc")):
        assert set(index.values(facet)) == {value for value in options if having(model, facet, value)}
        for value in options:
            mask = index.mask(facet, value)
            assert set(index.keys_of(mask)) == having(model, facet, value)
            assert mask.bit_count() == len(having(model, facet, value))
            assert index.of_keys(having(model, facet, value)) == mask


@given(entries, st.integers(0, 12), st.integers(0, 12))
def test_a_page_is_a_part_of_the_whole_order(listed, start, stop):
    index = FacetIndex.build(listed)
    mask = index.mask("topic", 1) | index.mask("topic", 2)
    whole = index.page(mask, 0, 99)

    assert index.page(mask, start, stop) == whole[start:stop]


@given(entries, st.integers(0, 12), st.integers(0, 12))
def test_pages_over_several_sets_go_through_one_after_the_other(listed, start, stop):
    index = FacetIndex.build(listed)
    near = index.mask("place", "a")
    far = index.everything & ~near
    whole = index.page(near, 0, 99) + index.page(far, 0, 99)

    assert index.pages([near, far], start, stop) == whole[start:stop]
