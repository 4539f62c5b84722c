"""The office's pages about who goes along."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kreislotse.accounts.access import grants_of
from kreislotse.accounts.models import Membership
from kreislotse.guides.models import HourCap
from kreislotse.matching.models import Appointment, Assignment, MatchProposal, TimeSheet
from kreislotse.network.models import Representation
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    GuideFactory,
    GuideLanguageFactory,
    HelpRequestFactory,
    LanguageFactory,
    MatchProposalFactory,
    MunicipalityFactory,
    OrganizationFactory,
    SeekerContactFactory,
)


@pytest.fixture
def office(coordinator, login):
    return login(coordinator)


@pytest.fixture
def open_wish(in_district):
    return HelpRequestFactory(
        wish="company", language=LanguageFactory(), municipality=MunicipalityFactory(name="Korbach")
    )


def text_of(response) -> str:
    return response.content.decode()


def page_of(wish) -> str:
    return f"/buero/anfragen/{wish.pk}/begleitung/"


def test_candidates_stand_with_reasons_and_the_others_with_theirs(office, open_wish, funding):
    GuideLanguageFactory(guide=GuideFactory(last_name="Passt"))
    GuideFactory(last_name="Fehlt")

    page = text_of(office.get(page_of(open_wish)))

    assert "1 Person passt" in page
    assert "spricht Arabisch als Muttersprache" in page
    assert "Warum 1 Person nicht?" in page
    assert "spricht nicht Arabisch" in page


def test_who_fails_only_for_usual_hours_can_be_asked_all_the_same(office, open_wish, funding):
    elsewhere, mute = GuideLanguageFactory().guide, GuideFactory()
    elsewhere.areas.add(MunicipalityFactory(name="Waldeck"))

    page = text_of(office.get(page_of(open_wish)))

    assert "1 Person passt fast" in page
    assert f'name="guides" id="guide-{elsewhere.pk}"' in page
    assert f'id="guide-{mute.pk}"' not in page


def test_ticked_guides_are_asked(office, open_wish, funding):
    guides = [GuideLanguageFactory().guide for _n in range(2)]

    response = office.post(
        page_of(open_wish),
        {"role": "guide", "funding_source": funding.pk, "guides": [g.pk for g in guides]},
        follow=True,
    )

    assert "2 Personen sind angefragt" in text_of(response)
    assert MatchProposal.objects.filter(status="asked").count() == 2


def test_nobody_ticked_and_too_many_ticked_are_said(office, open_wish, funding):
    response = office.post(page_of(open_wish), {"role": "guide"})
    assert response.status_code == 422
    assert "mindestens eine Person" in text_of(response)

    four = [GuideFactory().pk for _n in range(4)]
    response = office.post(page_of(open_wish), {"role": "guide", "guides": four})
    assert response.status_code == 422
    assert "höchstens 3 Personen" in text_of(response)


def test_the_weeks_limit_is_confirmed_with_a_tick(office, open_wish, funding):
    HourCap.objects.update(hours_per_week=0)
    guide = GuideLanguageFactory().guide
    data = {"role": "guide", "funding_source": funding.pk, "guides": [guide.pk]}

    refused = office.post(page_of(open_wish), data)
    assert "trotzdem" in text_of(refused)
    assert f'value="{guide.pk}" checked' in text_of(refused)

    assert office.post(page_of(open_wish), data | {"over_week_is_fine": "on"}).status_code == 302


def test_somebody_who_agreed_on_the_telephone_is_booked(office, open_wish, funding):
    guide = GuideLanguageFactory().guide
    data = {"role": "guide", "funding_source": funding.pk, "guide": guide.pk}

    response = office.post(f"{page_of(open_wish)}buchen/", data, follow=True)
    again = office.post(f"{page_of(open_wish)}buchen/", data, follow=True)

    assert "geht mit" in text_of(response)
    assert "gibt es schon einen Einsatz" in text_of(again)
    assert Assignment.objects.get().guide == guide
    assert "wählen Sie aus" in text_of(office.post(f"{page_of(open_wish)}buchen/", {"role": "guide"}, follow=True))


def test_answers_by_telephone_are_noted(office, open_wish):
    soon = timezone.now() + timedelta(days=1)
    first, second, third = (
        MatchProposalFactory(help_request=open_wish, expires_at=soon, guide=GuideFactory()) for _n in range(3)
    )

    office.post(f"/buero/lotsen/vorschlaege/{first.pk}/absage/")
    office.post(f"/buero/lotsen/vorschlaege/{second.pk}/zurueckziehen/")
    office.post(f"/buero/lotsen/vorschlaege/{third.pk}/zusage/")

    statuses = dict(MatchProposal.objects.values_list("pk", "status"))
    assert statuses == {first.pk: "declined", second.pk: "withdrawn", third.pk: "accepted"}


def test_the_request_page_shows_who_is_asked_and_who_goes(rf, open_wish, coordinator, in_district):
    MatchProposalFactory(help_request=open_wish, guide=GuideFactory(last_name="Gefragt"))
    request = rf.get("/")
    request.user = coordinator
    context = {"help_request": open_wish, "can": grants_of(coordinator), "request": request, "district": in_district}

    with CaptureQueriesContext(connection) as counted:
        html = render_to_string("office/help_requests/_company.html", context)

    assert "Gefragt" in html
    assert "Noch jemanden fragen" in html
    assert len(counted) == 4


def test_appointments_are_noted_and_changed(office, funding):
    assignment = AssignmentFactory(funding_source=funding)
    data = {"on": "5.3.2026", "duration_minutes": "90", "outcome": "took_place", "persons": "2", "travel_km": "7,5",
            "setting": "on_site"}  # fmt: skip

    response = office.post(f"/buero/lotsen/einsaetze/{assignment.pk}/termin/", data)
    assert response.status_code == 302
    appointment = Appointment.objects.get()
    assert (appointment.on, str(appointment.travel_km)) == (date(2026, 3, 5), "7.5")

    twice = office.post(f"/buero/lotsen/einsaetze/{assignment.pk}/termin/", data)
    assert twice.status_code == 422
    assert "steht dieser Termin schon da" in text_of(twice)

    office.post(f"/buero/lotsen/termine/{appointment.pk}/", data | {"duration_minutes": "45"})
    appointment.refresh_from_db()
    assert appointment.duration_minutes == 45
    assert "45" in text_of(office.get(f"/buero/lotsen/einsaetze/{assignment.pk}/"))


def test_the_sheet_is_printed_and_confirmed_by_its_code(office, funding):
    assignment = AssignmentFactory(funding_source=funding)
    SeekerContactFactory(help_request=assignment.help_request)
    AppointmentFactory(assignment=assignment, starts_at="10:00")
    AppointmentFactory(assignment=assignment, on=timezone.localdate(), outcome="planned", counted_in=None)

    pdf = office.post(f"/buero/lotsen/einsaetze/{assignment.pk}/blatt/")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")

    sheet = TimeSheet.objects.get()
    wrong = office.post(
        "/buero/lotsen/einsatzprotokolle/", {"code": "XXXX", "confirmed_on": "6.3.2026", "institution": "Amt"}
    )
    assert wrong.status_code == 422
    assert "gibt es kein Blatt" in text_of(wrong)
    typed = f"{sheet.code[:4]}-{sheet.code[4:]}".lower()
    office.post("/buero/lotsen/einsatzprotokolle/", {"code": typed, "confirmed_on": "6.3.2026", "institution": "Amt"})

    sheet.refresh_from_db()
    assert sheet.confirmed_by_institution == "Amt"


def test_the_end_and_what_stands_against_it(office, funding):
    assignment = AssignmentFactory(funding_source=funding, help_request=HelpRequestFactory(status="promised"))

    refused = office.post(f"/buero/lotsen/einsaetze/{assignment.pk}/abschliessen/", follow=True)
    assert "noch kein Termin" in text_of(refused)

    AppointmentFactory(assignment=assignment)
    office.post(f"/buero/lotsen/einsaetze/{assignment.pk}/abschliessen/")
    assignment.refresh_from_db()
    assert assignment.status == "finished"
    again = office.post(f"/buero/lotsen/einsaetze/{assignment.pk}/absagen/", follow=True)
    assert "schon beendet" in text_of(again)


def test_a_provider_sees_only_assignments_of_its_guides(person, login, funding):
    user, provider = person("provider_coordinator"), OrganizationFactory()
    Representation(membership=Membership.objects.get(user=user), organization=provider).save()
    ours = AssignmentFactory(guide=GuideFactory(organization=provider))
    theirs = AssignmentFactory()
    appointment = AppointmentFactory(assignment=theirs)
    proposal = MatchProposalFactory()
    client = login(user)

    assert client.get(f"/buero/lotsen/einsaetze/{ours.pk}/").status_code == 200
    for address in (
        f"lotsen/einsaetze/{theirs.pk}/",
        f"lotsen/einsaetze/{theirs.pk}/termin/",
        f"lotsen/termine/{appointment.pk}/",
    ):
        assert client.get(f"/buero/{address}").status_code == 404
    for address in (
        f"lotsen/einsaetze/{theirs.pk}/blatt/", f"lotsen/einsaetze/{theirs.pk}/abschliessen/", f"lotsen/vorschlaege/{proposal.pk}/zusage/",
        f"anfragen/{theirs.help_request_id}/begleitung/buchen/",
    ):  # fmt: skip
        assert client.post(f"/buero/{address}").status_code == 404


def test_pages_take_as_many_queries_for_many_guides_as_for_few(office, open_wish, funding):
    def more():
        for _n in range(10):
            guide = GuideLanguageFactory().guide
            AppointmentFactory(assignment=AssignmentFactory(guide=guide, funding_source=funding))
            HelpRequestFactory(wish="company", language=open_wish.language)

    def queries_needed(address) -> int:
        with CaptureQueriesContext(connection) as counted:
            assert office.get(address).status_code == 200
        return len(counted)

    for address in (page_of(open_wish),):
        more()
        few = queries_needed(address)
        more()
        assert queries_needed(address) == few <= 40


# ── what a Träger's coordinators learn of others ─────────────────────────────────────────────────────


@pytest.fixture
def asked_of_another(person, open_wish):
    """A coordinator of one Träger in charge of a request for which another Träger's guide is asked."""
    own = OrganizationFactory()
    user = person("provider_coordinator")
    Representation(membership=Membership.objects.get(user=user), organization=own).save()
    open_wish.responsible = user
    open_wish.save()
    guide = GuideFactory(last_name="Geheim", organization=OrganizationFactory())
    MatchProposalFactory(
        help_request=open_wish, guide=guide, asked_at=timezone.now(), expires_at=timezone.now() + timedelta(days=1)
    )
    return user, guide


def test_a_traegers_coordinator_learns_that_somebody_else_is_asked_and_not_who(login, asked_of_another, open_wish):
    user, _guide = asked_of_another

    page = text_of(login(user).get(page_of(open_wish)))

    assert "Geheim" not in page
    assert "Bei einem anderen Träger ist 1 Person angefragt." in page


def test_a_traegers_coordinator_learns_that_somebody_else_goes_and_not_who(login, asked_of_another, open_wish):
    user, guide = asked_of_another
    MatchProposal.objects.all().delete()
    AssignmentFactory(help_request=open_wish, guide=guide, status="running")

    page = text_of(login(user).get(page_of(open_wish)))

    assert "Geheim" not in page
    assert "Jemand von einem anderen Träger geht schon mit." in page


def test_the_office_still_sees_who_is_asked(office, asked_of_another, open_wish):
    assert "Geheim" in text_of(office.get(page_of(open_wish)))
