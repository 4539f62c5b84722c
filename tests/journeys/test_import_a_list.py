"""A coordinator reads in a messy list, sees what will happen, and takes the whole import back."""

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from kreislotse.network.models import Organization

pytestmark = pytest.mark.journey


@pytest.fixture
def messy_list(tmp_path):
    """Two title rows, a merged group header, PLZ as numbers, two addresses in a cell, a formula, a sum row."""
    book = Workbook()
    sheet = book.active
    sheet.append(["Vereine im Landkreis Musterau"])
    sheet.append(["Stand: irgendwann im März"])
    sheet.append(["Verein", "Anschrift", "", "", "Kontakt", ""])
    sheet.append(["Name", "Straße", "PLZ", "Ort", "Telefon", "E-Mail"])
    sheet.merge_cells("B3:D3")
    sheet.merge_cells("E3:F3")
    sheet.append(
        [
            "Sportfreunde Korbach",
            "Hauptstr. 1",
            34491,
            "Korbach ",
            "05631 1 oder 0171 3920003",
            "a@verein.example / b@verein.example",
        ]
    )
    sheet.append(["Frauencafé Mosaik", "Am Markt 2", "34492", "Bad Arolsen", "", ""])
    sheet.append(["Verein Brücke", "Weg 3", 34493, "Frankenberg", '=HYPERLINK("http://boese.example","05631 9")', ""])
    sheet.append(["Summe", "", "", 3, "", ""])
    file = tmp_path / "Vereine alt neu (2).xlsx"
    book.save(file)
    return file


def test_messy_list_is_read_in_and_taken_back(page, stocked, enter, check, messy_list):
    enter(page, "coordinator")
    page.goto(stocked.url("/buero/einlesen/"))
    check(page)

    page.locator("input[type=file]").set_input_files(messy_list)
    page.get_by_role("button", name="Liste hochladen").click()
    check(page)
    page.get_by_role("button", name="Vorschau ansehen").click()
    check(page)
    page.get_by_role("button", name="Liste einlesen").click()

    with district_scope(stocked.district):
        expect(page.get_by_role("button", name="zurücknehmen").first).to_be_visible()
        names = set(Organization.objects.values_list("name", flat=True))
        assert {"Sportfreunde Korbach", "Frauencafé Mosaik", "Verein Brücke"} <= names
        assert "Summe" not in names
        assert Organization.objects.get(name="Sportfreunde Korbach").postcode == "34491"
    check(page)
    page.get_by_role("button", name="zurücknehmen").first.click()
    if page.get_by_role("button", name="zurücknehmen").count():
        page.get_by_role("button", name="zurücknehmen").first.click()
    with district_scope(stocked.district):
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert not Organization.objects.filter(name="Sportfreunde Korbach").exists()
