"""„Suche und Biete“: entries end by themselves, answers go to the other side, and to no private address."""

from datetime import date, timedelta

import pytest
from django.core import mail

from kreislotse.groups import acting, market, queries
from kreislotse.groups.models import MarketItem
from kreislotse.groups.retention import market_over
from kreislotse.network.models import Representation
from tests.conftest import TODAY
from tests.factories import OrganizationFactory, member

LATER = TODAY + timedelta(days=30)


@pytest.fixture
def wish(coordinator):
    return post(coordinator, OrganizationFactory(name="Caritas", email="post@caritas.example"))


def post(by, organization, **fields):
    values = {"kind": "wish", "what": "rooms", "text": "Ein Raum am Mittwoch", "valid_until": LATER, "today": TODAY}
    return market.post_item(organization, **values | fields, by=by)


def answer(item, by, organization=None, today=TODAY):
    organization = organization or OrganizationFactory(
        name="Sportbund", email="post@sportbund.example", phone="05631 9"
    )
    return market.answer_item(item, organization=organization, text="Unser Heim ist frei.", today=today, by=by)


def standing(day):
    return list(queries.market_items(today=day))


def test_an_entry_disappears_after_its_last_day_without_anybody_doing_anything(wish):
    assert standing(LATER) == [wish]
    assert standing(LATER + timedelta(days=1)) == []
    assert list(queries.market_items(today=LATER + timedelta(days=1), stand="over")) == [wish]


@pytest.mark.parametrize(
    ("until", "error"), [(TODAY - timedelta(days=1), market.PastDay), (TODAY + timedelta(days=400), market.TooLong)]
)
def test_an_entry_stands_from_today_for_at_most_a_year(coordinator, until, error):
    with pytest.raises(error):
        post(coordinator, OrganizationFactory(), valid_until=until)


def test_the_answer_goes_to_the_organization_with_the_business_address_of_the_other(
    wish, coordinator, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer(wish, coordinator)

    [sent] = mail.outbox
    assert sent.to == ["post@caritas.example"]
    assert sent.extra_headers["Reply-To"] == "post@sportbund.example"
    for words in ("Sportbund", "05631 9", "Ein Raum am Mittwoch", "Unser Heim ist frei."):
        assert words in sent.body
    assert coordinator.email not in sent.body


def test_without_an_address_the_office_passes_it_on(coordinator, in_district, django_capture_on_commit_callbacks):
    wish = post(coordinator, OrganizationFactory())

    with django_capture_on_commit_callbacks(execute=True):
        answer(wish, coordinator, OrganizationFactory(name="Nachbarn"))

    [sent] = mail.outbox
    assert sent.to == [in_district.email]
    assert sent.extra_headers["Reply-To"] == in_district.email
    assert "Erreichbar über uns" in sent.body


def test_a_mail_server_that_is_away_loses_no_answer(wish, coordinator, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("kreislotse.groups.market.EmailMessage.send", lambda self: (_ for _ in ()).throw(OSError))

    with django_capture_on_commit_callbacks(execute=True):
        answer(wish, coordinator)

    assert wish.answers.count() == 1


def test_nobody_answers_what_is_over_closed_ones_own_or_answered(wish, coordinator):
    given = answer(wish, coordinator)

    with pytest.raises(market.AnsweredAlready):
        answer(wish, coordinator, given.organization)
    with pytest.raises(market.OwnItem):
        answer(wish, coordinator, wish.organization)
    with pytest.raises(market.ItemOver, match="8. April 2026"):
        answer(wish, coordinator, today=LATER + timedelta(days=1))
    market.close_item(wish, result="Hat geklappt", settled_with=None, today=TODAY, by=coordinator)
    with pytest.raises(market.ItemClosed, match="Hat geklappt"):
        answer(wish, coordinator)


def test_an_entry_is_closed_once_with_what_came_of_it(wish, coordinator, django_capture_on_commit_callbacks):
    helper = answer(wish, coordinator).organization

    with pytest.raises(market.ResultMissing):
        market.close_item(wish, result=" ", settled_with=None, today=TODAY, by=coordinator)
    with pytest.raises(market.WithItself):
        market.close_item(wish, result="gut", settled_with=wish.organization, today=TODAY, by=coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        market.close_item(wish, result="Mittwochs im Vereinsheim", settled_with=helper, today=TODAY, by=coordinator)
    assert mail.outbox[-1].to == ["post@sportbund.example"]
    for late in (
        lambda: market.close_item(wish, result="noch mal", settled_with=None, today=TODAY, by=coordinator),
        lambda: market.change_item(
            wish, kind="offer", what="rooms", text="x", valid_until=LATER, today=TODAY, by=coordinator
        ),
    ):
        with pytest.raises(market.ItemClosed):
            late()


def test_what_ran_out_can_be_given_a_new_day(wish, coordinator):
    day = LATER + timedelta(days=5)

    market.change_item(
        wish, kind="wish", what="rooms", text="neu", valid_until=day + timedelta(days=7), today=day, by=coordinator
    )

    assert [one.text for one in standing(day)] == ["neu"]


def test_a_partner_acts_only_for_the_own_organization(wish, in_district):
    partner = member("offer_editor")
    own = OrganizationFactory(name="Sportbund")
    Representation.objects.create(membership=partner.memberships.get(), organization=own)

    answer(wish, partner, own)
    with pytest.raises(acting.NotYours, match="Caritas"):
        market.close_item(wish, result="gekapert", settled_with=own, today=TODAY, by=partner)
    with pytest.raises(acting.NotYours):
        post(partner, wish.organization)
    with pytest.raises(acting.NotYours):
        answer(wish, partner, OrganizationFactory())


def test_entries_go_with_their_answers_long_after_their_end(wish, coordinator):
    answer(wish, coordinator)

    assert not market_over(LATER + timedelta(days=700), 730).exists()
    assert list(market_over(LATER + timedelta(days=731), 730)) == [wish]
    market_over(LATER + timedelta(days=731), 730).delete()
    assert not MarketItem.objects.exists()


def test_entries_are_filtered(wish, coordinator):
    offer = post(
        coordinator, OrganizationFactory(name="Volkshochschule"), kind="offer", what="know_how", text="Beratung"
    )

    assert list(queries.market_items(today=TODAY, kind="offer")) == [offer]
    assert list(queries.market_items(today=TODAY, what="rooms")) == [wish]
    assert list(queries.market_items(today=TODAY, text="volkshoch")) == [offer]
    assert list(queries.market_items(today=TODAY, organization=wish.organization)) == [wish]
    assert date(2026, 3, 9) == offer.posted_on
