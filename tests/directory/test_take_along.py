"""The chosen offers: they stand in the address, are shown in two languages, and go to the printer and the telephone."""

import io
import re
from datetime import time, timedelta

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kreislotse.core.scope import district_scope
from kreislotse.directory.handouts import printable_offers
from kreislotse.directory.models import CourseRun, LanguageTime, Offer, OfferTranslation, OpeningTime
from kreislotse.web.public.choice import MOST
from tests.factories import LanguageFactory, OfferFactory

LIST = "/merkzettel/"


def text(response):
    return response.content.decode()


@pytest.fixture
def offers(in_district):
    course = OfferFactory(
        title="Deutschkurs mit Kinderbetreuung",
        summary="Deutsch lernen am Vormittag.",
        documents="Ausweis",
        phone="05631 77",
    )
    course.languages_spoken.add(LanguageFactory(code="uk", name="Ukrainisch", own_name="Українська"))
    OpeningTime.objects.create(offer=course, weekday=1, opens_at=time(9), closes_at=time(12))
    OfferTranslation.objects.create(
        offer=course, language="uk", title="Курс німецької з доглядом за дітьми", summary="Німецька вранці.",
        documents="Паспорт", source_hashes=course.source_hashes,
    )  # fmt: skip
    return [course, OfferFactory(title="Nähcafé")]


def test_chosen_offers_are_shown_in_the_order_they_were_chosen(visitor, offers):
    course, cafe = offers

    page = text(visitor.get(f"{LIST}?a={cafe.pk},{course.pk}"))

    assert 0 < page.index("Nähcafé") < page.index("Deutschkurs mit Kinderbetreuung")
    assert "<svg" in page


def test_list_stands_in_the_language_of_the_person_and_in_german(visitor, offers):
    page = text(visitor.get(f"/uk{LIST}?a={offers[0].pk}"))

    assert "Курс німецької з доглядом за дітьми" in page
    assert "Паспорт" in page
    counter = re.search(r'<div class="take-counter" lang="de".*?</div>\n<p class="no-print', page, re.S).group()
    assert "Deutsch lernen am Vormittag." in counter
    assert "Bitte mitbringen" in counter
    assert "Dienstag 09:00–12:00" in counter
    assert "Ukrainisch" in counter


def test_german_list_says_everything_once(visitor, offers):
    assert "take-counter" not in text(visitor.get(f"{LIST}?a={offers[0].pk}"))


def test_qr_code_and_mail_open_the_same_page_in_the_same_language(visitor, district, offers):
    page = text(visitor.get(f"/uk{LIST}?a={offers[0].pk}"))

    address = f"{district.base_url}/uk{LIST}?a={offers[0].pk}"
    assert f">{address}</code>" in page
    assert "mailto:?subject=" in page
    assert "%2Fuk%2Fmerkzettel%2F" in page or "/uk/merkzettel/%3Fa%3D" in page


def test_unknown_and_unpublished_offers_are_left_out_with_a_sentence(visitor, offers, other_district):
    course, cafe = offers
    Offer.objects.filter(pk=cafe.pk).update(status=Offer.Status.DRAFT)
    over = OfferFactory(valid_until=timezone.localdate() - timedelta(days=1))
    with district_scope(other_district):
        foreign = OfferFactory(title="Fremd")

    page = text(visitor.get(f"{LIST}?a={course.pk},{cafe.pk},{over.pk},{foreign.pk}"))

    assert "Deutschkurs" in page
    assert "Nähcafé" not in page
    assert "Fremd" not in page
    assert "Ein Angebot von Ihrem Merkzettel gibt es nicht mehr." in page


@pytest.mark.parametrize(
    "value", ["", ",", "abc", "-1", "1;2", "9" * 18, "9" * 400, "%00", "١٢", "1.5", "<script>", "1' OR '1'='1"]
)
def test_nonsense_in_the_address_is_an_empty_list(visitor, offers, value):
    response = visitor.get(LIST, {"a": value})

    assert response.status_code == 200
    assert "Hier ist noch nichts." in text(response)
    assert "<script>" not in text(response)


def test_list_takes_at_most_twenty(visitor, in_district):
    pks = [OfferFactory().pk for _number in range(MOST + 3)]

    page = text(visitor.get(f"{LIST}?a={','.join(map(str, pks))}"))

    assert page.count('class="card offer-card take-card"') == MOST
    assert f"Auf den Merkzettel passen {MOST} Angebote." in page


def test_same_offer_is_listed_once(visitor, offers):
    pk = offers[0].pk

    assert text(visitor.get(f"{LIST}?a={pk},{pk}&a={pk}")).count('class="card offer-card take-card"') == 1


def test_choice_travels_through_search_and_detail_page_without_script(visitor, offers):
    course, cafe = offers

    found = text(visitor.get(f"/angebote/?a={course.pk}"))
    detail = text(visitor.get(f"/angebote/{cafe.pk}/?a={course.pk}"))

    assert f'href="/angebote/{cafe.pk}/?a={course.pk}"' in found
    assert f'<input type="hidden" name="a" value="{course.pk}">' in found
    assert f'href="/merkzettel/?a={course.pk},{cafe.pk}"' in found
    assert f'href="/merkzettel/?a={course.pk},{cafe.pk}"' in detail
    assert "Merkzettel ansehen (<span>1</span>)" in detail


def test_taking_one_off_leaves_the_others(visitor, offers):
    course, cafe = offers

    page = text(visitor.get(f"{LIST}?a={course.pk},{cafe.pk}"))

    assert f'href="/merkzettel/?a={cafe.pk}" data-forget="{course.pk}"' in page


def test_no_cookie_and_no_index(visitor, offers):
    response = visitor.get(f"{LIST}?a={offers[0].pk}")

    assert not response.cookies
    assert 'name="robots" content="noindex"' in text(response)


def test_pdf_holds_the_chosen_offers_in_both_languages(visitor, offers):
    response = visitor.get(f"/uk/merkzettel.pdf?a={offers[0].pk}")

    assert response["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(response.content)) as document:
        assert len(document.pages) == 1


def test_pdf_of_nothing_is_a_page_too(visitor, in_district):
    assert visitor.get("/merkzettel.pdf?a=nichts").content.startswith(b"%PDF")


def test_too_many_pdfs_are_refused_politely(visitor, offers, monkeypatch):
    monkeypatch.setattr("kreislotse.web.public.views.takealong.PRINTS", {"limit": 1, "seconds": 3600})

    answers = [visitor.get(f"/merkzettel.pdf?a={offers[0].pk}").status_code for _time in range(2)]

    assert answers == [200, 429]


def test_text_whose_german_is_newer_is_printed_in_german(offers):
    course = offers[0]
    course.title = "Neuer Kurs"
    course.save()

    [printed] = printable_offers([course.pk], language="uk", today=timezone.localdate())

    assert printed["name"] == "Neuer Kurs"
    assert printed["translated"]["name"] == ""
    assert printed["translated"]["bring"] == "Паспорт"
    assert printed["translated"]["opening_hours"] == ["Вівторок 09:00–12:00"]


def test_paper_says_when_a_language_is_spoken_and_what_needs_an_appointment(visitor, offers):
    course = offers[0]
    ukrainian = course.languages_spoken.get()
    LanguageTime.objects.create(offer=course, language=ukrainian, weekday=3, opens_at=time(9), closes_at=time(11))
    OpeningTime.objects.create(offer=course, weekday=4, opens_at=time(9), closes_at=time(12), by_appointment=True)

    [printed] = printable_offers([course.pk], language="uk", today=timezone.localdate())
    page = text(visitor.get(f"/uk{LIST}?a={course.pk}"))

    assert printed["languages"] == "Ukrainisch (Donnerstag 09:00–11:00)"
    assert printed["translated"]["languages"] == "Українська (Четвер 09:00–11:00)"
    assert printed["opening_hours"] == ["Dienstag 09:00–12:00", "Freitag 09:00–12:00 (mit Termin)"]
    assert "Ukrainisch (Donnerstag 09:00–11:00)" in page
    assert "Freitag 09:00–12:00 (mit Termin)" in page


@pytest.fixture
def runs(offers):
    """Three runs of the course: one is over, one runs, one comes."""
    course, today = offers[0], timezone.localdate()
    days = {"weekdays": [0, 2], "starts_at": time(9), "ends_at": time(12)}
    for number, (start, end) in enumerate(((-90, -10), (-5, 60), (20, 100))):
        CourseRun.objects.create(
            offer=course, name=f"Kurs {number}", level_from="A1", level_to="A2", starts_on=today + timedelta(start),
            ends_on=today + timedelta(end), register_until=today + timedelta(10), availability="free", **days,
        )  # fmt: skip
    return course.course_runs.order_by("starts_on")


def test_paper_names_the_next_runs_of_a_course_with_level_and_registration(visitor, offers, runs):
    course, today = offers[0], timezone.localdate()

    [printed] = printable_offers([course.pk], language="uk", today=today)
    page = text(visitor.get(f"/uk{LIST}?a={course.pk}"))

    running, coming = printed["courses"]
    assert running.startswith("• hat am ")
    assert coming.startswith("• beginnt am ")
    assert f"Ende: {today + timedelta(100):%d.%m.%Y}" in coming
    assert "Montag, Mittwoch 09:00–12:00 · A1 bis A2 · Anmeldung bis" in coming
    assert coming.endswith("Kurs 2")
    assert printed["translated"]["courses"][1].startswith("• початок: ")
    assert coming in page
    assert "початок: " in page
    assert "Kurs 0" not in page


def test_paper_names_four_runs_and_says_that_there_are_more(offers, runs):
    course, today = offers[0], timezone.localdate()
    for week in range(4):
        CourseRun.objects.create(offer=course, starts_on=today + timedelta(weeks=week))

    [printed] = printable_offers([course.pk], language="de", today=today)

    assert len(printed["courses"]) == 5
    assert printed["courses"][-1] == "Weitere Termine stehen auf der Seite des Angebots."


def test_pdf_holds_the_dates_of_a_course(visitor, offers, runs):
    course = offers[0]
    with_dates = visitor.get(f"/ar/merkzettel.pdf?a={course.pk}").content
    runs.delete()

    assert len(with_dates) > len(visitor.get(f"/ar/merkzettel.pdf?a={course.pk}").content)


def test_leichte_sprache_takes_the_place_of_german(offers):
    course = offers[0]
    OfferTranslation.objects.create(
        offer=course, language="de-simple", title="Deutsch lernen", summary="", source_hashes=course.source_hashes
    )

    [printed] = printable_offers([course.pk], language="de-simple", today=timezone.localdate(), with_summary=True)

    assert printed["name"] == "Deutsch lernen"
    assert printed["summary"] == "Deutsch lernen am Vormittag."
    assert "translated" not in printed


def test_twenty_offers_take_no_more_queries_than_two(visitor, offers):
    def queries(number):
        pks = ",".join(str(OfferFactory().pk) for _one in range(number))
        visitor.get(f"/uk{LIST}?a={pks}")
        with CaptureQueriesContext(connection) as captured:
            visitor.get(f"/uk{LIST}?a={pks}")
        return len(captured)

    assert queries(2) == queries(20)
