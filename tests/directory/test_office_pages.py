from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kreislotse.core.scope import district_scope
from kreislotse.directory.models import Offer
from kreislotse.directory.operations import save_offer, save_translation
from tests.factories import (
    LanguageFactory,
    MunicipalityFactory,
    OfferFactory,
    OrganizationFactory,
    TopicFactory,
)

LIST = "/buero/angebote/"


def text(response):
    return response.content.decode()


@pytest.fixture
def office(login, coordinator):
    return login(coordinator)


@pytest.fixture
def draft(in_district):
    offer = OfferFactory(title="Nähcafé", status=Offer.Status.DRAFT, phone="05631 1")
    return save_offer(offer, topics=[TopicFactory(code="begegnung", name="Begegnung")], by=None)


def form_data(**changes):
    """A form as the browser sends it, with one empty place."""
    data = {
        "provider": changes.pop("provider", None) or OrganizationFactory().pk,
        "title": "Kochkurs",
        "summary": "Gemeinsam kochen.",
        "topics": [TopicFactory().pk],
        "serves_whole_district": "on",
        "is_free": "on",
        "orte-TOTAL_FORMS": "1",
        "orte-INITIAL_FORMS": "0",
        "orte-0-is_step_free": "unknown",
        "kurse-TOTAL_FORMS": "0",
        "kurse-INITIAL_FORMS": "0",
        "kind": "other",
        "is_closed_on_holidays": "on",
    }
    return data | changes


def test_an_empty_list_says_how_to_begin(office):
    page = text(office.get(LIST))

    assert "Noch kein Angebot" in page
    assert "/buero/angebote/neu/" in page


def test_list_filters_by_address_and_keeps_the_archive_apart(office, draft):
    OfferFactory(title="Altes Fest", status=Offer.Status.ARCHIVED)

    assert "Nähcafé" in text(office.get(LIST, {"text": "naehcafe"}))
    assert "Altes Fest" not in text(office.get(LIST))
    assert "Altes Fest" in text(office.get(LIST, {"status": "archived"}))
    assert "Kein Angebot passt" in text(office.get(LIST, {"text": "xyz"}))


def test_list_finds_what_nobody_translated_or_checked(office, draft, today):
    done = OfferFactory(title="Fertig", checked_on=today)
    save_translation(done, language="ar", texts={"title": "جاهز", "summary": "نساعدكم."}, by=None)
    half = OfferFactory(title="Halb fertig", checked_on=today)
    save_translation(half, language="ar", texts={"title": "نصف"}, by=None)

    missing = text(office.get(LIST, {"untranslated": "ar"}))

    assert "Nähcafé" in missing
    assert "Halb fertig" in missing
    assert ">Fertig<" not in missing


@pytest.mark.parametrize(
    "query",
    [
        "sortierung=password",
        "sortierung=--title",
        "topic=x",
        "status=1",
        "seite=x",
        "municipality=99999999999999999999",
        "text=%00",
    ],
)
def test_a_wrong_address_is_no_error(office, draft, query):
    assert office.get(f"{LIST}?{query}").status_code == 200


@pytest.mark.parametrize("sort", ["title", "-provider", "status", "checked_on", "-updated_at"])
def test_every_column_sorts(office, draft, sort):
    assert "Nähcafé" in text(office.get(LIST, {"sortierung": sort}))


def test_list_and_detail_need_the_same_number_of_queries_for_many(office, in_district):
    def queries(number):
        for n in range(number):
            offer = save_offer(OfferFactory(title=f"Café {n}"), topics=[TopicFactory()], by=None)
            save_translation(offer, language="en", texts={"title": f"Café {n}"}, by=None)
        counts = []
        for path in (LIST, f"{LIST}?text=cafe", f"{LIST}{offer.pk}/", f"{LIST}liste.xlsx"):
            with CaptureQueriesContext(connection) as captured:
                assert office.get(path).status_code == 200
            counts.append(len(captured))
        return counts

    office.get(LIST)
    few, many = queries(3), queries(9)

    assert few == many
    assert max(many) <= 25


def test_record_an_offer_with_place_and_hours(office, in_district):
    korbach = MunicipalityFactory(name="Korbach")
    data = form_data(
        **{"zeiten-0": "9-12", "zeiten-3": "9–12, 14–18 Uhr mit Termin", "orte-0-street": "Markt 1", "orte-0-city": "Korbach",
           "orte-0-postcode": "34497", "orte-0-is_step_free": "true"}
    )  # fmt: skip

    response = office.post("/buero/angebote/neu/", data)

    offer = Offer.objects.get()
    assert response.status_code == 302
    assert offer.status == Offer.Status.DRAFT
    place = offer.locations.get()
    assert (place.street, place.municipality, place.is_step_free) == ("Markt 1", korbach, True)
    assert offer.opening_times.count() == 3


def test_editing_shows_and_keeps_everything(office, draft):
    save_offer(draft, locations=[{"name": "Rathaus", "city": "Korbach"}], by=None)
    page = text(office.get(f"{LIST}{draft.pk}/bearbeiten/"))
    assert 'value="Rathaus"' in page

    office.post(
        f"{LIST}{draft.pk}/bearbeiten/",
        form_data(
            provider=draft.provider_id, title="Nähcafé neu", seen=draft.updated_at.isoformat(),
            **{"orte-TOTAL_FORMS": "2", "orte-INITIAL_FORMS": "1", "orte-0-name": "", "orte-1-name": "Bücherei"},
        ),
    )  # fmt: skip

    draft.refresh_from_db()
    assert [place.name for place in draft.locations.all()] == ["Bücherei"]


def test_errors_are_said_and_nothing_is_saved(office, in_district):
    response = office.post(
        "/buero/angebote/neu/", form_data(title="", **{"zeiten-0": "vormittags", "orte-0-postcode": "12"})
    )

    page = text(response)
    assert response.status_code == 422
    assert "9–12, 14–18 Uhr" in page
    assert "Eine Postleitzahl hat fünf Ziffern." in page
    assert 'value="vormittags"' in page
    assert not Offer.objects.exists()


def test_a_colleagues_change_is_not_overwritten_without_notice(office, draft):
    seen = draft.updated_at.isoformat()
    save_offer(draft, by=None)
    data = form_data(provider=draft.provider_id, title="Meins", seen=seen)

    first = office.post(f"{LIST}{draft.pk}/bearbeiten/", data)

    assert first.status_code == 422
    assert "Jemand hat dieses Angebot geändert" in text(first)
    assert Offer.objects.get().title == "Nähcafé"


def test_publish_shows_what_will_be_seen_and_then_publishes(office, draft, visitor):
    preview = text(office.get(f"{LIST}{draft.pk}/veroeffentlichen/"))
    assert "Jetzt veröffentlichen" in preview

    office.post(f"{LIST}{draft.pk}/veroeffentlichen/")

    assert visitor.get(f"/angebote/{draft.pk}/").status_code == 200


def test_publish_says_what_is_missing(office, in_district):
    offer = OfferFactory(status=Offer.Status.DRAFT)

    page = text(office.get(f"{LIST}{offer.pk}/veroeffentlichen/"))
    office.post(f"{LIST}{offer.pk}/veroeffentlichen/")

    assert "mindestens ein Thema" in page
    assert "Jetzt veröffentlichen" not in page
    assert Offer.objects.get().status == Offer.Status.DRAFT


def test_archive_can_be_undone_from_the_page(office, draft):
    office.post(f"{LIST}{draft.pk}/archivieren/")
    assert "Rückgängig" in text(office.get(f"{LIST}{draft.pk}/"))

    office.post(f"{LIST}{draft.pk}/zurueckholen/")

    assert Offer.objects.get().status == Offer.Status.DRAFT


def test_detail_shows_translations_and_trail(office, draft):
    office.post(f"{LIST}{draft.pk}/geprueft/")
    page = text(office.get(f"{LIST}{draft.pk}/"))

    assert "Angaben als geprüft vermerkt" in page
    assert "Arabisch ergänzen" in page


def test_translate_side_by_side(office, draft):
    path = f"{LIST}{draft.pk}/uebersetzen/ar/"
    page = text(office.get(path))
    assert "Wir helfen." in page
    assert 'lang="ar"' in page

    office.post(path, {"title": "مقهى الخياطة", "summary": "نساعدكم."})

    assert draft.translations.get().title == "مقهى الخياطة"
    assert office.post(path, {"title": "", "summary": "نساعدكم."}).status_code == 422
    assert draft.translations.get().title == "مقهى الخياطة"


@pytest.mark.parametrize("language", ["de", "xx", "pl"])
def test_only_languages_of_the_district_are_translated_into(office, draft, language):
    assert office.get(f"{LIST}{draft.pk}/uebersetzen/{language}/").status_code == 404


def test_export_holds_the_filtered_list(office, draft):
    OfferFactory(title='=HYPERLINK("http://x")')
    save_offer(draft, languages_spoken=[LanguageFactory()], by=None)

    response = office.get(f"{LIST}liste.xlsx", {"text": "Nähcafé"})

    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert any("Nähcafé" in row and "Arabisch" in row for row in values)
    assert not any("HYPERLINK" in str(cell) for row in values for cell in row)


def test_who_may_do_what(login, person, draft):
    caseworker, guide = login(person("caseworker")), login(person("guide"))

    assert caseworker.get(LIST).status_code == 200
    assert caseworker.get(f"{LIST}{draft.pk}/bearbeiten/").status_code == 403
    assert caseworker.get(f"{LIST}liste.xlsx").status_code == 403
    assert caseworker.post(f"{LIST}{draft.pk}/archivieren/").status_code == 403
    assert guide.get(LIST).status_code == 403


def test_another_districts_offer_does_not_exist_here(office, other_district):
    with district_scope(other_district):
        foreign = OfferFactory()

    for path in ("", "bearbeiten/", "veroeffentlichen/", "uebersetzen/ar/"):
        assert office.get(f"{LIST}{foreign.pk}/{path}").status_code == 404
