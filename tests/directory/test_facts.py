"""What the public page says of an offer: who can come, when, is there room, whom to ask – in the reader's language."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from kreislotse.directory.calendars import coming_runs
from kreislotse.directory.facts import conditions, is_coming, offer_facts, room
from kreislotse.directory.models import Offer
from kreislotse.directory.open_now import BERLIN, Span
from kreislotse.directory.operations import save_offer
from kreislotse.network.models import Contact
from tests.factories import ContactFactory, LanguageFactory, OfferFactory

MONDAY = date(2026, 3, 9)
NOW = datetime(2026, 3, 9, 10, tzinfo=BERLIN)


def text(response):
    return response.content.decode()


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        ({}, []),
        ({"age_from": 16}, ["Alter: ab 16"]),
        ({"age_to": 27}, ["Alter: bis 27"]),
        ({"age_from": 0, "age_to": 3}, ["Alter: 0 bis 3"]),
        ({"age_from": 18, "age_to": 18}, ["Alter: 18"]),
        ({"sex": "women", "level_from": "A1", "level_to": "B1"}, ["nur für Frauen", "Deutsch: A1 bis B1"]),
        ({"level_from": "LIT"}, ["Deutsch: ab Alphabetisierung"]),
        ({"status_groups": ["tolerated", "eu"]}, ["Aufenthalt: Duldung, Bürgerinnen und Bürger der EU"]),
        ({"status_groups": ["unknown"], "sex": "x", "level_from": "Z"}, []),
    ],
)
def test_who_can_come(fields, lines):
    assert conditions(Offer(**fields)) == lines


def test_who_can_come_in_other_languages():
    offer = Offer(sex="women", age_from=16, level_from="A1", level_to="B1", status_groups=["tolerated"])

    with override("en"):
        assert conditions(offer) == [
            "for women only", "Age: from 16", "German: A1 to B1", "Residence: Tolerated stay (Duldung)"
        ]  # fmt: skip
    with override("ar"):
        assert "العمر: ابتداءً من 16" in conditions(offer)


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        ({}, []),
        ({"availability": "free", "capacity": 12}, ["Plätze frei", "Plätze: 12"]),
        ({"availability": "waiting_list", "waiting_weeks": 6}, ["Warteliste", "Wartezeit in Wochen: 6"]),
        ({"availability": "magic"}, []),
    ],
)
def test_is_there_room(fields, lines):
    assert room(Offer(**fields)) == lines


@pytest.mark.parametrize(
    ("fields", "coming"),
    [
        ({"starts_on": MONDAY}, True),
        ({"starts_on": MONDAY - timedelta(days=1)}, False),
        ({"starts_on": MONDAY - timedelta(days=9), "weekdays": [0]}, True),
        ({"starts_on": MONDAY - timedelta(days=9), "ends_on": MONDAY}, True),
        ({"starts_on": MONDAY - timedelta(days=9), "ends_on": MONDAY - timedelta(days=1), "weekdays": [0]}, False),
    ],
)
def test_which_courses_are_shown_on_the_page_and_in_the_calendar(in_district, fields, coming):
    offer = save_offer(OfferFactory(), course_runs=[fields], by=None)

    assert is_coming(offer.course_runs.get(), MONDAY) == coming
    assert bool(coming_runs(offer.pk, today=MONDAY)) == coming


def facts_of(offer):
    return offer_facts([offer], now=NOW, ags="06635")[offer.pk]


def test_courses_say_when_where_and_whether_there_is_room(in_district):
    offer = OfferFactory()
    run = {
        "name": "A1 am Abend", "starts_on": date(2026, 3, 16), "ends_on": date(2026, 6, 1), "weekdays": [0, 2], "place": 0,
        "starts_at": time(18), "ends_at": time(20), "register_until": MONDAY, "seats": 12, "availability": "few",
        "level_from": "A1", "level_to": "A1",
    }  # fmt: skip
    late = {"starts_on": date(2026, 3, 2), "weekdays": [4], "register_until": date(2026, 3, 1)}
    over = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 2, 1)}
    save_offer(offer, locations=[{"name": "VHS"}], course_runs=[run, late, over], by=None)

    running, coming = facts_of(offer).courses

    assert (coming.begins, coming.until) == ("beginnt am Mo., 16. März 2026", "09.03.2026")
    assert (coming.times, coming.room, coming.level) == (
        "Montag, Mittwoch 18:00–20:00",
        "wenige Plätze frei · Plätze: 12",
        "A1",
    )
    assert str(coming.place) == "VHS"
    assert (running.begins, running.until, running.times) == ("hat am Mo., 2. März 2026 begonnen", "", "Freitag")


def test_exceptions_ahead_are_said_and_old_ones_are_not(in_district):
    offer = OfferFactory()
    closed = {"first_day": MONDAY, "last_day": MONDAY + timedelta(days=4), "reason": "Umzug"}
    other = {"first_day": date(2026, 3, 20), "last_day": date(2026, 3, 20)}
    hours = [other | {"opens_at": time(h), "closes_at": time(h + 1)} for h in (9, 14)]
    old = {"first_day": date(2026, 1, 1), "last_day": date(2026, 1, 2)}
    save_offer(offer, opening_exceptions=[old, *hours, closed], by=None)

    first, second = facts_of(offer).deviations

    assert (first.days, first.is_closed, first.reason) == ("09.03.2026 bis 13.03.2026", True, "Umzug")
    assert (second.days, second.hours) == ("20.03.2026", ("09:00–10:00", "14:00–15:00"))


def test_a_week_for_a_period_is_announced_and_then_the_ordinary_one_again(in_district):
    offer = OfferFactory()
    ordinary = Span(time(9), time(12))
    summer = Span(time(17), time(19), valid_from=date(2026, 7, 1), valid_until=date(2026, 8, 31))
    save_offer(offer, opening_times={0: [ordinary], 1: [summer]}, by=None)

    [ahead] = facts_of(offer).periods
    in_summer = offer_facts([offer], now=datetime(2026, 7, 7, 18, tzinfo=BERLIN), ags="")[offer.pk]

    assert (ahead.days, ahead.open_days[0].hours) == ("01.07.2026 bis 31.08.2026", ("17:00–19:00",))
    assert [(one.days, one.open_days[0].hours) for one in in_summer.periods] == [("ab 01.09.2026", ("09:00–12:00",))]
    assert in_summer.standing.is_open


def contact(visibility, name):
    consented = MONDAY if visibility == Contact.Visibility.PUBLIC else None
    return ContactFactory(name=name, visibility=visibility, consented_on=consented, phone="05631 7", function="Leitung")


def test_only_contacts_who_agreed_stand_on_the_public_page(visitor, in_district):
    offer = OfferFactory()
    contacts = [contact(visibility, f"Person {visibility}") for visibility in Contact.Visibility.values]
    save_offer(offer, contacts=contacts, by=None)

    page = text(visitor.get(f"/angebote/{offer.pk}/"))

    assert "Person public" in page
    assert "Person office" not in page
    assert "Person network" not in page


@pytest.fixture
def full(in_district):
    offer = OfferFactory(
        kind="course", program="integration_women", eligibility="Mit Schein <b>.", sex="women", availability="waiting_list",
        waiting_weeks=4, has_childcare=True, is_by_phone=True, video="https://dgs.example/v", checked_on=MONDAY,
    )  # fmt: skip
    today = timezone.localdate()
    return save_offer(
        offer,
        locations=[{"name": "VHS", "is_step_free": True, "has_accessible_toilet": False, "has_hearing_loop": True, "transport": "Bus 5"}],
        opening_times={day: [Span(time(0), time(23, 59))] for day in range(7)},
        opening_exceptions=[{"first_day": today + timedelta(days=3), "last_day": today + timedelta(days=3), "reason": "Umzug"}],
        language_times=[{"language": LanguageFactory(), "weekday": 1, "opens_at": time(9), "closes_at": time(12)}],
        course_runs=[{"starts_on": today + timedelta(days=9), "name": "A1", "place": 0}],
        by=None,
    )  # fmt: skip


def test_the_page_says_it_all_and_escapes_what_people_wrote(visitor, full):
    page = text(visitor.get(f"/angebote/{full.pk}/"))

    for words in ("Integrationskurs für Frauen", "Mit Schein &lt;b&gt;.", "nur für Frauen", "Warteliste", "Wartezeit in Wochen: 4",
                  "mit Kinderbetreuung", "telefonisch möglich", "https://dgs.example/v", "stufenlos erreichbar",
                  "keine barrierefreie Toilette", "Hilfe beim Hören", "Bus 5", "Umzug", "Dienstag: <bdi dir=\"ltr\">09:00–12:00</bdi>",
                  "Kurstermine", "beginnt am", "Angaben zuletzt geprüft"):  # fmt: skip
        assert words in page, words
    assert page.count("<h1") == 1


def test_the_page_is_in_the_readers_language(visitor, full):
    page = text(visitor.get(f"/en/angebote/{full.pk}/"))

    for words in ("Integration course for women", "for women only", "Waiting list", "Waiting time in weeks: 4", "Course dates",
                  "closed", "no accessible toilet", "Tuesday"):  # fmt: skip
        assert words in page, words
    for words in ("Warteliste", "nur für Frauen", "Öffnungszeiten", "Kurstermine"):
        assert words not in page, words


def test_a_bare_offer_has_a_short_page(visitor, in_district):
    page = text(visitor.get(f"/angebote/{OfferFactory().pk}/"))

    for words in (
        "Wer kann kommen?",
        "Kurstermine",
        "Ansprechpersonen",
        "An diesen Tagen anders",
        "Ist Platz?",
        "jetzt geschlossen",
    ):
        assert words not in page


def test_the_page_takes_as_many_queries_for_much_as_for_little(visitor, full, in_district):
    bare = OfferFactory()

    def queries(offer):
        with CaptureQueriesContext(connection) as captured:
            assert visitor.get(f"/angebote/{offer.pk}/").status_code == 200
        return len(captured)

    queries(bare)
    little = queries(full)
    languages = [LanguageFactory(code=f"x{n}") for n in range(5)]
    save_offer(
        full,
        locations=[{"name": f"Ort {n}"} for n in range(5)],
        contacts=[contact("public", f"Person {n}") for n in range(5)],
        language_times=[
            {"language": one, "weekday": 1, "opens_at": time(9), "closes_at": time(12)} for one in languages
        ],
        course_runs=[{"starts_on": timezone.localdate() + timedelta(days=n + 1), "place": n} for n in range(5)],
        by=None,
    )

    assert queries(full) == little <= 25
