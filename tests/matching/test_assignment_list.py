"""The list of all who go along: whose rows one sees, the filters of the address, the columns, the file."""

import io
import re
from datetime import date, timedelta

import openpyxl
import pytest
from django.utils import timezone

from kreislotse.accounts.models import Membership
from kreislotse.network.models import Representation
from tests.factories import AppointmentFactory, AssignmentFactory, GuideFactory, OrganizationFactory

LIST = "/buero/begleitungen/"


@pytest.fixture
def office(coordinator, login):
    return login(coordinator)


def goes(name: str, **fields):
    organization = fields.pop("organization", None)
    return AssignmentFactory(guide=GuideFactory(last_name=name, organization=organization), status="running", **fields)


def planned(assignment, days: int):
    on = timezone.localdate() + timedelta(days=days)
    return AppointmentFactory(assignment=assignment, on=on, outcome="planned", counted_in=None)


def names(page, *wanted) -> list[str]:
    text = page.content.decode()
    return sorted((name for name in wanted if f"{name}, " in text), key=lambda name: text.index(f"{name}, "))


def test_open_ones_stand_by_their_next_appointment(office):
    planned(goes("Später"), 9)
    planned(goes("Bald"), 1)
    goes("Ohne")
    goes("Vorbei").__class__.objects.filter(guide__last_name="Vorbei").update(
        status="finished", ended_on=date(2026, 1, 1)
    )

    assert names(office.get(LIST), "Später", "Bald", "Ohne", "Vorbei") == ["Bald", "Später", "Ohne"]
    assert names(office.get(LIST + "?status=alle"), "Vorbei") == ["Vorbei"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("termin=heute", ["Heute"]),
        ("termin=keiner", ["Fehlt"]),
        ("termin=ohne-ergebnis", ["Fehlt"]),
        ("termin=geplant", ["Heute"]),
        ("person=feh", ["Fehlt"]),
        ("termin=unsinn&status=nix&thema=0&sortierung=quer", ["Heute", "Fehlt"]),
    ],
)
def test_filters_stand_in_the_address_and_nonsense_is_no_filter(office, query, found):
    planned(goes("Heute"), 0)
    planned(goes("Fehlt"), -3)

    assert names(office.get(f"{LIST}?{query}"), "Heute", "Fehlt") == found


def test_a_traegers_coordinator_sees_and_exports_only_those_of_its_own_guides(person, login):
    own, other = OrganizationFactory(name="Diakonie"), OrganizationFactory(name="Rotes Kreuz")
    goes("Unsere", organization=own)
    goes("Fremde", organization=other)
    user = person("provider_coordinator")
    Representation(membership=Membership.objects.get(user=user), organization=own).save()
    browser = login(user)

    page = browser.get(LIST + "?status=alle")
    sheet = openpyxl.load_workbook(io.BytesIO(browser.get(LIST + "liste.xlsx?status=alle").content)).active

    assert names(page, "Unsere", "Fremde") == ["Unsere"]
    assert "Rotes Kreuz" not in page.content.decode()
    exported = {cell for row in sheet.iter_rows(values_only=True) for cell in row}
    assert "Unsere" in exported
    assert "Fremde" not in exported
    assert browser.get(f"{LIST}?traeger={other.pk}&status=alle").content.count(b"Unsere") >= 1


def test_columns_are_chosen_in_the_address_and_survive_filtering_and_sorting(office):
    goes("Da")

    page = office.get(LIST + "?spalten=status&spalten=termin&spalten=quatsch&person=Da").content.decode()

    assert "without-2 without-5 without-6 without-7 without-8 without-9" in page
    assert "6 ausgeblendet" in page
    assert page.count('name="spalten" value="status"') == 2  # in the filters (hidden) and in the choice
    assert '<input type="hidden" name="person" value="Da">' in page
    assert "spalten=status&amp;spalten=termin" in page  # the heads that sort
    plain = office.get(LIST).content.decode()
    assert 'data-table without-6 without-7 without-8"' in plain  # what does not fit on a small screen at first
    everything = (
        LIST + "?" + "&".join(f"spalten={key}" for key in re.findall(r'name="spalten" value="([a-z]+)"', plain))
    )
    assert "without-" not in office.get(everything).content.decode()


@pytest.mark.parametrize("address", ["/buero/anfragen/", "/buero/lotsen/", LIST])
def test_every_list_lets_its_columns_be_chosen(office, address):
    goes("Da")

    assert "without-" in office.get(address + "?spalten=status").content.decode()
    assert "<summary>Spalten" in office.get(address).content.decode()


def test_today_leads_to_the_list(office):
    planned(goes("Fehlt"), -3)

    assert f"{LIST}?termin=ohne-ergebnis" in office.get("/buero/").content.decode()
