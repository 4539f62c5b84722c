"""An edition is begun, written, refused without a lead, adopted, closed against changes, and carried on into the next."""

import pytest
from playwright.sync_api import expect

from kreislotse.core.scope import district_scope
from kreislotse.planning.models import Measure, PlanVersion

pytestmark = pytest.mark.journey


def choose(page, name: str, text: str) -> None:
    values = page.locator(f"select[name={name}] option").all()
    value = next(option.get_attribute("value") for option in values if text in option.inner_text())
    page.locator(f"select[name={name}]").select_option(value, force=True)


def test_from_the_first_word_to_the_next_edition(page, stocked, enter, check):
    enter(page, "head_of_office")
    page.goto(stocked.url("/buero/konzept/fassungen/"))
    check(page)
    page.get_by_role("link", name="Fassung beginnen").first.click()
    check(page)
    page.locator("input[name=title]").fill("Integrations- und Teilhabekonzept")
    page.locator("input[name=edition]").fill("2026–2030")
    page.locator("input[name=valid_from]").fill("1.1.2026")
    page.locator("input[name=valid_until]").fill("31.12.2030")
    page.get_by_role("button", name="Fassung speichern").click()
    with district_scope(stocked.district):
        plan = PlanVersion.objects.get()

    page.goto(stocked.url(f"/buero/konzept/fassungen/{plan.pk}/leitziel/"))
    page.locator("input[name=title]").fill("Alle können sich verständigen")
    page.get_by_role("button", name="Speichern").click()
    page.goto(stocked.url(f"/buero/konzept/fassungen/{plan.pk}/"))
    page.get_by_role("link", name="Teilziel aufnehmen").first.click()
    page.locator("input[name=title]").fill("Kurse mit Kinderbetreuung in jeder Gemeinde")
    page.get_by_role("button", name="Speichern").click()
    page.goto(stocked.url(f"/buero/konzept/fassungen/{plan.pk}/"))
    page.get_by_role("link", name="Maßnahme aufnehmen").first.click()
    check(page)
    page.locator("input[name=title]").fill("Frauensprachkurs")
    page.locator("input[name=starts_on]").fill("1.3.2026")
    page.locator("input[name=ends_on]").fill("1.2.2026")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Das Ende liegt vor dem Beginn").first).to_be_visible()
    page.locator("input[name=ends_on]").fill("31.12.2028")
    page.get_by_role("button", name="Speichern").click()
    with district_scope(stocked.district):
        measure = Measure.objects.get()

    adopt = stocked.url(f"/buero/konzept/fassungen/{plan.pk}/beschluss/")
    page.goto(adopt)
    expect(page.get_by_text("Vor dem Beschluss fehlt noch etwas")).to_be_visible()
    check(page)
    page.goto(stocked.url(f"/buero/konzept/massnahmen/{measure.pk}/bearbeiten/"))
    names = [one.inner_text() for one in page.locator("select[name=lead] option").all()]
    choose(page, "lead", names[1])
    page.get_by_role("button", name="Speichern").click()
    page.goto(adopt)
    page.get_by_label("Beschlossen am").fill(f"{stocked.today:%d.%m.%Y}")
    page.get_by_label("Vorlage des Kreistags").fill("VO/2026/1")
    page.get_by_role("button", name="Beschluss eintragen").click()
    response = page.goto(stocked.url(f"/buero/konzept/massnahmen/{measure.pk}/"))
    assert response.ok
    expect(page.get_by_role("link", name="Bearbeiten", exact=True)).to_have_count(0)
    check(page)

    page.goto(stocked.url("/buero/konzept/fassungen/"))
    page.get_by_role("link", name="Fassung fortschreiben").click()
    check(page)
    page.locator("input[name=edition]").fill("2031–2035")
    page.get_by_role("button", name="Entwurf anlegen").click()
    with district_scope(stocked.district):
        follower = PlanVersion.objects.get(edition="2031–2035")
        carried = Measure.objects.filter(version=follower)
        assert follower.follows_id == plan.pk
        assert [one.carried_from_id for one in carried] in ([measure.pk], [])
