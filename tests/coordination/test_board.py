"""The board: every request stands in the one column that says what to do next."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kreislotse.coordination.board import board, visible_board_requests
from tests.factories import (
    BERLIN,
    AppointmentFactory,
    AssignmentFactory,
    GuideFactory,
    HelpRequestFactory,
    MatchProposalFactory,
)

NOW = datetime(2026, 3, 9, 12, tzinfo=BERLIN)
TODAY = NOW.date()


@pytest.fixture
def columns(coordinator):
    def read(user=coordinator):
        return {c.key: c for c in board(visible_board_requests(to=user), to=user, now=NOW)}

    return read


def keys_of(columns, help_request):
    return [key for key, column in columns.items() if any(card.help_request == help_request for card in column.cards)]


def planned(assignment, days):
    return AppointmentFactory(
        assignment=assignment, on=TODAY + timedelta(days=days), outcome="planned", counted_in=None
    )


def test_a_request_nobody_is_asked_about_is_new(columns, in_district):
    waiting = HelpRequestFactory(wish="company")

    assert keys_of(columns(), waiting) == ["neu"]


def test_a_request_for_advice_is_not_on_the_board(columns, in_district):
    advice = HelpRequestFactory(wish="advice")

    assert keys_of(columns(), advice) == []


def test_who_waits_longer_than_the_rule_says_is_marked(columns, in_district):
    long = HelpRequestFactory(wish="company", received_on=TODAY - timedelta(days=8))
    fresh = HelpRequestFactory(wish="company", received_on=TODAY - timedelta(days=7))

    cards = {card.help_request: card for card in columns()["neu"].cards}

    assert cards[long].is_long
    assert not cards[fresh].is_long


def test_an_open_question_stands_under_asked_and_says_until_when(columns, in_district):
    asked = MatchProposalFactory(help_request=HelpRequestFactory(wish="company", status="asked"))

    [card] = columns()["angefragt"].cards

    assert card.who == [str(asked.guide)]
    assert "Do, 12. März, 12:00" in card.step
    assert not card.is_pressing


def test_a_question_whose_time_is_over_presses(columns, in_district):
    MatchProposalFactory(
        help_request=HelpRequestFactory(wish="company", status="asked"), expires_at=NOW - timedelta(hours=1)
    )

    [card] = columns()["angefragt"].cards

    assert card.is_pressing


@pytest.mark.parametrize(
    ("status", "days", "column"),
    [("promised", 3, "zugesagt"), ("promised", None, "zugesagt"), ("running", 3, "laeuft"), ("running", -1, "ergebnis"),
     ("promised", -1, "ergebnis"), ("running", 0, "laeuft")],
)  # fmt: skip
def test_who_goes_along_decides_the_column(columns, in_district, status, days, column):
    request = HelpRequestFactory(wish="company", status=status)
    assignment = AssignmentFactory(help_request=request, status=status)
    if days is not None:
        planned(assignment, days)

    assert keys_of(columns(), request) == [column]


def test_what_ended_lately_stands_at_the_end_and_what_ended_long_ago_nowhere(columns, in_district):
    lately = HelpRequestFactory(wish="company", closed=True, closed_on=TODAY - timedelta(days=14))
    long_ago = HelpRequestFactory(wish="company", closed=True, closed_on=TODAY - timedelta(days=15))

    assert keys_of(columns(), lately) == ["fertig"]
    assert keys_of(columns(), long_ago) == []


def test_a_finished_company_asks_to_close_the_request(columns, in_district):
    request = HelpRequestFactory(wish="company", status="running")
    AssignmentFactory(help_request=request, status="finished", ended_on=TODAY)

    [card] = columns()["fertig"].cards

    assert card.step == "Anfrage abschließen"


def test_a_cancelled_company_makes_the_request_new_again(columns, in_district):
    request = HelpRequestFactory(wish="company", status="in_clarification")
    AssignmentFactory(help_request=request, status="cancelled", ended_on=TODAY)

    assert keys_of(columns(), request) == ["neu"]


def test_a_traegers_coordinator_sees_only_requests_of_own_guides(columns, provider_pool):
    own = HelpRequestFactory(wish="company", status="running")
    AssignmentFactory(help_request=own, guide=provider_pool.own, status="running")
    other = HelpRequestFactory(wish="company", status="running")
    AssignmentFactory(help_request=other, guide=provider_pool.other, status="running")
    nobodys = HelpRequestFactory(wish="company")

    found = columns(provider_pool.user)

    assert keys_of(found, own) == ["laeuft"]
    assert keys_of(found, other) == keys_of(found, nobodys) == []


def test_a_traegers_coordinator_does_not_learn_whom_else_was_asked(columns, provider_pool):
    request = HelpRequestFactory(wish="company", status="asked")
    MatchProposalFactory(help_request=request, guide=provider_pool.own)
    MatchProposalFactory(help_request=request, guide=provider_pool.other)

    [card] = columns(provider_pool.user)["angefragt"].cards

    assert card.who == [str(provider_pool.own)]


def test_three_hundred_cards_take_no_more_queries_than_three(columns, in_district):
    def fill(number):
        for _one in range(number):
            HelpRequestFactory(wish="company")
            MatchProposalFactory(help_request=HelpRequestFactory(wish="company", status="asked"))
            assignment = AssignmentFactory(
                help_request=HelpRequestFactory(wish="company", status="running"), status="running"
            )
            planned(assignment, 1)

    fill(1)
    columns()
    with CaptureQueriesContext(connection) as few:
        columns()
    fill(100)
    with CaptureQueriesContext(connection) as many:
        found = columns()

    assert sum(column.number for column in found.values()) == 303
    assert len(few) == len(many)


def test_the_page_shows_counts_and_one_column_alone(login, coordinator, in_district):
    for _one in range(30):
        HelpRequestFactory(wish="company")
    GuideFactory()

    page = login(coordinator).get("/buero/lotsen/brett/").content.decode()
    alone = login(coordinator).get("/buero/lotsen/brett/?spalte=neu").content.decode()

    assert page.count('class="board-card') == 25
    assert "Alle 30 in „Neu“" in page
    assert alone.count('class="board-card') == 30


def test_filters_stand_in_the_address(login, coordinator, in_district):
    mine = HelpRequestFactory(wish="company", responsible=coordinator)
    other = HelpRequestFactory(wish="company")

    page = login(coordinator).get("/buero/lotsen/brett/?wer=ich").content.decode()

    assert mine.reference in page
    assert other.reference not in page
