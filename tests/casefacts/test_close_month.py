from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.casefacts.models import (
    AssignmentFact,
    CauseFact,
    LanguageFact,
    MonthClosing,
    RequestFact,
    SearchFact,
    WaitingBand,
)
from kreislotse.casefacts.operations import (
    EarlierMonthOpen,
    MonthAlreadyClosed,
    MonthNotOver,
    MonthStaysClosed,
    close_month,
    month_for_appointment,
    record_search_without_hit,
    reopen_month,
    waiting_band,
)
from kreislotse.casefacts.queries import SECRET, month_report
from kreislotse.intake.models import HelpRequest
from kreislotse.matching.models import UnservedCause
from kreislotse.privacy.operations import run_deletion, seed_retention_rules
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    HelpRequestFactory,
    LanguageFactory,
    MunicipalityFactory,
    TopicFactory,
)

FEBRUARY, MARCH, APRIL = date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)


def ended(**fields):
    return HelpRequestFactory(**{"closed": True, "closed_on": date(2026, 3, 6)} | fields)


def test_a_month_that_is_not_over_is_refused(in_district, coordinator):
    ended()

    with pytest.raises(MonthNotOver, match="März 2026"):
        close_month(MARCH, today=date(2026, 3, 31), by=coordinator)

    assert not MonthClosing.objects.exists()


def test_months_are_closed_in_order(in_district, coordinator):
    ended(received_on=date(2026, 2, 2), closed_on=date(2026, 2, 6))
    ended()

    with pytest.raises(EarlierMonthOpen, match="Februar 2026"):
        close_month(MARCH, today=APRIL, by=coordinator)


def test_closing_twice_is_refused_and_changes_nothing(in_district, coordinator):
    ended()
    close_month(MARCH, today=APRIL, by=coordinator)
    ended(closed_on=date(2026, 3, 30))

    with pytest.raises(MonthAlreadyClosed):
        close_month(MARCH, today=APRIL, by=coordinator)

    assert RequestFact.objects.count() == 1


def test_the_facts_count_what_ended_by_category(in_district, coordinator):
    topic = TopicFactory(code="housing", group="Alltag")
    place, language = MunicipalityFactory(), LanguageFactory()
    for _ in range(3):
        ended(
            topic=topic,
            municipality=place,
            language=language,
            received_on=date(2026, 3, 1),
            answered_on=date(2026, 3, 3),
        )
    ended(topic=topic, closing_reason="duplicate")
    HelpRequestFactory(topic=topic)

    close_month(MARCH, today=APRIL, by=coordinator)

    fact = RequestFact.objects.get()
    assert (fact.topic, fact.municipality, fact.waiting_band, fact.outcome, fact.number) == (
        "housing",
        place,
        "1-3",
        "helped",
        3,
    )
    assert LanguageFact.objects.get().number == 3


def test_a_late_entry_counts_in_the_open_month_and_is_marked(in_district, coordinator):
    ended()
    assignment = AssignmentFactory()
    close_month(MARCH, today=APRIL, by=coordinator)

    counted_in = month_for_appointment(date(2026, 3, 20))
    AppointmentFactory(assignment=assignment, on=date(2026, 3, 20), counted_in=counted_in, duration_minutes=90)
    close_month(APRIL, today=date(2026, 5, 4), by=coordinator)

    fact = AssignmentFact.objects.get()
    assert (fact.month, fact.is_late_entry, fact.minutes) == (APRIL, True, 90)


def test_opening_a_closed_month_says_how_a_late_entry_counts(in_district, coordinator):
    ended()
    close_month(MARCH, today=APRIL, by=coordinator)

    with pytest.raises(MonthStaysClosed, match="zählt im April 2026"):
        reopen_month(MARCH, today=APRIL)


def test_a_search_without_hit_is_counted_not_kept(in_district):
    place = MunicipalityFactory()
    for _ in range(3):
        record_search_without_hit(topic_code="housing", municipality=place, language="ar", today=date(2026, 3, 9))
    record_search_without_hit(topic_code="housing", municipality=None, language="ar", today=date(2026, 3, 9))
    record_search_without_hit(topic_code="housing", municipality=None, language="ar", today=date(2026, 3, 10))

    assert sorted(SearchFact.objects.values_list("number", flat=True)) == [2, 3]


@given(st.integers(0, 400))
def test_every_waiting_time_has_one_band(days):
    received = date(2025, 1, 1)

    band = waiting_band(received, received + timedelta(days=days))

    assert band in WaitingBand
    assert band != WaitingBand.NONE


def test_the_report_hides_small_numbers_and_what_gives_them_away(in_district, coordinator):
    common, rare, other = TopicFactory(name="Wohnen"), TopicFactory(name="Sucht"), TopicFactory(name="Arbeit")
    for topic, number in ((common, 9), (rare, 1), (other, 4)):
        for _ in range(number):
            ended(topic=topic)
    close_month(MARCH, today=APRIL, by=coordinator)

    report = month_report(MARCH, district=in_district)

    topics = {row.label: row.number for row in report.tables[0].rows}
    assert topics["Sucht"] == SECRET
    assert topics["zusammen"] == 14
    assert list(topics.values()).count(SECRET) >= 2


def test_an_open_month_says_how_many_and_once_closed_what_they_were(in_district, coordinator):
    for number, topic in enumerate([TopicFactory(), TopicFactory()], start=3):
        for _ in range(number):
            ended(topic=topic, answered_on=date(2026, 3, 4))

    before = month_report(MARCH, district=in_district)
    close_month(MARCH, today=APRIL, by=coordinator)
    after = month_report(MARCH, district=in_district)

    assert (before.requests, after.requests) == (7, 7)
    assert (before.tables, before.hours, before.late_entries) == ([], SECRET, SECRET)
    assert {table.code for table in after.tables} >= {"topic", "place", "language"}


def test_an_open_month_compared_from_day_to_day_gives_away_no_case(in_district, coordinator):
    """The attacker: yesterday's page and today's, with one more request ended in between."""
    ordinary = TopicFactory()
    for _ in range(6):
        ended(topic=ordinary)
    yesterday = month_report(MARCH, district=in_district)
    ended(topic=TopicFactory(name="Sucht"))

    today = month_report(MARCH, district=in_district)

    assert today == replace(yesterday, requests=7)  # one more has ended, and that is all there is to read


def test_the_report_costs_the_same_for_more_requests(in_district, django_assert_max_num_queries, coordinator):
    for _ in range(4):
        ended()
    with django_assert_max_num_queries(12) as few:
        month_report(MARCH, district=in_district)
    for _ in range(8):
        ended()

    with django_assert_max_num_queries(len(few)):
        month_report(MARCH, district=in_district)

    assert connection.vendor in ("sqlite", "postgresql")


def test_a_request_is_not_deleted_before_it_was_counted(in_district, coordinator):
    ended()
    seed_retention_rules({})
    late = date(2027, 6, 1)

    run_deletion(today=late)
    kept = HelpRequest.objects.count()
    close_month(MARCH, today=APRIL, by=coordinator)
    run_deletion(today=late)

    assert kept == 1
    assert not HelpRequest.objects.exists()
    assert RequestFact.objects.get().number == 1


def test_why_nobody_was_available_is_counted_without_place_and_language_together(in_district, coordinator):
    town = MunicipalityFactory(name="Korbach")
    for cause, number in (("language", 4), ("area", 3), ("time", 1)):
        for _n in range(number):
            request = HelpRequestFactory(
                status="closed", closed_on=date(2026, 2, 10), closing_reason="no_guide", received_on=date(2026, 2, 2),
                municipality=town, language=LanguageFactory(),
            )  # fmt: skip
            UnservedCause(help_request=request, cause=cause, on=date(2026, 2, 9)).save()
    helped = HelpRequestFactory(
        status="closed", closed_on=date(2026, 2, 10), closing_reason="helped", received_on=date(2026, 2, 2)
    )
    UnservedCause(help_request=helped, cause="time", on=date(2026, 2, 9)).save()

    close_month(date(2026, 2, 1), today=date(2026, 3, 9), by=coordinator)

    facts = set(CauseFact.objects.values_list("cause", "language_group", "municipality", "number"))
    assert facts == {("language", "arabisch", None, 4), ("area", "", town.pk, 3), ("time", "", None, 1)}


def test_the_page_of_a_month_names_the_causes_among_the_outcomes(in_district, coordinator):
    topic = TopicFactory()
    for number in range(12):
        request = HelpRequestFactory(
            status="closed", topic=topic, closed_on=date(2026, 2, 10), closing_reason="no_guide" if number < 6 else "helped",
            received_on=date(2026, 2, 2), language=LanguageFactory(),
        )  # fmt: skip
        if number < 6:
            UnservedCause(help_request=request, cause="language", on=date(2026, 2, 9)).save()
    close_month(date(2026, 2, 1), today=date(2026, 3, 9), by=coordinator)

    report = month_report(date(2026, 2, 1), district=in_district)

    (outcomes,) = [table for table in report.tables if table.code == "outcome"]
    rows = {row.label: row.number for row in outcomes.rows}
    assert rows == {
        "zusammen": 12,
        "Hilfe gefunden": 6,
        "niemand war verfügbar: niemand spricht die Sprache gut genug": 6,
    }
