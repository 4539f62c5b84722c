"""A series is one assignment with many appointments; each date stands for itself."""

from datetime import date, time

import pytest

from kreislotse.intake.models import ExclusionRule, SchoolFreeTime, SeriesWish
from kreislotse.matching import operations
from kreislotse.matching.models import Appointment, Series
from kreislotse.matching.operations import errors
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    GuideFactory,
    HelpRequestFactory,
    MatchProposalFactory,
)

pytestmark = pytest.mark.usefixtures("in_district")

TUESDAY = date(2026, 3, 17)


@pytest.fixture
def assignment(funding):
    request = HelpRequestFactory(
        received_on=date(2026, 3, 2), wish="company", asked_by_institution=True, status="promised", expected_minutes=60
    )
    return AssignmentFactory(help_request=request, funding_source=funding)


def agree(assignment, *, now, by, **changes):
    values = {"first_on": TUESDAY, "starts_at": time(10), "duration_minutes": 60, "number": 6} | changes
    return operations.agree_series(assignment, **values, now=now, by=by)


def test_six_tuesdays_are_one_assignment_with_six_appointments(assignment, caseworker, now):
    series = agree(assignment, now=now, by=caseworker)

    appointments = list(assignment.appointments.order_by("on"))
    assert [one.on.weekday() for one in appointments] == [1] * 6
    assert {one.outcome for one in appointments} == {"planned"}
    assert [line.appointment for line in series.dates.order_by("on")] == appointments


def test_what_is_left_out_stays_visible_and_can_be_held_all_the_same(assignment, caseworker, now):
    SchoolFreeTime(name="Osterferien", valid_from=date(2026, 3, 30), valid_to=date(2026, 4, 10)).save()
    series = agree(assignment, number=3, skips_school_free=True, now=now, by=caseworker)

    left_out = series.dates.exclude(left_out="").order_by("on")
    assert [(line.on.day, line.left_out_name) for line in left_out] == [(31, "Osterferien"), (7, "Osterferien")]

    appointment = operations.hold_left_out_date(left_out[0], now=now, by=caseworker)

    assert appointment.on == date(2026, 3, 31)
    assert assignment.appointments.count() == 4
    with pytest.raises(errors.SeriesDayUnknown):
        operations.hold_left_out_date(series.dates.get(on=date(2026, 3, 31)), now=now, by=caseworker)


def test_an_office_that_takes_on_nothing_recurring_says_so(assignment, caseworker, now):
    ExclusionRule(
        check_code="recurring", refusal="Regelmäßige Termine übernehmen wir nicht.", alternative="Fragen Sie den Verein.",
        valid_from=date(2020, 1, 1),
    ).save()  # fmt: skip

    with pytest.raises(
        errors.SeriesNotAllowed, match="Regelmäßige Termine übernehmen wir nicht. Fragen Sie den Verein."
    ):
        agree(assignment, now=now, by=caseworker)

    assignment.help_request.is_recurring = True  # the office took it on against its rule, with a reason
    assignment.help_request.save()
    assert agree(assignment, now=now, by=caseworker).pk


def test_days_on_which_the_guide_is_elsewhere_are_named_or_left_out(assignment, caseworker, now):
    other = AssignmentFactory(guide=assignment.guide)
    AppointmentFactory(
        assignment=other, on=date(2026, 3, 24), starts_at=time(10, 30), outcome="planned", counted_in=None
    )

    with pytest.raises(errors.SeriesDaysTaken, match="24.03.2026"):
        agree(assignment, now=now, by=caseworker)
    assert not Series.objects.exists() and not assignment.appointments.exists()

    series = agree(assignment, leave_out_taken=True, now=now, by=caseworker)
    assert assignment.appointments.count() == 5
    assert series.dates.get(on=date(2026, 3, 24)).left_out == "taken"


def test_the_yes_to_a_request_for_a_series_agrees_on_all_its_dates(funding, caseworker, now):
    request = HelpRequestFactory(
        wish="company", status="asked", is_recurring=True, wanted_on=TUESDAY, wanted_at=time(9), expected_minutes=45
    )
    SeriesWish(help_request=request, number=4).save()
    proposal = MatchProposalFactory(help_request=request, guide=GuideFactory())

    assignment = operations.accept_proposal(proposal, now=now, by=caseworker)

    assert [one.duration_minutes for one in assignment.appointments.all()] == [45] * 4


def test_the_yes_leaves_out_days_on_which_the_guide_is_elsewhere_and_those_that_are_over(funding, caseworker, now):
    """On the telephone nobody can choose other days: the yes counts for what is left, and the rest stays visible."""
    request = HelpRequestFactory(
        wish="company", status="asked", is_recurring=True, received_on=date(2026, 3, 2), wanted_on=date(2026, 3, 3),
        wanted_at=time(9), expected_minutes=45,
    )  # fmt: skip
    SeriesWish(help_request=request, number=4).save()  # 3., 10., 17. and 24. March; it is the 9th
    guide = GuideFactory()
    AppointmentFactory(
        assignment=AssignmentFactory(guide=guide), on=TUESDAY, starts_at=time(9, 30), outcome="planned", counted_in=None
    )
    proposal = MatchProposalFactory(help_request=request, guide=guide)

    assignment = operations.accept_proposal(proposal, now=now, by=caseworker)

    assert [one.on.day for one in assignment.appointments.order_by("on")] == [10, 24]
    assert [(one.on.day, one.left_out) for one in assignment.series.get().dates.order_by("on")] == [
        (10, ""), (17, "taken"), (24, ""),
    ]  # fmt: skip


def test_a_series_of_which_no_day_is_left_is_refused_also_beside_a_holiday(assignment, caseworker, now):
    """Easter Monday is left out by itself; that does not make the other days free."""
    first = date(2026, 3, 30)
    for day in (first, date(2026, 4, 13)):
        AppointmentFactory(
            assignment=AssignmentFactory(guide=assignment.guide), on=day, starts_at=time(10), outcome="planned", counted_in=None
        )  # fmt: skip

    with pytest.raises(errors.SeriesDaysTaken):
        agree(assignment, first_on=first, number=2, leave_out_taken=True, now=now, by=caseworker)


def test_a_series_beyond_the_cap_of_the_year_is_refused_whole(assignment, caseworker, now):
    from kreislotse.guides.models import HourCap
    from kreislotse.matching.hours import YearCapReached

    HourCap.objects.update(hours_per_year=5)

    with pytest.raises(YearCapReached):
        agree(assignment, now=now, by=caseworker)
    assert not Appointment.objects.exists()


def test_one_date_of_a_series_moves_and_the_others_stay(assignment, caseworker, now):
    series = agree(assignment, now=now, by=caseworker)
    second = series.dates.order_by("on")[1]

    operations.move_appointment(
        second.appointment, on=date(2026, 3, 25), starts_at=time(14), side="institution", now=now, by=caseworker
    )

    second.refresh_from_db()
    assert (second.on, second.appointment.on) == (date(2026, 3, 24), date(2026, 3, 25))
    assert assignment.appointments.filter(on__week_day=3).count() == 5


def test_the_confirmation_names_all_dates_and_each_side_sees_its_own(assignment, caseworker, now, monkeypatch):
    from kreislotse.matching import printouts, queries
    from tests.factories import SeekerContactFactory

    SeekerContactFactory(help_request=assignment.help_request, name="Frau Beispiel")
    SchoolFreeTime(name="Osterferien", valid_from=date(2026, 3, 30), valid_to=date(2026, 4, 3)).save()
    agree(assignment, number=3, skips_school_free=True, now=now, by=caseworker)
    assignment.contact_shown_at = now
    assignment.save()
    monkeypatch.setattr(printouts, "order_confirmation", lambda **values: values)
    row = queries.assignment_details().get(pk=assignment.pk)

    made = {
        side: printouts.confirmation_pdf(
            row, for_institution=side, office={}, shows_contact=True, today=now.date()
        )
        for side in (True, False)
    }  # fmt: skip

    assert [line["note"] for line in made[True]["dates"]] == ["", "", "fällt aus: Osterferien", ""]
    assert made[True]["dates"][0] | {"day": ""} == {"day": "", "from": "10:00", "to": "11:00", "note": ""}
    assert made[True]["contact"] == [] and ("Name", "Frau Beispiel") in made[False]["contact"]
