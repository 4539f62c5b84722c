"""A guide's own way to trainings and papers on the phone: register, wait, withdraw, and read what they have."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from kreislotse.guides.models import FormalAppointment, TrainingAttendance, TrainingParticipant
from tests.factories import GuideFactory, TrainingDateFactory, TrainingParticipantFactory, TrainingRunFactory


@pytest.fixture
def guide(person):
    return GuideFactory(user=person("guide"), first_name="Samira")


@pytest.fixture
def phone(guide, login):
    return login(guide.user)


def planned_run(**fields):
    run = TrainingRunFactory(**fields)
    TrainingDateFactory(run=run, on=timezone.localdate() + timedelta(days=14), starts_at=time(9))
    return run


def test_a_guide_registers_waits_when_it_is_full_and_moves_up(phone, guide):
    run = planned_run(places=1, place="Kreishaus")
    first = TrainingParticipantFactory(run=run)
    page = phone.get("/unterwegs/schulungen/").content.decode()
    assert str(run.module) in page and "Zurzeit voll" in page and "Kreishaus" in page

    answer = phone.post(f"/unterwegs/schulungen/{run.pk}/anmelden/", follow=True).content.decode()
    again = phone.post(f"/unterwegs/schulungen/{run.pk}/anmelden/", follow=True).content.decode()
    assert "Sie stehen auf der Warteliste" in answer and "Sie stehen schon auf der Liste" in again

    from kreislotse.guides.training import withdraw_from_training

    withdraw_from_training(first, by=None)
    row = TrainingParticipant.objects.get(guide=guide)
    assert (row.status, row.is_self_registered) == ("registered", True)

    assert (
        "Sie sind abgemeldet" in phone.post(f"/unterwegs/schulungen/{row.pk}/abmelden/", follow=True).content.decode()
    )
    row.refresh_from_db()
    assert row.status == "withdrawn"


def test_whoever_moves_up_reads_it_in_their_own_language(phone, guide, mailoutbox, django_capture_on_commit_callbacks):
    run = planned_run(places=1)
    own = TrainingParticipantFactory(run=run, guide=guide)
    guide.interface_language = "ar"
    guide.save()
    waiting = GuideFactory(email="leyla@example.org", interface_language="de")
    TrainingParticipantFactory(run=run, guide=waiting, status="waiting")

    with django_capture_on_commit_callbacks(execute=True):
        phone.post(f"/unterwegs/schulungen/{own.pk}/abmelden/")

    assert [mail.subject for mail in mailoutbox] == [f"Sie haben einen Platz: {run.module}"]


def test_what_only_the_office_fills_is_not_offered_and_nobody_withdraws_others(phone):
    closed, other = planned_run(is_open=False), TrainingParticipantFactory(run=planned_run())

    assert str(closed.module) not in phone.get("/unterwegs/schulungen/").content.decode()
    assert phone.post(f"/unterwegs/schulungen/{closed.pk}/anmelden/").status_code == 404
    assert phone.post(f"/unterwegs/schulungen/{other.pk}/abmelden/").status_code == 404


def test_own_papers_open_as_pdf_and_those_of_others_do_not(phone, guide):
    today = timezone.localdate()
    own, other = (
        TrainingParticipantFactory(run=planned_run(), guide=whom, certificate_on=today)
        for whom in (guide, GuideFactory())
    )
    TrainingAttendance.objects.create(participant=own, date=own.run.dates.get())
    deed, theirs = (
        FormalAppointment.objects.create(guide=whom, role="guide", appointed_on=today) for whom in (guide, other.guide)
    )
    page = phone.get("/unterwegs/unterlagen/").content.decode()

    addresses = [
        f"bescheinigung/{own.pk}.pdf", f"berufung/{deed.pk}/urkunde.pdf", f"berufung/{deed.pk}/schreiben.pdf",
        "verschwiegenheit.pdf", f"jahr/{today.year}.pdf",
    ]  # fmt: skip
    for address in addresses:
        assert phone.get(f"/unterwegs/unterlagen/{address}").content.startswith(b"%PDF"), address
    assert all(f"/unterwegs/unterlagen/{address}" in page for address in addresses[:4])
    for address in (
        f"bescheinigung/{other.pk}.pdf",
        f"berufung/{theirs.pk}/urkunde.pdf",
        f"berufung/{deed.pk}/ende.pdf",
        "jahr/2100.pdf",
    ):
        assert phone.get(f"/unterwegs/unterlagen/{address}").status_code == 404, address
