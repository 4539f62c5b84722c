"""The pages of the register: who may see what, filters, forms without script, exports."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from kreislotse.core.scope import district_scope
from kreislotse.imports import operations, reading
from kreislotse.network.models import Agreement, Contact, Organization, Resource
from tests.factories import MunicipalityFactory, OfferFactory, OrganizationFactory, TopicFactory

LIST = "/buero/netzwerk/"


def full_organization(n=1, **fields):
    one = OrganizationFactory(name=f"Brücke {n}", city="Korbach", phone="05631 1", **fields)
    one.topics.add(TopicFactory())
    one.municipalities_served.add(MunicipalityFactory())
    Contact(organization=one, name=f"Ina Muster {n}", phone="0171 1", is_main=True).save()
    Resource(organization=one, kind="room", description="Saal").save()
    Agreement(organization=one, title=f"Schlüssel {n}", agreed_on=date(2026, 1, 1), due_on=date(2026, 2, 1)).save()
    OfferFactory(provider=one)
    return one


def form_data(**fields):
    data = {"name": "Brücke", "kind": "association"}
    for name in ("contacts", "resources", "agreements"):
        data |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}
    return data | fields


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("caseworker", 200),
        ("coordinator", 200),
        ("district_admin", 200),
        ("reader", 403),
        ("guide", 403),
        ("operator", 403),
    ],
)
def test_who_may_see_the_register(login, person, role, expected):
    assert login(person(role)).get(LIST).status_code == expected


def test_without_a_login_the_way_leads_to_the_login(visitor):
    assert visitor.get(LIST).status_code == 302


def test_a_caseworker_may_look_but_not_change(login, caseworker):
    one = OrganizationFactory()
    browser = login(caseworker)

    assert browser.get(f"{LIST}{one.pk}/").status_code == 200
    for path in ("neu/", f"{one.pk}/bearbeiten/"):
        assert browser.get(LIST + path).status_code == 403
    assert browser.post(f"{LIST}{one.pk}/archivieren/").status_code == 403
    assert browser.get(f"{LIST}liste.xlsx").status_code == 403


def test_an_organization_of_the_neighbor_is_not_there(login, coordinator, other_district):
    with district_scope(other_district):
        other = OrganizationFactory()

    browser = login(coordinator)
    for path in ("", "bearbeiten/", "visitenkarte.vcf"):
        assert browser.get(f"{LIST}{other.pk}/{path}").status_code == 404


@pytest.mark.parametrize("path", [LIST, f"{LIST}liste.xlsx"])
def test_the_list_costs_the_same_for_more_rows(login, coordinator, path):
    browser, counts = login(coordinator), []
    browser.get(path)
    for start in (0, 10):
        for n in range(start, start + 10):
            full_organization(n, contact_person=coordinator)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(path).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 25


def test_the_detail_page_costs_the_same_for_more_rows(login, coordinator):
    browser, one, counts = login(coordinator), full_organization(), []
    browser.get(f"{LIST}{one.pk}/")
    for _round in range(2):
        for n in range(6):
            Contact(organization=one, name=f"Person {n}").save()
            Agreement(organization=one, title=f"V {n}", agreed_on=date(2026, 1, 1), responsible=coordinator).save()
            OfferFactory(provider=one)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(f"{LIST}{one.pk}/").status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 25


def test_filters_stand_in_the_address(login, coordinator):
    one = full_organization(1, contact_person=coordinator, kind="school")
    full_organization(2)
    browser = login(coordinator)
    filters = {
        "text": "brucke 1",
        "kind": "school",
        "topic": one.topics.get().pk,
        "municipality": one.municipalities_served.get().pk,
        "contact_person": coordinator.pk,
    }

    for name, value in filters.items():
        answer = browser.get(LIST, {name: value})
        assert "Brücke 1" in answer.content.decode(), name
        assert "Brücke 2" not in answer.content.decode(), name
    assert "Brücke 2" in browser.get(LIST, {"resource": "room"}).content.decode()


def test_a_filter_nobody_knows_is_no_filter(login, coordinator):
    OrganizationFactory(name="Brücke")

    answer = login(coordinator).get(LIST, {"kind": "x", "topic": "999999", "sortierung": "note", "seite": "99"})

    assert "Brücke" in answer.content.decode()


def test_htmx_gets_the_table_alone(login, coordinator):
    OrganizationFactory(name="Brücke")

    content = login(coordinator).get(LIST, headers={"HX-Request": "true"}).content.decode()

    assert "Brücke" in content
    assert "<html" not in content


def test_an_organization_is_recorded_with_its_rows(login, coordinator):
    topic = TopicFactory()
    data = form_data(
        topics=[topic.pk],
        **{
            "contacts-TOTAL_FORMS": "2",
            "contacts-0-name": "Ina Muster",
            "contacts-0-visibility": "office",
            "contacts-1-name": "",
            "contacts-1-visibility": "office",
            "agreements-TOTAL_FORMS": "1",
            "agreements-0-title": "Raum am Montag",
            "agreements-0-agreed_on": "12.3.2026",
        },
    )

    answer = login(coordinator).post(f"{LIST}neu/", data)

    one = Organization.objects.get()
    assert answer.status_code == 302
    assert [contact.name for contact in one.contacts.all()] == ["Ina Muster"]
    assert one.agreements.get().agreed_on == date(2026, 3, 12)
    assert list(one.topics.all()) == [topic]


def test_a_second_click_on_save_records_one_organization(login, coordinator):
    browser = login(coordinator)

    answers = [browser.post(f"{LIST}neu/", form_data()) for _click in range(2)]

    assert Organization.objects.count() == 1
    assert answers[0]["Location"] == answers[1]["Location"]


def test_a_likely_twin_is_shown_before_it_is_recorded_anyway(login, coordinator):
    OrganizationFactory(name="Bruecke e.V.", postcode="34497")
    browser = login(coordinator)

    answer = browser.post(f"{LIST}neu/", form_data(name="Brücke", postcode="34497"))
    assert answer.status_code == 422
    assert "gibt es vielleicht schon" in answer.content.decode()
    assert Organization.objects.count() == 1

    assert browser.post(f"{LIST}neu/", form_data(name="Brücke", postcode="34454")).status_code == 302
    browser.post(f"{LIST}neu/", form_data(name="Brücke", postcode="34497", anyway="ja"))
    assert Organization.objects.count() == 3


def test_the_list_is_sorted_by_the_head_of_a_column(login, coordinator):
    for name in ("B-Verein", "A-Verein", "C-Verein"):
        OrganizationFactory(name=name)

    content = login(coordinator).get(LIST, {"sortierung": "-name"}).content.decode()

    assert content.index("C-Verein") < content.index("B-Verein") < content.index("A-Verein")


def test_a_row_is_added_without_script_and_without_saving(login, coordinator):
    answer = login(coordinator).post(f"{LIST}neu/", form_data(name="", add="contacts", phone="05631 7"))

    content = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="contacts-0-name"' in content
    assert "05631 7" in content
    assert "error-summary" not in content
    assert not Organization.objects.exists()


def test_a_row_is_taken_away(login, coordinator):
    one = full_organization()
    contact = one.contacts.get()
    data = form_data(
        **{
            "contacts-TOTAL_FORMS": "1",
            "contacts-INITIAL_FORMS": "1",
            "contacts-0-id": contact.pk,
            "contacts-0-name": contact.name,
            "contacts-0-visibility": "office",
            "contacts-0-DELETE": "on",
        }
    )

    login(coordinator).post(f"{LIST}{one.pk}/bearbeiten/", data)

    assert not one.contacts.exists()


def test_a_contact_of_another_organization_cannot_be_changed_from_here(login, coordinator):
    one, other = full_organization(1), full_organization(2)
    data = form_data(
        **{
            "contacts-TOTAL_FORMS": "1",
            "contacts-INITIAL_FORMS": "1",
            "contacts-0-id": other.contacts.get().pk,
            "contacts-0-name": "Fremd",
            "contacts-0-visibility": "office",
        }
    )

    login(coordinator).post(f"{LIST}{one.pk}/bearbeiten/", data)

    assert other.contacts.get().name == "Ina Muster 2"
    assert [contact.name for contact in one.contacts.all()] == ["Ina Muster 1"]


def test_a_public_contact_needs_consent(login, coordinator):
    data = form_data(**{"contacts-TOTAL_FORMS": "1", "contacts-0-name": "Ina", "contacts-0-visibility": "public"})

    answer = login(coordinator).post(f"{LIST}neu/", data)

    assert answer.status_code == 422
    assert "nur mit ihrer Einwilligung" in answer.content.decode()
    assert not Organization.objects.exists()


def test_two_colleagues_editing_the_same_organization(login, coordinator, person):
    one = OrganizationFactory(name="Brücke")
    stale = one.updated_at.isoformat()
    login(person("coordinator")).post(f"{LIST}{one.pk}/bearbeiten/", form_data(name="Neu", seen=stale))
    browser = login(coordinator)

    answer = browser.post(f"{LIST}{one.pk}/bearbeiten/", form_data(name="Meins", seen=stale))

    one.refresh_from_db()
    assert answer.status_code == 422
    assert "jemand anderes geändert" in answer.content.decode()
    assert one.name == "Neu"
    assert one.updated_at.isoformat() in answer.content.decode()


def test_archiving_offers_the_way_back(login, coordinator):
    one = OrganizationFactory(name="Brücke")
    browser = login(coordinator)

    content = browser.post(f"{LIST}{one.pk}/archivieren/", follow=True).content.decode()
    assert "Rückgängig" in content
    assert "Brücke" not in browser.get(LIST).content.decode()
    assert "Brücke" in browser.get(LIST, {"is_archived": "on"}).content.decode()

    browser.post(f"{LIST}{one.pk}/zurueckholen/")
    assert "Brücke" in browser.get(LIST).content.decode()


def test_a_double_click_on_archive_is_no_error(login, coordinator):
    one = OrganizationFactory()
    browser = login(coordinator)

    for _click in range(2):
        assert browser.post(f"{LIST}{one.pk}/archivieren/", follow=True).status_code == 200


def test_exports_hold_the_filtered_list_and_no_formula(login, coordinator):
    full_organization(1, kind="school", note="")
    OrganizationFactory(name='=HYPERLINK("http://evil.example")', kind="school")
    OrganizationFactory(name="Anderer")
    browser = login(coordinator)

    sheet = load_workbook(io.BytesIO(browser.get(f"{LIST}liste.xlsx", {"kind": "school"}).content)).active
    text = browser.get(f"{LIST}liste.csv", {"kind": "school"}).content.decode("utf-8-sig")
    cards = browser.get(f"{LIST}liste.vcf", {"kind": "school"}).content.decode()

    assert sheet.max_row == 3
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert "Ina Muster 1" in text
    assert "\"'=HYPERLINK" in text
    assert "Anderer" not in text
    assert cards.count("BEGIN:VCARD") == 3


def test_what_was_exported_comes_back_in(login, coordinator):
    full_organization(1, kind="school", email="info@brucke.example.net")
    exported = login(coordinator).get(f"{LIST}liste.xlsx").content

    batch = operations.upload_list(SimpleUploadedFile("x.xlsx", exported), target="organizations", by=coordinator)
    plan = reading.make_plan(batch)

    assert (plan.new_count, plan.duplicate_count, len(plan.broken)) == (0, 1, 0)
