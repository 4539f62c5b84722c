"""The help inside the product: open to everybody in the office, and no link in it leads to a wall."""

import re

import pytest

pytestmark = pytest.mark.any_database

OFFICE_ROLES = [
    "head_of_office",
    "district_admin",
    "coordinator",
    "caseworker",
    "provider_coordinator",
    "privacy_officer",
]
HELP = "/buero/hilfe/"


def _links_in_main(html: str) -> set[str]:
    main = html.split('id="inhalt"', 1)[1].split("</main>", 1)[0]
    return set(re.findall(r'href="(/[^"]*)"', main))


@pytest.mark.parametrize("role", OFFICE_ROLES)
def test_every_link_in_the_help_opens_for_its_reader(login, person, role):
    browser = login(person(role))

    page = browser.get(HELP)

    assert page.status_code == 200
    links = _links_in_main(page.content.decode())
    assert links
    answers = {link: browser.get(link, follow=True).status_code for link in links}
    assert set(answers.values()) == {200}, answers


@pytest.mark.parametrize("role", ["guide", "offer_editor", "reader"])
def test_help_of_the_office_is_not_for_others(login, person, role):
    assert login(person(role)).get(HELP).status_code == 403


def test_help_answers_only_what_the_reader_can_do(login, person):
    caseworker = login(person("caseworker")).get(HELP).content.decode()
    privacy_officer = login(person("privacy_officer")).get(HELP).content.decode()

    assert "Jemand ruft an" in caseworker
    assert "Wie schließe ich den Monat ab?" not in caseworker
    assert "Jemand ruft an" not in privacy_officer
    assert "Wer hat etwas geändert?" in privacy_officer


def test_question_mark_and_n_lead_somewhere_from_every_office_page(login, person):
    page = login(person("coordinator")).get("/buero/").content.decode()

    assert re.search(r'<a[^>]*href="/buero/hilfe/"[^>]*data-shortcut="\?"', page)
    assert 'data-shortcut="n"' in page


def test_menu_marks_today_only_on_today(login, person):
    browser = login(person("coordinator"))

    def marked(path):
        return re.findall(r'<a href="([^"]*)"[^>]*aria-current', browser.get(path).content.decode())

    assert set(marked("/buero/")) == {"/buero/"}
    assert set(marked("/buero/anfragen/aufnehmen/")) == {"/buero/anfragen/"}
    assert "/buero/" not in marked(HELP)
    assert "/buero/verwaltung/" in marked("/buero/gemeinden/")
