"""The calendar of the pool and the question who is free."""

from datetime import date, datetime, time, timedelta

import pytest

from kreislotse.coordination.pool_calendar import month_days, pool_ics, visible_appointments, week_days, who_is_free
from kreislotse.guides.models import GuideAbsence, HourCap, WeeklyTime
from tests.factories import (
    BERLIN,
    AppointmentFactory,
    AssignmentFactory,
    FundingSourceFactory,
    GuideFactory,
    GuideLanguageFactory,
    HelpRequestFactory,
    LanguageFactory,
    SeekerContactFactory,
)

TUESDAY = date(2026, 3, 10)


@pytest.fixture
def sorani(in_district):
    return LanguageFactory(code="ckb", name="Sorani", own_name="سۆرانی", group="kurdisch")


def speaker(language, *windows, **fields):
    guide = GuideFactory(**fields)
    GuideLanguageFactory(guide=guide, language=language)
    for start, end in windows:
        WeeklyTime.objects.create(guide=guide, weekday=TUESDAY.weekday(), from_time=start, to_time=end)
    return guide


def appointment(guide, on=TUESDAY, starts_at=time(10), minutes=60, **fields):
    assignment = AssignmentFactory(guide=guide, help_request=HelpRequestFactory(wish="company"), **fields)
    return AppointmentFactory(
        assignment=assignment, on=on, starts_at=starts_at, duration_minutes=minutes, outcome="planned", counted_in=None
    )


def names(rows):
    return [row.guide for row in rows]


def test_who_speaks_sorani_and_is_free_on_tuesday(coordinator, sorani):
    free = speaker(sorani, (time(9), time(12)))
    not_on_tuesdays = GuideFactory()
    GuideLanguageFactory(guide=not_on_tuesdays, language=sorani)
    WeeklyTime.objects.create(guide=not_on_tuesdays, weekday=3, from_time=time(9), to_time=time(12))
    other_language = speaker(LanguageFactory(), (time(9), time(12)))
    unstated = speaker(sorani)

    answer = who_is_free(on=TUESDAY, language=sorani, to=coordinator)

    assert names(answer.free) == [free]
    assert names(answer.perhaps) == [unstated]
    assert names(answer.others) == [not_on_tuesdays]
    assert other_language not in names(answer.free + answer.perhaps + answer.others)


def test_an_appointment_leaves_the_rest_of_the_day_free(coordinator, sorani):
    guide = speaker(sorani, (time(9), time(12)), (time(14), time(18)))
    appointment(guide, starts_at=time(10), minutes=90)

    [found] = who_is_free(on=TUESDAY, language=sorani, to=coordinator).free

    assert found.sentence == "frei: 09:00–10:00, 14:00–18:00"


@pytest.mark.parametrize(
    ("start", "end", "is_free"),
    [(time(11), time(12), True), (time(10, 30), time(11, 30), False), (time(9), time(10), True), (time(8), time(9), False),
     (time(11), time(13), False)],
)  # fmt: skip
def test_hours_must_lie_within_the_usual_times_and_beside_appointments(coordinator, sorani, start, end, is_free):
    appointment(speaker(sorani, (time(9), time(12))), starts_at=time(10), minutes=60)

    answer = who_is_free(on=TUESDAY, language=sorani, start=start, end=end, to=coordinator)

    assert bool(answer.free) == is_free


def test_whose_hours_of_the_year_are_used_up_is_not_free(coordinator, sorani):
    funding = FundingSourceFactory()
    for role in ("guide", "interpreter"):
        HourCap.objects.create(funding_source=funding, role=role, hours_per_year=1, valid_from=date(2020, 1, 1))
    guide = speaker(sorani, (time(9), time(18)))
    appointment(guide, on=TUESDAY + timedelta(days=30), funding_source=funding)

    [found] = who_is_free(on=TUESDAY, language=sorani, to=coordinator).others

    assert "keine Stunden mehr" in found.sentence


def test_who_is_away_is_not_free_and_stands_in_the_calendar(login, coordinator, sorani):
    guide = speaker(sorani, (time(9), time(12)), last_name="Verreist")
    GuideAbsence.objects.create(guide=guide, from_on=TUESDAY, to_on=TUESDAY)

    [found] = who_is_free(on=TUESDAY, language=sorani, to=coordinator).others
    page = login(coordinator).get("/buero/lotsen/kalender/?tag=2026-03-10").content.decode()

    assert "abwesend" in found.sentence
    assert "Verreist" in page
    assert page.count("slot-away") == 1


def test_a_traegers_coordinator_does_not_see_when_others_are_away(login, provider_pool):
    GuideAbsence.objects.create(guide=provider_pool.other, from_on=TUESDAY, to_on=TUESDAY)

    page = login(provider_pool.user).get("/buero/lotsen/kalender/?ansicht=tage&tag=2026-03-10").content.decode()

    assert "Fremde" not in page


def test_resting_people_are_not_asked_about(coordinator, sorani):
    speaker(sorani, (time(9), time(12)), status="resting")

    answer = who_is_free(on=TUESDAY, language=sorani, to=coordinator)

    assert not (answer.free or answer.perhaps or answer.others)


def test_a_traegers_coordinator_sees_only_own_people_and_appointments(provider_pool, sorani):
    for guide in (provider_pool.own, provider_pool.other):
        GuideLanguageFactory(guide=guide, language=sorani)
        appointment(guide)

    answer = who_is_free(on=TUESDAY, language=sorani, to=provider_pool.user)

    assert names(answer.free + answer.perhaps + answer.others) == [provider_pool.own]
    assert {one.assignment.guide for one in visible_appointments(to=provider_pool.user)} == {provider_pool.own}


def test_cancelled_appointments_are_in_no_calendar(coordinator, in_district):
    called_off = appointment(GuideFactory())
    called_off.outcome, called_off.counted_in = "cancelled", date(2026, 3, 1)
    called_off.save()

    assert not visible_appointments(to=coordinator).exists()


def test_the_month_has_whole_weeks_and_all_its_days():
    days = month_days(date(2026, 2, 14))

    assert days[0] == date(2026, 1, 26)
    assert days[-1] == date(2026, 3, 1)
    assert len(week_days(date(2026, 2, 14))) == 7


def test_a_month_that_begins_on_monday_and_ends_on_sunday_has_exactly_four_weeks():
    days = month_days(date(2027, 2, 10))

    assert (days[0], days[-1], len(days)) == (date(2027, 2, 1), date(2027, 2, 28), 28)


def test_the_calendar_file_names_no_seeker_and_no_address(coordinator, in_district, district):
    one = appointment(GuideFactory(first_name="Samira", last_name="Beispiel"), starts_at=time(23, 30), minutes=90)
    SeekerContactFactory(help_request=one.assignment.help_request, name="Amina Geheim", phone="0171 999")
    one.place = "Praxis Dr. Geheim"
    one.save()

    text = pool_ics(
        visible_appointments(to=coordinator), district=district, now=datetime(2026, 3, 9, 12, tzinfo=BERLIN)
    ).decode()

    assert "Samira Beispiel" in text
    assert "20260310T233000" in text
    assert "DTEND;TZID=Europe/Berlin:20260311T010000" in text
    assert "Geheim" not in text
    assert "0171 999" not in text


@pytest.mark.parametrize("view", ["woche", "tage", "monat"])
def test_every_view_of_the_calendar_shows_the_appointment(login, coordinator, in_district, view):
    appointment(GuideFactory(first_name="Samira", last_name="Beispiel"))

    page = login(coordinator).get(f"/buero/lotsen/kalender/?ansicht={view}&tag=2026-03-12").content.decode()

    assert "Samira" in page
    assert "10:00" in page
    assert "1 Termin, 1 Person ist unterwegs." in page


def test_a_wrong_day_in_the_address_shows_this_week(login, coordinator, in_district):
    assert login(coordinator).get("/buero/lotsen/kalender/?tag=gestern+abend").status_code == 200


def test_an_end_without_a_beginning_is_asked_back(login, coordinator, in_district):
    answer = login(coordinator).get("/buero/lotsen/frei/?tag=12.3.&bis=12:00")

    assert answer.status_code == 422
    assert "ab wann" in answer.content.decode()


def test_the_page_says_the_number_first(login, coordinator, sorani):
    speaker(sorani, (time(9), time(12)))

    page = login(coordinator).get(f"/buero/lotsen/frei/?sprache={sorani.pk}&tag=2026-03-10").content.decode()

    assert "1 Person spricht Sorani und ist am Dienstag, 10. März frei." in page


def test_the_picture_has_a_lane_for_each_of_120_people_and_stays_small(login, coordinator, in_district):
    from django.utils import timezone

    from tests.factories import GuideFactory

    today = timezone.localdate()
    for number in range(120):
        appointment(GuideFactory(last_name=f"Person{number:03d}"), on=today)
    client = login(coordinator)

    for view in ("woche", "personen"):
        page = client.get(f"/buero/lotsen/kalender/?ansicht={view}").content.decode()
        picture = page[page.index("<svg") : page.index("</svg>")]
        assert "120 Personen, 120 Termine." in picture
        assert "Person119" in picture
        assert len(picture) < 40_000
        assert page.count('<th scope="row">') == 40  # the table below goes on by pages


def test_a_month_by_person_counts_appointments_by_week(coordinator, in_district):
    from kreislotse.coordination.pool_calendar import lanes, month_days, weeks_of

    guide = GuideFactory()
    rows = [appointment(guide, on=date(2026, 3, day)) for day in (3, 5, 12)]

    [lane] = lanes([guide], rows, [], month_days(date(2026, 3, 9)))

    assert [(on.day, number) for on, number, _away in weeks_of(lane)][:4] == [(23, 0), (2, 2), (9, 1), (16, 0)]


def test_marks_lie_at_their_hours_in_the_week_and_fill_the_day_in_the_month(coordinator, in_district):
    from kreislotse.coordination.pool_calendar import lanes, marks_of

    guide = GuideFactory()
    [lane] = lanes([guide], [appointment(guide, starts_at=time(14), minutes=210)], [], week_days(TUESDAY))

    [hours] = marks_of(lane, by_hour=True)
    [day] = marks_of(lane, by_hour=False)

    assert (hours.start, hours.end) == (1.5, 1.75)
    assert (day.start, day.end) == (1.1, 1.9)
