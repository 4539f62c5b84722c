"""Organizations keep their own data; they reach nothing of others."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kreislotse.accounts.models import Membership
from kreislotse.audit.models import AuditEntry
from kreislotse.network.models import Representation
from tests.factories import GuideFactory, OfferFactory, OrganizationFactory


@pytest.fixture
def organization(in_district):
    return OrganizationFactory(name="Mieterhilfe Musterau")


@pytest.fixture
def editor(person, organization):
    user = person("offer_editor")
    Representation(membership=Membership.objects.get(user=user), organization=organization).save()
    return user


@pytest.fixture
def partner(login, editor):
    return login(editor)


def test_home_shows_the_own_organization_and_its_offers(partner, organization):
    offer = OfferFactory(provider=organization, title="Beratung zur Miete", checked_on=date(2020, 1, 1))
    OfferFactory(title="Fremdes Angebot")

    page = partner.get("/partner/").content.decode()

    assert "Mieterhilfe Musterau" in page
    assert f"/angebote/{offer.pk}/" in page
    assert "bitte prüfen" in page
    assert "Fremdes Angebot" not in page


def test_offer_is_confirmed_with_one_click(partner, organization):
    offer = OfferFactory(provider=organization)

    partner.post(f"/partner/angebot/{offer.pk}/stimmt-noch/")
    partner.post(f"/partner/angebot/{offer.pk}/stimmt-noch/")

    offer.refresh_from_db()
    assert offer.checked_on == timezone.localdate()
    assert AuditEntry.objects.filter(entry="offer_checked").count() == 1


def test_contact_data_is_changed_with_a_trail(partner, organization):
    values = {
        "phone": "05631 77",
        "email": "",
        "street": "",
        "postcode": "34497",
        "city": "Korbach",
        "website": "miete.example",
    }

    assert partner.post(f"/partner/akteur/{organization.pk}/", values).status_code == 302

    organization.refresh_from_db()
    assert (organization.phone, organization.website) == ("05631 77", "https://miete.example")
    assert "phone" in AuditEntry.objects.get(entry="organization_changed").details["fields"]


def test_wrong_address_is_refused_and_nothing_is_saved(partner, organization):
    response = partner.post(f"/partner/akteur/{organization.pk}/", {"email": "keine Adresse", "phone": "1"})

    assert response.status_code == 422
    organization.refresh_from_db()
    assert organization.phone == ""


def test_other_organizations_are_not_there(partner, organization):
    other = OrganizationFactory()
    offer = OfferFactory(provider=other)

    assert partner.get(f"/partner/akteur/{other.pk}/").status_code == 404
    assert partner.post(f"/partner/angebot/{offer.pk}/stimmt-noch/").status_code == 404


def test_whoever_no_longer_speaks_for_it_reaches_nothing(partner, editor, organization):
    Membership.objects.filter(user=editor).update(valid_to=date(2025, 1, 1))

    assert partner.get(f"/partner/akteur/{organization.pk}/").status_code == 403


@pytest.mark.parametrize(
    ("role", "start"),
    [
        ("caseworker", "/buero/"), ("guide", "/unterwegs/"), ("offer_editor", "/partner/"), ("group_lead", "/partner/"),
        ("provider_coordinator", "/buero/"), ("reader", "/partner/willkommen/"), ("state_office", "/partner/willkommen/"),
        ("municipality_contact", "/partner/bedarfe/"), ("privacy_officer", "/buero/"),
    ],
)  # fmt: skip
def test_everybody_arrives_where_they_can_do_something(login, person, role, start):
    user = person(role)
    if role == "guide":
        GuideFactory(user=user)

    response = login(user).get("/nach-der-anmeldung/", follow=True)

    assert response.status_code == 200
    assert response.redirect_chain[-1][0] == start


def test_home_costs_the_same_for_many_offers(partner, organization):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            partner.get("/partner/")
        return len(captured)

    OfferFactory.create_batch(2, provider=organization)
    few = queries()
    OfferFactory.create_batch(10, provider=organization)

    assert queries() == few
