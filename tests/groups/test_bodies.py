"""Bodies and their seats: nobody more than there are seats, nobody twice, and history stays."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from kreislotse.accounts import handover
from kreislotse.audit.queries import trail_of
from kreislotse.groups import operations, queries
from kreislotse.groups.models import Body, BodyJoining, Seat, SeatHolder
from kreislotse.groups.operations import Person
from kreislotse.network.models import Representation
from kreislotse.privacy.operations import run_deletion, seed_retention_rules
from tests.factories import BodyFactory, ContactFactory, OrganizationFactory, TopicFactory, member

TODAY = date(2026, 3, 9)
Role = Seat.Role


def give(body, by, name="", **fields):
    arguments = {"organization": None, "role": Role.MEMBER, "from_on": TODAY} | fields
    return operations.give_seat(body, person=Person(name) if name else None, by=by, **arguments)


@pytest.mark.parametrize("again", ["ÜLKÜ ÖZ", "ülkü  oez", "Ulku Oz"])
def test_nobody_sits_twice_under_another_spelling(coordinator, again):
    body = BodyFactory(name="Beirat")
    give(body, coordinator, "Ülkü Öz")

    with pytest.raises(operations.SitsThereAlready):
        give(body, coordinator, again)
    give(body, coordinator, "Ülkü Özer")


def save(body, by, **more):
    return operations.save_body(body, **({"topics": [], "by": by} | more))


def test_a_new_body_leaves_a_trail(coordinator):
    topic = TopicFactory()

    body = save(Body(name="AG Sprache"), coordinator, topics=[topic])

    assert list(body.topics.all()) == [topic]
    assert [entry.entry for entry in trail_of(body)] == ["body_recorded"]


def test_a_change_a_colleague_has_not_seen_is_refused(coordinator):
    body = BodyFactory(name="AG Sprache")
    seen_at = body.updated_at
    save(Body.objects.get(pk=body.pk), coordinator, seen_at=seen_at)

    with pytest.raises(operations.ChangedMeanwhile):
        save(Body(pk=body.pk, name="AG Deutsch", district=body.district), coordinator, seen_at=seen_at)

    assert Body.objects.get().name == "AG Sprache"


def test_bodies_cannot_belong_to_each_other_in_a_circle(coordinator):
    network = BodyFactory(name="Netzwerk")
    group = BodyFactory(name="AG Wohnen", part_of=network)
    team = BodyFactory(name="Team Mieten", part_of=group)
    network.part_of = team

    with pytest.raises(operations.PartOfItself, match="„Netzwerk“ kann nicht zu „Team Mieten“ gehören"):
        save(network, coordinator)


def test_a_term_that_ends_before_it_begins_is_refused(coordinator):
    with pytest.raises(ValidationError, match="Amtszeit endet, bevor sie beginnt"):
        BodyFactory.build(term_from=TODAY, term_until=TODAY - timedelta(days=1)).full_clean()


def test_a_council_has_no_more_members_than_seats(coordinator):
    council = BodyFactory(name="Ausländerbeirat Korbach", kind="foreigners_council", seats_limit=2)
    give(council, coordinator, "Ada", role=Role.LEAD)
    give(council, coordinator, "Bilal", until_on=TODAY + timedelta(days=30))

    with pytest.raises(operations.TooManyMembers) as refused:
        give(council, coordinator, "Cem")

    assert "hat 2 stimmberechtigte Sitze. Ab dem 9. März 2026" in str(refused.value)
    assert SeatHolder.objects.count() == 2
    give(council, coordinator, "Cem", from_on=TODAY + timedelta(days=31))  # once Bilal has left
    give(council, coordinator, "Dana", role=Role.SUBSTITUTE)
    give(council, coordinator, "Emil", role=Role.ADVISORY)


def test_a_seat_that_is_made_a_voting_one_counts_too(coordinator):
    council = BodyFactory(seats_limit=1)
    give(council, coordinator, "Ada")
    advisory = give(council, coordinator, "Emil", role=Role.ADVISORY)
    advisory.role = Role.MEMBER

    with pytest.raises(operations.TooManyMembers):
        operations.change_seat(advisory, by=coordinator)

    assert Seat.objects.get(pk=advisory.pk).role == Role.ADVISORY


def test_seats_cannot_be_taken_away_under_those_who_sit_on_them(coordinator):
    council = BodyFactory(seats_limit=2)
    today = timezone.localdate()
    give(council, coordinator, "Ada", from_on=today)
    give(council, coordinator, "Bilal", from_on=today)
    council.seats_limit = 1

    with pytest.raises(operations.TooManyMembers):
        save(council, coordinator)


def test_a_smaller_council_may_follow_a_larger_one(coordinator):
    council = BodyFactory(seats_limit=2)
    for name in ("Ada", "Bilal"):
        give(council, coordinator, name, from_on=date(2016, 3, 1), until_on=date(2021, 2, 28))
    council.seats_limit = 1

    save(council, coordinator)

    assert Body.objects.get(pk=council.pk).seats_limit == 1


def test_nobody_sits_twice_on_one_body_at_once(coordinator):
    council = BodyFactory(name="Beirat")
    give(council, coordinator, "Ada Lind")

    with pytest.raises(
        operations.SitsThereAlready, match="ada lind hat in dieser Zeit schon einen Sitz in „Beirat“: Mitglied"
    ):
        give(council, coordinator, "ada lind", role=Role.SUBSTITUTE)


def test_a_substitute_stands_for_a_seat_of_the_same_body(coordinator):
    other = give(BodyFactory(), coordinator, "Ada")

    with pytest.raises(operations.SeatOutsideOfBody):
        give(BodyFactory(), coordinator, "Bilal", role=Role.SUBSTITUTE, stands_for=other)


def test_many_actors_are_taken_in_at_once_each_with_its_contact(coordinator):
    body = BodyFactory()
    caritas, drk, vhs = (OrganizationFactory(name=name) for name in ("Caritas", "DRK", "VHS"))
    ContactFactory(organization=caritas, name="Ada Lind")
    ContactFactory(organization=drk, name="Ada Lind")
    give(body, coordinator, "Bilal", organization=vhs)

    seats = operations.give_seats(body, [caritas, drk, vhs], from_on=TODAY, by=coordinator)

    assert [(seat.organization.name, [one.name for one in seat.holders.all()]) for seat in seats] == [
        ("Caritas", ["Ada Lind"]), ("DRK", []),
    ]  # fmt: skip
    with pytest.raises(operations.NobodyChosen):
        operations.give_seats(body, [vhs], from_on=TODAY, by=coordinator)


def test_many_actors_are_one_too_many_together_or_not_at_all(coordinator):
    council = BodyFactory(seats_limit=1)

    with pytest.raises(operations.TooManyMembers):
        operations.give_seats(council, [OrganizationFactory(), OrganizationFactory()], from_on=TODAY, by=coordinator)

    assert not Seat.objects.exists()


def test_the_person_changes_and_the_seat_stays(coordinator):
    body, actor = BodyFactory(), OrganizationFactory(name="Caritas")
    seat = give(body, coordinator, "Ada", organization=actor)

    operations.name_person(seat, Person("Bilal"), from_on=TODAY + timedelta(days=10), by=coordinator)

    assert [(one.name, one.until_on) for one in seat.holders.order_by("from_on")] == [
        ("Ada", TODAY + timedelta(days=9)), ("Bilal", None),
    ]  # fmt: skip
    assert queries.seats_on(body, TODAY)[0].now.name == "Ada"
    assert queries.seats_on(body, TODAY + timedelta(days=10))[0].now.name == "Bilal"


def test_nobody_follows_before_the_one_before_has_begun(coordinator):
    seat = give(BodyFactory(), coordinator, "Ada")

    with pytest.raises(operations.NamedTooEarly, match="seit dem 9. März 2026 Ada"):
        operations.name_person(seat, Person("Bilal"), from_on=TODAY, by=coordinator)


def test_with_a_seat_end_its_people_and_its_substitutes(coordinator):
    body = BodyFactory()
    seat = give(body, coordinator, "Ada")
    give(body, coordinator, "Bilal", role=Role.SUBSTITUTE, stands_for=seat)
    last = TODAY + timedelta(days=5)

    operations.end_seat(seat, on=last, by=coordinator)

    assert set(Seat.objects.values_list("until_on", flat=True)) == {last}
    assert set(SeatHolder.objects.values_list("until_on", flat=True)) == {last}
    assert queries.seats_on(body, last + timedelta(days=1)) == []
    assert len(queries.former_seats(body, last + timedelta(days=1))) == 2
    with pytest.raises(operations.AlreadyEnded):
        operations.end_seat(seat, on=last, by=coordinator)


def test_whoever_sat_there_to_the_end_goes_on_when_the_seat_does(coordinator):
    seat = give(BodyFactory(), coordinator, "Ada", until_on=TODAY + timedelta(days=5))
    seat.until_on = TODAY + timedelta(days=90)
    operations.change_seat(seat, by=coordinator)
    assert seat.holders.get().until_on == TODAY + timedelta(days=90)

    seat.until_on = TODAY + timedelta(days=2)
    operations.change_seat(seat, by=coordinator)
    assert seat.holders.get().until_on == TODAY + timedelta(days=2)


def test_whoever_sat_there_from_the_beginning_begins_with_the_seat(coordinator):
    seat = give(BodyFactory(), coordinator, "Ada", from_on=TODAY - timedelta(days=30))

    for begins in (TODAY, TODAY - timedelta(days=60)):
        seat.from_on = begins
        operations.change_seat(seat, by=coordinator)
        assert seat.holders.get().from_on == begins


def test_nobody_sits_on_a_seat_before_it_begins(coordinator):
    seat = give(BodyFactory(), coordinator, "Ada", from_on=TODAY - timedelta(days=90))
    operations.name_person(seat, Person("Bilal"), from_on=TODAY - timedelta(days=60), by=coordinator)
    seat.from_on = TODAY - timedelta(days=10)

    operations.change_seat(seat, by=coordinator)

    assert [(one.name, one.from_on) for one in seat.holders.all()] == [("Bilal", TODAY - timedelta(days=10))]


def test_a_seat_cannot_end_before_it_begins(coordinator):
    seat = give(BodyFactory(), coordinator, "Ada")

    with pytest.raises(operations.SeatEndsBeforeItBegins, match="begann am 9. März 2026"):
        operations.end_seat(seat, on=TODAY - timedelta(days=1), by=coordinator)


def test_a_body_ends_with_all_its_seats_and_takes_no_new_ones(coordinator):
    body = BodyFactory(name="AG Sprache")
    give(body, coordinator, "Ada")

    operations.end_body(body, on=TODAY, by=coordinator)

    assert Seat.objects.get().until_on == TODAY
    with pytest.raises(operations.BodyEnded):
        give(body, coordinator, "Bilal")
    with pytest.raises(operations.AlreadyEnded):
        operations.end_body(body, on=TODAY, by=coordinator)
    operations.resume_body(body, by=coordinator)
    with pytest.raises(operations.NotEnded):
        operations.resume_body(body, by=coordinator)


def test_partners_see_the_bodies_they_sit_on_and_no_others(coordinator):
    mine, theirs = OrganizationFactory(), OrganizationFactory()
    lead = member("group_lead")
    Representation.objects.create(membership=lead.memberships.get(), organization=mine)
    ours, other = BodyFactory(name="AG Wohnen"), BodyFactory(name="Steuerungsgruppe")
    give(ours, coordinator, organization=mine)
    give(other, coordinator, organization=theirs)

    assert list(queries.visible_bodies(to=lead)) == [ours]
    assert queries.visible_bodies(to=coordinator).count() == 2


def test_people_are_forgotten_and_the_seat_of_the_organization_stays(coordinator):
    seed_retention_rules({})
    body = BodyFactory()
    old, now = timezone.localdate() - timedelta(days=800), timezone.localdate()
    seat = give(body, coordinator, "Ada", organization=OrganizationFactory(), from_on=old, until_on=old)
    give(body, coordinator, "Bilal", from_on=old)
    BodyJoining.objects.create(
        body=body, organization_name="Verein", name="Cem", email="c@verein.example", submission_digest="x",
        asked_at=timezone.now() - timedelta(days=800),
    )  # fmt: skip

    run_deletion(today=now)

    assert list(SeatHolder.objects.values_list("name", flat=True)) == ["Bilal"]
    assert Seat.objects.filter(pk=seat.pk).exists()
    assert not BodyJoining.objects.exists()


def test_bodies_go_to_the_successor(coordinator):
    body = BodyFactory(responsible=coordinator)
    successor = member("coordinator")

    handover.hand_over(coordinator, successor, by=coordinator, now=timezone.now())

    body.refresh_from_db()
    assert body.responsible == successor


def test_no_end_before_a_seat_that_already_began(coordinator):
    """Attendance hangs on seats: an end in the past must not take one away that was in a meeting since."""
    today = timezone.localdate()
    body = BodyFactory()
    seat = operations.give_seat(
        body, organization=None, role="member", from_on=today - timedelta(days=90), by=coordinator
    )
    operations.give_seat(
        body, organization=None, role="substitute", stands_for=seat, from_on=today - timedelta(days=10), by=coordinator
    )

    with pytest.raises(operations.EndsBeforeOthersBegan, match="nicht davor"):
        operations.end_seat(seat, on=today - timedelta(days=30), by=coordinator)
    with pytest.raises(operations.EndsBeforeOthersBegan):
        operations.end_body(body, on=today - timedelta(days=30), by=coordinator)
    body.refresh_from_db()
    assert body.archived_on is None
    assert Seat.objects.filter(body=body).count() == 2
    operations.end_body(body, on=today, by=coordinator)
