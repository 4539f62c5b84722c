"""What guides keep themselves on the phone: days away, language, and the address of their calendar."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from kreislotse.guides.absences import (
    AbsenceOver,
    AbsenceTooLong,
    AbsenceWrongWayRound,
    LanguageUnknown,
    choose_language,
    coming_absences,
    feed_by_secret,
    feed_secret,
    note_absence,
    renew_calendar_feed,
)
from kreislotse.guides.models import CalendarFeed, GuideAbsence
from kreislotse.matching.phone import calendar_feed
from tests.factories import (
    BERLIN,
    AppointmentFactory,
    AssignmentFactory,
    GuideFactory,
    HelpRequestFactory,
    SeekerContactFactory,
)

TODAY = date(2026, 3, 9)
NOW = datetime(2026, 3, 9, 12, tzinfo=BERLIN)


@pytest.fixture
def guide(person):
    return GuideFactory(user=person("guide"), first_name="Samira")


@pytest.fixture
def phone(guide, login):
    return login(guide.user)


def away(guide, first: int, last: int) -> GuideAbsence:
    return note_absence(guide, from_on=date(2026, 4, first), to_on=date(2026, 4, last), today=TODAY, by=None)


def test_days_that_touch_become_one_absence(guide):
    away(guide, 1, 5)
    away(guide, 20, 25)
    away(guide, 6, 10)

    found = [(one.from_on.day, one.to_on.day) for one in coming_absences(guide, today=TODAY)]

    assert found == [(1, 10), (20, 25)]


@pytest.mark.parametrize(
    ("from_on", "to_on", "error"),
    [
        (date(2026, 4, 5), date(2026, 4, 1), AbsenceWrongWayRound),
        (date(2026, 3, 1), date(2026, 3, 8), AbsenceOver),
        (date(2026, 4, 1), date(2027, 6, 1), AbsenceTooLong),
    ],
)
def test_days_that_cannot_be_are_refused(guide, from_on, to_on, error):
    with pytest.raises(error):
        note_absence(guide, from_on=from_on, to_on=to_on, today=TODAY, by=None)


def test_a_guide_notes_days_away_and_takes_them_back(phone, guide):
    first = timezone.localdate() + timedelta(days=10)
    phone.post("/unterwegs/meine-daten/abwesend/", {"from_on": first.isoformat(), "to_on": first.isoformat()})
    absence = GuideAbsence.objects.get()

    phone.post(f"/unterwegs/meine-daten/abwesend/{absence.pk}/loeschen/")

    assert not GuideAbsence.objects.exists()


def test_nobody_takes_back_days_of_another_guide(phone):
    other = away(GuideFactory(), 1, 5)

    assert phone.post(f"/unterwegs/meine-daten/abwesend/{other.pk}/loeschen/").status_code == 404


def test_pages_come_in_the_language_a_guide_has_chosen(phone, guide):
    assert 'lang="de" dir="ltr"' in phone.get("/unterwegs/").content.decode()

    phone.post("/unterwegs/sprache/", {"language": "ar"})

    response = phone.get("/unterwegs/")
    assert 'lang="ar" dir="rtl"' in response.content.decode()
    assert response["Content-Language"] == "ar"
    assert "In welcher Sprache" not in response.content.decode()


def test_before_a_choice_pages_come_as_the_phone_asks(phone):
    page = phone.get("/unterwegs/", HTTP_ACCEPT_LANGUAGE="uk,de;q=0.5").content.decode()

    assert 'lang="uk"' in page
    assert "العربية" in page  # the choice is offered


def test_an_unknown_language_is_refused(guide, phone):
    with pytest.raises(LanguageUnknown):
        choose_language(guide, language="xx", by=None)
    assert phone.post("/unterwegs/sprache/", {"language": "xx"}).status_code == 422


@pytest.fixture
def planned(guide):
    request = HelpRequestFactory(institution_name="Schule", place="Rathaus, Zimmer 3")
    SeekerContactFactory(help_request=request, name="Amina Beispiel")
    return AppointmentFactory(
        assignment=AssignmentFactory(guide=guide, help_request=request), on=timezone.localdate() + timedelta(days=3),
        starts_at=time(10), outcome="planned", counted_in=None,
    )  # fmt: skip


def address_of(guide) -> str:
    return f"/unterwegs/kalender/{feed_secret(renew_calendar_feed(guide, now=NOW, by=None))}.ics"


def test_a_calendar_reads_when_and_where_and_nobodys_name(visitor, guide, planned):
    calendar = visitor.get(address_of(guide)).content.decode()

    assert f"DTSTART;TZID=Europe/Berlin:{planned.on:%Y%m%d}T100000" in calendar
    assert "Rathaus" in calendar
    for secret in ("Amina", "Beispiel", "Schule", planned.assignment.help_request.topic.name, "Samira"):
        assert secret not in calendar


def test_an_unchanged_calendar_costs_no_bytes_and_a_changed_one_comes(visitor, guide, planned):
    address = address_of(guide)
    etag = visitor.get(address)["ETag"]

    again = visitor.get(address, HTTP_IF_NONE_MATCH=etag)
    assert (again.status_code, again.content) == (304, b"")

    planned.starts_at = time(11)
    planned.save()
    changed = visitor.get(address, HTTP_IF_NONE_MATCH=etag)
    assert changed.status_code == 200
    assert changed["ETag"] != etag


def test_an_appointment_over_midnight_and_one_without_a_time_are_valid_entries(visitor, guide, planned):
    planned.starts_at, planned.duration_minutes = time(23, 30), 90
    planned.save()
    AppointmentFactory(assignment=planned.assignment, on=planned.on, outcome="planned", counted_in=None)

    calendar = visitor.get(address_of(guide)).content.decode()

    next_day = planned.on + timedelta(days=1)
    assert f"DTEND;TZID=Europe/Berlin:{next_day:%Y%m%d}T010000" in calendar
    assert f"DTSTART;VALUE=DATE:{planned.on:%Y%m%d}" in calendar


@pytest.mark.parametrize(
    ("on", "minutes", "end"),
    [
        (date(2026, 3, 28), 60, "20260329T000000"),
        (date(2026, 3, 28), 240, "20260329T040000"),  # 2:00 to 3:00 is skipped that night
        (date(2026, 10, 24), 240, "20261025T020000"),  # and passes twice in this one
        (date(2026, 3, 10), 240, "20260311T030000"),
    ],
)
def test_the_calendar_says_when_it_is_really_over_the_next_day(guide, planned, on, minutes, end):
    planned.on, planned.starts_at, planned.duration_minutes = on, time(23), minutes
    planned.save()

    calendar = calendar_feed(guide, name="Termine", today=date(2026, 3, 9)).decode()

    assert f"DTSTART;TZID=Europe/Berlin:{on:%Y%m%d}T230000" in calendar
    assert f"DTEND;TZID=Europe/Berlin:{end}" in calendar


def test_a_new_address_ends_the_old_one_and_an_end_ends_all(visitor, phone, guide):
    old = address_of(guide)
    phone.post("/unterwegs/kalender/erneuern/")

    assert visitor.get(old).status_code == 404
    address = phone.get("/unterwegs/kalender/").context["address"]
    new = "/unterwegs/" + address.partition("/unterwegs/")[2]
    assert visitor.get(new).status_code == 200
    phone.post("/unterwegs/kalender/beenden/")
    assert visitor.get(new).status_code == 404


def test_the_database_does_not_hold_the_address(guide):
    feed = renew_calendar_feed(guide, now=NOW, by=None)
    secret = feed_secret(feed)

    assert secret not in str(CalendarFeed.objects.values().get())
    assert feed_by_secret(secret) == feed
    assert feed_by_secret(secret[:-1] + ("y" if secret.endswith("x") else "x")) is None
