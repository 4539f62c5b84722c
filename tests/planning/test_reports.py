"""Reports are frozen; what changed since the last one is found by comparing; papers are accessible."""

import copy
import io
from datetime import date

import pikepdf
import pytest

from kreislotse.planning.comparison import ChangeKind, compare
from kreislotse.planning.content import plan_content
from kreislotse.planning.mayors_sheet import municipality_pdf
from kreislotse.planning.models import Commitment, Measure, PlanReport, ProgressReport
from kreislotse.planning.papers import TABLE_COLUMNS, council_paper_pdf, plan_pdf, table_rows
from kreislotse.planning.reports import (
    NothingAdopted,
    ReportDoesNotFit,
    ReportedToday,
    frozen_content,
    publish_report,
    take_report,
)
from tests import factories as make
from tests.planning.making import NOW, TODAY, make_plan

pytestmark = pytest.mark.django_db
OFFICE = {
    "district": "Kreis Musterau",
    "unit": "Fachstelle Integration",
    "phone": "05631 1",
    "email": "amt@musterau.example",
}


@pytest.fixture
def plan(in_district):
    return make_plan()


@pytest.fixture
def head(person):
    return person("head_of_office")


def take(plan, head, **values):
    return take_report(plan, **({"title": "Bericht 2026", "now": NOW, "today": TODAY, "by": head} | values))


def test_a_report_stays_as_it_was_taken(plan, head):
    report = take(plan, head, summary="Gut unterwegs.")
    Measure.objects.update(title="Heißt jetzt anders", lead=None)
    Commitment.objects.all().delete()

    report.refresh_from_db()
    assert frozen_content(report)["measures"][1]["title"] == "Frauensprachkurs mit Kinderbetreuung"
    assert report.content != plan_content(plan, today=TODAY)


def test_a_report_somebody_changed_is_not_shown(plan, head):
    report = take(plan, head)
    report.content["measures"][0]["status"] = "done"
    report.content["title"] = "Erfunden"
    PlanReport.objects.filter(pk=report.pk).update(content=report.content)
    report.refresh_from_db()

    with pytest.raises(ReportDoesNotFit, match="nicht mehr der"):
        frozen_content(report)


def test_a_draft_is_not_reported_and_the_same_state_once_a_day(plan, head):
    with pytest.raises(NothingAdopted, match="noch in Arbeit"):
        take(make.PlanVersionFactory(edition="2031"), head)
    take(plan, head)
    with pytest.raises(ReportedToday, match="Bericht 2026"):
        take(plan, head)
    ProgressReport(measure=Measure.objects.get(number="M2"), on=TODAY, light="green", text="Läuft.").save()
    assert take(plan, head, title="Noch einer").checksum


def test_a_report_is_shown_and_taken_back(plan, head):
    report = publish_report(take(plan, head), is_public=True, by=head)
    assert report.is_public
    assert not publish_report(report, is_public=False, by=head).is_public


def changed(content, number, **values):
    after = copy.deepcopy(content)
    next(one for one in after["measures"] if one["number"] == number).update(values)
    return after


@pytest.mark.parametrize(
    ("number", "values", "kind"),
    [
        ("M2", {"status": "done"}, ChangeKind.DONE),
        ("M10", {"status": "running"}, ChangeKind.STARTED),
        ("M2", {"status": "paused"}, ChangeKind.STATUS),
        ("M2", {"status": "dropped"}, ChangeKind.DROPPED),
        ("M2", {"ends_on": "2028-12-31"}, ChangeKind.LATER),
        ("M2", {"ends_on": "2027-01-31"}, ChangeKind.EARLIER),
        ("M2", {"cost_cents": 1}, ChangeKind.COST),
        ("M2", {"lead": "Sportbund"}, ChangeKind.LEAD),
        ("M2", {"title": "Anders"}, ChangeKind.WORDING),
        (
            "M2",
            {"report": {"on": "2026-11-01", "light": "red", "text": "", "next_step": "", "spent_cents": None}},
            ChangeKind.LIGHT,
        ),
        (
            "M2",
            {"milestones": [{"title": "Zweiter Kurs begonnen", "due_on": "2026-10-01", "reached_on": "2026-11-01"}]},
            ChangeKind.MILESTONE,
        ),
    ],
)
def test_a_change_is_found_and_nothing_else(plan, number, values, kind):
    before = plan_content(plan, today=TODAY)

    found = compare(before, changed(before, number, **values))
    assert [(one.kind, one.number) for one in found] == [(kind, number)]
    assert compare(before, before) == []


def test_a_measure_carried_into_a_new_edition_is_the_same_measure(plan):
    new = make.PlanVersionFactory(follows=plan, edition="2031–2035")
    goal = make.GoalFactory(
        version=new, number="1", title="Alle können sich verständigen", carried_from=plan.goals.get(number="1")
    )
    aim = make.ObjectiveFactory(goal=goal, number="1.1", title="Neu")
    make.MeasureFactory(
        objective=aim,
        number="M7",
        title="Frauensprachkurs mit Kinderbetreuung",
        status="running",
        lead=make.OrganizationFactory(name="Kreisvolkshochschule"),
        cost_cents=1_250_000,
        starts_on=date(2026, 2, 1),
        ends_on=date(2027, 12, 31),
        carried_from=Measure.objects.get(number="M2"),
    )

    found = {
        (one.kind, one.what, one.number)
        for one in compare(plan_content(plan, today=TODAY), plan_content(new, today=TODAY))
    }
    assert (ChangeKind.NEW, "measure", "M7") not in found
    assert {
        (ChangeKind.GONE, "measure", "M1"),
        (ChangeKind.GONE, "measure", "M10"),
        (ChangeKind.GONE, "goal", "2"),
        (ChangeKind.NEW, "objective", "1.1"),
    } <= found


def papers(plan):
    content = plan_content(plan, today=TODAY)
    before = changed(content, "M2", status="planned")
    return {
        "plan": plan_pdf(content, office=OFFICE),
        "council": council_paper_pdf(
            content,
            office=OFFICE,
            title="Bericht 2026",
            text="Gut unterwegs.",
            decision_reference="VO/2026/99",
            before=before,
            before_title="Bericht 2025",
        ),
        "sheet": municipality_pdf(
            content,
            municipality="Bad Musterau",
            ags=content["measures"][1]["places"][0]["ags"],
            needs=[("Kinderarzt", "weitergegeben")],
            office=OFFICE,
        ),
    }


@pytest.mark.parametrize("which", ["plan", "council", "sheet"])
def test_papers_are_accessible(plan, which):
    with pikepdf.open(io.BytesIO(papers(plan)[which])) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "de"
        assert "pdfuaid" in pdf.Root.Metadata.read_bytes().decode()


def test_the_spreadsheet_has_a_cell_for_each_column(plan):
    rows = table_rows(plan_content(plan, today=TODAY))

    assert {len(row) for row in rows} == {len(TABLE_COLUMNS)}
    running = dict(zip(TABLE_COLUMNS, rows[1], strict=True))
    assert running["Kosten in Euro"] == 12_500
    assert running["Ampel"] == "stockt"
    assert running["Zielwerte"] == "Kurse: 4 bis 31.12.2027, zuletzt 3"


@pytest.mark.parametrize("which", ["plan", "council", "sheet"])
def test_text_of_people_is_never_a_command(plan, which):
    Measure.objects.update(title='#panic("x") *fett* $1$', text="= Kopf\n#let x = 1")
    ProgressReport.objects.update(text='#image("/etc/passwd")', next_step="`code` @ref <label>")

    assert papers(plan)[which].startswith(b"%PDF")


def test_a_measure_carried_on_speaks_with_its_last_word(plan):
    old = Measure.objects.get(number="M2")
    new = make.PlanVersionFactory(follows=plan, edition="2031–2035")
    aim = make.ObjectiveFactory(goal=make.GoalFactory(version=new))
    make.MeasureFactory(objective=aim, number="M7", status="running", carried_from=old)

    assert plan_content(new, today=TODAY)["measures"][0]["report"]["text"] == "Es fehlt eine Erzieherin."
