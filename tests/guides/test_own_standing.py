"""A guide sees on the phone what is missing, what expires soon, and the trainings they are registered for."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from kreislotse.guides.models import ConductCertificate, ConductRule
from kreislotse.guides.own_standing import open_points, own_courses
from tests.factories import (
    GuideFactory,
    RoleRequirementFactory,
    TrainingDateFactory,
    TrainingParticipantFactory,
    TrainingRunFactory,
)

TODAY = date(2026, 3, 9)


@pytest.fixture
def guide(person):
    return GuideFactory(user=person("guide"), is_guide=True, is_interpreter=False)


@pytest.fixture
def certificate_needed(in_district):
    ConductRule(role="guide", is_required=True, because="Begleitung von Kindern", valid_from=date(2020, 1, 1)).save()


def test_without_rules_nothing_is_missing(guide):
    assert open_points(guide, today=TODAY) == []


def test_what_is_missing_is_said_for_the_own_roles_only(guide, certificate_needed):
    RoleRequirementFactory(role="guide", base_units=30)
    RoleRequirementFactory(role="interpreter", base_units=99)

    points = open_points(guide, today=TODAY)

    assert any("Die Grundschulung fehlt: 0 von 30" in one for one in points)
    assert any("Führungszeugnis fehlt" in one for one in points)
    assert not any("99" in one for one in points)


@pytest.mark.parametrize(("inspected_on", "said"), [(date(2021, 3, 20), True), (date(2021, 9, 1), False)])
def test_a_certificate_that_must_be_renewed_soon_is_said(guide, certificate_needed, inspected_on, said):
    ConductCertificate(guide=guide, issued_on=inspected_on, inspected_on=inspected_on, has_relevant_entry=False).save()

    points = open_points(guide, today=TODAY)

    assert points == (["Ihr Führungszeugnis muss bis zum 20.03.2026 erneuert werden."] if said else [])


def test_own_trainings_show_the_days_to_come(guide):
    run = TrainingRunFactory(place="Kreishaus")
    TrainingParticipantFactory(run=run, guide=guide)
    TrainingDateFactory(run=run, on=TODAY - timedelta(days=7))
    coming = TrainingDateFactory(run=run, on=TODAY + timedelta(days=7))
    TrainingDateFactory(run=TrainingRunFactory(), on=TODAY + timedelta(days=8))

    [course] = own_courses(guide, today=TODAY)

    assert (course.place, course.days) == ("Kreishaus", [coming])


def test_the_page_shows_both(guide, login, certificate_needed):
    run = TrainingRunFactory(place="Kreishaus")
    TrainingParticipantFactory(run=run, guide=guide)
    TrainingDateFactory(run=run, on=timezone.localdate() + timedelta(days=3))

    page = login(guide.user).get("/unterwegs/unterlagen/").content.decode()

    assert "Führungszeugnis fehlt" in page
    assert "Kreishaus" in page
