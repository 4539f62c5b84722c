"""A new district is set up in the browser: from an empty installation to the office's first page."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from kreislotse.accounts.setup import set_up_code
from kreislotse.core.scope import district_scope
from kreislotse.districts.models import District
from kreislotse.taxonomy.models import Topic

pytestmark = pytest.mark.journey


def test_district_is_set_up_and_the_head_of_office_starts(page, live_server, settings, check):
    cache.clear()
    settings.PUBLIC_PORT = str(live_server.thread.port)
    base = f"http://localhost:{live_server.thread.port}"
    page.goto(f"{base}/")
    expect(page).to_have_url(re.compile("/konto/einrichten/"))
    check(page)
    page.get_by_label("Einrichtungscode").fill("FALSCH12")
    page.get_by_role("radio", name=re.compile("Koordinierungsstelle")).check()
    page.get_by_label("Name des Kreises").fill("Landkreis Musterau")
    page.get_by_label("Amtlicher Gemeindeschlüssel").fill("03457")
    page.get_by_label("E-Mail-Adresse der Leitung").fill("leitung@musterau.example")
    page.get_by_role("button", name="Landkreis einrichten").click()
    expect(page.get_by_text("Der Code stimmt nicht").first).to_be_visible()
    assert not District.objects.exists()

    page.get_by_label("Einrichtungscode").fill(set_up_code())
    page.get_by_role("button", name="Landkreis einrichten").click()
    expect(page.get_by_role("heading", level=1, name="Landkreis Musterau ist eingerichtet")).to_be_visible()
    check(page)
    page.get_by_role("link", name=re.compile("^Zugang .*einrichten$|^Zugang einrichten$")).click()
    page.get_by_label("Ihr Name").fill("Lena Leitung")
    page.get_by_label("Passwort").fill("ein Satz den nur ich kenne")
    page.get_by_role("button", name="Zugang einrichten").click()

    expect(page).to_have_url(re.compile("/buero/"))
    check(page)
    district = District.objects.get()
    assert (district.preset, district.terms["council"]) == ("koordinierungsstelle", "Integrationsbeirat")
    with district_scope(district):
        assert Topic.objects.count() > 20
