"""„Abgesagt“ noted afterwards: by whom and how late it was is asked, because money depends on it; by phone and in the office."""

from datetime import date, time, timedelta
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.utils import timezone

from kreislotse.intake.models import CounterKeyUse
from kreislotse.matching import operations
from kreislotse.matching.counting import late_cancellations
from kreislotse.matching.models import AppointmentChange, AppointmentRule, LateEntry, Vacancy
from kreislotse.matching.operations.phone import _digest
from tests.factories import AppointmentFactory, AssignmentFactory, GuideFactory, HelpRequestFactory
from tests.matching.test_client_cap import counted
from tests.matching.test_from_the_phone import entry

pytestmark = pytest.mark.usefixtures("in_district")
MONDAY = date(2026, 3, 9)


@pytest.fixture
def assignment(person):
    return AssignmentFactory(guide=GuideFactory(user=person("guide")))


@pytest.fixture
def planned(assignment):
    return AppointmentFactory(assignment=assignment, on=MONDAY, starts_at=time(10), outcome="planned", counted_in=None)


def said(assignment, **changes):
    return entry(assignment, outcome="cancelled", by=assignment.guide.user, **changes)


def paid() -> list[int]:
    return list(late_cancellations().values_list("appointment", flat=True))


# ── from the phone ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("side", "was_late", "counts"),
    [("institution", True, True), ("person", True, True), ("institution", False, False), ("guide", True, False)],
)
def test_a_planned_appointment_noted_afterwards_keeps_who_called_off_and_how_late(
    assignment, planned, side, was_late, counts
):
    said(assignment, planned=planned, side=side, was_late=was_late)

    change = planned.changes.get()
    assert (change.side, change.is_late, change.by) == (side, was_late, assignment.guide.user)
    assert paid() == ([planned.pk] if counts else [])


def test_one_nobody_planned_has_its_note_too_and_nobody_gets_a_letter(
    assignment, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        appointment = said(assignment, duration_minutes=45, side="institution", was_late=True)

    change = appointment.changes.get()
    assert (change.side, change.is_late, change.from_minutes) == ("institution", True, 45)
    assert paid() == [appointment.pk]
    assert mailoutbox == []


def test_a_page_that_was_kept_from_before_the_questions_still_arrives_as_it_did(assignment, planned):
    said(assignment, planned=planned)

    assert (planned.changes.get().side, paid()) == ("guide", [])


def test_an_entry_from_before_the_questions_is_known_again():
    """The digest of such an entry, as it was reckoned before: sent again after an update it is still the same entry."""
    facts = {
        "on": MONDAY, "starts_at": time(10), "duration_minutes": 60, "outcome": "cancelled", "persons": 1,
        "travel_km": Decimal("24.5"), "saw_structural_problem": "",
    }  # fmt: skip
    empty = {"side": "", "was_late": None}
    one = SimpleNamespace(pk=7)

    before = "39908fb8825766d44c4215076b0fd6e2e280016abf73748b884d431596ea93a7"
    assert _digest(one, None, facts | empty, [], None) == before
    answers = [{"side": "person"}, {"was_late": True}, {"was_late": False}]
    assert len({before, *(_digest(one, None, facts | empty | said, [], None) for said in answers)}) == 4


def test_called_off_without_a_length_keeps_the_planned_one(assignment, planned):
    done = said(assignment, duration_minutes=0, side="institution", was_late=True)

    assert (done, done.duration_minutes) == (planned, planned.duration_minutes)


def test_a_stand_in_who_cannot_come_leaves_the_appointment_free(now, caseworker, person):
    first = AppointmentFactory(on=MONDAY + timedelta(days=1), starts_at=time(10), outcome="planned", counted_in=None)
    vacancy = operations.fall_out(first, reason="ill", now=now, by=caseworker)
    operations.book_for_vacancy(vacancy, guide=GuideFactory(user=person("guide")), now=now, by=caseworker)
    taken = Vacancy.objects.get().replacement.appointments.get()

    said(taken.assignment, planned=taken, on=taken.on, side="guide", was_late=True)

    assert Vacancy.objects.get(appointment=taken).is_open


def test_what_the_office_noted_before_is_not_overwritten_by_the_guide(assignment, planned, now, caseworker):
    operations.cancel_appointment(planned, side="guide", now=now, by=caseworker)

    said(assignment, planned=planned, side="institution", was_late=True)

    assert planned.changes.get().side == "guide"


def test_an_entry_the_office_decides_about_brings_who_called_off(assignment, planned, now, caseworker):
    operations.cancel_assignment(assignment, today=now.date(), by=caseworker)
    AppointmentChange.objects.all().delete()
    key = uuid4()
    with pytest.raises(operations.errors.AssignmentEndedMeanwhile):
        operations.enter_or_keep(
            assignment, key=key, on=MONDAY - timedelta(days=1), starts_at=time(9), duration_minutes=30,
            outcome="cancelled", side="person", was_late=True, now=now, by=assignment.guide.user,
        )  # fmt: skip

    late = LateEntry.objects.get()
    appointment = operations.count_late_entry(late, now=now, by=caseworker)

    assert (late.side, late.was_late) == ("person", True)
    assert [(change.side, change.is_late) for change in appointment.changes.all()] == [("person", True)]


# ── in the office ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def office(coordinator, login):
    return login(coordinator)


@pytest.fixture
def yesterday():
    day = timezone.localdate() - timedelta(days=1)
    request = HelpRequestFactory(received_on=day - timedelta(days=20))
    return AppointmentFactory(
        assignment=AssignmentFactory(help_request=request),
        on=day,
        starts_at=time(10),
        outcome="planned",
        counted_in=None,
    )


def typed(appointment, **changes) -> dict:
    return {
        "on": f"{appointment.on:%d.%m.%Y}", "starts_at": "10:00", "duration_minutes": "60", "outcome": "cancelled",
        "persons": "1", "setting": "on_site", "side": "institution", "was_late": "ja",
    } | changes  # fmt: skip


def test_calling_off_what_has_begun_asks_how_late_it_was(office, yesterday):
    url = f"/buero/lotsen/termine/{yesterday.pk}/absagen/"

    refused = office.post(url, {"side": "institution"})
    assert refused.status_code == 422
    assert "Davon hängt ab, ob der Termin bezahlt wird." in refused.content.decode()
    done = office.post(url, {"side": "institution", "was_late": "nein"}, follow=True)

    assert "Der Termin ist als abgesagt eingetragen." in done.content.decode()
    assert yesterday.changes.get().is_late is False


def test_calling_off_in_good_time_asks_nothing(office, yesterday):
    next_week = AppointmentFactory(
        assignment=yesterday.assignment, on=timezone.localdate() + timedelta(days=8), outcome="planned", counted_in=None
    )
    url = f"/buero/lotsen/termine/{next_week.pk}/absagen/"

    assert "was_late" not in office.get(url).context["form"].fields
    office.post(url, {"side": "person"})

    assert next_week.changes.get().is_late is False


@pytest.mark.parametrize(
    ("changes", "field"), [({"side": ""}, "side"), ({"was_late": ""}, "was_late"), ({"side": "elf"}, "side")]
)
def test_noting_it_in_the_form_of_the_appointment_asks_too(office, yesterday, changes, field):
    new = f"/buero/lotsen/einsaetze/{yesterday.assignment_id}/termin/"
    for url in (new, f"/buero/lotsen/termine/{yesterday.pk}/"):
        refused = office.post(url, typed(yesterday, starts_at="11:00", **changes))
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, [field])

    assert not AppointmentChange.objects.exists()


def test_a_new_one_in_the_office_s_form_counts_for_the_money(office, yesterday):
    url = f"/buero/lotsen/einsaetze/{yesterday.assignment_id}/termin/"

    assert office.post(url, typed(yesterday, starts_at="14:00")).status_code == 302
    assert office.post(url, typed(yesterday, starts_at="16:00", outcome="took_place")).status_code == 302

    (change,) = AppointmentChange.objects.all()
    assert (change.from_at, paid()) == (time(14), [change.appointment_id])


def test_the_office_corrects_who_called_off_and_the_newest_note_counts(office, yesterday):
    url = f"/buero/lotsen/termine/{yesterday.pk}/"
    office.post(url, typed(yesterday))
    assert paid() == [yesterday.pk]

    form = office.get(url).context["form"]
    assert (form["side"].value(), form["was_late"].value()) == ("institution", "ja")
    office.post(url, typed(yesterday))  # saved again as it is: nothing to note
    assert yesterday.changes.count() == 1
    office.post(url, typed(yesterday, side="guide"))
    assert (yesterday.changes.count(), paid()) == (2, [])
    office.post(url, typed(yesterday, side="person", duration_minutes="90"))

    newest = yesterday.changes.order_by("pk").last()
    assert (newest.side, newest.is_late, newest.from_minutes, paid()) == ("person", True, 90, [yesterday.pk])


def test_what_took_place_after_all_and_then_did_not_is_noted(office, yesterday):
    url = f"/buero/lotsen/termine/{yesterday.pk}/"
    office.post(url, typed(yesterday, outcome="no_show", side="", was_late=""))

    office.post(url, typed(yesterday, side="person", was_late="nein"))

    assert [(c.side, c.is_late) for c in yesterday.changes.all()] == [("person", False)]


def test_under_a_rule_of_no_hours_nobody_is_asked(office, yesterday):
    AppointmentRule(late_hours=0, valid_from=date(2026, 1, 1)).save()

    for url in (f"/buero/lotsen/termine/{yesterday.pk}/absagen/", f"/buero/lotsen/termine/{yesterday.pk}/"):
        assert "was_late" not in office.get(url).context["form"].fields
    assert office.post(f"/buero/lotsen/termine/{yesterday.pk}/", typed(yesterday)).status_code == 302


# ── what was counted for the person ──────────────────────────────────────────────────────────────


def test_one_nobody_planned_counts_for_its_person_only_if_it_was_late(now):
    assignment = counted(most=5)
    AppointmentFactory(assignment=assignment, on=date(2026, 3, 4))
    used = CounterKeyUse.objects.get(help_request=assignment.help_request_id)

    for n, (was_late, dates) in enumerate([(None, 1), (False, 1), (True, 2)]):
        operations.record_appointment(
            assignment, on=date(2026, 3, 5), starts_at=time(9 + n), duration_minutes=30, outcome="cancelled", side="person",
            was_late=was_late, now=now, by=None,
        )  # fmt: skip
        used.refresh_from_db()
        assert used.dates == dates
