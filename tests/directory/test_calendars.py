"""Courses in calendars: every meeting stands where it takes place, holidays of the Land do not."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from kreislotse.directory.calendars import calendar_of, coming_runs
from kreislotse.directory.models import CourseRun, OpeningException
from kreislotse.directory.queries import offer_cards
from kreislotse.network.models import Contact
from tests.factories import LanguageFactory, OfferFactory

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 3, 9)  # a Monday; Good Friday is 3 April, Easter Monday 6 April


@pytest.fixture
def offer(in_district):
    return OfferFactory(title="Deutsch am Vormittag", phone="05631 77 / 0171 5")


def run_of(offer, **changes):
    values = {
        "offer": offer, "name": "Kurs A1", "starts_on": TODAY, "ends_on": date(2026, 4, 17), "weekdays": [0, 4],
        "starts_at": time(9), "ends_at": time(11, 30),
    } | changes  # fmt: skip
    return CourseRun.objects.create(**values)


def event_of(run, district):
    [card] = offer_cards([run.offer_id], language="de")
    content = calendar_of(card, [run], district=district, url="https://kreis.example/angebote/1/")
    calendar = Calendar.from_ical(content)
    [event] = calendar.walk("VEVENT")
    return event, calendar


def test_weekdays_recur_until_the_last_day_in_german_time(offer, district):
    run = run_of(offer)

    event, calendar = event_of(run, district)

    assert event["UID"] == f"{run.uuid}@{district.host}"
    assert event.decoded("DTSTART") == datetime(2026, 3, 9, 9, tzinfo=BERLIN)
    assert event.decoded("DTEND") == datetime(2026, 3, 9, 11, 30, tzinfo=BERLIN)
    assert event["RRULE"]["BYDAY"] == ["MO", "FR"]
    assert event["RRULE"]["UNTIL"][0].astimezone(BERLIN) == datetime(2026, 4, 17, 23, 59, 59, tzinfo=BERLIN)
    assert str(event["SUMMARY"]) == "Deutsch am Vormittag: Kurs A1"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]


def test_holidays_of_the_land_are_left_out(offer, district):
    event, _calendar = event_of(run_of(offer), district)

    assert [one.dt.date() for one in event["EXDATE"].dts] == [date(2026, 4, 3), date(2026, 4, 6)]


def test_offer_that_is_open_on_holidays_keeps_them(offer, district):
    offer.is_closed_on_holidays = False
    offer.save()

    event, _calendar = event_of(run_of(offer), district)

    assert "EXDATE" not in event


def test_days_on_which_the_offer_is_closed_are_left_out(offer, district):
    OpeningException.objects.create(offer=offer, first_day=date(2026, 3, 9), last_day=date(2026, 3, 13))

    event, _calendar = event_of(run_of(offer), district)

    assert event.decoded("DTSTART") == datetime(2026, 3, 16, 9, tzinfo=BERLIN)


def test_first_meeting_is_on_the_first_weekday_after_the_beginning(offer, district):
    event, _calendar = event_of(run_of(offer, weekdays=[2]), district)

    assert event.decoded("DTSTART").date() == date(2026, 3, 11)


def test_course_without_hours_takes_whole_days(offer, district):
    event, _calendar = event_of(run_of(offer, starts_at=None, ends_at=None), district)

    assert event.decoded("DTSTART") == date(2026, 3, 9)
    assert event["RRULE"]["UNTIL"] == [date(2026, 4, 17)]
    assert [one.dt for one in event["EXDATE"].dts] == [date(2026, 4, 3), date(2026, 4, 6)]


def test_course_without_weekdays_is_one_stretch_of_days(offer, district):
    event, _calendar = event_of(run_of(offer, weekdays=[]), district)

    assert event.decoded("DTSTART") == date(2026, 3, 9)
    assert event.decoded("DTEND") == date(2026, 4, 18)
    assert "RRULE" not in event


@pytest.mark.parametrize("weekdays", [[6], [0], [9, "x"], []])
def test_single_day_stays_a_single_day_whatever_its_weekday(offer, district, weekdays):
    event, _calendar = event_of(run_of(offer, ends_on=TODAY, weekdays=weekdays), district)

    assert event.decoded("DTSTART") == datetime(2026, 3, 9, 9, tzinfo=BERLIN)


def test_course_without_an_end_recurs_without_an_end(offer, district):
    event, _calendar = event_of(run_of(offer, ends_on=None), district)

    assert "UNTIL" not in event["RRULE"]


def test_runs_that_are_over_are_not_coming(offer):
    run_of(offer, starts_on=date(2025, 1, 1), ends_on=date(2025, 3, 1))
    last_day = run_of(offer, starts_on=date(2026, 1, 5), ends_on=TODAY)
    later = run_of(offer, starts_on=date(2026, 5, 4), ends_on=None, weekdays=[])

    assert list(coming_runs(offer.pk, today=TODAY)) == [last_day, later]


# ── the files ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def coming(offer):
    return [run_of(offer, starts_on=date(2099, month, 1), ends_on=date(2099, month, 20)) for month in (1, 2)]


def test_all_runs_come_in_one_file_and_one_run_alone(visitor, offer, coming):
    everything = visitor.get(f"/angebote/{offer.pk}/termine.ics")
    one = visitor.get(f"/angebote/{offer.pk}/termine/{coming[1].uuid}.ics")

    assert everything["Content-Type"].startswith("text/calendar")
    assert {str(event["UID"]).partition("@")[0] for event in Calendar.from_ical(everything.content).walk("VEVENT")} == {
        str(run.uuid) for run in coming
    }
    assert [str(event["UID"]).partition("@")[0] for event in Calendar.from_ical(one.content).walk("VEVENT")] == [
        str(coming[1].uuid)
    ]


def test_link_stands_on_the_page_only_if_there_are_dates(visitor, offer):
    before = visitor.get(f"/angebote/{offer.pk}/").content.decode()
    run_of(offer, starts_on=date(2099, 1, 1), ends_on=None)
    after = visitor.get(f"/angebote/{offer.pk}/").content.decode()

    assert "termine.ics" not in before
    assert f'href="/angebote/{offer.pk}/termine.ics"' in after


@pytest.mark.parametrize("path", ["termine.ics", "termine/00000000-0000-4000-8000-000000000000.ics", "termine/x.ics"])
def test_no_dates_no_file(visitor, offer, path):
    assert visitor.get(f"/angebote/{offer.pk}/{path}").status_code == 404


def test_drafts_have_neither_dates_nor_cards(visitor, offer, coming):
    type(offer).objects.update(status="draft")

    for path in ("termine.ics", f"termine/{coming[0].uuid}.ics", "kontakt.vcf"):
        assert visitor.get(f"/angebote/{offer.pk}/{path}").status_code == 404


def test_run_of_another_offer_is_not_found(visitor, offer, coming):
    other = OfferFactory()

    assert visitor.get(f"/angebote/{other.pk}/termine/{coming[0].uuid}.ics").status_code == 404


def test_card_names_only_people_who_agreed_to_it(visitor, offer):
    offer.languages_spoken.add(LanguageFactory())
    for name, visibility, consented_on in (
        ("Olena Offen", "public", TODAY), ("Nora Netz", "network", None), ("Ina Intern", "office", None),
    ):  # fmt: skip
        offer.contacts.add(
            Contact.objects.create(
                organization=offer.provider,
                name=name,
                visibility=visibility,
                consented_on=consented_on,
                phone="05631 9",
            )
        )

    card = visitor.get(f"/angebote/{offer.pk}/kontakt.vcf").content.decode()

    assert "KIND:org" in card
    assert 'TEL;VALUE=text;TYPE="work,voice":05631 77' in card
    assert "FN:Olena Offen" in card
    assert "Nora" not in card
    assert "Ina" not in card
