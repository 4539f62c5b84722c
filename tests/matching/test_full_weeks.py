"""Six hours in a week are usual: whoever plans more is told after it is saved, and nobody is refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kreislotse.guides.models import HourCap
from kreislotse.matching.full_weeks import full_weeks, week_warning
from kreislotse.matching.hours import week_of
from kreislotse.matching.models import Appointment
from tests.factories import AppointmentFactory, AssignmentFactory, GuideFactory, HelpRequestFactory, qualify

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def monday(today):
    """A week in which everything is still to come."""
    return week_of(today)[0] + timedelta(weeks=2)


@pytest.fixture
def guide(person):
    return qualify(GuideFactory(user=person("guide"), last_name="Haddad", first_name="Samira"))


@pytest.fixture
def assignment(funding, guide, today):
    wish = HelpRequestFactory(wish="company", received_on=today - timedelta(days=7))
    return AssignmentFactory(guide=guide, help_request=wish, funding_source=funding, agreed_on=today)


def planned(assignment, on, minutes, **fields):
    return AppointmentFactory(
        assignment=assignment, on=on, duration_minutes=minutes, outcome="planned", counted_in=None, **fields
    )


def warnings(client, address, data) -> list[str]:
    """What the next page says about a full week."""
    response = client.post(address, data, follow=True)
    assert response.redirect_chain, response.context["form"].errors
    return [text for message in response.context["messages"] if "üblich" in (text := str(message)).lower()]


def test_a_week_is_full_by_the_minute(assignment, monday, today):
    planned(assignment, monday, 300)
    last = planned(assignment, monday + timedelta(days=6), 60)
    assert full_weeks(assignment, [monday], today=today) == []

    Appointment.objects.filter(pk=last.pk).update(duration_minutes=61)

    (week,) = full_weeks(assignment, [monday + timedelta(days=3)], today=today)
    assert (week.monday, week.minutes, week.cap) == (monday, 361, 360)


def test_other_weeks_other_roles_and_other_money_do_not_fill_it(assignment, monday, today):
    planned(assignment, monday, 300)
    planned(assignment, monday + timedelta(days=7), 300)
    other = {"guide": assignment.guide, "agreed_on": today}
    planned(AssignmentFactory(**other, funding_source=assignment.funding_source, role="interpreter"), monday, 300)
    planned(AssignmentFactory(**other), monday, 300)

    assert full_weeks(assignment, [monday, monday + timedelta(days=7)], today=today) == []


def test_nobody_is_warned_of_a_week_that_is_over_or_without_a_limit(assignment, monday, today):
    planned(assignment, monday, 600)
    assert week_warning(assignment, [monday], today=monday + timedelta(days=6))
    assert week_warning(assignment, [monday], today=monday + timedelta(days=7)) == ""

    HourCap.objects.update(hours_per_week=None)

    assert week_warning(assignment, [monday], today=today) == ""


def test_a_promise_without_a_day_of_its_own_counts_where_it_was_asked_for(assignment, monday, today, funding):
    wish = HelpRequestFactory(wanted_on=monday, expected_minutes=120)
    AssignmentFactory(guide=assignment.guide, help_request=wish, funding_source=funding, agreed_on=today)
    planned(assignment, monday, 300)

    (week,) = full_weeks(assignment, [monday], today=today)

    assert week.minutes == 420


def test_the_office_is_told_once_for_a_whole_series(assignment, monday, today):
    days = [monday + timedelta(weeks=n) for n in range(5)]
    for on in days:
        planned(assignment, on, 420)

    warning = week_warning(assignment, days, today=today)

    assert "Haddad" in warning
    assert f"in 5 Wochen auf mehr Stunden als üblich, zuerst in der Woche vom {monday:%d.%m.%Y}: 7 statt" in warning


def test_many_weeks_take_no_more_queries_than_one(assignment, monday, today, django_assert_num_queries):
    days = [monday + timedelta(weeks=n) for n in range(12)]
    for on in days:
        planned(assignment, on, 420)
    week_warning(assignment, days[:1], today=today)  # reads the guide

    with django_assert_num_queries(2):
        assert week_warning(assignment, days, today=today)


@pytest.mark.parametrize(("minutes", "number"), [(60, 0), (90, 1)])
def test_a_guide_who_plans_beyond_the_usual_week_is_told_and_it_stands(login, assignment, monday, minutes, number):
    planned(assignment, monday, 300)
    phone = login(assignment.guide.user)

    told = warnings(
        phone, f"/unterwegs/einsaetze/{assignment.pk}/termin/",
        {"on": f"{monday + timedelta(days=1)}", "starts_at": "10:00", "duration_minutes": minutes, "place": "Rathaus"},
    )  # fmt: skip

    assert Appointment.objects.filter(duration_minutes=minutes).exists()
    assert len(told) == number
    assert all("6,5 Stunden" in text and "rufen Sie uns bitte an" in text for text in told)


def test_the_office_that_records_changes_or_moves_is_told(login, coordinator, assignment, monday):
    planned(assignment, monday, 300)
    office = login(coordinator)
    data = {"on": f"{monday:%d.%m.%Y}", "starts_at": "10:00", "duration_minutes": "90", "outcome": "planned",
            "persons": "1", "setting": "on_site"}  # fmt: skip

    (told,) = warnings(office, f"/buero/lotsen/einsaetze/{assignment.pk}/termin/", data)
    assert "auf 6,5 Stunden, üblich sind höchstens 6" in told
    appointment = f"/buero/lotsen/termine/{Appointment.objects.latest('pk').pk}/"
    (told,) = warnings(office, appointment, data | {"duration_minutes": "120"})
    assert "auf 7 Stunden" in told
    move = {
        "on": f"{monday + timedelta(days=7):%d.%m.%Y}",
        "starts_at": "10:00",
        "duration_minutes": "120",
        "side": "person",
    }
    assert not warnings(office, f"{appointment}verschieben/", move)
    planned(assignment, monday + timedelta(days=7), 300)
    (told,) = warnings(office, f"{appointment}verschieben/", move | {"starts_at": "12:00"})
    assert f"vom {monday + timedelta(days=7):%d.%m.%Y} auf 7 Stunden" in told
    assert not warnings(office, f"{appointment}absagen/", {"side": "person"})


def test_the_office_that_agrees_a_series_is_told_once(login, coordinator, assignment, monday):
    for n in range(4):
        planned(assignment, monday + timedelta(weeks=n), 330)
    series = {"first_on": f"{monday + timedelta(days=1):%d.%m.%Y}", "starts_at": "10:00", "duration_minutes": "60",
              "every_weeks": "1", "number": "3", "setting": "on_site"}  # fmt: skip

    (told,) = warnings(login(coordinator), f"/buero/lotsen/einsaetze/{assignment.pk}/reihe/", series)

    assert "Wochen auf mehr Stunden als üblich" in told
