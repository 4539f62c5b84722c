"""The text the office copies into its own telephone when it looks for somebody to stand in."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from kreislotse.matching.models import Vacancy
from kreislotse.matching.short_messages import asking_to_stand_in
from tests.factories import AppointmentFactory, AssignmentFactory, GuideFactory, HelpRequestFactory, MunicipalityFactory

pytestmark = pytest.mark.usefixtures("in_district")


@pytest.fixture
def vacancy():
    request = HelpRequestFactory(
        wish="company", municipality=MunicipalityFactory(name="Korbach"), institution_name="Jobcenter Mitte",
        received_on=timezone.localdate(),
    )  # fmt: skip
    appointment = AppointmentFactory(
        assignment=AssignmentFactory(help_request=request), on=timezone.localdate() + timedelta(days=3),
        starts_at=time(10), duration_minutes=45, place="Geheimweg 4", outcome="cancelled",
    )  # fmt: skip
    row = Vacancy(appointment=appointment, opened_at=timezone.now())
    row.save()
    return row


def test_it_says_when_and_where_to_answer_and_names_nobody(vacancy, district):
    vacancy.appointment.on = date(2026, 3, 12)

    (message,) = asking_to_stand_in(vacancy, [GuideFactory()], district=district)

    assert "12.03.2026, 10:00, etwa 45 Minuten" in message.text
    assert f"{district.base_url}/unterwegs/anfragen/" in message.text
    assert message.length.encoding == "GSM-7" and message.length.parts <= 2
    for secret in ("Jobcenter", "Geheimweg", "Korbach", str(vacancy.appointment.assignment.guide)):
        assert secret not in message.text


def test_each_language_is_written_once_for_those_who_read_it(vacancy, district):
    guides = [GuideFactory(interface_language=code) for code in ("ar", "", "ar")]

    messages = asking_to_stand_in(vacancy, guides, district=district)

    assert [(one.language, len(one.guides)) for one in messages] == [("de", 1), ("ar", 2)]


def test_without_anybody_the_german_text_is_there_all_the_same(vacancy, district):
    (message,) = asking_to_stand_in(vacancy, [], district=district)

    assert (message.language, message.guides) == ("de", ())


def test_the_page_shows_it_while_somebody_is_looked_for(vacancy, login, coordinator):
    GuideFactory(phone="0171 1")
    office = login(coordinator)
    address = f"/buero/lotsen/vertretungen/{vacancy.pk}/"

    assert "Text der SMS" in office.get(address).content.decode()
    vacancy.status, vacancy.closed_at = "given_up", timezone.now()
    vacancy.save()
    assert "Text der SMS" not in office.get(address).content.decode()
