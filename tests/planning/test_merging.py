"""Equal needs become one, and can become two again: no origin is lost, no circle comes about."""

import random
from contextlib import suppress
from datetime import date

import pytest

from kreislotse.core.errors import DomainError
from kreislotse.planning import merging, needs
from kreislotse.planning.models import Need, NeedOrigin
from kreislotse.planning.need_queries import detail
from tests.factories import MeasureFactory, NeedFactory

TODAY = date(2026, 3, 9)


def merge(need, into, by):
    return merging.merge(need, into=into, today=TODAY, by=by)


def words(need) -> set[str]:
    return set(NeedOrigin.objects.filter(need=need).values_list("wording", flat=True))


def three():
    return [NeedFactory(title=name, origin__wording=name) for name in ("eins", "zwei", "drei")]


def test_origins_move_with_their_words(coordinator):
    one, two, _three = three()

    merge(one, two, coordinator)

    assert words(two) == {"eins", "zwei"}
    one.refresh_from_db()
    assert (one.merged_into, one.merged_on) == (two, TODAY)
    assert detail(two).merged == [one]
    assert {origin.merged_from for origin in two.origins.all()} == {one, None}


def test_undone_in_any_order_each_has_its_own_again(coordinator):
    one, two, last = three()
    merge(one, two, coordinator)
    merge(two, last, coordinator)
    assert words(last) == {"eins", "zwei", "drei"}

    merging.take_apart(two, by=coordinator)
    assert (words(last), words(two)) == ({"drei"}, {"eins", "zwei"})
    merging.take_apart(one, by=coordinator)

    assert (words(one), words(two)) == ({"eins"}, {"zwei"})
    assert not NeedOrigin.objects.exclude(merged_from=None).exists()
    with pytest.raises(merging.NotMerged):
        merging.take_apart(one, by=coordinator)


def test_the_inner_one_can_leave_first(coordinator):
    one, two, last = three()
    merge(one, two, coordinator)
    merge(two, last, coordinator)

    merging.take_apart(one, by=coordinator)

    assert (words(one), words(last)) == ({"eins"}, {"zwei", "drei"})


def test_circles_are_impossible(coordinator):
    one, two, last = three()
    merge(one, two, coordinator)
    merge(two, last, coordinator)

    with pytest.raises(merging.SameNeed):
        merge(last, last, coordinator)
    with pytest.raises(merging.MergedInCircle, match="„eins“ gehört schon zu diesem Bedarf"):
        merge(last, one, coordinator)
    with pytest.raises(needs.NeedMerged, match="mit „zwei“ zusammengeführt"):
        merge(NeedFactory(), one, coordinator)
    with pytest.raises(needs.NeedMerged):
        merge(one, last, coordinator)


def test_a_merged_need_is_worked_on_where_it_went(coordinator):
    one, two, _last = three()
    merge(one, two, coordinator)

    with pytest.raises(needs.NeedMerged, match="Bitte arbeiten Sie dort weiter"):
        needs.decide(one, decision="taken_up", on=TODAY, today=TODAY, by=coordinator)
    needs.hear_again(one, needs.Origin("survey", TODAY, wording="noch einmal"), today=TODAY, by=coordinator)

    assert "noch einmal" in words(two)


def test_what_the_plan_answers_stays_with_the_merged_need_and_shows_at_the_other(coordinator):
    one, two, _last = three()
    answer = needs.answer_with(one, measure=MeasureFactory(), today=TODAY, by=coordinator)

    merge(one, two, coordinator)

    assert detail(Need.objects.get(pk=two.pk)).answers == [answer]


def test_whatever_is_merged_and_taken_apart_nothing_is_lost(coordinator):
    """Three hundred steps by a fixed chance; after each, every origin is at the need its own one went to."""
    chance, rows = random.Random(5), [NeedFactory(origin__wording=str(n)) for n in range(6)]
    for _step in range(300):
        first, second = chance.sample(rows, 2)
        with suppress(DomainError):
            if chance.random() < 0.5:
                merge(first, second, coordinator)
            else:
                merging.take_apart(first, by=coordinator)

        for number, need in enumerate(rows):
            need.refresh_from_db()
            assert merging.standing_one(need).origins.filter(wording=str(number)).count() == 1
