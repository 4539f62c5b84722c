"""Two people at once: one adoption counts, no wording is lost, no circle arises; the controls go wrong without the locks."""

from datetime import date

import pytest
from django.db.models import QuerySet

from kreislotse.audit.models import AuditEntry
from kreislotse.planning import contents, measure_parts, versions
from kreislotse.planning.cycles import find_cycle
from kreislotse.planning.editions import ChangedMeanwhile, VersionAdopted
from kreislotse.planning.measure_parts import WaitsInCircle
from kreislotse.planning.models import Dependency, Goal, PlanVersion
from tests.factories import GoalFactory, MeasureFactory, ObjectiveFactory, member
from tests.races import on_postgresql

pytestmark = on_postgresql

TODAY = date(2026, 3, 9)


@pytest.fixture
def measure(in_district):
    return MeasureFactory(objective=ObjectiveFactory(goal__number="1", number="1.1"), number="1.1.1")


@pytest.fixture
def adopt_twice(measure, at_once, slowly):
    slowly(versions, "obstacles")
    heads = [member("head_of_office") for _n in range(2)]

    def adopt(by):
        version = PlanVersion.objects.get()
        return lambda: (
            versions.adopt_version(
                version, adopted_on=TODAY, decision_reference=f"VO/{by.pk}", today=TODAY, by=by
            ).decision_reference
        )

    return lambda: at_once(*[adopt(by) for by in heads])


def test_one_of_two_adopts_and_the_other_hears_of_it(adopt_twice):
    results = adopt_twice()

    assert sum(isinstance(one, VersionAdopted) for one in results) == 1
    assert PlanVersion.objects.get().decision_reference in results
    assert AuditEntry.objects.filter(entry="plan_adopted").count() == 1


def test_control_without_the_locks_both_believe_they_adopted(adopt_twice, without_locks, monkeypatch):
    monkeypatch.setattr(
        QuerySet, "select_for_update", lambda rows, **_options: rows.all()
    )  # the district's own row too

    assert not any(isinstance(one, VersionAdopted) for one in adopt_twice())


@pytest.fixture
def edit_twice(in_district, at_once, slowly):
    slowly(contents, "check_unchanged")
    goal, by = GoalFactory(number="1"), member("coordinator")

    def edit(title):
        mine = Goal.objects.get(pk=goal.pk)
        mine.title = title
        return lambda: contents.save_goal(mine, fields_of_action=[], by=by, seen_at=goal.updated_at).title

    return lambda: at_once(edit("Ein Wortlaut"), edit("Ein anderer"))


def test_of_two_wordings_the_second_is_not_written_over_the_first(edit_twice):
    results = edit_twice()

    assert sum(isinstance(one, ChangedMeanwhile) for one in results) == 1
    assert Goal.objects.get().title in results


def test_control_without_the_lock_one_wording_is_lost(edit_twice, without_locks):
    assert sorted(edit_twice()) == ["Ein Wortlaut", "Ein anderer"]


@pytest.fixture
def wait_for_each_other(measure, at_once, slowly):
    slowly(measure_parts, "find_cycle")
    other, by = MeasureFactory(objective=measure.objective, number="1.1.2"), member("coordinator")

    def add(waiting, needed):
        return lambda: measure_parts.add_dependency(waiting, needed, by=by).pk

    return lambda: at_once(add(measure, other), add(other, measure))


def test_two_dependencies_at_once_make_no_circle(wait_for_each_other):
    assert sum(isinstance(one, WaitsInCircle) for one in wait_for_each_other()) == 1
    assert find_cycle(Dependency.objects.values_list("measure", "needs")) is None


def test_control_without_the_lock_they_wait_in_a_circle(wait_for_each_other, without_locks):
    wait_for_each_other()

    assert find_cycle(Dependency.objects.values_list("measure", "needs"))
