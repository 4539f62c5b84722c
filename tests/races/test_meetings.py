"""Two number a resolution at the same moment, two write minutes at the same item, on PostgreSQL; and what happens without locks."""

from functools import partial

import pytest

from kreislotse.groups import meetings, minutes, resolutions
from kreislotse.groups.models import AgendaItem, Resolution
from kreislotse.groups.resolutions import Decision
from tests.groups.meetings import NOW, items, plan
from tests.races import on_postgresql

pytestmark = on_postgresql


@pytest.fixture
def decide_at_once(coordinator, at_once, slowly):
    """Two resolutions of one meeting are written down at once; gives the numbers there are then."""
    slowly(Resolution, "save")
    meeting = meetings.hold_meeting(plan(coordinator), now=NOW, by=coordinator)
    first, second = items(meeting, coordinator)

    def decide(item):
        return resolutions.record_resolution(item, Decision("Ja.", "consensus"), now=NOW, by=coordinator)

    def run_both():
        answers = at_once(partial(decide, first), partial(decide, second))
        return sorted(Resolution.objects.values_list("number", flat=True)), answers

    return run_both


def test_two_resolutions_at_once_get_two_numbers(decide_at_once):
    numbers, _answers = decide_at_once()

    assert numbers == [1, 2]


def test_control_without_the_lock_only_the_table_keeps_one_of_them_out(decide_at_once, without_locks):
    numbers, answers = decide_at_once()

    assert numbers == [1]
    assert any(isinstance(one, Exception) for one in answers)


@pytest.fixture
def write_at_once(coordinator, at_once, slowly):
    """Two pages write at the same item at once; gives what stands there, and which texts came back as contested."""
    slowly(AgendaItem, "save")
    meeting = meetings.hold_meeting(plan(coordinator), now=NOW, by=coordinator)
    [item, _second] = items(meeting, coordinator)
    seen = minutes.text_seen("")

    def write(page, text):
        note = minutes.Note(item, text, seen)
        return minutes.write_notes(meeting, [note], page=page, now=NOW, by=coordinator)

    def run_both():
        answers = at_once(partial(write, "a", "Eins."), partial(write, "b", "Zwei."))
        contested = [text for one in answers for _item, text in one.conflicts]
        return AgendaItem.objects.get(pk=item.pk).note, contested

    return run_both


def test_of_two_texts_one_is_kept_and_the_other_comes_back(write_at_once):
    kept, contested = write_at_once()

    assert sorted([kept, *contested]) == ["Eins.", "Zwei."]


def test_control_without_the_lock_words_are_lost(write_at_once, without_locks):
    _kept, contested = write_at_once()

    assert contested == []
