from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.casefacts.models import AssignmentFact, LanguageFact, MonthClosing, RequestFact, SearchFact, WaitingBand
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


def test_the_report_of_an_open_month_equals_the_frozen_one(in_district, coordinator):
    for number, topic in enumerate([TopicFactory(), TopicFactory()], start=3):
        for _ in range(number):
            ended(topic=topic, answered_on=date(2026, 3, 4))

    before = month_report(MARCH, district=in_district)
    close_month(MARCH, today=APRIL, by=coordinator)
    after = month_report(MARCH, district=in_district)

    assert before.tables == after.tables


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
