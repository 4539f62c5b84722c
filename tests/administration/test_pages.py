"""Who sees which page of the administration, and that each costs the same for few rows and many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kreislotse.administration.members import invite_member
from tests.factories import NOON, GuideFactory, HelpRequestFactory, OrganizationFactory, member

pytestmark = pytest.mark.any_database

BASE = "/buero/verwaltung/"
PAGES = {
    "": {"head_of_office", "district_admin", "coordinator", "caseworker", "privacy_officer"},
    "personen/": {"head_of_office", "district_admin"},
    "personen/einladen/": {"head_of_office", "district_admin"},
    "uebergabe/": {"head_of_office", "district_admin", "coordinator"},
    "einstellungen/": {"head_of_office", "district_admin"},
    "einstellungen/name/": {"head_of_office", "district_admin"},
    "einstellungen/kontakt/": {"head_of_office", "district_admin"},
    "einstellungen/bezeichnungen/": {"head_of_office", "district_admin"},
    "einstellungen/sprachen/": {"head_of_office", "district_admin"},
    "einstellungen/farbe/": {"head_of_office", "district_admin"},
    "einstellungen/anfragen/": {"head_of_office", "district_admin"},
    "einstellungen/rechtliches/": {"head_of_office", "district_admin"},
    "regeln/": {"head_of_office", "district_admin"},
    "regeln/saetze/": {"head_of_office", "district_admin"},
    "regeln/ausschluss/neu/": {"head_of_office", "district_admin"},
    "regeln/finanzierungen/neu/": {"head_of_office", "district_admin"},
    "regeln/grenzen/neu/": {"head_of_office", "district_admin"},
    "regeln/saetze/neu/": {"head_of_office", "district_admin"},
    "regeln/loeschfristen/neu/": {"head_of_office", "district_admin"},
    "begriffe/themen/": {"head_of_office", "district_admin"},
    "begriffe/zielgruppen/neu/": {"head_of_office", "district_admin"},
    "protokoll/": {"head_of_office", "district_admin", "coordinator", "privacy_officer"},
    "datenschutz/": {"head_of_office", "district_admin", "privacy_officer"},
    "system/": {"head_of_office", "district_admin"},
    "erste-schritte/": {"head_of_office", "district_admin"},
}
ROLES = [
    "head_of_office",
    "district_admin",
    "coordinator",
    "caseworker",
    "privacy_officer",
    "guide",
    "reader",
    "offer_editor",
]


@pytest.mark.parametrize("role", ROLES)
def test_role_sees_its_pages_and_no_others(login, person, role):
    browser = login(person(role))

    seen = {path for path in PAGES if browser.get(BASE + path).status_code == 200}
    refused = {path for path in PAGES if browser.get(BASE + path).status_code == 403}

    assert seen == {path for path, roles in PAGES.items() if role in roles}
    assert refused == set(PAGES) - seen


def test_visitor_is_sent_to_the_login(visitor, district):
    assert all(visitor.get(BASE + path).status_code == 302 for path in PAGES)


def test_hub_shows_only_what_the_role_may_do(login, person):
    shown = login(person("caseworker")).get(BASE).content.decode()

    assert "/buero/verwaltung/personen/" not in shown
    assert "nichts zu tun" in shown


@pytest.mark.parametrize("path", ["uebergabe/999/", "uebergabe/999/bericht.pdf", "regeln/grenzen/999/beenden/",
                                  "regeln/gibt-es-nicht/", "regeln/gibt-es-nicht/neu/", "begriffe/themen/999/", "begriffe/nichts/",
                                  "einstellungen/nichts/", "personen/999/beenden/"])  # fmt: skip
def test_what_is_not_there_is_not_found(login, person, path):
    assert login(person("head_of_office")).get(BASE + path).status_code == 404


def queries_of(browser, path) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert browser.get(path).status_code == 200
    return len(captured)


def fill(head, number):
    for n in range(number):
        colleague = member("caseworker")
        invite_member(email=f"neu{colleague.pk}-{n}@musterau.example", name="", role="caseworker", by=head, now=NOON)
        HelpRequestFactory(responsible=head)
        OrganizationFactory(contact_person=head)
        GuideFactory(responsible=head)


@pytest.mark.parametrize("page", ["personen/", "protokoll/", "regeln/", "regeln/loeschfristen/", "begriffe/themen/",
                                  "uebergabe/", "vorschau"])  # fmt: skip
def test_pages_cost_the_same_for_many_rows(login, person, page):
    head, successor = person("head_of_office"), person("coordinator")
    path = BASE + page
    if page == "vorschau":
        path = f"{BASE}uebergabe/?from_user={head.pk}&to_user={successor.pk}"
    browser = login(head)
    fill(head, 3)
    browser.get(path)
    few = queries_of(browser, path)

    fill(head, 12)

    assert queries_of(browser, path) == few <= 25
