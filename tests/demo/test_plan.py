"""The plan of the demo: two editions that fit together, and something of everything a page can show."""

from collections import Counter
from datetime import date

from kreislotse.planning import versions
from kreislotse.planning.carrying import parts_of
from kreislotse.planning.comparison import compare
from kreislotse.planning.content import plan_content
from kreislotse.planning.deciding import check_decided
from kreislotse.planning.models import Measure, Need, PlanReport, PlanVersion, YearlyProgramme
from kreislotse.planning.plan_queries import current_version, rows_of
from kreislotse.planning.plan_views import objective_page
from kreislotse.planning.reports import frozen_content
from kreislotse.planning.standing import Standing
from kreislotse.planning.trace import Kind, trace
from kreislotse.planning.translating import lines_of

TODAY = date(2026, 3, 9)


def test_the_edition_in_force_follows_the_one_before_and_carries_it_on(demo):
    version = current_version()

    assert version.follows.status == PlanVersion.Status.REPLACED
    carried = Measure.objects.filter(version=version, carried_from__version=version.follows)
    ended = Measure.objects.filter(version=version.follows).exclude(end_reason="")
    assert carried.count() >= 4
    assert ended.count() == 3


def test_plan_is_as_large_as_a_real_one(demo):
    goals, objectives, measures = (rows.count() for rows in parts_of(current_version()))

    assert (goals, objectives) == (6, 12)
    assert 25 <= measures <= 40


def test_measures_stand_in_every_way_a_page_shows(demo):
    counts = Counter(row.standing for row in rows_of(current_version(), today=TODAY))

    assert set(counts) >= set(Standing) - {Standing.STALE}, counts
    assert counts[Standing.ON_TIME] > sum(counts.values()) / 4


def test_nothing_in_it_would_keep_it_from_being_adopted(demo):
    assert versions.obstacles(current_version()) == []


def test_most_objectives_are_smart_and_some_show_what_is_missing(demo):
    version = current_version()
    missing = [bool(objective_page(one).missing) for one in parts_of(version)[1].select_related("goal__version")]

    assert True in missing
    assert False in missing


def test_steering_group_chose_a_programme_and_goals_are_translated(demo):
    programme = YearlyProgramme.objects.get(year=2026)

    assert programme.chosen_by.kind == "steering_group"
    assert programme.entries.count() >= 5
    assert Counter(line.state for line in lines_of(current_version(), "tr"))["outdated"] == 1


def test_the_council_has_read_a_report_and_things_have_changed_since(demo):
    version = current_version()
    report = PlanReport.objects.get(version=version)
    now = plan_content(version, today=TODAY)

    assert frozen_content(report)["as_of"] == report.as_of.isoformat() < TODAY.isoformat()
    assert compare(report.content, now)
    assert plan_content(version, today=TODAY) == now


def test_edition_and_programme_rest_on_resolutions_of_the_steering_group(demo):
    version, programme = current_version(), YearlyProgramme.objects.get(year=2026)

    check_decided(version.resolution, version.adopted_on)
    check_decided(programme.resolution, programme.chosen_on)
    assert version.resolution.body == programme.resolution.body == programme.chosen_by
    assert programme.resolution.reference in programme.decision_reference


def test_a_resolution_leads_to_needs_goals_and_measures(demo):
    of_plan, of_need = current_version().resolution, Need.objects.exclude(resolution=None).first().resolution

    assert {Kind.GOAL, Kind.OBJECTIVE, Kind.MEASURE} <= {step.kind for step in trace(of_plan).steps if step.nodes}
    assert {Kind.NEED, Kind.GOAL, Kind.MEASURE} <= {step.kind for step in trace(of_need).steps if step.nodes}
