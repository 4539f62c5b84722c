"""The plan as plain data: complete, in order, without persons, and what the public may read of it."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.core.translations import text_hashes
from kreislotse.planning.content import in_municipality, plan_content, public_content, translated
from kreislotse.planning.models import Goal, Measure, Milestone, PlanTranslation
from kreislotse.planning.ordering import number_key
from kreislotse.planning.summary import summary
from tests import factories as make
from tests.planning.making import TODAY, make_plan


@pytest.fixture
def plan(in_district):
    return make_plan()


def measure(content, number):
    return next(one for one in content["measures"] if one["number"] == number)


@pytest.mark.django_db
def test_the_content_is_whole_in_order_and_can_be_kept_as_json(plan):
    content = plan_content(plan, today=TODAY)

    assert json.loads(json.dumps(content)) == content
    assert [one["number"] for one in content["measures"]] == ["M1", "M2", "M10"]
    running = measure(content, "M2")
    assert (running["lead"], running["places"][0]["name"]) == ("Kreisvolkshochschule", "Bad Musterau")
    assert running["report"]["light"] == "yellow"
    assert (running["status_on"], running["status_reason"]) == ("2026-02-01", "Erster Kurs hat begonnen")
    assert running["targets"][0] | {} == running["targets"][0] and running["targets"][0]["value"] == "3"
    assert measure(content, "M10")["depends_on"] == ["M2"]
    assert "person@vhs.example" not in json.dumps(content)


@pytest.mark.django_db
def test_the_public_reads_no_refusal_and_no_money_nobody_granted(plan):
    running = measure(public_content(plan_content(plan, today=TODAY)), "M2")

    assert [one["name"] for one in running["partners"]] == ["Familienzentrum"]
    assert [one["source"] for one in running["funding"]] == ["Land"]


@pytest.mark.django_db
def test_a_municipality_gets_its_own_measures_and_those_of_the_whole_kreis(plan):
    content = plan_content(plan, today=TODAY)
    ags = measure(content, "M2")["places"][0]["ags"]

    assert [one["number"] for one in in_municipality(content, ags)["measures"]] == ["M1", "M2", "M10"]
    assert [one["number"] for one in in_municipality(content, "00000000")["measures"]] == ["M1", "M10"]


@pytest.mark.django_db
def test_titles_come_in_the_readers_language_where_there_are_any(plan):
    goal = Goal.objects.get(number="1")
    PlanTranslation(
        goal=goal, language="tr", title="Herkes anlaşabilir", source_hashes=text_hashes(goal, ("title", "text"))
    ).save()
    content = translated(plan_content(plan, today=TODAY), plan, "tr")

    assert (content["goals"][0]["title"], content["goals"][0]["language"]) == ("Herkes anlaşabilir", "tr")
    assert content["goals"][1]["title"] == "Arbeit, die zum Können passt" and "language" not in content["goals"][1]


@pytest.mark.django_db
def test_the_content_costs_the_same_number_of_queries_for_many_measures(plan):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            plan_content(plan, today=TODAY)
        return len(seen)

    few = cost()
    for number in range(30):
        one = make.MeasureFactory(objective=plan.goals.first().objectives.first(), number=f"X{number}")
        Milestone(measure=one, title="Schritt", due_on=TODAY).save()

    assert cost() == few <= 25


@pytest.mark.django_db
def test_the_summary_counts_each_measure_once(plan):
    content = plan_content(plan, today=TODAY)
    found = summary(content["measures"])

    assert sum(found.by_status.values()) == found.measures == 3
    assert (found.done, found.late, found.lights["yellow"], found.silent) == (1, 1, 1, 0)
    assert (found.milestones_reached, found.milestones) == (1, 2)
    assert (found.cost_cents, found.granted_cents, found.spent_cents) == (1_250_000, 800_000, 420_000)


@given(st.lists(st.text(max_size=8), max_size=8))
def test_numbers_can_always_be_put_in_order(numbers):
    ordered = sorted(numbers, key=number_key)

    assert sorted(ordered, key=number_key) == ordered


def test_numbers_come_as_people_count():
    assert sorted(["M10", "M2a", "M2", "1.10", "1.2", "1"], key=number_key) == ["1", "1.2", "1.10", "M2", "M2a", "M10"]


@pytest.mark.django_db
def test_a_plan_without_measures_is_a_plan(in_district):
    content = plan_content(make.PlanVersionFactory(), today=TODAY)

    assert content["measures"] == content["goals"] == []
    assert Measure.objects.count() == 0
