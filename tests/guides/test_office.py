"""The office's pages about guides."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kreislotse.accounts.invitations import accept_invitation, invitation_for
from kreislotse.audit.models import AuditEntry
from kreislotse.guides.models import Guide, HourCap
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    FundingSourceFactory,
    GuideFactory,
    GuideLanguageFactory,
    LanguageFactory,
    MunicipalityFactory,
)


@pytest.fixture
def office(coordinator, login):
    return login(coordinator)


def text_of(response) -> str:
    return response.content.decode()


def guide_data(**changes) -> dict:
    return {
        "first_name": "Samira", "last_name": "Haddad", "email": "samira@musterau.example", "is_guide": "on",
        "status": "active", "sprachen-TOTAL_FORMS": "3", "sprachen-INITIAL_FORMS": "3",
    } | changes  # fmt: skip


def test_a_guide_is_recorded_on_one_page(office):
    korbach, arabic = MunicipalityFactory(name="Korbach"), LanguageFactory()

    response = office.post(
        "/buero/lotsen/neu/",
        guide_data(
            **{
                "sprachen-0-language": arabic.pk,
                "sprachen-0-level": "native",
                "zeiten-day1": "9-12",
                "areas": [korbach.pk],
            }
        ),
        follow=True,
    )

    guide = Guide.objects.get()
    page = text_of(response)
    assert (guide.number, guide.status) == ("L001", "active")
    for shown in ("Samira Haddad", "Arabisch (Muttersprache)", "Korbach", "Dienstag 9–12", "L001"):
        assert shown in page


def test_a_refusal_keeps_what_was_written(office):
    response = office.post("/buero/lotsen/neu/", guide_data(**{"is_guide": "", "zeiten-day1": "irgendwann"}))

    page = text_of(response)
    assert response.status_code == 422
    assert "irgendwann" in page
    assert "mindestens eine Aufgabe" in page
    assert not Guide.objects.exists()


def test_editing_changes_no_status(office):
    guide = GuideFactory(status="resting")

    office.post(f"/buero/lotsen/{guide.pk}/bearbeiten/", guide_data(status="left"))

    guide.refresh_from_db()
    assert (guide.last_name, guide.status) == ("Haddad", "resting")


def test_the_next_step_is_taken_on_the_guides_page(office):
    guide = GuideFactory(status="appointed")

    assert "interessiert" not in text_of(office.get(f"/buero/lotsen/{guide.pk}/"))
    office.post(f"/buero/lotsen/{guide.pk}/status/", {"status": "active"})
    response = office.post(f"/buero/lotsen/{guide.pk}/status/", {"status": "interested"}, follow=True)

    guide.refresh_from_db()
    assert guide.status == "active"
    assert "geht es nicht direkt" in text_of(response)
    assert office.post(f"/buero/lotsen/{guide.pk}/status/", {"status": "unsinn"}).status_code == 302


def test_filters_and_search_work_together(office):
    arabic = LanguageFactory()
    GuideLanguageFactory(guide=GuideFactory(last_name="Passt"), language=arabic)
    GuideLanguageFactory(guide=GuideFactory(last_name="Ruht", status="resting"), language=arabic)
    GuideFactory(last_name="Ohne")
    GuideFactory(last_name="Weg", status="left", left_on=date(2026, 1, 1))

    page = text_of(
        office.get("/buero/lotsen/", {"language": arabic.pk, "status": "active", "weekday": "", "topic": "999"})
    )
    assert "Passt" in page
    assert "Ruht" not in page
    assert "Ohne" not in page
    assert "Weg" not in text_of(office.get("/buero/lotsen/"))
    assert "Niemand gefunden" in text_of(office.get("/buero/lotsen/", {"text": "Nirgends"}))
    assert "<html" not in text_of(office.get("/buero/lotsen/", HTTP_HX_REQUEST="true"))


def test_the_export_holds_contact_data_only_for_those_who_may_export(office, caseworker, login):
    GuideFactory(phone="0171 5550001", email="samira@musterau.example")

    def cells(client) -> str:
        book = openpyxl.load_workbook(BytesIO(client.get("/buero/lotsen/liste.xlsx").content))
        return str([cell.value for row in book.active for cell in row])

    assert "0171 5550001" in cells(office)
    without = cells(login(caseworker))
    assert "Samira" in without
    assert "0171 5550001" not in without
    assert "samira@" not in without


def test_hours_stand_beside_their_cap(office):
    funding = FundingSourceFactory()
    HourCap(funding_source=funding, role="guide", hours_per_year=276, valid_from=date(2020, 1, 1)).save()
    assignment = AssignmentFactory(funding_source=funding, status="finished", ended_on=timezone.localdate())
    AppointmentFactory(assignment=assignment, on=timezone.localdate(), duration_minutes=90)

    page = text_of(office.get(f"/buero/lotsen/{assignment.guide_id}/"))

    assert "1,5 von 276 Stunden" in page
    assert "noch 274,5 Stunden" in page


def test_an_invited_guide_gets_the_login_tied(office, district, mailoutbox, django_capture_on_commit_callbacks):
    guide = GuideFactory(email="samira@musterau.example")
    with django_capture_on_commit_callbacks(execute=True):
        response = office.post(f"/buero/lotsen/{guide.pk}/einladen/", follow=True)
    assert "Die Einladung ist unterwegs" in text_of(response)
    (mail,) = mailoutbox
    link = next(word for word in mail.body.split() if word.startswith("http"))

    invitation = invitation_for(link.rstrip("/").rsplit("/", 1)[-1], now=timezone.now())
    user = accept_invitation(invitation, name="Samira", password="lang genug 123", now=timezone.now())

    guide.refresh_from_db()
    assert guide.user == user
    assert "kann sich schon anmelden" in text_of(office.post(f"/buero/lotsen/{guide.pk}/einladen/", follow=True))
    assert AuditEntry.objects.filter(entry="guide_got_login").exists()


def test_without_mail_the_invitation_says_what_is_missing(office):
    guide = GuideFactory()

    response = office.post(f"/buero/lotsen/{guide.pk}/einladen/", follow=True)

    assert "keine E-Mail-Adresse" in text_of(response)


def test_a_provider_sees_and_changes_only_its_own(provider_coordinator, provider, other_provider, login):
    client = login(provider_coordinator)
    ours, theirs = GuideFactory(organization=provider), GuideFactory(organization=other_provider)

    assert client.get(f"/buero/lotsen/{ours.pk}/").status_code == 200
    for address in ("", "bearbeiten/"):
        assert client.get(f"/buero/lotsen/{theirs.pk}/{address}").status_code == 404
    assert client.post(f"/buero/lotsen/{theirs.pk}/status/", {"status": "resting"}).status_code == 404
    refused = client.post("/buero/lotsen/neu/", guide_data(organization=other_provider.pk))
    assert refused.status_code == 422


def test_a_caseworker_reads_and_a_reader_stays_out(caseworker, person, login):
    guide = GuideFactory()

    assert login(caseworker).get(f"/buero/lotsen/{guide.pk}/").status_code == 200
    assert login(caseworker).get("/buero/lotsen/neu/").status_code == 403
    assert login(person("reader")).get("/buero/lotsen/").status_code == 403


def test_the_list_takes_as_many_queries_for_twenty_as_for_ten(office):
    def more():
        for _n in range(10):
            guide = GuideLanguageFactory().guide
            guide.areas.add(MunicipalityFactory())

    def queries_needed(address) -> int:
        with CaptureQueriesContext(connection) as counted:
            assert office.get(address).status_code == 200
        return len(counted)

    for address in ("/buero/lotsen/", "/buero/lotsen/liste.xlsx"):
        more()
        few = queries_needed(address)
        more()
        assert queries_needed(address) == few <= 25
