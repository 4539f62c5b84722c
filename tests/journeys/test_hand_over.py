"""A successor takes over everything in one step, sees it, and the step can be taken back."""

import pytest
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from kreislotse.intake.models import HelpRequest
from kreislotse.network.models import Agreement
from tests import factories as make

pytestmark = pytest.mark.journey


def test_successor_takes_over(page, stocked, enter, check):
    leaving, successor = stocked.people["coordinator"], stocked.people["caseworker"]
    with district_scope(stocked.district):
        for _ in range(3):
            make.HelpRequestFactory(topic=stocked.topic, responsible=leaving)
        Agreement.objects.create(title="Raum im Rathaus", agreed_on=stocked.today, responsible=leaving)
    enter(page, "head_of_office")
    page.goto(stocked.url("/buero/verwaltung/"))
    check(page)
    page.goto(stocked.url("/buero/verwaltung/uebergabe/"))
    page.locator("select[name=from_user]").select_option(label=leaving.name)
    page.locator("select[name=to_user]").select_option(label=successor.name)
    page.get_by_role("button", name="Vorschau zeigen").click()
    expect(page.get_by_text("Raum im Rathaus")).to_be_visible()
    check(page)

    page.get_by_role("button", name="Jetzt übergeben").click()

    expect(page.get_by_role("link", name="Bericht als PDF")).to_be_visible()
    check(page)
    report = page.get_by_role("link", name="Bericht als PDF").get_attribute("href")
    assert page.request.get(stocked.url(report)).body().startswith(b"%PDF")
    with district_scope(stocked.district):
        assert HelpRequest.objects.filter(responsible=successor).count() == 3
        assert Agreement.objects.get().responsible == successor
    page.get_by_role("button", name="Übergabe zurücknehmen").click()
    expect(page.get_by_role("button", name="Übergabe zurücknehmen")).to_have_count(0)
    with district_scope(stocked.district):
        assert HelpRequest.objects.filter(responsible=leaving).count() == 3
