"""Two people take the last place of a training at the same moment, on PostgreSQL; without the lock both would have it."""

from functools import partial

import pytest

from kreislotse.guides import training
from kreislotse.guides.models import TrainingParticipant
from tests.factories import NOON, GuideFactory, TrainingDateFactory, TrainingRunFactory
from tests.races import on_postgresql

pytestmark = on_postgresql


@pytest.fixture
def register_at_once(in_district, at_once, slowly):
    """Two guides register for a training with one place; gives the statuses."""
    slowly(TrainingParticipant, "save")
    run = TrainingRunFactory(places=1)
    TrainingDateFactory(run=run)

    def register(guide):
        return training.register_for_training(run, guide, now=NOON, by=None)

    def run_both():
        at_once(*[partial(register, guide) for guide in (GuideFactory(), GuideFactory())])
        return sorted(TrainingParticipant.objects.filter(run=run).values_list("status", flat=True))

    return run_both


def test_the_last_place_goes_to_one_and_the_other_waits(register_at_once):
    assert register_at_once() == ["registered", "waiting"]


def test_control_without_the_lock_both_have_it(register_at_once, without_locks):
    assert register_at_once() == ["registered", "registered"]
