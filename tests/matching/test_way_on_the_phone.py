"""The way on the phone, where it counts as time: proposed, kept with one tap, changed, and not asked for where it does not count."""

import json
from datetime import date, time, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kreislotse.guides.rules import frozen
from kreislotse.matching import operations
from kreislotse.matching.models import Appointment, LateEntry
from kreislotse.matching.operations.phone import _digest
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    FundingSourceFactory,
    GuideFactory,
    HelpRequestFactory,
    MunicipalityFactory,
)
from tests.matching.test_phone_times import JSON, filled
from tests.settlement.conftest import rate

pytestmark = pytest.mark.usefixtures("in_district")
WAY = 47
"""Korbach to Bad Arolsen and back: 15.6 km as the crow flies, 15 minutes for ten of them."""


@pytest.fixture
def guide(person):
    return GuideFactory(
        user=person("guide"), home_municipality=MunicipalityFactory(name="Korbach", latitude=51.27, longitude=8.87)
    )


@pytest.fixture
def phone(guide, login):
    return login(guide.user)


@pytest.fixture
def assigned(guide):
    """`assigned(counts_travel_time=True)` is an assignment under such a rate."""
    arolsen = MunicipalityFactory(name="Bad Arolsen", latitude=51.38, longitude=9.01)

    def assign(**fields):
        received = timezone.localdate() - timedelta(days=30)
        request = HelpRequestFactory(received_on=received, municipality=arolsen)
        source = FundingSourceFactory()
        row = rate(source, **fields)
        return AssignmentFactory(
            guide=guide, help_request=request, funding_source=source, rate=row, rate_as_agreed=frozen(row),
            agreed_on=received,
        )  # fmt: skip

    return assign


@pytest.fixture
def assignment(assigned):
    return assigned(counts_travel_time=True)


def planned(assignment, **fields):
    on = timezone.localdate() - timedelta(days=1)
    return AppointmentFactory(
        assignment=assignment,
        on=on,
        starts_at=time(10),
        duration_minutes=90,
        outcome="planned",
        counted_in=None,
        **fields,
    )


def test_the_estimate_stands_there_and_one_tap_keeps_it(phone, assignment):
    appointment = planned(assignment)
    page = phone.get("/unterwegs/zeit/")
    form = page.context["form"]
    assert form["travel_minutes"].value() == str(WAY)
    assert "<div data-way>" in page.content.decode()

    untouched = {n: form[n].value() for n in form.fields if form[n].value() is not None and "receipt" not in n}
    phone.post("/unterwegs/zeit/", untouched)

    appointment.refresh_from_db()
    assert (appointment.outcome, appointment.travel_minutes) == ("took_place", WAY)


def test_what_was_planned_goes_before_the_estimate(phone, assignment):
    planned(assignment, travel_minutes=30)

    assert phone.get("/unterwegs/zeit/").context["form"]["travel_minutes"].value() == "30"


@pytest.mark.parametrize(
    ("sent", "kept"), [({"travel_minutes": "35"}, 35), ({"travel_minutes": ""}, 0), ({}, 30)],
    ids=["changed", "emptied", "a page kept from before the question"],
)  # fmt: skip
def test_what_the_guide_says_is_kept(phone, assignment, sent, kept):
    appointment = planned(assignment, travel_minutes=30)

    assert phone.post("/unterwegs/zeit/", filled(f"t{appointment.pk}", **sent), **JSON).json()["state"] == "sent"

    appointment.refresh_from_db()
    assert appointment.travel_minutes == kept


def test_where_the_way_does_not_count_nobody_is_asked_and_nothing_is_kept(phone, assigned):
    assignment = assigned(counts_travel_time=False)
    planned(assignment)
    page = phone.get("/unterwegs/zeit/")
    assert "<div data-way hidden>" in page.content.decode()

    phone.post("/unterwegs/zeit/", filled(f"e{assignment.pk}", starts_at="14:00", ends_at="15:00", travel_minutes="20"))

    assert not Appointment.objects.filter(travel_minutes__gt=0).exists()


@pytest.mark.parametrize("minutes", ["-1", "1441", "viel"])
def test_a_way_that_cannot_be_is_said(phone, assignment, minutes):
    appointment = planned(assignment)

    refused = phone.post("/unterwegs/zeit/", filled(f"t{appointment.pk}", travel_minutes=minutes), **JSON)

    assert (refused.status_code, refused.json()["fields"]) == (422, ["travel_minutes"])


def test_without_internet_the_page_knows_the_way_of_each_matter(phone, assigned):
    counts, counts_not = assigned(counts_travel_time=True), assigned(counts_travel_time=False)

    page = phone.get("/unterwegs/ohne-netz/").content.decode()

    plans = json.loads(page.partition('id="vorhaben" type="application/json">')[2].partition("</script>")[0])
    ways = {key: (plan["counts_way"], plan["travel_minutes"]) for key, plan in plans.items()}
    assert ways == {f"e{counts.pk}": (True, str(WAY)), f"e{counts_not.pk}": (False, "")}


def test_the_pages_ask_as_often_for_many_matters_as_for_few(phone, assigned):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            phone.get("/unterwegs/ohne-netz/")
        return len(found)

    planned(assigned(counts_travel_time=True))
    phone.get("/unterwegs/ohne-netz/")
    few = queries()
    for _n in range(4):
        planned(assigned(counts_travel_time=True))

    assert queries() == few


def test_an_entry_the_office_decides_about_brings_its_way(assignment, now, caseworker):
    operations.cancel_assignment(assignment, today=timezone.localdate(), by=caseworker)
    with pytest.raises(operations.errors.AssignmentEndedMeanwhile):
        operations.enter_or_keep(
            assignment, key=uuid4(), on=timezone.localdate(), starts_at=time(0), duration_minutes=30, outcome="took_place",
            travel_minutes=25, now=timezone.now(), by=assignment.guide.user,
        )  # fmt: skip

    appointment = operations.count_late_entry(LateEntry.objects.get(), now=timezone.now(), by=caseworker)

    assert appointment.travel_minutes == 25


def test_the_way_is_part_of_what_was_entered(in_district):
    one, facts = SimpleNamespace(pk=7), {"on": date(2026, 3, 9)}

    assert (
        len({_digest(one, None, facts | way, [], None) for way in ({}, {"travel_minutes": 5}, {"travel_minutes": 6})})
        == 3
    )
