"""The office's pages of the plan, through the client: what they show, and what bad input gets."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from kreislotse.indicators.models import Indicator, Observation
from kreislotse.planning.models import Goal, Measure, PlanTranslation, PlanVersion, YearlyProgramme
from tests.factories import (
    BodyFactory,
    DefinitionFactory,
    GoalFactory,
    MeasureFactory,
    ObjectiveFactory,
    ObservationFactory,
    OrganizationFactory,
    PlanVersionFactory,
)


@pytest.fixture
def measure(in_district):
    goal = GoalFactory(number="1", version=PlanVersionFactory(adopted=True))
    return MeasureFactory(
        objective=ObjectiveFactory(goal=goal, number="1.1"), number="1.1.1", title="Kurskalender", status="running"
    )


@pytest.fixture
def head(person, login):
    return login(person("head_of_office"))


def url(name, *args):
    return reverse(f"office:{name}", args=args)


def test_plan_from_draft_to_adoption_to_the_next_edition(head, in_district):
    """The whole way of an edition, each step by its page."""
    settings = {
        "late_after_days": 30, "stale_after_days": 180, "target_tolerance_percent": 20, "report_every_months": 6, "asks_before_days": 14,
        "reminds_after_days": 14, "link_days": 60,
    }  # fmt: skip
    head.post(url("plan_begin"), {"title": "Konzept", "edition": "2026–2030", "valid_from": "1.1.2026", **settings})
    version = PlanVersion.objects.get()
    head.post(url("plan_add_goal", version.pk), {"number": "1", "title": "Alle lernen Deutsch"})
    goal = Goal.objects.get()
    head.post(url("plan_add_objective", goal.pk), {"goal": goal.pk, "number": "1.1", "title": "Niemand wartet lange"})
    objective = goal.objectives.get()
    assert "Messbar:" in head.get(url("objective_detail", objective.pk)).content.decode()
    new = {
        "objective": objective.pk,
        "number": "1.1.1",
        "title": "Kurskalender",
        "weight": "focus",
        "cost_cents": "1.200,50",
    }
    head.post(url("plan_add_measure", objective.pk), new)
    measure = Measure.objects.get()
    assert measure.cost_cents == 120050
    assert "keine Federführung" in head.get(url("plan_adopt", version.pk)).content.decode()
    head.post(url("plan_edit_measure", measure.pk), new | {"lead": OrganizationFactory().pk})
    head.post(url("plan_adopt", version.pk), {"adopted_on": "heute", "decision_reference": "VO/1"})
    version.refresh_from_db()
    assert version.status == "adopted"

    refused = head.post(url("plan_edit_measure", measure.pk), new | {"title": "Anders"})
    assert refused.status_code == 422
    assert "beginnen Sie bitte die nächste Fassung" in refused.content.decode()
    head.post(url("plan_change_status", measure.pk), {"status": "running", "on": "heute", "reason": "Auftakt war"})
    head.post(url("plan_report_progress", measure.pk), {"light": "green", "text": "Läuft."})
    kept = {f"{kind}-{row.pk}": "on" for kind, row in (("goal", goal), ("objective", objective))}
    without_reason = head.post(url("plan_carry_over", version.pk), kept | {"title": "Konzept", "edition": "2031"})
    assert "warum es nicht weitergeht" in without_reason.content.decode()
    head.post(url("plan_carry_over", version.pk), kept | {"title": "Konzept", "edition": "2031", f"measure-{measure.pk}-reason": "fertig"})  # fmt: skip

    draft = PlanVersion.objects.get(status="draft")
    assert (draft.follows, draft.measures.count()) == (version, 0)
    measure.refresh_from_db()
    assert (measure.status, measure.end_reason) == ("running", "fertig")


@pytest.mark.parametrize(
    ("query", "is_there"),
    [("text=kurs", True), ("text=nichts", False), ("stand=running", True), ("lage=late", False), ("gemeinde=999999", True), ("lage=quatsch", True)],
)  # fmt: skip
def test_overview_filters_and_ignores_what_nobody_knows(head, measure, query, is_there):
    page = head.get(f"{url('plan')}?{query}").content.decode()

    assert (f'<a href="{url("measure_detail", measure.pk)}">' in page) == is_there


def test_conflict_keeps_what_was_typed(head, in_district):
    goal = GoalFactory(number="1")
    seen = goal.updated_at.isoformat()
    goal.save()
    response = head.post(url("plan_edit_goal", goal.pk), {"number": "1", "title": "Mein Wortlaut", "seen": seen})

    assert response.status_code == 422
    assert "in der Zwischenzeit" in response.content.decode() and "Mein Wortlaut" in response.content.decode()


def test_year_is_chosen_and_shown(head, measure):
    year = timezone.localdate().year
    data = {"year": year, "chosen_by": BodyFactory().pk, "chosen_on": "heute", f"m{measure.pk}": "on", f"m{measure.pk}-aim": "Zehn Kurse"}  # fmt: skip
    empty = head.post(url("plan_choose_programme", measure.version_id), data | {f"m{measure.pk}": ""})
    assert "mindestens eine Maßnahme" in empty.content.decode()
    head.post(url("plan_choose_programme", measure.version_id), data)

    assert YearlyProgramme.objects.get().entries.get().aim == "Zehn Kurse"
    assert "Zehn Kurse" in head.get(url("plan_programmes", measure.version_id)).content.decode()


def test_timeline_shows_a_picture_and_says_the_same_in_a_table(head, measure):
    Measure.objects.update(starts_on=date(2026, 2, 1), ends_on=date(2026, 11, 30))
    page = head.get(url("plan_timeline", measure.version_id)).content.decode()

    assert "<svg" in page and "01.02.2026" in page


def test_indicator_is_defined_and_takes_a_number_or_a_symbol(head, in_district):
    facts = {"code": "kita", "name": "Kita-Quote", "valid_from": "1.1.2020", "text": "Anteil der Kinder", "unit": "percent", "decimals": 1, "direction": "up", "person_concept": "all", "level": "district"}  # fmt: skip
    head.post(url("define_indicator"), facts)
    indicator = Indicator.objects.get()
    value = {"period_from": "1.1.2025", "period_until": "31.12.2025", "source_name": "Jugendamt"}
    both = head.post(url("record_indicator_value", indicator.pk), value | {"value": "82,5", "symbol": "."})
    assert both.status_code == 422 and "eine Zahl oder ein Zeichen" in both.content.decode()
    head.post(url("record_indicator_value", indicator.pk), value | {"numerator": "165", "denominator": "200"})
    assert Observation.objects.get().value == Decimal("82.5")
    twice = head.post(url("record_indicator_value", indicator.pk), value | {"value": "80"})
    assert "gibt es schon einen Wert" in twice.content.decode()
    again = value | {"period_from": "1.1.2024", "period_until": "31.12.2024", "symbol": "…"}
    head.post(url("record_indicator_value", indicator.pk), again)
    assert "Angabe fällt später an" in head.get(url("indicator_detail", indicator.pk)).content.decode()


def test_series_is_drawn(head, in_district):
    definition = DefinitionFactory()
    for year in (2023, 2024):
        ObservationFactory(definition=definition, period_from=date(year, 1, 1), period_until=date(year, 12, 31))

    assert "<svg" in head.get(url("indicator_detail", definition.indicator_id)).content.decode()


def test_translation_is_outdated_when_the_german_words_change(head, in_district):
    goal = GoalFactory(number="1")
    head.post(url("plan_language_part", "leitziel", goal.pk, "tr"), {"title": "Herkes", "text": ""})
    page = url("plan_languages", goal.version_id) + "?sprache=tr"
    assert "0 sind veraltet" in head.get(page).content.decode()
    Goal.objects.update(title="Ganz anders")

    assert "1 sind veraltet" in head.get(page).content.decode()
    missing = head.post(url("plan_language_part", "leitziel", goal.pk, "tr"), {"title": "", "text": "x"})
    assert missing.status_code == 422
    head.post(url("plan_language_part", "leitziel", goal.pk, "tr"), {"title": "", "text": ""})
    assert not PlanTranslation.objects.exists()
    assert head.get(url("plan_language_part", "quatsch", goal.pk, "tr")).status_code == 404
