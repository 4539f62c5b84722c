"""Requests nobody could serve become a need, the need a measure of the adopted plan, the measure is reported on; and back."""

import re
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from kreislotse.casefacts.models import CauseFact, LanguageFact, MonthClosing, RequestFact
from kreislotse.core.dates import first_of_month, months_later
from kreislotse.core.scope import district_scope
from kreislotse.planning.models import PlanVersion
from tests import factories as make

pytestmark = pytest.mark.journey


@pytest.fixture
def lacking(stocked):
    """A closed month in which twelve requests found nobody, and a draft of the plan that will answer."""
    month = months_later(first_of_month(stocked.today), -2)
    with district_scope(stocked.district):
        MonthClosing.objects.create(month=month, closed_at=timezone.now(), threshold=5)
        common = {"month": month, "topic": stocked.topic.code, "waiting_band": "0", "asked_by_institution": False}
        for outcome, number in (("helped", 20), ("no_guide", 12)):
            RequestFact.objects.create(outcome=outcome, number=number, **common)
        LanguageFact.objects.create(month=month, language_group="arabisch", number=32)
        CauseFact.objects.create(month=month, cause="language", number=12)
        plan = make.PlanVersionFactory(title="Integrations- und Teilhabekonzept", edition="2027–2031")
        goal = make.GoalFactory(version=plan, number="1", title="Niemand wartet auf eine Sprache")
        aim = make.ObjectiveFactory(
            goal=goal, number="1.1", title="Zehn neue Sprachmittlerinnen", due_on=date(2031, 12, 31)
        )
        make.MeasureFactory(
            objective=aim,
            number="1.1.1",
            title="Schulung für seltene Sprachen",
            status="proposed",
            starts_on=stocked.today,
        )
    return stocked


def test_from_unserved_requests_to_the_report_and_back(page, lacking, enter, check):
    with district_scope(lacking.district):
        plan = PlanVersion.objects.get()
    enter(page, "head_of_office")
    page.goto(lacking.url("/buero/bedarfe/aus-monaten/"))
    expect(page.get_by_role("cell", name="12")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Als Bedarf aufnehmen").click()
    page.get_by_role("table").get_by_role("link").first.click()
    need_url = page.url
    check(page)

    page.get_by_role("link", name="Entscheiden", exact=True).click()
    page.get_by_label("aufgegriffen", exact=True).check()
    page.get_by_label("Begründung").fill("Passt zum ersten Leitziel.")
    page.get_by_role("button", name=re.compile("speichern|Speichern|Entscheid")).click()
    expect(page.get_by_text("Entschieden: aufgegriffen.")).to_be_visible()
    page.get_by_role("link", name="Mit dem Konzept verknüpfen").click()
    page.get_by_label("Nummer oder Wörter").fill("seltene Sprachen")
    page.get_by_role("button", name="Suchen", exact=True).click()
    check(page)
    page.get_by_role("listitem").filter(has_text="1.1.1 Schulung").get_by_role("button", name="Verknüpfen").click()
    expect(page.get_by_role("link", name="1.1.1 Schulung für seltene Sprachen")).to_be_visible()

    page.goto(lacking.url(f"/buero/konzept/fassungen/{plan.pk}/beschluss/"))
    page.get_by_label("Beschlossen am").fill(f"{lacking.today:%d.%m.%Y}")
    page.get_by_label("Vorlage des Kreistags").fill("VO/2026/300")
    page.get_by_role("button", name="Beschluss eintragen").click()
    page.goto(lacking.url(f"/buero/konzept/{plan.pk}/berichte/"))
    page.get_by_label("Titel").fill("Erster Bericht")
    page.get_by_role("button", name="Bericht erstellen").click()
    expect(page.get_by_text("Der Bericht ist erstellt")).to_be_visible()

    # forth with one click from the need, and back with one from the measure
    page.goto(need_url)
    page.get_by_role("link", name="Spur", exact=True).click()
    main = page.get_by_role("main")
    for words in ("Niemand wartet auf eine Sprache", "Zehn neue Sprachmittlerinnen", "Schulung für seltene Sprachen"):
        expect(main.get_by_role("link", name=re.compile(words)).first).to_be_visible()
    check(page)
    main.get_by_role("link", name=re.compile("Schulung für seltene Sprachen")).first.click()
    page.get_by_role("link", name="Spur", exact=True).click()
    expect(main.get_by_text("hier stehen Sie")).to_be_visible()
    expect(main.get_by_role("link", name=re.compile("Begleitung fehlt|Sprache")).first).to_be_visible()
    reports = main.get_by_role("listitem").filter(has=page.get_by_role("heading", level=2, name=re.compile("Bericht")))
    expect(reports.get_by_text("Erster Bericht")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    check(page)
