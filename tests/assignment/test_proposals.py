"""Proposals for one request: whoever is listed may go, whoever may go is listed, and the rest hear a true reason."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from kreislotse.assignment import near_misses, rank

from .checker import may_go, waived
from .test_week import FALLBACKS, guides, requests


@st.composite
def questions(draw):
    """One request and up to six guides, with rules that meet often: direction, papers of one day, ways, caps, exclusions."""
    return draw(requests("r")), [draw(guides(f"g{n}")) for n in range(draw(st.integers(1, 6)))]


def hours_of(request):
    return request.slots or (None,)


@settings(max_examples=300, deadline=None)
@given(questions())
def test_no_proposal_ever_breaks_a_hard_rule(question):
    request, pool = question
    by_key = {guide.key: guide for guide in pool}

    for candidate in rank(request, pool, fallbacks=FALLBACKS):
        guide = by_key[candidate.guide]
        assert all(may_go(request, guide, slot, fallbacks=FALLBACKS) for slot in candidate.slots or (None,))
        assert bool(candidate.slots) == bool(request.slots)


@settings(max_examples=300, deadline=None)
@given(questions())
def test_nobody_who_may_go_is_left_out(question):
    request, pool = question
    allowed = {g.key for g in pool if any(may_go(request, g, slot, fallbacks=FALLBACKS) for slot in hours_of(request))}

    assert {candidate.guide for candidate in rank(request, pool, fallbacks=FALLBACKS)} == allowed


@settings(max_examples=300, deadline=None)
@given(questions())
def test_with_all_named_obstacles_out_of_the_way_the_guide_could_go(question):
    """What the office is told is complete: nothing else would still stand against the guide."""
    request, pool = question
    by_key = {guide.key: guide for guide in pool}

    for key, obstacles in near_misses(request, pool, fallbacks=FALLBACKS):
        assert obstacles
        wish, guide = request, by_key[key]
        for obstacle in obstacles:
            wish, guide = waived(obstacle.code, wish, guide, FALLBACKS)
        # a time outside the usual hours hides that the guide is busy then; levels hide directions
        guide, wish = replace(guide, busy=()), replace(
            wish, languages=tuple(replace(need, direction=None) for need in wish.languages)
        )  # fmt: skip
        assert any(may_go(wish, guide, slot, fallbacks=FALLBACKS) for slot in hours_of(wish)), obstacles
