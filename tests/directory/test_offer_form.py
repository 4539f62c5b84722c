"""The office's form of an offer: everything it can say is kept, and everything it cannot is said beside its field."""

from datetime import date, time
from io import BytesIO

import openpyxl
import pytest

from kreislotse.directory.codes import Availability, Kind, Program
from kreislotse.directory.models import Offer
from kreislotse.directory.operations import save_offer
from kreislotse.directory.queries import offers_by_contact
from kreislotse.network.models import Contact
from tests.directory.test_office_pages import LIST, form_data, office, text  # noqa: F401 – office is a fixture
from tests.factories import ContactFactory, LanguageFactory, MunicipalityFactory, OfferFactory, OrganizationFactory

NEW = f"{LIST}neu/"


def course(number=0, **fields):
    base = {"kurse-TOTAL_FORMS": str(number + 1), "kurse-INITIAL_FORMS": "0"}
    return base | {f"kurse-{number}-{name}": value for name, value in fields.items()}


def everything(provider):
    contact = ContactFactory(organization=provider, name="Anna Muster")
    return form_data(
        provider=provider.pk,
        kind="other",
        program="integration_women",
        age_from="16",
        age_to="27",
        sex="women",
        status_groups=["tolerated", "eu"],
        level_from="A1",
        level_to="B1",
        eligibility="Mit Berechtigungsschein.",
        capacity="20",
        availability="waiting_list",
        waiting_weeks="6",
        has_childcare="true",
        is_by_phone="on",
        is_appointment_only="on",
        video="dgs.example/video",
        contacts=[contact.pk],
        **{
            "zeiten-0": "9-12",
            "abweichend-exceptions": "24.12.2026–1.1.2027 geschlossen (Ferien)",
            "abweichend-periods": "1.7.2026–31.8.2026: Di 17–19",
            "sprachzeiten-language_times": "Arabisch: dienstags 9–12",
            "orte-0-name": "Rathaus",
            "orte-0-has_accessible_toilet": "true",
            "orte-0-has_hearing_loop": "false",
            "orte-0-transport": "Bus 5",
            "orte-0-position": "51,2712 8,8721",
        },
        **course(name="A1", starts_on="1.9.2026", ends_on="30.11.2026", times="Mo, Mi 9–12", place="0", seats="5",
                 register_until="15.8.2026", level_from="A1", availability="few"),
    )  # fmt: skip


def saved(office, data, path=NEW):  # noqa: F811
    response = office.post(path, data)
    assert response.status_code == 302, text(response)
    return Offer.objects.get()


def test_everything_an_offer_can_say_is_kept(office, in_district):  # noqa: F811
    LanguageFactory()

    offer = saved(office, everything(OrganizationFactory(name="VHS")))

    assert (offer.kind, offer.program) == (Kind.COURSE, Program.INTEGRATION_WOMEN)
    assert (offer.age_from, offer.age_to, offer.sex, offer.status_groups) == (16, 27, "women", ["tolerated", "eu"])
    assert (offer.level_from, offer.level_to, offer.eligibility) == ("A1", "B1", "Mit Berechtigungsschein.")
    assert (offer.capacity, offer.availability, offer.waiting_weeks) == (20, Availability.WAITING_LIST, 6)
    assert (offer.has_childcare, offer.is_by_phone, offer.is_appointment_only) == (True, True, True)
    assert offer.video == "https://dgs.example/video"
    assert [one.name for one in offer.contacts.all()] == ["Anna Muster"]
    assert [one.code for one in offer.languages_spoken.all()] == ["ar"]
    assert offer.opening_exceptions.get().reason == "Ferien"
    assert offer.opening_times.get(weekday=1).valid_until == date(2026, 8, 31)
    place = offer.locations.get()
    assert (place.latitude, place.longitude, place.transport) == (51.2712, 8.8721, "Bus 5")
    assert (place.is_step_free, place.has_accessible_toilet, place.has_hearing_loop) == (None, True, False)
    run = offer.course_runs.get()
    assert (run.weekdays, run.starts_at, run.ends_at, run.location) == ([0, 2], time(9), time(12), place)


def test_what_was_saved_stands_in_the_form_again_and_keeps_its_numbers(office, in_district):  # noqa: F811
    LanguageFactory()
    offer = saved(office, everything(OrganizationFactory()))
    place, run = offer.locations.get(), offer.course_runs.get()

    response = office.get(f"{LIST}{offer.pk}/bearbeiten/")

    page = text(response)
    for words in ("24.12.2026–1.1.2027 geschlossen (Ferien)", "1.7.2026–31.8.2026: Di 17–19", "Arabisch: Di 9–12",
                  'value="Mo, Mi 9–12"', "51.27120, 8.87210", "Ort 1: Rathaus", "Anna Muster (nur im Büro)"):  # fmt: skip
        assert words in page
    forms = response.context["page"].all_forms
    data = {
        bound.html_name: bound.value() for form in forms for bound in form if bound.value() not in (None, False, "")
    }
    data |= {"orte-TOTAL_FORMS": "2", "orte-INITIAL_FORMS": "1", "kurse-TOTAL_FORMS": "1", "kurse-INITIAL_FORMS": "1"}
    data["orte-0-has_hearing_loop"] = "false"
    again = saved(office, data, f"{LIST}{offer.pk}/bearbeiten/")

    assert (again.locations.get().uuid, again.course_runs.get().uuid) == (place.uuid, run.uuid)
    assert again.course_runs.get().location == place
    assert again.opening_times.count() == 2
    assert again.locations.get().has_hearing_loop is False


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"age_from": "30", "age_to": "20"}, "Das höchste Alter liegt unter dem niedrigsten."),
        ({"age_from": "121"}, "höchstens 120"),
        ({"age_from": "-1"}, "größer oder gleich 0"),
        ({"age_from": "sechs"}, "ganze Zahl"),
        ({"level_from": "B1", "level_to": "A1"}, "Dieses Niveau liegt unter dem ersten."),
        ({"level_from": "Z9"}, "Z9"),
        ({"status_groups": ["king"]}, "king"),
        ({"availability": "free", "waiting_weeks": "3"}, "Dann gibt es keine Wartezeit."),
        ({"video": "javascript:alert(1)"}, "gültige"),
        ({"kind": "circus"}, "circus"),
        ({"abweichend-exceptions": "Weihnachten"}, "24.12.–1.1. geschlossen"),
        ({"abweichend-periods": "im Sommer: Mo 9–12"}, "1.7.–31.8."),
        ({"sprachzeiten-language_times": "Klingonisch: Mo 9–12"}, "Die Sprache „Klingonisch“ steht nicht in der Liste"),
        ({"zeiten-0": "12-9"}, "keine Öffnungszeit"),
        ({"orte-0-name": "Rathaus", "orte-0-position": "8.87, 51.27"}, "erst die Breite, dann die Länge"),
        ({"orte-0-name": "Rathaus", "orte-0-position": "irgendwo"}, "erst die Breite, dann die Länge"),
        ({"orte-0-postcode": "١٢٣٤٥"}, "Eine Postleitzahl hat fünf Ziffern."),
        (course(name="A1"), "Bitte schreiben Sie, wann der Kurs beginnt."),
        (course(starts_on="irgendwann"), "Bitte schreiben Sie ein Datum"),
        (course(starts_on="1.9.2026", ends_on="1.8.2026"), "Der Kurs endet, bevor er beginnt."),
        (course(starts_on="1.9.2026", register_until="2.9.2026"), "Die Anmeldung endet nach dem Kurs."),
        (course(starts_on="1.9.2026", times="vormittags"), "Mo, Mi 9–12"),
        (course(starts_on="1.9.2026", times="Mo 9–12, Di 10–12"), "zwei Kurstermine"),
        (course(starts_on="1.9.2026", level_from="B1", level_to="A1"), "Dieses Niveau liegt unter dem ersten."),
        (course(starts_on="1.9.2026", place="0"), "An diesem Ort steht nichts."),
        (course(starts_on="1.9.2026", place="7"), "7"),
        (course(starts_on="1.9.2026", seats="-3"), "größer oder gleich 0"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_saved(office, in_district, fields, sentence):  # noqa: F811
    response = office.post(NEW, form_data(**fields))

    page = text(response)
    assert response.status_code == 422
    assert sentence in page
    assert 'href="#id_' in page  # the summary leads to the field
    assert not Offer.objects.exists()


def test_a_fold_with_an_error_is_open_and_the_others_are_not(office, in_district):  # noqa: F811
    page = text(office.post(NEW, form_data(age_from="30", age_to="20")))

    assert page.count('<details class="fold" open>') == 1
    assert 'class="fold" open><summary>Bedingungen' in page


def test_contradictions_of_the_database_never_become_an_error_page(office, in_district):  # noqa: F811
    assert office.post(NEW, form_data(**course(starts_on="1.9.2026", times="9–9"))).status_code == 422
    assert office.post(NEW, form_data(age_from="99999999999")).status_code == 422


@pytest.mark.parametrize("rows", ["orte", "kurse"])
def test_one_more_row_is_offered_without_saving_or_scolding(office, in_district, rows):  # noqa: F811
    response = office.post(NEW, form_data(title="", add=rows))

    page = text(response)
    assert response.status_code == 200
    assert f'name="{rows}-TOTAL_FORMS" value="{2 if rows == "orte" else 1}"' in page
    assert "Bitte prüfen Sie" not in page
    assert not Offer.objects.exists()


def test_rows_cannot_be_added_without_end(office, in_district):  # noqa: F811
    page = text(office.post(NEW, form_data(add="orte", **{"orte-TOTAL_FORMS": "9999999"})))

    assert 'name="orte-TOTAL_FORMS" value="1"' in page


def test_a_course_that_is_ticked_away_is_gone_even_if_it_is_wrong(office, in_district):  # noqa: F811
    offer = saved(office, form_data(**course(starts_on="1.9.2026", name="A1")))
    key = str(offer.course_runs.get().pk)

    data = course(key=key, starts_on="quatsch", is_removed="on") | {"kurse-INITIAL_FORMS": "1"}
    saved(office, form_data(provider=offer.provider_id, **data), f"{LIST}{offer.pk}/bearbeiten/")

    assert not offer.course_runs.exists()


def test_a_contact_of_another_organization_can_be_looked_up(office, in_district):  # noqa: F811
    other = ContactFactory(name="Bea Beispiel", organization=OrganizationFactory(name="Caritas"))

    offer = saved(office, form_data(another_contact=other.pk))

    assert list(offer.contacts.all()) == [other]
    assert "Bea Beispiel – Caritas (nur im Büro)" in text(office.get(f"{LIST}{offer.pk}/bearbeiten/"))


def test_a_contact_that_is_not_the_providers_cannot_be_ticked(office, in_district):  # noqa: F811
    stranger = ContactFactory()

    assert office.post(NEW, form_data(contacts=[stranger.pk])).status_code == 422
    assert office.post(NEW, form_data(contacts=["x"], provider="99999999999999999999")).status_code == 422


def test_the_places_of_another_offer_are_not_reached_by_their_keys(office, in_district):  # noqa: F811
    other = save_offer(OfferFactory(title="Fremd"), locations=[{"name": "Ihr Haus"}], by=None)
    MunicipalityFactory()
    data = form_data(**{"orte-0-key": str(other.locations.get().pk), "orte-0-name": "Mein Haus"})

    office.post(NEW, data)

    assert other.locations.get().name == "Ihr Haus"
    assert Offer.objects.get(title="Kochkurs").locations.get().name == "Mein Haus"


def test_exceptions_that_are_over_are_no_longer_shown(office, in_district):  # noqa: F811
    offer = OfferFactory()
    days = [(date(2020, 1, 1), date(2020, 1, 2)), (date(2090, 1, 1), date(2090, 1, 2))]
    save_offer(offer, opening_exceptions=[{"first_day": a, "last_day": b} for a, b in days], by=None)

    page = text(office.get(f"{LIST}{offer.pk}/bearbeiten/"))

    assert "1.1.2090" in page
    assert "1.1.2020" not in page


def test_visibility_of_a_contact_is_said_where_it_is_chosen(office, in_district):  # noqa: F811
    provider = OrganizationFactory()
    ContactFactory(
        organization=provider, name="Offen", visibility=Contact.Visibility.PUBLIC, consented_on=date(2026, 1, 1)
    )

    assert "Offen (öffentlich)" in text(office.get(f"{NEW}?anbieter={provider.pk}"))


def test_the_page_of_an_organization_says_where_each_contact_is_named(office, in_district, caseworker):  # noqa: F811
    contact = ContactFactory(name="Anna Muster")
    other = ContactFactory(organization=contact.organization)
    offers = [save_offer(OfferFactory(title=title), contacts=[contact], by=None) for title in ("Nähcafé", "Chor")]

    page = text(office.get(f"/buero/netzwerk/{contact.organization_id}/"))

    assert [offer.title for offer in offers_by_contact([contact, other], to=caseworker)[contact.pk]] == [
        "Chor",
        "Nähcafé",
    ]
    assert page.index("Anna Muster") < page.index(f"{LIST}{offers[1].pk}/") < page.index(f"{LIST}{offers[0].pk}/")


def test_where_contacts_are_named_is_one_query_and_hidden_from_strangers(
    in_district, caseworker, person, django_assert_num_queries
):  # noqa: E501
    contacts = [ContactFactory() for _n in range(5)]
    for contact in contacts:
        save_offer(OfferFactory(), contacts=[contact], by=None)
    assert offers_by_contact(contacts, to=person("guide")) == {}
    offers_by_contact(contacts, to=caseworker)

    with django_assert_num_queries(1):
        assert len(offers_by_contact(contacts, to=caseworker)) == 5


def test_the_office_reads_on_one_page_what_it_wrote(office, in_district):  # noqa: F811
    LanguageFactory()
    data = everything(OrganizationFactory()) | {
        "kurse-0-starts_on": "1.9.2090", "kurse-0-ends_on": "30.11.2090", "kurse-0-register_until": ""
    }  # fmt: skip
    offer = saved(office, data)

    page = text(office.get(f"{LIST}{offer.pk}/"))

    for words in ("Alter: 16 bis 27", "Mit Berechtigungsschein.", "Warteliste, Plätze: 20, Wartezeit in Wochen: 6",
                  "Anna Muster (nur im Büro)", "Arabisch: Dienstag 09:00–12:00", "01.09.2090", "Montag, Mittwoch 09:00–12:00"):  # fmt: skip
        assert words in page, words


def test_the_table_for_other_programs_holds_all_of_it(office, in_district):  # noqa: F811
    LanguageFactory()
    saved(office, everything(OrganizationFactory()))

    sheet = openpyxl.load_workbook(BytesIO(office.get(f"{LIST}liste.xlsx").content)).active
    [head] = [row for row in sheet.iter_rows(values_only=True) if "Kurstermine" in row]
    [values] = [row for row in sheet.iter_rows(values_only=True) if "Kochkurs" in row]
    cells = dict(zip(head, values, strict=True))

    assert (cells["Alter"], cells["Deutsch-Niveau"], cells["Geschlecht"]) == (
        "16 bis 27",
        "A1 bis B1",
        "nur für Frauen",
    )
    assert (cells["Plätze"], cells["Ist Platz?"], cells["Kinderbetreuung"]) == (20, "Warteliste", "ja")
    assert cells["Kurstermine"] == "01.09.2026–30.11.2026 A1 ab A1, Mo, Mi 9–12, wenige Plätze frei"
    assert cells["Sprachen zu bestimmten Zeiten"] == "Arabisch: Di 9–12"
    assert cells["Ausnahmen"] == "24.12.2026–1.1.2027 geschlossen (Ferien)"
    assert (cells["stufenlos erreichbar"], cells["barrierefreie Toilette"]) == ("–", "ja")
    assert cells["Ansprechpersonen"] == "Anna Muster"
