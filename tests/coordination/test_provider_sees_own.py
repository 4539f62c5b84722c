"""A Träger's coordinator opens every page of the coordination and every export: nobody of another Träger stands in it."""

from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from kreislotse.coordination.models import TrainingInvitation
from kreislotse.guides.models import GuideAbsence
from tests.factories import (
    BERLIN,
    AppointmentFactory,
    AssignmentFactory,
    HelpRequestFactory,
    MatchProposalFactory,
    TrainingDateFactory,
    TrainingRunFactory,
)

OF_OTHERS = ("Fremde", "2026-0900", "2026-0901")
WITH_OWN = [
    "/buero/lotsen/", "/buero/lotsen/brett/", "/buero/lotsen/kalender/", "/buero/lotsen/kalender/?ansicht=tage",
    "/buero/lotsen/kalender/?ansicht=personen", "/buero/lotsen/kalender/?ansicht=monat",
    "/buero/lotsen/kalender/termine.ics", "/buero/lotsen/frei/?tag={day}", "/buero/lotsen/stunden/",
    "/buero/lotsen/stunden/liste.xlsx", "/buero/lotsen/reihe/?zeige=alle", "/buero/lotsen/danke/",
    "/buero/lotsen/liste.xlsx", "/buero/begleitungen/",
    "/buero/lotsen/nachrichten/neu/",
]  # fmt: skip
WITHOUT_PEOPLE = [
    "/buero/lotsen/helferliste/",
    "/buero/lotsen/helferliste.xlsx",
    "/buero/lotsen/abdeckung/", "/buero/lotsen/fristen/", "/buero/lotsen/vertretungen/", "/buero/lotsen/nachrichten/",
    "/buero/lotsen/texte/", "/buero/lotsen/einladen/", "/buero/lotsen/schulungen/", "/buero/lotsen/wochenplan/",
]  # fmt: skip
CLOSED = [
    "/buero/lotsen/auswertung/", "/buero/lotsen/auswertung/tabellen.xlsx", "/buero/monate/", "/buero/lotsen/abrechnung/",
]  # fmt: skip


@pytest.fixture
def busy_pool(provider_pool):
    """Both guides were out yesterday and are today, are asked for something, are away soon."""
    today = timezone.localdate()
    for guide, number in ((provider_pool.own, 1), (provider_pool.other, 900)):
        request = HelpRequestFactory(wish="company", status="running", reference=f"2026-{number:04d}")
        assignment = AssignmentFactory(guide=guide, help_request=request)
        for on in (today, today - timedelta(days=1)):
            AppointmentFactory(assignment=assignment, on=on, starts_at=time(10), outcome="planned", counted_in=None)
        AppointmentFactory(assignment=assignment, on=today - timedelta(days=2), outcome="took_place")
        asked = HelpRequestFactory(wish="company", status="asked", reference=f"2026-{number + 1:04d}")
        MatchProposalFactory(help_request=asked, guide=guide)
        GuideAbsence.objects.create(guide=guide, from_on=today + timedelta(days=1), to_on=today + timedelta(days=2))
        guide.started_on = date(today.year - 1, today.month, 1)
        guide.save()
    return provider_pool


def read(client, address) -> tuple[int, str]:
    answer = client.get(address.format(day=timezone.localdate().isoformat()))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if not content.startswith(b"PK"):
        return answer.status_code, content.decode()
    rows = load_workbook(BytesIO(content)).active.iter_rows(values_only=True)
    return answer.status_code, "\n".join(str(row) for row in rows)


@pytest.mark.parametrize("address", WITH_OWN)
def test_own_people_stand_there_and_nobody_else(login, busy_pool, address):
    status, content = read(login(busy_pool.user), address)

    assert status == 200
    assert "Eigene" in content
    assert not any(word in content for word in OF_OTHERS)


@pytest.mark.parametrize("address", WITHOUT_PEOPLE)
def test_pages_about_the_pool_name_nobody_else(login, busy_pool, address):
    status, content = read(login(busy_pool.user), address)

    assert status == 200
    assert not any(word in content for word in OF_OTHERS)


@pytest.mark.parametrize("address", CLOSED)
def test_numbers_and_money_of_the_kreis_stay_closed(login, busy_pool, address):
    assert read(login(busy_pool.user), address)[0] == 403


def test_answers_of_others_to_an_invitation_are_not_shown(login, busy_pool):
    run = TrainingRunFactory()
    TrainingDateFactory(run=run, on=timezone.localdate() + timedelta(days=21))
    for guide in (busy_pool.own, busy_pool.other):
        TrainingInvitation.objects.create(
            run=run, guide=guide, invited_at=datetime(2026, 3, 1, tzinfo=BERLIN), expires_on=timezone.localdate()
        )

    status, content = read(login(busy_pool.user), f"/buero/lotsen/einladen/{run.pk}/")

    assert "Fremde" not in content
    assert status == 404 or "Eigene" in content
