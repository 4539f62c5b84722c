"""What the network says, and that the same network is always drawn the same way."""

import random
from itertools import combinations
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.networkanalysis import (
    Actor,
    Circle,
    Network,
    Tie,
    analyse,
    as_graphml,
    coverage_gaps,
    draw_circles,
    draw_communities,
    place,
)
from kreislotse.networkanalysis.communities import communities, modularity

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


def network(actors, *circles, ties=(), largest=12):
    made = [Circle(f"c{number}", f"Kreis {number}", "body", tuple(one)) for number, one in enumerate(circles)]
    return Network.of([Actor(key, key.upper()) for key in actors], made, ties, largest=largest)


def names(analysis, positions):
    return "".join(analysis.actor(one).key for one in positions)


@st.composite
def networks(draw):
    actors = "abcdefghijkl"[: draw(st.integers(1, 12))]
    circles = draw(st.lists(st.sets(st.sampled_from(actors), min_size=1), max_size=8))
    return network(actors, *circles)


def crowd(number, seed=3):
    chance = random.Random(seed)
    actors = [f"a{one:03}" for one in range(number)]
    circles = [chance.sample(actors, chance.randint(3, 9)) for _circle in range(number // 5)]
    return network(actors, *circles)


# ── who works with whom ─────────────────────────────────────────────────────────────────────────────


def test_a_pair_knows_by_what_and_a_small_circle_binds_more_than_a_large_one():
    analysis = analyse(network("abcd", "ab", "abcd", ties=[Tie("a", "b", "referrals", "Vermittlungen", 4)]))

    first = analysis.pairs[0]
    assert names(analysis, (first.one, first.other)) == "ab"
    assert [one.name for one in analysis.by_what(first)] == ["Kreis 0", "Kreis 1", "Vermittlungen"]
    assert first.weight == pytest.approx(1 + 1 / 3 + 1)
    assert len(analysis.pairs) == 6


def test_a_circle_that_is_too_large_makes_no_ties_and_is_named():
    analysis = analyse(network("abcdef", "abcdef", "ab", largest=5))

    assert [one.name for one in analysis.network.too_large] == ["Kreis 0"]
    assert names(analysis, analysis.isolated) == "cdef"


def test_the_one_between_two_groups_is_a_bridge_with_its_sides():
    analysis = analyse(network("abcdefg", "abc", "cd", "def"))

    found = {analysis.actor(one.actor).key: [names(analysis, side) for side in one.sides] for one in analysis.bridges}
    assert found == {"c": ["def", "ab"], "d": ["abc", "ef"]}
    assert names(analysis, analysis.isolated) == "g"
    assert analysis.betweenness[2] == pytest.approx(6 / 15)


@pytest.mark.parametrize("bad", [
    {"actors": "aa", "ties": ()},
    {"actors": "ab", "ties": [Tie("a", "a", "referrals", "", 1)]},
])  # fmt: skip
def test_nonsense_is_refused(bad):
    with pytest.raises(ValueError):
        network(bad["actors"], ties=bad["ties"])


def test_unknown_members_empty_circles_and_counts_of_nothing_are_left_out():
    read = network("ab", "az", "", ties=[Tie("a", "b", "referrals", "", 0), Tie("a", "z", "referrals", "", 3)])

    assert (len(read.circles), len(read.ties)) == (0, 0)
    assert analyse(Network.of([], [])).pairs == []


@given(networks())
def test_bridges_are_those_whose_going_parts_others(found):
    """Against the definition: take one out and count the parts of its part."""
    analysis = analyse(found)
    parting = set()
    for position in range(len(found.actors)):
        rest = [one.key for number, one in enumerate(found.actors) if number != position]
        without = analyse(found.only(rest))
        if len(without.components) > len(analysis.components) - (position in analysis.isolated):
            parting.add(position)

    assert {bridge.actor for bridge in analysis.bridges} == parting


@given(networks(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(found, chance):
    actors, circles = list(found.actors), list(found.circles)
    chance.shuffle(actors)
    chance.shuffle(circles)
    shuffled = Network.of(actors, circles)

    assert analyse(shuffled) == analyse(found)
    assert place(analyse(shuffled)) == place(analyse(found))


# ── communities ─────────────────────────────────────────────────────────────────────────────────────


def test_two_groups_with_one_link_are_two_communities():
    links = [(a, b, 1.0) for group in ((0, 1, 2, 3), (4, 5, 6, 7)) for a, b in combinations(group, 2)] + [(3, 4, 1.0)]

    assert communities(9, links) == [(0, 1, 2, 3), (4, 5, 6, 7), (8,)]
    assert modularity(9, links, communities(9, links)) == pytest.approx(12 / 13 - 2 * 0.25)


def test_communities_of_a_known_network_are_as_good_as_published():
    """Zachary's club (1977): the best known division has a modularity of 0.4198; 0.41 is what good heuristics reach."""
    club = (
        "0 1,0 2,0 3,0 4,0 5,0 6,0 7,0 8,0 10,0 11,0 12,0 13,0 17,0 19,0 21,0 31,1 2,1 3,1 7,1 13,1 17,1 19,1 21,1 30,2 3,2 7,"
        "2 8,2 9,2 13,2 27,2 28,2 32,3 7,3 12,3 13,4 6,4 10,5 6,5 10,5 16,6 16,8 30,8 32,8 33,9 33,13 33,14 32,14 33,15 32,"
        "15 33,18 32,18 33,19 33,20 32,20 33,22 32,22 33,23 25,23 27,23 29,23 32,23 33,24 25,24 27,24 31,25 31,26 29,26 33,"
        "27 33,28 31,28 33,29 32,29 33,30 32,30 33,31 32,31 33,32 33"
    )
    links = [(int(a), int(b), 1.0) for a, b in (pair.split() for pair in club.split(","))]

    assert modularity(34, links, communities(34, links)) > 0.41


@given(networks())
def test_each_actor_is_in_one_community_and_no_division_into_parts_is_worse_than_none(found):
    analysis = analyse(found)
    links = [(pair.one, pair.other, pair.weight) for pair in analysis.pairs]
    number = len(found.actors)

    assert sorted(one for part in analysis.communities for one in part) == list(range(number))
    assert modularity(number, links, analysis.communities) >= modularity(number, links, [range(number)]) - 1e-9


# ── the picture ─────────────────────────────────────────────────────────────────────────────────────


def overlapping(drawing, line=16):
    boxes = [
        (spot.x - max(spot.label_width / 2, spot.radius), spot.x + max(spot.label_width / 2, spot.radius),
         spot.y - spot.radius - line / 2, spot.y + spot.radius + line / 2)
        for spot in drawing.spots
    ]  # fmt: skip
    return [
        (one, other) for one, other in combinations(boxes, 2)
        if one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_no_label_lies_on_another_with_sixty_organizations(seed):
    drawing = draw_circles(analyse(crowd(60, seed)), width=900, label_width=lambda name: 60 + len(name) * 8)

    assert len(drawing.spots) == 72
    assert overlapping(drawing) == []
    for spot in drawing.spots:
        half = max(spot.label_width / 2, spot.radius)
        assert half <= spot.x <= drawing.width - half
        assert 0 <= spot.y - spot.radius <= drawing.height


@given(networks())
def test_any_network_can_be_drawn_without_overlap_and_the_same_again(found):
    drawing = draw_circles(analyse(found), width=600, label_width=lambda name: 90)

    assert overlapping(drawing) == []
    assert draw_circles(analyse(found), width=600, label_width=lambda name: 90) == drawing


def test_a_large_network_is_drawn_as_communities():
    analysis = analyse(crowd(300))
    parts = [part for part in analysis.communities if len(part) > 1]
    drawing = draw_communities(
        analysis,
        names=[f"Gruppe {number}" for number, _part in enumerate(parts)],
        width=900,
        label_width=lambda name: 120,
    )

    assert [spot.number for spot in drawing.spots] == [len(part) for part in parts]
    assert overlapping(drawing) == []
    assert drawing.lines


def test_places_keep_communities_apart():
    analysis = analyse(network("abcdefg", "abc", "cd", "def"))
    spots = place(analysis)

    assert len(set(spots)) == 7
    inside, outside = [], []
    part_of = {one: number for number, part in enumerate(analysis.communities) for one in part}
    for one, other in combinations(range(6), 2):
        distance = (spots[one][0] - spots[other][0]) ** 2 + (spots[one][1] - spots[other][1]) ** 2
        (inside if part_of[one] == part_of[other] else outside).append(distance)
    assert sum(inside) / len(inside) < sum(outside) / len(outside)


# ── GraphML and coverage ────────────────────────────────────────────────────────────────────────────


def test_graphml_says_what_the_network_says():
    read = network("abc", "abc", ties=[Tie("a", "b", "referrals", "Vermittlungen", 4)])
    analysis = analyse(Network.of([Actor("a", "A & <B>\x07"), *read.actors[1:]], read.circles, read.ties))

    root = fromstring(as_graphml(analysis, place(analysis)))

    declared = {
        key.get("id"): (key.get("for"), key.get("attr.name"), key.get("attr.type"))
        for key in root.iter(f"{GRAPHML}key")
    }
    nodes = {node.get("id"): {declared[d.get("key")][1]: d.text for d in node} for node in root.iter(f"{GRAPHML}node")}
    edges = [(edge.get("source"), edge.get("target")) for edge in root.iter(f"{GRAPHML}edge")]
    assert nodes["a"]["label"] == "A & <B>"
    assert nodes["a"]["partners"] == "2"
    assert set(nodes) == {"a", "b", "c", "c0"}
    assert sorted(edges) == [("a", "b"), ("a", "c0"), ("b", "c0"), ("c", "c0")]
    assert all(end in nodes for edge in edges for end in edge)
    for owner, tag in (("node", "node"), ("edge", "edge")):
        used = {d.get("key") for element in root.iter(f"{GRAPHML}{tag}") for d in element}
        assert {declared[key][0] for key in used} == {owner}
    assert {kind for _for, _name, kind in declared.values()} <= {"string", "int", "double", "boolean"}


def test_gaps_name_what_is_missing_everywhere_first():
    counts, gaps = coverage_gaps(
        [("wohnen", "erbach"), ("wohnen", "erbach"), ("sport", "anderswo"), ("arbeit", "erbach"), ("arbeit", "höchst")],
        topics=["arbeit", "wohnen", "sport"], places=["erbach", "höchst"],
    )  # fmt: skip

    assert counts["wohnen", "erbach"] == 2
    assert [(gap.topic, gap.places, gap.is_everywhere) for gap in gaps] == [
        ("sport", ("erbach", "höchst"), True),
        ("wohnen", ("höchst",), False),
    ]
