"""The pages of bodies: the office keeps them, partners see their own, the public asks for a seat."""

import io
import re
from datetime import date

import pytest
from django.core import mail
from openpyxl import load_workbook

from kreislotse.groups import joining, operations
from kreislotse.groups.models import Body, BodyJoining, Seat, SeatHolder
from kreislotse.groups.operations import Person
from kreislotse.network.models import Contact, Organization, Representation
from tests.factories import BodyFactory, OrganizationFactory, member

LIST = "/buero/gremien/"


@pytest.fixture
def office(login, coordinator):
    return login(coordinator)


def seat_of(body, by, **fields):
    arguments = {"organization": OrganizationFactory(name="Caritas"), "role": "member", "from_on": date(2026, 1, 1)}
    return operations.give_seat(
        body, person=Person("Ada Lind", "Leitung", "ada@caritas.example", "05631 77"), by=by, **arguments | fields
    )


def test_a_body_is_recorded_and_gets_a_seat_with_somebody_on_it(office):
    contact = Contact.objects.create(
        organization=OrganizationFactory(name="Caritas"), name="Ada Lind", email="a@caritas.example"
    )

    response = office.post(f"{LIST}neu/", {"name": "AG Sprache", "kind": "working_group", "our_role": "lead"})
    body = Body.objects.get()
    assert response["Location"] == f"{LIST}{body.pk}/"
    office.post(f"{LIST}{body.pk}/sitze/neu/", {"role": "co_lead", "contact": contact.pk, "from_on": "1.3.2026"})

    holder = SeatHolder.objects.select_related("seat").get()
    assert (holder.name, holder.email, holder.seat.organization.name) == ("Ada Lind", "a@caritas.example", "Caritas")
    page = office.get(f"{LIST}{body.pk}/").content.decode()
    assert "Ko-Leitung" in page
    assert "Ada Lind" in page


def test_nothing_is_saved_and_everything_still_stands_there_when_the_council_is_full(office, coordinator):
    council = BodyFactory(name="Beirat", kind="foreigners_council", seats_limit=1)
    seat_of(council, coordinator)

    response = office.post(
        f"{LIST}{council.pk}/sitze/neu/", {"role": "member", "person_name": "Cem", "from_on": "1.3.2026"}
    )

    assert response.status_code == 422
    assert "hat 1 stimmberechtigte Sitze" in response.content.decode()
    assert 'value="Cem"' in response.content.decode()
    assert Seat.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"role": "member", "from_on": "1.3.2026"}, "Bitte wählen Sie einen Akteur oder nennen Sie eine Person."),
        ({"role": "member", "person_name": "Cem", "from_on": "irgendwann"}, "Bitte schreiben Sie ein Datum"),
        (
            {"role": "member", "person_name": "Cem", "from_on": "1.3.2026", "until_on": "1.2.2026"},
            "kann nicht vorher enden",
        ),
    ],
)
def test_a_seat_that_says_too_little_or_nonsense_is_refused(office, data, sentence):
    body = BodyFactory()

    response = office.post(f"{LIST}{body.pk}/sitze/neu/", data)

    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_a_term_that_ends_before_it_begins_is_refused_with_a_sentence(office):
    response = office.post(
        f"{LIST}neu/",
        {"name": "Beirat", "kind": "other", "our_role": "lead", "term_from": "1.4.2026", "term_until": "1.4.2025"},
    )

    assert response.status_code == 422
    assert "Die Amtszeit endet, bevor sie beginnt." in response.content.decode()


def test_the_list_filters_and_counts(office, coordinator):
    network = BodyFactory(name="Netzwerk", kind="network")
    body = BodyFactory(name="AG Wohnen", part_of=network, seats_limit=3)
    seat_of(body, coordinator)

    page = office.get(f"{LIST}?kind=working_group").content.decode()

    assert "AG Wohnen" in page
    assert "1 Gremium" in page
    assert "1 von 3" in page
    assert "Kein Gremium passt" in office.get(f"{LIST}?text=nichts").content.decode()


def test_the_members_can_be_taken_along(office, coordinator):
    body = BodyFactory(name="AG Wohnen")
    seat_of(body, coordinator)

    sheet = load_workbook(io.BytesIO(office.get(f"{LIST}{body.pk}/mitglieder.xlsx").getvalue())).active

    assert [cell.value for cell in sheet[2]][:5] == [
        "Caritas",
        "Mitglied",
        "Ada Lind",
        "Leitung",
        "ada@caritas.example",
    ]


def test_a_partner_sees_who_is_there_but_not_how_to_reach_them(login, coordinator):
    editor = member("offer_editor")
    seat = seat_of(BodyFactory(name="AG Wohnen"), coordinator)
    other = BodyFactory(name="Steuerungsgruppe")
    Representation.objects.create(membership=editor.memberships.get(), organization=seat.organization)
    client = login(editor)

    assert "AG Wohnen" in client.get("/partner/gremien/").content.decode()
    page = client.get(f"/partner/gremien/{seat.body.pk}/").content.decode()
    assert "Ada Lind" in page
    assert "ada@caritas.example" not in page
    assert "05631 77" not in page
    assert client.get(f"/partner/gremien/{other.pk}/").status_code == 404


# ── the public ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def no_waiting(monkeypatch):
    monkeypatch.setattr("kreislotse.web.public.forms.intake.SentFromOutside.least_seconds", 0)


def ask(visitor, body, language="de", **fields):
    url = f"/{language}/netzwerke/{body.uuid}/mitmachen/".replace("/de/", "/")
    token = re.search(r'name="token" value="([^"]+)"', visitor.get(url).content.decode())[1]
    data = {"token": token, "organization_name": "Sprachcafé", "name": "Nour", "email": "nour@cafe.example"}
    return visitor.post(url, data | fields)


def test_only_public_bodies_are_shown_and_people_only_of_councils(visitor, coordinator):
    group = BodyFactory(name="AG Wohnen", is_public=True)
    council = BodyFactory(name="Beirat", kind="foreigners_council", is_public=True)
    hidden = BodyFactory(name="Steuerungsgruppe")
    for body in (group, council):
        seat_of(body, coordinator, organization=Organization.objects.first())

    assert 'href="/netzwerke/"' in visitor.get("/ueber-uns/").content.decode()
    listed = visitor.get("/netzwerke/").content.decode()
    assert "AG Wohnen" in listed
    assert "Steuerungsgruppe" not in listed
    assert visitor.get(f"/netzwerke/{hidden.uuid}/").status_code == 404
    assert "Ada Lind" not in visitor.get(f"/netzwerke/{group.uuid}/").content.decode()
    shown = visitor.get(f"/netzwerke/{council.uuid}/").content.decode()
    assert "Ada Lind" in shown
    assert "ada@caritas.example" not in shown


def test_a_partner_asks_once_and_is_taken_in(visitor, office, no_waiting, django_capture_on_commit_callbacks):
    body = BodyFactory(name="AG Sprache", is_public=True, takes_partners=True)

    first = ask(visitor, body, language="en")
    assert first["Location"].endswith("/netzwerke/danke/")
    asked = BodyJoining.objects.get()
    assert asked.language == "en"
    assert "Sprachcafé möchte mitmachen" in office.get(f"{LIST}{body.pk}/").content.decode()
    assert "1 Partner möchte in einem Gremium mitmachen." in office.get("/buero/").content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        office.post(f"{LIST}bitten/{asked.pk}/", {"role": "member"})

    seat = Seat.objects.select_related("organization").get()
    assert seat.organization.name == "Sprachcafé"
    assert seat.holders.get().name == "Nour"
    [letter] = mail.outbox
    assert letter.to == ["nour@cafe.example"]
    refused = office.post(f"{LIST}bitten/{asked.pk}/", {"role": "member"})
    assert "schon entschieden" in refused.content.decode()
    assert len(mail.outbox) == 1


def test_a_no_needs_a_reason_that_goes_to_whoever_asked(
    visitor, office, no_waiting, django_capture_on_commit_callbacks
):
    body = BodyFactory(is_public=True, takes_partners=True)
    ask(visitor, body)
    asked = BodyJoining.objects.get()

    silent = office.post(f"{LIST}bitten/{asked.pk}/ablehnen/", {"answer": " "})
    assert "Bitte schreiben Sie einen Satz" in silent.content.decode()
    assert not mail.outbox
    with django_capture_on_commit_callbacks(execute=True):
        office.post(f"{LIST}bitten/{asked.pk}/ablehnen/", {"answer": "Die Gruppe ist voll."})

    assert BodyJoining.objects.get().status == "declined"
    assert "Die Gruppe ist voll." in mail.outbox[0].body


def test_a_machine_is_not_taken_in(visitor, in_district, no_waiting):
    body = BodyFactory(is_public=True, takes_partners=True)

    response = ask(visitor, body, website="https://spam.example")

    assert response.status_code == 422
    assert not BodyJoining.objects.exists()


def test_nobody_asks_where_nobody_is_taken_in(visitor, coordinator):
    body = BodyFactory(is_public=True)

    assert visitor.get(f"/netzwerke/{body.uuid}/mitmachen/").status_code == 404
    with pytest.raises(joining.TakesNoPartners):
        joining.ask_for_seat(
            body, organization_name="X", name="Y", function="", email="y@x.example", phone="", reason="", language="de",
            submission_digest="z", now=None,
        )  # fmt: skip
