"""The phone pages: what a guide sees before, while and after going along."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kreislotse.guides.models import Guide
from kreislotse.matching.models import Appointment, Assignment, MatchProposal
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    GuideFactory,
    HelpRequestFactory,
    LanguageFactory,
    MatchProposalFactory,
    MunicipalityFactory,
    OrganizationFactory,
    SeekerContactFactory,
)

SECRETS = ("Amina", "Beispiel", "3920001", "amina@", "Jobcenter", "Bahnhofstraße", "vormittags", "Hinweis der Familie")


@pytest.fixture
def guide(person):
    return GuideFactory(user=person("guide"), first_name="Samira")


@pytest.fixture
def phone(guide, login):
    return login(guide.user)


@pytest.fixture
def wish(in_district):
    request = HelpRequestFactory(
        wish="company", language=LanguageFactory(), municipality=MunicipalityFactory(name="Korbach"),
        institution=OrganizationFactory(name="Jobcenter Mitte"), institution_name="Jobcenter", place="Bahnhofstraße 1",
        note="Hinweis der Familie", status="asked", received_on=timezone.localdate() - timedelta(days=7),
    )  # fmt: skip
    SeekerContactFactory(help_request=request, email="amina@example.org", best_time="vormittags")
    return request


@pytest.fixture
def proposal(wish, guide):
    now = timezone.now()
    return MatchProposalFactory(
        help_request=wish, guide=guide, asked_at=now, expires_at=now + timedelta(days=2), reasons=["kommt nach Korbach"]
    )


def text_of(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("address", ["/unterwegs/", "/unterwegs/anfragen/", "/unterwegs/anfragen/{pk}/"])
def test_before_the_yes_no_page_names_anybody(phone, proposal, address):
    page = text_of(phone.get(address.format(pk=proposal.pk)))

    assert proposal.help_request.topic.name in page
    assert "Korbach" in page
    for secret in (*SECRETS, proposal.help_request.reference):
        assert secret not in page


def test_yes_leads_to_the_contact_and_a_second_tap_changes_nothing(phone, proposal):
    response = phone.post(f"/unterwegs/anfragen/{proposal.pk}/zusagen/", follow=True)

    page = text_of(response)
    assert "Amina Beispiel" in page
    assert "tel:0171 3920001" in page
    assert "Hinweis der Familie" not in page
    phone.post(f"/unterwegs/anfragen/{proposal.pk}/zusagen/")
    assert Assignment.objects.count() == 1


def test_no_is_one_tap(phone, proposal):
    response = phone.post(f"/unterwegs/anfragen/{proposal.pk}/absagen/", follow=True)

    proposal.refresh_from_db()
    assert proposal.status == MatchProposal.Status.DECLINED
    assert "Danke für die schnelle Antwort" in text_of(response)


def test_who_comes_second_reads_a_kind_sentence(phone, proposal):
    AssignmentFactory(help_request=proposal.help_request)

    response = phone.post(f"/unterwegs/anfragen/{proposal.pk}/zusagen/", follow=True)

    assert "Der Termin ist inzwischen vergeben" in text_of(response)


def test_after_the_end_the_contact_is_gone(phone, guide, wish):
    assignment = AssignmentFactory(
        help_request=wish,
        guide=guide,
        contact_shown_at=timezone.now(),
        status="finished",
        ended_on=timezone.localdate(),
    )
    AppointmentFactory(assignment=assignment, place="Bahnhofstraße 1")

    page = text_of(phone.get(f"/unterwegs/einsaetze/{assignment.pk}/"))

    assert wish.topic.name in page
    for secret in SECRETS:
        assert secret not in page


def test_nobody_opens_what_belongs_to_another_guide(phone, wish):
    other = GuideFactory()
    proposal = MatchProposalFactory(help_request=wish, guide=other)
    assignment = AssignmentFactory(help_request=wish, guide=other, contact_shown_at=timezone.now())
    appointment = AppointmentFactory(assignment=assignment)

    for address in (
        f"/unterwegs/anfragen/{proposal.pk}/",
        f"/unterwegs/einsaetze/{assignment.pk}/",
        f"/unterwegs/einsaetze/{assignment.pk}/termin/",
        f"/unterwegs/termine/{appointment.pk}/kalender.ics",
    ):
        assert phone.get(address).status_code == 404
    assert phone.post(f"/unterwegs/anfragen/{proposal.pk}/zusagen/").status_code == 404


@pytest.mark.parametrize(
    "address", ["/unterwegs/zeit/", "/unterwegs/ohne-netz/", "/unterwegs/kalender/", "/unterwegs/unterlagen/"]
)
def test_pages_open_before_anything_has_happened(phone, guide, address):
    assert phone.get(address).status_code == 200


def test_a_planned_appointment_goes_into_the_calendar_without_a_name(phone, guide, wish):
    assignment = AssignmentFactory(help_request=wish, guide=guide, contact_shown_at=timezone.now())
    day = timezone.localdate() + timedelta(days=3)
    response = phone.post(
        f"/unterwegs/einsaetze/{assignment.pk}/termin/",
        {"on": day.isoformat(), "starts_at": "10:00", "duration_minutes": "60", "place": "Rathaus"},
    )
    assert response.status_code == 302

    calendar = phone.get(f"/unterwegs/termine/{Appointment.objects.get().pk}/kalender.ics")

    assert calendar["Content-Type"].startswith("text/calendar")
    assert "Amina" not in text_of(calendar)
    assert f"DTSTART;TZID=Europe/Berlin:{day:%Y%m%d}T100000" in text_of(calendar)


def profile_data(**changes) -> dict:
    return {
        "first_name": "Samira", "last_name": "Neu", "phone": "0171 2",
        "sprachen-TOTAL_FORMS": "3", "sprachen-INITIAL_FORMS": "3",
        "sprachen-0-language": "", "sprachen-1-language": "", "sprachen-2-language": "",
    } | changes  # fmt: skip


def test_guides_change_their_own_data(phone, guide):
    language = LanguageFactory()

    response = phone.post(
        "/unterwegs/meine-daten/",
        profile_data(
            **{"sprachen-0-language": language.pk, "sprachen-0-level": "native", "zeiten-day1": "9–12, ab 15"}
        ),
    )

    assert response.status_code == 302
    guide = Guide.objects.get(pk=guide.pk)
    assert guide.last_name == "Neu"
    assert [line.language for line in guide.languages.all()] == [language]
    assert [t.weekday for t in guide.weekly_times.all()] == [1, 1]


def test_times_that_are_not_understood_stay_in_the_form(phone, guide):
    response = phone.post(
        "/unterwegs/meine-daten/",
        profile_data(**{"zeiten-day0": "wenn ich kann", "sprachen-0-language": LanguageFactory().pk}),
    )

    assert response.status_code == 422
    assert "wenn ich kann" in text_of(response)
    assert "wie gut die Sprache gesprochen wird" in text_of(response)
    assert not guide.weekly_times.exists()


def test_a_login_without_a_guide_is_told_whom_to_call(person, login, district):
    response = login(person("guide")).get("/unterwegs/")

    assert response.status_code == 403
    assert district.phone in text_of(response)


@pytest.mark.parametrize(
    "address",
    ["/unterwegs/", "/unterwegs/anfragen/", "/unterwegs/zeit/", "/unterwegs/meine-daten/", "/unterwegs/ohne-netz/"],
)
def test_pages_take_as_many_queries_for_many_rows_as_for_few(phone, guide, address):
    def queries_needed() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert phone.get(address).status_code == 200
        return len(counted)

    def more():
        for _n in range(3):
            request = HelpRequestFactory(municipality=MunicipalityFactory(), language=LanguageFactory())
            later = timezone.now() + timedelta(days=1)
            MatchProposalFactory(help_request=request, guide=guide, expires_at=later)
            MatchProposalFactory(help_request=request, guide=guide, status="declined")
            assignment = AssignmentFactory(guide=guide)
            AppointmentFactory(assignment=assignment, on=later.date(), outcome="planned", counted_in=None)

    more()
    few = queries_needed()
    more()

    assert queries_needed() == few


def test_an_interpreter_is_asked_for_neutrality_before_the_contact_is_shown(phone, guide):
    request = HelpRequestFactory(wish="interpreting", status="asked", call_address="https://video.example.org/raum")
    proposal = MatchProposalFactory(
        help_request=request, guide=guide, role="interpreter", asked_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    page = f"/unterwegs/anfragen/{proposal.pk}/"

    assert "Ich übersetze neutral" in phone.get(page).content.decode()
    assert "video.example.org" not in phone.get(page).content.decode()
    assert (
        "Bitte bestätigen Sie, dass Sie neutral übersetzen"
        in phone.post(f"{page}zusagen/", follow=True).content.decode()
    )
    answer = phone.post(f"{page}zusagen/", {"says_neutral": "1"}, follow=True).content.decode()

    assert 'href="https://video.example.org/raum"' in answer
