"""The office records, changes and archives actors; nobody overwrites a colleague unseen."""

from datetime import date, timedelta

import pytest

from kreislotse.accounts import handover
from kreislotse.accounts.models import Membership
from kreislotse.audit.queries import trail_of
from kreislotse.network import operations, queries
from kreislotse.network.models import Agreement, Contact, Organization, Representation
from kreislotse.network.operations import AlreadyArchived, ChangedMeanwhile, NotArchived
from tests.factories import OrganizationFactory, TopicFactory


def save(organization, by, **more):
    arguments = {"topics": [], "municipalities_served": [], "by": by} | more
    return operations.save_organization(organization, **arguments)


def test_a_new_organization_leaves_a_trail(coordinator):
    topic = TopicFactory()

    one = save(
        Organization(name="Brücke"), coordinator, topics=[topic], kept=[Contact(name="Ina Muster", is_main=True)]
    )

    assert list(one.topics.all()) == [topic]
    assert one.contacts.get().visibility == "office"
    assert [(entry.entry, entry.by) for entry in trail_of(one)] == [("organization_recorded", coordinator)]


def test_a_change_a_colleague_has_not_seen_is_refused(coordinator):
    one = OrganizationFactory(name="Brücke")
    seen_at = one.updated_at
    save(Organization.objects.get(pk=one.pk), coordinator, seen_at=seen_at)
    mine = Organization.objects.get(pk=one.pk)
    mine.name = "Steg"

    with pytest.raises(ChangedMeanwhile):
        save(mine, coordinator, seen_at=seen_at)

    assert Organization.objects.get().name == "Brücke"


def test_only_one_contact_is_the_main_one(coordinator):
    one = OrganizationFactory()
    old = Contact(organization=one, name="Alt", is_main=True)
    old.save()

    save(one, coordinator, kept=[Contact(name="Neu", is_main=True)])

    assert list(one.contacts.filter(is_main=True).values_list("name", flat=True)) == ["Neu"]


def test_an_archived_organization_leaves_the_search_and_comes_back(coordinator, today):
    one = OrganizationFactory(name="Brücke")

    operations.archive_organization(one, today=today, by=coordinator)
    assert queries.find_organizations("brucke", to=coordinator) == []
    with pytest.raises(AlreadyArchived):
        operations.archive_organization(one, today=today, by=coordinator)

    operations.restore_organization(one, by=coordinator)
    assert queries.find_organizations("Bruecke", to=coordinator) == [one]
    with pytest.raises(NotArchived):
        operations.restore_organization(one, by=coordinator)


def test_an_agreement_is_done_once(coordinator, today):
    one = OrganizationFactory()
    agreement = Agreement(organization=one, title="Raum", agreed_on=today)
    agreement.save()

    operations.finish_agreement(agreement, today=today, by=coordinator)
    operations.finish_agreement(agreement, today=today + timedelta(days=1), by=coordinator)

    agreement.refresh_from_db()
    assert agreement.done_on == today
    assert [entry.entry for entry in trail_of(one)] == ["agreement_done"]


def test_search_gives_at_most_eight_and_the_beginning_first(coordinator):
    for n in range(12):
        OrganizationFactory(name=f"Aktion Verein {n}")
    OrganizationFactory(name="Verein am Markt")

    found = queries.find_organizations("verein", to=coordinator)

    assert len(found) == 8
    assert found[0].name == "Verein am Markt"


@pytest.fixture
def editor(person):
    """Somebody who speaks for one of two organizations."""
    user = person("offer_editor")
    own, _other = OrganizationFactory(name="Eigener"), OrganizationFactory(name="Anderer")
    Representation(membership=Membership.objects.get(user=user), organization=own).save()
    return user


def test_who_speaks_for_an_organization_sees_only_that(editor):
    assert [one.name for one in queries.visible_organizations(to=editor)] == ["Eigener"]
    assert [one.name for one in queries.represented_organizations(editor)] == ["Eigener"]


def test_a_reader_sees_no_organization_in_the_office(person):
    OrganizationFactory()

    assert not queries.visible_organizations(to=person("reader")).exists()


def test_contacts_are_seen_as_far_as_they_are_meant(editor, caseworker, person):
    own, other = Organization.objects.get(name="Eigener"), Organization.objects.get(name="Anderer")
    for organization in (own, other):
        for visibility in Contact.Visibility:
            Contact(
                organization=organization,
                name=f"{organization.name} {visibility}",
                visibility=visibility,
                consented_on=date(2026, 1, 1),
            ).save()

    seen = {
        who: set(queries.visible_contacts(to=user).values_list("name", flat=True))
        for who, user in {"office": caseworker, "editor": editor, "reader": person("reader")}.items()
    }

    assert len(seen["office"]) == 6
    assert seen["editor"] == {
        "Eigener office",
        "Eigener network",
        "Eigener public",
        "Anderer network",
        "Anderer public",
    }
    assert seen["reader"] == {"Eigener public", "Anderer public"}


def test_a_hand_over_knows_organizations_and_open_agreements(coordinator, today):
    one = OrganizationFactory(name="Brücke", contact_person=coordinator, city="Korbach")
    OrganizationFactory(name="Archiv", contact_person=coordinator, archived_on=today)
    Agreement(organization=one, title="Raum", agreed_on=today, due_on=today, responsible=coordinator).save()
    Agreement(organization=one, title="Alt", agreed_on=today, done_on=today, responsible=coordinator).save()

    held = {r.code: list(r.held_by(coordinator)) for r in handover.responsibilities()}
    described = {r.code: r for r in handover.responsibilities()}

    assert [row.name for row in held["organizations"]] == ["Brücke"]
    assert [row.title for row in held["agreements"]] == ["Raum"]
    for code in ("organizations", "agreements"):
        assert len(described[code].describe(held[code][0])) == len(described[code].columns)
