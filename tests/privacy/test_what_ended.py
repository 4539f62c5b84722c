"""Accounts, memberships, hand-overs, contacts and offers go when they have long been over; see docs/adr/0010."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from kreislotse.accounts.handover import hand_over
from kreislotse.accounts.models import HandOver, Membership, User
from kreislotse.administration.data_map import data_map
from kreislotse.core.scope import district_scope
from kreislotse.directory.models import Offer
from kreislotse.districts.setup import run_seeds
from kreislotse.intake.models import Referral, ReferralOffer
from kreislotse.network.models import Agreement, Contact
from kreislotse.privacy.nightly import delete_what_is_due
from tests.factories import HelpRequestFactory, OfferFactory, OrganizationFactory, UserFactory, member

TODAY = date(2026, 3, 9)


@pytest.fixture
def rules(in_district):
    run_seeds({})


def ended(role="caseworker", *, days: int, **fields) -> User:
    user = member(role, **fields)
    Membership.objects.filter(user=user).update(valid_to=TODAY - timedelta(days=days))
    return user


def night(day: int = 0):
    delete_what_is_due(TODAY + timedelta(days=day))


def exists(user) -> bool:
    return User.objects.filter(pk=user.pk).exists()


def test_an_account_goes_a_year_after_its_end_and_a_month_after_the_letter(rules):
    user = ended(days=335, email="weg@musterau.example")

    night(0)
    assert mail.outbox == []
    night(1)
    [letter] = mail.outbox
    assert letter.to == ["weg@musterau.example"]
    assert "09.04.2026" in letter.body
    night(2)
    night(30)
    assert exists(user)
    night(31)

    assert len(mail.outbox) == 1
    assert not exists(user)
    assert not Membership.objects.filter(user_id=user.pk).exists()


def test_nobody_goes_whose_letter_could_not_be_sent(rules, monkeypatch):
    user = ended(days=800)

    def refuse(*_args, **_kwargs):
        raise OSError("mail server away")

    monkeypatch.setattr("kreislotse.privacy.accounts.send_mail", refuse)
    night(0)
    night(40)

    assert exists(user)
    monkeypatch.undo()
    night(41)
    night(71)
    assert not exists(user)


def test_whoever_comes_back_stays_and_is_told_anew_the_next_time(rules):
    user = ended(days=340)
    night(0)
    Membership(user=user, role="coordinator", valid_from=TODAY).save()

    night(40)

    user.refresh_from_db()
    assert user.deletion_noticed_on is None
    assert [one.role for one in Membership.objects.filter(user=user)] == ["coordinator"]


def test_a_member_of_the_neighbor_keeps_the_account_and_gets_no_letter(rules, other_district):
    user = ended(days=400)
    with district_scope(other_district):
        Membership(user=user, role="coordinator", valid_from=TODAY).save()

    night()

    assert exists(user)
    assert mail.outbox == []
    assert not Membership.objects.filter(user=user).exists()


def test_an_operator_is_never_deleted(rules):
    user = ended(days=2000, is_operator=True)

    night(0)
    night(40)

    assert exists(user)


def test_somebody_who_never_became_a_member_goes_after_a_year(rules):
    never, fresh = UserFactory(), UserFactory()
    User.objects.filter(pk=never.pk).update(created_at=datetime(2024, 1, 1, tzinfo=timezone.get_current_timezone()))
    User.objects.filter(pk=fresh.pk).update(created_at=datetime(2026, 3, 1, tzinfo=timezone.get_current_timezone()))

    night()

    assert (exists(never), exists(fresh)) == (False, True)


def test_a_hand_over_goes_after_a_year_and_until_then_holds_its_people(rules, caseworker, coordinator):
    leaving = ended(days=380)
    User.objects.filter(pk=leaving.pk).update(deletion_noticed_on=TODAY - timedelta(days=40))
    Agreement.objects.create(
        organization=OrganizationFactory(), title="x", agreed_on=TODAY, due_on=TODAY, responsible=leaving
    )
    Membership.objects.filter(user=leaving).update(valid_to=None)
    done = hand_over(
        leaving, caseworker, by=coordinator, now=datetime(2026, 1, 1, tzinfo=timezone.get_current_timezone())
    )
    Membership.objects.filter(user=leaving).update(valid_to=TODAY - timedelta(days=380))

    night()
    assert HandOver.objects.filter(pk=done.pk).exists()
    assert exists(leaving)
    night(310)

    assert not HandOver.objects.exists()
    assert not exists(leaving)


def test_people_of_an_archived_actor_go_after_two_years_and_its_name_stays(rules, caseworker):
    actor = OrganizationFactory(
        name="Verein", phone="05631 1", street="Weg 1", note="kennt Frau X", contact_person=caseworker,
        archived_on=TODAY - timedelta(days=731),
    )  # fmt: skip
    fresh = OrganizationFactory(phone="05631 2", archived_on=TODAY - timedelta(days=729))
    still_open = OrganizationFactory(phone="05631 3")
    for one in (actor, fresh, still_open):
        Contact.objects.create(organization=one, name="Person")
    needed = Contact.objects.create(organization=actor, name="Steht noch an einem Angebot")
    OfferFactory().contacts.add(needed)

    night()

    actor.refresh_from_db()
    assert (actor.name, actor.phone, actor.street, actor.note, actor.contact_person) == ("Verein", "", "", "", None)
    assert set(Contact.objects.values_list("organization", flat=True)) == {fresh.pk, still_open.pk, actor.pk}
    assert list(Contact.objects.filter(organization=actor)) == [needed]
    fresh.refresh_from_db()
    assert fresh.phone == "05631 2"


def test_an_offer_in_the_archive_goes_after_two_years_unless_a_slip_names_it(rules, caseworker):
    old, on_a_slip, fresh, published = (OfferFactory(title=title) for title in ("alt", "Zettel", "neu", "da"))
    Offer.objects.exclude(pk=published.pk).update(status="archived")
    long_ago = datetime(2024, 3, 1, tzinfo=timezone.get_current_timezone())
    Offer.objects.exclude(pk=fresh.pk).update(updated_at=long_ago)
    slip = Referral.objects.create(
        help_request=HelpRequestFactory(), code="K7M4QXPC", created_on=TODAY, valid_until=TODAY, by=caseworker
    )
    ReferralOffer.objects.create(referral=slip, offer=on_a_slip)

    night()

    assert not Offer.objects.filter(pk=old.pk).exists()
    assert set(Offer.objects.values_list("title", flat=True)) == {"Zettel", "neu", "da"}


def test_the_data_map_names_a_period_for_everything_about_people(rules):
    without = {kind.code for kind in data_map(today=TODAY) if kind.holds_people and kind.rule is None}

    # What these three name are colleagues who entered something; the name goes with the account.
    assert without <= {"installation", "reference", "facts"}
