"""What somebody brings to a body stands on the meeting of that day."""

from datetime import timedelta

import pytest

from kreislotse.groups import printouts
from kreislotse.groups.models import Contribution
from kreislotse.groups.printouts import agenda_pdf, minutes_content
from kreislotse.network.models import Representation
from tests.factories import BodyFactory, OrganizationFactory, member
from tests.groups.meetings import START, items, plan, seat

DAY = START.date()


@pytest.fixture
def meeting(coordinator):
    meeting = plan(coordinator)
    meeting.seat = seat(meeting.body, coordinator, "Ada Lind")
    items(meeting, coordinator)
    return meeting


@pytest.fixture
def contributions(meeting):
    def bring(text, *, body=meeting.body, on=DAY, status="agreed", kind="lends"):
        return Contribution.objects.create(
            organization=OrganizationFactory(name=f"Verein {text}"), kind=kind, text=text, body=body, on=on, status=status
        )  # fmt: skip

    bring("Leinwand")
    bring("Übersicht der Kurse", status="done", kind="speaks")
    bring("Kaffee", status="offered")
    bring("Beamer", on=DAY + timedelta(days=1))
    bring("Stühle", on=None)
    bring("Zelt", body=BodyFactory())


def test_the_office_sees_what_is_offered_and_agreed_for_the_day(meeting, contributions, login, coordinator):
    page = login(coordinator).get(f"/buero/gremien/sitzungen/{meeting.pk}/").content.decode()

    assert "leiht etwas aus: Leinwand" in page
    assert "hält einen Vortrag: Übersicht der Kurse" in page
    assert "Kaffee" in page
    assert not [word for word in ("Beamer", "Stühle", "Zelt") if word in page]


def test_partners_see_what_is_agreed(meeting, contributions, login):
    user = member("offer_editor")
    Representation.objects.create(membership=user.memberships.get(), organization=meeting.seat.organization)
    page = login(user).get(f"/partner/gremien/sitzungen/{meeting.pk}/").content.decode()

    assert "Verein Leinwand" in page
    assert "Kaffee" not in page
    assert "/buero/" not in page.partition("Beiträge an diesem Tag")[2].partition("</ul>")[0]


def test_without_any_the_page_has_no_empty_part(meeting, login, coordinator):
    assert (
        "Beiträge an diesem Tag"
        not in login(coordinator).get(f"/buero/gremien/sitzungen/{meeting.pk}/").content.decode()
    )


def test_the_agenda_names_what_is_agreed_and_the_minutes_stay_as_they_are(
    meeting, contributions, in_district, monkeypatch
):
    printed = []
    real = printouts.render_pdf
    monkeypatch.setattr(printouts, "render_pdf", lambda name, data, **v: printed.append(data) or real(name, data, **v))

    assert agenda_pdf(meeting, district=in_district, today=DAY).startswith(b"%PDF")
    assert printed[0]["contributions"] == [
        ["Verein Leinwand", "leiht etwas aus: Leinwand"],
        ["Verein Übersicht der Kurse", "hält einen Vortrag: Übersicht der Kurse"],
    ]
    assert "Leinwand" not in str(minutes_content(meeting, district=in_district, today=DAY))


def test_more_contributions_take_no_more_queries(
    meeting, contributions, login, coordinator, django_assert_max_num_queries
):
    client, url = login(coordinator), f"/buero/gremien/sitzungen/{meeting.pk}/"
    with django_assert_max_num_queries(40) as few:
        client.get(url)
    organization = OrganizationFactory(name="Sportbund")
    Contribution.objects.bulk_create(
        Contribution(organization=organization, kind="helps", text=f"Hilfe {n}", body=meeting.body, on=DAY) for n in range(20)
    )  # fmt: skip
    with django_assert_max_num_queries(len(few)):
        client.get(url)
