"""Whom to thank and why, what runs out, and the proof on paper."""

from datetime import date, timedelta

import pytest

from kreislotse.coordination.expiry import bands
from kreislotse.coordination.models import CoordinationRule
from kreislotse.coordination.thanks import NothingToProve, PeriodReversed, occasions, proof_of_work
from kreislotse.guides.models import ConductCertificate, ConductRule
from tests.factories import AppointmentFactory, AssignmentFactory, GuideFactory, HelpRequestFactory

TODAY = date(2026, 3, 9)


def worked(guide, *days, minutes=60, **fields):
    assignment = AssignmentFactory(guide=guide, help_request=HelpRequestFactory(wish="company"), **fields)
    for day in days:
        AppointmentFactory(assignment=assignment, on=day, duration_minutes=minutes, counted_in=date(2026, 3, 1))
    return assignment


def codes(user, guide):
    return [one.code for one in occasions(to=user, today=TODAY) if one.guide == guide]


@pytest.mark.parametrize(
    ("started_on", "expected"),
    [(date(2025, 3, 20), ["years"]), (date(2021, 3, 1), ["years"]), (date(2016, 4, 8), ["years"]), (date(2024, 3, 9), []),
     (date(2025, 5, 1), []), (date(2025, 2, 1), [])],
)  # fmt: skip
def test_round_years_are_said_a_month_around_their_day(coordinator, in_district, started_on, expected):
    assert codes(coordinator, GuideFactory(started_on=started_on)) == expected


def test_somebody_of_the_29th_of_february_has_a_day_each_year(coordinator, in_district):
    guide = GuideFactory(started_on=date(2016, 2, 29))

    [one] = [one for one in occasions(to=coordinator, today=TODAY) if one.guide == guide]

    assert one.on == date(2026, 2, 28)


def test_the_first_appointment_is_said_for_two_weeks(coordinator, in_district):
    new, not_new = GuideFactory(), GuideFactory()
    worked(new, TODAY - timedelta(days=14))
    worked(not_new, TODAY - timedelta(days=15))

    assert codes(coordinator, new) == ["first"]
    assert codes(coordinator, not_new) == []


def test_round_hours_are_those_of_the_dated_rule(coordinator, in_district):
    guide = GuideFactory()
    worked(guide, TODAY - timedelta(days=200), minutes=9 * 60)
    worked(guide, TODAY - timedelta(days=2), minutes=60)
    assert codes(coordinator, guide) == []

    CoordinationRule.objects.create(thanks_hours=10, valid_from=date(2026, 1, 1))

    assert codes(coordinator, guide) == ["hours"]


def test_a_traegers_coordinator_thanks_own_people_only(provider_pool):
    for guide in (provider_pool.own, provider_pool.other):
        worked(guide, TODAY)

    assert {one.guide for one in occasions(to=provider_pool.user, today=TODAY)} == {provider_pool.own}


def test_the_proof_counts_what_took_place_by_role(coordinator, in_district):
    guide = GuideFactory()
    worked(guide, date(2026, 1, 5), date(2026, 2, 5), minutes=90)
    worked(guide, date(2026, 3, 1), role="interpreter")
    missed = AppointmentFactory(assignment=worked(guide), on=date(2026, 3, 2), counted_in=date(2026, 3, 1))
    missed.outcome = "no_show"
    missed.save()

    proof = proof_of_work(guide, first=date(2026, 1, 1), last=TODAY)

    assert (proof.appointments, proof.hours) == (3, "4")
    assert [(number, hours) for _role, number, hours in proof.rows] == [(2, "3"), (1, "1")]


def test_a_proof_of_nothing_and_a_reversed_period_are_refused(in_district):
    guide = GuideFactory()

    with pytest.raises(NothingToProve):
        proof_of_work(guide, first=date(2026, 1, 1), last=TODAY)
    with pytest.raises(PeriodReversed):
        proof_of_work(guide, first=TODAY, last=date(2026, 1, 1))


def test_of_another_traegers_guide_there_is_no_proof(login, provider_pool):
    worked(provider_pool.other, TODAY)

    assert login(provider_pool.user).get(f"/buero/lotsen/{provider_pool.other.pk}/nachweis/").status_code == 404


def test_what_expires_stands_in_the_offices_bands(coordinator, in_district):
    ConductRule.objects.create(role="guide", is_required=True, because="Kinder", valid_from=date(2020, 1, 1))
    days = {"vorbei": -1, "gleich": 7, "bald": 30, "spaeter": 90}
    for left in (*days.values(), 91):
        day = TODAY + timedelta(days=left + 1)
        inspected = day.replace(year=day.year - 5)
        ConductCertificate.objects.create(guide=GuideFactory(), issued_on=inspected, inspected_on=inspected)

    found, _rule = bands(to=coordinator, today=TODAY)

    assert {band.key: [row.days_left for row in band.rows] for band in found} == {
        key: [left] for key, left in days.items()
    }


def test_a_traegers_coordinator_sees_only_what_of_own_people_expires(login, provider_pool):
    ConductRule.objects.create(role="guide", is_required=True, because="Kinder", valid_from=date(2020, 1, 1))
    for guide in (provider_pool.own, provider_pool.other):
        ConductCertificate.objects.create(guide=guide, issued_on=date(2015, 1, 1), inspected_on=date(2015, 1, 1))

    page = login(provider_pool.user).get("/buero/lotsen/fristen/").content.decode()

    assert "Eigene Person" in page
    assert "Fremde Person" not in page


def test_the_proof_is_an_accessible_pdf_with_name_and_hours(login, coordinator, in_district):
    guide = GuideFactory(first_name="Samira", last_name="Beispiel")
    worked(guide, date(2026, 1, 5), minutes=90)

    answer = login(coordinator).get(f"/buero/lotsen/{guide.pk}/nachweis.pdf?von=1.1.2026&bis=1.3.2026")

    assert answer["Content-Type"] == "application/pdf"
    assert b"pdfuaid" in answer.content
