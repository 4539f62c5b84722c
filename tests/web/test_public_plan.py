"""The plan as the public reads it: progress, who answers for it, what is new, in the reader's language, without persons."""

import csv
import io
import json

import openpyxl
import pikepdf
import pytest
from django.utils import translation

from kreislotse.core.translations import text_hashes
from kreislotse.planning.models import Goal, Measure, PlanTranslation, ProgressReport
from kreislotse.planning.reports import take_report
from tests import factories as make
from tests.planning.making import NOW, TODAY, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(in_district):
    return make_plan()


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_without_a_plan_the_page_says_so(visitor, in_district):
    page = visitor.get("/konzept/")

    assert page.status_code == 200
    assert "noch in Arbeit" in text(page)
    assert visitor.get("/konzept/massnahmen/").status_code == 404
    assert visitor.get("/plan/v1/plan.json").status_code == 404


@pytest.mark.parametrize("values", [{"is_public": False}, {"status": "draft", "adopted_on": None}])
def test_a_plan_the_office_does_not_show_is_not_there(visitor, in_district, values):
    make_plan(**values)

    assert "Frauensprachkurs" not in text(visitor.get("/konzept/massnahmen/"))
    assert "noch in Arbeit" in text(visitor.get("/konzept/"))


def test_the_front_page_says_how_far_the_plan_is(visitor, plan):
    page = text(visitor.get("/konzept/"))

    assert "1 von 3 Maßnahmen sind umgesetzt." in page
    assert "Alle können sich verständigen" in page
    assert "Bad Musterau</bdi> (PDF)" in page


def test_each_thing_has_its_page_and_no_person_is_on_it(visitor, plan):
    measure = Measure.objects.get(number="M2")
    page = text(visitor.get(f"/konzept/massnahmen/{measure.uuid}/"))

    for words in (
        "Kreisvolkshochschule",
        "Es fehlt eine Erzieherin",
        "stockt",
        "Familienzentrum",
        "8 000 €",
        "erreicht am",
    ):
        assert words in page.replace("\u202f", " ").replace("\xa0", " "), words
    for words in ("person@vhs.example", "Sportbund", "Stiftung"):
        assert words not in page
    goal = visitor.get(f"/konzept/leitziele/{measure.objective.goal.uuid}/")
    assert "Übersicht aller Kurse" in text(goal)
    assert visitor.get(f"/konzept/massnahmen/{plan.uuid}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"M1", "M2", "M10"}),
        ("?feld=sprache", {"M2"}),
        ("?stand=done", {"M1"}),
        ("?q=anerkennung", {"M10"}),
        ("?q=xyz", set()),
        ("?stand=unsinn", {"M1", "M2", "M10"}),
    ],
)
def test_measures_are_found_by_field_status_and_word(visitor, plan, query, found):
    page = text(visitor.get(f"/konzept/massnahmen/{query}"))

    assert {one for one in ("M1", "M2", "M10") if f">{one} " in page} == found


def test_the_reader_gets_the_own_language_where_there_is_one(visitor, plan):
    goal = Goal.objects.get(number="1")
    PlanTranslation(
        goal=goal, language="tr", title="Herkes anlaşabilir", source_hashes=text_hashes(goal, ("title", "text"))
    ).save()
    page = text(visitor.get("/tr/konzept/"))

    assert '<h3 lang="tr"' in page and "Herkes anlaşabilir" in page
    assert '<h3 lang="de"' in page
    translation.activate("de")


def test_what_changed_since_the_last_public_report_is_shown(visitor, plan, person):
    head = person("head_of_office")
    report = take_report(plan, title="Bericht 2026", is_public=True, now=NOW, today=TODAY, by=head)
    take_report_hidden = ProgressReport(
        measure=Measure.objects.get(number="M2"), on=TODAY, light="green", text="Läuft wieder."
    )
    take_report_hidden.save()

    assert "Ampel: vorher „stockt“, jetzt „im Plan“" in text(visitor.get("/konzept/neues/"))
    assert "Bericht 2026</bdi> (PDF)" in text(visitor.get("/konzept/"))
    file = visitor.get(f"/konzept/berichte/{report.uuid}.pdf")
    with pikepdf.open(io.BytesIO(file.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
    report.__class__.objects.update(is_public=False)
    assert visitor.get(f"/konzept/berichte/{report.uuid}.pdf").status_code == 404
    assert "Noch kein Bericht" in text(visitor.get("/konzept/neues/"))


def test_files_are_there_for_everybody(visitor, plan):
    assert visitor.get("/konzept/konzept.pdf").content.startswith(b"%PDF")
    place = Measure.objects.get(number="M2").municipalities.get()
    sheet = visitor.get(f"/konzept/gemeinden/{place.ags}.pdf")
    assert sheet.content.startswith(b"%PDF")
    assert visitor.get("/konzept/gemeinden/00000000.pdf").status_code == 404
    workbook = openpyxl.load_workbook(io.BytesIO(visitor.get("/konzept/massnahmen.xlsx").content))
    rows = list(workbook.active.values)
    assert [row[0] for row in rows] == ["Nummer", "M1", "M2", "M10"]
    assert not any("Sportbund" in str(value) for row in rows for value in row)


def test_open_data_says_the_same_and_is_304_while_nothing_changes(visitor, plan):
    first = visitor.get("/plan/v1/plan.json")
    found = json.loads(first.content)

    assert [one["number"] for one in found["measures"]] == ["M1", "M2", "M10"]
    assert "Sportbund" not in first.content.decode() and "person@vhs.example" not in first.content.decode()
    assert visitor.get("/plan/v1/plan.json", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    Measure.objects.filter(number="M2").update(title="Neu benannt")
    assert visitor.get("/plan/v1/plan.json", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200
    rows = list(
        csv.reader(io.StringIO(visitor.get("/plan/v1/measures.csv").content.decode("utf-8-sig")), delimiter=";")
    )
    assert [row[1] for row in rows[1:]] == ["Übersicht aller Kurse", "Neu benannt", "Beratung zur Anerkennung vor Ort"]


def test_the_progress_may_be_embedded_where_the_office_says(visitor, plan, district):
    district.embedded_in = ["https://www.kreis.example"]
    district.save()
    page = visitor.get("/einbetten/konzept/")

    assert "frame-ancestors 'self' https://www.kreis.example" in page["Content-Security-Policy"]
    assert "1 von 3 Maßnahmen" in text(page)
    assert "<script" not in page.content.decode()


def test_another_districts_plan_is_not_found_here(visitor, plan, other_district):
    from kreislotse.core.scope import district_scope

    with district_scope(other_district):
        other = make.PlanVersionFactory(adopted=True, title="Das andere")
        key = make.MeasureFactory(objective__goal__version=other).uuid
    assert visitor.get(f"/konzept/massnahmen/{key}/").status_code == 404
    assert "Das andere" not in text(visitor.get("/konzept/"))
