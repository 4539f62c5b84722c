"""An entry that comes after its appointment was called off or given away: nothing is lost, and the office decides."""

from datetime import date, time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from kreislotse.matching import operations
from kreislotse.matching.letters import tell_guide_of_decision
from kreislotse.matching.models import Appointment, Expense, LateEntry, Receipt, SheetSignature, Vacancy
from kreislotse.matching.operations import Spent
from kreislotse.matching.operations.errors import (
    AppointmentCancelledMeanwhile,
    AppointmentTakenMeanwhile,
    AssignmentEndedMeanwhile,
    EntryDecided,
    EntryRejected,
)
from tests.documents.pictures import jpeg_with_exif
from tests.factories import AppointmentFactory, AssignmentFactory, GuideFactory, HelpRequestFactory
from tests.matching.test_from_the_phone import SIGNED

pytestmark = pytest.mark.usefixtures("in_district")
MONDAY = date(2026, 3, 9)


@pytest.fixture
def planned(person):
    guide = GuideFactory(user=person("guide"), email="samira@example.org")
    request = HelpRequestFactory(wish="company", status="promised")
    assignment = AssignmentFactory(guide=guide, help_request=request)
    return AppointmentFactory(assignment=assignment, on=MONDAY, starts_at=time(10), outcome="planned", counted_in=None)


def send(planned, now, **changes):
    facts = {
        "key": uuid4(), "planned": planned, "on": MONDAY, "starts_at": time(10), "duration_minutes": 45,
        "outcome": "took_place", "expenses": [Spent("ticket", Decimal("2.80"), jpeg_with_exif())], "signature": SIGNED,
        "now": now, "by": planned.assignment.guide.user,
    }  # fmt: skip
    return operations.enter_or_keep(planned.assignment, **facts | changes)


def called_off(planned, now, by):
    operations.cancel_appointment(planned, side="institution", now=now - timedelta(hours=1), by=by)


def test_a_called_off_appointment_is_kept_for_the_office_with_all_that_was_entered(
    planned, now, caseworker, mailoutbox
):
    called_off(planned, now, caseworker)

    with pytest.raises(AppointmentCancelledMeanwhile, match="das Büro sieht sie"):
        send(planned, now)

    late = LateEntry.objects.get()
    assert (late.why, late.duration_minutes, late.expenses[0]["amount"], late.signature["signer"]) == (
        "cancelled", 45, "2.80", "Frau Beispiel",
    )  # fmt: skip
    assert not Expense.objects.exists()

    operations.count_late_entry(late, now=now, by=caseworker)
    tell_guide_of_decision.call(late.district_id, late.pk)

    planned.refresh_from_db(), late.refresh_from_db()
    assert (planned.outcome, planned.duration_minutes, late.decision, late.expenses) == (
        "took_place",
        45,
        "counted",
        [],
    )
    assert b"Korbach" not in bytes(Receipt.objects.get().content)
    assert SheetSignature.objects.get().signer == "Frau Beispiel"
    assert "zählt. Sie müssen nichts mehr tun" in mailoutbox[-1].body
    assert send(planned, now, key=late.key) == planned  # the phone sends again and hears that it has arrived
    with pytest.raises(EntryDecided):
        operations.reject_late_entry(late, now=now, by=caseworker)


def test_what_the_guide_insists_on_needs_no_decision_any_more(planned, now, caseworker):
    called_off(planned, now, caseworker)
    key = uuid4()
    for _twice in range(2):
        with pytest.raises(AppointmentCancelledMeanwhile):
            send(planned, now, key=key)

    send(planned, now, key=key, took_place_all_the_same=True)

    late = LateEntry.objects.get()
    assert (late.decision, late.expenses, Appointment.objects.get().outcome) == ("counted", [], "took_place")


def test_who_gave_the_date_to_somebody_else_cannot_insist_and_the_office_decides(planned, now, caseworker, mailoutbox):
    early = now - timedelta(hours=4)
    vacancy = operations.fall_out(planned, reason="ill", now=early, by=planned.assignment.guide.user)
    operations.book_for_vacancy(vacancy, guide=GuideFactory(), now=early, by=caseworker)
    key = uuid4()

    with pytest.raises(AppointmentTakenMeanwhile):
        send(planned, now, key=key, took_place_all_the_same=True)
    late = LateEntry.objects.get()
    operations.reject_late_entry(late, now=now, by=caseworker)
    tell_guide_of_decision.call(late.district_id, late.pk)

    assert late.why == "taken"
    assert "zählt nicht" in mailoutbox[-1].body and mailoutbox[-1].to == ["samira@example.org"]
    with pytest.raises(EntryRejected):
        send(planned, now, key=key)
    assert not Expense.objects.exists()


def test_an_assignment_that_was_called_off_came_about_after_all(planned, now, caseworker):
    operations.cancel_assignment(planned.assignment, today=now.date(), by=caseworker)

    with pytest.raises(AssignmentEndedMeanwhile):
        send(planned, now, signature=None, expenses=[Spent("ticket", Decimal(3), b"no picture")])
    late = LateEntry.objects.get()
    assert (late.why, late.expenses[0]["picture"]) == ("ended", None)
    operations.count_late_entry(late, now=now, by=caseworker)

    planned.refresh_from_db(), planned.assignment.refresh_from_db()
    assert (planned.outcome, planned.assignment.status) == ("took_place", "finished")
    assert Expense.objects.get().amount == Decimal(3)


def test_counting_ends_the_search_for_a_stand_in(planned, now, caseworker):
    operations.fall_out(planned, now=now - timedelta(hours=4), by=planned.assignment.guide.user)
    with pytest.raises(AssignmentEndedMeanwhile):
        send(planned, now)

    operations.count_late_entry(LateEntry.objects.get(), now=now, by=caseworker)

    assert Vacancy.objects.get().status == "given_up"


def test_the_guide_reads_what_happened_and_the_office_decides_on_its_page(planned, login, person):
    today = timezone.localdate()
    Appointment.objects.filter(pk=planned.pk).update(on=today, outcome="cancelled", counted_in=today.replace(day=1))
    guide = planned.assignment.guide
    planned.assignment.help_request.received_on = today - timedelta(days=5)
    planned.assignment.help_request.save()
    entry = {
        "key": str(uuid4()), "what": f"t{planned.pk}", "on": f"{today}", "duration_minutes": "45", "persons": "1",
        "outcome": "took_place", "starts_at": "", "ends_at": "", "travel_km": "", "saw_structural_problem": "",
    }  # fmt: skip
    answer = login(guide.user).post("/unterwegs/zeit/", entry, headers={"accept": "application/json"})
    home = login(guide.user).get("/unterwegs/").content.decode()

    assert answer.status_code == 422 and "inzwischen abgesagt" in answer.json()["sentence"]
    assert "Das Büro prüft" in home and "Ihr Eintrag ist im Büro" in home

    desk = login(person("coordinator"))
    assert "Über 1 Eintrag vom Telefon müssen Sie entscheiden." in desk.get("/buero/").content.decode()
    page = desk.get("/buero/lotsen/eintraege/").content.decode()
    assert "Der Termin war inzwischen abgesagt." in page and str(guide) in page
    late = LateEntry.objects.get()
    done = desk.post(f"/buero/lotsen/eintraege/{late.pk}/entscheiden/", {"zaehlt": "ja"}, follow=True).content.decode()
    assert "Der Eintrag zählt." in done and "Nichts zu entscheiden" in done
