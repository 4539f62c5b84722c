"""Who may act in which role on which day, and the sentences that say what is missing."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kreislotse.guides.models import (
    ConductCertificate,
    ConductRule,
    Declaration,
    FormalAppointment,
    Guide,
    GuideRule,
    RecognizedTraining,
)
from kreislotse.guides.qualification import may_act, obstacles_of, standings_of
from tests.factories import (
    AttendanceFactory,
    GuideFactory,
    GuideLanguageFactory,
    LanguageFactory,
    RoleRequirementFactory,
    TopicFactory,
    TrainingModuleFactory,
)

pytestmark = pytest.mark.usefixtures("in_district")
DAY = date(2026, 3, 9)


def codes(guide, role="guide", on=DAY, **extra):
    return [obstacle.code for obstacle in may_act(guide, role, on, **extra)]


def test_without_rules_nothing_is_in_the_way():
    assert codes(GuideFactory()) == []


def test_before_the_base_training_a_sentence_says_how_many_units_are_missing():
    RoleRequirementFactory(base_units=20)
    guide = GuideFactory()
    AttendanceFactory(guide=guide, units=8)

    [obstacle] = may_act(guide, "guide", DAY)

    assert obstacle.code == "training_missing"
    assert "8 von 20 Unterrichtseinheiten am 09.03.2026" in obstacle.sentence


def test_units_count_from_the_day_they_were_attended():
    RoleRequirementFactory(base_units=16)
    guide = GuideFactory()
    AttendanceFactory(guide=guide, on=date(2026, 2, 7))
    AttendanceFactory(guide=guide, on=date(2026, 3, 9))

    assert codes(guide, on=date(2026, 3, 8)) == ["training_missing"]
    assert codes(guide, on=date(2026, 3, 9)) == []


def test_only_base_training_for_the_same_role_counts():
    RoleRequirementFactory(role="interpreter", base_units=8)
    guide = GuideFactory()
    AttendanceFactory(guide=guide, module=TrainingModuleFactory(role="guide"))
    AttendanceFactory(guide=guide, module=TrainingModuleFactory(kind="further"))

    assert codes(guide, "interpreter") == ["training_missing"]
    AttendanceFactory(guide=guide, module=TrainingModuleFactory(role="interpreter"))
    assert codes(guide, "interpreter") == []


def test_the_rule_of_the_day_counts():
    RoleRequirementFactory(base_units=0, valid_to=date(2026, 3, 31))
    RoleRequirementFactory(base_units=24, valid_from=date(2026, 4, 1))
    guide = GuideFactory()

    assert codes(guide, on=date(2026, 3, 31)) == []
    assert codes(guide, on=date(2026, 4, 1)) == ["training_missing"]


def test_a_training_brought_along_counts():
    RoleRequirementFactory(base_units=24)
    guide = GuideFactory()
    RecognizedTraining(
        guide=guide, module=TrainingModuleFactory(), units=24, completed_on=date(2016, 5, 1), where="Kreis Leer"
    ).save()

    assert codes(guide) == []


def test_a_module_that_runs_out_counts_until_the_day_before():
    RoleRequirementFactory(base_units=8)
    guide = GuideFactory()
    AttendanceFactory(guide=guide, module=TrainingModuleFactory(validity_months=12), on=date(2025, 3, 9))

    assert codes(guide, on=date(2026, 3, 8)) == []
    assert codes(guide, on=date(2026, 3, 9)) == ["training_missing"]


def test_without_further_training_the_base_training_is_not_enough():
    RoleRequirementFactory(base_units=8, refresh_after_months=12)
    guide = GuideFactory()
    AttendanceFactory(guide=guide, on=date(2025, 3, 9))

    assert codes(guide, on=date(2026, 3, 8)) == []
    assert codes(guide, on=date(2026, 3, 9)) == ["refresher_missing"]
    AttendanceFactory(guide=guide, on=date(2026, 3, 1), module=TrainingModuleFactory(kind="reflection"))
    assert codes(guide, on=date(2026, 3, 9)) == []


def test_papers_that_the_role_asks_for():
    RoleRequirementFactory(
        role="interpreter", needs_appointment=True, needs_confidentiality=True, needs_neutrality=True, german_level="B1"
    )
    guide = GuideFactory()

    assert codes(guide, "interpreter") == [
        "not_appointed", "confidentiality_missing", "neutrality_missing", "german_missing",
    ]  # fmt: skip
    FormalAppointment(guide=guide, role="interpreter", appointed_on=DAY).save()
    for kind in (Declaration.Kind.CONFIDENTIALITY, Declaration.Kind.NEUTRALITY):
        Declaration(guide=guide, kind=kind, wording_version="1", signed_on=DAY).save()
    GuideLanguageFactory(guide=guide, language=LanguageFactory(code="de", name="Deutsch"), level="B2")
    assert codes(guide, "interpreter") == []


def test_a_lower_level_of_german_is_not_enough():
    RoleRequirementFactory(german_level="B2")
    guide = GuideFactory()
    GuideLanguageFactory(guide=guide, language=LanguageFactory(code="de", name="Deutsch"), level="B1")

    assert codes(guide) == ["german_missing"]


def test_an_appointment_that_has_ended_does_not_count_any_more():
    RoleRequirementFactory(needs_appointment=True)
    guide = GuideFactory()
    FormalAppointment(
        guide=guide, role="guide", appointed_on=date(2025, 1, 1), ended_on=date(2026, 3, 9), ending="withdrawn"
    ).save()

    assert codes(guide, on=date(2026, 3, 8)) == []
    assert codes(guide, on=date(2026, 3, 9)) == ["not_appointed"]


def test_the_certificate_is_asked_for_per_activity():
    school = TopicFactory()
    ConductRule(role="guide", is_required=False, because="nur Erwachsene", valid_from=date(2020, 1, 1)).save()
    ConductRule(role="guide", topic=school, is_required=True, because="Kinder", valid_from=date(2020, 1, 1)).save()
    guide = GuideFactory()

    assert codes(guide) == []
    [obstacle] = may_act(guide, "guide", DAY, topic=school)
    assert "weil: Kinder" in obstacle.sentence


def test_a_certificate_holds_for_the_years_of_the_rule():
    ConductRule(role="guide", is_required=True, because="Kinder", valid_from=date(2020, 1, 1)).save()
    GuideRule(certificate_renewal_years=5, valid_from=date(2020, 1, 1)).save()
    guide = GuideFactory()
    ConductCertificate(guide=guide, issued_on=date(2021, 2, 1), inspected_on=date(2021, 3, 9)).save()

    assert codes(guide, on=date(2026, 3, 8)) == []
    assert codes(guide, on=date(2026, 3, 9)) == ["certificate_old"]


def test_the_sentence_tells_nobody_of_an_entry():
    ConductRule(role="guide", is_required=True, because="Kinder", valid_from=date(2020, 1, 1)).save()
    guide = GuideFactory()
    ConductCertificate(
        guide=guide, issued_on=date(2026, 2, 1), inspected_on=date(2026, 3, 1), has_relevant_entry=True
    ).save()

    [obstacle] = may_act(guide, "guide", DAY)

    assert obstacle.code == "certificate_missing"
    assert "Eintrag" not in obstacle.sentence


@pytest.mark.parametrize("status", [s for s in Guide.Status.values if s not in ("active", "left")])
def test_only_active_guides_act(status):
    assert codes(GuideFactory(status=status)) == ["not_active"]


def test_three_hundred_guides_cost_as_many_queries_as_three():
    RoleRequirementFactory(base_units=8)

    def queries(guides):
        with CaptureQueriesContext(connection) as caught:
            obstacles_of(guides, DAY)
        return len(caught)

    guides = [GuideFactory() for _one in range(12)]
    for guide in guides:
        AttendanceFactory(guide=guide)

    assert queries(guides) == queries(guides[:2])


def test_a_standing_says_since_when_and_until():
    RoleRequirementFactory(base_units=16, refresh_after_months=24)
    guide = GuideFactory()
    AttendanceFactory(guide=guide, on=date(2025, 2, 1))
    AttendanceFactory(guide=guide, on=date(2025, 2, 8))

    standing = standings_of([guide], DAY)[guide.pk]["guide"]

    assert (standing.base_units, standing.qualified_since) == (16, date(2025, 2, 8))
    assert standing.refresh_until == date(2027, 2, 7)
