"""Noting times on the phone pages: prefilled from the plan, with expenses and signature, as a page and for the outbox."""

from datetime import time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kreislotse.core.scope import district_scope
from kreislotse.intake.models import HelpRequest
from kreislotse.matching.models import Appointment, Expense, PhoneRule, Receipt, TimeSheet
from kreislotse.matching.operations import cancel_assignment
from tests.documents.pictures import jpeg_with_exif
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    GuideFactory,
    HelpRequestFactory,
    MunicipalityFactory,
)

STROKES = "M10 100L30 80L50 120L70 60L90 130L110 70L130 110L150 90L170 100"
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def guide(person):
    return GuideFactory(
        user=person("guide"), first_name="Samira",
        home_municipality=MunicipalityFactory(name="Korbach", latitude=51.27, longitude=8.87),
    )  # fmt: skip


@pytest.fixture
def phone(guide, login):
    return login(guide.user)


@pytest.fixture
def assignment(guide):
    request = HelpRequestFactory(
        received_on=timezone.localdate() - timedelta(days=30), institution_name="Grundschule Korbach",
        municipality=MunicipalityFactory(name="Bad Arolsen", latitude=51.38, longitude=9.01),
    )  # fmt: skip
    return AssignmentFactory(guide=guide, help_request=request)


@pytest.fixture
def planned(assignment):
    return AppointmentFactory(
        assignment=assignment, on=timezone.localdate() - timedelta(days=1), starts_at=time(10), duration_minutes=90,
        outcome="planned", counted_in=None,
    )  # fmt: skip


def filled(what, **changes) -> dict:
    yesterday = timezone.localdate() - timedelta(days=1)
    return {
        "key": str(uuid4()), "what": what, "on": yesterday.isoformat(), "starts_at": "10:00", "ends_at": "11:30",
        "outcome": "took_place", "persons": "1",
    } | changes  # fmt: skip


def test_the_form_says_what_the_plan_says(phone, planned):
    page = phone.get("/unterwegs/zeit/")

    form = page.context["form"]
    values = {name: form[name].value() for name in ("starts_at", "ends_at", "institution", "travel_km")}
    assert values == {"starts_at": "10:00", "ends_at": "11:30", "institution": "Grundschule Korbach", "travel_km": "41"}


def test_kilometers_follow_the_rule_of_the_day(phone, planned):
    PhoneRule(road_percent=100, valid_from=timezone.localdate()).save()

    assert phone.get("/unterwegs/zeit/").context["form"]["travel_km"].value() == "31"


def test_in_the_usual_case_one_tap_is_enough(phone, planned):
    form = phone.get("/unterwegs/zeit/").context["form"]
    untouched = {
        name: form[name].value() for name in form.fields if form[name].value() is not None and "receipt" not in name
    }

    response = phone.post("/unterwegs/zeit/", untouched, follow=True)

    assert "Eingetragen" in response.content.decode()
    planned.refresh_from_db()
    assert (planned.outcome, planned.duration_minutes, planned.travel_km) == ("took_place", 90, Decimal(41))


def test_an_appointment_nobody_planned_is_noted_with_its_minutes(phone, assignment):
    phone.post("/unterwegs/zeit/", filled(f"e{assignment.pk}", starts_at="", ends_at="", duration_minutes="75"))

    assert Appointment.objects.get().duration_minutes == 75


def test_with_expenses_receipt_and_signature_everything_is_there(phone, planned):
    response = phone.post(
        "/unterwegs/zeit/",
        filled(
            f"t{planned.pk}", amount_1="2,80", category_1="ticket", signer="Frau Beispiel", institution="Grundschule",
            strokes=STROKES, receipt_1=SimpleUploadedFile("beleg.jpg", jpeg_with_exif(), "image/jpeg"),
        ),
    )  # fmt: skip

    assert response.status_code == 302
    assert Expense.objects.get().amount == Decimal("2.80")
    assert TimeSheet.objects.get().confirmed_by_institution == "Grundschule"
    receipt = phone.get(f"/unterwegs/unterlagen/beleg/{Receipt.objects.get().pk}/")
    assert receipt["Content-Type"] == "image/jpeg"
    assert b"Korbach" not in receipt.content
    sheet = phone.get(f"/unterwegs/unterlagen/blatt/{TimeSheet.objects.get().pk}.pdf")
    assert sheet.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends_at": ""}, "wie lange es gedauert hat"),
        ({"starts_at": ""}, "wann es anfing"),
        ({"duration_minutes": "60"}, "nicht beides"),
        ({"starts_at": "11:00", "ends_at": "09:00"}, "liegt vor dem Beginn"),
        ({"ends_at": "10:00"}, "Beginn und Ende sind gleich"),
        ({"on": ""}, "Bitte wählen Sie den Tag aus."),
        ({"on": (timezone.localdate() + timedelta(days=2)).isoformat()}, "Dieser Tag kommt erst noch"),
        ({"amount_1": "5"}, "wofür das war"),
        ({"category_1": "ticket"}, "schreiben Sie den Betrag"),
        ({"signer": "Frau Beispiel"}, "Die Unterschrift fehlt"),
        ({"strokes": STROKES}, "Namen der Person, die unterschrieben hat"),
        ({"outcome": "cancelled", "asks_who": "on", "was_late": "ja"}, "wer abgesagt hat"),
        ({"outcome": "cancelled", "asks_who": "on", "side": "person"}, "wann abgesagt wurde"),
        ({"outcome": "cancelled", "asks_who": "on", "side": "elf", "was_late": "ja"}, "elf"),
        ({"what": "t999999"}, "gibt es nicht mehr"),
        ({"what": "t1' or"}, "gibt es nicht mehr"),
    ],
)
def test_what_cannot_be_is_said_and_kept_in_the_form(phone, planned, changes, sentence):
    response = phone.post("/unterwegs/zeit/", filled(f"t{planned.pk}", saw_structural_problem="Nur Deutsch") | changes)

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "Nur Deutsch" in page
    planned.refresh_from_db()
    assert planned.outcome == "planned"


def called_off(what, **changes) -> dict:
    return filled(what, outcome="cancelled", asks_who="True", side="institution", was_late="ja", **changes)


def test_who_called_off_and_when_goes_with_the_entry(phone, planned):
    form = phone.get("/unterwegs/zeit/").context["form"]
    assert "weniger als 24 Stunden vorher" in str(form["was_late"])

    for _twice in range(2):
        answer = phone.post("/unterwegs/zeit/", called_off(f"t{planned.pk}", key=str(planned.pk).zfill(32)), **JSON)
        assert answer.json()["state"] == "sent"

    change = planned.changes.get()
    assert (change.side, change.is_late, change.by) == ("institution", True, planned.assignment.guide.user)


def test_what_did_take_place_was_called_off_by_nobody(phone, planned):
    phone.post("/unterwegs/zeit/", called_off(f"t{planned.pk}") | {"outcome": "took_place"})

    planned.refresh_from_db()
    assert (planned.outcome, planned.changes.count()) == ("took_place", 0)


def test_a_page_kept_from_before_does_not_ask_and_is_not_refused(phone, planned):
    old = filled(f"t{planned.pk}", outcome="cancelled")

    assert phone.post("/unterwegs/zeit/", old, **JSON).json()["state"] == "sent"
    assert planned.changes.get().side == "guide"


def test_one_nobody_planned_that_may_be_paid_needs_its_length(phone, assignment):
    entry = called_off(f"e{assignment.pk}", starts_at="", ends_at="")

    refused = phone.post("/unterwegs/zeit/", entry, **JSON)
    assert "wie viele Minuten der Termin dauern sollte" in refused.json()["sentence"]
    assert phone.post("/unterwegs/zeit/", entry | {"side": "guide"}, **JSON).json()["state"] == "sent"


def test_the_outbox_sends_three_times_and_hears_the_same(phone, planned):
    entry = filled(f"t{planned.pk}")

    answers = [phone.post("/unterwegs/zeit/", entry, **JSON) for _n in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 200]
    assert len({one.content for one in answers}) == 1
    assert answers[0].json()["state"] == "sent"
    assert Appointment.objects.count() == 1


def test_the_outbox_hears_why_an_entry_was_not_taken_and_can_insist(phone, planned):
    entry = filled(f"t{planned.pk}")
    Appointment.objects.filter(pk=planned.pk).update(outcome="cancelled", counted_in=planned.on.replace(day=1))

    refused = phone.post("/unterwegs/zeit/", entry, **JSON)

    assert refused.status_code == 422
    assert "inzwischen abgesagt" in refused.json()["sentence"]
    assert phone.post("/unterwegs/zeit/", entry | {"took_place_all_the_same": "on"}, **JSON).json()["state"] == "sent"


def test_an_assignment_called_off_meanwhile_is_explained(phone, assignment, planned):
    cancel_assignment(assignment, today=timezone.localdate(), by=None)

    refused = phone.post("/unterwegs/zeit/", filled(f"t{planned.pk}"), **JSON)

    assert "Diese Begleitung wurde inzwischen abgesagt." in refused.json()["sentence"]


def test_nobody_notes_times_of_another_guide(phone, district):
    with district_scope(district):
        other = AppointmentFactory(
            assignment=AssignmentFactory(guide=GuideFactory()), outcome="planned", counted_in=None
        )

    assert phone.post("/unterwegs/zeit/", filled(f"t{other.pk}")).status_code == 422
    assert phone.get(f"/unterwegs/termine/{other.pk}/unterschrift/").status_code == 404


def test_an_appointment_noted_before_is_signed_afterwards(phone, assignment):
    appointment = AppointmentFactory(assignment=assignment)
    address = f"/unterwegs/termine/{appointment.pk}/unterschrift/"
    assert phone.post(address, {"institution": "Schule"}).status_code == 422

    phone.post(address, {"institution": "Schule", "signer": "Herr Muster", "strokes": STROKES})

    assert TimeSheet.objects.get().signature.signer == "Herr Muster"
    assert (
        "ist schon unterschrieben"
        in phone.post(address, {"institution": "Schule", "signer": "Herr Muster", "strokes": STROKES}).content.decode()
    )


def test_the_page_that_stays_on_the_phone_names_nobody(phone, planned):
    from kreislotse.privacy.models import Consent
    from tests.factories import SeekerContactFactory

    consent = Consent.objects.create(purpose="contact", wording_version="1", language="de", given_at=timezone.now())
    SeekerContactFactory(help_request=planned.assignment.help_request, consent=consent, name="Amina Beispiel")
    planned.on = timezone.localdate() + timedelta(days=1)
    planned.save()

    page = phone.get("/unterwegs/ohne-netz/").content.decode()

    assert "Amina" not in page
    assert HelpRequest.objects.get().topic.name in page
    assert "Bad Arolsen" in page


def test_the_worker_is_switched_off_by_setting(visitor, settings):
    assert "FILES" in visitor.get("/unterwegs/sw.js").content.decode()
    settings.OFFLINE = False

    assert "unregister" in visitor.get("/unterwegs/sw.js").content.decode()


def test_the_outbox_learns_whose_phone_it_is_only_with_a_login(phone, visitor):
    assert set(phone.get("/unterwegs/ohne-netz/stand.json").json()) == {"owner", "token"}
    assert visitor.get("/unterwegs/ohne-netz/stand.json").status_code == 302
