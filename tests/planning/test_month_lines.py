"""Needs from a closed month: only what its protected tables show, each line once, the same line of the next month found again."""

from datetime import date

import pytest

from kreislotse.casefacts.models import CauseFact, LanguageFact, MonthClosing, RequestFact, SearchFact
from kreislotse.casefacts.queries import month_report
from kreislotse.planning import needs
from kreislotse.planning.models import Need
from kreislotse.planning.month_lines import LineGone, MonthNotClosed, month_line, month_lines, origin_of
from tests.factories import NOON, MunicipalityFactory, TopicFactory

FEBRUARY, MARCH, TODAY = date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 9)


@pytest.fixture
def topic(in_district):
    return TopicFactory(code="childcare", name="Kinderbetreuung")


@pytest.fixture
def close(in_district, topic):
    """`close(month, language=9, place=2)`: a closed month with so many unserved requests of each cause, and some searches."""
    town = MunicipalityFactory(ags="06635001", name="Musterau")

    def facts(month, *, helped=20, searches=(), **causes):
        MonthClosing.objects.create(month=month, closed_at=NOON, threshold=5)
        common = {"month": month, "topic": topic.code, "waiting_band": "0", "asked_by_institution": False}
        for outcome, number in (("helped", helped), ("no_guide", sum(causes.values()))):
            if number:
                RequestFact.objects.create(municipality=town, outcome=outcome, number=number, **common)
        LanguageFact.objects.create(month=month, language_group="arabisch", number=helped + sum(causes.values()))
        for cause, number in causes.items():
            CauseFact.objects.create(month=month, cause=cause, number=number)
        for number in searches:
            SearchFact.objects.create(month=month, topic=topic.code, municipality=town, language="de", number=number)

    return facts


def test_lines_are_what_the_month_shows_and_nothing_more(close, in_district):
    close(MARCH, language=12, time=2, searches=[17])

    lines = month_lines(MARCH, district=in_district)

    shown = {row.label: row.number for table in month_report(MARCH, district=in_district).tables for row in table.rows}
    unserved = [line for line in lines if line.kind == "unserved_requests"]
    assert {line.times for line in unserved} == {
        None if shown[line.label] == "." else shown[line.label] for line in unserved
    }
    assert None in {line.times for line in unserved}  # the two are hidden
    [searched] = [line for line in lines if line.kind == "searches_without_hit"]
    assert (searched.times, searched.topic.name, searched.municipality.name) == (17, "Kinderbetreuung", "Musterau")


def test_money_that_is_missing_is_a_line_a_need_can_be_raised_from(close, in_district):
    close(MARCH, money=12)

    [line] = month_lines(MARCH, district=in_district)

    assert (line.title, line.times) == ("Begleitung fehlt: die bewilligten Mittel reichen nicht mehr", 12)


def test_a_hidden_number_makes_a_need_without_a_number(close, in_district, coordinator):
    close(MARCH, language=2)
    [line] = month_lines(MARCH, district=in_district)

    need = needs.raise_need(
        Need(title=line.title), origin=origin_of(line, MARCH, today=TODAY), today=TODAY, by=coordinator
    )

    origin = need.origins.get()
    assert (origin.times, origin.month_from, origin.month_until) == (None, MARCH, MARCH)
    assert "März 2026" in origin.wording
    assert "2" not in origin.wording.replace("2026", "")


def test_an_open_month_gives_no_lines(in_district):
    with pytest.raises(MonthNotClosed, match="ist noch offen"):
        month_lines(MARCH, district=in_district)


def test_the_same_line_of_the_next_month_is_known(close, in_district, coordinator):
    close(FEBRUARY, language=8)
    close(MARCH, language=9)
    [line] = month_lines(FEBRUARY, district=in_district)
    origin = origin_of(line, FEBRUARY, today=TODAY)
    need = needs.raise_need(Need(title=line.title), origin=origin, today=TODAY, by=coordinator)

    [again] = month_lines(MARCH, district=in_district)

    assert (again.need, again.earlier) == (None, need)
    needs.hear_again(need, origin_of(again, MARCH, today=TODAY), today=TODAY, by=coordinator)
    assert [one.need for one in month_lines(MARCH, district=in_district)] == [need]
    assert need.origins.count() == 2


def test_a_line_that_is_not_there_is_refused(close, in_district):
    close(MARCH, language=9)

    with pytest.raises(LineGone):
        month_line(MARCH, "unserved_requests", "no_guide: gold", district=in_district)


def test_rare_searches_are_no_lines(close, in_district):
    close(MARCH, searches=[4])

    assert month_lines(MARCH, district=in_district) == []
